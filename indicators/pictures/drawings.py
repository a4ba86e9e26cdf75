"""The kinds of picture. Each takes what may be shown (``Shown``), and nothing else.

Places stand in the order they are given, women before men, every mark with its number beside it. A place or a year
whose figures are hidden or missing has its words where the mark would have been, and never a mark at zero.
"""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from itertools import pairwise
from math import ceil

from indicators.arithmetic import EVEN_FROM
from indicators.descriptions import describe_places, describe_series, heading, span
from indicators.figures import HUNDRED, BySex, Measure, Series, single_of, without_value
from indicators.pictures.canvas import BAR, Canvas, drawing
from indicators.pictures.picture import Picture, tabled
from indicators.pictures.scale import Scale, around, from_zero
from indicators.suppression import Shown
from indicators.wording import (
    NBSP,
    comparison_words,
    figure,
    gap_words,
    number,
    pair_words,
    quantity,
    sentence,
    words,
)

#: How much of the width a bar may take, so that its label has room on a phone.
_BARS = Decimal(58)
#: Where the marks of a dumbbell and of years begin and end across, so that none is cut off.
_LEFT, _RIGHT = Decimal(4), Decimal(96)
#: Where an even könsfördelning begins and ends across.
_EVEN = (EVEN_FROM, HUNDRED - EVEN_FROM)
#: How much of the height a place takes that is told in words.
_UNTOLD = 80
#: So many places are drawn in one piece at the most: what has room on a paper under its headings.
_PIECE = 6
#: How high the field of a line picture is.
_HIGH = 220

Placed = tuple[str, BySex]
#: A mark of a line: across, down, its value and its row.
Spot = tuple[Decimal, int, Decimal, BySex]
Draw = Callable[[Canvas, Placed, int], None]
DrawYears = Callable[[Canvas, Series, Scale, Measure], None]


def paired_bars(shown: Shown, year: int, *, key: str) -> Picture:
    """Draw women's and men's bars from zero, place by place."""
    measure, rows = shown.measure, shown.places(year)
    scale = from_zero(_values(rows), measure)

    def draw(canvas: Canvas, row: Placed, down: int) -> None:
        zero = scale.share(Decimal(0)) * _BARS
        of = words(measure)
        for sex, label, one in (("w", of.women, row[1].women), ("m", of.men, row[1].men)):
            text = f"{label.capitalize()} {figure(one, measure, fewest=shown.limits.count)}"
            if one.value is None:
                canvas.text(0, down + 15, text, sex="2")
            else:
                end = scale.share(one.value) * _BARS
                canvas.bar(min(zero, end), abs(end - zero), down, sex=sex)
                canvas.text(max(zero, end), down + 15, text, sex=sex, dx=8)
            down += BAR + 4

    return of_places(shown, year, key, draw, high=2 * BAR + 4, each=True)


def dumbbells(shown: Shown, year: int, *, key: str) -> Picture:
    """Draw the gap of each place: women's mark, men's mark, and the line between them."""
    measure, rows = shown.measure, shown.places(year)
    scale = around(_values(rows), measure)

    def draw(canvas: Canvas, row: Placed, down: int) -> None:
        place = row[1]
        _labels(canvas, place, measure, down + 15)
        women, men = (on_scale(scale, one.value) for one in place.pair if one.value is not None)
        for value, _ in scale.labels(measure):
            canvas.line((on_scale(scale, value), down + 24), (on_scale(scale, value), down + 52), kind="grid")
        canvas.line((women, down + 38), (men, down + 38), kind="gap")
        canvas.dot(men, down + 38, sex="m")
        canvas.dot(women, down + 38, sex="w")
        canvas.text(0, down + 70, sentence(gap_words(place, measure)))

    def axis(canvas: Canvas) -> None:
        axis_below(canvas, scale, measure)

    return of_places(shown, year, key, draw, high=72, notes=(scale.note(measure),), after=axis)


def balance_bars(shown: Shown, year: int, *, key: str) -> Picture:
    """Draw könsfördelning as one bar a place, with the field from 40 to 60 percent behind."""
    measure = shown.measure

    def draw(canvas: Canvas, row: Placed, down: int) -> None:
        women = row[1].women.value or Decimal(0)
        _labels(canvas, row[1], measure, down + 15, apart=True)
        canvas.bar(0, women, down + 22, sex="w")
        canvas.bar(women, HUNDRED - women, down + 22, sex="m")
        for edge in _EVEN:
            canvas.line((edge, down + 17), (edge, down + 27 + BAR), kind="edge")
            canvas.line((edge, down + 22), (edge, down + 22 + BAR), kind="cut")
        canvas.text(0, down + 60, sentence(comparison_words(row[1], measure).partition(": ")[2]))

    def band(canvas: Canvas, high: int) -> None:
        low, top = _EVEN
        canvas.field(low, top - low, high)
        canvas.text(low, 15, number(low, 0), anchor="end", sex="2", dx=-6)
        canvas.text((low + top) / 2, 15, "Jämn", anchor="middle")
        canvas.text(top, 15, f"{number(top, 0)}{NBSP}{measure.unit}", sex="2", dx=6)
        canvas.down = 24

    return of_places(shown, year, key, draw, high=62, before=band)


