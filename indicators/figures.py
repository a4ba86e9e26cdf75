"""What a figure for women and men is, before anything is computed from it.

A value is a ``Decimal``, decided once and for all: figures are read, typed and printed in tens, so 33,1 − 17,6 must be
15,5 and a half must round as people round it. Kolada's client reads its numbers as decimals, PostgreSQL keeps them as
``numeric``. No float comes in, so none has to be forgiven later.

A figure is rounded once, to the decimals its indicator is shown with (``rounded``), before it is shown or compared:
the difference is that of the two numbers the reader sees, and can never say more than they do (docs/indicators.md).

Missing is never zero: a figure has a value when it is known, and none in every other state.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Self

from django.db.models import TextChoices

HUNDRED = Decimal(100)


class State(TextChoices):
    """Why there is a value, or why there is none. Kolada's symbols map to the first four; the last is our own."""

    KNOWN = "known", "finns"
    MISSING = "missing", "saknas"
    SECRET = "secret", "sekretess"
    NOT_APPLICABLE = "not_applicable", "ej tillämplig"
    HIDDEN = "hidden", "döljs"


class Kind(TextChoices):
    """What a figure is. The two kinds of percent must never be mixed (SCB's reading guide; integrations §7)."""

    COUNT = "count", "antal personer"
    SHARE = "share", "andel av alla kvinnor och av alla män"
    DISTRIBUTION = "distribution", "könsfördelning"
    MEASURE = "measure", "mått per person: lön, dagar, poäng"


class Direction(TextChoices):
    """Where a figure should go. ``EQUAL`` speaks of the gap alone, ``BALANCE`` of könsfördelning alone."""

    UP = "up", "högre är bättre"
    DOWN = "down", "lägre är bättre"
    BALANCE = "balance", "jämn könsfördelning, 40–60"
    TARGET = "target", "mot ett mål"
    EQUAL = "equal", "ingen skillnad"
    NEUTRAL = "neutral", "varken eller"


class Form(TextChoices):
    """The five ways Kolada carries women and men (integrations §1.5), and figures that are not of people."""

    SPLIT = "split", "ett nyckeltal, könsuppdelat"
    PAIR = "pair", "två nyckeltal, ett för kvinnor och ett för män"
    SHARE_WOMEN = "share_women", "andel kvinnor"
    RATIO = "ratio", "kvinnors värde som andel av mäns"
    GAP = "gap", "kvinnors värde minus mäns"
    WHOLE = "whole", "en siffra för alla"


class People(TextChoices):
    """What those counted are called."""

    ADULTS = "adults", "kvinnor och män"
    CHILDREN = "children", "flickor och pojkar"


class NotShare(ValueError):
    """A share outside 0–100: the source is wrong, or it is no share."""


