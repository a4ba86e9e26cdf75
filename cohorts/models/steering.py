"""What those who lead a round write: letters to many at once, and notes to each other."""

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
