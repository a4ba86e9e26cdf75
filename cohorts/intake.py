"""Trios for many organisations from one list: first what would happen, row by row, then all of it or nothing.

Planning and taking in read the list the same way, the latter with the round's rooms held, so that what was shown is
what is done, or is refused with the rows that somebody else has changed meanwhile. No letter leaves here: they are
held until ``cohorts.outgoing`` lets them go.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import Q

from access.refusals import Refusal
from accounts.models import User
from cohorts import acts, outgoing, states
from cohorts.enrolment import Newcomer, enrol_all
from cohorts.group_plans import PLANNING, place_with_mentors
from cohorts.groups import LARGEST
from cohorts.lists import Typed
from cohorts.models import (
    ActKind,
    Cohort,
    CohortState,
    Invitation,
    InvitationState,
    Organisation,
    Participation,
    ParticipationState,
    PlannedPlace,
    Room,
    Seat,
)
from cohorts.naming import Finder, OrganisationNotFound
from cohorts.roles import TRIO, Function, Part
from cohorts.sorting import swedish_order
from cohorts.wording import listed


@dataclass(frozen=True, slots=True)
class Line:
    """One person of the list: whose seat it would be, what would happen, and what is wrong.

    ``outcome`` is "offer", "enrol" (the organisation comes into the round too), "known" (nothing to do), or "" where
    there are errors.
    """

    row: int
    organisation: str
    function: str
    name: str
    email: str
    title: str
    part: str
    mentor: str
    outcome: str
    errors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Intake:
    """What a list would do to a round."""

    lines: tuple[Line, ...]
    enrolled: int
    offered: int
    placed: int

    @property
    def wrong(self) -> tuple[Line, ...]:
        """Return the lines that must be put right; while there is one nothing is done."""
        return tuple(line for line in self.lines if line.errors)

    @property
    def wrong_rows(self) -> int:
        """Return how many rows of the list that is."""
        return len({line.row for line in self.wrong})

    @property
    def sentence(self) -> str:
        """Return what the list does in words, such as "30 nya organisationer och 90 inbjudningar."."""
        counted = (
            (self.enrolled, "ny organisation", "nya organisationer"),
            (self.offered, "inbjudan", "inbjudningar"),
            (self.placed, "organisation placerad hos sin mentor", "organisationer placerade hos sin mentor"),
        )
        said = [f"{count} {one if count == 1 else several}" for count, one, several in counted if count]
        return f"{listed(said or ['0 inbjudningar'])}."

    @property
    def changes_nothing(self) -> bool:
        """Tell whether everybody in the list has been offered a seat, or has it, already."""
        return not self.offered and not self.enrolled and not self.placed


class ListRefused(Refusal):
    """Some rows cannot be taken in; nothing has been."""

    def __init__(self, plan: Intake) -> None:
        """Keep the plan, which has the rows."""
        rows = f"{plan.wrong_rows} rader" if plan.wrong_rows != 1 else "En rad"
        super().__init__(f"{rows} behöver rättas. Inget är sparat.")
        self.plan = plan


@dataclass(frozen=True, slots=True)
class _Sitting:
    """That somebody has a seat, or an open offer of one, in the round."""

    organisation: int
    function: str
    email: str


class _Round:
    """The round as it is now: who is in it, who sits where, which seats may be offered, and the plan of its groups.

    Six statements.
    """

    def __init__(self, cohort: Cohort) -> None:
        self.cohort = cohort
        found = Participation.objects.filter(cohort=cohort).select_related("organisation")
        self.participations = {each.organisation_id: each for each in found}
        planned = PlannedPlace.objects.filter(room=cohort.pk).exclude(group__lead=None)
        places = list(planned.values_list("participation__organisation", "group__lead__organisation", "locked"))
        self.mentor_of = {whose: mentor for whose, mentor, _ in places}
        self.locked = {whose for whose, _, locked in places if locked}
        self.sittings: list[_Sitting] = []
        self.free: dict[tuple[int, str], list[Seat]] = defaultdict(list)
        of_room = {each.pk: each.organisation_id for each in self.participations.values()}
        seats = Seat.objects.filter(room__in=of_room, ended_at=None).select_related("holder").order_by("pk")
        offers = Invitation.objects.filter(room__in=of_room, state=InvitationState.OFFERED)
        waiting = {offer.seat_id: offer for offer in offers}
        for seat in seats:
            whose = of_room[seat.room_id]
            offer = waiting.get(seat.pk)
            if seat.holder is not None:
                self.sittings.append(_Sitting(whose, seat.function, seat.holder.email))
            elif offer is not None and not offer.has_expired:
                self.sittings.append(_Sitting(whose, seat.function, offer.email))
            else:
                self.free[whose, seat.function].append(seat)

    def room_for(self, organisation: int, function: str) -> int:
        """Return how many seats of a function may still be offered in an organisation, in the round or not."""
        if organisation in self.participations:
            return len(self.free[organisation, function])
        return int(self.cohort.required_seats.get(function, 0))


def plan_intake(cohort: Cohort, people: Sequence[Typed], *, twice_allowed: bool = False) -> Intake:
    """Return what the list would do, without doing it. ``twice_allowed``: one person may sit in two organisations.

    The trio is three people with three views of the same work, so nobody has two seats in one organisation, whatever
    is allowed (domain: politicians compare with politicians, managers with managers). Two organisations may share a
    manager, so that is asked for and not forbidden. Seven statements however long the list is.
    """
    return _Planner(cohort, people, twice_allowed=twice_allowed).plan


class _Planner:
    """Goes through a list once, and remembers where each mail address and each seat has been met."""

    def __init__(self, cohort: Cohort, people: Sequence[Typed], *, twice_allowed: bool) -> None:
        self.round = _Round(cohort)
        self.finder = Finder()
        self.twice_allowed = twice_allowed
        self._rows_of: dict[tuple[int, str], list[int]] = defaultdict(list)
        self._taken: Counter[tuple[int, str]] = Counter()
        self._parts: dict[int, Part] = {}
        self._takes: dict[int, int] = {}
        self._mentors = self._mentors_in(people)
        self.mentor_of: dict[int, int] = {}
        self._met: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
        for each in self.round.sittings:
            self._met[each.email].append((0, each.organisation, each.function))
        self.offers: list[tuple[Organisation, Typed]] = []
        self._enrolled: dict[int, tuple[Organisation, Part]] = {}
        lines = tuple(self._line(person) for person in people)
        counts = {"enrolled": len(self._enrolled), "offered": len(self.offers), "placed": len(self.mentor_of)}
        self.plan = Intake(lines=lines, **counts)

    @property
    def newcomers(self) -> list[Newcomer]:
        """Return the organisations that come into the round, in the order of the list."""
        return [
            Newcomer(organisation, part, self._takes.get(pk, LARGEST))
            for pk, (organisation, part) in self._enrolled.items()
        ]

    def _line(self, person: Typed) -> Line:
        organisation, errors = self._organisation(person)
        line = Line(
            row=person.row,
            organisation=organisation.full_name if organisation else person.organisation or person.code,
            function=person.function.label if person.function else "",
            name=person.name,
            email=person.email,
            title=person.title,
            part="",
            mentor=person.mentor,
            outcome="",
            errors=(*person.errors, *errors),
        )
        if organisation is None or person.function is None:
            return line
        part, errors = self._part(organisation, person)
        errors += self._capacity(organisation, part, person)
        errors += self._mentor(organisation, part, person)
        line = replace(line, part=part.label, errors=(*line.errors, *errors))
        if line.errors:
            return line
        if _Sitting(organisation.pk, person.function, person.email) in self.round.sittings:
            return replace(line, outcome="known")
        errors = self._seat(organisation, person.function, person)
        if errors:
            return replace(line, errors=errors)
        self.offers.append((organisation, person))
        if organisation.pk in self.round.participations:
            return replace(line, outcome="offer")
        self._enrolled[organisation.pk] = (organisation, part)
        return replace(line, outcome="enrol")

    def _organisation(self, person: Typed) -> tuple[Organisation | None, tuple[str, ...]]:
        if not (person.organisation or person.code):
            return None, ()
        try:
            coded = self.finder.coded(person.code) if person.code else None
            named = self.finder.named(person.organisation) if person.organisation else None
        except OrganisationNotFound as unknown:
            return None, (str(unknown),)
        if coded and named and coded != named:
            return None, (f"Koden {person.code} är {coded.full_name}, men på raden står {person.organisation}.",)
        return coded or named, ()

    def _part(self, organisation: Organisation, person: Typed) -> tuple[Part, tuple[str, ...]]:
        """Return how the organisation takes part, and what speaks against letting it."""
        present = self.round.participations.get(organisation.pk)
        name = organisation.full_name
        if present is None:
            part = self._parts.setdefault(organisation.pk, person.part or Part.PARTICIPANT)
            if person.part and person.part != part:
                return part, (f"{name} står som både deltagare och mentor i listan. Välj en av dem.",)
            return part, ()
        part = Part(present.part)
        if present.state == ParticipationState.WITHDRAWN:
            return part, (f"{name} har lämnat omgången.",)
        if present.state == ParticipationState.APPLIED:
            return part, (f"{name} har anmält sig men inte fått besked. Anta organisationen först.",)
        if person.part and person.part != part:
            return part, (f"{name} är med som {part.label.lower()}, inte {person.part.label.lower()}.",)
        return part, ()

    def _capacity(self, organisation: Organisation, part: Part, person: Typed) -> tuple[str, ...]:
        """Keep how many the organisation takes as mentor, or return why it cannot be so."""
        if person.capacity is None:
            return ()
        name, present = organisation.full_name, self.round.participations.get(organisation.pk)
        if part != Part.MENTOR:
            return (f"{name} är inte mentor. Bara en mentor tar emot organisationer.",)
        takes = self._takes.setdefault(organisation.pk, present.mentor_capacity if present else person.capacity)
        if takes == person.capacity:
            return ()
        if present:
            return (f"{name} tar redan emot {takes} i omgången. Ändra det på sidan med organisationens önskemål.",)
        return (f"{name} tar emot både {takes} och {person.capacity} i listan. Välj ett av dem.",)

    def _mentors_in(self, people: Sequence[Typed]) -> dict[int, int]:
        """Return the mentors of the round and those that the list says are to be, with how many each takes."""
        here = self.round.participations
        found = {pk: each.mentor_capacity for pk, each in here.items() if each.part == Part.MENTOR}
        for person in people:
            if person.part == Part.MENTOR and (organisation := self._organisation(person)[0]):
                found.setdefault(organisation.pk, person.capacity or LARGEST)
        return found

    def _mentor(self, organisation: Organisation, part: Part, person: Typed) -> tuple[str, ...]:
        """Keep which mentor the organisation is to be with, or return why it cannot be so."""
        if not person.mentor:
            return ()
        name = organisation.full_name
        if part != Part.PARTICIPANT:
            return (f"{name} är mentor och kan inte vara hos en annan mentor.",)
        if self.round.cohort.state not in PLANNING:
            return (f"Grupperna är redan satta. Flytta {name} på sidan med grupper i stället.",)
        try:
            mentor = self.finder.named(person.mentor)
        except OrganisationNotFound as unknown:
            return (str(unknown),)
        if mentor.pk not in self._mentors:
            return (f"{mentor.full_name} är inte mentor i omgången eller i listan.",)
        return self._with(organisation, mentor)

    def _with(self, organisation: Organisation, mentor: Organisation) -> tuple[str, ...]:
        if self.mentor_of.get(organisation.pk, mentor.pk) != mentor.pk:
            return (f"{organisation.full_name} har två mentorer i listan. Välj en av dem.",)
        if organisation.pk in self.round.locked and self.round.mentor_of[organisation.pk] == mentor.pk:
            return ()
        self.mentor_of[organisation.pk] = mentor.pk
        there = {whose for whose, its in self.round.mentor_of.items() if its == mentor.pk} - self.mentor_of.keys()
        takes = self._mentors[mentor.pk]
        if len(there) + list(self.mentor_of.values()).count(mentor.pk) > takes:
            return (f"{mentor.full_name} tar emot {takes} organisationer, och har redan så många.",)
        return ()

    def _seat(self, organisation: Organisation, function: Function, person: Typed) -> tuple[str, ...]:
        """Take the seat for this row, or return why it cannot."""
        place = (organisation.pk, function.value)
        against = self._met_before(organisation, function, person) or self._no_room(organisation, function)
        if against:
            return (against,)
        self._taken[place] += 1
        self._rows_of[place].append(person.row)
        self._met[person.email].append((person.row, *place))
        return ()

    def _met_before(self, organisation: Organisation, function: Function, person: Typed) -> str:
        for row, whose, other in self._met[person.email]:
            met = f"{person.email} står redan {f'på rad {row}' if row else 'i omgången'}"
            if whose == organisation.pk and other == function.value:
                return f"{met} för samma plats."
            if whose == organisation.pk:
                return f"{met} för {organisation.full_name}. En person har en plats i varje organisation."
            if not self.twice_allowed:
                return (
                    f"{met} för en annan organisation. "
                    "Rätta adressen, eller kryssa för att en person får sitta i två organisationer."
                )
        return ""

    def _no_room(self, organisation: Organisation, function: Function) -> str:
        place = (organisation.pk, function.value)
        if self._taken[place] < self.round.room_for(*place):
            return ""
        name, word = organisation.full_name, function.label.lower()
        if rows := self._rows_of[place]:
            return f"{name} har redan en {word} på rad {rows[0]}. Omgången har inte fler sådana platser."
        if self.round.cohort.required_seats.get(function.value):
            return f"{name} har redan en {word} på plats eller inbjuden. Öppna platsen först."
        return f"Omgången har ingen plats för {word}."


def free_places(cohort: Cohort) -> list[tuple[str, ...]]:
    """Return headings and a row for each seat that can be offered, to be filled in. Five statements."""
    present = _Round(cohort)
    rows = [
        (each.organisation.full_name, Function(seat.function).label, "", "", "", Part(each.part).label)
        for each in sorted(present.participations.values(), key=lambda each: swedish_order(each.organisation.name))
        for function in TRIO
        for seat in present.free[each.organisation_id, function.value]
        if each.state not in {ParticipationState.WITHDRAWN, ParticipationState.APPLIED}
    ]
    return [("Organisation", "Funktion", "Namn", "E-post", "Titel", "Del"), *rows]


@transaction.atomic
def take_in(cohort: Cohort, people: Sequence[Typed], *, by: User, twice_allowed: bool = False) -> Intake:
    """Enrol the organisations of the list and offer its seats, with the letters held; return what was done.

    Raises ``ListRefused`` with the rows to put right, and what ``states.require`` raises; then nothing is written.
    """
    states.require(cohort.room, states.STEER)
    under = Q(parent=cohort.pk) | Q(parent__parent=cohort.pk)
    list(Room.objects.select_for_update(no_key=True, of=("self",)).filter(under).order_by("pk"))
    held = Cohort.objects.select_related("room").get(pk=cohort.pk)
    planner = _Planner(held, people, twice_allowed=twice_allowed)
    if planner.plan.wrong:
        raise ListRefused(planner.plan)
    state = ParticipationState.ACTIVE if held.state == CohortState.RUNNING else ParticipationState.ADMITTED
    enrol_all(held, planner.newcomers, state=state)
    outgoing.offer_all(_placed(held, planner.offers), by=by)
    if planner.mentor_of:
        of = dict(Participation.objects.filter(cohort=held).values_list("organisation", "pk"))
        place_with_mentors(held, mentor_of={of[one]: of[its] for one, its in planner.mentor_of.items()}, by=by)
    if not planner.plan.changes_nothing:
        acts.record(held.pk, ActKind.TAKEN_IN, planner.plan.sentence.removesuffix("."), by=by)
    return planner.plan


def _placed(cohort: Cohort, offers: Iterable[tuple[Organisation, Typed]]) -> Sequence[tuple[Seat, outgoing.Invitee]]:
    """Give each person a free seat of the round, as it is now that everybody is enrolled."""
    free: Mapping[tuple[int, str], list[Seat]] = _Round(cohort).free
    placed = []
    for organisation, person in offers:
        seat = free[organisation.pk, person.function or ""].pop(0)
        placed.append((seat, outgoing.Invitee(name=person.name, email=person.email, title=person.title)))
    return placed
