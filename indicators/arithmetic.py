"""What is computed from women's and men's figures: pure functions, each with the source of its formula.

Nothing is computed from a figure that is missing, secret or hidden: the answer then has the reason instead of a value.
Organisations are never ranked, and no figures are weighed together into one (design §2; integrations §7).
What is computed here may not name Kolada or SCB as its source: it is "Egen beräkning" (Kolada's terms).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum

from access.refusals import Refusal
from indicators.figures import (
    HUNDRED,
    MISSING,
    NOT_APPLICABLE,
    BySex,
    Direction,
    Figure,
    Kind,
    Measure,
    known,
    rounded,
    single_of,
    without_value,
)

#: A group is even when it has at least this share of each sex.
EVEN_FROM = Decimal(40)


class NotADistribution(Refusal):
    """The balance rule was asked of something else than a könsfördelning."""

    sentence = (
        "Regeln om 40–60 procent gäller bara könsfördelning. Andelen av alla kvinnor och andelen av alla män jämförs "
        "i stället med varandra."
    )


class Comparison(Enum):
    """How women's and men's figures are set against each other."""

    POINTS = "percentage points"
    RATIO = "ratio"
    UNIT = "difference in unit"
    BALANCE = "balance"


def comparison(measure: Measure) -> Comparison:
    """Return how an indicator is compared.

    Shares in percentage points, pay and income by ratio as N00953, könsfördelning by balance, all else by the
    difference in its own unit (integrations §7; the unit decides what is pay: kr).
    """
    if measure.kind == Kind.DISTRIBUTION:
        return Comparison.BALANCE
    if measure.kind == Kind.SHARE:
        return Comparison.POINTS
    return Comparison.RATIO if measure.unit.startswith("kr") else Comparison.UNIT


def gap(row: BySex) -> Figure:
    """Return women's figure minus men's, in one fixed direction.

    In percentage points for shares, in the unit otherwise (N00951 "Lönegap median kvinnor − median män"; SKR's
    "gap = K − M", domain §d). A gap that the source publishes without the two figures is returned as it is.
    """
    if row.gap.is_known:
        return row.gap
    return _difference(*row.pair)


def _difference(first: Figure, second: Figure) -> Figure:
    if first.value is None or second.value is None:
        return without_value((first, second)) or MISSING
    return known(first.value - second.value)


def ratio(row: BySex) -> Figure:
    """Return women's figure as a percentage of men's: women / men × 100.

    As N00953 "Kvinnors medianlön som andel av mäns medianlön" and the kvot of Öppna jämförelser Jämställdhet 2016
    (K/M, domain §d). Nothing divides by zero: "ej tillämplig" then, and where men's figure is below zero.
    """
    if row.ratio.is_known:
        return row.ratio
    women, men = row.women.value, row.men.value
    if women is None or men is None:
        return without_value(row.pair) or MISSING
    return known(women / men * HUNDRED) if men > 0 else NOT_APPLICABLE


class Verdict(Enum):
    """What the balance rule says of a group."""

    EVEN = "jämn"
    FEW_WOMEN = "färre än 40 procent kvinnor"
    FEW_MEN = "färre än 40 procent män"


@dataclass(frozen=True, slots=True)
class Balance:
    """The verdict, and the numbers that must stand beside it."""

    verdict: Verdict
    women: Decimal
    men: Decimal


def balance(row: BySex, kind: Kind) -> Balance | None:
    """Return whether a group has at least 40 percent of each sex; None where a share is not known.

    40–60: SCB and Jämställdhetsmyndigheten call a könsfördelning even where each sex has at least 40 percent; exactly
    40 is even (integrations §7). Raises ``NotADistribution`` for a share of all women and of all men, whose sum need
    not be 100.
    """
    if kind != Kind.DISTRIBUTION:
        raise NotADistribution
    women, men = row.women.value, row.men.value
    if women is None or men is None:
        return None
    if min(women, men) >= EVEN_FROM:
        return Balance(Verdict.EVEN, women, men)
    return Balance(Verdict.FEW_MEN if women > men else Verdict.FEW_WOMEN, women, men)


def margin_of_gap(row: BySex) -> Decimal | None:
    """Return the margin of error of the difference: the root of the sum of the two margins squared.

    The variance of a difference between two independent estimates is the sum of theirs, so margins at the same level
    add as squares. The margins are those of Kolada's companion indicator ("Osäkerhetstal", N01452 with N01453). None
    where either is not known.
    """
    women, men = row.women.margin, row.men.margin
    return None if women is None or men is None else (women * women + men * men).sqrt()


def within_margin(row: BySex) -> bool | None:
    """Return whether the difference is no larger than its margin ("ryms i osäkerheten"); None without margins."""
    margin, difference = margin_of_gap(row), gap(row).value
    return None if margin is None or difference is None else abs(difference) <= margin


class Behind(Enum):
    """Which sex the figures are worse for."""

    WOMEN = "kvinnor"
    MEN = "män"
    NEITHER = "lika"
    UNSURE = "skillnaden ryms i osäkerheten"
    UNSAID = "nyckeltalet har ingen riktning"
    UNKNOWN = "går inte att jämföra"


def behind(row: BySex, measure: Measure) -> Behind:
    """Return for whom the figures are worse, by the direction of the indicator.

    Up: the lower figure. Down: the higher. Target: the one farther from it. Balance: the sex below 40 percent, and
    neither in an even group. No difference (gap → 0) and neutral say nothing of the level, so of nobody: there the
    difference itself is told. The direction is a field of the indicator (integrations §7, domain §d). A difference
    within its margin is nobody's.
    """
    if measure.direction == Direction.BALANCE:
        return _behind_in_balance(row, measure.kind)
    above = women_above(row)
    if above is None:
        return Behind.UNKNOWN
    if above and within_margin(row):
        return Behind.UNSURE
    if above and measure.direction in {Direction.EQUAL, Direction.NEUTRAL}:
        return Behind.UNSAID
    worse = _worse(row, measure, above)
    if worse == 0:
        return Behind.NEITHER
    return Behind.WOMEN if worse > 0 else Behind.MEN


def women_above(row: BySex) -> Decimal | None:
    """Return a number above zero where women's figure is the higher, below where it is the lower, None if unknown.

    It is the gap, or, where the source publishes the ratio alone, how far that is from 100.
    """
    if gap(row).value is None and row.ratio.value is not None:
        return row.ratio.value - HUNDRED
    return gap(row).value


def _worse(row: BySex, measure: Measure, above: Decimal) -> Decimal | int:
    """Return by how much women's figure is worse than men's, minus where men's is."""
    if measure.direction == Direction.DOWN:
        return above
    if measure.direction == Direction.UP:
        return -above
    women, men = row.women.value, row.men.value
    if women is None or men is None or measure.target is None:
        return 0  # a gap or ratio that is published alone tells no distance to a target
    return abs(women - measure.target) - abs(men - measure.target)


