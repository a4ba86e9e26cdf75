"""The programme in figures over all its rounds. Organisations are counted, never ranked; lists are alphabetical."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import pairwise

from cohorts.career import BEGUN, public_participations
from cohorts.models import Cohort, CohortState, OrganisationKind, ParticipationState
from cohorts.roles import Part
from cohorts.sorting import swedish_order

#: Every county there is, Gotland among them.
COUNTIES = 21


@dataclass(frozen=True, slots=True)
class RoundFigures:
    """One round: who took part and how many of them left; ``new`` had not taken part before."""

    name: str
    years: str
    state: str
    participants: int
    new: int
    left: int
    mentors: int
    counties: int


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure and what it counts."""

    label: str
    value: int


@dataclass(frozen=True, slots=True)
class Programme:
    """The announced rounds one by one, and the figures of those that have begun."""

    rounds: tuple[RoundFigures, ...]
    totals: tuple[Figure, ...]
    kinds: tuple[Figure, ...]
    counties: tuple[Figure, ...]

    @property
    def counties_without(self) -> int:
        """Return how many counties no organisation has taken part from."""
        return COUNTIES - len(self.counties)


@dataclass(frozen=True, slots=True)
class _Taken:
    """One participation, as far as it is counted."""

    organisation: int
    cohort: int
    kind: str
    county: str
    is_mentor: bool
    has_left: bool
    place: int


def programme_figures() -> Programme:
    """Return the figures in two statements, whatever the number of rounds and organisations."""
    cohorts = list(Cohort.objects.exclude(state=CohortState.DRAFT).order_by("starts_on", "slug"))
    order = {cohort.pk: place for place, cohort in enumerate(cohorts)}
    taken = [
        _Taken(
            organisation,
            cohort,
            kind,
            county,
            part == Part.MENTOR,
            state == ParticipationState.WITHDRAWN,
            order[cohort],
        )
        for organisation, cohort, kind, county, part, state in public_participations().values_list(
            "organisation_id", "cohort_id", "organisation__kind", "organisation__county_name", "part", "state"
        )
    ]
    by_organisation: dict[int, list[_Taken]] = defaultdict(list)
    for each in sorted(taken, key=lambda each: each.place):
        by_organisation[each.organisation].append(each)
    begun = {cohort.pk for cohort in cohorts if cohort.state in BEGUN}
    careers = [[row for row in rows if row.cohort in begun] for rows in by_organisation.values()]
    present = [rows for rows in careers if any(not row.is_mentor for row in rows)]
    return Programme(
        rounds=tuple(_of_round(cohort, taken, by_organisation) for cohort in reversed(cohorts)),
        totals=_totals(careers, present),
        kinds=_counted(Counter(str(OrganisationKind(rows[0].kind).label) for rows in present)),
        counties=_counted(Counter(rows[0].county for rows in present if rows[0].county)),
    )


def _of_round(cohort: Cohort, taken: list[_Taken], by_organisation: dict[int, list[_Taken]]) -> RoundFigures:
    inside = [each for each in taken if each.cohort == cohort.pk]
    participants = [each for each in inside if not each.is_mentor]
    first = [
        each for each in participants if each is next(r for r in by_organisation[each.organisation] if not r.is_mentor)
    ]
    return RoundFigures(
        name=cohort.name,
        years=cohort.years,
        state=CohortState(cohort.state).label,
        participants=len(participants),
        new=len(first),
        left=sum(each.has_left for each in participants),
        mentors=len(inside) - len(participants),
        counties=len({each.county for each in inside if each.county}),
    )


def _totals(careers: list[list[_Taken]], present: list[list[_Taken]]) -> tuple[Figure, ...]:
    mentors = [rows for rows in careers if any(row.is_mentor for row in rows)]
    became = [
        rows
        for rows in present
        if any(not a.is_mentor and any(b.is_mentor for b in rows[i + 1 :]) for i, a in enumerate(rows))
    ]
    again = [rows for rows in present if sum(not row.is_mentor for row in rows) > 1]
    left = [rows for rows in present if any(row.has_left for row in rows)]
    back = [rows for rows in left if any(a.has_left and not b.has_left for a, b in pairwise(rows))]
    return (
        Figure("Organisationer som har deltagit", len(present)),
        Figure("Har varit eller är mentor", len(mentors)),
        Figure("Deltog och blev sedan mentor", len(became)),
        Figure("Har deltagit i mer än en omgång", len(again)),
        Figure("Har lämnat en omgång", len(left)),
        Figure("Lämnade och kom tillbaka", len(back)),
    )


def _counted(counter: Counter[str]) -> tuple[Figure, ...]:
    return tuple(Figure(name, counter[name]) for name in sorted(counter, key=swedish_order))
