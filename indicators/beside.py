"""An indicator of several places, read for a page: what may be seen of it, its pictures, and where it comes from."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format

from indicators.descriptions import kind_words, mean_words
from indicators.figures import Series
from indicators.files import Part
from indicators.means import Means, public_means
from indicators.models import Indicator, KpiSnapshot, Source
from indicators.pictures.choice import across_places, over_years, place_by_place
from indicators.pictures.picture import Picture, Table, tabled
from indicators.places import RIKET, Asked, Spot
from indicators.public import missing, newest_years, public_series
from indicators.suppression import Row, Shown, as_published
from indicators.wording import COMPUTED

#: So many places have marks of their own in a picture, and their years read; more stand in the table alone.
MOST_DRAWN = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What may be seen of an indicator: ``newest`` of every place in one year, ``years`` of those that are drawn.

    ``means`` says what the means are of, ``sources`` where the figures come from, and ``faults`` what is the matter
    with them. ``title`` and ``kind`` say which percent it is.
    """

    key: str
    title: str
    kind: str
    year: int
    newest: Shown
    years: Shown
    means: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()

    @property
    def rows(self) -> tuple[Row, ...]:
        """Return what a file of the page holds: every drawn place's years, and the newest of the others."""
        drawn = {(row.place, row.year) for row in self.years.rows}
        return (*self.years.rows, *(row for row in self.newest.rows if (row.place, row.year) not in drawn))


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """An indicator as a page shows it. ``table`` has every place where they are too many for ``across`` to draw."""

    key: str
    title: str
    kind: str
    across: Picture | None
    table: Table | None
    years: tuple[Picture, ...]
    notes: tuple[str, ...]
    sources: tuple[str, ...]
    faults: tuple[str, ...]


def read_beside(indicators: Sequence[Indicator], asked_of: Callable[[str], Asked]) -> tuple[Beside, ...]:
    """Return what may be seen of each indicator, of the places that ``asked_of`` gives for its kind of owner.

    Five statements, however many indicators, places and years there are.
    """
    asked = {owners: asked_of(owners) for owners in dict.fromkeys(each.owners for each in indicators)}
    areas = {area for each in asked.values() for area in each.areas}
    drawn = {area for each in asked.values() for area in _drawn(each)}
    newest = newest_years(indicators, areas)
    found = _Found(
        newest=newest,
        rows=public_series(indicators, areas, years=newest.values()),
        years=public_series(indicators, drawn),
        means=public_means(indicators, {owners: each.several for owners, each in asked.items()}),
        snapshots=KpiSnapshot.objects.in_bulk({kpi for each in indicators for kpi in each.kpis}),
    )
    return tuple(_beside(each, asked[each.owners], found) for each in indicators)


def _drawn(asked: Asked) -> tuple[str, ...]:
    """Return the places that are drawn: all of few, else those that are followed, and the country."""
    if len(asked.spots) <= MOST_DRAWN:
        return asked.areas
    return tuple(spot.area for spot in asked.spots if spot in asked.own or spot == RIKET)


_Series = Mapping[tuple[str, str], Series]


@dataclass(frozen=True, slots=True)
class _Found:
    """What was read for all indicators: the newest year's rows, the drawn places' years, means and snapshots."""

    newest: Mapping[str, int]
    rows: _Series
    years: _Series
    means: Means
    snapshots: Mapping[str, KpiSnapshot]


def _beside(indicator: Indicator, asked: Asked, found: _Found) -> Beside:
    drawn, year, snapshots = set(_drawn(asked)), found.newest.get(indicator.key, 0), found.snapshots
    named = {of.name: found.means.get((indicator.key, of.name), {}) for of in asked.several}
    newest = [*_rows(indicator, asked.spots, found.rows, [year] if year else [])]
    newest += [Row(name, year, told[year].row) for name, told in named.items() if year in told]
    years = [*_rows(indicator, [spot for spot in asked.spots if spot.area in drawn], found.years, None)]
    years += [Row(name, at, mean.row) for name, told in named.items() for at, mean in told.items()]
    return Beside(
        key=indicator.key,
        title=indicator.title,
        kind=", ".join(filter(None, [kind_words(indicator.measure), indicator.group])),
        year=year,
        newest=as_published(indicator.measure, newest),
        years=as_published(indicator.measure, years),
        means=tuple(
            f"{name}. {mean_words(told[year], indicator.measure)}" for name, told in named.items() if year in told
        ),
        sources=tuple(sources_of(indicator, snapshots)),
        faults=tuple(faults_of(indicator, snapshots)),
    )


