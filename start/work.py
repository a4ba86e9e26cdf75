"""Mitt arbete: what waits for one hat, what is next, and what is new."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.formats import date_format

from benchmarking.meetings.models import FollowUp, FollowUpState
from benchmarking.meetings.reading import NextMeeting, next_meetings
from benchmarking.method.content import Content, Step
from benchmarking.method.versions import method_of
from benchmarking.overview.board import read_board
from benchmarking.overview.needs import needs as needs_of_board
from benchmarking.sharing.reading import ReleaseLine, releases_for_group, releases_observed
from benchmarking.workspace.models import StepSignature
from benchmarking.workspace.progress import StepState, due_days_of, step_states
from cohorts.access import Access, OpenSeat
from cohorts.models import Cohort, Room
from cohorts.roles import Function, RoomKind

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Task:
    """One thing that waits for the person."""

    text: str
    meta: str
    when: str
    url: str
    late: bool = False
    icon: str = "next"


@dataclass(frozen=True, slots=True)
class Place:
    """A seat and the room it opens."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class WorkPage:
    """What Mitt arbete shows for one hat."""

    tasks: tuple[Task, ...]
    meeting: NextMeeting | None
    meeting_url: str
    news: tuple[ReleaseLine, ...]
    places: tuple[Place, ...]


def read_work(access: Access, seat: OpenSeat | None, today: dt.date) -> WorkPage:
    """Read the page of ``seat`` in a constant number of statements."""
    places = tuple(Place(each.label, _url_of(each)) for each in access.seats)
    if seat is None:
        return WorkPage((), None, "", (), places)
    if seat.function == Function.LEADER:
        return WorkPage(tuple(_leading(seat, today)), None, "", (), places)
    if seat.function == Function.OBSERVER:
        return WorkPage((), None, "", releases_observed(access)[:SHOWN], places)
    tasks = tuple(_own(seat, today)) if seat.in_trio else ()
    if not seat.group or not seat.in_trio:
        return WorkPage(tasks, None, "", (), places)
    group = Room.objects.select_related("parent__parent").get(
        benchmarkgroup__cohort=seat.cohort_id, benchmarkgroup__slug=seat.group
    )
    return WorkPage(
        tasks=tasks,
        meeting=next_meetings([group.pk]).get(group.pk),
        meeting_url=reverse("benchmarking:group", kwargs={"cohort": seat.cohort, "group": seat.group}),
        news=tuple(line for line in releases_for_group(access, group) if line.room_id != seat.room_id)[:SHOWN],
        places=places,
    )


def _url_of(seat: OpenSeat) -> str:
    if seat.kind == RoomKind.PARTICIPATION:
        return reverse("benchmarking:participation", kwargs={"cohort": seat.cohort, "organisation": seat.organisation})
    if seat.kind == RoomKind.COHORT and seat.function == Function.LEADER:
        return reverse("benchmarking:overview", kwargs={"cohort": seat.cohort})
    return reverse("cohorts:cohorts")


def _leading(seat: OpenSeat, today: dt.date) -> Iterator[Task]:
    """Yield the most pressing needs of the rounds that a leader's seat reaches and that run now."""
    cohorts = Cohort.objects.filter(state="running", starts_on__lte=today).select_related("room")
    if seat.kind == RoomKind.COHORT:
        cohorts = cohorts.filter(pk=seat.room_id)
    for cohort in cohorts:
        board = read_board(cohort, method_of(cohort.pk), today)
        for need in needs_of_board(board)[:SHOWN]:
            yield Task(need.text, need.meta, need.when, need.url, late=need.late, icon=need.icon)


def _own(seat: OpenSeat, today: dt.date) -> Iterator[Task]:
    """Yield what waits for a trio seat: its follow-ups, its signature, the step at hand."""
    if seat.cohort_id is None:
        return
    content = method_of(seat.cohort_id)
    states = step_states([seat.room_id], content, due_days_of(seat.cohort_id), today)
    signed = set(
        StepSignature.objects.filter(room=seat.room_id, function=seat.function).values_list("step_key", flat=True)
    )
    yield from _steps(seat, content, states, signed)
    for follow_up in FollowUp.objects.filter(owner=seat.pk).exclude(state=FollowUpState.DONE).order_by("due")[:SHOWN]:
        url = reverse("benchmarking:group", kwargs={"cohort": seat.cohort, "group": seat.group}) if seat.group else "/"
        late = follow_up.due < today
        yield Task(
            follow_up.what, "Från gruppens träff", f"Senast {date_format(follow_up.due, 'j F')}", url, late=late
        )


def _steps(
    seat: OpenSeat, content: Content, states: dict[tuple[int, str], StepState], signed: set[str]
) -> Iterator[Task]:
    at_hand = True
    for step in content.steps:
        state = states[seat.room_id, step.key]
        if state.state == "done":
            continue
        url = reverse(
            "benchmarking:step", kwargs={"cohort": seat.cohort, "organisation": seat.organisation, "step": step.key}
        )
        if state.points_done == state.points_total and seat.function in step.signed_by and step.key not in signed:
            yield Task(f"Godkänn steg {step.number}: {step.title}", "Alla punkter är klara.", _due(state), url)
        elif state.days_late or at_hand:
            yield _step_task(step, state, url)
        at_hand = False


def _step_task(step: Step, state: StepState, url: str) -> Task:
    left = state.points_total - state.points_done
    meta = f"{left} {'punkt' if left == 1 else 'punkter'} kvar, ungefär {state.minutes_left} minuter."
    return Task(f"Steg {step.number}: {step.title}", meta, _due(state), url, late=bool(state.days_late))


def _due(state: StepState) -> str:
    if state.days_late:
        return "1 dag sen" if state.days_late == 1 else f"{state.days_late} dagar sen"
    return f"Senast {date_format(state.due, 'j F')}" if state.due else ""
