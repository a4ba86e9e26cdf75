"""Indicators of a group's organisations side by side: Kolada's figures and those of others, and own ones as shared.

Kolada's figures are open, and read as they are. Own figures are read from releases alone (``released.py``), after the
code of conduct.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.http import Http404
from django.urls import reverse

from benchmarking.comparison.columns import Organisation, organisations_of
from benchmarking.comparison.released import Sharer, besides_of, sharers_of
from benchmarking.sharing import conduct
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

    def organisation(self, slug: str) -> Organisation:
        """Return one of the group, or of its mentors, by slug; else raise ``Http404``."""
        for each in self.organisations:
            if each.slug == slug:
                return each
        raise Http404

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
    """The group's indicators.

    ``offered`` are (key, title, whether it is shown); ``left_out`` is how many more were asked for than have room.
    """

    sections: tuple[Section, ...]
    offered: tuple[tuple[str, str, bool], ...]
    left_out: int
    sharers: tuple[Sharer, ...]
    is_open: bool
    names: tuple[str, ...]
    without_code: tuple[str, ...]
    url: str
    xlsx: str
    csv: str


@dataclass(frozen=True, slots=True)
class Read:
    """What was read: each indicator, the titles of those shown and offered by key, and who has shared."""

    besides: tuple[Beside, ...]
    shown: Mapping[str, str]
    offered: Mapping[str, str]
    left_out: int
    sharers: tuple[Sharer, ...]


def board_of(group: BenchmarkGroup, access: Access) -> Board:
    """Return what a group's comparison of indicators is made from, in two statements."""
    return Board(group, organisations_of(group, access), everywhere())


def read_board(board: Board, choice: Choice, access: Access) -> Read:
    """Return what may be seen of the indicators that are asked for, in ten statements, however much there is of each.

    Without an indicator in the question those that the organisations have shared are shown. Raises
    ``CodeNotAccepted`` before the first thing that others have shared.
    """
    sharers = sharers_of(board.group, board.organisations, access)
    if any(each.release and not each.organisation.is_own for each in sharers):
        conduct.require(access, board.group.room)
    shared = {key: told["title"] for each in sharers for key, told in each.indicators.items()}
    asked = choice.keys or tuple(shared)
    keys = asked[:MOST]
    known = Indicator.objects.filter(source=Source.KOLADA)
    wanted = Q(key__in=keys) | Q(pk__in=found_by(known, choice.text).values("pk"))
    found = {each.key: each for each in known.filter(wanted)}
    chosen = [found[key] for key in keys if key in found]
    public = read_beside(chosen, lambda owners: board.asked(owners, against=choice.against, chosen=choice.places))
    own = besides_of(sharers, [key for key in keys if key not in found])
    titles = {key: found[key].title if key in found else shared[key] for key in keys if key in {*found, *shared}}
    offered = dict(list({**shared, **{key: each.title for key, each in found.items()}}.items())[:OFFERED])
    return Read((*public, *own), titles, {**titles, **offered}, len(asked) - len(keys), sharers)


def indicators_page(board: Board, choice: Choice, access: Access, *, is_open: bool) -> IndicatorsPage:
    """Read the page, in as many statements as ``read_board``; ``is_open`` lets the group ask for what is missing."""
    read = read_board(board, choice, access)
    return IndicatorsPage(
        sections=tuple(section_of(each) for each in read.besides),
        offered=tuple((key, title, key in read.shown) for key, title in read.offered.items()),
        left_out=read.left_out,
        sharers=read.sharers,
        is_open=is_open,
        names=tuple(each.label for each in board.organisations),
        without_code=board.without_code,
        url=board.url("comparison_indicators"),
        xlsx=board.url("comparison_indicators_file", kind="xlsx"),
        csv=board.url("comparison_indicators_file", kind="csv"),
    )
