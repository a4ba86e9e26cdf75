"""Who is in an audience now, and who may read a release."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q

from access.gates import Lineage
from benchmarking.sharing.models import AudienceKind, Release, ReleaseAudience
from cohorts.access import Access
from cohorts.models import GroupMembership, Pairing, Participation, Room
from cohorts.roles import Part
from cohorts.sorting import swedish_order


@dataclass(frozen=True, slots=True)
class GroupReaders:
    """A group that an organisation can share with, and who reads there now."""

    room_id: int
    title: str
    reader_rooms: frozenset[int]
    names: tuple[str, ...]


def groups_of(participation: Participation) -> list[GroupReaders]:
    """Return the current group of a participant, or each group that a mentor organisation follows."""
    if participation.part == Part.MENTOR:
        ids = list(Pairing.objects.filter(mentor=participation, ended_at=None).values_list("group_id", flat=True))
    else:
        ids = list(
            GroupMembership.objects.filter(participation=participation, left_at=None).values_list("group_id", flat=True)
        )
    return [_readers(room, without=participation.pk) for room in Room.objects.filter(pk__in=ids).order_by("pk")]


def _readers(group: Room, *, without: int) -> GroupReaders:
    members = Q(memberships__group=group.pk, memberships__left_at=None)
    mentors = Q(pairings__group=group.pk, pairings__ended_at=None)
    readers = Participation.objects.filter(members | mentors).exclude(pk=without).distinct()
    found = {pk: name for pk, name in readers.values_list("pk", "organisation__name")}
    return GroupReaders(
        room_id=group.pk,
        title=group.title,
        reader_rooms=frozenset(found),
        names=tuple(sorted(found.values(), key=swedish_order)),
    )


def admits(access: Access, release: Release) -> Lineage | None:
    """Return the lineage of the room through which ``access`` may read ``release``, or None.

    Owners read by their own room; a leader by ``read_releases`` from above; a group's readers by
    ``read_shared`` on the group and an open seat in a pinned room; the conference by the cohort's seats and
    its observers within their county (design §3). ``release.room`` comes with its parents and organisation.
    """
    own = release.room.lineage
    if access.allows(own, "read_drafts") or access.allows(own, "read_releases"):
        return own
    seated = {seat.room_id for seat in access.seats if seat.in_trio}
    for audience in release.audiences.prefetch_related("readers"):
        here = (audience.room_id,)
        if audience.kind == AudienceKind.GROUP:
            if access.allows(here, "read_shared") and seated & {reader.room_id for reader in audience.readers.all()}:
                return here
        elif access.allows(here, "read_shared") or _observes(access, release):
            return here
    return None


def _observes(access: Access, release: Release) -> bool:
    """Tell whether an observer seat on the cohort or programme covers the organisation's county."""
    county = release.room.participation.organisation.county_code
    for room in release.room.lineage[1:]:
        if access.allows((room,), "read_approved") and access.counties_in(room) & {"", county}:
            return True
    return False


def readable_in_group(access: Access, group_room: Room) -> Collection[Release]:
    """Return the releases to a group that ``access`` may read there, newest first, withdrawn ones left out."""
    releases = Release.objects.filter(withdrawn_at=None).select_related("room", "room__participation__organisation")
    if access.allows(group_room.lineage, "read_releases"):
        audiences = ReleaseAudience.objects.filter(kind=AudienceKind.GROUP, room=group_room)
    elif access.allows(group_room.lineage, "read_shared"):
        seated = [seat.room_id for seat in access.seats if seat.in_trio]
        audiences = ReleaseAudience.objects.filter(
            Q(readers__room__in=seated) | Q(release__room__in=seated), kind=AudienceKind.GROUP, room=group_room
        )
    else:
        return []
    return list(releases.filter(pk__in=audiences.values("release")).order_by("-published_at"))
