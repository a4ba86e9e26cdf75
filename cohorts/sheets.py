"""What somebody pasted or uploaded, as rows of plain text. Values are text and nothing else: no formula is ever run.

A list is small (2 MB) and so is what is packed in it; a file that unpacks to more is refused before it is opened. A
file of figures may be larger, and is read row by row.
"""

import codecs
import csv
import datetime as dt
import io
import re
import unicodedata
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import IO, Any

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
_BLOCK = 64 * 1024

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
_OLD = "Filen är i Excels gamla format eller har lösenord. Spara den som .xlsx utan lösenord."
_NO_TEXT = "Filen är varken .xlsx eller text. Spara den som .xlsx eller .csv och försök igen."
_LINE_BREAKS = re.compile(r"[\r\n\t\v\f\u2028\u2029 \xa0]+")


@dataclass(frozen=True, slots=True)
class Most:
    """How much a file may hold: in megabytes, when unpacked, and in rows."""

    megabytes: int
    unpacked: int
    rows: int


#: A list of people or organisations.
LIST = Most(MOST_BYTES // 1024**2, MOST_UNPACKED, MOST_ROWS)


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


def read_file(data: bytes, *, size: int | None = None) -> Sheet:
    """Read an .xlsx or a text file in UTF-8, UTF-16 or Windows-1252. Raises ``SheetUnreadable``.

    ``size`` is that of the whole file, where ``data`` may be only the beginning of it.
    """
    if (size or len(data)) > MOST_BYTES:
        raise SheetUnreadable("Filen är större än 2 MB. Ta bort bilder och andra blad, eller klistra in raderna.")
    if data.startswith(_OLD_EXCEL):
        raise SheetUnreadable(_OLD)
    return _read_workbook(data) if data.startswith(_ZIP) else read_text(_decoded(data))


def read_figures(file: IO[bytes], most: Most) -> Iterator[tuple[int, tuple[str, ...], tuple[str, ...]]]:
    """Yield (row, cells, what is wrong with them) of a large .xlsx or text file, and keep none of it.

    Numbers of a workbook become text with six decimals, percent as they are shown; a date is wrong: no figure is one.
    Raises ``SheetUnreadable`` when it comes to what cannot be read.
    """
    head = file.read(len(_OLD_EXCEL))
    file.seek(0)
    if head.startswith(_OLD_EXCEL):
        raise SheetUnreadable(_OLD)
    if head.startswith(_ZIP):
        yield from _unpacked(file, most)
        return
    encoding = _encoding(file)
    text = io.TextIOWrapper(file, encoding, newline="")
    try:
        delimiter = _delimiter(text.read(_BLOCK))
        text.seek(0)
        for number, cells in _told(enumerate(csv.reader(text, delimiter=delimiter), start=1), most.rows):
            yield number, cells, ()
    except csv.Error:
        raise SheetUnreadable("Filen går inte att läsa som tabell. Kontrollera citattecknen.") from None
    finally:
        text.detach()


def as_workbook(rows: Iterable[Sequence[str]], *, title: str = "Deltagare") -> bytes:
    """Return an .xlsx with these rows. Every cell is text: what begins as a formula is shown and not run."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(title)
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
    raise SheetUnreadable(_NO_TEXT)


def _encoding(file: IO[bytes]) -> str:
    """Return what a text file is written in, read to its end in small blocks and wound back."""
    head = file.read(2)
    tried = ("utf-16",) if head in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE} else ("utf-8-sig", "cp1252")
    for encoding in tried:
        file.seek(0)
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            while block := file.read(_BLOCK):
                if "\0" in decoder.decode(block):
                    raise SheetUnreadable(_NO_TEXT)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        file.seek(0)
        return encoding
    raise SheetUnreadable(_NO_TEXT)


def _delimiter(text: str) -> str:
    """Return what parts the headings: a tab where something was pasted, else a semicolon or a comma."""
    headings = next((line for line in text.splitlines() if line.strip()), "")
    return max("\t;,", key=headings.count)


def _kept(rows: Iterable[tuple[int, Sequence[object]]]) -> dict[int, tuple[str, ...]]:
    """Return the rows of a list that say something. Raises ``SheetUnreadable`` past the limits."""
    return dict(_told(rows, MOST_ROWS))


def _told(rows: Iterable[tuple[int, Sequence[object]]], most: int) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield the rows that say something, beside the headings at most so many. Raises ``SheetUnreadable``."""
    count = 0
    for number, cells in rows:
        texts = _plain_row(cells)
        if not any(texts):
            continue
        if len(texts) > MOST_COLUMNS and any(texts[MOST_COLUMNS:]):
            raise SheetUnreadable(f"Rad {number} har fler än {MOST_COLUMNS} kolumner. Är det rätt lista?")
        if max(map(len, texts)) > MOST_IN_CELL:
            raise SheetUnreadable(f"Rad {number} har en cell med mer än {MOST_IN_CELL} tecken. Är det rätt lista?")
        if count > most:
            many = f"{most:,}".replace(",", " ")
            raise SheetUnreadable(f"Listan har fler än {many} rader. Dela upp den och ta en del i taget.")
        count += 1
        yield number, texts


def _plain_row(cells: Sequence[object]) -> tuple[str, ...]:
    """Return cells as lines of text: at once where all are, which is nearly always so in a large file."""
    try:
        together = "".join(cells)  # type: ignore[arg-type]  # a workbook has other things than text
    except TypeError:
        together = "\n"
    if together.isprintable() and unicodedata.is_normalized("NFC", together):
        return tuple(map(str.strip, cells)) if " " in together else tuple(cells)  # type: ignore[arg-type]
    return tuple(map(_plain, cells))


def _plain(value: object) -> str:
    """Return a cell as one line of text: 1480.0 is a code that a spreadsheet made into a number."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = unicodedata.normalize("NFC", str(value))
    text = "".join(sign for sign in _LINE_BREAKS.sub(" ", text) if unicodedata.category(sign) not in {"Cc", "Cf"})
    return text.strip()


#: A cell of a workbook → its value, or what is wrong with it.
_Reading = Callable[[Any], tuple[object, str]]


def _read_workbook(data: bytes) -> Sheet:
    file = io.BytesIO(data)
    with _understood():
        merged = _opened(file, LIST)
        flaws: dict[int, list[str]] = defaultdict(list)
        with closing(_first_sheet(file)) as book:
            sheet: Any = book.worksheets[0]
            rows = _kept(_values(sheet, flaws, _as_it_is))
            for number, found in _flaws_of_merged(sheet, merged).items():
                flaws[number] += found
        return Sheet(rows, {number: tuple(found) for number, found in flaws.items()})


def _unpacked(file: IO[bytes], most: Most) -> Iterator[tuple[int, tuple[str, ...], tuple[str, ...]]]:
    with _understood():
        merged = _opened(file, most)
        flaws: dict[int, list[str]] = defaultdict(list)
        with closing(_first_sheet(file)) as book:
            sheet: Any = book.worksheets[0]
            flaws.update(_flaws_of_merged(sheet, merged))
            for number, cells in _told(_values(sheet, flaws, _as_figure), most.rows):
                yield number, cells, tuple(flaws.pop(number, ()))
            for number, found in flaws.items():
                yield number, (), tuple(found)


@contextmanager
def _understood() -> Iterator[None]:
    """Tell in a sentence what a workbook that is none makes of its readers."""
    try:
        yield
    except _UNREADABLE:
        raise SheetUnreadable(
            "Filen går inte att läsa som .xlsx. Spara den på nytt eller klistra in raderna."
        ) from None


def _opened(file: IO[bytes], most: Most) -> dict[str, list[str]]:
    """Return a workbook's merged ranges. Raises ``SheetUnreadable`` for one that unpacks to more than ``most``."""
    with zipfile.ZipFile(file) as packed:
        parts = packed.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > most.unpacked:
            raise SheetUnreadable("Filen packar upp till mer än en lista kan vara. Klistra in raderna i stället.")
        return _merged_in(packed)


def _first_sheet(file: IO[bytes]) -> openpyxl.Workbook:
    book = openpyxl.load_workbook(file, read_only=True, data_only=False, keep_links=False)
    if not book.worksheets:
        raise SheetUnreadable("Filen har inget blad med rader.")
    return book


def _flaws_of_merged(sheet: Any, merged: Mapping[str, Sequence[str]]) -> dict[int, list[str]]:
    flaws: dict[int, list[str]] = defaultdict(list)
    for cells in merged.get(sheet._worksheet_path, ())[:MOST_PARTS]:  # noqa: SLF001 (a read-only sheet says its part nowhere else)
        _, first, _, last = range_boundaries(cells)
        for number in range(first or 1, min(last or 1, (first or 1) + MOST_ROWS) + 1):
            flaws[number].append(f"Cellerna {cells} är sammanslagna. Dela dem och skriv värdet på varje rad.")
    return flaws


def _values(sheet: Any, flaws: dict[int, list[str]], read: _Reading) -> Iterator[tuple[int, list[object]]]:
    """Return each row's values; a formula is left out and told of, since what it would show is not in the file."""
    for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), start=1):
        formulas = [cell.coordinate for cell in cells if cell.data_type == "f"]
        if formulas:
            flaws[number].append(f"{', '.join(formulas)} är en formel. Skriv värdet i stället.")
        found = [(None, "") if cell.data_type == "f" else read(cell) for cell in cells]
        if wrong := [flaw for _, flaw in found if flaw]:
            flaws[number] += wrong
        yield number, [value for value, _ in found]


def _as_it_is(cell: Any) -> tuple[object, str]:
    return cell.value, ""


def _as_figure(cell: Any) -> tuple[object, str]:
    """Return a number as it is shown, so that 0.074 in percent is 7.4; a day is no figure."""
    value = cell.value
    if isinstance(value, dt.date | dt.time | dt.timedelta):
        return None, f"{cell.coordinate} är ett datum. Skriv siffran som ett vanligt tal."
    if isinstance(value, int | float) and not isinstance(value, bool):
        shown = value * 100 if "%" in (cell.number_format or "") else value
        return int(shown) if float(shown).is_integer() else f"{shown:.6f}", ""
    return value, ""


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
