"""A report is a row before it is a file."""

import datetime as dt
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from access.scope import ScopedQuerySet
from cohorts.models import Room


class ReportState(models.TextChoices):
    """Where an ordered report is."""

    ORDERED = "ordered", "Beställd"
    WORKING = "working", "Görs nu"
    DONE = "done", "Klar"
    FAILED = "failed", "Misslyckades"


class ReportPart(models.TextChoices):
    """Which part of the work a report is in, in the order they come."""

    WAITING = "waiting", "Väntar på sin tur"
    CONTEXT = "context", "Hämtar innehållet"
    LAYOUT = "layout", "Sätter sidorna"
    WRITING = "writing", "Sparar filen"
    READY = "ready", "Klar att hämta"


class Report(models.Model):
    """An ordered PDF: what of, for which room, by whom, and how far it has come.

    ``subject`` is the primary key of what is printed within the room (a meeting, a participation) or null for
    the whole room. The lease says who works on it; a lapsed lease is free to take.
    """

    room = models.ForeignKey(Room, models.PROTECT, related_name="reports")
    kind = models.CharField(max_length=12)
    subject = models.BigIntegerField(null=True, blank=True)
    title = models.CharField(max_length=200)
    ordered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ordered_at = models.DateTimeField()
    release_ids = models.JSONField(default=list)
    state = models.CharField(max_length=8, choices=ReportState.choices, default=ReportState.ORDERED)
    part = models.CharField(max_length=8, choices=ReportPart.choices, default=ReportPart.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_token = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    file_name = models.CharField(max_length=120, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    pages = models.PositiveIntegerField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        default_permissions: ClassVar = ()
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["room", "kind", "subject"],
                condition=Q(state__in=["ordered", "working"]),
                nulls_distinct=False,
                name="one_open_order",
            ),
        ]

    @property
    def is_open(self) -> bool:
        """Tell whether the file is still to come."""
        return self.state in {ReportState.ORDERED, ReportState.WORKING}

    @property
    def progress(self) -> int:
        """Return how many of the four parts are behind it."""
        return list(ReportPart).index(ReportPart(self.part))

    @property
    def stamp(self) -> str:
        """Return a word that changes with every change that a person sees."""
        return f"{self.state}-{self.part}"

    @property
    def download_name(self) -> str:
        """Return the file name that a person gets: title and day, without signs that a file name cannot have."""
        day: dt.datetime = self.finished_at or self.ordered_at
        words = "".join(sign for sign in self.title if sign not in '\\/:*?"<>|,')
        return f"{words} {timezone.localdate(day)}.pdf"
