"""What a mentor follows: its groups, how far each mentee has come, and what each has shared with it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from benchmarking.meetings.reading import NextMeeting, next_meetings
from benchmarking.method.content import Content
from benchmarking.method.versions import method_of
from benchmarking.sharing.reading import ReleaseLine, releases_from
from benchmarking.workspace.progress import StepState, due_days_of, step_states
from cohorts.access import Access
from cohorts.models import GroupMembership, Pairing
from cohorts.roles import PairingKind
from cohorts.vacancies import missing_functions


@dataclass(frozen=True, slots=True)
class Mentee:
    """One organisation that the mentor follows: states, counts and dates, never drafts."""

    name: str
    url: str
    steps: tuple[tuple[int, str, StepState], ...]
    missing: tuple[str, ...]
    releases: tuple[ReleaseLine, ...]


@dataclass(frozen=True, slots=True)
class FollowedGroup:
    """A group that the mentor follows, in which way, with its mentees."""

    title: str
    url: str
    contacts_url: str
    role: str
    cohort_name: str
    next_meeting: NextMeeting | None
    mentees: tuple[Mentee, ...]


def followed_groups(access: Access, today: dt.date) -> tuple[FollowedGroup, ...]:
    """Return the groups that the person's mentor seats follow now, in statements per round, not per group."""
    mentors = [seat.room_id for seat in access.seats if seat.is_mentor and seat.in_trio]
    pairings = list(
        Pairing.objects.filter(mentor__in=mentors, ended_at=None)
        .select_related("group__cohort", "group__room")
        .order_by("group__cohort__starts_on", "group__room__title")
    )
    members = _members(pairing.group_id for pairing in pairings)
    meetings = next_meetings(members)
    releases = releases_from(access, [room for rows in members.values() for room, _, _ in rows])
    by_cohort = {pairing.group.cohort_id: pairing.group.cohort for pairing in pairings}
    states: dict[tuple[int, str], StepState] = {}
    contents: dict[int, Content] = {}
    vacant: dict[int, tuple[str, ...]] = {}
    for pk, cohort in by_cohort.items():
        rooms = [room for p in pairings if p.group.cohort_id == pk for room, _, _ in members[p.group_id]]
        contents[pk] = method_of(pk)
        states |= step_states(rooms, contents[pk], due_days_of(pk), today)
        vacant |= {
            room: tuple(f.label for f in missing)
            for room, missing in missing_functions(rooms, cohort.required_seats).items()
        }
    return tuple(
        FollowedGroup(
            title=pairing.group.room.title,
            url=reverse(
                "benchmarking:group", kwargs={"cohort": pairing.group.cohort.slug, "group": pairing.group.slug}
            ),
            contacts_url=reverse(
                "cohorts:group_contacts", kwargs={"cohort": pairing.group.cohort.slug, "group": pairing.group.slug}
            ),
            role=PairingKind(pairing.kind).label,
            cohort_name=pairing.group.cohort.name,
            next_meeting=meetings.get(pairing.group_id),
            mentees=tuple(
                Mentee(
                    name=name,
                    url=reverse(
                        "benchmarking:participation",
                        kwargs={"cohort": pairing.group.cohort.slug, "organisation": slug},
                    ),
                    steps=tuple(
                        (step.number, step.short_title, states[room, step.key])
                        for step in contents[pairing.group.cohort_id].steps
                    ),
                    missing=vacant[room],
                    releases=tuple(line for line in releases if line.room_id == room),
                )
                for room, name, slug in members[pairing.group_id]
            ),
        )
        for pairing in pairings
    )


def _members(groups: Iterable[int]) -> dict[int, list[tuple[int, str, str]]]:
    """Return group → (room, name, slug) of its organisations now, in alphabetical order."""
    members: dict[int, list[tuple[int, str, str]]] = {group: [] for group in groups}
    for group, room, name, slug in (
        GroupMembership.objects.filter(group__in=members, left_at=None)
        .order_by("participation__organisation__sort_key")
        .values_list(
            "group_id", "participation_id", "participation__organisation__name", "participation__organisation__slug"
        )
    ):
        members[group].append((room, name, slug))
    return members
