"""The groups of a round as a leader sees them on one page: planned, or formed."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from cohorts.candidates import Field, field_of
from cohorts.formed import FormedGroup, formed_groups
from cohorts.group_plans import IN_GROUP, NEW, NOWHERE, PLANNING, WITH_MENTOR, planned_groups
from cohorts.groups import LARGEST
from cohorts.matching import ALIKE, SMALLEST, Candidate, group_cost, reasons
from cohorts.models import Cohort, CohortState, GroupPlan, Participation, PlannedGroup
from cohorts.roles import PairingKind
from cohorts.sorting import swedish_order
from cohorts.wording import listed, thousands


@dataclass(frozen=True, slots=True)
class Member:
    """An organisation on the board; ``has_left`` says that it is in a formed group still but has left the round."""

    pk: int
    name: str
    slug: str
    facts: str
    locked: bool = False
    has_left: bool = False


@dataclass(frozen=True, slots=True)
class Follower:
    """A mentor of a card: ``pk`` is the row's that may be taken away, None for the one whose card it is."""

    pk: int | None
    mentor: int
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Why:
    """Why organisations go together, what speaks against it, and what it costs each of them in the mean."""

    reasons: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    cost: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A group: who is in it, who follows it, and why they go together.

    ``to`` is what a place on it is called in a form; ``slug`` is the formed group's.
    """

    to: str
    name: str
    room: int
    members: tuple[Member, ...] = ()
    followers: tuple[Follower, ...] = ()
    why: Why = Why()
    reason_for_one: str = ""
    slug: str = ""

    @property
    def is_alone(self) -> bool:
        """Tell whether the group is one organisation."""
        return len(self.members) == 1

    @property
    def is_full(self) -> bool:
        """Tell whether nobody more has room."""
        return len(self.members) >= self.room

    @property
    def phrase(self) -> str:
        """Return the mentors in words: "Boden och Luleå, med stöd av Piteå"."""
        leads = [each.name for each in self.followers if each.role == PairingKind.LEAD.label]
        supports = [each.name for each in self.followers if each.role != PairingKind.LEAD.label]
        return listed(leads) + (f", med stöd av {listed(supports)}" if supports else "")


@dataclass(frozen=True, slots=True)
class Board:
    """Every card, and first those who have no place. ``to_lead`` are the mentors without a group."""

    version: int
    is_plan: bool
    is_closed: bool
    unplaced: tuple[Member, ...]
    cards: tuple[Card, ...]
    mentors: tuple[tuple[int, str], ...]
    idle: tuple[str, ...]
    changed_by: str
    changed_at: dt.datetime | None

    @property
    def targets(self) -> list[tuple[str, str]]:
        """Return where an organisation may be moved, as a form's choices."""
        fixed = [(NEW, "Ny grupp utan mentor"), (NOWHERE, "Ingen grupp")]
        return [(card.to, f"{card.name} ({len(card.members)} av {card.room})") for card in self.cards] + fixed

    @property
    def placed(self) -> int:
        """Return how many organisations have a place."""
        return sum(len(card.members) for card in self.cards)

    @property
    def formed(self) -> int:
        """Return how many cards hold somebody."""
        return sum(bool(card.members) for card in self.cards)


def board_of(cohort: Cohort, field: Field | None = None) -> Board:
    """Return the board of a round in eight statements at the most, however many are in it; ``field`` saves four."""
    field = field or field_of(cohort)
    plan = GroupPlan.objects.select_related("changed_by").filter(room=cohort.room_id).first()
    is_plan = cohort.state in PLANNING
    if is_plan:
        cards = planned_cards(field, planned_groups(cohort))
    else:
        cards = tuple(_formed(field, formed) for formed in formed_groups(cohort).values())
    placed = {member.pk for card in cards for member in card.members}
    followed = {follower.mentor for card in cards if card.members for follower in card.followers}
    return Board(
        version=plan.version if plan else 0,
        is_plan=is_plan,
        is_closed=cohort.state == CohortState.CLOSED,
        unplaced=tuple(_member(field, each) for pk, each in field.members.items() if pk not in placed),
        cards=cards,
        mentors=tuple((pk, each.organisation.name) for pk, each in field.mentors.items()),
        idle=tuple(each.organisation.name for pk, each in field.mentors.items() if pk not in followed),
        changed_by=str(plan.changed_by) if plan and plan.changed_by else "",
        changed_at=plan.changed_at if plan else None,
    )


