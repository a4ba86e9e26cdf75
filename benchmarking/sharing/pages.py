"""What the pages of sharing show, read before the template and handed over frozen."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from access.gates import Can
from benchmarking.method.content import Content, Step
from benchmarking.sharing import followed
from benchmarking.sharing.followed import Drawn, drawn
from benchmarking.sharing.models import AudienceKind, PublicRequest, Release, ReleaseKind
from benchmarking.sharing.public import public_url
from benchmarking.sharing.reading import ReleaseLine, newest_of, releases_of_room
from benchmarking.sharing.status import whom
from benchmarking.workspace.desks import sheets_of
from benchmarking.workspace.duties import DutyLine, open_duties
from benchmarking.workspace.indicator_fields import named_in_shared
from benchmarking.workspace.progress import StepState, due_days_of, step_states
from cohorts.access import Access
from cohorts.models import Participation
from cohorts.roles import Part, RoomKind
from cohorts.vacancies import missing_functions
from indicators.naming import Named
from indicators.pins.pages import pins_url


def address(participation: Participation) -> dict[str, str]:
    """Return the words of the participation's address."""
    return {"cohort": participation.cohort.slug, "organisation": participation.organisation.slug}


def participation_url(participation: Participation) -> str:
    """Return where the participation's page is."""
    return reverse("benchmarking:participation", kwargs=address(participation))


def older_url(participation: Participation) -> str:
    """Return where that is read which an earlier version of the method asked for."""
    return reverse("benchmarking:older_answers", kwargs=address(participation))


def release_url(participation: Participation, number: int) -> str:
    """Return where a release of the participation is read."""
    return reverse("benchmarking:release", kwargs={**address(participation), "number": number})


