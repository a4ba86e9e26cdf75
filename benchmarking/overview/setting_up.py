"""A round is set up in one act: its facts, its method, its calendar, what it asks, and who leads it."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q

from access.refusals import Refusal
from accounts.models import User
from benchmarking.meetings.models import Meeting, MeetingState
from benchmarking.method.models import MethodVersion
from benchmarking.method.versions import pin
from cohorts import acts, states
from cohorts.concepts import Day
from cohorts.enrolment import check_dates, create_cohort
from cohorts.leaders import seat_leaders_of
from cohorts.models import ActKind, Cohort, Milestone
from cohorts.requirements import Asked, set_requirements


class DayOutside(Refusal):
    """A day of the calendar is not within the round."""


@transaction.atomic
def set_up_round(
    *,
    version: MethodVersion,
    days: Sequence[Day],
    asked: Sequence[Asked],
    people_of: Cohort | None = None,
    by: User,
    **facts: Any,
) -> Cohort:
    """Create a round as a draft; either all of it is there afterwards, or nothing.

    ``facts`` are those of ``cohorts.enrolment.create_cohort``; ``people_of`` is an earlier round whose leaders and
    observers take the same seats here. Raises ``DayOutside``, and what ``create_cohort`` and ``pin`` raise.
    """
    cohort = create_cohort(**facts)
    _require_within(cohort, days)
    pin(cohort, version, by=by)
    Milestone.objects.bulk_create(
        Milestone(room=cohort.room, title=each.title, day=each.day, step_key=each.step_key) for each in days
    )
    set_requirements(cohort, asked)
    if people_of is not None:
        seat_leaders_of(people_of, cohort)
    acts.record(cohort.pk, ActKind.CREATED, by=by)
    return cohort


@transaction.atomic
def change_round(cohort: Cohort, *, asked: Sequence[Asked], by: User, **facts: Any) -> None:
    """Change the facts of a round and what it asks.

    Raises ``DayOutside`` where a day of the calendar, or a meeting that stands, would fall outside,
    ``RequirementsFixed``, and what ``check_dates`` and ``states.require`` raise.
    """
    states.require(cohort.room, states.STEER)
    check_dates(starts_on=facts["starts_on"], ends_on=facts["ends_on"])
    held = Cohort.objects.select_related("room").get(pk=cohort.pk)
    for name, value in facts.items():
        setattr(held, name, value)
    _require_within(held, [*_milestones(held), *_meetings(held)])
    held.save(update_fields=list(facts))
    held.room.title = held.name
    held.room.save(update_fields=["title"])
    set_requirements(held, asked)
    acts.record(held.pk, ActKind.EDITED, by=by)


def _milestones(cohort: Cohort) -> list[Day]:
    return [Day(row.title, row.day) for row in Milestone.objects.filter(room=cohort.room_id)]


def _meetings(cohort: Cohort) -> list[Day]:
    below = Q(room__parent=cohort.room_id) | Q(room__parent__parent=cohort.room_id)
    found = Meeting.objects.filter(below).exclude(state=MeetingState.CANCELLED).select_related("room")
    return [Day(f"{each.title}, {each.room}", each.day) for each in found]


def _require_within(cohort: Cohort, days: Sequence[Day]) -> None:
    for each in days:
        if not cohort.starts_on <= each.day <= cohort.ends_on:
            raise DayOutside(
                f"”{each.title}” {each.day:%Y-%m-%d} ligger utanför omgången, "
                f"{cohort.starts_on:%Y-%m-%d} till {cohort.ends_on:%Y-%m-%d}. Ändra dagen eller omgångens datum."
            )
