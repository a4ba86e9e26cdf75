"""What anybody may know of a round: which organisations take part, in which groups, with which mentors."""

from collections import defaultdict
from dataclasses import dataclass

from cohorts.mentors import mentors_of
from cohorts.models import Cohort, CohortState, GroupMembership, ParticipationState
from cohorts.sorting import swedish_order
from cohorts.states import takes_interest


@dataclass(frozen=True, slots=True)
class PublicGroup:
    """A group's organisations and its mentors in words: "Vännäs, med stöd av Umeå"."""

    members: tuple[str, ...]
    mentors: str


@dataclass(frozen=True, slots=True)
class PublicRound:
    """A round and its groups, in Swedish alphabetical order."""

    name: str
    programme_name: str
    years: str
    text: str
    groups: tuple[PublicGroup, ...]


def public_rounds() -> tuple[PublicRound, ...]:
    """Return every round that has begun, newest first, in three statements whatever their number."""
    cohorts = list(Cohort.objects.filter(state__in=[CohortState.RUNNING, CohortState.CLOSED]))
    members: dict[int, list[str]] = defaultdict(list)
    cohort_of: dict[int, int] = {}
    memberships = GroupMembership.objects.filter(left_at=None, group__cohort__in=[cohort.pk for cohort in cohorts])
    for cohort, group, name in memberships.exclude(participation__state=ParticipationState.WITHDRAWN).values_list(
        "group__cohort_id", "group_id", "participation__organisation__name"
    ):
        members[group].append(name)
        cohort_of[group] = cohort
    mentors = mentors_of(members)
    groups: dict[int, list[PublicGroup]] = defaultdict(list)
    for group, names in members.items():
        groups[cohort_of[group]].append(
            PublicGroup(
                members=tuple(sorted(names, key=swedish_order)),
                mentors=mentors[group].phrase if group in mentors else "",
            )
        )
    return tuple(
        PublicRound(
            name=cohort.name,
            programme_name=cohort.programme_name,
            years=cohort.years,
            text=cohort.public_text,
            groups=tuple(sorted(groups[cohort.pk], key=lambda g: swedish_order(g.members[0]))),
        )
        for cohort in cohorts
    )


def open_rounds() -> tuple[Cohort, ...]:
    """Return the rounds that take interest now, in one statement."""
    return tuple(each for each in Cohort.objects.filter(state=CohortState.OPEN) if takes_interest(each))
