"""Pictures of what is published as one figure: women's figure as a share of men's, women's minus men's, or all alone.

There are no women's and men's marks to draw, and none are made up: one line over the years, one bar a place, both
from where women and men are alike. A figure of all is drawn from zero.
"""

from decimal import Decimal
from itertools import pairwise

from indicators.figures import HUNDRED, BySex, Figure, Measure, Series
from indicators.pictures.canvas import BAR, Canvas
from indicators.pictures.drawings import (
    Placed,
    axis_below,
    height_of,
    lines_of,
    of_places,
    on_scale,
    year_on,
)
from indicators.pictures.picture import Picture
from indicators.pictures.scale import Scale, around
from indicators.suppression import Shown
from indicators.wording import comparison_words, quantity, sentence

#: Where women and men are alike: at 100 percent of men's, at no gap. A figure of all has no such line.
_ALIKE = {"ratio": HUNDRED, "gap": Decimal(0)}
_MARKED = {"ratio": "Lika", "gap": "Lika"}


def one_line(shown: Shown, place: str, *, key: str, scale: Scale | None = None) -> Picture:
    """Draw the one figure over the years in a place, with the line where women and men are alike."""
    return lines_of(shown, place, key, scale or scale_of(shown, place), _draw_line)


def one_bars(shown: Shown, year: int, *, key: str) -> Picture:
    """Draw the one figure as a bar a place, from where women and men are alike."""
    measure = shown.measure
    scale = scale_of(shown)

    def draw(canvas: Canvas, row: Placed, down: int) -> None:
        name, one = row[1].single, _one(row[1])
        if one.value is None:
            return
        start = on_scale(scale, _ALIKE.get(name, scale.low))
        end = on_scale(scale, one.value)
        canvas.line((start, down - 3), (start, down + BAR + 3), kind="axis")
        canvas.bar(min(start, end), abs(end - start), down, sex="one")
        canvas.text(0, down + BAR + 20, _said(row[1], measure))

    def axis(canvas: Canvas) -> None:
        axis_below(canvas, scale, measure)

    return of_places(shown, year, key, draw, high=46, notes=(_note(shown, scale),), after=axis)


def scale_of(shown: Shown, place: str = "") -> Scale:
    """Return a scale for one place, or for all of them, on which the line of likeness lies."""
    rows = [row.figures for row in shown.rows if row.place == place or not place]
    values = [one.value for one in map(_one, rows) if one.value is not None]
    alike = {_ALIKE[row.single] for row in rows if row.single in _ALIKE}
    lowest = [Decimal(0)] if any(row.single == "total" for row in rows) and not place else []
    return around([*values, *alike, *lowest], shown.measure)


def _one(row: BySex) -> Figure:
    found: Figure = getattr(row, row.single or "total")
    return found


def _said(row: BySex, measure: Measure) -> str:
    value = _one(row).value
    if row.single == "total" and value is not None:
        return f"Alla {quantity(value, measure)}"
    return sentence(comparison_words(row, measure))


def _note(shown: Shown, scale: Scale) -> str:
    names = {row.figures.single for row in shown.rows} & set(_MARKED)
    told = "Strecket vid staplarna är där kvinnor och män är lika." if names else ""
    return " ".join(filter(None, [told, scale.note(shown.measure)]))


def _draw_line(canvas: Canvas, series: Series, scale: Scale, measure: Measure) -> None:
    for name in {row.single for _, row in series.rows} & set(_ALIKE):
        down = height_of(scale, _ALIKE[name])
        canvas.line((0, down), (100, down), kind="axis")
        canvas.text(100, down - 5, _MARKED[name], anchor="end", sex="2")
    spots = [(year_on(series, year), _one(row).value) for year, row in series.rows]
    for (start, old), (end, new) in pairwise(spots):
        if old is not None and new is not None:
            canvas.line((start, height_of(scale, old)), (end, height_of(scale, new)), kind="one")
    told = [(spot, value) for spot, value in spots if value is not None]
    for spot, value in told:
        canvas.dot(spot, height_of(scale, value), sex="one")
    for ends, anchor in ((told[:2], "start"), (told[:-4:-1] if len(told) > 1 else [], "end")):
        if ends:
            over = min(height_of(scale, value) for _, value in ends) - 14  # clear of the marks its words reach over
            canvas.text(ends[0][0], over, quantity(ends[0][1], measure), anchor=anchor, bold=True)