def lines(shown: Shown, place: str, *, key: str) -> Picture:
    """Draw women and men over the years in one place, with the gap between them filled."""
    return lines_of(shown, place, key, around(_values(shown.series(place).rows), shown.measure), _draw_both)


def small_multiples(shown: Shown, *, key: str) -> tuple[Picture, ...]:
    """Draw women and men over the years in each place, all on one scale, so that they can be laid side by side."""
    scale = around(_values((row.place, row.figures) for row in shown.rows), shown.measure)
    places = dict.fromkeys(row.place for row in shown.rows)
    return tuple(lines_of(shown, place, f"{key}-{nth}", scale, _draw_both) for nth, place in enumerate(places))


def lines_of(shown: Shown, place: str, key: str, scale: Scale, draw: DrawYears) -> Picture:
    """Return a picture of one place's years, in which ``draw`` draws the figures."""
    measure, series, fewest = shown.measure, shown.series(place), shown.limits.count
    canvas = Canvas(down=_HIGH + 40)
    for value, label in scale.labels(measure):
        canvas.line((0, height_of(scale, value)), (100, height_of(scale, value)), kind="grid")
        canvas.text(0, height_of(scale, value) - 4, label, sex="2")
    draw(canvas, series, scale, measure)
    _draw_years(canvas, series)
    title = f"{measure.title}, {place} {span(series) if series.rows else ''}".rstrip()
    told = describe_series(place, series, measure, fewest=fewest)
    rows = [(str(year), row) for year, row in series.rows]
    untold = [f"{year}: {pair_words(row, measure, fewest=fewest)}." for year, row in series.rows if not row.is_told]
    return Picture(
        title,
        told,
        drawing([canvas], key=key, title=title, description=told),
        tabled(title, "År", rows, measure, fewest=fewest),
        tuple(filter(None, (scale.note(measure), *untold))),
    )


def _draw_both(canvas: Canvas, series: Series, scale: Scale, measure: Measure) -> None:
    _draw_gap(canvas, series, scale)
    _draw_sexes(canvas, series, scale, measure)


def _draw_gap(canvas: Canvas, series: Series, scale: Scale) -> None:
    spots = [
        (year_on(series, year), height_of(scale, row.women.value), height_of(scale, row.men.value))
        if row.women.value is not None and row.men.value is not None
        else None
        for year, row in series.rows
    ]
    for first, last in pairwise(spots):
        if first and last:
            canvas.between(first, last)


def _draw_sexes(canvas: Canvas, series: Series, scale: Scale, measure: Measure) -> None:
    """Draw men's line first, so that women's lies on top, and name the first and the last figure of each."""
    of = words(measure)
    for sex, name, label in (("m", "men", of.men), ("w", "women", of.women)):
        spots = [(year_on(series, year), getattr(row, name).value, row) for year, row in series.rows]
        for (start, old, _), (end, new, _) in pairwise(spots):
            if old is not None and new is not None:
                canvas.line((start, height_of(scale, old)), (end, height_of(scale, new)), kind=sex)
        told = [(across, height_of(scale, value), value, row) for across, value, row in spots if value is not None]
        for across, down, _, _ in told:
            canvas.dot(across, down, sex=sex)
        for ends, anchor, whose in _named(told, label):
            across, down, value, row = ends[0]
            beside = [one[1] for one in ends]
            over = min(beside) - 14 if _is_upper(row, name) else max(beside) + 26
            canvas.text(across, over, f"{whose}{quantity(value, measure)}", anchor=anchor, sex=sex)


def _named(told: list[Spot], label: str) -> list[tuple[list[Spot], str, str]]:
    """Return the marks to name: the first, and the last with whose it is; each with the mark its words reach over."""
    whose = f"{label.capitalize()} "
    if len(told) < len(("first", "last")):
        return [(told, "start", whose)] if told else []
    return [(told[:2], "start", ""), (told[:-4:-1], "end", whose)]


def _is_upper(row: BySex, name: str) -> bool:
    women, men = row.women.value, row.men.value
    if women is None or men is None:
        return True
    return (women >= men) is (name == "women")


