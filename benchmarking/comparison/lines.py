"""The lines of a comparison: the same field of each organisation, or all the rows of a worksheet of rows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from benchmarking.comparison.columns import EMPTY, Column
from benchmarking.comparison.models import WHOLE
from benchmarking.method.content import Step, Worksheet, home_of
from benchmarking.workspace.reading import whose

Snapshot = Mapping[str, Any]
#: How the filter calls the answers that all functions give together.
JOINT = "joint"


class Key(NamedTuple):
    """Which line: a field of a worksheet, or ``WHOLE`` of one, and whose answer it is."""

    worksheet: str
    field: str
    function: str = ""

    @property
    def word(self) -> str:
        """Return how a form names the line: "presentation.styrkor", with the function last where there is one."""
        return ".".join(part for part in self if part)

    @property
    def anchor(self) -> str:
        """Return the line's place on the page."""
        return "rad-" + "-".join(part for part in self if part)

    @classmethod
    def named(cls, word: str) -> "Key":
        """Return the line that a form names; one that no step has where the word is none of ours."""
        worksheet, field, function = [*word.split(".", 2), "", ""][:3]
        return cls(worksheet, field, function)


class Told(NamedTuple):
    """A field of a row: its label and what stands there."""

    label: str
    shown: str
    kind: str


class RowCell(NamedTuple):
    """A row of a worksheet: what its first field says, and the others."""

    title: str
    told: tuple[Told, ...]


