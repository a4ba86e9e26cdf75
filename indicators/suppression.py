"""Which of an organisation's own figures may be seen. All who show figures get them from here, and from nowhere else.

Three rules, told with their proofs in docs/indicators.md:

* A row is one place and one year. If women or men are few, the whole split by sex gives way and the total stays, if it
  is not few itself and does not say what the parts are. If only another answer is few, it gives way with the total,
  and women and men stay.
* A row is decided by its own figures alone. The same row is therefore hidden in the same way in a release, in a
  comparison and in the history, and no two of them can be laid over each other.
* A whole, the sum of several places, shows a column only where every one of them does: it is a sum of what is shown.

What is computed later (gaps, changes, means, pictures) is computed from what is shown here, and so says nothing more.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any, Self

from access.refusals import Refusal
from indicators.figures import (
    HIDDEN,
    HUNDRED,
    MISSING,
    NOT_APPLICABLE,
    BySex,
    Direction,
    Figure,
    Kind,
    Measure,
    People,
    Series,
    State,
    known,
    without_value,
)

#: The laxest limits there are; an organisation or a programme may be stricter (domain §d).
FEWEST, SMALLEST_BASE = 5, 10
#: The columns of a row, in the order they are shown.
COLUMNS = ("women", "men", "other", "total")
PARTS = frozenset({"women", "men", "other"})
#: The shape of what is frozen. One that is frozen stays as it is, so a later shape is read beside this one.
FROZEN = 1


class TooLax(Refusal):
    """A limit below the laxest one."""

    sentence = f"Gränsen kan vara högre, men inte lägre än {FEWEST} personer och {SMALLEST_BASE} i underlag."


class PartsExceedTotal(Refusal):
    """Women, men and others are more than all."""

    sentence = "Delarna är tillsammans fler än totalen. Rätta kvinnor, män, annat svar eller totalt."


class PlacesDiffer(Refusal):
    """The places of a whole do not add up to it."""

    sentence = "Delarna blir tillsammans inte helheten. Lägg till en del för dem som saknas, eller rätta talen."


class NotACount(Refusal):
    """A number of persons that is not a whole number from 0, or more of them than there are."""

    sentence = "Skriv antal personer som heltal, 0 eller större, och en andel mellan 0 och 100 procent."


@dataclass(frozen=True, slots=True)
class Limits:
    """From how many persons a count is shown, and on how many a share or a mean must be computed.

    Raises ``TooLax`` below 5 and 10.
    """

    count: int = FEWEST
    base: int = SMALLEST_BASE

    def __post_init__(self) -> None:
        """Refuse what is laxer than the laxest."""
        if self.count < FEWEST or self.base < SMALLEST_BASE:
            raise TooLax

    def stricter(self, other: Self) -> "Limits":
        """Return the stricter of two: it always wins."""
        return Limits(max(self.count, other.count), max(self.base, other.base))


@dataclass(frozen=True, slots=True)
class Row:
    """One place and one year, as filled in or as shown: which one, the table that holds it says."""

    place: str
    year: int
    figures: BySex


@dataclass(frozen=True, slots=True)
class Filled:
    """An indicator as an organisation has filled it in: raw, and never to be shown.

    A count and a könsfördelning are filled in as numbers of persons; a share as percent, a mean as its value, both
    with how many they are computed on. ``whole`` names the place that the other places of the table add up to; it is
    filled in with them wherever it is shown, as alone it would show what they make it hide. In a year without other
    places it is a row like any other.
    """

    measure: Measure
    rows: tuple[Row, ...]
    whole: str | None = None

    def __post_init__(self) -> None:
        """Refuse a place and year that stand twice: which of them would be the figure."""
        if len({(row.place, row.year) for row in self.rows}) < len(self.rows):
            raise ValueError("a place has two rows for a year")


@dataclass(frozen=True, slots=True)
class Shown:
    """An indicator as it may be seen, its figures rounded as they are shown.

    Page, picture, alternative text, table, comparison, file, release and history take this and nothing else. It is
    made by ``suppress`` and ``as_published`` alone.
    """

    measure: Measure
    rows: tuple[Row, ...]
    limits: Limits

    @property
    def has_hidden(self) -> bool:
        """Return whether anything is hidden, so that the reason must be told."""
        return any(cell.state == State.HIDDEN for row in self.rows for cell in row.figures.cells)

    def series(self, place: str) -> Series:
        """Return one place over the years."""
        rows = sorted((row for row in self.rows if row.place == place), key=lambda row: row.year)
        return Series(tuple((row.year, row.figures) for row in rows))

    def only(self, year: int) -> Self:
        """Return the rows of one year."""
        return replace(self, rows=tuple(row for row in self.rows if row.year == year))

    def beside(self, other: "Shown") -> "Shown":
        """Return the places of both, this one's first; the stricter limits say why a figure is hidden."""
        if self.measure != other.measure:
            raise ValueError(f"{self.measure} beside {other.measure}")
        return replace(self, rows=(*self.rows, *other.rows), limits=self.limits.stricter(other.limits))

    def renamed(self, place: str, name: str) -> "Shown":
        """Return the rows of one place alone, under ``name``: an organisation's whole beside other organisations."""
        rows = (replace(row, place=name) for row in self.rows if row.place == place)
        return replace(self, rows=tuple(rows))

    def places(self, year: int) -> tuple[tuple[str, BySex], ...]:
        """Return the places of one year, in the order they were given."""
        return tuple((row.place, row.figures) for row in self.rows if row.year == year)


