"""The ladder of reminders, as a pure function: deadlines, rhythms, what is sent and what time it is → what to write.

First who answers for a thing, a week before; then the trio, on the day; then the project leader, a week after. A rung
stands while it is true: the first one until the day, the others for a month. It begins at seven in Stockholm, and
reaches each person once: at once, or in the next letter of the day or the week.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.utils import timezone

from accounts.models import Rhythm
from benchmarking.overview.models import Rung

MORNING = dt.time(7)
MONDAY = 0
WEEK = dt.timedelta(days=7)
#: How long the later rungs stand: a reminder that was missed while nothing ran is sent within it.
STANDING = dt.timedelta(days=30)
BEGINS = {Rung.BEFORE: -WEEK, Rung.DAY: dt.timedelta(), Rung.LATE: WEEK}


class Person(NamedTuple):
    """Somebody to remind: a person with an account, or an invited one, known by the invitation."""

    user: int | None
    invitation: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """Something that is not done and has a day. ``left`` says what is missing, ``in_short`` without naming it.

    A deadline that is moved is another one: its key holds the day.
    """

    room_id: int
    thing: str
    due: dt.date
    title: str
    left: str
    in_short: str
    path: str
    responsible: frozenset[Person]
    trio: frozenset[Person]
    leaders: frozenset[Person]

    @property
    def key(self) -> str:
        """Return what its sent rungs are kept by."""
        return f"{self.thing}@{self.due.isoformat()}"

    def told_at(self, rung: Rung) -> frozenset[Person]:
        """Return whom a rung reaches."""
        return {Rung.BEFORE: self.responsible, Rung.DAY: self.responsible | self.trio, Rung.LATE: self.leaders}[rung]


class Reminder(NamedTuple):
    """One rung of one deadline, for one person."""

    deadline: Deadline
    rung: Rung


#: A sent rung: room, key of the deadline, rung, person.
Sent = tuple[int, str, str, Person]


def reminders(
    deadlines: Iterable[Deadline],
    rhythms: Mapping[Person, Rhythm],
    sent: Collection[Sent],
    *,
    since: dt.datetime,
    now: dt.datetime,
) -> dict[Person, tuple[Reminder, ...]]:
    """Return what each person is to be written now, the earliest due first; each person's is one letter.

    ``since`` is when this was last asked: a letter of the day or the week is due when its hour has come in between,
    so nothing is lost when nothing ran for a while. Who has no rhythm is written to at once.
    """
    opened = {rhythm: rhythm == Rhythm.AT_ONCE or latest_hour(rhythm, now) > since for rhythm in Rhythm}
    day = latest_day(now)
    found: dict[Person, list[Reminder]] = defaultdict(list)
    for deadline in sorted(deadlines, key=lambda each: (each.due, each.key, each.room_id)):
        for rung in (rung for rung in Rung if stands(rung, deadline.due, day)):
            for person in deadline.told_at(rung):
                is_new = (deadline.room_id, deadline.key, rung, person) not in sent
                if is_new and opened[rhythms.get(person, Rhythm.AT_ONCE)]:
                    found[person].append(Reminder(deadline, rung))
    return {person: tuple(each) for person, each in found.items()}


def stands(rung: Rung, due: dt.date, day: dt.date) -> bool:
    """Tell whether a rung of something ``due`` has begun by the morning of ``day`` and is still true."""
    begins = due + BEGINS[rung]
    return begins <= day < (due if rung == Rung.BEFORE else begins + STANDING)


def latest_hour(rhythm: Rhythm, now: dt.datetime) -> dt.datetime:
    """Return when the letter of the day, or the week, was last due."""
    day = latest_day(now)
    return morning(day - dt.timedelta(days=(day.weekday() - MONDAY) % 7) if rhythm == Rhythm.WEEKLY else day)


def latest_day(now: dt.datetime) -> dt.date:
    """Return the last day whose morning has come."""
    today = timezone.localdate(now)
    return today if morning(today) <= now else today - dt.timedelta(days=1)


def morning(day: dt.date) -> dt.datetime:
    """Return the hour of a day at which reminders begin, in Stockholm."""
    return timezone.make_aware(dt.datetime.combine(day, MORNING))
