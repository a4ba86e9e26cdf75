"""Writing in a worksheet, one field at a time."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import Q

from access import clock
from access.refusals import NotYours, Refusal
from accounts.models import User
from benchmarking.method.content import Content, Field, UnknownKey, Worksheet
from benchmarking.workspace import fields, progress
from benchmarking.workspace.models import FACTS, Answer, Entry
from benchmarking.workspace.typed import Saved, TypedClash, Unstored, keep_refused, save_typed, writing
from cohorts import states
from cohorts.models import Participation, Seat
from cohorts.roles import TRIO


class AnotherFunctionsAnswer(NotYours):
    """The field asks each function by itself, and this one is not the writer's."""

    sentence = "Här svarar varje funktion för sig. Du kan läsa svaret men inte ändra det."


class TrioAnswer(NotYours):
    """The joint answer beside those of the functions is the trio's."""

    sentence = "Det gemensamma svaret skriver trion. Du kan läsa det men inte ändra det."


class RowGone(Unstored):
    """The row was removed while somebody was writing in it; the text is kept in the history."""

    sentence = "Raden är borttagen. Din text finns kvar i historiken. Återställ raden om texten ska vara med."

    def __init__(self, key: Mapping[str, Any], *, value: str, edit_id: uuid.UUID, by: User) -> None:
        """Take the place that was written in (the columns that name an answer), and what was written."""
        self._key, self._value, self._edit_id, self._by = key, value, edit_id, by
        super().__init__()

    def keep(self) -> None:
        """Write the text into the history, of an answer that is empty where the field was."""
        answer, _ = Answer.objects.get_or_create(**self._key)
        keep_refused(answer, value=self._value, edit_id=self._edit_id, by=self._by)


# The entry with this id, or the one of a single form, and what stands in one field of it. Asked at every pause in
# typing, where building the statement would cost more than running it.
_FIND = """
SELECT e.id, e.removed_at, a.value
  FROM benchmarking_entry e
  LEFT JOIN benchmarking_answer a ON a.entry_id = e.id AND a.field_key = %s AND a.function = %s
 WHERE e.room_id = %s AND e.step_key = %s AND e.worksheet_key = %s
   AND CASE WHEN %s::bigint IS NULL THEN e.position = 0 ELSE e.id = %s END
"""


class Place(NamedTuple):
    """One field of one entry of a worksheet: None is the entry of a worksheet that is a single form."""

    entry_id: int | None
    field_key: str
    function: str = ""


class Typing(NamedTuple):
    """What a person typed in a place, and the version it started from."""

    place: Place
    value: str
    version: int


@dataclass(frozen=True, slots=True)
class Problem:
    """Why one field of a whole worksheet was not stored, and what was typed in it."""

    typed: str
    version: int
    refusal: Refusal


def write_answer(
    participation: Participation,
    content: Content,
    *,
    step_key: str,
    worksheet_key: str,
    entry_id: int | None,
    field_key: str,
    value: str,
    version: int,
    edit_id: uuid.UUID,
    by: User,
    function: str = "",
) -> Saved:
    """Store what was typed in one field; see ``typed`` for versions and edits.

    ``entry_id`` is None for a worksheet that is a single form. ``function`` is whose answer it is where the
    field asks each function, and must be one of the writer's.

    Raises ``UnknownKey``, ``fields.BadValue``, ``RowGone``, ``AnotherFunctionsAnswer``, ``typed.TypedClash``
    and what ``states.require`` raises.
    """
    step = content.step(step_key)
    sheet = step.worksheet(worksheet_key)
    field = sheet.field(field_key)
    place = Place(entry_id, field_key, function)
    value = fields.parse(field, value)
    with writing():
        states.require(participation.room, states.WORK)
        saved, refilled = _store(participation, step.key, sheet, Typing(place, value, version), edit_id=edit_id, by=by)
        if not saved.replayed:
            progress.record_change(participation, step, recount=refilled)
            if field.fact:
                progress.record_fact(participation, content, field.fact, but=step, recount=refilled)
        return saved


def _store(
    participation: Participation, step_key: str, sheet: Worksheet, typed: Typing, *, edit_id: uuid.UUID, by: User
) -> tuple[Saved, bool]:
    """Store one parsed value, and tell whether the field went from empty to filled or back."""
    entry_id, field_key, function = typed.place
    field = sheet.field(field_key)
    _check_function(participation, field, function, by)
    entry_id, is_removed, was_filled = _entry(
        participation, step_key, sheet, entry_id, field_key=field_key, function=function, by=by
    )
    if is_removed:
        key = {"room_id": participation.pk, "entry_id": entry_id, "field_key": field_key, "function": function}
        raise RowGone(key, value=typed.value, edit_id=edit_id, by=by)
    if field.fact:
        field_key = field.fact
        entry_id, was_filled = _facts(participation, field_key, by=by)
    key = {"room_id": participation.pk, "entry_id": entry_id, "field_key": field_key, "function": function}
    saved = save_typed(Answer, key, value=typed.value, version=typed.version, edit_id=edit_id, by=by)
    return saved, was_filled != bool(saved.value)


def _check_function(participation: Participation, field: Field, function: str, by: User) -> None:
    """Let a function's own answer be written by its holders only, and the joint one beside them by the trio."""
    if function not in field.answerers:
        raise UnknownKey(f"”{field.label}” har inget svar för ”{function}”.")
    if not field.answered_by:
        return
    may = [function] if function else TRIO
    if not Seat.objects.filter(room=participation.pk, function__in=may, holder=by, ended_at=None).exists():
        raise AnotherFunctionsAnswer if function else TrioAnswer


