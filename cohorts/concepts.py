"""The calendars that a round begins with: its gatherings, as weeks from the first day.

One year is a start, three meetings and the results conference; two years are three meetings, a half-time conference,
and three more. Pure: no database, no clock.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from cohorts.models import Concept, Variant
from cohorts.roles import Function

#: What a gathering is, in the words that a method has for its steps.
MEETING, CONFERENCE = "meeting", "conference"
#: A round ends so many weeks after its results conference.
REST_WEEKS = 3


@dataclass(frozen=True, slots=True)
class Gathering:
    """A gathering of a concept: what it is, and how many weeks after the first day."""

    title: str
    kind: str
    week: int


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a calendar that is being made; ``step_key`` says that the step should be done by then."""

    title: str
    day: dt.date
    step_key: str = ""


_ORDINALS = ("Första", "Andra", "Tredje", "Fjärde", "Femte", "Sjätte")


def _meetings(weeks: Sequence[int], *, first: int = 0) -> tuple[Gathering, ...]:
    return tuple(
        Gathering(f"{_ORDINALS[first + place]} träffen, grupperna väljer dag", MEETING, week)
        for place, week in enumerate(weeks)
    )


_START = Gathering("Uppstartskonferens", CONFERENCE, 0)
GATHERINGS: dict[str, tuple[Gathering, ...]] = {
    Concept.ONE_YEAR: (_START, *_meetings((10, 32, 42)), Gathering("Resultatkonferens", CONFERENCE, 52)),
    Concept.TWO_YEAR: (
        _START,
        *_meetings((10, 26, 42)),
        Gathering("Halvtidskonferens", CONFERENCE, 52),
        *_meetings((62, 78, 94), first=3),
        Gathering("Resultatkonferens", CONFERENCE, 104),
    ),
}
#: Which seats an organisation fills: the round of regions had two managers.
SEATS: dict[str, dict[str, int]] = {
    Variant.MUNICIPALITIES: {Function.POLITICIAN.value: 1, Function.MANAGER.value: 1, Function.STRATEGIST.value: 1},
    Variant.REGIONS: {Function.POLITICIAN.value: 1, Function.MANAGER.value: 2, Function.STRATEGIST.value: 1},
    Variant.MIXED: {Function.POLITICIAN.value: 1, Function.MANAGER.value: 1, Function.STRATEGIST.value: 1},
}


def gathering_days(concept: str, starts_on: dt.date) -> tuple[tuple[Gathering, dt.date], ...]:
    """Return the concept's gatherings with their days, on the same day of the week as the first."""
    return tuple((each, starts_on + dt.timedelta(weeks=each.week)) for each in GATHERINGS[concept])


def moved(days: Sequence[Day], *, old_start: dt.date, starts_on: dt.date) -> tuple[Day, ...]:
    """Return the days of an earlier round moved to a new first day by whole weeks, so that a Tuesday stays one.

    What was on the first day itself stays on the first day.
    """
    shift = dt.timedelta(weeks=round((starts_on - old_start).days / 7))
    return tuple(
        Day(each.title, starts_on if each.day == old_start else each.day + shift, each.step_key) for each in days
    )


def ends_after(days: Sequence[Day], starts_on: dt.date) -> dt.date:
    """Return a last day for a round with these days."""
    return max((each.day for each in days), default=starts_on) + dt.timedelta(weeks=REST_WEEKS)