def register_url(participation: Participation) -> str:
    """Return where the participation finds all that it has shared."""
    return reverse("benchmarking:releases", kwargs=address(participation))


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step of one organisation, with its state and what was last shared of it or of a worksheet in it."""

    step: Step
    url: str
    state: StepState
    shared: ReleaseLine | None


@dataclass(frozen=True, slots=True)
class OwnSheet:
    """A worksheet that a home team works in."""

    title: str
    step: str
    url: str


@dataclass(frozen=True, slots=True)
class OrganisationPage:
    """An organisation in a round. A home team has its own worksheets and nothing else."""

    participation: Participation
    is_mentor: bool
    group_title: str
    group_url: str
    steps: tuple[StepLine, ...]
    own_sheets: tuple[OwnSheet, ...]
    releases: tuple[ReleaseLine, ...]
    register_url: str
    older_url: str
    missing: tuple[str, ...]
    current: StepLine
    duties: tuple[DutyLine, ...]
    shows_all_duties: bool


def organisation_page(
    participation: Participation,
    content: Content,
    access: Access,
    can: Can,
    today: dt.date,
    *,
    everybodys: bool,
    has_adopted: bool,
) -> OrganisationPage:
    """Read an organisation's page in seven statements; for a home team in four.

    Its own people see what they answer for themselves; the trio, where it asks for ``everybodys``, what anybody does.
    """
    whole = can.any(("read_drafts", "see_progress"))
    states = step_states([participation.pk], content, due_days_of(participation.cohort_id), today)
    releases = releases_of_room(access, participation.pk) if whole else ()
    latest: dict[str, ReleaseLine] = {}
    for line in releases:
        if not line.withdrawn:
            latest.setdefault(line.step_key, line)
    steps = tuple(
        StepLine(step, _step_url(participation, step), states[participation.pk, step.key], latest.get(step.key))
        for step in content.steps
    )
    group = participation.room.parent
    in_group = whole and group is not None and group.kind == RoomKind.GROUP
    parts = access.parts_in(participation.pk)
    missing = missing_functions(participation) if whole else ()
    everybodys = everybodys and can["read_drafts"]
    seats = None if everybodys else [seat.pk for seat in access.seats if seat.room_id == participation.pk]
    is_own = can.any(("read_drafts", "read_part"))
    return OrganisationPage(
        participation=participation,
        is_mentor=participation.part == Part.MENTOR,
        group_title=group.title if group and in_group else "",
        group_url=_group_url(participation) if in_group else "",
        steps=steps if whole else (),
        own_sheets=() if whole else own_sheets(content, parts, **address(participation)),
        releases=releases,
        register_url=register_url(participation),
        older_url=older_url(participation) if can["read_drafts"] and has_adopted else "",
        missing=tuple(function.label for function in missing),
        current=next((line for line in steps if line.state.state != "done"), steps[-1]),
        duties=open_duties(participation.pk, content, states, today, seats=seats) if is_own else (),
        shows_all_duties=everybodys,
    )


def _step_url(participation: Participation, step: Step) -> str:
    return reverse("benchmarking:step", kwargs={**address(participation), "step": step.key})


def _group_url(participation: Participation) -> str:
    group: str = participation.room.parent.benchmarkgroup.slug  # type: ignore[union-attr]
    return reverse("benchmarking:group", kwargs={"cohort": participation.cohort.slug, "group": group})


def own_sheets(content: Content, parts: Collection[str], *, cohort: str, organisation: str) -> tuple[OwnSheet, ...]:
    """Return the worksheets that a home team with ``parts`` works in, step by step."""
    here = {"cohort": cohort, "organisation": organisation}
    return tuple(
        OwnSheet(
            title=sheet.title,
            step=f"Steg {step.number}: {step.title}",
            url=reverse("benchmarking:worksheet", kwargs={**here, "step": step.key, "worksheet": sheet.key}),
        )
        for step in content.steps
        for sheet in sheets_of(step, parts)
    )


@dataclass(frozen=True, slots=True)
class ReleasePage:
    """A release as its readers see it. ``newest_url`` leads to a newer one of the same thing, where there is one.

    ``of_what`` is what it is made from: "steg", "mall" or "nyckeltal".
    """

    heading: str
    of_what: str
    number: int
    content: dict[str, Any]
    indicators: tuple[Drawn, ...]
    named: tuple[Named, ...]
    published_by: str
    published_at: dt.datetime
    withdrawn_at: dt.datetime | None
    shared_with: str
    newest_url: str
    withdraw_url: str
    asked: PublicRequest | None
    ask_url: str
    public_url: str


def release_page(release: Release, access: Access, *, is_own: bool) -> ReleasePage:
    """Return what a reader of ``release`` sees, in three statements; a withdrawn one hands over no content.

    Its owner is told how it stands with showing it openly, too.
    """
    participation: Participation = release.room.participation
    kinds = {audience.kind for audience in release.audiences.all()}
    newest = newest_of(access, release)
    at = {**address(participation), "number": release.number}
    asked = release.public_requests.select_related("answered_by").last() if is_own else None
    may_ask = is_own and (asked is None or asked.approved is False)
    return ReleasePage(
        heading=f"{participation.organisation.name}, {release.title[:1].lower()}{release.title[1:]}",
        of_what=ReleaseKind(release.kind).label.lower(),
        number=release.number,
        content={} if release.is_withdrawn else release.content,
        indicators=() if release.is_withdrawn else drawn(release.content),
        named=() if release.is_withdrawn else named_in_shared(release.content),
        published_by=release.published_by.name,
        published_at=release.published_at,
        withdrawn_at=release.withdrawn_at,
        shared_with=whom(kinds),
        newest_url=release_url(participation, newest) if newest > release.number else "",
        withdraw_url=reverse("benchmarking:release_withdraw", kwargs=at) if is_own else "",
        asked=asked,
        ask_url=reverse("benchmarking:public_ask", kwargs=at) if may_ask else "",
        public_url=public_url(release.pk) if AudienceKind.PUBLIC in kinds else "",
    )


def followed_crumbs(participation: Participation) -> list[tuple[str, str]]:
    """Return the path to where indicators are shared."""
    own = (participation.organisation.name, participation_url(participation))
    return [own, (followed.TITLE, pins_url(participation)), ("Dela", "")]


def release_crumbs(release: Release, access: Access, can: Can) -> list[tuple[str, str]]:
    """Return the path to a release, with links only to what this reader may open."""
    participation: Participation = release.room.participation
    may_open = can.any(("read_drafts", "see_progress"))
    path = [(participation.organisation.name, participation_url(participation) if may_open else "")]
    for audience in release.audiences.all():
        room = audience.room
        if audience.kind == AudienceKind.GROUP and access.allows((room.pk, room.parent_id or 0), "read_group"):
            group = {"cohort": participation.cohort.slug, "group": room.benchmarkgroup.slug}
            path.insert(0, (room.title, reverse("benchmarking:group", kwargs=group)))
            break
    return [(label, url) for label, url in path if url] + [(f"Delning {release.number}", "")]
