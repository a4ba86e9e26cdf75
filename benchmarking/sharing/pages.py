"""What the pages of sharing show, read before the template and handed over frozen."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from benchmarking.method.content import Content, Step
from benchmarking.sharing.audiences import GroupReaders, groups_of
from benchmarking.sharing.models import AudienceKind, Release
from benchmarking.sharing.reading import ReleaseLine, releases_of_room
from benchmarking.sharing.steps import ShareStatus, share_status, snapshot
from benchmarking.workspace.progress import StepState, due_days_of, step_states
from benchmarking.workspace.reading import read_step
from cohorts.access import Access
from cohorts.models import Participation
from cohorts.roles import RoomKind
from cohorts.vacancies import missing_functions


def address(participation: Participation) -> dict[str, str]:
    """Return the words of the participation's address."""
    return {"cohort": participation.cohort.slug, "organisation": participation.organisation.slug}


def participation_url(participation: Participation) -> str:
    """Return where the participation's page is."""
    return reverse("benchmarking:participation", kwargs=address(participation))


def release_url(release: Release) -> str:
    """Return where a release is read."""
    owner = address(release.room.participation)
    return reverse("benchmarking:release", kwargs={**owner, "number": release.number})


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step of one organisation, with its state and what was last shared of it."""

    step: Step
    state: StepState
    shared: ReleaseLine | None


@dataclass(frozen=True, slots=True)
class OrganisationPage:
    """An organisation in a round."""

    participation: Participation
    group_title: str
    group_slug: str
    steps: tuple[StepLine, ...]
    releases: tuple[ReleaseLine, ...]
    missing: tuple[str, ...]
    minutes_left: int
    current: StepLine


def organisation_page(
    participation: Participation, content: Content, access: Access, today: dt.date
) -> OrganisationPage:
    """Read an organisation's page in five statements."""
    states = step_states([participation.pk], content, due_days_of(participation.cohort_id), today)
    releases = releases_of_room(access, participation.pk)
    latest: dict[str, ReleaseLine] = {}
    for line in releases:
        if not line.withdrawn:
            latest.setdefault(line.key, line)
    steps = tuple(StepLine(step, states[participation.pk, step.key], latest.get(step.key)) for step in content.steps)
    current = next((line for line in steps if line.state.state != "done"), steps[-1])
    group = participation.room.parent if participation.room.parent.kind == RoomKind.GROUP else None  # type: ignore[union-attr]
    required = participation.cohort.required_seats
    return OrganisationPage(
        participation=participation,
        group_title=group.title if group else "",
        group_slug=group.benchmarkgroup.slug if group else "",
        steps=steps,
        releases=releases,
        missing=tuple(f.label for f in missing_functions([participation.pk], required)[participation.pk]),
        minutes_left=current.state.minutes_left,
        current=current,
    )


@dataclass(frozen=True, slots=True)
class SharePage:
    """The preview: the very content that will be published, and the people who could read it."""

    participation: Participation
    step: Step
    content: dict[str, Any]
    groups: tuple[GroupReaders, ...]
    status: ShareStatus

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to share."""
        return not self.content["worksheets"]


def share_page(participation: Participation, step: Step) -> SharePage:
    """Read the preview of a step."""
    written = read_step(participation.pk, step)
    return SharePage(
        participation=participation,
        step=step,
        content=snapshot(written),
        groups=tuple(groups_of(participation)),
        status=share_status(participation.pk, step, written),
    )


@dataclass(frozen=True, slots=True)
class ReleasePage:
    """A release as its readers see it."""

    organisation: str
    title: str
    number: int
    content: dict[str, Any]
    published_by: str
    published_at: dt.datetime
    withdrawn_at: dt.datetime | None
    audiences: tuple[str, ...]
    address: dict[str, str]
    is_own: bool


def release_page(release: Release, *, is_own: bool) -> ReleasePage:
    """Return what a reader of ``release`` sees; a withdrawn one hands over no content."""
    participation: Participation = release.room.participation
    kinds = {audience.kind for audience in release.audiences.all()}
    return ReleasePage(
        organisation=participation.organisation.name,
        title=release.title,
        number=release.number,
        content={} if release.is_withdrawn else release.content,
        published_by=release.published_by.name,
        published_at=release.published_at,
        withdrawn_at=release.withdrawn_at,
        audiences=tuple(kind.label for kind in AudienceKind if kind in kinds),
        address=address(participation),
        is_own=is_own,
    )
