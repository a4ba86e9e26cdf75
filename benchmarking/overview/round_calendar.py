"""The calendar of a round: its own days and the groups' meetings, by month and week."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse

from benchmarking.meetings.models import MeetingState
from benchmarking.overview.board import HERE
from benchmarking.overview.own_days import known_meetings
from cohorts.access import Access
from cohorts.models import Cohort, Milestone


@dataclass(frozen=True, slots=True)
class CalendarLine:
    """A day of the round, or a group's meeting. ``change_url`` is where a day of the round is changed."""

    day: dt.date
    starts_at: dt.time | None
    ends_at: dt.time | None
    text: str
    who: str
    url: str
    change_url: str
    is_cancelled: bool

    @property
    def week(self) -> int:
        """Return the number of the week."""
        return self.day.isocalendar().week


@dataclass(frozen=True, slots=True)
class Month:
    """A month and what is in it, in order."""

    first: dt.date
    lines: tuple[CalendarLine, ...]


@dataclass(frozen=True, slots=True)
class CalendarPage:
    """What the page shows: months to come with this one, and those that have been."""

    cohort: Cohort
    today: dt.date
    coming: tuple[Month, ...]
    past: tuple[Month, ...]


def read_calendar(cohort: Cohort, access: Access, today: dt.date, *, steers: bool) -> CalendarPage:
    """Return the calendar as the person sees it, in two statements: the round's days, and meetings one may know of.

    ``steers`` says whether the days may be changed.
    """
    lines = sorted(
        [*_days(cohort, steers=steers), *_meetings(cohort, access)],
        key=lambda line: (line.day, line.starts_at or dt.time.min, line.text, line.who),
    )
    months = [Month(first, tuple(rows)) for first, rows in groupby(lines, key=lambda line: line.day.replace(day=1))]
    here = today.replace(day=1)
    return CalendarPage(
        cohort=cohort,
        today=today,
        coming=tuple(month for month in months if month.first >= here),
        past=tuple(month for month in months if month.first < here),
    )


def _days(cohort: Cohort, *, steers: bool) -> Iterator[CalendarLine]:
    for day in Milestone.objects.filter(room=cohort.room_id):
        change = reverse("benchmarking:milestone_edit", args=[cohort.slug, day.pk]) if steers else ""
        yield CalendarLine(day.day, None, None, day.title, "Alla", "", change, is_cancelled=False)


def _meetings(cohort: Cohort, access: Access) -> Iterator[CalendarLine]:
    rows = known_meetings(access).filter(room__benchmarkgroup__cohort=cohort)
    pattern = reverse("benchmarking:meeting", args=[cohort.slug, HERE, 0])
    for day, starts_at, ends_at, title, number, group, slug, state in rows.values_list(
        "day", "starts_at", "ends_at", "title", "number", "room__title", "room__benchmarkgroup__slug", "state"
    ):
        url = pattern.replace(f"{HERE}/moten/0", f"{slug}/moten/{number}")
        cancelled = state == MeetingState.CANCELLED
        yield CalendarLine(day, starts_at, ends_at, title, group, url, "", is_cancelled=cancelled)
