"""The table of own figures, and its history."""

from typing import ClassVar

import pghistory
import pgtrigger
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


class Figures(models.Model):
    """What a row of own figures says, wherever it is kept."""

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

    class Meta:
        abstract = True


#: What a row names, asked for once a statement. A constraint would ask for the same room, indicator and person at each
#: of an upload's rows, which takes longer than writing them.
_NAMED = pgtrigger.Func(  # type: ignore[no-untyped-call]
    """
    IF EXISTS (
        SELECT 1 FROM (SELECT DISTINCT room_id, indicator_id, written_by_id FROM new_values) AS named
         WHERE NOT EXISTS (SELECT 1 FROM cohorts_room WHERE id = named.room_id)
            OR NOT EXISTS (SELECT 1 FROM indicators_indicator WHERE id = named.indicator_id)
            OR NOT EXISTS (SELECT 1 FROM accounts_user WHERE id = named.written_by_id)
    ) THEN
        RAISE foreign_key_violation USING MESSAGE = 'a figure names a room, indicator or person that is not there';
    END IF;
    RETURN NULL;
    """
)


def _named_by(operation: pgtrigger.Operation, name: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(new="new_values"),  # type: ignore[no-untyped-call]
        func=_NAMED,
    )


def _key(table: str, related_name: str = "+") -> models.ForeignKey:  # type: ignore[type-arg]
    return models.ForeignKey(table, models.PROTECT, related_name=related_name, db_index=False, db_constraint=False)


@pghistory.track(
    pghistory.UpdateEvent(row=pghistory.Old),
    level=pghistory.Statement,
    context_field=pghistory.ContextForeignKey(db_index=False),
)
class OwnValue(Figures):
    """One row of a participation's own figures: an indicator, a place and a year. Raw, and never to be shown.

    Read through ``indicators.own.reading.shown_of``; a test finds any other reader than the form, the upload and their
    history. A count is a number of persons; a share and a mean carry in ``…_base`` on how many they are computed.
    ``version`` grows with each change, so that a writer who saw an older one is told. The history has what a row was
    before each change, and the row what it is.
    """

    room = _key("cohorts.Room", "own_values")
    indicator = _key("indicators.Indicator", "own_values")
    version = models.PositiveIntegerField(default=1)
    written_at = models.DateTimeField()
    written_by = _key(settings.AUTH_USER_MODEL)

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
        triggers: ClassVar = [
            _named_by(pgtrigger.Insert, "own_value_names"),
            _named_by(pgtrigger.Update, "own_value_still_names"),
        ]

    def __str__(self) -> str:
        """Return where it belongs."""
        return f"{self.indicator_id} {self.place} {self.year}"


class FigureFile(models.Model):
    """A file of own figures that somebody has uploaded and not saved yet; each person has one at a time.

    Its rows wait in ``StagedFigure``, of the same room, and go when it is saved, dropped, or has waited a day.
    """

    room = models.ForeignKey(Room, models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    rows = models.PositiveIntegerField(default=0)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        default_permissions: ClassVar = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["room", "uploaded_by"], name="one_figure_file_at_a_time")
        ]

    def __str__(self) -> str:
        """Return its name."""
        return self.name


class StagedFigure(Figures):
    """A row of an uploaded file, as it would be saved. Raw; read and written by ``indicators.own.staging`` alone.

    The table is not logged: what a crash takes away is uploaded again. What it names is looked up before it is copied.
    """

    file = models.ForeignKey(FigureFile, models.CASCADE, related_name="staged", db_constraint=False)
    room = models.ForeignKey(Room, models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    number = models.PositiveIntegerField()
    indicator = models.ForeignKey(
        "indicators.Indicator", models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )

    class Meta:
        default_permissions: ClassVar = ()

    def __str__(self) -> str:
        """Return where it stood."""
        return f"{self.file_id} {self.number}"
