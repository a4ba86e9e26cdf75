"""The latest changes of a step, beside it; the pages of the history are ``history_page``."""

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

from benchmarking.workspace.desks import Desk
from benchmarking.workspace.models import MarkState
from benchmarking.workspace.reading import EntryContent, StepContent, WorksheetContent
from cohorts.roles import Function

BESIDE = 5
MARKED = {
    MarkState.DONE: "bockade av",
    MarkState.NOT_RELEVANT: "lade undan",
    MarkState.OPEN: "öppnade",
}


class Change(NamedTuple):
    """Who did what, and when."""

    at: dt.datetime
    who: str
    what: str


def latest(desk: Desk, written: StepContent) -> tuple[Change, ...]:
    """Return the latest change of each entry, point and signature, newest first, from what is read already."""
    return tuple(sorted(_changes(desk, written), reverse=True)[:BESIDE])


def _changes(desk: Desk, written: StepContent) -> Iterator[Change]:
    for sheet in desk.sheets:
        content = written.worksheet(sheet.key)
        for entry in content.entries:
            edits = [(field.edited_at, field.edited_by) for field in entry.fields if field.edited_at and entry.id]
            if edits:
                yield Change(*max(edits), f"ändrade {_where(content, entry)}")
    if not desk.is_whole:
        return
    for mark in written.marks:
        if mark.at:
            yield Change(mark.at, mark.by, f"{MARKED[MarkState(mark.state)]} ”{mark.text}”")
    for signature in written.signatures:
        label = Function(signature.function).label.lower()
        yield Change(signature.at, signature.by, f"godkände steget som {label}")


def _where(sheet: WorksheetContent, entry: EntryContent) -> str:
    return f"rad {entry.number} i {sheet.title}" if sheet.rows else sheet.title
