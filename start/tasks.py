"""What waits for a seat in an organisation: its steps, its signature, its promises, its notes, its worksheets."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.formats import date_format

from benchmarking.meetings.models import FollowUp, FollowUpState, Meeting, MeetingState
from benchmarking.meetings.reading import meeting_name
from benchmarking.method.content import Content, Step
from benchmarking.sharing.pages import own_sheets
from benchmarking.workspace.duties import open_duties
from benchmarking.workspace.models import StepSignature
from benchmarking.workspace.progress import StepState, due_days_of, step_states
from cohorts.access import OpenSeat

#: So many of the points one answers for are shown.
DUTIES = 8


@dataclass(frozen=True, slots=True)
class Task:
    """One thing that waits for the person."""

    text: str
    meta: str
    when: str
    url: str
    late: bool = False
    icon: str = "next"


def trio_tasks(seat: OpenSeat, content: Content, today: dt.date) -> Iterator[Task]:
    """Yield what waits for a trio seat: promises, points of its own, notes, its signature, the steps at hand.

    Seven statements. A mentor organisation works with the steps as it likes: they never wait for it, and are never
    late.
    """
    states = step_states([seat.room_id], content, due_days_of(seat.cohort_id or 0), today)
    steps = [] if seat.is_mentor else list(_steps(seat, content, states))
    shown = {task.url for task in steps}
    yield from _promises(seat, today)
    yield from (task for task in _duties(seat, content, states, today) if task.url not in shown)
    yield from _notes(seat)
    yield from steps


def home_team_tasks(seat: OpenSeat, content: Content, today: dt.date) -> Iterator[Task]:
    """Yield the points that a home-team seat answers for, and the worksheets that it works in."""
    states = step_states([seat.room_id], content, due_days_of(seat.cohort_id or 0), today)
    yield from _duties(seat, content, states, today)
    for sheet in own_sheets(content, seat.parts, cohort=seat.cohort, organisation=seat.organisation):
        yield Task(sheet.title, sheet.step, "", sheet.url)


def _promises(seat: OpenSeat, today: dt.date) -> Iterator[Task]:
    waiting = FollowUp.objects.filter(owner=seat.pk).exclude(state=FollowUpState.DONE)
    for promise in waiting.select_related("meeting", "room__benchmarkgroup").order_by("due", "pk"):
        yield Task(
            promise.what,
            f"Du lovade det på {meeting_name(promise.meeting.title).lower()}.",
            f"Senast {_day(promise.due)}",
            _group_url(seat, promise.room.benchmarkgroup.slug),
            late=promise.due < today,
        )


def _duties(
    seat: OpenSeat, content: Content, states: Mapping[tuple[int, str], StepState], today: dt.date
) -> Iterator[Task]:
    """Yield what the seat answers for, as far as it is shown: the rest is on the organisation's page.

    A home team's leads there too, since it does not read the checklist.
    """
    own = {"cohort": seat.cohort, "organisation": seat.organisation}
    for line in open_duties(seat.room_id, content, states, today, seats=[seat.pk])[:DUTIES]:
        step = reverse("benchmarking:step", kwargs={**own, "step": line.step.key})
        url = f"{step}#punkt-{line.item}" if line.item else step
        yield Task(
            line.text,
            f"Du är ansvarig. Steg {line.step.number}." if line.item else "Du är ansvarig för steget.",
            line.when,
            url if seat.in_trio else f"{reverse('benchmarking:participation', kwargs=own)}#punkter",
            late=bool(line.days_late),
        )


def _notes(seat: OpenSeat) -> Iterator[Task]:
    written = Meeting.objects.filter(note_taker=seat.pk, state=MeetingState.HELD)
    for meeting in written.select_related("room__benchmarkgroup").order_by("day"):
        address = {"cohort": seat.cohort, "group": meeting.room.benchmarkgroup.slug, "number": meeting.number}
        yield Task(
            f"Skicka anteckningarna från {meeting_name(meeting.title).lower()}",
            f"{meeting.room.title}, {_day(meeting.day)}. Du antecknade.",
            "",
            reverse("benchmarking:meeting", kwargs=address),
        )


def _steps(seat: OpenSeat, content: Content, states: Mapping[tuple[int, str], StepState]) -> Iterator[Task]:
    signed = set(
        StepSignature.objects.filter(room=seat.room_id, function=seat.function).values_list("step_key", flat=True)
    )
    at_hand = True
    for step in content.steps:
        state = states[seat.room_id, step.key]
        if state.state == "done":
            continue
        address = {"cohort": seat.cohort, "organisation": seat.organisation, "step": step.key}
        url = reverse("benchmarking:step", kwargs=address)
        if state.points_done == state.points_total and seat.function in step.signed_by and step.key not in signed:
            yield Task(f"Godkänn steg {step.number}: {step.title}", "Alla punkter är klara.", _due(state), url)
        elif state.days_late or at_hand:
            yield _step_task(step, state, url)
        at_hand = False


def _step_task(step: Step, state: StepState, url: str) -> Task:
    left = state.points_total - state.points_done
    time = f", ungefär {state.time_left}" if state.minutes_left else ""
    meta = f"{left} {'punkt' if left == 1 else 'punkter'} kvar{time}." if left else "Väntar på godkännande."
    return Task(f"Steg {step.number}: {step.title}", meta, _due(state), url, late=bool(state.days_late))


def _due(state: StepState) -> str:
    if state.days_late:
        return "1 dag sen" if state.days_late == 1 else f"{state.days_late} dagar sen"
    return f"Senast {_day(state.due)}" if state.due else ""


def _group_url(seat: OpenSeat, group: str) -> str:
    return reverse("benchmarking:group", kwargs={"cohort": seat.cohort, "group": group})


def _day(day: dt.date) -> str:
    return date_format(day, "j F")