def as_published(measure: Measure, rows: Iterable[Row]) -> Shown:
    """Return figures that their source has already protected and published (Kolada's), rounded as they are shown."""
    return Shown(measure, tuple(_rounded(row, row.figures, measure) for row in rows), Limits())


def frozen(shown: Shown) -> dict[str, Any]:
    """Return ``shown`` as JSON values, as releases and baselines keep it: what is hidden is not in it."""
    facts = {fact.name: getattr(shown.measure, fact.name) for fact in fields(Measure)}
    return {
        "shape": FROZEN,
        "measure": {name: str(fact) if isinstance(fact, str | Decimal) else fact for name, fact in facts.items()},
        "limits": {"count": shown.limits.count, "base": shown.limits.base},
        "rows": [
            {
                "place": row.place,
                "year": row.year,
                "figures": {one.name: _frozen(getattr(row.figures, one.name)) for one in fields(BySex)},
            }
            for row in shown.rows
        ],
    }


def _frozen(figure: Figure) -> dict[str, Any]:
    kept = {"state": str(figure.state)}
    told = {"number": figure.value, "margin": figure.margin, "base": figure.base}
    return kept | {name: str(one) for name, one in told.items() if one is not None}


def thawed(document: Mapping[str, Any]) -> Shown:
    """Return what ``frozen`` made; ``ValueError`` or ``KeyError`` where it is of another shape."""
    if document["shape"] != FROZEN:
        raise ValueError(f"frozen in shape {document['shape']}")
    facts = document["measure"]
    target = facts["target"] and Decimal(facts["target"])
    kinds = {
        "kind": Kind(facts["kind"]),
        "direction": Direction(facts["direction"]),
        "people": People(facts["people"]),
        "target": target,
    }
    rows = (
        Row(row["place"], row["year"], BySex(**{name: _thawed(one) for name, one in row["figures"].items()}))
        for row in document["rows"]
    )
    return Shown(Measure(**{**facts, **kinds}), tuple(rows), Limits(**document["limits"]))


def _thawed(kept: Mapping[str, str]) -> Figure:
    value, margin = (Decimal(kept[name]) if name in kept else None for name in ("number", "margin"))
    return Figure(value, State(kept["state"]), margin, int(kept["base"]) if "base" in kept else None)


def suppress(filled: Filled, limits: Limits | None = None) -> Shown:
    """Return what may be seen of ``filled``.

    Raises ``NotACount``, ``PartsExceedTotal`` and ``PlacesDiffer`` for figures that cannot be; the form that takes
    them in asks first.
    """
    limits = limits or Limits()
    kind = filled.measure.kind
    divided = {row.year for row in filled.rows if row.place != filled.whole}
    parts = [row for row in filled.rows if row.place != filled.whole or row.year not in divided]
    seen = {
        (row.place, row.year): _masked(row, _hidden_in(_counted(row.figures, kind), limits), kind) for row in parts
    }
    for whole in (row for row in filled.rows if row.place == filled.whole and row.year in divided):
        of_year = [row for row in parts if row.year == whole.year]
        _refuse_other_sums(whole, of_year, kind)
        seen[whole.place, whole.year] = _summed(whole, [seen[row.place, row.year] for row in of_year], kind)
    rows = (_rounded(row, seen[row.place, row.year], filled.measure) for row in filled.rows)
    return Shown(filled.measure, tuple(rows), limits)


