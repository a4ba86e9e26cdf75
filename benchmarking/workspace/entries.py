"""Rows of a worksheet: put in, moved, taken away and put back."""

from typing import NamedTuple

from django.db import transaction
from django.db.models import Max, QuerySet

from access import clock
from access.refusals import Refusal
from accounts.models import User
from benchmarking.method.content import Content, Step, UnknownKey, Worksheet
from benchmarking.workspace import progress
from benchmarking.workspace.models import Entry
from cohorts import states
from cohorts.models import Participation

#: What a worksheet holds: more rows than this nobody reads, and the page that shows them all stays quick.
MOST_ROWS = 200


class TooManyRows(Refusal):
    """The worksheet is full."""

    sentence = (
        f"Mallen har redan {MOST_ROWS} rader, och så många är svåra att överblicka. "
        "Ta bort en rad, eller skriv flera saker i samma rad."
    )


class _Place(NamedTuple):
    """A worksheet of rows in a room, held for the length of a transaction."""

    step: Step
    sheet: Worksheet
    rows: QuerySet[Entry]

    @property
    def standing(self) -> QuerySet[Entry]:
        return self.rows.filter(removed_at=None)

    def row(self, entry_id: int) -> Entry:
        """Return one of the rows, removed ones too. Raises ``UnknownKey`` for a row of another place."""
        row = self.rows.filter(pk=entry_id).first()
        if row is None:
            raise UnknownKey(f"Raden finns inte i mallen ”{self.sheet.title}”.")
        return row

    def refuse_more(self) -> None:
        if self.standing.count() >= MOST_ROWS:
            raise TooManyRows


def _hold(participation: Participation, content: Content, step_key: str, worksheet_key: str) -> _Place:
    """Hold the room: acts on its rows come one after the other."""
    states.require(participation.room, states.WORK)
    step = content.step(step_key)
    sheet = step.worksheet(worksheet_key)
    if not sheet.rows:
        raise UnknownKey(f"Mallen ”{sheet.title}” har inga rader.")
    here = {"room": participation.pk, "step_key": step.key, "worksheet_key": sheet.key}
    return _Place(step, sheet, Entry.objects.filter(**here, position__gt=0))


@transaction.atomic
def add_row(participation: Participation, content: Content, *, step_key: str, worksheet_key: str, by: User) -> Entry:
    """Put an empty row last in a worksheet.

    Raises ``UnknownKey``, ``TooManyRows`` and what ``states.require`` raises.
    """
    place = _hold(participation, content, step_key, worksheet_key)
    place.refuse_more()
    last = place.rows.aggregate(last=Max("position"))["last"] or 0
    row = Entry.objects.create(
        room_id=participation.pk,
        step_key=place.step.key,
        worksheet_key=place.sheet.key,
        position=last + 1,
        created_at=clock.now(),
        created_by=by,
    )
    progress.record_change(participation, place.step, recount=True)
    return row


@transaction.atomic
def remove_row(
    participation: Participation, content: Content, *, step_key: str, worksheet_key: str, entry_id: int, by: User
) -> Entry:
    """Take away a row; what stands in it stays there, and in the history. Twice is once.

    Raises ``UnknownKey`` for a row of another room, step or method, and what ``states.require`` raises.
    """
    place = _hold(participation, content, step_key, worksheet_key)
    row = place.row(entry_id)
    if row.removed_at is None:
        row.removed_at, row.removed_by = clock.now(), by
        row.save(update_fields=["removed_at", "removed_by"])
        progress.record_change(participation, place.step, recount=True)
    return row


@transaction.atomic
def restore_row(
    participation: Participation, content: Content, *, step_key: str, worksheet_key: str, entry_id: int
) -> Entry:
    """Put a row that was taken away back where it stood, with all its answers. Twice is once.

    Raises ``UnknownKey``, ``TooManyRows`` and what ``states.require`` raises.
    """
    place = _hold(participation, content, step_key, worksheet_key)
    row = place.row(entry_id)
    if row.removed_at is not None:
        place.refuse_more()
        row.removed_at = row.removed_by = None
        row.save(update_fields=["removed_at", "removed_by"])
        progress.record_change(participation, place.step, recount=True)
    return row


@transaction.atomic
def move_row(
    participation: Participation, content: Content, *, step_key: str, worksheet_key: str, entry_id: int, to: int
) -> int:
    """Let a row stand as number ``to`` among the rows, counted from 1 (the nearest there is), and return that number.

    Only the order changes: what is typed in the rows meanwhile is not touched. A row that was removed stays where it
    is. Raises ``UnknownKey`` and what ``states.require`` raises.
    """
    place = _hold(participation, content, step_key, worksheet_key)
    moved = place.row(entry_id)
    rows = list(place.standing.order_by("position"))
    if moved not in rows:
        return 0
    positions = [row.position for row in rows]
    rows.remove(moved)
    to = min(max(to, 1), len(positions))
    rows.insert(to - 1, moved)
    changed = [(row, position) for row, position in zip(rows, positions, strict=True) if row.position != position]
    for row, position in changed:
        row.position = position
    if changed:
        Entry.objects.bulk_update([row for row, _ in changed], ["position"])
        progress.record_change(participation, place.step, recount=False)
    return to
