"""A worksheet as the pages show it: rows that are done as a summary, one row or the whole form to fill in."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from benchmarking.method.content import UnknownKey, Worksheet
from benchmarking.workspace.answers import Place, Problem
from benchmarking.workspace.controls import Control, control
from benchmarking.workspace.desks import OPEN_ROW, Desk
from benchmarking.workspace.facts import also_in
from benchmarking.workspace.reading import EntryContent, WorksheetContent, read_step


class Line(NamedTuple):
    """What stands in a field of a row that is not open."""

    label: str
    shown: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One entry. Open, it has ``controls``; closed, its first field is the ``title`` and the rest are ``lines``."""

    id: str
    title: str
    number: str
    is_open: bool
    is_complete: bool
    controls: tuple[Control, ...]
    lines: tuple[Line, ...]
    edit_url: str
    remove_url: str


class Stray(NamedTuple):
    """A text typed in a row that is there no more."""

    label: str
    typed: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A worksheet to read and fill in."""

    key: str
    title: str
    purpose: str
    row_title: str
    has_rows: bool
    rows: tuple[Row, ...]
    strays: tuple[Stray, ...]
    saved_at: dt.datetime | None
    saved_by: str
    wrong: int
    url: str
    save_url: str
    add_url: str
    history_url: str

    @property
    def has_open_row(self) -> bool:
        """Tell whether there is anything to fill in on the page."""
        return any(row.is_open for row in self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPage:
    """A worksheet on a page of its own."""

    number: int
    title: str
    step_url: str
    sheet: Sheet
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RowPage:
    """A row that somebody is about to take away."""

    sheet_title: str
    row: Row
    back_url: str


def sheet_page(desk: Desk, sheet: Worksheet, *, problems: Mapping[Place, Problem] | None = None) -> SheetPage:
    """Read a worksheet for a page of its own; ``problems`` are what a plain form could not store."""
    written = read_step(desk.participation.pk, desk.step).worksheet(sheet.key)
    return SheetPage(
        number=desk.step.number,
        title=desk.step.title,
        step_url=desk.url("step"),
        sheet=sheet_of(desk, sheet, written, page=desk.url("worksheet", worksheet=sheet.key), problems=problems),
        is_open=desk.is_open,
    )


def row_page(desk: Desk, sheet: Worksheet, entry_id: int) -> RowPage:
    """Read a row for the question whether to take it away. Raises ``UnknownKey``."""
    written = read_step(desk.participation.pk, desk.step).worksheet(sheet.key)
    entry = next((entry for entry in written.entries if sheet.rows and entry.id == entry_id), None)
    if entry is None:
        raise UnknownKey(f"Raden finns inte i mallen ”{sheet.title}”.")
    back = desk.url_of_sheet(sheet, alone=not desk.is_whole, row=entry_id)
    return RowPage(
        sheet_title=sheet.title, row=_row(desk, sheet, entry, "", is_open=False, problems={}), back_url=back
    )


def sheet_of(
    desk: Desk,
    sheet: Worksheet,
    written: WorksheetContent,
    *,
    page: str,
    problems: Mapping[Place, Problem] | None = None,
) -> Sheet:
    """Return a worksheet for the page at the address ``page``.

    The row that was asked for is open, else the first that is not complete. Entries with ``problems`` are
    open, and show what was typed in them.
    """
    problems = problems or {}
    opened = _open_entries(desk, written, problems)
    live = {entry.id for entry in written.entries} if sheet.rows else {None}
    saves = [
        (field.edited_at, field.edited_by)
        for entry in written.entries
        for field in entry.fields
        if field.edited_at and entry.id
    ]
    saved_at, saved_by = max(saves, default=(None, ""))
    return Sheet(
        key=sheet.key,
        title=sheet.title,
        purpose=sheet.purpose,
        row_title=sheet.row_title,
        has_rows=sheet.rows,
        rows=tuple(
            _row(desk, sheet, entry, page, is_open=entry.id in opened, problems=problems) for entry in written.entries
        ),
        strays=tuple(
            Stray(sheet.field(place.field_key).label, problem.typed, str(problem.refusal))
            for place, problem in problems.items()
            if place.entry_id not in live
        ),
        saved_at=saved_at,
        saved_by=saved_by,
        wrong=len(problems),
        url=desk.url("worksheet", worksheet=sheet.key),
        save_url=desk.url("answer_write"),
        add_url=desk.url("row_add", worksheet=sheet.key),
        history_url=desk.url("worksheet_history", worksheet=sheet.key),
    )


def _open_entries(desk: Desk, written: WorksheetContent, problems: Mapping[Place, Problem]) -> set[int | None]:
    ids = [entry.id for entry in written.entries]
    if not desk.is_open:
        return set()
    if not written.rows:
        return set(ids)
    if wrong := {place.entry_id for place in problems} & set(ids):
        return wrong
    if desk.open_row in ids:
        return {desk.open_row}
    return set([entry.id for entry in written.entries if not entry.is_complete][:1])


def _row(
    desk: Desk,
    sheet: Worksheet,
    entry: EntryContent,
    page: str,
    *,
    is_open: bool,
    problems: Mapping[Place, Problem],
) -> Row:
    pk = entry.id if sheet.rows else None
    anchor = f"rad-{pk}" if pk else f"mall-{sheet.key}"
    first = entry.fields[0]
    rest = entry.fields[1:] if sheet.rows else entry.fields
    places = [(answer, Place(pk, answer.key, answer.function)) for answer in entry.fields]
    return Row(
        id=anchor,
        title=first.shown.splitlines()[0] if first.shown else sheet.row_title,
        number=str(entry.number),
        is_open=is_open,
        is_complete=entry.is_complete,
        controls=tuple(
            control(
                sheet.key,
                sheet.field(answer.key),
                answer,
                place,
                problem=problems.get(place),
                functions=desk.functions,
                also=also_in(desk.content, desk.step, sheet.field(answer.key)),
            )
            for answer, place in places
        )
        if is_open
        else (),
        lines=tuple(Line(answer.label, answer.shown) for answer in rest if answer.value) if not is_open else (),
        edit_url=f"{page}?{OPEN_ROW}={pk}#{anchor}" if pk else "",
        remove_url=desk.url("row_remove", worksheet=sheet.key, entry=pk) if pk else "",
    )
