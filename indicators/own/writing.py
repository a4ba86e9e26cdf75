"""Typing own figures: one place and indicator at a time, several years, all of them or none."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from access import clock
from access.refusals import Clash, Refusal
from accounts.models import User
from cohorts import states
from cohorts.models import Participation
from indicators.figures import Figure
from indicators.models import Indicator
from indicators.own.cells import COLUMNS, Typed, sort_of
from indicators.own.models import WHOLE, OwnValue
from indicators.own.reading import by_sex_of, shown
from indicators.suppression import Filled, Row

#: What a row says, in the order of its columns.
FACTS = (*(f"{name}{part}" for name in COLUMNS for part in ("", "_state", "_base")), "source", "note")


class FiguresChanged(Clash):
    """Somebody wrote other figures for a year since they were read here; nothing of either is lost."""

    sentence = "Någon annan har ändrat siffrorna sedan du öppnade sidan. Dina står kvar i rutorna."


class TakesNone(Refusal):
    """A ratio or a gap that Kolada publishes alone: there are no women's and men's figures to type."""

    sentence = "Nyckeltalet är en färdig kvot eller skillnad. Välj ett nyckeltal med siffror för kvinnor och män."


class WholeExposed(Refusal):
    """With these places, a whole that may have been seen already would tell what is hidden in one of them."""


@dataclass(frozen=True, slots=True)
class Change:
    """What one year is, and what it would become. ``old`` is None where nothing is written."""

    year: int
    old: OwnValue | None
    new: Typed

    @property
    def version(self) -> int:
        """Return the version that is written over; 0 where nothing is."""
        return self.old.version if self.old else 0

    @property
    def overwrites(self) -> bool:
        """Tell whether a figure that is there would be lost from sight."""
        return self.old is not None and any(getattr(self.old, name) is not None for name in COLUMNS)


def changes(
    participation: Participation, indicator: Indicator, *, place: str, typed: Mapping[int, Typed]
) -> tuple[Change, ...]:
    """Return what writing would change, by year; the years that say the same, or nothing, are left out."""
    return _changes(_rows(participation, indicator, place, typed), typed)


def refuse_changed(found: Iterable[Change], seen: Mapping[int, int]) -> None:
    """Raise ``FiguresChanged`` where a year has another version than the writer saw."""
    if any(change.version != seen.get(change.year, 0) for change in found):
        raise FiguresChanged


@transaction.atomic
def write_figures(
    participation: Participation,
    indicator: Indicator,
    *,
    place: str,
    typed: Mapping[int, Typed],
    seen: Mapping[int, int],
    by: User,
) -> int:
    """Write years of one place, and return how many changed. A year that says nothing empties its row.

    ``seen`` is the version that the writer saw of each year, 0 for none. ``typed`` has no flaws (``cells.flaws_of``).
    Raises ``FiguresChanged``, ``TakesNone``, ``WholeExposed`` and what ``states.require`` raises.
    """
    states.require(participation.room, states.FOLLOW)
    if not sort_of(indicator).columns:
        raise TakesNone
    found = _changes(_rows(participation, indicator, place, typed), typed)
    refuse_changed(found, seen)
    before = [Row(row.place, row.year, by_sex_of(row)) for row in _beside(participation, indicator, found)]
    refuse_exposed(indicator, before, [Row(place, change.year, change.new.by_sex) for change in found])
    at = clock.now()
    OwnValue.objects.bulk_create(
        [
            OwnValue(
                room=participation.room,
                indicator=indicator,
                place=place,
                year=change.year,
                **_facts(change.new),
                version=change.version + 1,
                written_at=at,
                written_by=by,
            )
            for change in found
        ],
        update_conflicts=True,
        unique_fields=["room", "indicator", "place", "year"],
        update_fields=[*FACTS, "version", "written_at", "written_by"],
    )
    return len(found)


def _facts(typed: Typed) -> dict[str, Any]:
    facts: dict[str, Any] = {"source": typed.source, "note": typed.note}
    for name in COLUMNS:
        figure: Figure = getattr(typed.by_sex, name)
        facts |= {name: figure.value, f"{name}_state": figure.state.value, f"{name}_base": figure.base}
    return facts


def _rows(participation: Participation, indicator: Indicator, place: str, years: Iterable[int]) -> dict[int, OwnValue]:
    found = OwnValue.objects.filter(room=participation.room, indicator=indicator, place=place, year__in=list(years))
    return {row.year: row for row in found.select_related("written_by")}


def _changes(there: Mapping[int, OwnValue], typed: Mapping[int, Typed]) -> tuple[Change, ...]:
    return tuple(
        Change(year, there.get(year), new)
        for year, new in sorted(typed.items(), reverse=True)
        if _differs(there.get(year), new)
    )


def _differs(old: OwnValue | None, new: Typed) -> bool:
    if old is None:
        return bool(new.figures or new.source or new.note)
    return {name: getattr(old, name) for name in FACTS} != _facts(new)


def _beside(participation: Participation, indicator: Indicator, found: Iterable[Change]) -> Iterable[OwnValue]:
    """Return every place of the years that change."""
    years = [change.year for change in found]
    return OwnValue.objects.filter(room=participation.room, indicator=indicator, year__in=years)


def refuse_exposed(indicator: Indicator, before: Iterable[Row], new: Iterable[Row]) -> None:
    """Raise ``WholeExposed`` where a whole that stays as it is would no longer show what it has shown.

    It may have been shared: laid beside the places it would tell which number they hide (docs/indicators.md).
    """
    rows = {(row.place, row.year): row for row in before}
    after = rows | {(row.place, row.year): row for row in new}
    was, will = (shown(Filled(indicator.measure, tuple(each.values()))) for each in (rows, after))
    for year in was.series(WHOLE).years:
        if rows[WHOLE, year] != after[WHOLE, year]:
            continue
        pairs = zip(was.series(WHOLE).at(year).cells, will.series(WHOLE).at(year).cells, strict=True)
        if any(one.is_known and not other.is_known for one, other in pairs):
            raise WholeExposed(
                f"Helheten för {year} kan redan ha visats, och en del är så liten att den skulle gå att räkna ut. "
                "Lägg ihop den med en annan del."
            )
