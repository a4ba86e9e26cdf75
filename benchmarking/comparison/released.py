"""What a group's organisations have shared of the indicators they follow, for setting it side by side.

Own figures come from releases and from nowhere else: they are what was frozen when the organisation shared, and what
was hidden then is hidden here.
"""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from benchmarking.comparison.columns import Asked, Organisation, ReleaseLink, asked_of, is_patient
from benchmarking.method.content import INDICATORS_KEY
from benchmarking.sharing.audiences import readable
from benchmarking.sharing.models import Release, ReleaseKind
from cohorts.access import Access
from cohorts.models import BenchmarkGroup
from cohorts.wording import listed
from indicators.beside import Beside
from indicators.descriptions import kind_words
from indicators.suppression import Shown, thawed


@dataclass(frozen=True, slots=True, kw_only=True)
class Sharer:
    """An organisation, and the release of indicators that stands; without one, who has asked and whether one may."""

    organisation: Organisation
    release: ReleaseLink | None
    withdrawn_at: dt.datetime | None
    asked: Asked | None
    may_ask: bool
    ask_url: str
    share_url: str
    content: Mapping[str, Any]

    @property
    def indicators(self) -> dict[str, Mapping[str, Any]]:
        """Return what is shared of each indicator, by key."""
        return {each["key"]: each for each in self.content.get("indicators", ()) if each["figures"]}


def sharers_of(group: BenchmarkGroup, organisations: Sequence[Organisation], access: Access) -> tuple[Sharer, ...]:
    """Return what each has shared of its indicators with this group, as ``access`` may read it, in two statements."""
    reaches = {
        "audiences__room__in": [group.pk, group.cohort_id],
        "room__in": [each.room_id for each in organisations],
    }
    rows = readable(access).filter(kind=ReleaseKind.INDICATORS, **reaches)
    rows = rows.order_by("room", "-number").distinct("room", "number")
    found: dict[int, list[Release]] = {}
    for release in rows:
        found.setdefault(release.room_id, []).append(release)
    asked = asked_of(group, INDICATORS_KEY)
    return tuple(_sharer(group, each, found.get(each.room_id, []), asked.get(each.room_id)) for each in organisations)


def _sharer(
    group: BenchmarkGroup, organisation: Organisation, releases: Sequence[Release], asked: Asked | None
) -> Sharer:
    address = {"cohort": group.cohort.slug, "organisation": organisation.slug}
    stands = next((each for each in releases if not each.is_withdrawn), None)
    link = None
    if stands:
        url = reverse("benchmarking:release", kwargs={**address, "number": stands.number})
        link = ReleaseLink(stands.number, stands.published_at, url)
    return Sharer(
        organisation=organisation,
        release=link,
        withdrawn_at=releases[0].withdrawn_at if releases and not stands else None,
        asked=asked,
        may_ask=is_patient(asked),
        ask_url=reverse("benchmarking:comparison_indicators_ask", kwargs={**address, "group": group.slug}),
        share_url=reverse("indicators:pins", kwargs=address),
        content=stands.content if stands else {},
    )


def besides_of(sharers: Sequence[Sharer], keys: Collection[str]) -> Iterator[Beside]:
    """Give the own figures of each indicator of ``keys``, of those who have shared it, in their order."""
    for key in keys:
        shared = [(each, each.indicators[key]) for each in sharers if key in each.indicators]
        if shared:
            yield _beside(key, shared, sharers)


def _beside(key: str, shared: Sequence[tuple[Sharer, Mapping[str, Any]]], sharers: Sequence[Sharer]) -> Beside:
    (_, first), *rest = shared
    joined, others = _named(*shared[0]), []
    measure = joined.measure
    for each, told in rest:
        shown = _named(each, told)
        if shown.measure == measure:
            joined = joined.beside(shown)
        else:
            others.append(each.organisation.label)
    year = max((row.year for row in joined.rows), default=0)
    untold = [each.organisation.label for each, _ in shared if not _has(joined, each.organisation.label, year)]
    silent = [each.organisation.label for each in sharers if key not in each.indicators]
    notes = [f"{listed(others)} har delat nyckeltalet med en annan definition."] if others else []
    notes += (
        [f"Ingen siffra för {year} från {listed([one for one in untold if one not in others])}."] if untold else []
    )
    notes += [f"Inte delat av {listed(silent)}."] if silent else []
    return Beside(
        key=key,
        title=first["title"],
        kind=", ".join(filter(None, [kind_words(measure), measure.group])),
        year=year,
        newest=joined.only(year),
        years=joined,
        means=tuple(notes),
        sources=tuple(dict.fromkeys(line for _, told in shared for line in told["sources"])),
    )


def _named(sharer: Sharer, told: Mapping[str, Any]) -> Shown:
    """Return what an organisation has shared of an indicator, under the name it has in its column."""
    return thawed(told["figures"]).renamed(sharer.organisation.name, sharer.organisation.label)


def _has(shown: Shown, place: str, year: int) -> bool:
    return any((row.place, row.year) == (place, year) for row in shown.rows)
