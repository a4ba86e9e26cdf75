"""Which picture an indicator is shown in: by what its figures are, decided in one place."""

from indicators.arithmetic import Comparison, comparison
from indicators.figures import single_of
from indicators.pictures.drawings import balance_bars, dumbbells, lines, small_multiples
from indicators.pictures.picture import Picture
from indicators.pictures.single import one_bars, one_line, scale_of
from indicators.suppression import Shown


def across_places(shown: Shown, year: int, *, key: str) -> Picture:
    """Draw the places of a year: könsfördelning against 40–60, one figure as bars, else the gap between two marks."""
    if _has_one(shown):
        return one_bars(shown, year, key=key)
    draw = balance_bars if comparison(shown.measure) == Comparison.BALANCE else dumbbells
    return draw(shown, year, key=key)


def over_years(shown: Shown, place: str, *, key: str) -> Picture:
    """Draw a place over the years: women and men with the gap between them, or the one figure that there is."""
    return (one_line if _has_one(shown) else lines)(shown, place, key=key)


def place_by_place(shown: Shown, *, key: str) -> tuple[Picture, ...]:
    """Draw every place over the years on one scale, in the order they are given."""
    if not _has_one(shown):
        return small_multiples(shown, key=key)
    scale, places = scale_of(shown), dict.fromkeys(row.place for row in shown.rows)
    return tuple(one_line(shown, place, key=f"{key}-{nth}", scale=scale) for nth, place in enumerate(places))


def _has_one(shown: Shown) -> bool:
    return bool(single_of(row.figures for row in shown.rows))
