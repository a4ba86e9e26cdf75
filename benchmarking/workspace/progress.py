"""How far a room has come in its steps: counted in the transaction of every act, signed by those the method names."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone
from django.utils.formats import date_format

from access import clock
from access.refusals import NotYours, Refusal
from accounts.models import User
from benchmarking.method.content import ChecklistItem, Content, Step, Worksheet
from benchmarking.workspace.models import FACTS, CheckMark, Entry, Stage, StepProgress, StepSignature
from cohorts import states
from cohorts.models import Milestone, Participation, Seat

#: What is filled in one entry: (field key, function or "").
Filled = frozenset[tuple[str, str]]

#: More minutes than this are said in hours.
IN_MINUTES = 90

# These are run at every pause in typing, where building a statement would cost more than running it.
_CHANGED = """
UPDATE benchmarking_stepprogress p
   SET state = CASE p.state WHEN 'not_started' THEN 'ongoing' ELSE p.state END,
       changed_after_sign_off = EXISTS (
           SELECT 1 FROM benchmarking_stepsignature s WHERE s.room_id = p.room_id AND s.step_key = p.step_key),
       points_done = coalesce(%(points)s, p.points_done),
       minutes_left = coalesce(%(minutes)s, p.minutes_left),
       changed_at = %(now)s,
       active_at = %(now)s
 WHERE p.room_id = %(room)s AND p.step_key = %(step)s AND (%(begins)s OR p.state <> 'not_started')
"""

_CLOSED = """
SELECT item_key FROM benchmarking_checkmark WHERE room_id = %s AND step_key = %s AND state <> 'open'
"""
_FILLED = """
SELECT e.id, e.step_key, e.worksheet_key, a.field_key, a.function, coalesce(a.value, '') <> ''
  FROM benchmarking_entry e LEFT JOIN benchmarking_answer a ON a.entry_id = e.id
 WHERE e.room_id = %s AND e.step_key IN (%s, %s) AND e.removed_at IS NULL
"""


class StepNotReady(Refusal):
    """A required point of the checklist is open."""

    def __init__(self, still_open: Iterable[ChecklistItem]) -> None:
        """Name the points that are open."""
        self.still_open = tuple(still_open)
        named = ", ".join(f"”{item.text}”" for item in self.still_open)
        super().__init__(f"Steget kan inte godkännas än. Kvar i checklistan: {named}.")


class DayOutsideRound(Refusal):
    """A day to be done by lies before the round begins, or after it ends."""

    def __init__(self, first: dt.date, last: dt.date) -> None:
        """Name the days between which it must lie."""
        super().__init__(f"Omgången pågår från {_written(first)} till {_written(last)}. Välj en dag däremellan.")


class NotAmongSigners(NotYours):
    """The person has no seat whose function signs this step."""

    sentence = "Steget godkänns av någon annan i er trio."


class StepState(NamedTuple):
    """Where one room is in one step, on the day that was asked for."""

    state: str
    due: dt.date | None
    days_late: int
    points_done: int
    points_total: int
    done_on: dt.date | None
    minutes_left: int
    changed_after_sign_off: bool
    active_at: dt.datetime | None
    changed_at: dt.datetime | None
    owner: int | None = None

    @property
    def time_left(self) -> str:
        """Return what remains in words: "45 minuter", and beyond an hour and a half "2 tim 15 min"."""
        if self.minutes_left <= IN_MINUTES:
            return f"{self.minutes_left} minuter"
        hours, minutes = divmod(self.minutes_left, 60)
        return f"{hours} tim {minutes} min" if minutes else f"{hours} tim"

    @property
    def look(self) -> str:
        """Return the name of its sign: the state, or "late"."""
        return "late" if self.days_late else self.state


def step_states(
    rooms: Iterable[int], content: Content, due_days: Mapping[str, dt.date], today: dt.date
) -> dict[tuple[int, str], StepState]:
    """Return (room id, step key) → where it is, for every step and room, in one SQL statement.

    ``due_days`` are the cohort's (``due_days_of``); a day of the room's own stands before them.
    """
    rooms = list(rooms)
    untouched = {step.key: _untouched(step, due_days.get(step.key), today) for step in content.steps}
    found = {(room, key): state for room in rooms for key, state in untouched.items()}
    columns = (
        "state",
        "due",
        "points_done",
        "done_at",
        "minutes_left",
        "changed_after_sign_off",
        "active_at",
        "changed_at",
        "owner_id",
    )
    rows = StepProgress.objects.filter(room__in=rooms).values_list("room_id", "step_key", *columns)
    for room, key, state, due, points, done_at, minutes, after, active_at, changed_at, owner in rows:
        if (before := untouched.get(key)) is None:
            continue
        day = due or due_days.get(key)
        done = state == Stage.DONE
        found[room, key] = StepState(
            state=state,
            due=day,
            days_late=0 if done else days_late(day, today),
            points_done=points,
            points_total=before.points_total,
            done_on=timezone.localdate(done_at) if done_at else None,
            minutes_left=0 if done else minutes,
            changed_after_sign_off=after,
            active_at=active_at,
            changed_at=changed_at,
            owner=owner,
        )
    return found


def due_days_of(cohort_id: int) -> dict[str, dt.date]:
    """Return step key → the day the cohort's calendar says, in one SQL statement."""
    return dict(Milestone.objects.filter(room=cohort_id).exclude(step_key="").values_list("step_key", "day"))


