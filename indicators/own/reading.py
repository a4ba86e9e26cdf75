"""The way out of an organisation's own figures: ``shown_of``, through suppression. ``filled_of`` is for the writer."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from indicators.figures import BySex, Figure, State
from indicators.models import Indicator
from indicators.own.models import WHOLE, Figures, OwnValue
from indicators.suppression import Filled, Limits, PlacesDiffer, Row, Shown, suppress

#: A page offers no more places than these to go on with; any other is reached by its name.
MOST_PLACES = 300
_COLUMNS = ("women", "men", "total", "other")
_FIELDS = ("place", "year", *(f"{name}{part}" for name in _COLUMNS for part in ("", "_state", "_base")))


def shown_of(
    rooms: Iterable[int], indicators: Iterable[Indicator], *, limits: Limits | None = None
) -> dict[tuple[str, int], Shown]:
    """Return (indicator's key, participation's room) → what may be seen of its own figures, by place and year.

    One statement for any number of either; a pair without figures is not there. The place of the whole is "", before
    the others. A year whose places do not make up the whole yet shows the whole alone.
    """
    measured = {indicator.pk: indicator for indicator in indicators}
    rows: dict[tuple[int, int], list[Row]] = defaultdict(list)
    values = OwnValue.objects.filter(room__in=set(rooms), indicator__in=measured).order_by("place", "year")
    for indicator, room, *facts in values.values_list("indicator", "room", *_FIELDS):
        rows[indicator, room].append(_row(facts))
    return {
        (measured[indicator].key, room): shown(Filled(measured[indicator].measure, tuple(found)), limits)
        for (indicator, room), found in rows.items()
    }


def shown(filled: Filled, limits: Limits | None = None) -> Shown:
    """Return what may be seen of a participation's rows of one indicator, where the place "" is their whole."""
    filled = replace(filled, whole=WHOLE if any(row.place == WHOLE for row in filled.rows) else None)
    try:
        return suppress(filled, limits)
    except PlacesDiffer:
        unequal = {row.year for row in filled.rows if row.place == WHOLE and _differ(filled, row.year)}
        rows = tuple(row for row in filled.rows if row.place == WHOLE or row.year not in unequal)
        return suppress(replace(filled, rows=rows), limits)


def filled_of(room: int, indicator: Indicator, place: str = WHOLE) -> tuple[OwnValue, ...]:
    """Return a participation's years of an indicator and place as they were typed: for those who write them alone."""
    found = OwnValue.objects.filter(room=room, indicator=indicator, place=place)
    return tuple(found.select_related("written_by"))


def places_of(room: int, indicator: Indicator) -> tuple[str, ...]:
    """Return the places that a participation has written for an indicator, the whole apart."""
    found = OwnValue.objects.filter(room=room, indicator=indicator).exclude(place=WHOLE)
    return tuple(found.order_by("place").values_list("place", flat=True).distinct()[:MOST_PLACES])


def by_sex_of(row: Figures) -> BySex:
    """Return a row's figures as they were typed."""
    return _row([getattr(row, name) for name in _FIELDS]).figures


def _differ(filled: Filled, year: int) -> bool:
    """Tell whether the places of a year make up another number of persons than the whole."""
    try:
        suppress(replace(filled, rows=tuple(row for row in filled.rows if row.year == year)))
    except PlacesDiffer:
        return True
    return False


def _row(facts: list[object]) -> Row:
    place, year, *cells = facts
    women, men, total, other = (_figure(*cells[at : at + 3]) for at in range(0, len(cells), 3))
    return Row(str(place), int(year), BySex(women, men, total, other))  # type: ignore[call-overload]


def _figure(value: object, state: object, base: object) -> Figure:
    return Figure(value, State(state), base=base)  # type: ignore[arg-type, call-overload]
