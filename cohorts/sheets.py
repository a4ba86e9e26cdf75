"""What somebody pasted or uploaded, as rows of plain text. Values are text and nothing else: no formula is ever run.

A file is small (2 MB) and so is what is packed in it; a file that unpacks to more is refused before it is opened.
"""

import csv
import io
import re
import unicodedata
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import openpyxl
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException

from access.refusals import Refusal

MOST_BYTES = 2 * 1024 * 1024
#: What the parts of a workbook may be when unpacked: 2,000 rows are a tenth of it.
MOST_UNPACKED = 20 * 1024 * 1024
MOST_PARTS = 200
MOST_ROWS = 2_000
MOST_COLUMNS = 40
MOST_IN_CELL = 1_000

_ZIP, _OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_MERGED = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}mergeCell"
_UNREADABLE = (
    zipfile.BadZipFile,
    InvalidFileException,
    ParseError,
    DefusedXmlException,
    KeyError,
    ValueError,
    TypeError,
    OSError,
    NotImplementedError,
    zlib.error,
    RuntimeError,
)
_LINE_BREAKS = re.compile(r"[\r\n\t\v\f\u2028\u2029 \xa0]+")


class SheetUnreadable(Refusal):
    """The list cannot be read as a whole; the sentence says why and what to do."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows by the number they have in the sheet, empty rows left out, and what is wrong in some of them."""

    rows: Mapping[int, tuple[str, ...]]
    flaws: Mapping[int, tuple[str, ...]] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """Return the rows as they would be pasted; empty rows stand where they stood, so that numbers stay true."""
        paper = io.StringIO()
        writer = csv.writer(paper, delimiter="\t", lineterminator="\n")
        for number in range(1, max(self.rows, default=0) + 1):
            writer.writerow(self.rows.get(number, ()))
        return paper.getvalue()


def read_text(text: str) -> Sheet:
    """Read what was pasted from a spreadsheet, or a file with commas or semicolons. Raises ``SheetUnreadable``."""
    if "\0" in text:
        raise SheetUnreadable("Listan innehåller tecken som inte är text. Spara den som .xlsx eller .csv.")
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=False)
    try:
        return Sheet(_kept(enumerate(lines, start=1)))
    except csv.Error:
        raise SheetUnreadable("Listan går inte att läsa som tabell. Kontrollera citattecknen.") from None


def read_file(data: bytes) -> Sheet:
    """Read an .xlsx or a text file in UTF-8, UTF-16 or Windows-1252. Raises ``SheetUnreadable``."""
    if len(data) > MOST_BYTES:
        raise SheetUnreadable("Filen är större än 2 MB. Ta bort bilder och andra blad, eller klistra in raderna.")
    if data.startswith(_OLD_EXCEL):
        raise SheetUnreadable("Filen är i Excels gamla format eller har lösenord. Spara den som .xlsx utan lösenord.")
    return _read_workbook(data) if data.startswith(_ZIP) else read_text(_decoded(data))


def as_workbook(rows: Iterable[Sequence[str]]) -> bytes:
    """Return an .xlsx with these rows. Every cell is text: what begins as a formula is shown and not run."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Deltagare")
    for row in rows:
        cells = [WriteOnlyCell(sheet, value) for value in row]
        for cell in cells:
            cell.data_type = "s"
        sheet.append(cells)
    paper = io.BytesIO()
    book.save(paper)
    return paper.getvalue()


def _decoded(data: bytes) -> str:
    encodings = ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SheetUnreadable("Filen är varken .xlsx eller text. Spara den som .xlsx eller .csv och försök igen.")


def _delimiter(text: str) -> str:
    """Return what parts the headings: a tab where something was pasted, else a semicolon or a comma."""
    headings = next((line for line in text.splitlines() if line.strip()), "")
    return max("\t;,", key=headings.count)


def _kept(rows: Iterable[tuple[int, Sequence[object]]]) -> dict[int, tuple[str, ...]]:
    """Return the rows that say something. Raises ``SheetUnreadable`` past the limits."""
    kept: dict[int, tuple[str, ...]] = {}
    for number, cells in rows:
        texts = tuple(_plain(cell) for cell in cells)
        if not any(texts):
            continue
        if any(texts[MOST_COLUMNS:]):
            raise SheetUnreadable(f"Rad {number} har fler än {MOST_COLUMNS} kolumner. Är det rätt lista?")
        if any(len(text) > MOST_IN_CELL for text in texts):
            raise SheetUnreadable(f"Rad {number} har en cell med mer än {MOST_IN_CELL} tecken. Är det rätt lista?")
        if len(kept) > MOST_ROWS:
            raise SheetUnreadable("Listan har fler än 2 000 rader. Dela upp den och ta en del i taget.")
        kept[number] = texts
    return kept


def _plain(value: object) -> str:
    """Return a cell as one line of text: 1480.0 is a code that a spreadsheet made into a number."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = unicodedata.normalize("NFC", str(value))
    text = "".join(sign for sign in _LINE_BREAKS.sub(" ", text) if unicodedata.category(sign) not in {"Cc", "Cf"})
    return text.strip()


def _read_workbook(data: bytes) -> Sheet:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise SheetUnreadable("Filen packar upp till mer än en lista kan vara. Klistra in raderna i stället.")
            merged = _merged_in(packed)
        return _first_sheet(data, merged)
    except _UNREADABLE:
        raise SheetUnreadable(
            "Filen går inte att läsa som .xlsx. Spara den på nytt eller klistra in raderna."
        ) from None


def _first_sheet(data: bytes, merged: Mapping[str, Sequence[str]]) -> Sheet:
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
    try:
        if not book.worksheets:
            raise SheetUnreadable("Filen har inget blad med rader.")
        sheet: Any = book.worksheets[0]
        flaws: dict[int, list[str]] = defaultdict(list)
        rows = _kept(_values(sheet, flaws))
        for cells in merged.get(sheet._worksheet_path, ())[:MOST_PARTS]:  # noqa: SLF001 (a read-only sheet says its part nowhere else)
            _, first, _, last = range_boundaries(cells)
            for number in range(first or 1, min(last or 1, (first or 1) + MOST_ROWS) + 1):
                flaws[number].append(f"Cellerna {cells} är sammanslagna. Dela dem och skriv värdet på varje rad.")
    finally:
        book.close()
    return Sheet(rows, {number: tuple(found) for number, found in flaws.items()})


def _values(sheet: Any, flaws: dict[int, list[str]]) -> Iterator[tuple[int, list[object]]]:
    """Return each row's values; a formula is left out and told of, since what it would show is not in the file."""
    for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), start=1):
        formulas = [cell.coordinate for cell in cells if cell.data_type == "f"]
        if formulas:
            flaws[number].append(f"{', '.join(formulas)} är en formel. Skriv värdet i stället.")
        yield number, [None if cell.data_type == "f" else cell.value for cell in cells]


def _merged_in(packed: zipfile.ZipFile) -> dict[str, list[str]]:
    """Return sheet part → its merged ranges, which a read-only workbook does not tell."""
    found: dict[str, list[str]] = {}
    for name in packed.namelist():
        if not name.startswith("xl/worksheets/") or not name.endswith(".xml"):
            continue
        with packed.open(name) as part:
            ranges = []
            for _, element in iterparse(part):
                if element.tag == _MERGED:
                    ranges.append(element.get("ref", ""))
                element.clear()
        found[name] = ranges
    return found