def rounded(value: Decimal, decimals: int) -> Decimal:
    """Return ``value`` with so many decimals, halves away from zero: women and men are treated alike, as is minus."""
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP) + 0


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: a value, or the reason why there is none.

    ``margin`` is the margin of error around it, in the figure's own unit, where the source has one; ``base`` is how
    many persons it is computed on. Neither is kept without a value: what surrounds a hidden figure would reveal it.
    """

    value: Decimal | None
    state: State = State.KNOWN
    margin: Decimal | None = None
    base: int | None = None

    def __post_init__(self) -> None:
        """Refuse a figure that is known without a value, or has anything to tell in another state."""
        if (self.value is None) is self.is_known:
            raise ValueError(f"{self.state} with {self.value}")
        if not self.is_known and (self.margin is not None or self.base is not None):
            raise ValueError(f"{self.state} with a margin or a base")

    @property
    def is_known(self) -> bool:
        """Return whether there is a value."""
        return self.state == State.KNOWN

    def rounded(self, decimals: int) -> Self:
        """Return the figure as it is shown; its margin too."""
        if self.value is None:
            return self
        margin = None if self.margin is None else rounded(self.margin, decimals)
        return replace(self, value=rounded(self.value, decimals), margin=margin)


def known(value: Decimal | int | str, *, margin: Decimal | int | str | None = None, base: int | None = None) -> Figure:
    """Return a figure with a value; text is read with a point, as in the code."""
    return Figure(Decimal(value), margin=None if margin is None else Decimal(margin), base=base)


MISSING = Figure(None, State.MISSING)
SECRET = Figure(None, State.SECRET)
NOT_APPLICABLE = Figure(None, State.NOT_APPLICABLE)
HIDDEN = Figure(None, State.HIDDEN)

#: The strongest reason first: what a figure computed from several is called when one of them has no value.
_REASONS = (State.HIDDEN, State.SECRET, State.MISSING, State.NOT_APPLICABLE)


def without_value(figures: Iterable[Figure]) -> Figure | None:
    """Return what stands for anything computed from ``figures``: the strongest reason; None where all are known."""
    states = {figure.state for figure in figures}
    return next((Figure(None, reason) for reason in _REASONS if reason in states), None)


@dataclass(frozen=True, slots=True)
class BySex:
    """One indicator for one place and one year, women before men.

    ``other`` is the third answer of a survey. ``gap`` and ``ratio`` are what the source itself publishes instead of
    women's and men's figures (forms ratio and gap); what we compute is never put there.
    """

    women: Figure
    men: Figure
    total: Figure = MISSING
    other: Figure = NOT_APPLICABLE
    gap: Figure = NOT_APPLICABLE
    ratio: Figure = NOT_APPLICABLE

    @property
    def pair(self) -> tuple[Figure, Figure]:
        """Return women's figure and men's."""
        return self.women, self.men

    @property
    def cells(self) -> tuple[Figure, ...]:
        """Return every figure of the row."""
        return self.women, self.men, self.total, self.other, self.gap, self.ratio

    @property
    def single(self) -> str:
        """Return which one figure the row has where women's and men's are not published apart; "" where they are."""
        if any(figure.state != State.NOT_APPLICABLE for figure in self.pair):
            return ""
        told = ((name, getattr(self, name)) for name in ("ratio", "gap", "total"))
        return next((name for name, figure in told if figure.state != State.NOT_APPLICABLE), "")

    @property
    def is_told(self) -> bool:
        """Return whether both figures are known, or the one that is published."""
        one: Figure | None = getattr(self, self.single) if self.single else None
        return one.is_known if one else without_value(self.pair) is None

    def rounded(self, decimals: int) -> "BySex":
        """Return the row as it is shown."""
        return BySex(*(figure.rounded(decimals) for figure in self.cells))


def by_form(form: Form, *figures: Figure, total: Figure = MISSING) -> BySex:
    """Return women's and men's figures from what Kolada carries (integrations §1.5).

    A split and a pair take two figures, women's first; the other forms take the one that is published. A share of
    women gives men the rest of 100, and the same state and margin. A ratio or a gap has no women's and men's figures
    behind it here, and none is made up. Raises ``NotShare`` for a share of women outside 0–100.
    """
    match form, figures:
        case ((Form.SPLIT | Form.PAIR), (women, men)):
            return BySex(women, men, total)
        case Form.SHARE_WOMEN, (women,):
            return BySex(women, _rest(women), total)
        case Form.RATIO, (ratio,):
            return BySex(NOT_APPLICABLE, NOT_APPLICABLE, NOT_APPLICABLE, ratio=ratio)
        case Form.GAP, (gap,):
            return BySex(NOT_APPLICABLE, NOT_APPLICABLE, NOT_APPLICABLE, gap=gap)
        case Form.WHOLE, ():
            return BySex(NOT_APPLICABLE, NOT_APPLICABLE, total)
    raise ValueError(f"{form} does not carry {len(figures)} figures")


def _rest(share: Figure) -> Figure:
    if share.value is None:
        return share
    if not 0 <= share.value <= HUNDRED:
        raise NotShare(f"{share.value} is no share of women")
    return replace(share, value=HUNDRED - share.value)


def single_of(rows: Iterable[BySex]) -> str:
    """Return the one figure that ``rows`` have instead of women's and men's: "ratio", "gap", "total"; "" for none."""
    names = {row.single for row in rows}
    return names.pop() if len(names) == 1 else ""


@dataclass(frozen=True, slots=True)
class Series:
    """One indicator for one place over the years, oldest first, each year once."""

    rows: tuple[tuple[int, BySex], ...]

    def __post_init__(self) -> None:
        """Refuse years that are not in order, or stand twice."""
        if list(self.years) != sorted(set(self.years)):
            raise ValueError(f"years {self.years}")

    @property
    def years(self) -> tuple[int, ...]:
        """Return the years."""
        return tuple(year for year, _ in self.rows)

    @property
    def told(self) -> tuple[tuple[int, BySex], ...]:
        """Return the years that have both women's and men's figures, or the one there is: those that are compared."""
        return tuple((year, row) for year, row in self.rows if row.is_told)

    def at(self, year: int) -> BySex:
        """Return a year's row; one of missing figures for a year that is not there."""
        return dict(self.rows).get(year, BySex(MISSING, MISSING))


@dataclass(frozen=True, slots=True)
class Measure:
    """What an indicator's figures mean, and how they are written.

    ``unit`` is written after a value ("%", "kr", "dagar"), ``unit_one`` where the value is exactly one ("dag").
    ``noun`` is what a sentence calls the figure ("medianlön"). ``target`` belongs to ``Direction.TARGET``, where it is
    one for both sexes. ``group`` says who is counted ("20–64 år, utrikes födda"). ``is_divided`` tells whether women
    and men are told apart at all: a share of documents is of neither.
    """

    title: str
    kind: Kind
    unit: str
    decimals: int = 1
    direction: Direction = Direction.NEUTRAL
    target: Decimal | None = None
    people: People = People.ADULTS
    noun: str = "värde"
    unit_one: str = ""
    group: str = ""
    is_divided: bool = True

    def __post_init__(self) -> None:
        """Refuse a target without a number, and balance of anything but könsfördelning."""
        if (self.direction == Direction.TARGET) is (self.target is None):
            raise ValueError(f"{self.direction} with target {self.target}")
        if self.direction == Direction.BALANCE and self.kind != Kind.DISTRIBUTION:
            raise ValueError(f"{self.direction} of {self.kind}")
