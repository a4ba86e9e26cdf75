"""What the page of a comparison shows, read before the template and handed over frozen."""

import datetime as dt
import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from benchmarking.comparison.columns import Column, choose, columns_of, shared_with
from benchmarking.comparison.lines import Cell, Compared, ComparedSheet, Key, sheets_of
from benchmarking.comparison.models import LineMark, LineNote, Seen
from benchmarking.comparison.notes import Noted
from benchmarking.comparison.setting import Chosen, Setting
from benchmarking.method.content import Field
from benchmarking.sharing import conduct
from benchmarking.workspace.answers import Place, Problem
from benchmarking.workspace.controls import Control, control
from benchmarking.workspace.reading import FieldContent

#: How the labels begin of what is written beside a line.
NOTE, IDEA = "Gruppens anteckning", "Idé"


class Mark(NamedTuple):
    """What the group sees in a line, who said so and when."""

    seen: str
    label: str
    who: str
    at: dt.datetime


class MarkButton(NamedTuple):
    """A button that says what the group sees; pressed once more it takes that away."""

    label: str
    mark: str
    pressed: str


class Note(NamedTuple):
    """A note or an idea that is there: ``of`` names the organisation of an idea."""

    value: str
    version: int
    who: str
    at: dt.datetime | None
    of: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line with what the group makes of it.

    ``controls`` are to write in: the note, and the own idea. Those in ``folded`` are empty, and opened on demand.
    """

    label: str
    whose: str
    cells: tuple[Cell, ...]
    ends: bool
    anchor: str
    mark: Mark | None
    marks: tuple[MarkButton, ...]
    note: Note | None
    ideas: tuple[Note, ...]
    controls: tuple[Control, ...]
    folded: tuple[Control, ...]

    @property
    def fold_label(self) -> str:
        """Return what opening ``folded`` is for."""
        notes, ideas = (any(control.label.startswith(word) for control in self.folded) for word in (NOTE, IDEA))
        return "Anteckna eller ta med en idé" if notes and ideas else "Anteckna" if notes else "Ta med en idé"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A worksheet side by side, and where its notes are saved."""

    key: str
    title: str
    lines: tuple[Line, ...]
    wrong: int
    saved_at: dt.datetime | None
    saved_by: str
    url: str
    save_url: str


class StepLink(NamedTuple):
    """A step of the method, and where it is compared."""

    number: int
    title: str
    url: str
    is_here: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonPage:
    """A step of several organisations beside each other."""

    number: int
    title: str
    offered: tuple[tuple[str, str, bool], ...]
    columns: tuple[Column, ...]
    sheets: tuple[Sheet, ...]
    untouched: tuple[str, ...]
    ideas: tuple[tuple[str, Note], ...]
    steps: tuple[StepLink, ...]
    url: str
    mark_url: str
    history_url: str
    own: str
    is_open: bool
    is_filtered: bool
    wrong: int


def comparison_page(
    setting: Setting, chosen: Chosen, *, problems: Mapping[Noted, Problem] | None = None
) -> ComparisonPage:
    """Read a comparison in six statements, however many organisations and fields there are.

    ``problems`` are the notes that a plain form could not store. Raises ``CodeNotAccepted`` before the first
    thing that others have shared.
    """
    problems = problems or {}
    rooms = [each.room_id for each in setting.organisations]
    shared = shared_with(setting.access, setting.group, setting.content, setting.step, rooms)
    shown = choose(setting.organisations, shared, chosen.organisations)
    columns = columns_of(setting.group, setting.step, shown, shared)
    if any(column.releases and not column.organisation.is_own for column in columns):
        conduct.require(setting.access, setting.group.room)
    compared, untouched = sheets_of(setting.step, columns, function=chosen.function)
    marks, notes = _marks(setting), notes_of(setting)
    sheets = [_sheet(setting, each, chosen, marks=marks, notes=notes, problems=problems) for each in compared]
    return ComparisonPage(
        number=setting.step.number,
        title=setting.step.title,
        offered=tuple((each.slug, each.label, each in shown) for each in setting.organisations),
        columns=columns,
        sheets=tuple(sheet for sheet in sheets if sheet.lines),
        untouched=untouched,
        ideas=_ideas(setting, notes),
        steps=tuple(
            StepLink(
                step.number,
                step.short_title,
                setting.url("comparison", step=step.key),
                step.key == setting.step.key,
            )
            for step in setting.content.steps
        ),
        url=setting.url("comparison"),
        mark_url=setting.url("line_mark") + (f"?{chosen.query}" if chosen.query else ""),
        history_url=setting.url("comparison_history"),
        own=setting.own.name if setting.own else "",
        is_open=setting.is_open,
        is_filtered=bool(chosen.function or chosen.only_differences),
        wrong=len(problems),
    )