def _rounded(row: Row, figures: BySex, measure: Measure) -> Row:
    return Row(row.place, row.year, figures.rounded(measure.decimals))


def _masked(row: Row, hidden: frozenset[str], kind: Kind) -> BySex:
    """Return the row with its hidden figures hidden; what has no value keeps its own reason."""
    cells = _cells(row.figures, kind)
    women, men, other, total = (HIDDEN if name in hidden and cells[name].is_known else cells[name] for name in COLUMNS)
    return BySex(women, men, total, other)


def _summed(whole: Row, parts: list[BySex], kind: Kind) -> BySex:
    """Return the row of a whole: hidden where any of its parts is, missing where one has nothing to show."""
    cells = _cells(whole.figures, kind)
    for name in COLUMNS:
        states = {_one(part, name).state for part in parts}
        if states & {State.HIDDEN, State.SECRET} and cells[name].is_known:
            cells[name] = HIDDEN
        elif State.MISSING in states:
            cells[name] = MISSING
    return BySex(cells["women"], cells["men"], cells["total"], cells["other"])


def _cells(figures: BySex, kind: Kind) -> dict[str, Figure]:
    """Return the cells of a row as they would be shown were nothing hidden."""
    if kind == Kind.DISTRIBUTION:
        return _distributed(figures)
    cells = {name: _one(figures, name) for name in COLUMNS}
    if kind == Kind.COUNT:
        return {name: cell if cell.value is None else known(cell.value) for name, cell in cells.items()}
    return cells


def _one(figures: BySex, name: str) -> Figure:
    cell: Figure = getattr(figures, name)
    return cell


def _distributed(figures: BySex) -> dict[str, Figure]:
    """Return a könsfördelning: of women and men together, so that another answer, hidden or not, does not move it."""
    women, men, all_of = figures.women.value, figures.men.value, figures.total.value
    total = figures.total if all_of is None else known(HUNDRED, base=int(all_of))
    if women is None or men is None or women + men == 0:
        reason = without_value(figures.pair) or NOT_APPLICABLE
        return {"women": reason, "men": reason, "other": NOT_APPLICABLE, "total": total}
    both = women + men
    shares = [known(one / both * HUNDRED, base=int(both)) for one in (women, men)]
    return {"women": shares[0], "men": shares[1], "other": NOT_APPLICABLE, "total": total}


# What a figure tells of persons -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Span:
    """A number of persons, as closely as a figure tells it."""

    low: int
    high: int

    def may_be_few(self, fewest: int) -> bool:
        """Return whether it can be from 1 to below the limit; nobody at all is not few."""
        return self.low < fewest and self.high > 0

    def less(self, others: Iterable["_Span"]) -> "_Span":
        taken = list(others)
        return _Span(self.low - sum(one.high for one in taken), self.high - sum(one.low for one in taken))


@dataclass(frozen=True, slots=True)
class _Counted:
    """The persons behind one cell: those with the property, those without it, and those in all, as far as it tells.

    ``is_closed`` is a cell that must not be seen whatever it holds: secret, or on an unknown number of persons.
    ``tells_parts`` is a total that says what its parts are: nobody, everybody, or nothing on average.
    """

    having: _Span | None = None
    lacking: _Span | None = None
    base: _Span | None = None
    is_closed: bool = False
    is_secret: bool = False
    tells_parts: bool = False

    def is_few(self, limits: Limits) -> bool:
        """Return whether the cell must be hidden for its own sake."""
        few = any(one is not None and one.may_be_few(limits.count) for one in (self.having, self.lacking))
        return self.is_closed or few or (self.base is not None and self.base.may_be_few(limits.base))

    def less(self, parts: Iterable["_Counted"]) -> "_Counted":
        """Return those who are in none of ``parts``."""
        taken = list(parts)
        having, lacking, base = (
            None if whole is None else whole.less(span for span in spans if span is not None)
            for whole, spans in (
                (self.having, [part.having for part in taken]),
                (self.lacking, [part.lacking for part in taken]),
                (self.base, [part.base for part in taken]),
            )
        )
        if base is not None and base.high == 0:
            return _Counted(base=base)  # nobody is left: what remains of the others is rounding
        return _Counted(having, lacking, base)