class Cell(NamedTuple):
    """What one organisation says in a line; ``why`` says why there is nothing."""

    place: str
    shown: str = ""
    kind: str = ""
    rows: tuple[RowCell, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class Compared:
    """A line as it is read: its label, whose answers they are, and a cell for each column.

    ``ends`` where the group may mark and note it; parts of a worksheet of rows are noted with its last part.
    """

    key: Key
    label: str
    whose: str
    cells: tuple[Cell, ...]
    ends: bool = True


@dataclass(frozen=True, slots=True)
class ComparedSheet:
    """A worksheet that at least one organisation has shared something of."""

    key: str
    title: str
    lines: tuple[Compared, ...]


def sheets_of(
    step: Step, columns: Sequence[Column], *, function: str
) -> tuple[tuple[ComparedSheet, ...], tuple[str, ...]]:
    """Return the worksheets to compare, and the titles of those that nobody has shared.

    Answers are found by key. What an organisation shared when the method had other worksheets or fields stands
    last, with the words it had then. ``function`` keeps the answers of one function, or the joint ones (``JOINT``).
    """
    sheets, untouched = [], []
    for key, title in _titles(step, columns):
        shared = [column.content.get(key) for column in columns]
        if not any(shared):
            untouched.append(title)
        elif lines := [line for line in _lines(step, key, columns, shared) if _is_wanted(line, function)]:
            sheets.append(ComparedSheet(key, title, tuple(lines)))
    return tuple(sheets), tuple(untouched)


def _titles(step: Step, columns: Sequence[Column]) -> list[tuple[str, str]]:
    titles = {sheet.key: sheet.title for sheet in step.worksheets}
    for column in columns:
        for key, sheet in column.content.items():
            titles.setdefault(key, sheet["title"])
    return list(titles.items())


def _is_wanted(line: Compared, function: str) -> bool:
    return not function or line.key.function == ("" if function == JOINT else function)


def _lines(step: Step, key: str, columns: Sequence[Column], shared: Sequence[Snapshot | None]) -> Iterator[Compared]:
    if any(each and each["rows"] for each in shared):
        yield from _rows(step, key, columns, shared)
    else:
        yield from _fields(step, key, columns, shared)


def is_line(step: Step, line: Key) -> bool:
    """Tell whether the method has such a line: what only an old release has is read, and no more."""
    sheet = _sheet(step, line.worksheet)
    if sheet is None or sheet.rows:
        return sheet is not None and line == Key(line.worksheet, WHOLE)
    return any(field.key == line.field and line.function in field.answerers for field in sheet.fields)


def _sheet(step: Step, key: str) -> Worksheet | None:
    return next((sheet for sheet in step.worksheets if sheet.key == key), None)


# A form: a line for each field -------------------------------------------------------------------------


def _fields(step: Step, key: str, columns: Sequence[Column], shared: Sequence[Snapshot | None]) -> Iterator[Compared]:
    sheet = _sheet(step, key)
    given = [
        {(_key(sheet, field), field["function"]): field for entry in each["entries"] for field in entry["fields"]}
        if each
        else None
        for each in shared
    ]
    asked = {
        (field.key, function): (field.label, whose(field, function))
        for field in (sheet.fields if sheet else ())
        for function in field.answerers
    }
    for answers in given:
        for place, told in (answers or {}).items():
            asked.setdefault(place, (told["label"], told.get("whose", "")))
    for (field_key, function), (label, who) in asked.items():
        cells = tuple(
            _cell(column, answers, (field_key, function)) for column, answers in zip(columns, given, strict=True)
        )
        line = Key(key, field_key, function)
        yield Compared(line, label, who, cells, ends=is_line(step, line))


def _key(sheet: Worksheet | None, told: Snapshot) -> str:
    """Return the key that a field has now; what the method no longer asks for keeps its own."""
    home = home_of(sheet.fields, told["key"]) if sheet else None
    return home.key if home else str(told["key"])


def _cell(column: Column, answers: Mapping[tuple[str, str], Snapshot] | None, place: tuple[str, str]) -> Cell:
    if answers is None:
        return Cell(column.place, why=column.missing)
    if place not in answers or not answers[place]["shown"]:
        return Cell(column.place, why=EMPTY)
    return Cell(column.place, shown=answers[place]["shown"], kind=answers[place]["type"])


# Rows: a line for each title that several have, and one for the rest --------------------------------------


def _rows(step: Step, key: str, columns: Sequence[Column], shared: Sequence[Snapshot | None]) -> Iterator[Compared]:
    """Yield the rows of a worksheet: those that several organisations call the same stand beside each other."""
    rows = [[_row(each, entry) for entry in each["entries"]] if each else [] for each in shared]
    named = [{row.title for row in each} for each in rows]
    common = [
        title
        for title in dict.fromkeys(row.title for each in rows for row in each)
        if sum(title in each for each in named) > 1
    ]
    groups = [(title, [[row for row in each if row.title == title] for each in rows]) for title in common]
    rest = [[row for row in each if row.title not in common] for each in rows]
    if any(rest):
        row_title = next(each["row_title"] for each in shared if each)
        groups.append((f"{row_title}, övriga" if common else row_title, rest))
    line = Key(key, WHOLE)
    for number, (title, parts) in enumerate(groups, start=1):
        cells = tuple(_row_cell(*each) for each in zip(columns, shared, parts, strict=True))
        yield Compared(line, title, "", cells, ends=number == len(groups) and is_line(step, line))


def _row(sheet: Snapshot, entry: Snapshot) -> RowCell:
    first, *rest = entry["fields"]
    title = first["shown"].strip().splitlines()[0] if first["shown"].strip() else sheet["row_title"]
    wordy = [first] if first["shown"].strip() not in ("", title) else []
    told = (Told(_label(field), field["shown"], field["type"]) for field in [*wordy, *rest] if field["shown"])
    return RowCell(title, tuple(told))


def _label(field: Snapshot) -> str:
    return f"{field['label']}, {field['whose'].lower()}" if field.get("whose") else str(field["label"])


def _row_cell(column: Column, sheet: Snapshot | None, rows: Sequence[RowCell]) -> Cell:
    if rows:
        return Cell(column.place, rows=tuple(rows))
    why = "Ingen sådan rad" if sheet else column.missing
    return Cell(column.place, why=why)