def notes_of(setting: Setting) -> dict[Noted, Note]:
    """Return the group's notes on a step and its organisations' ideas, by whose and where, in one statement."""
    rows = LineNote.objects.filter(room=setting.group.pk, step_key=setting.step.key).values_list(
        "worksheet_key",
        "field_key",
        "function",
        "idea_of",
        "value",
        "version",
        "edited_by__name",
        "edited_at",
        "idea_of__organisation__name",
    )
    return {
        Noted(Key(*row[:3]), row[3]): Note(value=row[4], version=row[5], who=row[6] or "", at=row[7], of=row[8] or "")
        for row in rows
    }


def _marks(setting: Setting) -> dict[Key, Mark]:
    rows = LineMark.objects.filter(room=setting.group.pk, step_key=setting.step.key).exclude(seen=Seen.UNMARKED)
    return {
        Key(*row[:3]): Mark(row[3], Seen(row[3]).label, *row[4:])
        for row in rows.values_list("worksheet_key", "field_key", "function", "seen", "by__name", "at")
    }


def _ideas(setting: Setting, notes: Mapping[Noted, Note]) -> tuple[tuple[str, Note], ...]:
    """Return the own organisation's ideas, each with the anchor of its line."""
    own = setting.own.room_id if setting.own else None
    mine = [(noted.line.anchor, note) for noted, note in notes.items() if own and noted.idea_of == own and note.value]
    return tuple(sorted(mine))


def _sheet(
    setting: Setting,
    sheet: ComparedSheet,
    chosen: Chosen,
    *,
    marks: Mapping[Key, Mark],
    notes: Mapping[Noted, Note],
    problems: Mapping[Noted, Problem],
) -> Sheet:
    seen = [
        compared
        for compared in sheet.lines
        if not chosen.only_differences or ((mark := marks.get(compared.key)) and mark.seen == Seen.DIFFERENT)
    ]
    ideas: dict[Key, tuple[Note, ...]] = {}
    for noted, note in notes.items():
        if noted.idea_of and note.value:
            ideas[noted.line] = (*ideas.get(noted.line, ()), note)
    lines = tuple(_line(setting, each, marks=marks, notes=notes, ideas=ideas, problems=problems) for each in seen)
    saves = [(note.at, note.who) for noted, note in notes.items() if noted.line.worksheet == sheet.key and note.at]
    saved_at, saved_by = max(saves, default=(None, ""))
    return Sheet(
        key=sheet.key,
        title=sheet.title,
        lines=lines,
        wrong=sum(noted.line.worksheet == sheet.key for noted in problems),
        saved_at=saved_at,
        saved_by=saved_by,
        url=setting.url("comparison_notes", worksheet=sheet.key),
        save_url=setting.url("note_write", worksheet=sheet.key),
    )


def _line(
    setting: Setting,
    compared: Compared,
    *,
    marks: Mapping[Key, Mark],
    notes: Mapping[Noted, Note],
    ideas: Mapping[Key, tuple[Note, ...]],
    problems: Mapping[Noted, Problem],
) -> Line:
    key = compared.key
    own = setting.own.room_id if setting.own else None
    writable = [Noted(key), *([Noted(key, own)] if own else [])] if compared.ends and setting.is_open else []
    controls = [
        _control(compared, noted, notes.get(noted), problems.get(noted), setting.own.name if setting.own else "")
        for noted in writable
    ]
    is_open = [bool(each.value or each.conflict or each.error) for each in controls]
    return Line(
        label=compared.label,
        whose=compared.whose,
        cells=compared.cells,
        ends=compared.ends,
        anchor=key.anchor,
        mark=marks.get(key) if compared.ends else None,
        marks=tuple(_button(key, seen, marks.get(key)) for seen in (Seen.SAME, Seen.DIFFERENT)) if writable else (),
        note=notes.get(Noted(key)) if compared.ends else None,
        ideas=ideas.get(key, ()) if compared.ends else (),
        controls=tuple(itertools.compress(controls, is_open)),
        folded=tuple(each for each, shown in zip(controls, is_open, strict=True) if not shown),
    )


def _button(line: Key, seen: Seen, mark: Mark | None) -> MarkButton:
    is_pressed = mark is not None and mark.seen == seen
    said = "" if is_pressed else f" {seen.value}"
    return MarkButton(str(seen.label), f"{line.word}{said}", "true" if is_pressed else "false")


def field_of(noted: Noted, *, label: str = "") -> Field:
    """Return a note as a field of long text."""
    return Field(
        key=noted.line.field,
        label=label,
        type="long_text",
        help="",
        choices=(),
        required=True,
        answered_by=(),
        unit="",
        minutes=0,
    )


def _control(compared: Compared, noted: Noted, note: Note | None, problem: Problem | None, own: str) -> Control:
    what = f"{IDEA} som {own} tar hem" if noted.idea_of else NOTE
    field = field_of(noted, label=what)
    written = FieldContent(
        key=field.key,
        label=field.label,
        type=field.type,
        function=noted.line.function,
        required=True,
        value=note.value if note else "",
        shown="",
        version=note.version if note else 0,
        edited_by=note.who if note else "",
        edited_at=note.at if note else None,
    )
    place: Place = noted.place
    return control(
        compared.key.worksheet,
        field,
        written,
        place,
        problem=problem,
        functions=frozenset({noted.line.function}),
    )
