"""The people around a group's table: the trios, the mentors, and the project leaders who may sit in."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from access.refusals import Refusal
from accounts.models import User
from cohorts.models import BenchmarkGroup, GroupMembership, Pairing, Participation, Seat
from cohorts.roles import TRIO, Function, PairingKind, Part, RoomKind
from cohorts.sorting import swedish_order

#: As what a chair sits at the table, in the order they are read.
PARTICIPANT, MENTOR, LEADER = "participant", "mentor", "leader"
#: What the project leaders' organisation is called among the others.
PROGRAMME = "SKR"


class SeatOutsideGroup(Refusal):
    """A seat that is not at this group's table."""

    sentence = "Personen hör inte till gruppen. Välj någon ur listan."


@dataclass(frozen=True, slots=True)
class Place:
    """One seat at the table. A vacant seat has no name and no ``user``."""

    seat: Seat
    side: str
    supports: bool
    organisation: str
    user: User | None

    @property
    def name(self) -> str:
        """Return who sits there, or nothing where the seat is vacant."""
        return self.user.name if self.user else ""

    @property
    def function(self) -> Function:
        """Return what the seat is for."""
        return Function(self.seat.function)

    @property
    def role(self) -> str:
        """Return the function in words: "Strateg"."""
        return self.function.label

    @property
    def where(self) -> str:
        """Return the organisation, and that it is a mentor: "Norrtälje, mentor"."""
        return f"{self.organisation}, mentor" if self.side == MENTOR else self.organisation

    @property
    def label(self) -> str:
        """Return the place in one line: "Marit Öhlund, strateg, Kalmar"."""
        return f"{self.name}, {self.role.lower()}, {self.where}"


def around(group: BenchmarkGroup) -> tuple[Place, ...]:
    """Return the open seats around the group's table, vacant ones too, in one statement.

    Participants' trios first, then mentors', then project leaders; organisations in Swedish order.
    """
    return _placed(_seats(group))


def around_with(group: BenchmarkGroup, seats: Iterable[int]) -> tuple[Place, ...]:
    """Return ``around`` and the named seats too, ended or moved ones: those whom a meeting already knows."""
    return _placed(_seats(group, also=Q(pk__in=seats)))


def members(group: BenchmarkGroup) -> list[Participation]:
    """Return the organisations of a group now, in Swedish order, in one statement."""
    now = Participation.objects.filter(memberships__group=group, memberships__left_at=None)
    return list(now.select_related("organisation").order_by("organisation__sort_key"))


def of_group(places: Iterable[Place]) -> list[Place]:
    """Keep the group's own people, filled seats of participants and mentors."""
    return [place for place in places if place.side != LEADER and place.user]


def may_chair(places: Iterable[Place]) -> list[Place]:
    """Keep those who may chair: a supporting mentor reads like the lead and does not chair (design §3)."""
    return [place for place in of_group(places) if not place.supports]


def require_seat(places: Iterable[Place], seat: Seat | None) -> None:
    """Raise ``SeatOutsideGroup`` unless ``seat`` is one of ``places`` or None."""
    if seat is not None and seat.pk not in {place.seat.pk for place in places}:
        raise SeatOutsideGroup


def _seats(group: BenchmarkGroup, *, also: Q | None = None) -> Iterable[Seat]:
    members = GroupMembership.objects.filter(group=group, left_at=None).values("participation")
    pairings = Pairing.objects.filter(group=group, ended_at=None)
    leaders = Q(room=group.cohort_id) | Q(room__kind=RoomKind.PROGRAMME)
    wanted = Q(ended_at=None) & (
        Q(function__in=TRIO, room__in=members)
        | Q(function__in=TRIO, room__in=pairings.values("mentor"))
        | (Q(function=Function.LEADER) & leaders)
    )
    support = pairings.filter(mentor=OuterRef("room"), kind=PairingKind.SUPPORT)
    return (
        Seat.objects.filter(wanted | also if also else wanted)
        .annotate(supports=Exists(support))
        .select_related("holder", "room__participation__organisation")
    )


def _placed(seats: Iterable[Seat]) -> tuple[Place, ...]:
    places = [_place(seat) for seat in seats]
    return tuple(sorted(places, key=lambda place: table_order(place.seat)))


def _place(seat: Seat) -> Place:
    holder = seat.holder if seat.holder and seat.holder.is_active else None
    return Place(
        seat=seat,
        side=side_of(seat),
        supports=seat.supports,  # type: ignore[attr-defined]  # annotated in _seats
        organisation=organisation_of(seat),
        user=holder,
    )


def side_of(seat: Seat) -> str:
    """Return as what a seat sits at the table; ``seat.room.participation`` comes with it."""
    if seat.function == Function.LEADER:
        return LEADER
    return MENTOR if seat.room.participation.part == Part.MENTOR else PARTICIPANT


def organisation_of(seat: Seat) -> str:
    """Return whom a seat speaks for: its organisation, or the programme for a project leader."""
    return PROGRAMME if seat.function == Function.LEADER else seat.room.participation.organisation.name


def table_order(seat: Seat) -> tuple[int, str, int, int]:
    """Return the key that puts seats in the order of the table: see ``around``."""
    sides = (PARTICIPANT, MENTOR, LEADER)
    functions = (*TRIO, Function.LEADER)
    organisation = swedish_order(organisation_of(seat))
    return sides.index(side_of(seat)), organisation, functions.index(Function(seat.function)), seat.pk
