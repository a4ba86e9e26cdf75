"""What an organisation follows, and what it says of it."""

from typing import ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q

from access.scope import ScopedQuerySet
from cohorts.models import Room, Seat


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent())
class PinnedIndicator(models.Model):
    """An indicator that an organisation follows in a round. One that is dropped keeps all, and comes back with it.

    ``baseline`` is ``suppression.frozen`` of one year, as the figures were at ``baseline_at``: no later revision
    changes it. ``target_one`` is that of an indicator with one figure for all. ``target_gap`` is how large the gap may
    be at most. ``version`` counts the changes of the goals.
    """

    room = models.ForeignKey(Room, models.PROTECT, related_name="pinned_indicators")
    indicator = models.ForeignKey("indicators.Indicator", models.PROTECT, related_name="pins")
    position = models.PositiveIntegerField()
    pinned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    pinned_at = models.DateTimeField()
    dropped_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    dropped_at = models.DateTimeField(null=True)
    baseline_year = models.PositiveSmallIntegerField(null=True)
    baseline = models.JSONField(null=True)
    baseline_at = models.DateTimeField(null=True)
    target_women = models.DecimalField(max_digits=14, decimal_places=3, null=True)
    target_men = models.DecimalField(max_digits=14, decimal_places=3, null=True)
    target_gap = models.DecimalField(max_digits=14, decimal_places=3, null=True)
    target_one = models.DecimalField(max_digits=14, decimal_places=3, null=True)
    target_year = models.PositiveSmallIntegerField(null=True)
    owner = models.ForeignKey(Seat, models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=0)
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    edited_at = models.DateTimeField(null=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        default_permissions: ClassVar = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["room", "indicator"], name="indicator_pinned_once"),
            models.CheckConstraint(
                condition=Q(baseline_year=None, baseline=None, baseline_at=None)
                | Q(baseline_year__isnull=False, baseline__isnull=False, baseline_at__isnull=False),
                name="pin_baseline_whole",
            ),
            models.CheckConstraint(condition=Q(dropped_at=None) | Q(dropped_by__isnull=False), name="pin_dropped_by"),
        ]

    def __str__(self) -> str:
        """Return which indicator it is."""
        return self.indicator.title


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.ManualEvent("refused"),  # type: ignore[no-untyped-call]
)
class IndicatorComment(models.Model):
    """What an organisation says of a year of an indicator that it follows, in three parts.

    ``reading`` is how it reads the figures, ``reason`` what may justify the gap, ``action`` what it does about it.
    """

    room = models.ForeignKey(Room, models.PROTECT, related_name="+")
    pin = models.ForeignKey(PinnedIndicator, models.PROTECT, related_name="comments")
    year = models.PositiveSmallIntegerField()
    reading = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    action = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    edited_at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-year"]
        default_permissions: ClassVar = ()
        constraints: ClassVar = [models.UniqueConstraint(fields=["pin", "year"], name="comment_once_per_year")]

    def __str__(self) -> str:
        """Return the year."""
        return str(self.year)
