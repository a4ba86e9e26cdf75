"""What a mentor follows: its groups, how far each mentee has come, and what each has shared with it."""

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse

from benchmarking.method.versions import method_of
from benchmarking.overview.board import read_board
from benchmarking.overview.matrix import Section, sections_of
from benchmarking.sharing.reading import ReleaseLine, releases_from
from cohorts.access import Access, OpenSeat
from cohorts.models import Cohort, Pairing
from cohorts.roles import PairingKind


@dataclass(frozen=True, slots=True)
class FollowedGroup:
    """A group that the mentor follows, and in which way."""

    title: str
    role: str
    contacts_url: str
    compare_url: str


@dataclass(frozen=True, slots=True)
class MentorPage:
    """The mentor's page of one round: states, counts and dates of the mentees, and what they have shared.

    ``seat`` is the mentor's seat that it is seen from, ``others`` are those the person has in other rounds.
    """

    seat: OpenSeat | None
    others: tuple[OpenSeat, ...] = ()
    groups: tuple[FollowedGroup, ...] = ()
    steps: tuple[tuple[int, str], ...] = ()
    sections: tuple[Section, ...] = ()
    releases: tuple[ReleaseLine, ...] = ()


def mentor_page(access: Access, hat: int | None, today: dt.date) -> MentorPage:
    """Read the page of the mentor's seat that the person wears as hat, else of the latest one.

    Ten statements, however many groups and mentees.
    """
    seats = [seat for seat in access.seats if seat.is_mentor and seat.in_trio]
    seat = next((seat for seat in seats if seat.pk == hat), seats[-1] if seats else None)
    if seat is None:
        return MentorPage(None)
    others = tuple(other for other in seats if other.cohort_id != seat.cohort_id)
    pairings = list(
        Pairing.objects.filter(mentor=seat.room_id, ended_at=None)
        .select_related("group__room")
        .order_by("group__room__title")
    )
    if not pairings:
        return MentorPage(seat, others)
    cohort = Cohort.objects.select_related("room").get(pk=seat.cohort_id)
    board = read_board(cohort, method_of(cohort.pk), today, groups=[pairing.group_id for pairing in pairings])
    return MentorPage(
        seat=seat,
        others=others,
        groups=tuple(_followed(seat, pairing) for pairing in pairings),
        steps=board.steps,
        sections=sections_of(board, board.groups),
        releases=releases_from(access, [line.room_id for group in board.groups for line in group.lines]),
    )


def _followed(seat: OpenSeat, pairing: Pairing) -> FollowedGroup:
    address = {"cohort": seat.cohort, "group": pairing.group.slug}
    return FollowedGroup(
        title=pairing.group.room.title,
        role=PairingKind(pairing.kind).label,
        contacts_url=reverse("cohorts:group_contacts", kwargs=address),
        compare_url=f"{reverse('benchmarking:group', kwargs=address)}#jamfor",
    )
