"""The contacts of a group: every trio in it, its mentors, and those who lead the round."""

from dataclasses import dataclass

from cohorts.mentors import MentorNames, mentors_of
from cohorts.models import BenchmarkGroup, Pairing, Participation, Seat
from cohorts.roles import Function, PairingKind
from cohorts.seating import SeatRow, seats_in
from cohorts.sorting import swedish_order


@dataclass(frozen=True, slots=True)
class Team:
    """An organisation's trio. ``role`` says how a mentor stands to the group, else it is ""."""

    name: str
    slug: str
    role: str
    seats: tuple[SeatRow, ...]


@dataclass(frozen=True, slots=True)
class Leader:
    """Somebody who leads the round, and from where."""

    name: str
    email: str
    title: str
    room: str


@dataclass(frozen=True, slots=True)
class Contacts:
    """Whom one may write to about a group; ``mentors`` is None where it has none."""

    organisations: tuple[Team, ...]
    mentors: MentorNames | None
    mentor_teams: tuple[Team, ...]
    leaders: tuple[Leader, ...]

    @property
    def everybody(self) -> str:
        """Return every mail address once, as a mailto link takes them."""
        teams = (*self.organisations, *self.mentor_teams)
        addresses = [seat.email for team in teams for seat in team.seats] + [each.email for each in self.leaders]
        return ",".join(dict.fromkeys(filter(None, addresses)))


def contacts_of(group: BenchmarkGroup) -> Contacts:
    """Return the contacts of ``group`` in seven statements, however many are in it."""
    members = list(
        Participation.objects.filter(room__parent=group.pk)
        .select_related("organisation")
        .order_by("organisation__sort_key")
    )
    pairings = sorted(
        Pairing.objects.filter(group=group, ended_at=None).select_related("mentor__organisation"),
        key=lambda pairing: (pairing.kind != PairingKind.LEAD, swedish_order(pairing.mentor.organisation.name)),
    )
    seats = seats_in([each.pk for each in members] + [each.mentor_id for each in pairings], contacts=True)
    leaders = Seat.objects.filter(
        room__in=[group.cohort_id, group.cohort.room.parent_id], function=Function.LEADER, ended_at=None
    ).exclude(holder=None)
    return Contacts(
        organisations=tuple(_team(each, "", seats) for each in members),
        mentors=mentors_of([group.pk]).get(group.pk),
        mentor_teams=tuple(_team(each.mentor, PairingKind(each.kind).label, seats) for each in pairings),
        leaders=tuple(
            Leader(seat.holder.name, seat.holder.email, seat.title, seat.room.title)
            for seat in leaders.select_related("holder", "room").order_by("-room_id", "pk")
            if seat.holder is not None
        ),
    )


def _team(participation: Participation, role: str, seats: dict[int, tuple[SeatRow, ...]]) -> Team:
    trio = tuple(seat for seat in seats.get(participation.pk, ()) if seat.in_trio)
    return Team(participation.organisation.name, participation.organisation.slug, role, trio)
