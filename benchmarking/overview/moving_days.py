"""The preview of a move in the calendar: what changes, what stays, and who is told."""

from dataclasses import dataclass

from access.refusals import Refusal
from benchmarking.meetings.models import Meeting, MeetingState
from benchmarking.overview.calendar_forms import MoveDaysForm
from cohorts import milestones
from cohorts.milestones import Move
from cohorts.models import Cohort


@dataclass(frozen=True, slots=True)
class Preview:
    """A move that can be made as it is shown; ``meetings`` are the groups' that stay where they are."""

    move: Move
    meetings: int
    since: str
    days: int


def preview(cohort: Cohort, form: MoveDaysForm) -> Preview | None:
    """Return what the form asks for, or None with the reason at its field. Three statements."""
    wanted = form.wanted
    if wanted is None:
        return None
    since, days = wanted
    try:
        move = milestones.plan_move(cohort, since=since, days=days)
    except Refusal as refusal:
        form.add_error(form.field_of.get(type(refusal)), str(refusal))
        return None
    staying = Meeting.objects.filter(
        room__benchmarkgroup__cohort=cohort, day__gte=since, state__in=[MeetingState.PLANNED, MeetingState.INVITED]
    )
    return Preview(move, staying.count(), since.isoformat(), days)
