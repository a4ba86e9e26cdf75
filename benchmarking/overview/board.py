"""What the overview shows, read in a constant number of statements and handed over as frozen values."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.urls import reverse
from django.utils import timezone

from benchmarking.meetings.reading import NextMeeting, next_meetings
from benchmarking.method.content import Content
from benchmarking.sharing.models import Release
from benchmarking.workspace.progress import StepState, step_states
from cohorts.mentors import MentorNames, mentors_of
from cohorts.models import Cohort, Milestone, Participation, ParticipationState
from cohorts.roles import Function, Part
from cohorts.sorting import swedish_order
from cohorts.vacancies import held_functions, missing_among

#: Headings of the rows that stand outside the groups.
WITHOUT_GROUP = "Utan grupp"
LEFT = "Har lämnat omgången"
#: Stands in an address for the slug of a row; no organisation, group or round is called so.
HERE = "0-0"


@dataclass(frozen=True, slots=True)
class OrganisationLine:
    """One organisation: its steps in order, its trio, and when somebody last did something.

    ``left_on`` is set when it has left the round: then nothing of it is late or missing any more. ``unshared`` are
    the places of the steps that have something to share, and of which nothing is.
    """

    room_id: int
    name: str
    url: str
    team_url: str
    kind: str
    steps: tuple[StepState, ...]
    missing: tuple[Function, ...]
    active_on: dt.date | None
    left_on: dt.date | None
    unshared: tuple[int, ...] = ()

    @property
    def late(self) -> tuple[StepState, ...]:
        """Return the steps whose day has passed and that are not done."""
        return tuple(step for step in self.steps if step.days_late) if self.left_on is None else ()

    @property
    def current(self) -> int:
        """Return the place of the first step that is not done, or of the last one."""
        return next((place for place, step in enumerate(self.steps) if step.state != "done"), len(self.steps) - 1)


@dataclass(frozen=True, slots=True)
class GroupBlock:
    """A group with its mentors, its next meeting and its organisations in alphabetical order.

    Those without a group, and those who have left the round, stand in blocks of their own without a room.
    """

    room_id: int | None
    title: str
    url: str
    mentors: MentorNames | None
    next_meeting: NextMeeting | None
    lines: tuple[OrganisationLine, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """Everything the overview needs of one round on one day.

    ``meets_in`` are the places of the steps that a meeting of the group carries.
    """

    today: dt.date
    began_on: dt.date
    steps: tuple[tuple[int, str], ...]
    meets_in: tuple[int, ...]
    groups: tuple[GroupBlock, ...]
    milestones: tuple[Milestone, ...]
    conference_on: dt.date | None
    people_url: str

    @property
    def lines(self) -> tuple[OrganisationLine, ...]:
        """Return every organisation that is in the round, group by group."""
        return tuple(line for group in self.groups for line in group.lines if line.left_on is None)

    @property
    def most_common_step(self) -> str:
        """Return the step most organisations work on now: "5 Hemma 2"."""
        counted = Counter(line.current for line in self.lines)
        if not counted:
            return "–"
        number, title = self.steps[min(counted, key=lambda place: (-counted[place], place))]
        return f"{number} {title}"


def read_board(cohort: Cohort, content: Content, today: dt.date, *, groups: Collection[int] | None = None) -> Board:
    """Read the board of ``cohort`` in five statements, however large it is; ``groups`` keeps those groups alone."""
    participants = Participation.objects.filter(cohort=cohort, part=Part.PARTICIPANT)
    standing = Release.objects.filter(room=OuterRef("pk"), withdrawn_at=None)
    rows = list(
        (participants if groups is None else participants.filter(room__parent__in=groups))
        .exclude(state=ParticipationState.APPLIED)
        .order_by("organisation__sort_key")
        .annotate(shared=ArraySubquery(standing.values("key")), held=held_functions())
        .values_list(
            "pk",
            "organisation__name",
            "organisation__slug",
            "organisation__kind",
            "room__parent__benchmarkgroup",
            "room__parent__title",
            "room__parent__benchmarkgroup__slug",
            "state",
            "withdrawn_on",
            "shared",
            "held",
        )
    )
    rooms = [row[0] for row in rows]
    milestones = tuple(Milestone.objects.filter(room=cohort.room_id))
    due = {day.step_key: day.day for day in milestones if day.step_key}
    states = step_states(rooms, content, due, today)
    page, team = (
        _pattern(name, cohort=cohort.slug, organisation=HERE)
        for name in ("benchmarking:participation", "cohorts:team")
    )
    formed: dict[int, tuple[str, str]] = {}
    lines: dict[int | str, list[OrganisationLine]] = defaultdict(list)
    for room, name, slug, kind, group, title, group_slug, state, withdrawn_on, shared, held in rows:
        left_on = (withdrawn_on or today) if state == ParticipationState.WITHDRAWN else None
        if group is not None:
            formed[group] = (group_slug, title)
        steps = tuple(states[room, step.key] for step in content.steps)
        lines[LEFT if left_on else group or WITHOUT_GROUP].append(
            OrganisationLine(
                room_id=room,
                name=name,
                url=page.replace(HERE, slug),
                team_url=team.replace(HERE, slug),
                kind=kind,
                steps=steps,
                missing=() if left_on else missing_among(held, cohort.required_seats),
                active_on=_last_activity(steps),
                left_on=left_on,
                unshared=_unshared(content, shared),
            )
        )
    return Board(
        today=today,
        began_on=cohort.starts_on,
        steps=tuple((step.number, step.short_title) for step in content.steps),
        meets_in=_meets_in(content),
        groups=tuple(_blocks(cohort, formed, lines)),
        milestones=milestones,
        conference_on=cohort.conference_on,
        people_url=reverse("cohorts:people", kwargs={"cohort": cohort.slug}),
    )


def _meets_in(content: Content) -> tuple[int, ...]:
    in_group = {kind.key for kind in content.meeting_kinds if kind.room == "group"}
    return tuple(place for place, step in enumerate(content.steps) if step.meeting_kind in in_group)


def _blocks(
    cohort: Cohort, groups: dict[int, tuple[str, str]], lines: dict[int | str, list[OrganisationLine]]
) -> Iterator[GroupBlock]:
    mentors = mentors_of(groups)
    meetings = next_meetings(groups)
    pattern = _pattern("benchmarking:group", cohort=cohort.slug, group=HERE)
    for room, (slug, title) in sorted(groups.items(), key=lambda item: swedish_order(item[1][1])):
        if lines[room]:
            url = pattern.replace(HERE, slug)
            yield GroupBlock(room, title, url, mentors.get(room), meetings.get(room), tuple(lines[room]))
    for title in (WITHOUT_GROUP, LEFT):
        if lines[title]:
            yield GroupBlock(None, title, "", None, None, tuple(lines[title]))


def _unshared(content: Content, shared: Iterable[str]) -> tuple[int, ...]:
    """Return the places of the steps with worksheets of which neither the step nor a worksheet is shared."""
    steps = {key.partition("/")[0] for key in shared}
    return tuple(place for place, step in enumerate(content.steps) if step.worksheets and step.key not in steps)


def _last_activity(steps: Iterable[StepState]) -> dt.date | None:
    """Return the latest day anybody did something in one of the steps."""
    moments = [step.active_at for step in steps if step.active_at]
    return timezone.localdate(max(moments)) if moments else None


def _pattern(name: str, **kwargs: str) -> str:
    """Reverse once for a whole list: the placeholder is replaced per row."""
    return reverse(name, kwargs=kwargs)
