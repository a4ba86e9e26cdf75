"""The people of a round: every organisation under its group, with its seats and how their offers stand."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from cohorts.mentors import MentorNames, mentors_of
from cohorts.models import BenchmarkGroup, Cohort, Participation
from cohorts.roles import Part
from cohorts.seating import SeatRow, Tenure, past_holders, seats_in
from cohorts.sorting import swedish_order

#: What the page may be narrowed to: the word in the address → which seats stay.
FILTERS: dict[str, Callable[[SeatRow], bool]] = {
    "": lambda _seat: True,
    "vakanta": lambda seat: seat.is_vacant,
    "inbjudna": lambda seat: seat.waits,
}


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    """An organisation in the round and those of its seats that pass the filter."""

    name: str
    slug: str
    has_left: bool
    seats: tuple[SeatRow, ...]


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group with its mentors; ``slug`` is "" for those outside the groups."""

    name: str
    slug: str
    mentors: MentorNames | None
    organisations: tuple[OrganisationRow, ...]


@dataclass(frozen=True, slots=True)
class People:
    """Everybody in a round. The counts are of the whole round, whatever the filter."""

    groups: tuple[GroupRow, ...]
    leaders: tuple[SeatRow, ...]
    organisations: int
    seats: int
    vacant: int
    invited: int
    held: int


@dataclass(frozen=True, slots=True)
class Team:
    """One organisation's people: the trio, the home team, and who was here before."""

    group: str
    group_slug: str
    mentors: MentorNames | None
    trio: tuple[SeatRow, ...]
    home_team: tuple[SeatRow, ...]
    past: tuple[Tenure, ...]


def people_of(cohort: Cohort, *, contacts: bool, only: str = "") -> People:
    """Return the people of ``cohort`` in six statements, however many organisations there are.

    ``contacts`` says whether the reader may see mail addresses; ``only`` is a key of ``FILTERS``.
    """
    participations = list(
        Participation.objects.filter(cohort=cohort)
        .select_related("organisation", "room")
        .order_by("organisation__sort_key")
    )
    groups = list(BenchmarkGroup.objects.filter(cohort=cohort).select_related("room"))
    mentors = mentors_of(group.pk for group in groups)
    seats = seats_in([cohort.pk, *(each.pk for each in participations)], contacts=contacts)
    leaders = seats.pop(cohort.pk, ())
    every = [seat for row in seats.values() for seat in row]

    def rows(members: Iterable[Participation]) -> tuple[OrganisationRow, ...]:
        return tuple(filter(None, (_organisation_row(each, seats.get(each.pk, ()), only) for each in members)))

    found = [
        GroupRow(
            name=group.room.title,
            slug=group.slug,
            mentors=mentors.get(group.pk),
            organisations=rows(each for each in participations if each.room.parent_id == group.pk),
        )
        for group in sorted(groups, key=lambda group: swedish_order(group.room.title))
    ]
    outside = [each for each in participations if each.room.parent_id == cohort.pk]
    found += [
        GroupRow("Mentorer", "", None, rows(each for each in outside if each.part == Part.MENTOR)),
        GroupRow("Ännu utan grupp", "", None, rows(each for each in outside if each.part != Part.MENTOR)),
    ]
    return People(
        groups=tuple(group for group in found if group.organisations),
        leaders=tuple(seat for seat in leaders if FILTERS[only](seat)),
        organisations=len(participations),
        seats=len(every),
        vacant=sum(seat.is_vacant for seat in every),
        invited=sum(seat.waits for seat in every),
        held=sum(seat.is_held for seat in (*every, *leaders)),
    )


def _organisation_row(participation: Participation, seats: tuple[SeatRow, ...], only: str) -> OrganisationRow | None:
    shown = tuple(seat for seat in seats if FILTERS[only](seat))
    if not shown:
        return None
    organisation = participation.organisation
    return OrganisationRow(organisation.name, organisation.slug, participation.has_left, shown)


def team_of(participation: Participation, *, contacts: bool) -> Team:
    """Return one organisation's people in six statements; ``contacts`` as in ``people_of``."""
    seats = seats_in([participation.pk], contacts=contacts).get(participation.pk, ())
    group = BenchmarkGroup.objects.filter(pk=participation.room.parent_id).select_related("room").first()
    return Team(
        group=group.room.title if group else "",
        group_slug=group.slug if group else "",
        mentors=mentors_of([group.pk]).get(group.pk) if group else None,
        trio=tuple(seat for seat in seats if seat.in_trio),
        home_team=tuple(seat for seat in seats if not seat.in_trio),
        past=past_holders(participation.pk),
    )
