"""What anybody may know of an organisation: what it is, and in which rounds it has been as what. No persons."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import QuerySet

from cohorts.mentors import mentors_of
from cohorts.models import (
    CohortState,
    GroupMembership,
    Organisation,
    OrganisationKind,
    Pairing,
    Participation,
    ParticipationState,
)
from cohorts.roles import Part


@dataclass(frozen=True, slots=True)
class ListedOrganisation:
    """A line of the list: ``rounds`` are the names of those it has been in."""

    name: str
    slug: str
    kind: str
    county: str
    rounds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TakenPart:
    """One round of an organisation: the groups it was in with their mentors, or, as mentor, those it followed."""

    cohort: str
    programme: str
    years: str
    part: str
    groups: tuple[str, ...]
    mentors: tuple[str, ...]
    has_left: bool


@dataclass(frozen=True, slots=True)
class OrganisationFacts:
    """An organisation's page."""

    name: str
    kind: str
    county: str
    parent: str
    parent_slug: str
    skr_group: str
    population: int | None
    population_year: int | None
    rounds: tuple[TakenPart, ...]


def _public() -> QuerySet[Participation]:
    """Return the participations that are public: of rounds that are announced, and not a mere application."""
    return Participation.objects.exclude(cohort__state=CohortState.DRAFT).exclude(state=ParticipationState.APPLIED)


def organisations_like(*, name: str = "", kind: str = "", taken_part: bool = False) -> tuple[ListedOrganisation, ...]:
    """Return the organisations whose name holds ``name``, in Swedish order, in two statements.

    ``kind`` keeps those of one ``OrganisationKind``, ``taken_part`` those that have been in a round.
    """
    rounds: dict[int, list[str]] = defaultdict(list)
    for organisation, cohort in (
        _public().order_by("-cohort__starts_on").values_list("organisation_id", "cohort__name")
    ):
        rounds[organisation].append(cohort)
    found = Organisation.objects.filter(name__icontains=name)
    if kind:
        found = found.filter(kind=kind)
    if taken_part:
        found = found.filter(pk__in=rounds)
    return tuple(
        ListedOrganisation(
            name=each.name,
            slug=each.slug,
            kind=OrganisationKind(each.kind).label,
            county=each.county_name,
            rounds=tuple(rounds[each.pk]),
        )
        for each in found
    )


def facts_of(organisation: Organisation) -> OrganisationFacts:
    """Return what is public about ``organisation`` in four statements, however many rounds it has been in."""
    parent = organisation.parent
    return OrganisationFacts(
        name=organisation.full_name,
        kind=OrganisationKind(organisation.kind).label,
        county=organisation.county_name,
        parent=parent.full_name if parent else "",
        parent_slug=parent.slug if parent else "",
        skr_group=organisation.skr_group_name,
        population=organisation.population,
        population_year=organisation.population_year,
        rounds=_taken_part(organisation),
    )


def _taken_part(organisation: Organisation) -> tuple[TakenPart, ...]:
    """Return its rounds, the newest first."""
    participations = list(
        _public().filter(organisation=organisation).select_related("cohort").order_by("-cohort__starts_on")
    )
    groups: dict[int, dict[int, str]] = defaultdict(dict)
    for participation, group, title in (
        GroupMembership.objects.filter(participation__in=participations)
        .order_by("joined_at")
        .values_list("participation_id", "group_id", "group__room__title")
    ):
        groups[participation][group] = title
    for mentor, group, title in (
        Pairing.objects.filter(mentor__in=participations)
        .order_by("started_at")
        .values_list("mentor_id", "group_id", "group__room__title")
    ):
        groups[mentor][group] = title
    mentors = mentors_of(group for named in groups.values() for group in named)
    return tuple(
        TakenPart(
            cohort=each.cohort.name,
            programme=each.cohort.programme_name,
            years=each.cohort.years,
            part=Part(each.part).label,
            groups=tuple(groups[each.pk].values()),
            mentors=tuple(mentors[group].phrase for group in groups[each.pk] if group in mentors)
            if each.part == Part.PARTICIPANT
            else (),
            has_left=each.has_left,
        )
        for each in participations
    )
