"""What has happened in a step: the latest changes beside it, and every text that ever stood or was refused."""

import datetime as dt
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db.models import Q

from benchmarking.workspace import fields
from benchmarking.workspace.desks import Desk
from benchmarking.workspace.models import FACTS, Answer, CheckMark, MarkState
from benchmarking.workspace.reading import EntryContent, StepContent, WorksheetContent
from benchmarking.workspace.typed import MERGED, REFUSED
from cohorts.roles import Function

BESIDE = 5
PAGE = 50
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


class Version(NamedTuple):
    """One text in the history. ``fate`` says what became of it when it did not simply stand."""

    at: dt.datetime | None
    who: str
    where: str
    shown: str
    fate: str


class HistoryPage(NamedTuple):
    """A page of the history of a step; ``older_url`` is empty on the last one."""

    number: int
    title: str
    versions: tuple[Version, ...]
    marks: tuple[Change, ...]
    newer_url: str
    older_url: str


FATES = {
    REFUSED: "Sparades inte, en annan text gällde",
    MERGED: "Sattes ihop med en annan text",
}


def history_page(desk: Desk) -> HistoryPage:
    """Read a page of what has happened in a step, in two SQL statements; ``desk.page`` says which."""
    rows = _events(desk)
    url = desk.url("step_history")
    return HistoryPage(
        number=desk.step.number,
        title=desk.step.title,
        versions=tuple(_version(desk, event) for event in rows[:PAGE]),
        marks=_marks(desk) if desk.is_whole and desk.page == 1 else (),
        newer_url=f"{url}?sida={desk.page - 1}" if desk.page > 1 else "",
        older_url=f"{url}?sida={desk.page + 1}" if len(rows) > PAGE else "",
    )


def _events(desk: Desk) -> list[Any]:
    """Return the events of a page and one more; those of removed rows and of the facts too."""
    here = Q(entry__step_key=desk.step.key, entry__worksheet_key__in=[sheet.key for sheet in desk.sheets])
    facts = Q(entry__step_key=FACTS, field_key__in=desk.facts)
    events = Answer.pgh_event_model.objects.filter(here | facts, room=desk.participation.pk)  # type: ignore[attr-defined]  # made by pghistory
    start = (desk.page - 1) * PAGE
    return list(events.select_related("edited_by", "entry").order_by("-pgh_id")[start : start + PAGE + 1])


def _version(desk: Desk, event: Any) -> Version:
    if event.entry.step_key == FACTS:
        sheet, field = desk.facts[event.field_key]
    else:
        sheet = desk.step.worksheet(event.entry.worksheet_key)
        field = sheet.field(event.field_key)
    row = f", rad {event.entry.position}" if sheet.rows else ""
    return Version(
        at=event.edited_at,
        who=event.edited_by.name if event.edited_by else "",
        where=f"{sheet.title}{row}: {field.label}",
        shown=fields.show(field, event.value),
        fate=FATES.get(event.pgh_label, ""),
    )


def _marks(desk: Desk) -> tuple[Change, ...]:
    texts = {item.key: item.text for item in desk.step.checklist}
    events = CheckMark.pgh_event_model.objects.filter(  # type: ignore[attr-defined]  # made by pghistory
        room=desk.participation.pk, step_key=desk.step.key, item_key__in=texts
    )
    rows = events.select_related("by").order_by("-pgh_id")[:PAGE]
    return tuple(Change(e.at, e.by.name, f"{MARKED[MarkState(e.state)]} ”{texts[e.item_key]}”") for e in rows)
