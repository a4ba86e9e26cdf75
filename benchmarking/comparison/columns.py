"""The columns of a comparison: which organisations, and what each has shared of the step with this group."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Q
from django.urls import reverse

from access import clock
from benchmarking.comparison.models import ShareRequest
from benchmarking.method.content import Content, Step, home_of
from benchmarking.sharing.audiences import readable
from benchmarking.sharing.models import Release
from benchmarking.sharing.steps import made_from, present_key
from cohorts.access import Access
from cohorts.models import BenchmarkGroup, Participation
from cohorts.roles import Part

#: What a cell says where nothing was written.
EMPTY = "Inte ifyllt"
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
    def label(self) -> str:
        """Return the name, and that it is a mentor: "Norrtälje, mentor"."""
        return f"{self.name}, mentor" if self.is_mentor else self.name

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
    """A release of the step, without its content. ``worksheet`` is its key by now, empty for a whole step."""

    pk: int
    room_id: int
    number: int
    at: dt.datetime
    withdrawn_at: dt.datetime | None
    worksheet: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """An organisation, and the standing ``releases`` of the step that say what its cells hold.

    They are the newest of the step and those of worksheets shared after it; ``older`` are read at their own
    addresses. Without ``releases`` nothing is shared with this reader: ``withdrawn_at`` says when the last one was
    taken back.
    """

    place: str
    organisation: Organisation
    releases: tuple[ReleaseLink, ...]
    older: tuple[ReleaseLink, ...]
    withdrawn_at: dt.datetime | None
    asked: Asked | None
    may_ask: bool
    ask_url: str
    share_url: str
    is_whole: bool
    content: Mapping[str, Mapping[str, Any]]

    @property
    def missing(self) -> str:
        """Return what a cell says where the organisation has shared nothing of a worksheet.

        Who shares a whole step shares its empty worksheets too.
        """
        return EMPTY if self.is_whole else "Tillbakadraget" if self.withdrawn_at else "Inte delat"


def organisations_of(group: BenchmarkGroup, access: Access) -> tuple[Organisation, ...]:
    """Return the group's organisations in Swedish order and then its mentors, in one statement."""
    own = {seat.room_id for seat in access.seats if seat.in_trio}
    here = Q(memberships__group=group, memberships__left_at=None) | Q(pairings__group=group, pairings__ended_at=None)
    found = Participation.objects.filter(here).distinct().order_by("organisation__sort_key")
    rows = found.values_list("pk", "organisation__name", "organisation__slug", "part")
    organisations = [Organisation(pk, name, slug, part == Part.MENTOR, pk in own) for pk, name, slug, part in rows]
    return tuple(sorted(organisations, key=lambda each: each.is_mentor))


def shared_with(
    access: Access, group: BenchmarkGroup, content: Content, step: Step, rooms: Iterable[int]
) -> dict[int, list[_Found]]:
    """Return, by room, the releases of the step, or of a worksheet in it, that reach the group, newest first.

    One statement; only what ``access`` may read. What was shared before the round went over to the present version
    is found by the keys of its time. What an organisation has shared with an earlier group of its own is left out:
    the others in this one do not read it.
    """
    reaches = {"audiences__room__in": [group.pk, group.cohort_id]}
    rows = readable(access).filter(made_from(step), **reaches, room__in=list(rooms)).order_by("-number").distinct()
    found: dict[int, list[_Found]] = {}
    for row in rows.values_list("pk", "room_id", "number", "published_at", "withdrawn_at", "key"):
        place, _, sheet = present_key(content, row[5]).partition("/")
        if place == step.key:
            found.setdefault(row[1], []).append(_Found(*row[:5], sheet))
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
    """Read the newest content of each and, where something is missing, who has asked for it: in two statements."""
    shown = [each.pk for found in shared.values() for each in _newest(found)]
    contents = dict(Release.objects.filter(pk__in=shown).values_list("pk", "content"))
    missing = any(not _newest(shared.get(each.room_id, ())) for each in chosen)
    asked = asked_of(group, step.key) if missing else {}
    return tuple(
        _column(
            group,
            step,
            place,
            each,
            shared.get(each.room_id, []),
            contents=contents,
            asked=asked.get(each.room_id),
        )
        for place, each in enumerate(chosen, start=1)
    )


def _newest(found: Sequence[_Found]) -> list[_Found]:
    """Return the releases that say what stands: the newest of the step, and those of worksheets shared after it."""
    shown: dict[str, _Found] = {}
    for each in found:
        if not each.withdrawn_at and "" not in shown:
            shown.setdefault(each.worksheet, each)
    return list(shown.values())


def _merged(step: Step, contents: Iterable[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """Return the worksheets of several releases by their present keys; the first that has one says what stands."""
    merged: dict[str, Mapping[str, Any]] = {}
    for content in contents:
        for sheet in content["worksheets"]:
            home = home_of(step.worksheets, sheet["key"])
            merged.setdefault(home.key if home else sheet["key"], sheet)
    return merged


def asked_of(group: BenchmarkGroup, key: str) -> dict[int, Asked]:
    """Return, by room, who last asked for what is known by ``key``, and when."""
    rows = ShareRequest.objects.filter(room=group.pk, step_key=key).order_by("at")
    return {of: Asked(at, who) for of, at, who in rows.values_list("of", "at", "by__name")}


def is_patient(asked: Asked | None) -> bool:
    """Return whether it is so long since somebody asked that it may be asked again."""
    return asked is None or asked.at <= clock.now() - PATIENCE


def _column(
    group: BenchmarkGroup,
    step: Step,
    place: int,
    organisation: Organisation,
    found: Sequence[_Found],
    *,
    contents: Mapping[int, Mapping[str, Any]],
    asked: Asked | None,
) -> Column:
    address = {"cohort": group.cohort.slug, "organisation": organisation.slug}
    here = {**address, "group": group.slug, "step": step.key}
    links = {
        each: ReleaseLink(
            each.number, each.at, reverse("benchmarking:release", kwargs={**address, "number": each.number})
        )
        for each in found
        if not each.withdrawn_at
    }
    shown = _newest(found)
    return Column(
        place=str(place),
        organisation=organisation,
        releases=tuple(links[each] for each in shown),
        older=tuple(link for each, link in links.items() if each not in shown),
        withdrawn_at=found[0].withdrawn_at if found and not links else None,
        asked=asked,
        may_ask=is_patient(asked),
        ask_url=reverse("benchmarking:comparison_ask", kwargs=here),
        share_url=reverse("benchmarking:step_share", kwargs={**address, "step": step.key}),
        is_whole=any(not each.worksheet for each in shown),
        content=_merged(step, (contents[each.pk] for each in shown)),
    )