def _behind_in_balance(row: BySex, kind: Kind) -> Behind:
    found = balance(row, kind)
    if found is None:
        return Behind.UNKNOWN
    return {Verdict.FEW_WOMEN: Behind.WOMEN, Verdict.FEW_MEN: Behind.MEN}.get(found.verdict, Behind.NEITHER)


class Course(Enum):
    """What became of the size of a gap."""

    NARROWED = "minskat"
    WIDENED = "ökat"
    UNCHANGED = "är lika stor"
    UNKNOWN = "går inte att jämföra"


@dataclass(frozen=True, slots=True)
class GapChange:
    """How a gap changed between two years, beside how each sex's figure did.

    ``turned`` says that the gap changed sign. ``worse_for`` has the sexes whose own figure got worse, where the
    indicator's direction tells which way worse is.
    """

    before: Figure
    after: Figure
    women: Figure
    men: Figure
    course: Course
    turned: bool
    worse_for: tuple[Behind, ...]

    @property
    def is_closing_at_a_cost(self) -> bool:
        """Return whether the gap closed while at least one sex got a worse figure."""
        return self.course == Course.NARROWED and bool(self.worse_for)


def gap_change(before: BySex, after: BySex, measure: Measure) -> GapChange:
    """Return the change of the gap, and of each sex's figure apart from it.

    Sizes are compared without sign; a gap can close because one side got worse, so both sides are always told
    (integrations §7). Nothing is said of a year that lacks a figure.
    """
    gaps = gap(before), gap(after)
    women, men = _difference(after.women, before.women), _difference(after.men, before.men)
    worse = tuple(
        sex
        for sex, old, new in ((Behind.WOMEN, before.women, after.women), (Behind.MEN, before.men, after.men))
        if _got_worse(old, new, measure)
    )
    was, now = gaps[0].value, gaps[1].value
    if was is None or now is None:
        return GapChange(*gaps, women, men, Course.UNKNOWN, turned=False, worse_for=worse)
    smaller = abs(now) - abs(was)
    course = Course.UNCHANGED if smaller == 0 else Course.NARROWED if smaller < 0 else Course.WIDENED
    return GapChange(*gaps, women, men, course, turned=was * now < 0, worse_for=worse)