def _counted(figures: BySex, kind: Kind) -> dict[str, _Counted]:
    """Return the persons behind each cell of a row that has any."""
    found = {}
    for name in COLUMNS:
        cell = _one(figures, name)
        if cell.state == State.SECRET:
            found[name] = _Counted(is_closed=True, is_secret=True)
        elif cell.value is not None:
            found[name] = _persons(cell.value, cell.base, kind)
    return found


def _persons(value: Decimal, base: int | None, kind: Kind) -> _Counted:
    if kind in {Kind.COUNT, Kind.DISTRIBUTION}:
        if value < 0 or value != int(value):
            raise NotACount
        return _Counted(having=_Span(int(value), int(value)))
    if (base is not None and base < 0) or (kind == Kind.SHARE and not 0 <= value <= HUNDRED):
        raise NotACount
    if base is None:
        return _Counted(is_closed=True)
    if kind == Kind.MEASURE:
        return _Counted(base=_Span(base, base), tells_parts=value == 0)
    having = _having(value, base)
    lacking = _Span(base - having.high, base - having.low)
    return _Counted(having, lacking, _Span(base, base), tells_parts=value in {Decimal(0), HUNDRED})


def _having(percent: Decimal, base: int) -> _Span:
    """Return how many of ``base`` a percentage can stand for, by the decimals it has; 0 and 100 are exact."""
    if percent in {Decimal(0), HUNDRED}:
        return _Span(*[base if percent else 0] * 2)
    half = Decimal(1).scaleb(min(int(percent.as_tuple().exponent), 0)) / 2
    low = int(((percent - half) * base / HUNDRED).to_integral_value(ROUND_CEILING))
    high = int(((percent + half) * base / HUNDRED).to_integral_value(ROUND_FLOOR))
    return _Span(max(min(low, high), 0), min(max(low, high), base))


# The rules ----------------------------------------------------------------------------------------


def _hidden_in(row: dict[str, _Counted], limits: Limits) -> frozenset[str]:
    """Return the columns of a row that must be hidden, by the row alone."""
    few = {name for name, cell in row.items() if cell.is_few(limits)}
    closed = {name for name, cell in row.items() if cell.is_closed}
    total = row.get("total")
    if total is not None and not closed:
        rest = total.less(row[name] for name in row if name != "total")
        _refuse_fewer_than_nobody(rest)
        few |= {"rest"} if rest.is_few(limits) else set()
    hidden = frozenset(few | ({"total"} if closed else set()))
    if few & {"women", "men"} - closed or (total is not None and total.is_secret):
        return hidden | PARTS | ({"total"} if total is not None and total.tells_parts else frozenset())
    return hidden | ({"other", "total"} if few else frozenset())


def _refuse_fewer_than_nobody(rest: _Counted) -> None:
    """Raise ``PartsExceedTotal`` for less than nobody; a share's own numbers are too rounded to tell."""
    exact = rest.base if rest.base is not None else rest.having
    if exact is not None and exact.high < 0:
        raise PartsExceedTotal


def _refuse_other_sums(whole: Row, parts: list[Row], kind: Kind) -> None:
    """Raise ``PlacesDiffer`` where every part has a number of persons, and they do not add up to the whole's."""
    for name in COLUMNS:
        cells = [_one(row.figures, name) for row in (whole, *parts)]
        if {cell.state for cell in cells} - {State.KNOWN, State.NOT_APPLICABLE}:
            continue
        counted = [_persons(cell.value, cell.base, kind) for cell in cells if cell.value is not None]
        spans = [cell.base if cell.base is not None else cell.having for cell in counted]
        persons = [span.low for span in spans if span is not None]
        if persons and not any(cell.is_closed for cell in counted) and _unlike(persons, cells[0]):
            raise PlacesDiffer


def _unlike(persons: list[int], whole: Figure) -> bool:
    first, *rest = persons if whole.is_known else [0, *persons]
    return first != sum(rest)
