"""What somebody wrote in a cell, as a figure; and whether the figures of a row agree. Pure: asks nobody.

The form and the upload read through here, so that a figure means the same whichever way it came.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from indicators.figures import HUNDRED, MISSING, NOT_APPLICABLE, SECRET, BySex, Figure, Form, Kind
from indicators.models import Indicator

#: Columns in the order they are typed: women before men.
COLUMNS = ("women", "men", "other", "total")
FIRST_YEAR = 1990
#: Cells that are remembered: few different ones fill a large file.
_REMEMBERED = 50_000
_MOST = Decimal(10) ** 9
_SPACES = re.compile(r"[\s\u00a0\u202f]")
_NUMBER = re.compile(r"[+-]?\d{1,12}(?:[.,]\d{1,12})?")
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}([.,])\d{3}")
_WORDS = {
    "–": MISSING,
    "-": MISSING,
    "—": MISSING,
    "saknas": MISSING,
    "..": SECRET,
    "sekretess": SECRET,
    ".": NOT_APPLICABLE,
    "ej tillämplig": NOT_APPLICABLE,
}


class CellWrong(ValueError):
    """What stands in the cell is no figure of its kind; the text says what to write."""


@dataclass(frozen=True, slots=True)
class Sort:
    """What an indicator's own figures are made of: which columns, and whether they need a number of persons."""

    kind: Kind
    columns: tuple[str, ...]
    has_bases: bool = field(init=False)
    has_sexes: bool = field(init=False)

    def __post_init__(self) -> None:
        """Tell, once for many rows, whether a figure says on how many it is computed, and whether it has women's."""
        object.__setattr__(self, "has_bases", self.kind in {Kind.SHARE, Kind.MEASURE})
        object.__setattr__(self, "has_sexes", "women" in self.columns)


@dataclass(frozen=True, slots=True)
class Typed:
    """What was written for one place and year: a figure for each column that says anything, a source and a note."""

    figures: Mapping[str, Figure]
    source: str = ""
    note: str = ""

    @property
    def by_sex(self) -> BySex:
        """Return the row: what is not written is missing, and another answer is not applicable."""
        of = self.figures.get
        women, men, total = (of(name, MISSING) for name in ("women", "men", "total"))
        return BySex(women, men, total, of("other", NOT_APPLICABLE))


def sort_of(indicator: Indicator) -> Sort:
    """Return what may be typed for an indicator. A ratio and a gap have no women's and men's figures behind them."""
    kind, form = Kind(indicator.kind), Form(indicator.form)
    if form in {Form.RATIO, Form.GAP}:
        return Sort(kind, ())
    if form == Form.WHOLE:
        return Sort(kind, ("total",))
    return Sort(kind, tuple(name for name in COLUMNS if name != "other" or kind != Kind.DISTRIBUTION))


@lru_cache(_REMEMBERED)
def read_figure(text: str, kind: Kind) -> Figure | None:
    """Return the figure that a text is, without the persons behind it; None where nothing is written.

    Missing is never zero: "–" is missing, ".." secret, "." not applicable (Kolada's signs). Raises ``CellWrong``.
    """
    told = text.strip()
    if not told:
        return None
    if found := _WORDS.get(told.casefold()):
        return found
    if kind in {Kind.COUNT, Kind.DISTRIBUTION}:
        return Figure(Decimal(_whole(told)))
    value = _decimal(told, is_share=kind == Kind.SHARE)
    if kind == Kind.SHARE and not 0 <= value <= HUNDRED:
        raise CellWrong(f"{told} är ingen andel. Skriv procent mellan 0 och 100.")
    return Figure(value)


@lru_cache(_REMEMBERED)
def read_base(text: str) -> int | None:
    """Return a number of persons; None where nothing is written. Raises ``CellWrong`` for less than one."""
    told = text.strip()
    if not told:
        return None
    found = _whole(told)
    if found < 1:
        raise CellWrong("Antalet är 0. Då finns ingen siffra: skriv . i stället för siffran, och inget antal.")
    return found


