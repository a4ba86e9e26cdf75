"""What the pages of sharing show, read before the template and handed over frozen."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from access.gates import Can
from benchmarking.method.content import Content, Step
from benchmarking.sharing.audiences import GroupReaders, groups_of
from benchmarking.sharing.models import AudienceKind, Release
from benchmarking.sharing.reading import ReleaseLine, newest_of, releases_of_room
from benchmarking.sharing.status import SHARED_WITH, ShareStatus, share_status
from benchmarking.sharing.steps import seen, snapshot
from benchmarking.workspace.desks import Desk, sheets_of
from benchmarking.workspace.progress import StepState, due_days_of, step_states
from benchmarking.workspace.reading import StepContent, read_step
from cohorts.access import Access
from cohorts.models import Participation
from cohorts.roles import Part, RoomKind
from cohorts.vacancies import missing_functions


def address(participation: Participation) -> dict[str, str]:
    """Return the words of the participation's address."""
    return {"cohort": participation.cohort.slug, "organisation": participation.organisation.slug}


def participation_url(participation: Participation) -> str:
    """Return where the participation's page is."""
    return reverse("benchmarking:participation", kwargs=address(participation))


def release_url(participation: Participation, number: int) -> str:
    """Return where a release of the participation is read."""
    return reverse("benchmarking:release", kwargs={**address(participation), "number": number})


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step of one organisation, with its state and what was last shared of it."""

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
    missing: tuple[str, ...]
    current: StepLine


def organisation_page(
    participation: Participation, content: Content, access: Access, can: Can, today: dt.date
) -> OrganisationPage:
    """Read an organisation's page in four statements; for a home team in two."""
    whole = can.any(("read_drafts", "see_progress"))
    states = step_states([participation.pk], content, due_days_of(participation.cohort_id), today)
    releases = releases_of_room(access, participation.pk) if whole else ()
    latest: dict[str, ReleaseLine] = {}
    for line in releases:
        if not line.withdrawn:
            latest.setdefault(line.key, line)
    steps = tuple(
        StepLine(step, _step_url(participation, step), states[participation.pk, step.key], latest.get(step.key))
        for step in content.steps
    )
    group = participation.room.parent
    in_group = whole and group is not None and group.kind == RoomKind.GROUP
    parts = access.parts_in(participation.pk)
    missing = missing_functions([participation.pk], participation.cohort.required_seats) if whole else {}
    return OrganisationPage(
        participation=participation,
        is_mentor=participation.part == Part.MENTOR,
        group_title=group.title if group and in_group else "",
        group_url=_group_url(participation) if in_group else "",
        steps=steps if whole else (),
        own_sheets=() if whole else own_sheets(content, parts, **address(participation)),
        releases=releases,
        missing=tuple(function.label for function in missing.get(participation.pk, ())),
        current=next((line for line in steps if line.state.state != "done"), steps[-1]),
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
class ShareBox:
    """How a step is shared, beside the step itself."""

    status: ShareStatus | None
    share_url: str
    release_url: str

    @property
    def readers_phrase(self) -> str:
        """Return who in the group reads what is shared: "Södertälje och Norrtälje"."""
        return _listed(self.status.readers if self.status else ())

    @property
    def newcomers_phrase(self) -> str:
        """Return who has come to the group since, and does not read it."""
        return _listed(self.status.newcomers if self.status else ())


def share_box(desk: Desk, written: StepContent) -> ShareBox | None:
    """Return how the step is shared, in two statements; a home team is not told."""
    if not desk.is_whole:
        return None
    status = share_status(desk.participation.pk, written, groups_of(desk.participation))
    return ShareBox(
        status=status,
        share_url=desk.url("step_share"),
        release_url=release_url(desk.participation, status.number) if status else "",
    )


def _listed(names: tuple[str, ...]) -> str:
    *most, last = names or ("",)
    return f"{', '.join(most)} och {last}" if most else last


@dataclass(frozen=True, slots=True)
class SharePage:
    """The preview: the very content that will be published, and the people who could read it.

    ``seen`` is the mark of it: what is pressed on is what was read through.
    """

    step: Step
    content: dict[str, Any]
    groups: tuple[GroupReaders, ...]
    status: ShareStatus | None
    seen: str
    is_open: bool
    back: str

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to share."""
        return not self.content["worksheets"]


def share_page(desk: Desk) -> SharePage:
    """Read the preview of a step."""
    written = read_step(desk.participation.pk, desk.step)
    content = snapshot(written)
    groups = groups_of(desk.participation)
    return SharePage(
        step=desk.step,
        content=content,
        groups=groups,
        status=share_status(desk.participation.pk, written, groups),
        seen=seen(content, groups),
        is_open=desk.is_open,
        back=desk.url("step"),
    )


@dataclass(frozen=True, slots=True)
class ReleasePage:
    """A release as its readers see it. ``newest_url`` leads to a newer one of the same thing, where there is one."""

    heading: str
    number: int
    content: dict[str, Any]
    published_by: str
    published_at: dt.datetime
    withdrawn_at: dt.datetime | None
    shared_with: str
    newest_url: str
    withdraw_url: str


def release_page(release: Release, access: Access, *, is_own: bool) -> ReleasePage:
    """Return what a reader of ``release`` sees, in two statements; a withdrawn one hands over no content."""
    participation: Participation = release.room.participation
    kinds = {audience.kind for audience in release.audiences.all()}
    newest = newest_of(access, release)
    withdraw = {**address(participation), "number": release.number}
    return ReleasePage(
        heading=f"{participation.organisation.name}, {release.title[:1].lower()}{release.title[1:]}",
        number=release.number,
        content={} if release.is_withdrawn else release.content,
        published_by=release.published_by.name,
        published_at=release.published_at,
        withdrawn_at=release.withdrawn_at,
        shared_with=" och ".join(SHARED_WITH[kind] for kind in AudienceKind if kind in kinds),
        newest_url=release_url(participation, newest) if newest > release.number else "",
        withdraw_url=reverse("benchmarking:release_withdraw", kwargs=withdraw) if is_own else "",
    )


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
