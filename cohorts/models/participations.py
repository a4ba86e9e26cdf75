"""Who takes part in a round: organisations, their groups, and the mentors that follow these."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from access.scope import ScopedQuerySet
from cohorts.models.organisations import Organisation
from cohorts.models.rooms import Room, slug_syntax
from cohorts.models.rounds import Cohort
from cohorts.roles import PairingKind, Part


class BenchmarkGroup(models.Model):
    """Two or three organisations that compare with each other. A group of one needs a reason."""

    room = models.OneToOneField(Room, models.PROTECT, primary_key=True)
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="groups")
    slug = models.CharField(max_length=120, validators=[slug_syntax])
    reason_for_one = models.CharField(max_length=200, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        default_permissions: ClassVar = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cohort", "slug"], name="group_slug_once_in_cohort"),
        ]

    def __str__(self) -> str:
        """Return the name of the group: "Kalmar – Södertälje"."""
        return self.room.title


class ParticipationState(models.TextChoices):
    """Where one organisation is in one round."""

    APPLIED = "applied", "Anmäld"
    ADMITTED = "admitted", "Antagen"
    ACTIVE = "active", "Med"
    COMPLETED = "completed", "Genomförd"
    WITHDRAWN = "withdrawn", "Avbruten"


class WithdrawalCategory(models.TextChoices):
    """Why an organisation left a round, in the words that the programme counts by."""

    RESOURCES = "resources", "Tid eller personal räckte inte"
    PEOPLE = "people", "Nyckelpersoner slutade"
    REORGANISATION = "reorganisation", "Omorganisation eller oklart uppdrag"
    POLITICS = "politics", "Nytt politiskt beslut"
    OTHER = "other", "Annat"


class Participation(models.Model):
    """One organisation in one round, as participant or as mentor; its room is the workspace.

    ``promised_mentoring``: it has undertaken to be a mentor in a later round. ``themes`` are one to a line;
    ``mentor_capacity`` is how many organisations it takes where it is a mentor.
    """

    room = models.OneToOneField(Room, models.PROTECT, primary_key=True)
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="participations")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="participations")
    part = models.CharField(max_length=12, choices=Part.choices, default=Part.PARTICIPANT)
    scope_area = models.CharField(max_length=160, blank=True)
    state = models.CharField(max_length=10, choices=ParticipationState.choices, default=ParticipationState.ACTIVE)
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawal_category = models.CharField(max_length=14, choices=WithdrawalCategory.choices, blank=True)
    withdrawal_reason = models.CharField(max_length=200, blank=True)
    promised_mentoring = models.BooleanField(default=False)
    themes = models.TextField(blank=True)
    mentor_capacity = models.PositiveSmallIntegerField(default=3)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        default_permissions: ClassVar = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cohort", "organisation"], name="organisation_once_in_cohort"),
            models.CheckConstraint(condition=Q(mentor_capacity__in=(2, 3)), name="a_mentor_takes_two_or_three"),
        ]

    def __str__(self) -> str:
        """Return the organisation's name."""
        return self.organisation.name

    @property
    def has_left(self) -> bool:
        """Tell whether the organisation has left the round before its end."""
        return self.state == ParticipationState.WITHDRAWN

    @property
    def theme_list(self) -> tuple[str, ...]:
        """Return the themes that the organisation has chosen."""
        return tuple(line.strip() for line in self.themes.splitlines() if line.strip())


class GroupMembership(models.Model):
    """That a participation is, or was, in a group. At most one open per participation."""

    group = models.ForeignKey(BenchmarkGroup, models.PROTECT, related_name="memberships")
    participation = models.ForeignKey(Participation, models.PROTECT, related_name="memberships")
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions: ClassVar = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["participation"], condition=Q(left_at__isnull=True), name="one_open_membership"
            ),
        ]


class Pairing(models.Model):
    """A mentor organisation's participation with a group, as lead or in support of another pairing."""

    mentor = models.ForeignKey(Participation, models.PROTECT, related_name="pairings")
    group = models.ForeignKey(BenchmarkGroup, models.PROTECT, related_name="pairings")
    kind = models.CharField(max_length=8, choices=PairingKind.choices, default=PairingKind.LEAD)
    supports = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="supporters")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions: ClassVar = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["mentor", "group"], condition=Q(ended_at__isnull=True), name="one_open_pairing"
            ),
        ]