def _untouched(step: Step, due: dt.date | None, today: dt.date) -> StepState:
    return StepState(
        state=Stage.NOT_STARTED.value,
        due=due,
        days_late=days_late(due, today),
        points_done=0,
        points_total=len(step.checklist),
        done_on=None,
        minutes_left=minutes_left(step, frozenset(), {}),
        changed_after_sign_off=False,
        active_at=None,
        changed_at=None,
    )


def days_late(due: dt.date | None, today: dt.date) -> int:
    """Return how many days have gone since the day something was to be done, 0 where none."""
    return max((today - due).days, 0) if due else 0


def minutes_left(step: Step, closed: frozenset[str], entries: Mapping[str, Iterable[Filled]]) -> int:
    """Return the minutes that remain of a step: its open points, and what is not filled in.

    ``closed`` are item keys, ``entries`` worksheet key → what is filled in each of its entries. An untouched
    worksheet takes what the method says; in one that is begun, each empty required field takes its own.
    """
    points = sum(item.minutes for item in step.checklist if item.key not in closed)
    return points + sum(_minutes_of(sheet, list(entries.get(sheet.key, ()))) for sheet in step.worksheets)


def _minutes_of(sheet: Worksheet, entries: list[Filled]) -> int:
    if not any(entries):
        return sheet.minutes
    required = [
        (field.minutes, {(field.key, who) for who in field.answerers}) for field in sheet.fields if field.required
    ]
    return sum(minutes for filled in entries for minutes, answers in required if not answers <= filled)


def record_change(participation: Participation, step: Step, *, recount: bool) -> None:
    """Note that an answer, a row or a mark of a step has changed; call in the transaction of the change.

    ``recount`` when a point, or whether a field is filled, has changed: else the counts stand.
    """
    now = clock.now()
    if not _change(participation, step, now, recount=recount, begins=True):
        _begin(participation, step, state=Stage.ONGOING, changed_at=now, active_at=now)


def record_fact(participation: Participation, content: Content, fact: str, *, but: Step, recount: bool) -> None:
    """Note that a fact has changed in every step that shows it and is begun; ``but`` is noted as where it was written.

    Call in the transaction of the change; ``recount`` as in ``record_change``.
    """
    for step in content.steps:
        if step.key != but.key and fact in step.facts:
            _change(participation, step, clock.now(), recount=recount, begins=False)


def recount(participation: Participation, step: Step) -> None:
    """Count a step anew from what stands in it, after the method has changed: nobody has changed anything.

    A step that something has come to from another step is begun.
    """
    counts = _counts(participation, step)
    if StepProgress.objects.filter(room=participation.pk, step_key=step.key).update(**counts):
        return
    here = {"room": participation.pk, "step_key": step.key}
    if Entry.objects.filter(**here).exists() or CheckMark.objects.filter(**here).exists():
        StepProgress.objects.create(
            room_id=participation.pk, step_key=step.key, state=Stage.ONGOING, active_at=clock.now(), **counts
        )


def _change(participation: Participation, step: Step, now: dt.datetime, *, recount: bool, begins: bool) -> bool:
    """Note a change in a step that has a row, and tell whether it has; one not begun changes where it ``begins``."""
    counts = _counts(participation, step) if recount else {}
    with connection.cursor() as cursor:
        cursor.execute(
            _CHANGED,
            {
                "room": participation.pk,
                "step": step.key,
                "now": now,
                "points": counts.get("points_done"),
                "minutes": counts.get("minutes_left"),
                "begins": begins,
            },
        )
        return bool(cursor.rowcount)


