"""All that a picture shows, in Swedish sentences: its alternative text, and the reading that stands beside it.

Who cannot see the picture is told the same: each figure, who is behind and by how much, and what is hidden or missing.
"""

from collections.abc import Sequence

from cohorts.wording import listed
from indicators.arithmetic import Behind, Comparison, Course, GapChange, GroupMean, comparison, gap_change
from indicators.figures import BySex, Kind, Measure, Series
from indicators.wording import (
    FEWEST,
    balance_words,
    comparison_words,
    figure,
    gap_words,
    number,
    pair_words,
    ratio_words,
    reading,
    sentence,
    side,
    size,
    words,
)


def change_words(years: tuple[int, int], before: BySex, after: BySex, measure: Measure) -> str:
    """Return how the gap changed from one year to another, and each sex's figure beside it.

    A gap that closed because one side got worse is told as that; a year that cannot be compared is named.
    """
    both, of = tuple(zip(years, (before, after), strict=True)), words(measure)
    if before.single == after.single == "total":
        return sentence(f"alla från {figure(before.total, measure)} till {figure(after.total, measure)}")
    if untold := [str(year) for year, row in both if not comparison_words(row, measure)]:
        values = f"{of.womens} och {of.mens} värden"
        return f"Utvecklingen går inte att jämföra: {values} finns inte båda för {listed(untold)}."
    match comparison(measure):
        case Comparison.BALANCE:
            return " ".join(sentence(f"{year}: {balance_words(row, measure)}") for year, row in both)
        case Comparison.RATIO:
            ratios = [f"{year}: {text}" for year, row in both if (text := ratio_words(row, measure))]
            return " ".join(filter(None, [*map(sentence, ratios), _gaps(years, before, after, measure)]))
    return _gaps(years, before, after, measure)


def _gaps(years: tuple[int, int], before: BySex, after: BySex, measure: Measure) -> str:
    change = gap_change(before, after, measure)
    old, new = change.before.value, change.after.value
    if old is None or new is None:
        return ""
    if change.turned:
        told = f"har vänt: {gap_words(before, measure)} {years[0]}, {gap_words(after, measure)} {years[1]}"
    elif change.course == Course.UNCHANGED:
        told = f"är lika stor {years[0]} och {years[1]}: {gap_words(after, measure)}"
    else:
        where = f", {side(new)} för {words(measure).women}" if new else ""
        told = f"har {change.course.value} från {number(abs(old), measure.decimals)} till {size(new, measure)}{where}"
    return " ".join(filter(None, [f"Skillnaden {told}.", _sides(before, after, measure), _cost(change, measure)]))


def _sides(before: BySex, after: BySex, measure: Measure) -> str:
    of = words(measure)
    moved = [
        f"{sex} från {figure(old, measure)} till {figure(new, measure)}"
        for sex, old, new in ((of.women, before.women, after.women), (of.men, before.men, after.men))
        if old.is_known and new.is_known
    ]
    return sentence(", ".join(moved))


def _cost(change: GapChange, measure: Measure) -> str:
    of = words(measure)
    worse = listed([{Behind.WOMEN: of.women, Behind.MEN: of.men}[sex] for sex in change.worse_for])
    if not worse:
        return ""
    although = "Skillnaden minskade, men det" if change.is_closing_at_a_cost else "Det"
    return f"{although} blev sämre för {worse}."


def describe_places(
    rows: Sequence[tuple[str, BySex]], measure: Measure, *, when: str = "", fewest: int = FEWEST
) -> str:
    """Return what a picture of several places, or of groups in one place, shows, in the order it shows them."""
    told = [f"{place}: {reading(row, measure, fewest=fewest)}" for place, row in rows]
    return " ".join([heading(measure, when), *told])


def describe_series(place: str, series: Series, measure: Measure, *, fewest: int = FEWEST) -> str:
    """Return what a picture of years shows: the newest year, what changed since the first, and every year."""
    if not series.rows:
        return f"{heading(measure, place)} Värden saknas."
    told = [heading(measure, f"{place} {span(series)}")]
    newest, row = series.rows[-1]
    told.append(f"{newest}: {reading(row, measure, fewest=fewest)}")
    if len(series.told) > 1:
        (first, before), (last, after) = series.told[0], series.told[-1]
        told.append(change_words((first, last), before, after, measure))
    years = [
        f"{year} {pair_words(one, measure, fewest=fewest) or comparison_words(one, measure)}"
        for year, one in series.rows
    ]
    return " ".join([*told, f"År för år: {'; '.join(years)}."])


def span(series: Series) -> str:
    """Return "2014–2019", or the only year."""
    first, last = series.years[0], series.years[-1]
    return str(first) if first == last else f"{first}–{last}"


def heading(measure: Measure, when: str = "") -> str:
    """Return a picture's first sentence: what is shown, of whom, where or when, and which kind of percent it is."""
    return f"{', '.join(filter(None, [measure.title, measure.group, kind_words(measure), when]))}."


def kind_words(measure: Measure) -> str:
    """Return which kind of percent a figure is, as the two must not be mixed; "" where it is none."""
    of = words(measure)
    percent = f"andel av alla {of.women} och av alla {of.men}" if measure.is_divided else ""
    return {Kind.SHARE: percent, Kind.DISTRIBUTION: Kind.DISTRIBUTION.label}.get(measure.kind, "")


def mean_words(mean: GroupMean, measure: Measure) -> str:
    """Return a group's mean, how many organisations it is the mean of, and that each counts as one."""
    if not mean.row.is_told:
        return f"Inget medel räknas ut: {mean.contributed} av {mean.of} organisationer har värden att räkna på."
    told = f"ovägt medel av {mean.contributed} av {mean.of} organisationer"
    pair, compared = pair_words(mean.row, measure), comparison_words(mean.row, measure)
    if not pair:
        return sentence(f"{told}: {compared}")
    return f"{sentence(f'{told}: {pair}')} {sentence(compared)}".rstrip()
