"""Lists of releases, as the pages of organisations, groups and mentors show them."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse

from benchmarking.sharing.audiences import readable
from benchmarking.sharing.models import Release
from cohorts.access import Access
from cohorts.models import Room


@dataclass(frozen=True, slots=True)
class ReleaseLine:
    """One release in a list: whose, what, when, for whom, and where to read it."""

    room_id: int
    organisation: str
    title: str
    key: str
    number: int
    published_at: dt.datetime
    withdrawn: bool
    url: str


def lines(releases: Iterable[Release]) -> tuple[ReleaseLine, ...]:
    """Return releases as lines; they come with ``room.participation`` and its organisation and cohort."""
    return tuple(
        ReleaseLine(
            room_id=release.room_id,
            organisation=release.room.participation.organisation.name,
            title=release.title,
            key=release.key,
            number=release.number,
            published_at=release.published_at,
            withdrawn=release.is_withdrawn,
            url=reverse(
                "benchmarking:release",
                kwargs={
                    "cohort": release.room.participation.cohort.slug,
                    "organisation": release.room.participation.organisation.slug,
                    "number": release.number,
                },
            ),
        )
        for release in releases
    )


def with_owner(releases: QuerySet[Release]) -> QuerySet[Release]:
    """Return the releases together with what a line says of their owner; the content stays in the database."""
    return releases.select_related("room__participation__organisation", "room__participation__cohort").defer("content")


def releases_for_group(access: Access, group_room: Room) -> tuple[ReleaseLine, ...]:
    """Return what ``access`` may read of what was shared with a group, newest first, in one statement."""
    return lines(
        with_owner(readable(access).filter(withdrawn_at=None, audiences__room=group_room)).order_by("-published_at")
    )


def releases_of_room(access: Access, room_id: int) -> tuple[ReleaseLine, ...]:
    """Return what ``access`` may read of what a participation has shared, newest first, in one statement."""
    return lines(with_owner(readable(access).filter(room=room_id)).order_by("-number"))


def releases_from(access: Access, rooms: Iterable[int]) -> tuple[ReleaseLine, ...]:
    """Return what ``access`` may read of what several participations share now, newest first, in one statement."""
    return lines(
        with_owner(readable(access).filter(room__in=list(rooms), withdrawn_at=None)).order_by("-published_at")
    )


def releases_observed(access: Access) -> tuple[ReleaseLine, ...]:
    """Return everything that stands and that ``access`` may read, newest first, in one statement."""
    return lines(with_owner(readable(access).filter(withdrawn_at=None)).order_by("-published_at"))