def _begin(participation: Participation, step: Step, **facts: object) -> StepProgress:
    counts = _counts(participation, step)
    return StepProgress.objects.create(room_id=participation.pk, step_key=step.key, **counts, **facts)


def _counts(participation: Participation, step: Step) -> dict[str, int]:
    """Count points and minutes anew from the marks and answers, two SQL statements."""
    entries: dict[int, tuple[str, set[tuple[str, str]]]] = {}
    facts: set[tuple[str, str]] = set()
    with connection.cursor() as cursor:
        closed = _closed(cursor, participation, step)
        cursor.execute(_FILLED, [participation.pk, step.key, FACTS])
        for pk, at, sheet, field, function, is_filled in cursor:
            filled = facts if at == FACTS else entries.setdefault(pk, (sheet, set()))[1]
            if is_filled:
                filled.add((field, function))
    by_sheet: dict[str, list[Filled]] = {}
    known: dict[str, set[tuple[str, str]]] = {}
    for fact, (asked_in, asked_as) in step.facts.items():
        if (fact, "") in facts:
            known.setdefault(asked_in.key, set()).add((asked_as.key, ""))
    for sheet, filled in entries.values():
        by_sheet.setdefault(sheet, []).append(frozenset(filled | known.get(sheet, set())))
    done = closed & {item.key for item in step.checklist}
    return {"points_done": len(done), "minutes_left": minutes_left(step, done, by_sheet)}


def _closed(cursor: CursorWrapper, participation: Participation, step: Step) -> frozenset[str]:
    cursor.execute(_CLOSED, [participation.pk, step.key])
    return frozenset(key for (key,) in cursor)


@transaction.atomic
def sign_off_step(
    participation: Participation, content: Content, *, step_key: str, function: str, by: User
) -> StepProgress:
    """Approve a step for a function. It is done when every function the method names has signed.

    Signing again after a change takes away "Ändrat efter godkännande" once all have done so.
    Raises ``UnknownKey``, ``NotAmongSigners``, ``StepNotReady`` and what ``states.require`` raises.
    """
    states.require(participation.room, states.WORK)
    step = content.step(step_key)
    seated = Seat.objects.filter(room=participation.pk, function=function, holder=by, ended_at=None)
    if function not in step.signed_by or not seated.exists():
        raise NotAmongSigners
    with connection.cursor() as cursor:
        closed = _closed(cursor, participation, step)
    if still_open := [item for item in step.checklist if item.required and item.key not in closed]:
        raise StepNotReady(still_open)
    now = clock.now()
    StepSignature.objects.update_or_create(
        room_id=participation.pk, step_key=step.key, function=function, defaults={"by": by, "at": now}
    )
    signed = dict(StepSignature.objects.filter(room=participation.pk, step_key=step.key).values_list("function", "at"))
    progress = StepProgress.objects.filter(room=participation.pk, step_key=step.key).first() or _begin(
        participation, step
    )
    if set(step.signed_by) <= set(signed):
        progress.done_at = progress.done_at or now
        progress.state = Stage.DONE
    elif progress.state == Stage.NOT_STARTED:
        progress.state = Stage.ONGOING
    changed_at = progress.changed_at
    progress.changed_after_sign_off = changed_at is not None and any(at < changed_at for at in signed.values())
    progress.active_at = now
    progress.save()
    return progress


@transaction.atomic
def set_due(participation: Participation, content: Content, *, step_key: str, due: dt.date | None) -> None:
    """Give a step a day of its own in this room, or with None the cohort's day again.

    Raises ``UnknownKey``, ``DayOutsideRound`` and what ``states.require`` raises.
    """
    states.require(participation.room, states.WORK)
    require_in_round(participation, due)
    plan_step(participation, content.step(step_key), due=due)


def plan_step(participation: Participation, step: Step, **facts: object) -> None:
    """Write ``due`` or ``owner_id`` of a step that may not have begun; call in the transaction of the act."""
    said = {**facts, "planned_at": clock.now()}
    if not StepProgress.objects.filter(room=participation.pk, step_key=step.key).update(**said):
        _begin(participation, step, **said)


def require_in_round(participation: Participation, due: dt.date | None) -> None:
    """Refuse a day to be done by that is not one of the round's. Raises ``DayOutsideRound``."""
    round_ = participation.cohort
    if due and not round_.starts_on <= due <= round_.ends_on:
        raise DayOutsideRound(round_.starts_on, round_.ends_on)


def _written(day: dt.date) -> str:
    return date_format(day, "j F Y")
