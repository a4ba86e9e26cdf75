"""What those who lead a round write and do: letters to many at once, notes to each other, and the acts of the log."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from access.scope import ScopedQuerySet
from cohorts.models.rooms import Room


class Mailing(models.Model):
    """A letter that somebody wrote to many at once: who, when, and its subject before the names were filled in."""

    room = models.ForeignKey(Room, models.PROTECT, related_name="mailings")
    key = models.UUIDField(unique=True)
    subject = models.CharField(max_length=150)
    letters = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        default_permissions: ClassVar = ()


class LeaderNote(models.Model):
    """A note for colleagues who lead the round: about one organisation (its room), or about the round.

    Nobody else reads it, the organisation neither. One that is taken away stays here, unshown.
    """

    room = models.ForeignKey(Room, models.PROTECT, related_name="leader_notes")
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        default_permissions: ClassVar = ()
        ordering: ClassVar = ["-at", "-pk"]


class ActKind(models.TextChoices):
    """What somebody did that no other row says who did; the words follow the person's name in the log."""

    CREATED = "created", "skapade omgången"
    EDITED = "edited", "ändrade omgångens uppgifter"
    PUBLISHED = "published", "publicerade grupperna"
    REGROUPED = "regrouped", "ändrade grupperna"
    TAKEN_IN = "taken_in", "lade in en lista"
    RESENT = "resent", "skickade en inbjudan igen"
    TAKEN_BACK = "taken_back", "tog tillbaka en inbjudan"
    PARTS_CHANGED = "parts_changed", "ändrade vad en plats öppnar"
    ANSWER_UNDONE = "answer_undone", "ångrade ett besked"
    WISHES_CHANGED = "wishes_changed", "ändrade önskemål och mentorskap"
    LEFT = "left", "avslutade deltagandet"
    HANDED_OVER = "handed_over", "lämnade över en plats"
    DAY_ADDED = "day_added", "lade in en dag"
    DAY_CHANGED = "day_changed", "ändrade en dag"
    DAY_REMOVED = "day_removed", "tog bort en dag"
    DAYS_MOVED = "days_moved", "flyttade dagar"
    STEP_PLANNED = "step_planned", "satte datum eller ansvarig"
    SENT = "sent", "skickade brev"
    STOPPED = "stopped", "stoppade ett brev"


class Act(models.Model):
    """One line of the log: who did what in a room, and ``about`` what."""

    room = models.ForeignKey(Room, models.PROTECT, related_name="acts")
    kind = models.CharField(max_length=16, choices=ActKind.choices)
    about = models.CharField(max_length=400, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        default_permissions: ClassVar = ()
