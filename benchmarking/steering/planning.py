"""A step's day, and who answers for it, set for several organisations in one act that is shown first."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256

from django.db import transaction
from django.utils.formats import date_format

from access import clock
from access.refusals import Clash, Refusal
from accounts.models import User
from benchmarking.method.content import Content
from benchmarking.workspace.duties import STEP, Assignment, Misplaced, assign_duties, owner_label, seat_label
from benchmarking.workspace.progress import due_days_of, step_states
from cohorts import acts, states
from cohorts.models import ActKind, Cohort, Participation, ParticipationState, Seat
from cohorts.roles import Function


class PlanChanged(Clash):
    """What stands there now is not what was shown."""

    sentence = "Något har ändrats sedan du granskade. Läs igenom en gång till."


class NotPlanned(Refusal):
    """One of the organisations cannot have it so; nothing was set for any of them."""


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One organisation: what holds now, and what would hold. ``lacks`` says that it has no such seat."""

    room_id: int
    name: str
    due: dt.date | None
    new_due: dt.date | None
    owner: str
    new_owner: str
    seat: int | None
    lacks: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be set for each organisation, and the mark of all of it."""

    rows: tuple[PlanRow, ...]
    mark: str


def plan(
    cohort: Cohort,
    content: Content,
    *,
    rooms: Collection[int],
    step: str,
    due: dt.date | None,
    function: Function | None,
) -> Plan:
    """Return what would be set, in four statements. An empty ``due`` or ``function`` stays as it is."""
    found = list(_chosen(cohort, rooms))
    now = step_states([each.pk for each in found], content, due_days_of(cohort.pk), clock.today())
    seats: dict[int, list[Seat]] = {each.pk: [] for each in found}
    for seat in Seat.objects.filter(room__in=seats, ended_at=None).select_related("holder").order_by("pk"):
        seats[seat.room_id].append(seat)
    rows = []
    for each in found:
        state = now[each.pk, step]
        own = [seat for seat in seats[each.pk] if seat.function == function]
        seat_now = next((seat for seat in own if seat.holder_id), own[0] if own else None)
        rows.append(
            PlanRow(
                room_id=each.pk,
                name=each.organisation.name,
                due=state.due,
                new_due=due or state.due,
                owner=owner_label(seats[each.pk], state.owner),
                new_owner=seat_label(seat_now) if seat_now else owner_label(seats[each.pk], state.owner),
                seat=seat_now.pk if seat_now else None,
                lacks=function is not None and seat_now is None,
            )
        )
    return Plan(tuple(rows), sha256(repr((step, due, function, rows)).encode()).hexdigest()[:32])


@transaction.atomic
def plan_many(
    cohort: Cohort,
    content: Content,
    *,
    rooms: Collection[int],
    step: str,
    due: dt.date | None,
    function: Function | None,
    mark: str,
    by: User,
) -> int:
    """Set a step's day, or who answers for it, in all of ``rooms`` or in none; return in how many.

    ``mark`` is the plan's as it was shown. Raises ``PlanChanged``, ``NotPlanned`` with the organisation's name, and
    what ``states.require`` raises.
    """
    states.require(cohort.room, states.STEER)
    shown = plan(cohort, content, rooms=rooms, step=step, due=due, function=function)
    if shown.mark != mark:
        raise PlanChanged
    places = {each.pk: each for each in _chosen(cohort, rooms)}
    for row in sorted(shown.rows, key=lambda row: row.room_id):
        wanted: Assignment = {}
        if due:
            wanted["due"] = due
        if function:
            if row.seat is None:
                raise NotPlanned(
                    f"{row.name} har ingen plats som {function.label.lower()}. Ta bort krysset och försök igen."
                )
            wanted["owner"] = row.seat
        try:
            assign_duties(places[row.room_id], content, step_key=step, wanted={STEP: wanted}, by=by)
        except Misplaced as refusal:
            raise NotPlanned(f"{row.name}: {refusal}") from refusal
    told = _told(content, step, due, function)
    acts.record_all([(row.room_id, told) for row in shown.rows], ActKind.STEP_PLANNED, by=by)
    return len(shown.rows)


def _told(content: Content, step: str, due: dt.date | None, function: Function | None) -> str:
    number, title = content.step(step).number, content.step(step).short_title
    day = f"klart senast {date_format(due, 'j F Y')}" if due else ""
    owner = f"ansvarig {function.label.lower()}" if function else ""
    return ", ".join(filter(None, [f"steg {number}, {title.lower()}", day, owner]))


def _chosen(cohort: Cohort, rooms: Collection[int]) -> list[Participation]:
    found = Participation.objects.filter(cohort=cohort, pk__in=list(rooms)).exclude(
        state__in=[ParticipationState.APPLIED, ParticipationState.WITHDRAWN]
    )
    return list(found.select_related("room", "cohort", "organisation").order_by("organisation__sort_key"))
