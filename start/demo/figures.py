"""An organisation's own figures in the demo, invented and said to be, typed through the product's own verb."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from cohorts.models import Participation
from cohorts.roles import Function
from indicators.figures import Figure
from indicators.models import Indicator
from indicators.own.cells import Typed
from indicators.own.writing import write_figures
from start.demo.cast import Cast
from start.demo.timeline import Timeline, moment

FORENOON = dt.time(10, 20)

Told = Mapping[str, Any]


def plan_figures(
    members: Mapping[str, Participation], told: Sequence[Told], *, cast: Cast, timeline: Timeline
) -> None:
    """Put each time that somebody types figures into the timeline; the second time over a year puts it right."""
    for each in told:
        place = members[each["organisation"]]
        seen: dict[int, int] = {}
        for write in each["writes"]:
            timeline.add(moment(write["day"], FORENOON), partial(_write, place, each, write, dict(seen), cast))
            for year in write["years"]:
                seen[year] = seen.get(year, 0) + 1


def _write(place: Participation, told: Told, write: Told, seen: Mapping[int, int], cast: Cast) -> None:
    write_figures(
        place,
        Indicator.objects.get(key=told["indicator"]),
        place=told["place"],
        typed={year: Typed(_figures(cells), source=write["source"]) for year, cells in write["years"].items()},
        seen=seen,
        by=cast.writer(place.pk, Function.STRATEGIST),
    )


def _figures(cells: Told) -> dict[str, Figure]:
    return {name: Figure(Decimal(value), base=base) for name, (value, base) in cells.items()}
