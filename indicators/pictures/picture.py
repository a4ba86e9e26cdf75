"""A picture with all that must stand beside it: its description, the same numbers in a table, and what to know."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from indicators.arithmetic import Comparison, balance, comparison, gap, ratio
from indicators.figures import BySex, Direction, Figure, Measure, State, single_of
from indicators.wording import (
    absence,
    balance_words,
    figure,
    number,
    words,
)


@dataclass(frozen=True, slots=True)
class Table:
    """The numbers of a picture; the first cell of a row is its heading."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing, its words and its table. ``description`` alone tells all that the drawing shows."""

    title: str
    description: str
    svg: SafeString
    table: Table
    notes: tuple[str, ...] = ()

    def wide(self, pixels: int) -> str:
        """Return a drawing of one piece with a width of its own, for a PDF, where it is not part of the page."""
        return self.svg.replace('<svg width="100%"', f'<svg width="{pixels}"', 1)


def tabled(caption: str, first: str, rows: list[tuple[str, BySex]], measure: Measure, *, fewest: int) -> Table:
    """Return the table beside a picture: women's figure, men's, the total where there is one, and how they compare."""
    if single := single_of(row for _, row in rows):
        lines = [(place, figure(getattr(row, single), measure, fewest=fewest)) for place, row in rows]
        return Table(caption, (first, _single_heading(single, measure)), tuple(lines))
    of = words(measure)
    has = {name: any(getattr(row, name).state not in empty for _, row in rows) for name, empty in _OPTIONAL}
    headings = [first, of.women.capitalize(), of.men.capitalize()]
    headings += [label for name, label in (("other", "Annat svar"), ("total", "Totalt")) if has[name]]
    written_rows: list[tuple[str, ...]] = []
    for place, row in rows:
        cells = [row.women, row.men, *(getattr(row, name) for name, _ in _OPTIONAL if has[name])]
        written = (figure(cell, measure, fewest=fewest) for cell in cells)
        written_rows.append((place, *written, _compared(row, measure, fewest)))
    return Table(caption, (*headings, _heading(measure)), tuple(written_rows))


#: Columns that are left out where no row has them, and the states that mean so.
_OPTIONAL = (("other", {State.NOT_APPLICABLE}), ("total", {State.MISSING, State.NOT_APPLICABLE}))


def _single_heading(single: str, measure: Measure) -> str:
    of = words(measure)
    return {
        "ratio": f"{of.womens.capitalize()} {measure.noun} i procent av {of.mens}",
        "gap": f"Skillnad, {of.women} minus {of.men}",
        "total": "Alla",
    }[single]


def _heading(measure: Measure) -> str:
    if measure.direction == Direction.BALANCE or comparison(measure) == Comparison.BALANCE:
        return "Könsfördelning"
    of = words(measure)
    if comparison(measure) == Comparison.RATIO:
        return f"{of.womens.capitalize()} {measure.noun} i procent av {of.mens}"
    return "Skillnad, procentenheter" if comparison(measure) == Comparison.POINTS else f"Skillnad, {measure.unit}"


def _compared(row: BySex, measure: Measure, fewest: int) -> str:
    match comparison(measure):
        case Comparison.BALANCE:
            verdict = balance_words(row, measure).partition(": ")[2]
            return verdict if balance(row, measure.kind) else _none(row.women, row.men, measure, fewest)
        case Comparison.RATIO:
            found = ratio(row)
            return _none(found, found, measure, fewest) if found.value is None else number(found.value, 1)
    found = gap(row)
    return _none(found, found, measure, fewest) if found.value is None else number(found.value, measure.decimals)


def _none(first: Figure, second: Figure, measure: Measure, fewest: int) -> str:
    return absence(first.state if first.value is None else second.state, measure, fewest=fewest)
