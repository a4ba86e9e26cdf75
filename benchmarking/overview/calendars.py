"""The days of a round that is being set up: the concept's gatherings, and when each step of the method is due."""

import datetime as dt
from collections.abc import Iterator, Sequence

from benchmarking.method.content import Content, Step
from cohorts.concepts import CONFERENCE, MEETING, Day, gathering_days, moved
from cohorts.models import Cohort, Milestone

#: The first step takes four weeks; a meeting's step is done two weeks after it, when the notes are out; work at home
#: two weeks before the next gathering, when what is to be presented is sent.
AFTER_START, AFTER_MEETING, BEFORE_NEXT = dt.timedelta(weeks=4), dt.timedelta(weeks=2), dt.timedelta(weeks=2)


def new_calendar(content: Content, concept: str, starts_on: dt.date) -> tuple[Day, ...]:
    """Return the days of a round of ``concept`` that follows ``content``, in the order of time.

    Where a concept has more meetings than the method has steps for, each step takes several meetings.
    """
    gatherings = gathering_days(concept, starts_on)
    days = [Day(each.title, day) for each, day in gatherings]
    by_kind = {kind: [day for each, day in gatherings if each.kind == kind] for kind in (MEETING, CONFERENCE)}
    days += [_due(step, day) for step, day in _due_days(content.steps, by_kind)]
    return tuple(sorted(days, key=lambda each: each.day))


def calendar_of(cohort: Cohort, content: Content, starts_on: dt.date) -> tuple[Day, ...]:
    """Return the days of an earlier round, moved to a new first day; steps that ``content`` lacks are left out."""
    kept = {"", *(step.key for step in content.steps)}
    rows = Milestone.objects.filter(room=cohort.room_id)
    days = [Day(row.title, row.day, row.step_key) for row in rows if row.step_key in kept]
    return moved(days, old_start=cohort.starts_on, starts_on=starts_on)


def _due(step: Step, day: dt.date) -> Day:
    return Day(f"Steg {step.number} klart: {step.short_title}", day, step.key)


def _due_days(steps: Sequence[Step], by_kind: dict[str, list[dt.date]]) -> Iterator[tuple[Step, dt.date]]:
    held = _held(steps, by_kind)
    last = by_kind[CONFERENCE][-1]
    for place, step in enumerate(steps):
        if step.kind == MEETING:
            yield step, min(held[step.key] + AFTER_MEETING, last)
        elif step.kind == CONFERENCE:
            yield step, held[step.key] + AFTER_START if place == 0 else held[step.key]
        else:
            coming = next((held[later.key] for later in steps[place:] if later.key in held), last)
            yield step, coming - BEFORE_NEXT


def _held(steps: Sequence[Step], by_kind: dict[str, list[dt.date]]) -> dict[str, dt.date]:
    """Return step → the day of the gathering that carries it, spread evenly over the gatherings of its kind."""
    held = {}
    for kind, days in by_kind.items():
        carried = [step for step in steps if step.kind == kind]
        for place, step in enumerate(carried, start=1):
            # The first conference is the first, not half-way there.
            spread = -(-place * len(days) // len(carried)) - 1
            held[step.key] = days[0] if kind == CONFERENCE and place == 1 else days[spread]
    return held
