"""Lists of releases, as the pages of organisations, groups and mentors show them."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse

from benchmarking.method.versions import content_of
from benchmarking.sharing.audiences import OBSERVED, readable
from benchmarking.sharing.models import Release
from benchmarking.sharing.steps import present_key
from cohorts.access import Access
from cohorts.models import Room


@dataclass(frozen=True, slots=True)
class ReleaseLine:
    """One release in a list: whose, what, when, and where to read it.

    ``key`` is what it is known by in the version that its round follows: a step's, or ``step/worksheet``.
    """

    room_id: int
    organisation: str
    title: str
    key: str
    number: int
    published_at: dt.datetime
    withdrawn: bool
    url: str

    @property
    def step_key(self) -> str:
        """Return the key of the step that it is made from, or from a worksheet of."""
        return self.key.partition("/")[0]


def releases_for_group(access: Access, group_room: Room) -> tuple[ReleaseLine, ...]:
    """Return the newest of each thing shared with a group that ``access`` may read, latest first, in one statement."""
    return releases_for_groups(access, [group_room.pk])


def releases_for_groups(access: Access, groups: Collection[int]) -> tuple[ReleaseLine, ...]:
    """Return the same for several groups, by their rooms' ids, in one statement."""
    return _newest(readable(access).filter(audiences__room__in=groups))


def releases_from(access: Access, rooms: Collection[int]) -> tuple[ReleaseLine, ...]:
    """Return the newest of each thing that several participations share and ``access`` may read. One statement."""
    return _newest(readable(access).filter(room__in=rooms))


def releases_observed(access: Access) -> tuple[ReleaseLine, ...]:
    """Return the newest of each thing shared for a conference or openly that ``access`` may read. One statement."""
    return _newest(readable(access).filter(audiences__kind__in=OBSERVED))


def releases_of_room(access: Access, room_id: int) -> tuple[ReleaseLine, ...]:
    """Return every release of a participation that ``access`` may read, withdrawn ones too, in one statement."""
    return _lines(_with_owner(readable(access).filter(room=room_id)).order_by("-number"))


def newest_of(access: Access, release: Release) -> int:
    """Return the number of the newest standing release of the same thing that ``access`` may read, else 0."""
    standing = _with_owner(readable(access).filter(room=release.room, kind=release.kind, withdrawn_at=None))
    return max((each.number for each in standing if _key(each) == _key(each, release.key)), default=0)


def _newest(releases: QuerySet[Release]) -> tuple[ReleaseLine, ...]:
    """Keep the newest standing release of each thing: the earlier ones are read at their own addresses."""
    standing = _with_owner(releases.filter(withdrawn_at=None))
    by_key = standing.order_by("room", "kind", "key", "-number").distinct("room", "kind", "key")
    # A step that has changed its key has a newest release under each: the last of these is the newest.
    in_order = sorted(by_key, key=lambda release: release.number)
    newest = {(release.room_id, release.kind, _key(release)): release for release in in_order}
    return _lines(sorted(newest.values(), key=lambda release: release.published_at, reverse=True))


def _with_owner(releases: QuerySet[Release]) -> QuerySet[Release]:
    """Take along what a line says of the owner, and what its round follows; the contents stay in the database."""
    follows = "room__participation__cohort__method_pin__version"
    owned = releases.select_related("room__participation__organisation", follows)
    return owned.defer("content", f"{follows}__content")


def _key(release: Release, key: str = "") -> str:
    """Return what the release, or another one of its room, is known by now."""
    return present_key(content_of(release.room.participation.cohort.method_pin.version), key or release.key)


def _lines(releases: Iterable[Release]) -> tuple[ReleaseLine, ...]:
    return tuple(
        ReleaseLine(
            room_id=release.room_id,
            organisation=release.room.participation.organisation.name,
            title=release.title,
            key=_key(release),
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
