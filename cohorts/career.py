"""What an organisation has been in every round, and what it undertook: four statements for one round or thirty."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from cohorts.mentors import mentors_of
from cohorts.models import (
    CohortState,
    GroupMembership,
    Organisation,
    Pairing,
    Participation,
    ParticipationState,
    WithdrawalCategory,
)
from cohorts.roles import PairingKind, Part

#: States of a round in which organisations have taken part.
BEGUN = frozenset({CohortState.RUNNING, CohortState.CLOSED})


@dataclass(frozen=True, slots=True)
class TakenPart:
    """One round of an organisation: the groups it was in with their mentors, or, as mentor, those it followed.

    ``part`` says what it was and how it went: "Deltagare, kom tillbaka". ``category`` is why it left, where it did.
    """

    cohort: str
    programme: str
    years: str
    part: str
    state: str
    groups: tuple[str, ...]
    mentors: tuple[str, ...]
    has_left: bool
    category: str


@dataclass(frozen=True, slots=True)
class Commitment:
    """That an organisation undertook to be a mentor, in which round, and in which later one it is or was one."""

    made_in: str
    met_in: str
    has_begun: bool

    @property
    def phrase(self) -> str:
        """Return it in words."""
        made = f"Deltog i {self.made_in} och åtog sig att vara mentor."
        if not self.met_in:
            return f"{made} Inte mentor än."
        met = f"Åtagandet är uppfyllt: mentor i {self.met_in}."
        return f"{made} {met if self.has_begun else f'Mentor i {self.met_in}, som inte har börjat än.'}"


@dataclass(frozen=True, slots=True)
class Career:
    """An organisation's rounds, the newest first, and its latest undertaking to be a mentor."""

    rounds: tuple[TakenPart, ...]
    commitment: Commitment | None


def public_participations() -> QuerySet[Participation]:
    """Return the participations that are public: of rounds that are announced, and not a mere application."""
    return Participation.objects.exclude(cohort__state=CohortState.DRAFT).exclude(state=ParticipationState.APPLIED)


def career_of(organisation: Organisation) -> Career:
    """Return the career of ``organisation`` in four statements, however many rounds it has been in."""
    own = public_participations().filter(organisation=organisation)
    participations = list(own.select_related("cohort").order_by("-cohort__starts_on"))
    groups: dict[int, dict[int, str]] = defaultdict(dict)
    supporting: dict[int, set[str]] = defaultdict(set)
    for participation, group, title in (
        GroupMembership.objects.filter(participation__in=participations)
        .order_by("joined_at")
        .values_list("participation_id", "group_id", "group__room__title")
    ):
        groups[participation][group] = title
    for mentor, group, title, kind in (
        Pairing.objects.filter(mentor__in=participations)
        .order_by("started_at")
        .values_list("mentor_id", "group_id", "group__room__title", "kind")
    ):
        groups[mentor][group] = title
        supporting[mentor].add(kind)
    mentors = mentors_of(group for named in groups.values() for group in named)
    rounds = []
    for place, each in enumerate(participations):
        earlier = participations[place + 1 :]
        only_support = supporting[each.pk] == {PairingKind.SUPPORT}
        of_groups = [mentors[group].phrase for group in groups[each.pk] if group in mentors]
        rounds.append(
            TakenPart(
                cohort=each.cohort.name,
                programme=each.cohort.programme_name,
                years=each.cohort.years,
                part=_part(each, earlier, only_support=only_support),
                state=CohortState(each.cohort.state).label,
                groups=tuple(groups[each.pk].values()),
                mentors=tuple(of_groups) if each.part == Part.PARTICIPANT else (),
                has_left=each.has_left,
                category=WithdrawalCategory(each.withdrawal_category).label if each.withdrawal_category else "",
            )
        )
    return Career(tuple(rounds), _commitment(participations))


def _part(each: Participation, earlier: Sequence[Participation], *, only_support: bool) -> str:
    part = "Stödjande mentor" if only_support else str(Part(each.part).label)
    if each.has_left:
        return f"{part}, lämnade omgången"
    is_back = each.part == Part.PARTICIPANT and any(before.has_left for before in earlier)
    return f"{part}, kom tillbaka" if is_back else part


def _commitment(newest_first: Sequence[Participation]) -> Commitment | None:
    """Return the latest undertaking; any later round as mentor meets it, but not one that was left."""
    for place, each in enumerate(newest_first):
        if each.promised_mentoring and not each.has_left:
            later = reversed(newest_first[:place])
            met = next((one for one in later if one.part == Part.MENTOR and not one.has_left), None)
            has_begun = met is not None and met.cohort.state in BEGUN
            return Commitment(each.cohort.name, met.cohort.name if met else "", has_begun)
    return None
