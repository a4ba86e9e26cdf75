"""What a leader sees when choosing among applications: each with its facts, and how those chosen are spread."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from cohorts.models import (
    Application,
    ApplicationState,
    Cohort,
    Organisation,
    OrganisationKind,
    Participation,
    ParticipationState,
    Requirement,
)
from cohorts.roles import Part
from cohorts.sorting import swedish_order
from cohorts.sweden import Point, place

UNKNOWN = "Okänt"
#: Upper limits of the sizes, in inhabitants.
SIZES = ((15_000, "Under 15 000"), (50_000, "15 000–49 999"), (100_000, "50 000–99 999"))
LARGEST = "100 000 och fler"
_SVEALAND = frozenset({"01", "03", "04", "17", "18", "19", "20"})
_NORRLAND = frozenset({"21", "22", "23", "24", "25"})
LANDS = ("Götaland", "Svealand", "Norrland")


class Question(NamedTuple):
    """Which applications are shown; what is empty asks for nothing."""

    county: str = ""
    size: str = ""
    skr_group: str = ""
    theme: str = ""
    earlier: str = ""
    requirements: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Applicant:
    """An application as a row: who, where, how large, what it has been in before, and what it meets."""

    pk: int
    name: str
    kind: str
    part: str
    county: str
    land: str
    size: str
    skr_group: str
    themes: tuple[str, ...]
    earlier: tuple[str, ...]
    met: tuple[str, ...]
    left: tuple[str, ...]
    state: str
    state_label: str
    applied_on: dt.datetime
    is_chosen: bool
    is_double: bool
    at: Point | None

    @property
    def is_confirmed(self) -> bool:
        """Tell whether it counts."""
        return self.state != ApplicationState.RECEIVED


@dataclass(frozen=True, slots=True)
class Share:
    """A line of the balance: how many chosen, of how many that applied, and how many there are in the country."""

    label: str
    chosen: int
    applied: int
    country: int | None


@dataclass(frozen=True, slots=True)
class Balance:
    """How those chosen are spread; ``missing`` are counties without any of them."""

    chosen: int
    parts: tuple[tuple[str, tuple[Share, ...]], ...]
    counties: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Selection:
    """The page: the rows that the question finds, those that wait for confirmation, the balance, and the choices."""

    rows: tuple[Applicant, ...]
    unconfirmed: tuple[Applicant, ...]
    hidden: tuple[int, ...]
    balance: Balance
    counties: tuple[str, ...]
    skr_groups: tuple[str, ...]


def size_of(population: int | None) -> str:
    """Return the size class of an organisation with so many inhabitants."""
    if population is None:
        return UNKNOWN
    return next((label for limit, label in SIZES if population < limit), LARGEST)


def land_of(county_code: str) -> str:
    """Return the part of the country that a county lies in."""
    if not county_code:
        return UNKNOWN
    return "Svealand" if county_code in _SVEALAND else "Norrland" if county_code in _NORRLAND else "Götaland"


def selection_of(cohort: Cohort, question: Question, chosen: Collection[int]) -> Selection:
    """Return the page in four statements, however many have applied. ``chosen`` are ids of applications."""
    found = list(Application.objects.filter(room=cohort.room_id).select_related("organisation"))
    requirements = list(Requirement.objects.filter(room=cohort.room_id))
    earlier = _earlier(cohort, found)
    country = list(Organisation.objects.exclude(municipality_code=None, region_code=None))
    same = Counter(_identity(each) for each in found if each.is_confirmed)
    everybody = sorted(
        (_applicant(each, requirements, earlier, chosen, same) for each in found),
        key=lambda row: (swedish_order(row.name), row.pk),
    )
    counted = [row for row in everybody if row.is_confirmed]
    rows = tuple(row for row in counted if _fits(row, question))
    shown = {row.pk for row in rows}
    return Selection(
        rows=rows,
        unconfirmed=tuple(row for row in everybody if not row.is_confirmed),
        hidden=tuple(row.pk for row in counted if row.is_chosen and row.pk not in shown),
        balance=_balance(counted, country, cohort.theme_list),
        counties=tuple(sorted({row.county for row in counted if row.county}, key=swedish_order)),
        skr_groups=tuple(sorted({row.skr_group for row in counted if row.skr_group}, key=swedish_order)),
    )


def _identity(application: Application) -> object:
    return application.organisation_id or application.other_name.casefold()


def _earlier(cohort: Cohort, found: Iterable[Application]) -> dict[int, list[str]]:
    """Return organisation → what it has been in earlier rounds."""
    organisations = [each.organisation_id for each in found if each.organisation_id]
    before = Participation.objects.filter(organisation__in=organisations, cohort__starts_on__lt=cohort.starts_on)
    told: dict[int, list[str]] = defaultdict(list)
    for organisation, name, part, state in (
        before.exclude(state=ParticipationState.APPLIED)
        .order_by("cohort__starts_on")
        .values_list("organisation_id", "cohort__name", "part", "state")
    ):
        left = ", avbröt" if state == ParticipationState.WITHDRAWN else ""
        told[organisation].append(f"{name}, {Part(part).label.lower()}{left}")
    return told


def _applicant(
    each: Application,
    requirements: Sequence[Requirement],
    earlier: dict[int, list[str]],
    chosen: Collection[int],
    same: Counter[object],
) -> Applicant:
    organisation = each.organisation
    known = organisation or Organisation(name=each.other_name, kind=each.other_kind)
    latitude, longitude = known.latitude, known.longitude
    return Applicant(
        pk=each.pk,
        name=str(each),
        kind=OrganisationKind(known.kind).label,
        part=Part(each.part).label,
        county=known.county_name,
        land=land_of(known.county_code),
        size=size_of(known.population),
        skr_group=known.skr_group_name,
        themes=each.theme_list,
        earlier=tuple(earlier.get(each.organisation_id or 0, ())),
        met=tuple(str(asked) for asked in requirements if each.evidence.get(asked.key)),
        left=tuple(str(asked) for asked in requirements if not each.evidence.get(asked.key)),
        state=each.state,
        state_label=ApplicationState(each.state).label,
        applied_on=each.applied_at,
        is_chosen=each.pk in chosen and each.is_confirmed,
        is_double=same[_identity(each)] > 1,
        at=place(float(latitude), float(longitude)) if latitude is not None and longitude is not None else None,
    )


def _fits(row: Applicant, question: Question) -> bool:
    asked = (
        (question.county, row.county == question.county),
        (question.size, row.size == question.size),
        (question.skr_group, row.skr_group == question.skr_group),
        (question.theme, question.theme in row.themes),
        (question.earlier, bool(row.earlier) == (question.earlier == "ja")),
        (question.requirements, bool(row.left) == (question.requirements == "kvar")),
        (question.state, row.state == question.state),
    )
    return all(fits for wanted, fits in asked if wanted)


def _balance(rows: Sequence[Applicant], country: Sequence[Organisation], themes: Sequence[str]) -> Balance:
    chosen = [row for row in rows if row.is_chosen]
    sizes = (*(label for _, label in SIZES), LARGEST)
    groups = sorted({each.skr_group_name for each in country if each.skr_group_name}, key=swedish_order)
    kinds = [kind.label for kind in OrganisationKind]
    here = {row.county for row in chosen}
    counties = sorted({each.county_name for each in country if each.county_name}, key=swedish_order)
    return Balance(
        chosen=len(chosen),
        parts=(
            ("Landsdel", _shares(LANDS, chosen, rows, "land", [land_of(each.county_code) for each in country])),
            ("Storlek", _shares(sizes, chosen, rows, "size", [size_of(each.population) for each in country])),
            ("Kommungrupp", _shares(groups, chosen, rows, "skr_group", [each.skr_group_name for each in country])),
            ("Typ", _shares(kinds, chosen, rows, "kind", [OrganisationKind(each.kind).label for each in country])),
            ("Tema", tuple(_theme(theme, chosen, rows) for theme in themes)),
        ),
        counties=tuple(county for county in counties if county in here),
        missing=tuple(county for county in counties if county not in here),
    )


def _shares(
    labels: Iterable[str], chosen: Sequence[Applicant], rows: Sequence[Applicant], fact: str, country: Iterable[str]
) -> tuple[Share, ...]:
    """Return a line per label that anybody has who applied."""
    taken, applied, all_of = (
        Counter(getattr(row, fact) for row in chosen),
        Counter(getattr(row, fact) for row in rows),
        Counter(country),
    )
    every = dict.fromkeys((*labels, *(label for label in applied if label == UNKNOWN)))
    return tuple(Share(label, taken[label], applied[label], all_of[label]) for label in every if applied[label])


def _theme(theme: str, chosen: Sequence[Applicant], rows: Sequence[Applicant]) -> Share:
    return Share(theme, sum(theme in row.themes for row in chosen), sum(theme in row.themes for row in rows), None)
