"""Indicators of a group's organisations side by side: Kolada's figures, and beside them those of others.

Kolada's figures are open, so what is read here is what anybody may read; the group's page sets it together.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse

from benchmarking.comparison.columns import Organisation, organisations_of
from cohorts import models as cohorts
from cohorts.access import Access
from cohorts.models import BenchmarkGroup
from indicators.beside import Beside, Section, read_beside, section_of
from indicators.models import Indicator, Source
from indicators.places import Asked, everywhere, side_by_side
from indicators.reading import found_by

#: So many indicators are set side by side on a page, and so many are offered by a search.
MOST, OFFERED = 20, 40


@dataclass(frozen=True, slots=True)
class Board:
    """A group whose organisations are compared, and everybody they can be set beside."""

    group: BenchmarkGroup
    organisations: tuple[Organisation, ...]
    everywhere: tuple[cohorts.Organisation, ...]

    def url(self, name: str, **more: str) -> str:
        """Return the address ``benchmarking:name`` of this group's."""
        return reverse(
            f"benchmarking:{name}", kwargs={"cohort": self.group.cohort.slug, "group": self.group.slug, **more}
        )

    def asked(self, owners: str, *, against: Sequence[str], chosen: Sequence[str]) -> Asked:
        """Return what stands side by side: the group's organisations and mentors first, and the ``chosen`` slugs."""
        labels = {each.slug: each.label for each in self.organisations}
        by_slug = {each.slug: each for each in self.everywhere}
        own = [by_slug[slug] for slug in labels if slug in by_slug]
        others = [each for each in self.everywhere if each.slug in chosen]
        return side_by_side(own, self.everywhere, against=against, chosen=others, owners=owners, labels=labels)

    @property
    def without_code(self) -> tuple[str, ...]:
        """Return the names of those that Kolada has no figures of: associations, districts, administrations."""
        known = {each.slug for each in self.everywhere}
        return tuple(each.name for each in self.organisations if each.slug not in known)


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person asked for: indicators by key, a search for more, what to set the group beside."""

    keys: tuple[str, ...] = ()
    text: str = ""
    against: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorsPage:
    """The group's indicators. ``offered`` are (key, title, whether it is shown)."""

    sections: tuple[Section, ...]
    offered: tuple[tuple[str, str, bool], ...]
    names: tuple[str, ...]
    without_code: tuple[str, ...]
    url: str
    xlsx: str
    csv: str


def board_of(group: BenchmarkGroup, access: Access) -> Board:
    """Return what a group's comparison of indicators is made from, in two statements."""
    return Board(group, organisations_of(group, access), everywhere())


def chosen_of(choice: Choice) -> list[Indicator]:
    """Return the indicators that are asked for, at most ``MOST``, in one statement."""
    return list(_known().filter(key__in=choice.keys)[:MOST])


def beside_of(board: Board, choice: Choice, indicators: Sequence[Indicator]) -> tuple[Beside, ...]:
    """Return what may be seen of the indicators, in five statements."""
    return read_beside(indicators, lambda owners: board.asked(owners, against=choice.against, chosen=choice.places))


def indicators_page(board: Board, choice: Choice) -> IndicatorsPage:
    """Read the page, in seven statements however many organisations, indicators and years there are."""
    chosen = chosen_of(choice)
    offered = list(found_by(_known(), choice.text)[:OFFERED])
    beside = beside_of(board, choice, chosen)
    shown = {each.key for each in chosen}
    everyone = {each.key: each for each in (*chosen, *offered)}
    return IndicatorsPage(
        sections=tuple(section_of(each) for each in beside),
        offered=tuple((key, each.title, key in shown) for key, each in everyone.items()),
        names=tuple(each.label for each in board.organisations),
        without_code=board.without_code,
        url=board.url("comparison_indicators"),
        xlsx=board.url("comparison_indicators_file", kind="xlsx"),
        csv=board.url("comparison_indicators_file", kind="csv"),
    )


def _known() -> QuerySet[Indicator]:
    return Indicator.objects.filter(source=Source.KOLADA)
