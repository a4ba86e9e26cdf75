"""Acts told afterwards: each through the product's own verb, at the moment it happened, in the order of time."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from operator import attrgetter

from django.conf import settings
from django.utils import timezone

from access import clock

#: A sitting at the keyboard: so many acts before the person goes on with something else.
LONG_SITTING = 4
PAUSE = dt.timedelta(minutes=4)
FRIDAY = 4


@dataclass(frozen=True, slots=True)
class Act:
    """Something that somebody did."""

    at: dt.datetime
    do: Callable[[], object]


@dataclass(slots=True)
class Timeline:
    """What happened before the demo's day."""

    acts: list[Act] = field(default_factory=list)

    def add(self, at: dt.datetime, do: Callable[[], object]) -> None:
        """Say that ``do`` happened at ``at``. Raises ``ValueError`` for what has not happened on the demo's day."""
        if timezone.localdate(at) >= settings.DEMO_DAY:
            raise ValueError(f"{at:%Y-%m-%d} has not been yet: the demo's day is {settings.DEMO_DAY}")
        self.acts.append(Act(at, do))

    def tell(self) -> None:
        """Do everything, oldest first; acts of one moment in the order they were said."""
        for act in sorted(self.acts, key=attrgetter("at")):
            with clock.at(act.at):
                act.do()


def moment(day: dt.date, time: dt.time) -> dt.datetime:
    """Return the aware moment of a Swedish day and clock."""
    return timezone.make_aware(dt.datetime.combine(day, time))


def sittings(first: dt.date, last: dt.date, count: int) -> list[dt.datetime]:
    """Return ``count`` moments in order, in a few sittings on working days from ``first`` to ``last``."""
    days = [first + dt.timedelta(days=number) for number in range((last - first).days + 1)]
    working = [day for day in days if day.weekday() <= FRIDAY] or [first]
    wanted = min(len(working), max(1, -(-count // LONG_SITTING)))
    chosen = [working[number * (len(working) - 1) // max(wanted - 1, 1)] for number in range(wanted)]
    found: list[dt.datetime] = []
    for number, day in enumerate(chosen):
        acts = (count - len(found)) // (wanted - number)
        start = moment(day, dt.time(8, 20 + day.day))
        found += [start + place * PAUSE for place in range(acts)]
    return found
