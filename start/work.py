"""Mitt arbete: what waits for one hat, what is next, and what is new."""

import datetime as dt
from dataclasses import dataclass, replace

from django.db.models import Q
from django.urls import reverse

from benchmarking.meetings.reading import NextMeeting, next_meetings
from benchmarking.method.content import Content
from benchmarking.method.versions import NoMethod, method_of
from benchmarking.overview.board import read_board
from benchmarking.overview.needs import SHOWN, Need, needs
from benchmarking.overview.offers import offers_in
from benchmarking.sharing.public import waiting_in
from benchmarking.sharing.reading import ReleaseLine, releases_for_groups, releases_observed
from cohorts.access import Access, OpenSeat
from cohorts.models import BenchmarkGroup, Cohort, CohortState
from cohorts.roles import Function, RoomKind
from start.tasks import Task, home_team_tasks, trio_tasks

#: So many of the latest releases are shown.
NEWS = 8


@dataclass(frozen=True, slots=True)
class Place:
    """A seat or a round, and the page it opens."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class GroupAhead:
    """A group that one belongs to or follows, and when it meets next."""

    title: str
    url: str
    meeting: NextMeeting | None


@dataclass(frozen=True, slots=True)
class WorkPage:
    """What Mitt arbete shows for one hat; ``rounds`` are those a leader leads now, the newest first."""

    role: str
    places: tuple[Place, ...]
    tasks: tuple[Task, ...] = ()
    groups: tuple[GroupAhead, ...] = ()
    news: tuple[ReleaseLine, ...] = ()
    rounds: tuple[Place, ...] = ()


def read_work(access: Access, seat: OpenSeat | None, today: dt.date) -> WorkPage:
    """Read the page of ``seat`` in a constant number of statements."""
    places = tuple(Place(each.label, _url_of(each)) for each in access.seats)
    if seat is None:
        return WorkPage("", places)
    role = role_of(seat)
    if seat.function == Function.LEADER:
        return _leading(access, WorkPage(role, places), seat, today)
    if seat.function == Function.OBSERVER:
        return WorkPage(role, places, news=releases_observed(access)[:NEWS])
    content = _method_of(seat)
    if not seat.in_trio:
        return WorkPage(role, places, tasks=tuple(home_team_tasks(seat, content, today)) if content else ())
    groups = _groups_of(seat)
    meetings = next_meetings([group.pk for group in groups])
    news = releases_for_groups(
        access, [*(group.pk for group in groups), *([seat.cohort_id] if seat.cohort_id else [])]
    )
    return WorkPage(
        role,
        places,
        tasks=tuple(trio_tasks(seat, content, today)) if content else (),
        groups=tuple(_ahead(seat, group, meetings.get(group.pk)) for group in groups),
        news=tuple(line for line in news if line.room_id != seat.room_id)[:NEWS],
    )


def role_of(seat: OpenSeat) -> str:
    """Return what one is in a seat, as it stands in a sentence: "strateg i Kalmar, omgång 2019"."""
    role = Function(seat.function).label.lower()
    if seat.kind == RoomKind.PARTICIPATION:
        part = "mentor i " if seat.is_mentor else ""
        member = "med i hemmateamet" if seat.function == Function.OTHER else role
        return f"{member} i {seat.room_title}, {part}{seat.cohort_name.lower()}"
    return f"{role} i {seat.cohort_name.lower()}" if seat.cohort else role


def _url_of(seat: OpenSeat) -> str:
    if seat.kind == RoomKind.PARTICIPATION:
        return reverse("benchmarking:participation", kwargs={"cohort": seat.cohort, "organisation": seat.organisation})
    if seat.kind == RoomKind.COHORT and seat.function == Function.LEADER:
        return reverse("benchmarking:overview", kwargs={"cohort": seat.cohort})
    return reverse("cohorts:cohorts")


def _method_of(seat: OpenSeat) -> Content | None:
    """Return the method of the seat's round, or None before the round has one: the first page always opens."""
    try:
        return method_of(seat.cohort_id or 0)
    except NoMethod:
        return None


def _groups_of(seat: OpenSeat) -> list[BenchmarkGroup]:
    """Return the group that the seat's organisation is in, or those that it follows as mentor."""
    joined = Q(memberships__participation=seat.room_id, memberships__left_at=None)
    followed = Q(pairings__mentor=seat.room_id, pairings__ended_at=None)
    groups = BenchmarkGroup.objects.filter(followed if seat.is_mentor else joined)
    return list(groups.select_related("room").order_by("room__title"))


def _ahead(seat: OpenSeat, group: BenchmarkGroup, meeting: NextMeeting | None) -> GroupAhead:
    url = reverse("benchmarking:group", kwargs={"cohort": seat.cohort, "group": group.slug})
    return GroupAhead(group.room.title, url, meeting)


def _leading(access: Access, bare: WorkPage, seat: OpenSeat, today: dt.date) -> WorkPage:
    """Read what needs the leader in the newest round that the seat leads now; its other rounds are links."""
    cohorts = (
        Cohort.objects.visible_to(access, "steer_cohort")
        .filter(Q(pk=seat.room_id) | Q(room__parent=seat.room_id), method_pin__isnull=False)
        .filter(state__in=[CohortState.GROUPED, CohortState.RUNNING])
        .select_related("room")
        .order_by("-starts_on", "slug")
    )
    rounds = list(cohorts)
    pressing = _pressing(rounds[0], today) if rounds else ()
    return replace(
        bare,
        tasks=tuple(
            Task(need.text, need.meta, need.when, need.url, late=need.late, icon=need.icon)
            for need in pressing[:SHOWN]
        ),
        rounds=tuple(Place(c.name, reverse("benchmarking:overview", kwargs={"cohort": c.slug})) for c in rounds),
    )


def _pressing(cohort: Cohort, today: dt.date) -> tuple[Need, ...]:
    board = read_board(cohort, method_of(cohort.pk), today)
    return needs(board, offers_in(cohort), waiting_in(cohort))
