"""The table of own figures, and its history."""

from typing import ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q

from access.scope import ScopedQuerySet
from cohorts.models import Room
from indicators.figures import State

#: The organisation as a whole, of which the other places are parts.
WHOLE = ""
LONGEST_PLACE, LONGEST_SOURCE, LONGEST_NOTE = 80, 200, 1000


def _value() -> models.DecimalField:  # type: ignore[type-arg]
    return models.DecimalField(max_digits=18, decimal_places=6, null=True)


def _state(default: State) -> models.CharField:  # type: ignore[type-arg]
    return models.CharField(max_length=16, choices=State.choices, default=default)


def _known(column: str) -> Q:
    """Return that a value stands where its state says so, and a number of persons nowhere else."""
    state, value, base = f"{column}_state", f"{column}__isnull", f"{column}_base__isnull"
    return Q(**{state: State.KNOWN, value: False}) | (~Q(**{state: State.KNOWN}) & Q(**{value: True, base: True}))


@pghistory.track(level=pghistory.Statement)
class OwnValue(models.Model):
    """One row of a participation's own figures: an indicator, a place and a year. Raw, and never to be shown.

    Read through ``indicators.own.reading.shown_of``; a test finds any other reader than the form, the upload and their
    history. A count is a number of persons; a share and a mean carry in ``…_base`` on how many they are computed.
    ``version`` grows with each change, so that a writer who saw an older one is told.
    """

    room = models.ForeignKey(Room, models.PROTECT, related_name="own_values", db_index=False)
    indicator = models.ForeignKey("indicators.Indicator", models.PROTECT, related_name="own_values", db_index=False)
    place = models.CharField(max_length=LONGEST_PLACE, blank=True, default=WHOLE)
    year = models.PositiveSmallIntegerField()
    women = _value()
    women_state = _state(State.MISSING)
    women_base = models.PositiveIntegerField(null=True)
    men = _value()
    men_state = _state(State.MISSING)
    men_base = models.PositiveIntegerField(null=True)
    other = _value()
    other_state = _state(State.NOT_APPLICABLE)
    other_base = models.PositiveIntegerField(null=True)
    total = _value()
    total_state = _state(State.MISSING)
    total_base = models.PositiveIntegerField(null=True)
    source = models.CharField(max_length=LONGEST_SOURCE, blank=True, default="")
    note = models.CharField(max_length=LONGEST_NOTE, blank=True, default="")
    version = models.PositiveIntegerField(default=1)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        default_permissions: ClassVar = ()
        ordering: ClassVar = ["place", "year"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["room", "indicator", "place", "year"], name="own_value_once"),
            models.CheckConstraint(
                condition=_known("women") & _known("men") & _known("other") & _known("total"),
                name="own_value_where_known",
            ),
        ]

    def __str__(self) -> str:
        """Return where it belongs."""
        return f"{self.indicator_id} {self.place} {self.year}"
