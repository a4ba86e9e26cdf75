"""How much of a group's meetings a person may see (design §3, §4)."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from access.gates import Can
from benchmarking.meetings.models import Meeting, MeetingState
from cohorts.access import Access
from cohorts.models import BenchmarkGroup, GroupMembership, Pairing


@dataclass(frozen=True, slots=True)
class Period:
    """From when until when somebody belonged to a group."""

    start: dt.datetime
    end: dt.datetime


@dataclass(frozen=True, slots=True)
class Sight:
    """Whether drafts are read, and, for those who have left, the periods whose meetings they still read."""

    drafts: bool
    periods: tuple[Period, ...] | None = None

    @property
    def is_past(self) -> bool:
        """Tell whether the person has left the group."""
        return self.periods is not None

    def covers(self, meeting: Meeting) -> bool:
        """Tell whether the meeting may be known: for those who have left, one held while they belonged."""
        return self.periods is None or self._period_of(meeting) is not None

    def until(self, meeting: Meeting) -> dt.datetime | None:
        """Return when the period that the meeting was held in ended, or None for those who belong."""
        period = self._period_of(meeting)
        return period.end if period else None

    def _period_of(self, meeting: Meeting) -> Period | None:
        if meeting.state in (MeetingState.PLANNED, MeetingState.INVITED, MeetingState.CANCELLED):
            return None
        began = timezone.make_aware(dt.datetime.combine(meeting.day, meeting.starts_at))
        return next((period for period in self.periods or () if period.start <= began <= period.end), None)


def sight_of(access: Access, can: Can, group: BenchmarkGroup) -> Sight:
    """Return how the person sees the group's meetings: as one of it, from above, or as one who has left."""
    if can["read_group_meeting"]:
        return Sight(drafts=True)
    if can["read_sent_notes"] or not can["read_past_meeting"]:
        return Sight(drafts=False)
    return Sight(drafts=False, periods=_periods(access, group))


def _periods(access: Access, group: BenchmarkGroup) -> tuple[Period, ...]:
    rooms = [seat.room_id for seat in access.seats if seat.in_trio]
    belonged = GroupMembership.objects.filter(group=group, participation__in=rooms, left_at__isnull=False)
    followed = Pairing.objects.filter(group=group, mentor__in=rooms, ended_at__isnull=False)
    spans = belonged.values_list("joined_at", "left_at").union(
        followed.values_list("started_at", "ended_at"), all=True
    )
    return tuple(Period(start, end) for start, end in spans if end is not None)