def _draw_years(canvas: Canvas, series: Series) -> None:
    """Write every year where there is room for them, else the first, the middle and the last."""
    years = series.years
    written = years if len(years) < 6 else (years[0], years[len(years) // 2], years[-1])  # noqa: PLR2004 - on a phone
    for year in written:
        anchor = {years[0]: "start", years[-1]: "end"}.get(year, "middle") if len(years) > 1 else "start"
        canvas.text(year_on(series, year), _HIGH + 34, str(year), anchor=anchor, sex="2")


def year_on(series: Series, year: int) -> Decimal:
    """Return where a year stands across."""
    first, last = series.years[0], series.years[-1]
    left = Decimal(16)
    return left + (_RIGHT - left) * (year - first) / (last - first or 1)


def height_of(scale: Scale, value: Decimal) -> int:
    """Return where a value stands down in a picture of years."""
    return 20 + round((1 - scale.share(value)) * (_HIGH - 10))


def on_scale(scale: Scale, value: Decimal) -> Decimal:
    """Return where a value stands across in a picture of places."""
    return _LEFT + scale.share(value) * (_RIGHT - _LEFT)


def _values(rows: Iterable[tuple[object, BySex]]) -> list[Decimal]:
    return [one.value for _, row in rows for one in row.pair if one.value is not None]


def _labels(canvas: Canvas, row: BySex, measure: Measure, down: int, *, apart: bool = False) -> None:
    """Write women's figure and men's above their marks, at the sides of a bar or one after the other."""
    of = words(measure)
    women, men = (figure(one, measure) for one in row.pair)
    canvas.text(0, down, f"{of.women.capitalize()} {women}", sex="w")
    canvas.text(
        100 if apart else 50, down, f"{of.men.capitalize()} {men}", sex="m", anchor="end" if apart else "start"
    )


def axis_below(canvas: Canvas, scale: Scale, measure: Measure) -> None:
    """Write the scale under a picture of places."""
    labels = scale.labels(measure)
    for value, label in labels:
        anchor, shift = {labels[0][0]: ("start", -8), labels[-1][0]: ("end", 12)}.get(value, ("middle", 0))
        canvas.text(on_scale(scale, value), canvas.down + 15, label, anchor=anchor, sex="2", dx=shift)
    canvas.down += 22


def _is_drawn(row: BySex, *, each: bool, single: str) -> bool:
    """Return whether there is a mark to draw: both figures, any where each is drawn by itself, or the one there is."""
    if single:
        return row.is_told
    return any(one.is_known for one in row.pair) and (each or not without_value(row.pair))


def _untold(canvas: Canvas, row: BySex, measure: Measure, fewest: int) -> None:
    """Write what stands where a place has no marks: each figure or its absence."""
    for place, line in enumerate(pair_words(row, measure, fewest=fewest).split(", ")):
        canvas.text(0, canvas.down + 38 + 20 * place, f"{line[:1].upper()}{line[1:]}", sex="2")


def of_places(
    shown: Shown,
    year: int,
    key: str,
    draw: Draw,
    *,
    high: int,
    each: bool = False,
    notes: tuple[str, ...] = (),
    before: Callable[[Canvas, int], None] | None = None,
    after: Callable[[Canvas], None] | None = None,
) -> Picture:
    """Draw place by place under its name; what lacks a figure is told in words, unless ``each`` is drawn by itself.

    More places than a paper has room for are drawn in pieces, each with the scale, so that a page ends between two.
    """
    measure, rows, fewest = shown.measure, shown.places(year), shown.limits.count
    single = single_of(row for _, row in rows)
    pieces = []
    for some in _pieces(rows):
        canvas = Canvas()
        drawn = [_is_drawn(row, each=each, single=single) for _, row in some]
        blocks = [high + 44 if is_drawn else _UNTOLD for is_drawn in drawn]
        if before:
            before(canvas, sum(blocks))
        for (place, row), block, is_drawn in zip(some, blocks, drawn, strict=True):
            canvas.text(0, canvas.down + 16, place, bold=True)
            if is_drawn:
                draw(canvas, (place, row), canvas.down + 24)
            else:
                _untold(canvas, row, measure, fewest)
            canvas.down += block
        if after:
            after(canvas)
        pieces.append(canvas)
    title = f"{measure.title} {year}"
    told = describe_places(rows, measure, when=str(year), fewest=fewest)
    caption = heading(measure, str(year)).rstrip(".")
    return Picture(
        title,
        told,
        drawing(pieces, key=key, title=title, description=told),
        tabled(caption, "Plats", list(rows), measure, fewest=fewest),
        tuple(filter(None, notes)),
    )


def _pieces(rows: Sequence[Placed]) -> list[Sequence[Placed]]:
    """Return the places in pieces of about the same size; one where there are none."""
    many = ceil(len(rows) / _PIECE) or 1
    size = ceil(len(rows) / many) or 1
    return [rows[start : start + size] for start in range(0, len(rows), size)] or [rows]
