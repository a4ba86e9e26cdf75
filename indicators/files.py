"""What a page shows, as a file: .xlsx, and .csv for Excel in Swedish. Made from what may be shown, and nothing else.

A figure is a number; what has none has its words in the cell, never a zero and never an empty cell. Text that a
spreadsheet would run as a formula is kept as text.
"""

import csv
import io
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.http import Http404, HttpResponse
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from access import clock
from indicators.arithmetic import Comparison, comparison, gap, ratio
from indicators.figures import BySex, Figure, Measure, rounded
from indicators.suppression import Shown
from indicators.wording import NO_GAP, absence, comparison_words

#: What begins so is run as a formula by a spreadsheet that opens a text file.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_HEADINGS = (
    "Nyckeltal",
    "Enhet",
    "Plats",
    "År",
    "Kvinnor",
    "Män",
    "Annat svar",
    "Totalt",
    "Kvinnor minus män",
    "Kvinnor i procent av män",
    "Osäkerhet, kvinnor",
    "Osäkerhet, män",
    "Jämförelse",
)
_WIDE = (36, 12, 34, 8, 18, 18, 18, 18, 20, 24, 20, 18, 60)
#: What stands for a margin of error that the source does not have.
_NO_MARGIN = "finns inte"
_NOT_COMPUTED = "räknas inte ut"

Cell = str | int | Decimal


class FileKind(StrEnum):
    """The files a page can be had as."""

    XLSX = "xlsx"
    CSV = "csv"


MIME = {
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileKind.CSV: "text/csv; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class Part:
    """An indicator in a file: what may be shown of it, and what must be told of it (source, day, notes)."""

    shown: Shown
    told: tuple[str, ...]


def file_answer(parts: Sequence[Part], kind: str, *, name: str) -> HttpResponse:
    """Return the answer that hands over a file of ``kind``. Raises ``Http404`` for a kind there is none of."""
    if kind not in MIME:
        raise Http404
    found = FileKind(kind)
    answer = HttpResponse(file_of(parts, found), content_type=MIME[found])
    answer["Content-Disposition"] = f'attachment; filename="{name}-{clock.today():%Y-%m-%d}.{found}"'
    return answer


def file_of(parts: Sequence[Part], kind: FileKind) -> bytes:
    """Return the file. Numbers have a decimal comma in Excel; hidden and missing figures have their words."""
    return _spreadsheet(parts) if kind == FileKind.XLSX else _semicolons(parts)


def _spreadsheet(parts: Sequence[Part]) -> bytes:
    book, file = Workbook(write_only=True), io.BytesIO()
    figures = book.create_sheet("Siffror")
    figures.freeze_panes = "A2"
    for place, wide in enumerate(_WIDE):
        figures.column_dimensions[chr(ord("A") + place)].width = wide
    figures.append([_cell(figures, heading, bold=True) for heading in _HEADINGS])
    for row in _rows(parts):
        figures.append([_cell(figures, value) for value in row])
    about = book.create_sheet("Om siffrorna")
    about.column_dimensions["A"].width, about.column_dimensions["B"].width = 36, 100
    for line in _told(parts):
        about.append([_cell(about, value) for value in line])
    book.save(file)
    return file.getvalue()


def _cell(sheet: Any, value: Any, *, bold: bool = False) -> Any:
    """Return a cell of a value; openpyxl's types know no ``Decimal``, which it writes as a number."""
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        cell.data_type = "s"  # a text that begins with = is a text
    elif isinstance(value, Decimal):
        decimals = max(0, -int(value.as_tuple().exponent))
        cell.number_format = "#,##0" + ("." + "0" * decimals if decimals else "")
    if bold:
        cell.font = Font(bold=True)
    return cell


def _semicolons(parts: Sequence[Part]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    for row in itertools.chain([_HEADINGS], _rows(parts), [()], _told(parts)):
        writer.writerow([_written(value) for value in row])
    return text.getvalue().encode("utf-8-sig")


def _written(value: Cell) -> str:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA) else value
    return f"{value:f}".replace(".", ",") if isinstance(value, Decimal) else str(value)


def _rows(parts: Iterable[Part]) -> Iterator[tuple[Cell, ...]]:
    for part in parts:
        measure, fewest = part.shown.measure, part.shown.limits.count
        for row in part.shown.rows:
            here: tuple[Cell, ...] = (measure.title, measure.unit, row.place, row.year)
            yield here + _figures(row.figures, measure, fewest)


def _figures(row: BySex, measure: Measure, fewest: int) -> tuple[Cell, ...]:
    def value(one: Figure) -> Cell:
        return absence(one.state, measure, fewest=fewest) if one.value is None else one.value

    def margin(one: Figure) -> Cell:
        return _NO_MARGIN if one.margin is None else one.margin

    is_ratio = row.single == "ratio" or (not row.single and comparison(measure) == Comparison.RATIO)
    quotient: Cell = _quotient(ratio(row), value) if is_ratio else _NOT_COMPUTED
    difference: Cell = _NOT_COMPUTED if row.single in {"ratio", "total"} else value(gap(row))
    cells = (value(row.women), value(row.men), value(row.other), value(row.total), difference, quotient)
    return (*cells, margin(row.women), margin(row.men), comparison_words(row, measure) or NO_GAP)


def _quotient(one: Figure, value: Callable[[Figure], Cell]) -> Cell:
    return value(one) if one.value is None else rounded(one.value, 1)


def _told(parts: Iterable[Part]) -> Iterator[tuple[Cell, ...]]:
    """Give what is told of each indicator, and of the page as a whole."""
    told = list(parts)
    for part in told:
        for line in part.told:
            yield part.shown.measure.title, line
    if any(part.shown.has_hidden for part in told):
        yield (
            "Dolda tal",
            "Små tal döljs, och fler med dem, så att de inte går att räkna ut. Ett dolt tal är inte noll.",
        )
    yield "Ordning", "Platserna står i den ordning de valdes och säger inget om resultat."
