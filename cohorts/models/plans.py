"""What a leader thinks of before groups are formed: who wishes for whom, and a plan that is in effect for nobody."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from cohorts.models.organisations import Organisation
from cohorts.models.participations import Participation
from cohorts.models.rooms import Room
from cohorts.roles import PairingKind


class Wish(models.Model):
    """That a participation, whose room it is, would like to meet another organisation."""

    room = models.ForeignKey(Room, models.PROTECT, related_name="wishes")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")

    class Meta:
        default_permissions: ClassVar = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["room", "organisation"], name="wish_once"),
        ]


class GroupPlan(models.Model):
    """How often the groups of a round have been changed, planned or formed, and by whom last.

    Every act on the groups names the ``version`` it saw: of two leaders at once, the second is told.
    """

    room = models.OneToOneField(Room, models.PROTECT, primary_key=True)
    version = models.PositiveIntegerField(default=0)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions: ClassVar = ()


class PlannedGroup(models.Model):
    """A group as it may become, in the cohort's room; without ``lead`` it has no mentor yet."""

    room = models.ForeignKey(Room, models.PROTECT, related_name="planned_groups")
    lead = models.ForeignKey(Participation, models.PROTECT, null=True, related_name="+")
    reason_for_one = models.CharField(max_length=200, blank=True)

    class Meta:
        default_permissions: ClassVar = ()
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["lead"], condition=Q(lead__isnull=False), name="one_planned_group_to_lead"
            ),
        ]


class PlannedPlace(models.Model):
    """That an organisation would be in a planned group; a locked one stays there whatever is proposed."""

    room = models.ForeignKey(Room, models.PROTECT, related_name="planned_places")
    group = models.ForeignKey(PlannedGroup, models.CASCADE, related_name="places")
    participation = models.OneToOneField(Participation, models.PROTECT, related_name="planned_place")
    locked = models.BooleanField(default=False)

    class Meta:
        default_permissions: ClassVar = ()


class PlannedMentor(models.Model):
    """A mentor beside the one that leads a planned group: one more, or in support of it."""

    room = models.ForeignKey(Room, models.PROTECT, related_name="planned_mentors")
    group = models.ForeignKey(PlannedGroup, models.CASCADE, related_name="mentors")
    mentor = models.ForeignKey(Participation, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=PairingKind.choices, default=PairingKind.SUPPORT)

    class Meta:
        default_permissions: ClassVar = ()
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group", "mentor"], name="planned_mentor_once"),
        ]
