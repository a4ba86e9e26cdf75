"""What may stand in a field: from what a person typed to one canonical text, and from that to what is shown.

Every value is stored as text: a number as ``1234.5``, a day as ``2020-04-15``, a choice by its key.
"""

import datetime as dt
import re
import unicodedata
from decimal import Decimal

from access.refusals import Refusal
from benchmarking.method.content import Field

LONGEST_TEXT = 20_000
LONGEST_LINE = 1_000
NBSP = "\u00a0"
MONTHS = (
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
)
YEARS = range(1900, 2101)
_NUMBER = re.compile(r"-?\d{1,15}([.,]\d{1,6})?")
_ISO_DAY = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")
_WRITTEN_DAY = re.compile(r"(\d{1,2})\.? ([a-zåäö]+) (\d{4})", re.IGNORECASE)
_BULLET = re.compile(r"^[ \t]*[•·▪◦‣●○■\uf0b7][ \t\u00a0]+", re.MULTILINE)
# Control characters but for tab and line feed, and halves of surrogate pairs.
_CONTROL = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
# What other programs end a line with inside a paragraph, and the form feed between pages.
_LINE_ENDS = re.compile("[\v\f\x85\u2028\u2029]")


class BadValue(Refusal):
    """What was typed is not what the field holds; the sentence says what to write."""


def parse(field: Field, raw: str) -> str:
    """Return the canonical text of what was typed in ``field``; empty for nothing. Raises ``BadValue``."""
    if field.type == "long_text":
        return clean_prose(raw)
    line = clean_text(raw, longest=LONGEST_LINE).strip()
    if not line:
        return ""
    if field.type == "number":
        return _number(line.removesuffix(field.unit).strip())
    if field.type == "date":
        return _day(line)
    if field.choices:
        return _choice(field, line)
    return " ".join(part.strip() for part in line.splitlines())


def clean_text(raw: str, *, longest: int = LONGEST_TEXT) -> str:
    """Return a text in one normal form: composed letters, line feeds, nothing for only spaces.

    Raises ``BadValue`` for a text that is too long or holds control characters, a NUL among them.
    """
    if len(raw) > 2 * longest:
        raise BadValue(_too_long(longest))
    text = unicodedata.normalize("NFC", raw.replace("\r\n", "\n").replace("\r", "\n"))
    if len(text) > longest:
        raise BadValue(_too_long(longest))
    if _CONTROL.search(text):
        raise BadValue("Texten har tecken som inte går att spara. Klistra in den igen som vanlig text.")
    return text if text.strip() else ""


def clean_prose(raw: str) -> str:
    """Return a long text in one normal form: as ``clean_text``, and with one mark for a point of a list.

    The bullets that word processors put in become "- ", which is what a list is written with here.
    """
    return _BULLET.sub("- ", clean_text(_LINE_ENDS.sub("\n", raw)))


def _too_long(longest: int) -> str:
    return f"Texten är för lång. Här får det plats {_thousands(Decimal(longest))} tecken."


def _number(line: str) -> str:
    bare = "".join(line.split()).replace("−", "-")
    if not _NUMBER.fullmatch(bare):
        raise BadValue(f"Skriv ett tal med siffror, till exempel 1{NBSP}250 eller 34,9.")
    number = Decimal(bare.replace(",", "."))
    return format(number, "f") if number else "0"


def _day(line: str) -> str:
    try:
        day = _iso_day(line) if _ISO_DAY.fullmatch(line) else _written_day(line)
    except ValueError as wrong:
        raise BadValue("Skriv hela datumet, till exempel 2020-04-15.") from wrong
    if day.year not in YEARS:
        raise BadValue("Årtalet ser fel ut. Skriv hela datumet, till exempel 2020-04-15.")
    return day.isoformat()


def _iso_day(line: str) -> dt.date:
    year, month, day = line.split("-")
    return dt.date(int(year), int(month), int(day))


def _written_day(line: str) -> dt.date:
    found = _WRITTEN_DAY.fullmatch(" ".join(line.split()))
    if not found:
        raise ValueError(line)
    day, month, year = found.groups()
    return dt.date(int(year), MONTHS.index(month.lower()) + 1, int(day))


def _choice(field: Field, line: str) -> str:
    if line not in {choice.key for choice in field.choices}:
        raise BadValue("Välj ett av alternativen.")
    return line


def show(field: Field, value: str) -> str:
    """Return a stored value as people read it: "1 234,5 kr", "15 april 2020", the label of a choice."""
    if not value:
        return ""
    if field.type == "number":
        return f"{_thousands(Decimal(value))}{NBSP}{field.unit}" if field.unit else _thousands(Decimal(value))
    if field.type == "date":
        day = dt.date.fromisoformat(value)
        return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
    return next((choice.label for choice in field.choices if choice.key == value), value)


def typed(field: Field, value: str) -> str:
    """Return a stored value as it stands in its input: a number has a decimal comma there."""
    return value.replace(".", ",") if field.type == "number" else value


def _thousands(number: Decimal) -> str:
    return f"{number:,f}".replace(",", NBSP).replace(".", ",").replace("-", "−")
