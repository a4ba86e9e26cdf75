"""The outline of Sweden, and where a point lies on it: for maps that are drawn on the server.

Read from the project's own topology (data/SOURCES.md). Pure but for reading that file once.
"""

import json
import math
from functools import cache
from itertools import accumulate
from typing import NamedTuple

from cohorts.organisations import DATA

WIDTH, HEIGHT = 280, 620
_WEST, _EAST, _SOUTH, _NORTH = 10.6, 24.6, 55.2, 69.2
#: A degree of longitude is this much shorter than one of latitude in the middle of the country.
_NARROWING = math.cos(math.radians((_SOUTH + _NORTH) / 2))
_SCALE = HEIGHT / (_NORTH - _SOUTH)
#: Points of the border that lie closer than this are not told apart on the map.
_CLOSEST = 1.5


class Point(NamedTuple):
    """A place on the map, from its upper left corner."""

    x: float
    y: float


def place(latitude: float, longitude: float) -> Point:
    """Return where a point of the earth lies on the map."""
    return Point(round((longitude - _WEST) * _NARROWING * _SCALE, 1), round((_NORTH - latitude) * _SCALE, 1))


@cache
def borders() -> str:
    """Return the coast and the borders between regions as the ``d`` of an SVG path."""
    with (DATA / "sweden.topo.json").open(encoding="utf-8") as file:
        topology = json.load(file)
    (x_step, y_step), (x_first, y_first) = topology["transform"]["scale"], topology["transform"]["translate"]
    lines = []
    for number in sorted(_arcs(topology["objects"]["regions"]["geometries"])):
        steps = accumulate(topology["arcs"][number], lambda a, b: [a[0] + b[0], a[1] + b[1]])
        points = [place(y * y_step + y_first, x * x_step + x_first) for x, y in steps]
        lines.append(_line(points))
    return "".join(lines)


def _arcs(geometries: list[dict[str, object]]) -> set[int]:
    """Return the numbers of the arcs of those areas; a border that two share counts once."""
    found: set[int] = set()
    left: list[object] = [geometry["arcs"] for geometry in geometries]
    while left:
        each = left.pop()
        if isinstance(each, list):
            left.extend(each)
        elif isinstance(each, int):
            found.add(each if each >= 0 else ~each)
    return found


def _line(points: list[Point]) -> str:
    kept = [points[0]]
    for point in points[1:-1]:
        if math.dist(point, kept[-1]) >= _CLOSEST:
            kept.append(point)
    kept.append(points[-1])
    return "M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in kept)
