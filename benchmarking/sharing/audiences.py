"""Who is in an audience now, and who may read a release."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import FilteredRelation, Q, QuerySet

from access.gates import Lineage
from benchmarking.sharing.models import AudienceKind, Release, ReleaseAudience
from cohorts.access import Access, OpenSeat
from cohorts.models import BenchmarkGroup, Participation
from cohorts.roles import Function, Part
from cohorts.sorting import swedish_order

#: What the trios of a cohort read without being pinned, and what its observers read (design §3).
WIDER = (AudienceKind.COHORT, AudienceKind.CONFERENCE, AudienceKind.PUBLIC)
OBSERVED = (AudienceKind.CONFERENCE, AudienceKind.PUBLIC)


@dataclass(frozen=True, slots=True)
class Reader:
    """An organisation that reads what is shared with a group: one of the group, or a mentor of it."""

    room_id: int
    name: str
    is_mentor: bool


@dataclass(frozen=True, slots=True)
class GroupReaders:
    """A group that an organisation can share with, and who reads there now: the group first, then its mentors."""

    room_id: int
    title: str
    readers: tuple[Reader, ...]


def groups_of(participation: Participation) -> tuple[GroupReaders, ...]:
    """Return the current group of a participant, or each group that a mentor organisation follows.

    One statement. The participation itself is not among the readers.
    """
    joined = Q(memberships__participation=participation, memberships__left_at=None)
    followed = Q(pairings__mentor=participation, pairings__ended_at=None)
    own = BenchmarkGroup.objects.filter(followed if participation.part == Part.MENTOR else joined)
    # The few members and mentors of a group come crosswise, so that one statement reads both.
    crossed = (
        BenchmarkGroup.objects.filter(pk__in=own)
        .annotate(
            member=FilteredRelation("memberships", condition=Q(memberships__left_at=None)),
            mentor=FilteredRelation("pairings", condition=Q(pairings__ended_at=None)),
        )
        .values_list(
            "pk",
            "room__title",
            "member__participation",
            "member__participation__organisation__name",
            "mentor__mentor",
            "mentor__mentor__organisation__name",
        )
    )
    found: dict[tuple[int, str], set[Reader]] = defaultdict(set)
    for group, title, member, member_name, mentor, mentor_name in crossed:
        here = {Reader(member, member_name, is_mentor=False), Reader(mentor, mentor_name, is_mentor=True)}
        found[group, title] |= {reader for reader in here if reader.room_id not in (None, participation.pk)}
    return tuple(GroupReaders(group, title, _ordered(found[group, title])) for group, title in sorted(found))


def _ordered(readers: Iterable[Reader]) -> tuple[Reader, ...]:
    return tuple(sorted(readers, key=lambda reader: (reader.is_mentor, swedish_order(reader.name))))


def readable(access: Access) -> QuerySet[Release]:
    """Return every release that ``access`` may read, withdrawn ones too: the one rule of design §3.

    Owners by their own room; leaders by ``read_releases`` from above; a group's readers by ``read_shared`` on
    the group and an open trio seat in a room pinned when the owner shared; what is for the cohort, the
    conference or everybody by the cohort's trios; the two latter by its observers too, within their county.
    Everybody else reads what is open at its public address (``public.py``).
    """
    shared = access.rooms("read_shared")
    seated = [seat.room_id for seat in access.seats if seat.in_trio]
    audiences = Q(kind=AudienceKind.GROUP, room__in=shared, readers__room__in=seated)
    audiences |= Q(kind__in=WIDER, room__in=shared)
    for seat in access.seats:
        if seat.function == Function.OBSERVER and access.allows((seat.room_id,), "read_approved"):
            audiences |= _observed(seat)
    opened = ReleaseAudience.objects.filter(audiences)
    return Release.objects.filter(
        Q(pk__in=Release.objects.visible_to(access, "read_drafts").values("pk"))
        | Q(pk__in=Release.objects.visible_to(access, "read_releases").values("pk"))
        | Q(pk__in=opened.values("release"))
    )


def _observed(seat: OpenSeat) -> Q:
    """Return the audiences of observers that an observer's seat covers: of its cohort, or of every one.

    A seat that names no county covers the whole of its room.
    """
    where = Q(room=seat.room_id) | Q(room__parent=seat.room_id)
    county = Q(release__room__participation__organisation__county_code=seat.county_code) if seat.county_code else Q()
    return Q(kind__in=OBSERVED) & where & county


def admits(access: Access, release: Release) -> Lineage | None:
    """Return the release's own lineage if ``access`` may read it, else None."""
    return release.room.lineage if readable(access).filter(pk=release.pk).exists() else None
