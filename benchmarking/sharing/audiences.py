"""Who is in an audience now, and who may read a release."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from access.gates import Lineage
from benchmarking.sharing.models import AudienceKind, Release, ReleaseAudience
from cohorts.access import Access, OpenSeat
from cohorts.models import GroupMembership, Pairing, Participation, Room
from cohorts.roles import Function, Part
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
            GroupMembership.objects.filter(participation=participation, left_at=None).values_list(
                "group_id", flat=True
            )
        )
    return [_readers(room, without=participation.pk) for room in Room.objects.filter(pk__in=ids).order_by("pk")]


def _readers(group: Room, *, without: int) -> GroupReaders:
    members = Q(memberships__group=group.pk, memberships__left_at=None)
    mentors = Q(pairings__group=group.pk, pairings__ended_at=None)
    readers = Participation.objects.filter(members | mentors).exclude(pk=without).distinct()
    found = dict(readers.values_list("pk", "organisation__name"))
    return GroupReaders(
        room_id=group.pk,
        title=group.title,
        reader_rooms=frozenset(found),
        names=tuple(sorted(found.values(), key=swedish_order)),
    )


def readable(access: Access) -> QuerySet[Release]:
    """Return every release that ``access`` may read, withdrawn ones too: the one rule of design §3.

    Owners by their own room; leaders by ``read_releases`` from above; a group's readers by ``read_shared`` on
    the group and an open trio seat in a room pinned when the owner shared; the conference by the cohort's
    trios, and by its observers within their county.
    """
    shared = access.rooms("read_shared")
    seated = [seat.room_id for seat in access.seats if seat.in_trio]
    audiences = Q(kind=AudienceKind.GROUP, room__in=shared, readers__room__in=seated)
    audiences |= Q(kind=AudienceKind.CONFERENCE, room__in=shared)
    for seat in access.seats:
        if seat.function == Function.OBSERVER and access.allows((seat.room_id,), "read_approved"):
            audiences |= _observed(seat)
    opened = ReleaseAudience.objects.filter(audiences)
    return Release.objects.filter(
        Q(pk__in=Release.objects.visible_to(access, "read_drafts"))
        | Q(pk__in=Release.objects.visible_to(access, "read_releases"))
        | Q(pk__in=opened.values("release"))
    )


def _observed(seat: OpenSeat) -> Q:
    """Return the conference audiences that an observer's seat covers: of its cohort, or of every one."""
    where = Q(room=seat.room_id) | Q(room__parent=seat.room_id)
    county = Q(release__room__participation__organisation__county_code=seat.county_code) if seat.county_code else Q()
    return Q(kind=AudienceKind.CONFERENCE) & where & county


def admits(access: Access, release: Release) -> Lineage | None:
    """Return the release's own lineage if ``access`` may read it, else None."""
    return release.room.lineage if readable(access).filter(pk=release.pk).exists() else None
