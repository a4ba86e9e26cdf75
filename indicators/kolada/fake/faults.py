"""What can go wrong with the service, and what can change in it: told to the fake, which then answers so."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from enum import StrEnum, auto


class Fault(StrEnum):
    """A way to answer badly."""

    BUSY = auto()  # 429 with Retry-After
    FAILING = auto()  # 500
    SLOW = auto()  # the right answer, late
    HTML = auto()  # 200, a notice for people
    MALFORMED = auto()  # JSON that ends in the middle
    CUT = auto()  # the connection closes before the body ends
    FIELDLESS = auto()  # a row without the field that holds its values
    UNASKED = auto()  # a row for a year that was not asked for
    TWICE = auto()  # the same row a second time
    STRAY = auto()  # the next page is on another host
    MOVED = auto()  # a redirect to another host
    LOOP = auto()  # the next page is this one
    HUGE = auto()  # a body without end
    EMPTY = auto()  # no rows at all


@dataclass
class Planned:
    """A fault that waits for the ``page`` of a path that begins with ``under``, ``times`` times."""

    fault: Fault
    under: str
    page: int
    times: int


@dataclass
class Changes:
    """What differs from the figures as they were: descriptions, and values with the day they changed."""

    titles: dict[str, str] = field(default_factory=dict)
    definitions: dict[str, str] = field(default_factory=dict)
    vanished: set[str] = field(default_factory=set)
    undivided: set[str] = field(default_factory=set)
    #: (kpi, area, period) → gender → (number or None, status), and the day.
    values: dict[tuple[str, str, int], dict[str, tuple[str | None, str]]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    deleted: set[tuple[str, str, int]] = field(default_factory=set)
    on: dict[tuple[str, str, int], dt.date] = field(default_factory=dict)