def _rows(indicator: Indicator, spots: Sequence[Spot], found: _Series, years: Sequence[int] | None) -> Iterator[Row]:
    """Give each place's rows; with ``years`` a row for each of them, missing where Kolada has nothing."""
    for spot in spots:
        series = found.get((indicator.key, spot.area), Series(()))
        told = dict(series.rows)
        for year in series.years if years is None else years:
            yield Row(spot.name, year, told.get(year) or missing(indicator))


def sources_of(indicator: Indicator, snapshots: Mapping[str, KpiSnapshot]) -> Iterator[str]:
    """Give where the figures come from, with the day; "Egen beräkning" for what is computed here."""
    if indicator.source == Source.OWN:
        yield "Källa: organisationens egen uppgift."
        return
    told = [snapshots[kpi] for kpi in indicator.kpis if kpi in snapshots and snapshots[kpi].fetched_at]
    if not told:
        yield "Inga siffror är hämtade än."
        return
    days = sorted({_day(each.fetched_at) for each in told if each.fetched_at})
    kpis = ", ".join(each.kpi for each in told)
    if settings.DEMO:
        yield f"Demo: påhittade värden för {kpis}, inte Koladas. Hämtade {' och '.join(days)}."
    else:
        yield f"Källa: Kolada (RKA), {kpis}, hämtad {' och '.join(days)}."
    if indicator.uncertainty_kpi:
        yield (
            f"Talet efter ± är osäkerheten, från {indicator.uncertainty_kpi}. "
            "En skillnad som ryms i osäkerheten räknas inte som en skillnad."
        )
    yield COMPUTED


def faults_of(indicator: Indicator, snapshots: Mapping[str, KpiSnapshot]) -> Iterator[str]:
    """Give what is the matter with the figures: why the last fetch took nothing, and since when they stand."""
    for kpi in indicator.kpis:
        snapshot = snapshots.get(kpi)
        if snapshot and snapshot.refused:
            since = f"Siffrorna här hämtades {_day(snapshot.fetched_at)}." if snapshot.fetched_at else ""
            yield f"Senaste hämtningen av {kpi} misslyckades. {snapshot.refused} {since}".rstrip()
        elif snapshot and snapshot.stopped:
            yield (
                f"{kpi} väntar på programledaren. {KpiSnapshot.Stop(snapshot.stopped).label} "
                "De gamla siffrorna står kvar."
            )


def _day(moment: dt.datetime) -> str:
    return date_format(timezone.localtime(moment), "j F Y")


def part_of(beside: Beside) -> Part:
    """Return an indicator for a file of the page: the same figures, and all that the page tells of them."""
    shown = replace(beside.years, rows=beside.rows)
    return Part(shown, tuple(filter(None, (beside.kind, *beside.means, *beside.faults, *beside.sources))))


def section_of(beside: Beside) -> Section:
    """Return the pictures and the table of an indicator."""
    measure, places = beside.newest.measure, len({row.place for row in beside.newest.rows})
    is_few, notes = places <= MOST_DRAWN, list(beside.means)
    drawn = beside.newest if is_few else beside.years.only(beside.year)
    if not is_few:
        notes.append(f"Alla {places} platser står i tabellen. Välj högst {MOST_DRAWN} för att se varje plats i bild.")
    rows, fewest = list(beside.newest.places(beside.year)), beside.newest.limits.count
    return Section(
        key=beside.key,
        title=beside.title,
        kind=beside.kind,
        across=across_places(drawn, beside.year, key=f"{beside.key}-platser") if places > 1 else None,
        table=None if is_few else tabled(f"{measure.title} {beside.year}", "Plats", rows, measure, fewest=fewest),
        years=_years(beside),
        notes=tuple(notes),
        sources=beside.sources,
        faults=beside.faults,
    )


def _years(beside: Beside) -> tuple[Picture, ...]:
    key = f"{beside.key}-ar"
    places = dict.fromkeys(row.place for row in beside.years.rows)
    if len(places) == 1:
        return (over_years(beside.years, next(iter(places)), key=key),)
    return place_by_place(beside.years, key=key)
