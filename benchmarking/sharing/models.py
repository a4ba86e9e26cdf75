"""A release is what an organisation chose to show, as it was then; its content never changes."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from access.scope import ScopedQuerySet
from cohorts.models import Room, Seat


class ReleaseKind(models.TextChoices):
    """What a release is made from."""

    STEP = "step", "Steg"
    WORKSHEET = "worksheet", "Mall"
    INDICATORS = "indicators", "Nyckeltal"


class AudienceKind(models.TextChoices):
    """Who a release is for, from the nearest to the widest."""

    GROUP = "group", "Gruppen och mentorn"
    COHORT = "cohort", "Hela omgången"
    CONFERENCE = "conference", "Resultatkonferensen"
    PUBLIC = "public", "Alla, öppet"


#: The audiences that an owner chooses among; the public one comes with the leader's approval alone.
CHOSEN = (AudienceKind.GROUP, AudienceKind.COHORT, AudienceKind.CONFERENCE)


def _never_emptied(name: str) -> pgtrigger.Trigger:
    """Refuse TRUNCATE too, which no trigger per row sees."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Truncate,
        level=pgtrigger.Statement,
        func="RAISE EXCEPTION 'pgtrigger: Cannot truncate % table', TG_TABLE_NAME;",
    )


class Release(models.Model):
    """Something shared: numbered within its room, with its content as JSON.

    ``key`` names what it is made from: a step's key, ``step/worksheet``, or ``INDICATORS_KEY``.
    """

    room = models.ForeignKey(Room, models.PROTECT, related_name="releases")
    kind = models.CharField(max_length=12, choices=ReleaseKind.choices)
    key = models.CharField(max_length=161)
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    published_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        default_permissions: ClassVar = ()
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["room", "number"], name="release_number_once")]
        indexes: ClassVar = [models.Index(fields=["room", "kind", "key"], name="release_of_thing")]
        triggers: ClassVar = [
            pgtrigger.ReadOnly(
                name="release_is_immutable",
                fields=[
                    "id",
                    "room",
                    "kind",
                    "key",
                    "number",
                    "title",
                    "content",
                    "sha256",
                    "published_by",
                    "published_at",
                ],
            ),
            pgtrigger.Protect(
                name="release_stays_withdrawn",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__withdrawn_at__isnull=False),
            ),
            pgtrigger.Protect(name="release_is_kept", operation=pgtrigger.Delete),
            _never_emptied("releases_are_kept"),
        ]

    @property
    def is_withdrawn(self) -> bool:
        """Tell whether the organisation has taken it back; readers then see a stub."""
        return self.withdrawn_at is not None


class ReleaseAudience(models.Model):
    """One audience of a release. ``room`` is the group's for a group, the cohort's for all others."""

    release = models.ForeignKey(Release, models.PROTECT, related_name="audiences")
    kind = models.CharField(max_length=12, choices=AudienceKind.choices)
    room = models.ForeignKey(Room, models.PROTECT, related_name="+")

    class Meta:
        default_permissions: ClassVar = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["release", "kind", "room"], name="audience_once"),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="audience_is_immutable", operation=pgtrigger.Update | pgtrigger.Delete),
            _never_emptied("audiences_are_kept"),
        ]


class ReleaseReader(models.Model):
    """A participation that was in the audience's group, or paired with it, when the owner pressed.

    Newcomers are not readers until the owner shares again (design §3).
    """

    audience = models.ForeignKey(ReleaseAudience, models.PROTECT, related_name="readers")
    room = models.ForeignKey(Room, models.PROTECT, related_name="+")

    class Meta:
        default_permissions: ClassVar = ()
        constraints: ClassVar = [models.UniqueConstraint(fields=["audience", "room"], name="reader_once")]
        triggers: ClassVar = [
            pgtrigger.Protect(name="reader_is_immutable", operation=pgtrigger.Update | pgtrigger.Delete),
            _never_emptied("readers_are_kept"),
        ]


class PublicRequest(models.Model):
    """That an owner asked to show a release openly, and what the leader answered.

    A yes adds the public audience to the release and changes nothing of it. An answer is never changed.
    """

    room = models.ForeignKey(Room, models.PROTECT, related_name="+")
    release = models.ForeignKey(Release, models.PROTECT, related_name="public_requests")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    approved = models.BooleanField(null=True)
    reason = models.TextField(blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        default_permissions: ClassVar = ()
        ordering: ClassVar = ["asked_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["release"], condition=Q(approved__isnull=True) | Q(approved=True), name="one_public_request"
            ),
            models.CheckConstraint(
                condition=Q(approved=None, answered_by=None, answered_at=None)
                | Q(approved__isnull=False, answered_by__isnull=False, answered_at__isnull=False),
                name="public_request_answered_whole",
            ),
            models.CheckConstraint(condition=~Q(approved=False, reason=""), name="public_no_has_reason"),
        ]
        triggers: ClassVar = [
            pgtrigger.ReadOnly(name="public_request_asked", fields=["room", "release", "asked_by", "asked_at"]),
            pgtrigger.Protect(
                name="public_answer_stands",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__answered_at__isnull=False),
            ),
            pgtrigger.Protect(name="public_request_is_kept", operation=pgtrigger.Delete),
        ]


class ConductAcceptance(models.Model):
    """That the holder of a seat has accepted a version of the code of conduct. A new holder accepts anew."""

    room = models.ForeignKey(Room, models.PROTECT, related_name="+")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    version = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        default_permissions: ClassVar = ()
        constraints: ClassVar = [models.UniqueConstraint(fields=["seat", "by", "version"], name="accepted_once")]
