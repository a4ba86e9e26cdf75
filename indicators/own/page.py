"""What the pages of own figures show their writers: raw figures in words, where they came from, what they were."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Q
from django.urls import reverse

from cohorts.models import Participation
from cohorts.sorting import swedish_order
from indicators.figures import Form, State
from indicators.models import Indicator, Source
from indicators.own.cells import Typed, sort_of
from indicators.own.files import template
from indicators.own.models import FigureFile, OwnValue
from indicators.own.reading import filled_of
from indicators.own.staging import changed_rows
from indicators.own.writing import Change
from indicators.wording import cell_text, column_words

_LONGEST_HISTORY = 100


@dataclass(frozen=True, slots=True)
class Listed:
    """An indicator, how many years of own figures it has, and when they were last written."""

    key: str
    title: str
    area: str
    is_own: bool
    years: int
    written_at: datetime | None


@dataclass(frozen=True, slots=True)
class Past:
    """What a row was once made, by whom and when."""

    year: int
    figures: str
    source: str
    note: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Overwritten:
    """What stands for a year, who wrote it, and what would stand there."""

    year: int
    old: str
    new: str
    by: str
    at: datetime | None


def listed_for(participation: Participation) -> tuple[Listed, ...]:
    """Return the indicators that take own figures: those with figures, the own ones, then by title. One statement."""
    own = Q(own_values__room=participation.room)
    found = Indicator.objects.exclude(form__in=[Form.RATIO, Form.GAP])
    counted = found.annotate(years=Count("own_values", filter=own), last=Max("own_values__written_at", filter=own))
    rows = [
        Listed(each.key, each.title, each.area, each.source == Source.OWN, each.years, each.last) for each in counted
    ]
    return tuple(sorted(rows, key=lambda row: (not row.years, not row.is_own, swedish_order(row.title))))


def overwritten(indicator: Indicator, changes: Iterable[Change]) -> tuple[Overwritten, ...]:
    """Return old and new in words, of the changes that write over something."""
    return tuple(
        Overwritten(
            change.year,
            told(indicator, _cells_of(change.old)),
            told(indicator, _cells_typed(change.new)),
            change.old.written_by.name,
            change.old.written_at,
        )
        for change in changes
        if change.old is not None and change.overwrites
    )


def history_of(participation: Participation, indicator: Indicator, place: str) -> tuple[Past, ...]:
    """Return what has been written for an indicator and place, the latest first: what stands and what stood before."""
    events: Any = OwnValue.pgh_event_model.objects  # type: ignore[attr-defined]  # made by pghistory
    before = events.filter(pgh_obj__room=participation.room, pgh_obj__indicator=indicator, pgh_obj__place=place)
    found = [
        *filled_of(participation.pk, indicator, place),
        *before.select_related("written_by").order_by("-pgh_id")[:_LONGEST_HISTORY],
    ]
    found.sort(key=lambda row: (row.written_at, row.version), reverse=True)
    return tuple(
        Past(row.year, told(indicator, _cells_of(row)), row.source, row.note, row.written_by.name, row.written_at)
        for row in found[:_LONGEST_HISTORY]
    )


def told(indicator: Indicator, cells: Iterable[tuple[str, str, int | None]]) -> str:
    """Return a row's figures in words: "kvinnor 20 av 120, män –"; what is not written is left out."""
    written = [
        f"{column_words(indicator.measure, name)} {text}{f' av {base}' if base else ''}"
        for name, text, base in cells
        if text
    ]
    return ", ".join(written) or "inga siffror"


def _cells_of(row: Any) -> Iterable[tuple[str, str, int | None]]:
    for name in ("women", "men", "other", "total"):
        state = getattr(row, f"{name}_state")
        if name != "other" or state != State.NOT_APPLICABLE:
            yield name, cell_text(getattr(row, name), state), getattr(row, f"{name}_base")


def _cells_typed(typed: Typed) -> Iterable[tuple[str, str, int | None]]:
    for name in ("women", "men", "other", "total"):
        if name in typed.figures:
            figure = typed.figures[name]
            yield name, cell_text(figure.value, figure.state), figure.base


def takes_own(indicator: Indicator) -> bool:
    """Tell whether own figures can be typed for an indicator."""
    return bool(sort_of(indicator).columns)


@dataclass(frozen=True, slots=True)
class FileRow:
    """A row of an uploaded file that would change something, and what stands there now; "" where nothing does."""

    number: int
    indicator: str
    place: str
    year: int
    old: str
    new: str
    source: str
    note: str


def rows_of(file: FigureFile) -> tuple[FileRow, ...]:
    """Return the first rows of a file that would change something: those that write over figures come first."""
    return tuple(
        FileRow(
            new.number,
            new.indicator.title,
            new.place,
            new.year,
            told(new.indicator, _cells_of(old)) if old else "",
            told(new.indicator, _cells_of(new)),
            new.source,
            new.note,
        )
        for new, old in changed_rows(file)
    )


def template_for(participation: Participation) -> list[list[str]]:
    """Return a sheet for the organisation's own indicators and those it has figures of, and the places it has."""
    room = participation.room
    own = Indicator.objects.filter(Q(source=Source.OWN) | Q(own_values__room=room) | Q(pins__room=room)).distinct()
    places = OwnValue.objects.filter(room=room).exclude(place="").order_by("place")
    chosen = [indicator for indicator in own if takes_own(indicator)]
    return template(participation.organisation, chosen, places.values_list("place", flat=True).distinct()[:50])


def address_of(participation: Participation, name: str, **more: object) -> str:
    """Return the address of one of the organisation's pages of own figures."""
    at = {"cohort": participation.cohort.slug, "organisation": participation.organisation.slug}
    return reverse(f"indicators:{name}", kwargs=at | more)