def _entry(
    participation: Participation,
    step_key: str,
    sheet: Worksheet,
    entry_id: int | None,
    *,
    field_key: str,
    function: str,
    by: User,
) -> tuple[int, bool, bool]:
    """Return the entry to write in (a form is made if need be), if it is removed, and if the field is filled."""
    here = (participation.pk, step_key, sheet.key)
    with connection.cursor() as cursor:
        cursor.execute(_FIND, [field_key, function, *here, entry_id, entry_id])
        found = cursor.fetchone()
    if found is not None:
        pk, removed_at, value = found
        return pk, removed_at is not None, bool(value)
    if entry_id is not None or sheet.rows:
        raise UnknownKey(f"Raden finns inte i mallen ”{sheet.title}”.")
    return _form(participation, step_key, sheet.key, by=by), False, False


def _form(participation: Participation, step_key: str, worksheet_key: str, *, by: User) -> int:
    made, _ = Entry.objects.get_or_create(
        room_id=participation.pk,
        step_key=step_key,
        worksheet_key=worksheet_key,
        position=0,
        defaults={"created_at": clock.now(), "created_by": by},
    )
    return made.pk


def _facts(participation: Participation, fact: str, *, by: User) -> tuple[int, bool]:
    """Return the entry that holds the room's facts, and whether this one is known."""
    with connection.cursor() as cursor:
        cursor.execute(_FIND, [fact, "", participation.pk, FACTS, FACTS, None, None])
        found = cursor.fetchone()
    return (found[0], bool(found[2])) if found else (_form(participation, FACTS, FACTS, by=by), False)


@transaction.atomic
def write_sheet(
    participation: Participation,
    content: Content,
    *,
    step_key: str,
    worksheet_key: str,
    typed: Iterable[Typing],
    by: User,
) -> dict[Place, Problem]:
    """Store a whole worksheet as a plain form sends it, each field for itself; return those that were not stored.

    A field that cannot be stored keeps no other from it, and one that holds what stands there already is left
    alone. Progress is counted once, for all of it. Raises ``UnknownKey`` and what ``states.require`` raises.
    """
    states.require(participation.room, states.WORK)
    step = content.step(step_key)
    sheet = step.worksheet(worksheet_key)
    present = _present(participation, step_key, sheet)
    problems: dict[Place, Problem] = {}
    changed: list[tuple[Typing, str]] = []
    for one in typed:
        try:
            parsed = fields.parse(sheet.field(one.place.field_key), one.value)
        except fields.BadValue as refusal:
            problems[one.place] = Problem(one.value, one.version, refusal)
            continue
        if parsed != present.get(one.place, ""):
            changed.append((one, parsed))
    untouched = [one._replace(value=parsed) for one, parsed in changed if one.place not in present]
    stored = _store_first(participation, step.key, sheet, untouched, by=by)
    refilled = [True] * len(stored)
    facts: dict[str, bool] = {}
    for one, parsed in changed:
        if one.place in stored:
            continue
        try:
            with writing():
                _, was_refilled = _store(
                    participation, step.key, sheet, one._replace(value=parsed), edit_id=uuid.uuid4(), by=by
                )
        except (TypedClash, RowGone, AnotherFunctionsAnswer, TrioAnswer) as refusal:
            problems[one.place] = Problem(one.value, one.version, refusal)
            continue
        refilled.append(was_refilled)
        if fact := sheet.field(one.place.field_key).fact:
            facts[fact] = was_refilled
    if refilled:
        progress.record_change(participation, step, recount=any(refilled))
    for fact, was_refilled in facts.items():
        progress.record_fact(participation, content, fact, but=step, recount=was_refilled)
    return problems


def _store_first(
    participation: Participation, step_key: str, sheet: Worksheet, typed: Iterable[Typing], *, by: User
) -> set[Place]:
    """Store parsed values in fields of this sheet alone, all at once, where nobody has written; return where.

    Nobody writes there meanwhile: the room is held. What is not returned is for ``_store`` to judge.
    """
    plain = {field.key for field in sheet.fields if not field.fact and not field.answered_by}
    first = [one for one in typed if one.version == 0 and not one.place.function and one.place.field_key in plain]
    if not first:
        return set()
    here = Entry.objects.filter(room=participation.pk, step_key=step_key, worksheet_key=sheet.key, removed_at=None)
    entries: dict[int | None, int] = (
        {pk: pk for pk in here.filter(pk__in=[one.place.entry_id for one in first]).values_list("pk", flat=True)}
        if sheet.rows
        else {None: _form(participation, step_key, sheet.key, by=by)}
    )
    now = clock.now()
    rows = {
        one.place: Answer(
            room_id=participation.pk,
            entry_id=entries[one.place.entry_id],
            field_key=one.place.field_key,
            value=one.value,
            version=1,
            edit_id=uuid.uuid4(),
            edited_by=by,
            edited_at=now,
        )
        for one in first
        if one.place.entry_id in entries
    }
    Answer.objects.bulk_create(rows.values())
    return set(rows)


def _present(participation: Participation, step_key: str, sheet: Worksheet) -> dict[Place, str]:
    facts = {field.fact: field.key for field in sheet.fields if field.fact}
    here = Q(entry__step_key=step_key, entry__worksheet_key=sheet.key)
    known = Q(entry__step_key=FACTS, field_key__in=facts)
    rows = Answer.objects.filter(here | known, room=participation.pk, entry__removed_at=None)
    columns = ("entry_id", "entry__step_key", "field_key", "function", "value", "version", "older__version")
    # An answer on an older scale is not chosen in the form: nothing chosen there leaves it as it stands.
    return {
        Place(entry_id if sheet.rows else None, facts[field_key] if at == FACTS else field_key, function): value
        if version != older
        else ""
        for entry_id, at, field_key, function, value, version, older in rows.values_list(*columns)
    }