def _got_worse(old: Figure, new: Figure, measure: Measure) -> bool:
    if old.value is None or new.value is None:
        return False
    match measure.direction:
        case Direction.UP:
            return new.value < old.value
        case Direction.DOWN:
            return new.value > old.value
        case Direction.TARGET if measure.target is not None:
            return abs(new.value - measure.target) > abs(old.value - measure.target)
    return False


@dataclass(frozen=True, slots=True)
class GroupMean:
    """The mean of a group, and how many of its organisations it is the mean of."""

    row: BySex
    contributed: int
    of: int


def group_mean(rows: Iterable[BySex], measure: Measure) -> GroupMean:
    """Return the unweighted mean of women's and of men's figures.

    Unweighted like Kolada's own group values ("ovägt medel", integrations §1.3): each organisation counts as one,
    however large. An organisation contributes to both means or to neither, so that their difference compares the same
    organisations; the total's mean is given where every one of those has a total. One alone is no mean. Where a gap, a
    ratio or a figure of all is published alone, that is what there is a mean of.
    """
    asked = list(rows)
    told = [row for row in asked if row.is_told]
    single = single_of(asked)
    if len(told) < 2:  # noqa: PLR2004 - a mean is of several
        reason = without_value(figure for row in asked for figure in _asked(row, single)) or MISSING
        return GroupMean(_only(single, reason) if single else BySex(reason, reason, reason), len(told), len(asked))
    if single:
        mean = _mean([getattr(row, single) for row in told], measure.decimals)
        return GroupMean(_only(single, mean), len(told), len(asked))
    women, men, total = (
        _mean(figures, measure.decimals)
        for figures in ([row.women for row in told], [row.men for row in told], [row.total for row in told])
    )
    return GroupMean(BySex(women, men, total), len(told), len(asked))


def _asked(row: BySex, single: str) -> tuple[Figure, ...]:
    return (getattr(row, single),) if single else row.pair


def _only(single: str, figure: Figure) -> BySex:
    """Return a row that has one figure, of the name ``single``."""
    return replace(BySex(NOT_APPLICABLE, NOT_APPLICABLE, NOT_APPLICABLE), **{single: figure})


def _mean(figures: list[Figure], decimals: int) -> Figure:
    values = [figure.value for figure in figures if figure.value is not None]
    if len(values) < len(figures):
        return without_value(figures) or MISSING
    return known(rounded(sum(values, Decimal(0)) / len(values), decimals))
