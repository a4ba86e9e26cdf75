"""The group's room as a page: who is in it, its meetings, what is promised and what is shared there."""

import datetime as dt
from dataclasses import dataclass

from access import clock
from benchmarking.meetings import circle
from benchmarking.meetings.circle import Place
from benchmarking.meetings.models import Meeting, MeetingState
from benchmarking.meetings.reading import FollowUpRow, open_follow_ups
from benchmarking.meetings.sight import Sight
from benchmarking.method.versions import NoMethod, method_of
from benchmarking.sharing.reading import ReleaseLine, releases_for_group, releases_for_groups
from cohorts.access import Access
from cohorts.mentors import MentorNames, mentors_of
from cohorts.models import BenchmarkGroup
from cohorts.roles import TRIO, Function
from cohorts.sorting import swedish_order
from cohorts.wording import listed


@dataclass(frozen=True, slots=True)
class SeatLine:
    """A function in an organisation, and who holds it: nobody where ``name`` is empty."""

    role: str
    name: str


@dataclass(frozen=True, slots=True)
class Member:
    """An organisation of the group with its trio."""

    name: str
    slug: str
    seats: tuple[SeatLine, ...]


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """A meeting in a list; ``is_past`` when its day has gone by."""

    number: int
    title: str
    day: dt.date
    starts_at: dt.time
    ends_at: dt.time
    place: str
    host: str
    state_label: str
    is_past: bool


@dataclass(frozen=True, slots=True)
class SharedStep:
    """A step that the group can compare, and which organisations have shared something of it."""

    key: str
    number: int
    title: str
    who: str


@dataclass(frozen=True, slots=True)
class GroupView:
    """A group's room. For those who have left it, its meetings of their time and nothing else."""

    title: str
    cohort_name: str
    reason_for_one: str
    cohort: str
    slug: str
    mentors: MentorNames | None
    members: tuple[Member, ...]
    meetings: tuple[MeetingLine, ...]
    next_meeting: MeetingLine | None
    follow_ups: tuple[FollowUpRow, ...]
    releases: tuple[ReleaseLine, ...]
    wider_releases: tuple[ReleaseLine, ...]
    steps: tuple[SharedStep, ...]
    is_past: bool


def read_group(group: BenchmarkGroup, sight: Sight, access: Access) -> GroupView:
    """Return the room as the person sees it, in a constant number of statements."""
    seen = [each for each in _meetings(group) if sight.covers(each)]
    lines = tuple(_line(each) for each in seen)
    coming = (_line(each) for each in seen if each.state in (MeetingState.PLANNED, MeetingState.INVITED))
    here = not sight.is_past
    releases = releases_for_group(access, group.room) if here else ()
    wider = releases_for_groups(access, [group.cohort_id]) if here else ()
    return GroupView(
        title=group.room.title,
        cohort_name=group.cohort.name,
        reason_for_one=group.reason_for_one,
        cohort=group.cohort.slug,
        slug=group.slug,
        mentors=mentors_of([group.pk]).get(group.pk) if here else None,
        members=_members(group) if here else (),
        meetings=lines,
        next_meeting=next((line for line in coming if not line.is_past), None),
        follow_ups=open_follow_ups(group.pk, drafts=sight.drafts) if here else (),
        releases=releases,
        wider_releases=tuple(line for line in wider if line not in releases),
        steps=_steps(group, releases) if access.allows((group.pk,), "read_shared") else (),
        is_past=sight.is_past,
    )


def _steps(group: BenchmarkGroup, releases: tuple[ReleaseLine, ...]) -> tuple[SharedStep, ...]:
    """Return the steps of the round's method, with those who have shared; none where no method is chosen yet."""
    try:
        content = method_of(group.cohort_id)
    except NoMethod:
        return ()
    return tuple(
        SharedStep(
            key=step.key,
            number=step.number,
            title=step.title,
            who=listed(
                sorted({each.organisation for each in releases if each.step_key == step.key}, key=swedish_order)
            ),
        )
        for step in content.steps
    )


def _meetings(group: BenchmarkGroup) -> list[Meeting]:
    return list(Meeting.objects.filter(room=group.pk).select_related("host__organisation"))


def _line(meeting: Meeting) -> MeetingLine:
    return MeetingLine(
        number=meeting.number,
        title=meeting.title,
        day=meeting.day,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        place=meeting.place,
        host=meeting.host.organisation.name if meeting.host else "",
        state_label=meeting.get_state_display(),
        is_past=meeting.day < clock.today(),
    )


def _members(group: BenchmarkGroup) -> tuple[Member, ...]:
    places = circle.around(group)
    return tuple(
        Member(
            name=each.organisation.name,
            slug=each.organisation.slug,
            seats=_seats([place for place in places if place.seat.room_id == each.pk]),
        )
        for each in circle.members(group)
    )


def _seats(places: list[Place]) -> tuple[SeatLine, ...]:
    """Return the trio; a function that nobody holds is a line without a name."""
    held = [SeatLine(place.role, place.name) for place in places]
    empty = [
        SeatLine(Function(function).label, "") for function in TRIO if function not in {p.function for p in places}
    ]
    order = [Function(function).label for function in TRIO]
    return tuple(sorted([*held, *empty], key=lambda line: order.index(line.role)))