@lru_cache(1000)
def read_year(text: str, latest: int) -> int:
    """Return a year that figures can be of: four digits, from 1990 to ``latest``. Raises ``CellWrong``."""
    told = text.strip()
    if re.fullmatch(r"\d{4}", told) and FIRST_YEAR <= int(told) <= latest:
        return int(told)
    raise CellWrong(f"{told or 'Tomt'} är inget år. Skriv fyra siffror, från {FIRST_YEAR} till {latest}.")


def _whole(told: str) -> int:
    digits = _SPACES.sub("", told)
    if digits.isascii() and digits.isdigit() and int(digits) < _MOST:
        return int(digits)
    raise CellWrong(f"{told} är inget antal. Skriv ett heltal från 0, utan komma och punkt.")


def _decimal(told: str, *, is_share: bool) -> Decimal:
    digits = _SPACES.sub("", told.removesuffix("%") if is_share else told).replace("\N{MINUS SIGN}", "-")
    if "," in digits and "." in digits:
        raise CellWrong(f"{told} har både komma och punkt. Skriv tusental med mellanslag: 1 250,5.")
    if not _NUMBER.fullmatch(digits):
        raise CellWrong(f"{told} är inget tal. Skriv till exempel 7,4, eller – om siffran saknas.")
    if not is_share and _THOUSANDS.fullmatch(digits):
        raise CellWrong(
            f"{told} går att läsa på två sätt. Skriv tusental med mellanslag, och decimaler med nolla sist."
        )
    value = round(Decimal(digits.replace(",", ".")), 6)
    if abs(value) >= _MOST:
        raise CellWrong(f"{told} är för stort för att stämma.")
    return value


# Whether a row agrees with itself -------------------------------------------------------------------

_WHOSE = {"women": "kvinnors", "men": "mäns"}


def flaws_of(sort: Sort, typed: Typed) -> Iterator[tuple[str, str]]:
    """Yield (column, what is wrong) of a row that says something; "note" and "women_base" are columns too.

    A row without a flaw never makes ``suppress`` refuse.
    """
    of = typed.figures
    for one, other in (("women", "men"), ("men", "women")):
        if one in of and other not in of and other in sort.columns:
            yield other, f"Skriv {_WHOSE[other]} siffra också, eller – om den saknas."
    if "total" in of and "women" in sort.columns and not {"women", "men"} & of.keys():
        yield "women", "Skriv kvinnors och mäns siffror också, eller – om de saknas."
    if sort.has_bases:
        for name, figure in of.items():
            if figure.is_known and figure.base is None:
                yield f"{name}_base", "Skriv hur många siffran är beräknad på. Utan det går den inte att visa."
    yield from _disagreements(sort, typed)


def _disagreements(sort: Sort, typed: Typed) -> Iterator[tuple[str, str]]:
    of, total = typed.figures, typed.figures.get("total")
    parts = [of[name] for name in COLUMNS[:-1] if name in of and of[name].is_known]
    if total is None or not total.is_known or not parts:
        return
    all_of, persons = _persons(sort, total), [_persons(sort, part) for part in parts]
    if all_of is None or None in persons:
        return
    both = sum(count for count in persons if count is not None)
    if both > all_of:
        column = "total_base" if sort.has_bases else "total"
        yield column, f"Delarna är tillsammans {both}, fler än totalt {all_of}. Rätta en av dem."
        return
    if typed.note:
        return
    if {"women", "men"} <= {name for name in of if of[name].is_known} and both < all_of:
        yield "note", f"Delarna är tillsammans {both} och totalt är {all_of}. Rätta, eller skriv varför."
    elif sort.has_bases and both == all_of and _is_outside(total, parts):
        yield "note", "Totalt ligger utanför kvinnors och mäns siffror. Rätta, eller skriv varför."


def _is_outside(total: Figure, parts: list[Figure]) -> bool:
    """Tell whether a mean of the parts could not be the total, even if all of them are rounded."""
    values = [part.value for part in parts if part.value is not None]
    spare = max(Decimal(1).scaleb(min(int(v.as_tuple().exponent), 0)) for v in (*values, total.value or Decimal(0)))
    return total.value is not None and not min(values) - spare <= total.value <= max(values) + spare


def _persons(sort: Sort, figure: Figure) -> int | None:
    return figure.base if sort.has_bases else int(figure.value or 0)
