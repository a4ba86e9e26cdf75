"""The columns of a comparison: which organisations, and what each has shared of the step with this group."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Q
from django.urls import reverse

from access import clock
from benchmarking.comparison.models import ShareRequest
from benchmarking.method.content import Step
from benchmarking.sharing.audiences import readable
from benchmarking.sharing.models import AudienceKind, Release, ReleaseKind
from cohorts.access import Access
from cohorts.models import BenchmarkGroup, Participation
from cohorts.roles import Part

#: How long a question to an organisation stands before it may be asked again.
PATIENCE = dt.timedelta(days=7)
#: So many organisations stand beside each other at the most.
MOST = 4


@dataclass(frozen=True, slots=True)
class Organisation:
    """One that can be a column: of the group, or a mentor of it. ``is_own`` where the reader sits in its trio."""

    room_id: int
    name: str
    slug: str
    is_mentor: bool
    is_own: bool

    @property
    def role(self) -> str:
        """Return what it is to the reader: "Din organisation", "Mentor"."""
        return "Din organisation" if self.is_own else "Mentor" if self.is_mentor else "I gruppen"


class ReleaseLink(NamedTuple):
    """A release, and where it is read."""

    number: int
    at: dt.datetime
    url: str


class Asked(NamedTuple):
    """Who last asked for what is missing, and when."""

    at: dt.datetime
    who: str


class _Found(NamedTuple):
    """A release of the step as the database has it, without its content."""

    pk: int
    room_id: int
    number: int
    at: dt.datetime
    withdrawn_at: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """An organisation and its newest standing release of the step; ``older`` are read at their own addresses.

    Without a ``release`` nothing is shared with this reader: ``withdrawn_at`` says when the last one was taken back.
    """

    place: str
    organisation: Organisation
    release: ReleaseLink | None
    older: tuple[ReleaseLink, ...]
    withdrawn_at: dt.datetime | None
    asked: Asked | None
    may_ask: bool
    ask_url: str
    share_url: str
    content: Mapping[str, Mapping[str, Any]] | None

    @property
    def nothing(self) -> str:
        """Return what a cell says when the column has nothing to show at all."""
        return "Tillbakadraget" if self.withdrawn_at else "Inte delat"


def organisations_of(group: BenchmarkGroup, access: Access) -> tuple[Organisation, ...]:
    """Return the group's organisations in Swedish order and then its mentors, in one statement."""
    own = {seat.room_id for seat in access.seats if seat.in_trio}
    here = Q(memberships__group=group, memberships__left_at=None) | Q(pairings__group=group, pairings__ended_at=None)
    found = Participation.objects.filter(here).distinct().order_by("organisation__sort_key")
    rows = found.values_list("pk", "organisation__name", "organisation__slug", "part")
    organisations = [Organisation(pk, name, slug, part == Part.MENTOR, pk in own) for pk, name, slug, part in rows]
    return tuple(sorted(organisations, key=lambda each: each.is_mentor))


def shared_with(access: Access, group: BenchmarkGroup, step: Step, rooms: Iterable[int]) -> dict[int, list[_Found]]:
    """Return, by room, the releases of the step that reach this group and that ``access`` may read, newest first.

    One statement. What an organisation has shared with an earlier group of its own is left out: the others in this
    one do not read it.
    """
    reaches = Q(audiences__room=group.pk) | Q(audiences__kind=AudienceKind.CONFERENCE)
    releases = readable(access).filter(reaches, room__in=list(rooms), kind=ReleaseKind.STEP, key=step.key)
    rows = releases.order_by("-number").distinct()
    found: dict[int, list[_Found]] = {}
    for row in rows.values_list("pk", "room_id", "number", "published_at", "withdrawn_at"):
        found.setdefault(row[1], []).append(_Found(*row))
    return found


def choose(
    organisations: Sequence[Organisation], shared: Mapping[int, list[_Found]], wanted: Sequence[str]
) -> list[Organisation]:
    """Return the organisations to show: those ``wanted`` by slug, else the group and the mentors that have shared."""
    if wanted:
        return [each for each in organisations if each.slug in wanted]
    return [each for each in organisations if not each.is_mentor or each.room_id in shared][:MOST]


def columns_of(
    group: BenchmarkGroup, step: Step, chosen: Sequence[Organisation], shared: Mapping[int, list[_Found]]
) -> tuple[Column, ...]:
    """Read the newest content of each chosen organisation, and who has asked for what is missing: two statements."""
    standing = {room: [each for each in found if not each.withdrawn_at] for room, found in shared.items()}
    newest = [found[0].pk for found in standing.values() if found]
    contents = dict(Release.objects.filter(pk__in=newest).values_list("room_id", "content"))
    asked = _asked(group, step)
    return tuple(
        _column(
            group,
            step,
            place,
            each,
            shared.get(each.room_id, []),
            content=contents.get(each.room_id),
            asked=asked.get(each.room_id),
        )
        for place, each in enumerate(chosen, start=1)
    )


def _asked(group: BenchmarkGroup, step: Step) -> dict[int, Asked]:
    rows = ShareRequest.objects.filter(room=group.pk, step_key=step.key).order_by("at")
    return {of: Asked(at, who) for of, at, who in rows.values_list("of", "at", "by__name")}


def _column(
    group: BenchmarkGroup,
    step: Step,
    place: int,
    organisation: Organisation,
    found: Sequence[_Found],
    *,
    content: Mapping[str, Any] | None,
    asked: Asked | None,
) -> Column:
    address = {"cohort": group.cohort.slug, "organisation": organisation.slug}
    here = {**address, "group": group.slug, "step": step.key}
    links = [
        ReleaseLink(each.number, each.at, reverse("benchmarking:release", kwargs={**address, "number": each.number}))
        for each in found
        if not each.withdrawn_at
    ]
    return Column(
        place=str(place),
        organisation=organisation,
        release=links[0] if links else None,
        older=tuple(links[1:]),
        withdrawn_at=found[0].withdrawn_at if found and not links else None,
        asked=asked,
        may_ask=asked is None or asked.at <= clock.now() - PATIENCE,
        ask_url=reverse("benchmarking:comparison_ask", kwargs=here),
        share_url=reverse("benchmarking:step_share", kwargs={**address, "step": step.key}),
        content={sheet["key"]: sheet for sheet in content["worksheets"]} if content else None,
    )
