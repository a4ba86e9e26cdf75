"""The pages of the catalogue as frozen rows: what there is, how its figures were fetched, and what they are."""

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.db.models import Q, QuerySet

from indicators import wording
from indicators.beside import Section, read_beside, section_of
from indicators.descriptions import kind_words
from indicators.figures import Direction, Form, Kind, Measure, State
from indicators.models import Gender, Indicator, KpiSnapshot, Owner, PublicRevision, Refresh, Source, SubGoal
from indicators.places import Asked

#: So many of Kolada's changes to a place's figures are shown, the latest first.
REVISIONS = 20


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the catalogue."""

    key: str
    title: str
    form: str
    goals: str
    area: str
    owners: str
    kpis: str


@dataclass(frozen=True, slots=True)
class Fetch:
    """How the last fetch went, or goes: ``failed`` of ``total`` key figures were not fetched, and ``why``."""

    is_open: bool
    done: int
    total: int
    failed: int
    why: str
    at: dt.datetime
    good_at: dt.datetime | None
    waiting: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and what stands beside it."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class KpiFacts:
    """One of Kolada's key figures. ``invented``: the demo's, which may not name Kolada as their source.

    ``problem`` says why its last fetch took nothing; ``asks`` what waits for a yes.
    """

    kpi: str
    title: str
    definition: str
    fetched_at: dt.datetime | None
    invented: bool
    problem: str
    asks: str
    new_title: str
    new_definition: str


@dataclass(frozen=True, slots=True)
class Revised:
    """A figure that Kolada has changed."""

    year: int
    whose: str
    before: str
    after: str
    seen_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one place, over the years and beside others, and what Kolada has changed of them."""

    name: str
    section: Section
    revisions: tuple[Revised, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """An indicator's page."""

    key: str
    title: str
    note: str
    facts: tuple[Fact, ...]
    counterpart: tuple[str, str]
    kpis: tuple[KpiFacts, ...]
    place: Figures | None


def catalogue_like(
    *, text: str = "", goal: str = "", area: str = "", form: str = "", owner: str = ""
) -> tuple[Line, ...]:
    """Return the indicators that a search finds, in one statement.

    ``text`` is looked for in titles, groups, notes and Kolada's ids; ``owner`` keeps those that such an organisation
    has a figure of. An empty word asks for nothing.
    """
    found = found_by(Indicator.objects.all(), text)
    asked = {"area": area, "form": form}
    found = found.filter(**{name: value for name, value in asked.items() if value})
    if goal:
        found = found.filter(sub_goals__contains=[int(goal)])
    if owner:
        found = found.filter(owners__in=[owner, Owner.BOTH])
    return tuple(_line(each) for each in found)


def found_by(indicators: QuerySet[Indicator], text: str) -> QuerySet[Indicator]:
    """Return those of ``indicators`` that every word of ``text`` is said of."""
    for word in text.split():
        indicators = indicators.filter(
            Q(title__icontains=word)
            | Q(noun__icontains=word)
            | Q(group__icontains=word)
            | Q(note__icontains=word)
            | Q(area__icontains=word)
            | Q(kpi_total__iexact=word)
            | Q(kpi_women__iexact=word)
            | Q(kpi_men__iexact=word)
        )
    return indicators


def _line(indicator: Indicator) -> Line:
    return Line(
        key=indicator.key,
        title=indicator.title,
        form=Form(indicator.form).label,
        goals=", ".join(SubGoal(goal).label for goal in indicator.sub_goals),
        area=indicator.area,
        owners=Owner(indicator.owners).label,
        kpis=", ".join(indicator.kpis) if indicator.source == Source.KOLADA else Source.OWN.label,
    )


def areas() -> tuple[str, ...]:
    """Return the areas that the catalogue's indicators belong to."""
    return tuple(Indicator.objects.order_by("area").values_list("area", flat=True).distinct())


def last_fetch() -> Fetch | None:
    """Return how the latest fetch went, in three statements; None where none has been ordered."""
    latest = Refresh.objects.first()
    if latest is None:
        return None
    good = Refresh.objects.filter(state=Refresh.State.DONE).values_list("finished_at", flat=True).first()
    stopped = KpiSnapshot.objects.exclude(stopped="").order_by("kpi").values_list("kpi", "title")
    return Fetch(
        is_open=latest.state in {Refresh.State.ORDERED, Refresh.State.WORKING},
        done=latest.done,
        total=latest.total,
        failed=latest.failed,
        why=latest.refused,
        at=latest.finished_at or latest.ordered_at,
        good_at=good,
        waiting=tuple(stopped),
    )


def page_of(indicator: Indicator, asked: Asked) -> Page:
    """Return an indicator's page with the figures of one place and of those it is set beside; eight statements."""
    snapshots = KpiSnapshot.objects.filter(pk__in=indicator.kpis).in_bulk()
    other = indicator.counterpart
    return Page(
        key=indicator.key,
        title=indicator.title,
        note=indicator.note,
        facts=tuple(_facts(indicator)),
        counterpart=(other.key, other.title) if other else ("", ""),
        kpis=tuple(_kpi(snapshots[kpi]) for kpi in indicator.kpis if kpi in snapshots),
        place=_figures(indicator, asked) if indicator.source == Source.KOLADA else None,
    )


def _facts(indicator: Indicator) -> list[Fact]:
    direction = Direction(indicator.direction).label
    if indicator.target is not None:
        direction = f"{direction}, {wording.quantity(indicator.target, indicator.measure)}"
    is_divided = indicator.form != Form.WHOLE
    told = [
        Fact("Vad siffran är", kind_words(indicator.measure) or (Kind(indicator.kind).label if is_divided else "")),
        Fact("Kvinnor och män", Form(indicator.form).label),
        Fact("Enhet", indicator.unit),
        Fact("Riktning", direction),
        Fact("Vilka", indicator.group),
        Fact("Delmål", ", ".join(f"{goal}. {SubGoal(goal).label}" for goal in indicator.sub_goals)),
        Fact("Område", indicator.area),
        Fact("Finns för", Owner(indicator.owners).label),
    ]
    return [fact for fact in told if fact.value]


def _kpi(snapshot: KpiSnapshot) -> KpiFacts:
    return KpiFacts(
        kpi=snapshot.kpi,
        title=readable(snapshot.title),
        definition=readable(snapshot.definition),
        fetched_at=snapshot.fetched_at,
        invented=settings.DEMO,
        problem=snapshot.refused,
        asks=KpiSnapshot.Stop(snapshot.stopped).label,
        new_title=readable(snapshot.new_title),
        new_definition=readable(snapshot.new_definition),
    )


def readable(text: str) -> str:
    r"""Return Kolada's text as it is read: a written ``\n`` is a space, and spaces stand alone."""
    return re.sub(r"(?:\\n|\s)+", " ", text).strip()


def _figures(indicator: Indicator, asked: Asked) -> Figures:
    (beside,) = read_beside([indicator], lambda _: asked)
    (own, *_) = asked.own
    return Figures(
        name=own.name,
        section=section_of(beside),
        revisions=tuple(_revised(each, indicator.measure) for each in _revisions(indicator, own.area)),
    )


def _revisions(indicator: Indicator, area: str) -> list[PublicRevision]:
    found = PublicRevision.objects.filter(kpi__in=indicator.kpis, area=area)
    return list(found.exclude(kpi=indicator.uncertainty_kpi)[:REVISIONS])


def _revised(revision: PublicRevision, measure: Measure) -> Revised:
    after = _written(revision.new_value, revision.new_state, measure) if revision.new_state else "borttagen"
    return Revised(
        year=revision.period,
        whose=f"{revision.kpi_id}, {Gender(revision.gender).label.lower()}",
        before=_written(revision.old_value, revision.old_state, measure),
        after=after,
        seen_at=revision.seen_at,
    )


def _written(value: Decimal | None, state: str, measure: Measure) -> str:
    return wording.absence(State(state), measure) if value is None else wording.quantity(value, measure)
