"""The tables of calendars and reminders."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Letter
from cohorts.models import Invitation, Room


class CalendarFeed(models.Model):
    """That a person's calendar can be fetched with a secret address. Only the secret's digest stays."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+")
    secret_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    class Meta:
        default_permissions: ClassVar = ()


class LadderRun(models.Model):
    """When the reminders of a round were last looked through. Whoever does it holds the row."""

    room = models.OneToOneField(Room, models.PROTECT, primary_key=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        default_permissions: ClassVar = ()


class Rung(models.TextChoices):
    """Whom a reminder goes to: first who answers for the thing, then the trio, then the project leader."""

    BEFORE = "before", "En vecka före"
    DAY = "day", "På dagen"
    LATE = "late", "En vecka efter"


class SentRung(models.Model):
    """That a rung of a deadline's ladder has been written to a person, and in which letter.

    ``thing_key`` is the deadline with its day (``overview.ladder.Deadline``): one that is moved has a new ladder.
    Somebody who is invited and has no account yet is known by the invitation.
    """

    room = models.ForeignKey(Room, models.PROTECT, related_name="+")
    thing_key = models.CharField(max_length=200)
    rung = models.CharField(max_length=6, choices=Rung.choices)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    invitation = models.ForeignKey(Invitation, models.PROTECT, null=True, related_name="+")
    letter = models.ForeignKey(Letter, models.PROTECT, related_name="+")

    class Meta:
        default_permissions: ClassVar = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["room", "thing_key", "rung", "user", "invitation"],
                name="rung_once_per_person",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(user=None) ^ Q(invitation=None), name="rung_reaches_a_person_or_an_invited"
            ),
        ]
