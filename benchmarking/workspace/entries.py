"""Rows of a worksheet: put in and taken away."""

from django.db import transaction
from django.db.models import Max

from access import clock
from accounts.models import User
from benchmarking.method.content import Content, UnknownKey
from benchmarking.workspace import progress
from benchmarking.workspace.models import Entry
from cohorts import states
from cohorts.models import Participation


@transaction.atomic
def add_row(participation: Participation, content: Content, *, step_key: str, worksheet_key: str, by: User) -> Entry:
    """Put an empty row last in a worksheet. Raises ``UnknownKey`` and what ``states.require`` raises."""
    states.require(participation.room, states.WORK)
    step = content.step(step_key)
    sheet = step.worksheet(worksheet_key)
    if not sheet.rows:
        raise UnknownKey(f"Mallen ”{sheet.title}” har inga rader.")
    rows = Entry.objects.filter(room=participation.pk, step_key=step.key, worksheet_key=sheet.key)
    last = rows.aggregate(last=Max("position"))["last"] or 0
    row = Entry.objects.create(
        room_id=participation.pk,
        step_key=step.key,
        worksheet_key=sheet.key,
        position=last + 1,
        created_at=clock.now(),
        created_by=by,
    )
    progress.record_change(participation, step, recount=True)
    return row


@transaction.atomic
def remove_row(
    participation: Participation, content: Content, *, step_key: str, worksheet_key: str, entry_id: int, by: User
) -> Entry:
    """Take away a row; what stood in it stays in the history. Twice is once.

    Raises ``UnknownKey`` for a row of another room, step or method, and what ``states.require`` raises.
    """
    states.require(participation.room, states.WORK)
    step = content.step(step_key)
    sheet = step.worksheet(worksheet_key)
    rows = Entry.objects.filter(room=participation.pk, step_key=step.key, worksheet_key=sheet.key, position__gt=0)
    row = rows.filter(pk=entry_id).first()
    if row is None:
        raise UnknownKey(f"Raden finns inte i mallen ”{sheet.title}”.")
    if row.removed_at is None:
        row.removed_at, row.removed_by = clock.now(), by
        row.save(update_fields=["removed_at", "removed_by"])
        progress.record_change(participation, step, recount=True)
    return row
