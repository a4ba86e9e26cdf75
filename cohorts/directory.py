"""What anybody may know of an organisation: what it is, and in which rounds it has been as what. No persons."""

from collections import defaultdict
from dataclasses import dataclass

from cohorts.career import Career, career_of, public_participations
from cohorts.models import Organisation, OrganisationKind


@dataclass(frozen=True, slots=True)
class ListedOrganisation:
    """A line of the list: ``rounds`` are the names of those it has been in."""

    name: str
    slug: str
    kind: str
    county: str
    rounds: tuple[str, ...]


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
    career: Career


def organisations_like(*, name: str = "", kind: str = "", taken_part: bool = False) -> tuple[ListedOrganisation, ...]:
    """Return the organisations whose name holds ``name``, in Swedish order, in two statements.

    ``kind`` keeps those of one ``OrganisationKind``, ``taken_part`` those that have been in a round.
    """
    rounds: dict[int, list[str]] = defaultdict(list)
    for organisation, cohort in (
        public_participations().order_by("-cohort__starts_on").values_list("organisation_id", "cohort__name")
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
        career=career_of(organisation),
    )
