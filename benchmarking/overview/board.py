"""What the overview shows, read in a constant number of statements and handed over as frozen values."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from benchmarking.meetings.reading import NextMeeting, next_meetings
from benchmarking.method.content import Content
from benchmarking.workspace.progress import StepState, step_states
from cohorts.mentors import MentorNames, mentors_of
from cohorts.models import BenchmarkGroup, Cohort, Milestone, Participation
from cohorts.roles import Function, Part, RoomKind
from cohorts.sorting import swedish_order
from cohorts.vacancies import missing_functions


@dataclass(frozen=True, slots=True)
class OrganisationLine:
    """One organisation: its steps in order, its trio, and when somebody last did something."""

    room_id: int
    name: str
    url: str
    kind: str
    steps: tuple[StepState, ...]
    missing: tuple[Function, ...]
    active_on: dt.date | None

    @property
    def late(self) -> tuple[StepState, ...]:
        """Return the steps whose day has passed and that are not done."""
        return tuple(step for step in self.steps if step.days_late)

    @property
    def current(self) -> int:
        """Return the place of the first step that is not done, or of the last one."""
        return next((place for place, step in enumerate(self.steps) if step.state != "done"), len(self.steps) - 1)


@dataclass(frozen=True, slots=True)
class GroupBlock:
    """A group with its mentors, its next meeting and its organisations in alphabetical order."""

    room_id: int | None
    title: str
    url: str
    mentors: MentorNames | None
    next_meeting: NextMeeting | None
    lines: tuple[OrganisationLine, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """Everything the overview needs of one round on one day."""

    today: dt.date
    steps: tuple[tuple[int, str], ...]
    groups: tuple[GroupBlock, ...]
    milestones: tuple[Milestone, ...]
    conference_on: dt.date | None

    @property
    def lines(self) -> tuple[OrganisationLine, ...]:
        """Return every organisation, group by group."""
        return tuple(line for group in self.groups for line in group.lines)

    @property
    def most_common_step(self) -> str:
        """Return the step most organisations work on now: "5 Hemma 2"."""
        counted = Counter(line.current for line in self.lines)
        if not counted:
            return "–"
        number, title = self.steps[min(counted, key=lambda place: (-counted[place], place))]
        return f"{number} {title}"


def read_board(cohort: Cohort, content: Content, today: dt.date) -> Board:
    """Read the overview of ``cohort`` in a number of statements that does not depend on its size."""
    rows = list(
        Participation.objects.filter(cohort=cohort, part=Part.PARTICIPANT)
        .order_by("organisation__sort_key")
        .values_list(
            "pk",
            "organisation__name",
            "organisation__slug",
            "organisation__kind",
            "room__parent_id",
            "room__parent__kind",
        )
    )
    rooms = [row[0] for row in rows]
    groups = {
        pk: (slug, title)
        for pk, slug, title in BenchmarkGroup.objects.filter(cohort=cohort).values_list("pk", "slug", "room__title")
    }
    milestones = tuple(Milestone.objects.filter(room=cohort.room_id))
    due = {day.step_key: day.day for day in milestones if day.step_key}
    states = step_states(rooms, content, due, today)
    vacant = missing_functions(rooms, cohort.required_seats)
    pattern = _pattern("benchmarking:participation", cohort=cohort.slug, organisation="SLUG")
    lines: dict[int | None, list[OrganisationLine]] = defaultdict(list)
    for room, name, slug, kind, parent, parent_kind in rows:
        steps = tuple(states[room, step.key] for step in content.steps)
        lines[parent if parent_kind == RoomKind.GROUP else None].append(
            OrganisationLine(
                room_id=room,
                name=name,
                url=pattern.replace("SLUG", slug),
                kind=kind,
                steps=steps,
                missing=vacant[room],
                active_on=_last_activity(steps),
            )
        )
    return Board(
        today=today,
        steps=tuple((step.number, step.short_title) for step in content.steps),
        groups=tuple(_blocks(cohort, groups, lines)),
        milestones=milestones,
        conference_on=cohort.conference_on,
    )


def _blocks(
    cohort: Cohort,
    groups: Mapping[int, tuple[str, str]],
    lines: Mapping[int | None, list[OrganisationLine]],
) -> Iterable[GroupBlock]:
    mentors = mentors_of(groups)
    meetings = next_meetings(groups)
    pattern = _pattern("benchmarking:group", cohort=cohort.slug, group="SLUG")
    for room, (slug, title) in sorted(groups.items(), key=lambda item: swedish_order(item[1][1])):
        yield GroupBlock(
            room_id=room,
            title=title,
            url=pattern.replace("SLUG", slug),
            mentors=mentors.get(room),
            next_meeting=meetings.get(room),
            lines=tuple(lines.get(room, ())),
        )
    if lines.get(None):
        yield GroupBlock(None, "Utan grupp", "", None, None, tuple(lines[None]))


def _last_activity(steps: Iterable[StepState]) -> dt.date | None:
    """Return the latest day anybody did something in one of the steps."""
    moments = [step.active_at for step in steps if step.active_at]
    return timezone.localdate(max(moments)) if moments else None


def _pattern(name: str, **kwargs: str) -> str:
    """Reverse once for a whole list: the placeholder is replaced per row."""
    return reverse(name, kwargs=kwargs)
