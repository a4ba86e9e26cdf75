"""A release is what an organisation chose to show, as it was then; its content never changes."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models

from access.scope import ScopedQuerySet
from cohorts.models import Room


class ReleaseKind(models.TextChoices):
    """What a release is made from."""

    STEP = "step", "Steg"


class AudienceKind(models.TextChoices):
    """Who a release is for."""

    GROUP = "group", "Gruppen och mentorn"
    CONFERENCE = "conference", "Resultatkonferensen"


class Release(models.Model):
    """Something shared: numbered within its room, with its content as JSON."""

    room = models.ForeignKey(Room, models.PROTECT, related_name="releases")
    kind = models.CharField(max_length=12, choices=ReleaseKind.choices)
    key = models.CharField(max_length=80)
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
                fields=["room", "kind", "key", "number", "title", "content", "sha256", "published_by", "published_at"],
            ),
            pgtrigger.Protect(
                name="release_stays_withdrawn",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__withdrawn_at__isnull=False),
            ),
            pgtrigger.Protect(name="release_is_kept", operation=pgtrigger.Delete),
        ]

    @property
    def is_withdrawn(self) -> bool:
        """Tell whether the organisation has taken it back; readers then see a stub."""
        return self.withdrawn_at is not None


class ReleaseAudience(models.Model):
    """One audience of a release. ``room`` is the group's for a group, the cohort's for the conference."""

    release = models.ForeignKey(Release, models.PROTECT, related_name="audiences")
    kind = models.CharField(max_length=12, choices=AudienceKind.choices)
    room = models.ForeignKey(Room, models.PROTECT, related_name="+")

    class Meta:
        default_permissions: ClassVar = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["release", "kind", "room"], name="audience_once"),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="audience_is_immutable", operation=pgtrigger.Update | pgtrigger.Delete)
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
            pgtrigger.Protect(name="reader_is_immutable", operation=pgtrigger.Update | pgtrigger.Delete)
        ]
