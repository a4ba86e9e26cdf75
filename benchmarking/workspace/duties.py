"""Who answers for a step and for the points of its checklist, and by what day."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypedDict

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.formats import date_format

from access import clock
from access.refusals import Refusal
from accounts.models import User
from benchmarking.method.content import Content, Step
from benchmarking.workspace import progress
from benchmarking.workspace.models import CheckMark, Duty, MarkState, Stage
from cohorts import states
from cohorts.models import Participation, Seat
from cohorts.roles import Function

#: Stands for the step itself among the keys of its points: no point has an empty key.
STEP = ""
EMPTY, ENDED = "platsen är tom", "Platsen är avslutad"


class SeatElsewhere(Refusal):
    """The seat is another organisation's, or nobody's."""

    sentence = "Platsen hör inte till er organisation. Välj någon ur listan."


class SeatEnded(Refusal):
    """The seat has been closed."""

    sentence = "Platsen är avslutad. Välj någon annan ur listan."


class Misplaced(Refusal):
    """One of several assignments was refused; ``item`` is its point and ``fact`` says what was wrong with it."""

    def __init__(self, item: str, fact: str, refusal: Refusal) -> None:
        """Keep where the refusal belongs."""
        super().__init__(str(refusal))
        self.item, self.fact = item, fact


class Assignment(TypedDict, total=False):
    """Who answers for something (the number of a seat), and by what day; what is left out stays as it is."""

    owner: int | None
    due: dt.date | None


@transaction.atomic
def assign_duties(
    participation: Participation, content: Content, *, step_key: str, wanted: Mapping[str, Assignment], by: User
) -> None:
    """Say who answers for a step (key ``STEP``) and for points of its checklist, and by what day: all or nothing.

    Raises ``UnknownKey``, ``Misplaced`` (for a seat that is another's or ended, a day outside the round) and what
    ``states.require`` raises.
    """
    states.require(participation.room, states.WORK)
    step = content.step(step_key)
    for key in wanted:
        if key != STEP:
            step.item(key)
    _require_own_seats(participation, wanted)
    for key, assignment in wanted.items():
        try:
            progress.require_in_round(participation, assignment.get("due"))
        except progress.DayOutsideRound as refusal:
            raise Misplaced(key, "due", refusal) from refusal
        if key == STEP:
            progress.plan_step(participation, step, **_columns(assignment))
        else:
            written = {**_columns(assignment), "by": by, "at": clock.now()}
            here = {"room_id": participation.pk, "step_key": step.key, "item_key": key}
            Duty.objects.update_or_create(**here, defaults=written)


def _columns(assignment: Assignment) -> dict[str, Any]:
    return {{"owner": "owner_id"}.get(name, name): fact for name, fact in assignment.items()}


def _require_own_seats(participation: Participation, wanted: Mapping[str, Assignment]) -> None:
    """Refuse a seat that is not the room's own, or closed."""
    named = {owner for assignment in wanted.values() if (owner := assignment.get("owner")) is not None}
    ended = dict(Seat.objects.filter(room=participation.pk, pk__in=named).values_list("pk", "ended_at"))
    for key, assignment in wanted.items():
        owner = assignment.get("owner")
        if owner is not None and owner not in ended:
            raise Misplaced(key, "owner", SeatElsewhere())
        if owner is not None and ended[owner] is not None:
            raise Misplaced(key, "owner", SeatEnded())


def duties_in(room_id: int, step_key: str) -> dict[str, Duty]:
    """Return item key → who answers for it and by when, for the points of a step that somebody has assigned."""
    return {duty.item_key: duty for duty in Duty.objects.filter(room=room_id, step_key=step_key)}


def owner_label(seats: Iterable[Seat], owner: int | None) -> str:
    """Return who answers for something: "Marit, strateg", "Chef, platsen är tom"; "" for nobody.

    ``seats`` are the room's open ones; a seat that is not among them is closed.
    """
    if owner is None:
        return ""
    seat = next((seat for seat in seats if seat.pk == owner), None)
    return seat_label(seat) if seat else ENDED


def seat_label(seat: Seat) -> str:
    """Return a seat as the one who answers for something."""
    function = Function(seat.function).label
    return f"{seat.holder.name.split()[0]}, {function.lower()}" if seat.holder else f"{function}, {EMPTY}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyLine:
    """A point, or a step as a whole, that somebody answers for and that is not done. ``item`` is empty for a step."""

    step: Step
    item: str
    text: str
    owner: str
    is_vacant: bool
    due: dt.date | None
    days_late: int

    @property
    def when(self) -> str:
        """Return by what day it is to be done, in words that also say that it is late."""
        if self.days_late:
            return "1 dag sen" if self.days_late == 1 else f"{self.days_late} dagar sen"
        return f"Senast {date_format(self.due, 'j F')}" if self.due else ""


def standing() -> QuerySet[Duty]:
    """Return who answers for points that are not closed, in any room."""
    closed = CheckMark.objects.filter(
        room=OuterRef("room"), step_key=OuterRef("step_key"), item_key=OuterRef("item_key")
    ).exclude(state=MarkState.OPEN)
    return Duty.objects.filter(~Exists(closed), owner__isnull=False)


def open_duties(
    room_id: int,
    content: Content,
    step_states: Mapping[tuple[int, str], progress.StepState],
    today: dt.date,
    *,
    seats: Collection[int] | None = None,
) -> tuple[DutyLine, ...]:
    """Return what is to be done and by whom, the earliest day first and what has no day last. Two statements.

    ``seats`` keeps what these seats answer for; without it, what anybody does. ``step_states`` are the room's.
    """
    steps = {step.key: step for step in content.steps}
    whole = {
        step: state
        for step in content.steps
        if (state := step_states[room_id, step.key]).owner is not None
        and state.state != Stage.DONE
        and (seats is None or state.owner in seats)
    }
    owners = Seat.objects.filter(pk__in=[state.owner for state in whole.values()]).select_related("holder").in_bulk()
    lines = [_line(step, "", owners[state.owner], state.due, today) for step, state in whole.items() if state.owner]
    duties = standing().filter(room=room_id)
    if seats is not None:
        duties = duties.filter(owner__in=seats)
    for duty in duties.select_related("owner__holder"):
        step = steps.get(duty.step_key)
        if step and duty.owner and any(item.key == duty.item_key for item in step.checklist):
            lines.append(_line(step, duty.item_key, duty.owner, duty.due, today))
    return tuple(sorted(lines, key=lambda line: (line.due or dt.date.max, line.step.number, line.text)))


def _line(step: Step, item: str, seat: Seat, due: dt.date | None, today: dt.date) -> DutyLine:
    return DutyLine(
        step=step,
        item=item,
        text=step.item(item).text if item else f"Steg {step.number}: {step.title}",
        owner=ENDED if seat.ended_at else seat_label(seat),
        is_vacant=seat.ended_at is not None or seat.holder_id is None,
        due=due,
        days_late=progress.days_late(due, today),
    )