def planned_cards(field: Field, planned: Sequence[PlannedGroup]) -> tuple[Card, ...]:
    """Return a card per mentor, in alphabetical order, then one per planned group that has none.

    Those who have left the round are not on them.
    """
    by_lead = {group.lead_id: group for group in planned if group.lead_id in field.mentors}
    led = [
        _planned(field, by_lead.get(pk), f"{WITH_MENTOR}{pk}", mentor, place)
        for place, (pk, mentor) in enumerate(field.mentors.items())
    ]
    others = [group for group in planned if group.lead_id not in field.mentors]
    return (*led, *(_planned(field, group, f"{IN_GROUP}{group.pk}", None, n) for n, group in enumerate(others, 1)))


def _planned(field: Field, group: PlannedGroup | None, to: str, mentor: Participation | None, number: int) -> Card:
    places = [place for place in group.places.all() if place.participation_id in field.members] if group else []
    places.sort(key=lambda place: swedish_order(field.members[place.participation_id].organisation.name))
    beside = [each for each in group.mentors.all() if each.mentor_id in field.mentors] if group else []
    lead = [Follower(None, mentor.pk, mentor.organisation.name, PairingKind.LEAD.label)] if mentor else []
    others = [Follower(each.pk, each.mentor_id, str(each.mentor), PairingKind(each.kind).label) for each in beside]
    return Card(
        to=to,
        name=mentor.organisation.name if mentor else f"Grupp {number} utan mentor",
        room=mentor.mentor_capacity if mentor else LARGEST,
        members=tuple(_member(field, field.members[p.participation_id], locked=p.locked) for p in places),
        followers=(*lead, *others),
        reason_for_one=group.reason_for_one if group else "",
        why=_why(field, mentor.pk if mentor else None, [place.participation_id for place in places]),
    )


def _formed(field: Field, formed: FormedGroup) -> Card:
    group, inside = formed.group, formed.members
    lead = formed.lead if formed.lead and formed.lead.mentor_id in field.mentors else None
    return Card(
        to=group.slug,
        name=str(group),
        slug=group.slug,
        room=lead.mentor.mentor_capacity if lead else LARGEST,
        members=tuple(_member(field, each) for each in inside),
        followers=tuple(
            Follower(each.pk, each.mentor_id, str(each.mentor), PairingKind(each.kind).label)
            for each in formed.pairings
        ),
        reason_for_one=group.reason_for_one,
        why=_why(field, lead.mentor_id if lead else None, [each.pk for each in inside if each.pk in field.members]),
    )


def _member(field: Field, participation: Participation, *, locked: bool = False) -> Member:
    organisation, gone = participation.organisation, participation.pk not in field.members
    people = f"{thousands(organisation.population)} invånare" if organisation.population else ""
    facts = ", ".join(
        filter(None, [organisation.county_name, people, organisation.skr_group, *participation.theme_list])
    )
    return Member(participation.pk, organisation.name, organisation.slug, facts, locked=locked, has_left=gone)


def _why(field: Field, mentor: int | None, members: Sequence[int]) -> Why:
    inside = [field.of(pk) for pk in members]
    if len(inside) < SMALLEST:
        return Why()
    if mentor is None:
        return Why(reasons(None, inside), against(inside))
    cost = group_cost(field.of(mentor), inside) / len(inside)
    words = f"{cost:.1f}".replace(".", ",").replace("-", "\N{MINUS SIGN}")
    return Why(reasons(field.of(mentor), inside), against(inside), words)


def against(members: Sequence[Candidate]) -> tuple[str, ...]:
    """Say in Swedish what speaks against a group: unlike sizes, unlike kinds, no theme in common."""
    found = []
    sizes = [each.population for each in members if each.population]
    if len(sizes) > 1 and max(sizes) >= ALIKE * min(sizes):
        found.append(f"Olika stora: {thousands(min(sizes))} till {thousands(max(sizes))} invånare")
    if len({each.kind for each in members}) > 1:
        found.append("Både kommun och region")
    if all(each.themes for each in members) and not frozenset.intersection(*(each.themes for each in members)):
        found.append("Inget gemensamt tema")
    return tuple(found)
