"""A worksheet as the pages show it: rows that are done as a summary, one row or the whole form to fill in."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from benchmarking.method.content import Worksheet
from benchmarking.workspace.answers import Place, Problem
from benchmarking.workspace.controls import Control, control, name_of
from benchmarking.workspace.desks import OPEN_ROW, Desk
from benchmarking.workspace.entries import MOST_ROWS
from benchmarking.workspace.facts import also_in
from benchmarking.workspace.indicator_fields import named_by, offered_in
from benchmarking.workspace.past import FactOffer, PastFact, offers_for, past_facts
from benchmarking.workspace.questions import Question, answer_label, question
from benchmarking.workspace.reading import EntryContent, WorksheetContent, read_step, title_of_removed
from benchmarking.workspace.talks import Talks, talks_of
from indicators.naming import Named


class Line(NamedTuple):
    """What stands in a field of a row that is not open, and the kind of field."""

    label: str
    shown: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One entry. Open, it has ``controls``; closed, its first field is the ``title`` and the rest are ``lines``."""

    id: str
    title: str
    number: str
    is_open: bool
    is_complete: bool
    controls: tuple[Control, ...]
    questions: tuple[Question, ...]
    lines: tuple[Line, ...]
    edit_url: str
    move_url: str
    remove_url: str
    place_before: str
    place_after: str


class Stray(NamedTuple):
    """A text typed in a row that is there no more, under its name in the form."""

    label: str
    name: str
    typed: str
    version: str
    sentence: str
    restore_url: str


class Removed(NamedTuple):
    """The row that was just taken away."""

    title: str
    restore_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A worksheet to read and fill in. ``indicators`` are offered in its fields, ``named`` are those it names."""

    key: str
    title: str
    purpose: str
    row_title: str
    has_rows: bool
    rows: tuple[Row, ...]
    strays: tuple[Stray, ...]
    removed: Removed | None
    is_full: bool
    offers: tuple[FactOffer, ...]
    indicators: tuple[str, ...]
    named: tuple[Named, ...]
    saved_at: dt.datetime | None
    saved_by: str
    wrong: int
    url: str
    save_url: str
    writers_url: str
    add_url: str
    history_url: str
    fetch_url: str

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


def sheet_page(desk: Desk, sheet: Worksheet, *, problems: Mapping[Place, Problem] | None = None) -> SheetPage:
    """Read a worksheet for a page of its own; ``problems`` are what a plain form could not store."""
    written = read_step(desk.participation.pk, desk.step).worksheet(sheet.key)
    return SheetPage(
        number=desk.step.number,
        title=desk.step.title,
        step_url=desk.url("step"),
        sheet=sheet_of(
            desk,
            sheet,
            written,
            page=desk.url("worksheet", worksheet=sheet.key),
            problems=problems,
            past=past_facts(desk, written),
            talks=talks_of(desk.participation.pk, desk.step),
            indicators=offered_in(desk, sheet),
            named=named_by(written),
        ),
        is_open=desk.is_open,
    )


def sheet_of(
    desk: Desk,
    sheet: Worksheet,
    written: WorksheetContent,
    *,
    page: str,
    problems: Mapping[Place, Problem] | None = None,
    past: Mapping[str, PastFact] | None = None,
    talks: Talks | None = None,
    indicators: tuple[str, ...] = (),
    named: tuple[Named, ...] = (),
) -> Sheet:
    """Return a worksheet for the page at the address ``page``; ``past`` are facts that may be fetched.

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
            _row(
                desk,
                sheet,
                entry,
                page,
                is_open=entry.id in opened,
                is_last=entry is written.entries[-1],
                problems=problems,
                talks=talks or {},
            )
            for entry in written.entries
        ),
        strays=tuple(
            Stray(
                label=sheet.field(place.field_key).label,
                name=name_of(place),
                typed=problem.typed,
                version=str(problem.version),
                sentence=str(problem.refusal),
                restore_url=desk.url_of_gone(sheet, place.entry_id),
            )
            for place, problem in problems.items()
            if place.entry_id not in live
        ),
        removed=_removed(desk, sheet) if sheet.rows and desk.removed_row not in live else None,
        is_full=len(live) >= MOST_ROWS,
        offers=offers_for(sheet, written, past or {}),
        indicators=indicators,
        named=named,
        saved_at=saved_at,
        saved_by=saved_by,
        wrong=len(problems),
        url=desk.url("worksheet", worksheet=sheet.key),
        save_url=desk.url("answer_write"),
        writers_url=desk.url("answer_writers"),
        add_url=desk.url("row_add", worksheet=sheet.key),
        history_url=desk.url("worksheet_history", worksheet=sheet.key),
        fetch_url=desk.url("facts_fetch", worksheet=sheet.key),
    )


def _removed(desk: Desk, sheet: Worksheet) -> Removed | None:
    """Return the row that the address says was just removed, where it is one of this worksheet's."""
    if not desk.removed_row or not desk.is_open:
        return None
    title = title_of_removed(desk.participation.pk, desk.step, sheet, desk.removed_row)
    return None if title is None else Removed(title or sheet.row_title, desk.url_of_gone(sheet, desk.removed_row))


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
    is_last: bool,
    problems: Mapping[Place, Problem],
    talks: Talks,
) -> Row:
    pk = entry.id if sheet.rows else None
    anchor = f"rad-{pk}" if pk else f"mall-{sheet.key}"
    first = entry.fields[0]
    rest = entry.fields[1:] if sheet.rows else entry.fields
    places = [(answer, Place(pk, answer.key, answer.function)) for answer in entry.fields]
    controls = tuple(
        control(
            sheet.key,
            sheet.field(answer.key),
            answer,
            place,
            problem=problems.get(place),
            functions=desk.functions,
            also=also_in(desk.content, desk.step, sheet.field(answer.key)),
        )
        for answer, place in (places if is_open else ())
    )
    return Row(
        id=anchor,
        title=first.shown.splitlines()[0] if first.shown else sheet.row_title,
        number=str(entry.number),
        is_open=is_open,
        is_complete=entry.is_complete,
        controls=controls,
        questions=tuple(_questions(desk, sheet, entry, controls, talks)),
        lines=tuple(
            Line(answer_label(sheet.field(answer.key), answer.function), answer.shown, answer.type)
            for answer in rest
            if answer.value
        )
        if not is_open
        else (),
        edit_url=f"{page}?{OPEN_ROW}={pk}#{anchor}" if pk else "",
        move_url=desk.url("row_move", worksheet=sheet.key, entry=pk) if pk else "",
        remove_url=desk.url("row_remove", worksheet=sheet.key, entry=pk) if pk else "",
        place_before=str(entry.number - 1) if entry.number > 1 else "",
        place_after="" if is_last else str(entry.number + 1),
    )


def _questions(
    desk: Desk, sheet: Worksheet, entry: EntryContent, controls: tuple[Control, ...], talks: Talks
) -> Iterator[Question]:
    """Yield the fields of an open row, each with its controls: none in a closed one."""
    for field in sheet.fields if controls else ():
        mark, url = None, ""
        if field.has_joint and entry.id is not None:
            mark = talks.get((entry.id, field.key))
            url = desk.url("talk_mark", worksheet=sheet.key, entry=entry.id, field=field.key)
        own = [control for control in controls if control.key == field.key]
        yield question(field, own, entry, mark=mark, talk_url=url)
