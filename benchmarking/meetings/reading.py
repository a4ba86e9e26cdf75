"""What a page, an overview or a report reads of meetings: frozen, and in a constant number of statements."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from itertools import accumulate

from django.db.models import Q, QuerySet

from access import clock
from benchmarking.meetings import circle
from benchmarking.meetings.following import kind_of, step_of
from benchmarking.meetings.models import (
    OUT_STATES,
    AgendaItem,
    Attendance,
    FollowUp,
    FollowUpState,
    Meeting,
    MeetingState,
    Presence,
)
from benchmarking.method.content import Content
from benchmarking.method.versions import method_of
from cohorts.mentors import mentors_of
from cohorts.models import Seat
from cohorts.roles import Function

_UPCOMING = (MeetingState.PLANNED, MeetingState.INVITED)


@dataclass(frozen=True, slots=True)
class Facts:
    """A meeting's own facts. ``chair`` and ``note_taker`` are names of that day: "Kerstin Almroth, Norrtälje"."""

    pk: int
    number: int
    cohort: str
    cohort_name: str
    group: str
    group_title: str
    mentors: str
    title: str
    kind: str
    kind_title: str
    step_key: str
    step_number: int
    step_count: int
    step_title: str
    day: dt.date
    starts_at: dt.time
    ends_at: dt.time
    place: str
    link: str
    host: str
    chair: str
    note_taker: str
    state: str
    state_label: str
    state_by: str
    notes_version: int
    cancel_reason: str
    invited_at: dt.datetime | None
    notes_sent_at: dt.datetime | None
    approved_at: dt.datetime | None
    approved_by: str

    @property
    def notes_are_out(self) -> bool:
        """Tell whether the notes have been sent and stand still since."""
        return self.state in OUT_STATES

    @property
    def minutes(self) -> int:
        """Return how long the meeting is."""
        return (self.ends_at.hour - self.starts_at.hour) * 60 + self.ends_at.minute - self.starts_at.minute


@dataclass(frozen=True, slots=True)
class AgendaRow:
    """A point of the agenda, when it begins if all keep their time, and what was noted under it."""

    key: str
    title: str
    minutes: int
    starts_at: dt.time
    presenter: str
    text: str
    version: int
    edited_by: str
    edited_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class AttendanceRow:
    """How one seat took part. ``side`` is participant, mentor or leader; a substitute came in ``name``'s place."""

    name: str
    organisation: str
    side: str
    function: str
    presence: str
    presence_label: str
    substitute: str
    is_chair: bool


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """One thing the group agreed on."""

    pk: int
    number: int
    text: str
    owner: str
    due: dt.date | None


@dataclass(frozen=True, slots=True)
class FollowUpRow:
    """Something promised; ``meeting_number`` is the meeting it was promised at."""

    pk: int
    meeting_number: int
    what: str
    owner: str
    due: dt.date
    state: str
    state_label: str
    done_at: dt.datetime | None
    late: bool


@dataclass(frozen=True, slots=True)
class NextMeeting:
    """When and where a group meets next."""

    number: int
    title: str
    day: dt.date
    starts_at: dt.time
    ends_at: dt.time
    place: str
    host: str
    state: str


@dataclass(frozen=True, slots=True)
class MeetingView:
    """A whole meeting. Where ``open`` is False the reader reads no drafts and the notes are not out: facts only."""

    facts: Facts
    open: bool
    agenda: tuple[AgendaRow, ...]
    attendance: tuple[AttendanceRow, ...]
    decisions: tuple[DecisionRow, ...]
    follow_ups: tuple[FollowUpRow, ...]
    next_meeting: NextMeeting | None

    @property
    def agenda_minutes(self) -> int:
        """Return how long the agenda takes."""
        return sum(row.minutes for row in self.agenda)

    @property
    def runs_over(self) -> bool:
        """Tell whether the agenda takes longer than the meeting."""
        return self.agenda_minutes > self.facts.minutes


def read_meeting(
    meeting_id: int, *, drafts: bool, until: dt.datetime | None = None, content: Content | None = None
) -> MeetingView:
    """Return a meeting in at most eight statements, whatever its size.

    ``drafts`` is False for those who read no drafts (leaders, past members): before the notes are out they get
    the facts and nothing else (design §4). ``until`` is when a past member left: what came after is left out,
    and a follow-up shows how it stood then at the latest. ``content`` is the cohort's method where it has been
    read already. Raises ``Meeting.DoesNotExist``.
    """
    meeting = _meeting(meeting_id)
    content = content or method_of(meeting.room.benchmarkgroup.cohort_id)
    attendance = tuple(meeting.attendance.select_related("seat__room__participation__organisation"))
    shown = drafts or meeting.notes_are_out
    names = {row.seat_id: row.substitute or row.name for row in attendance} if shown else {}
    return MeetingView(
        facts=_facts(meeting, content, names),
        open=shown,
        agenda=_agenda(meeting) if shown else (),
        attendance=_attendance(meeting, attendance) if shown else (),
        decisions=_decisions(meeting) if shown else (),
        follow_ups=_follow_ups(meeting, until, drafts=drafts) if shown else (),
        next_meeting=_next_after(meeting, until) if shown else None,
    )


def meeting_name(title: str) -> str:
    """Return a meeting's title without its theme, for lists: "Andra benchmarkingträffen"."""
    return title.partition(":")[0]


def next_meetings(group_ids: Collection[int]) -> dict[int, NextMeeting]:
    """Return the next planned meeting of each group that has one, in one statement."""
    coming = (
        Meeting.objects.filter(room__in=group_ids, state__in=_UPCOMING, day__gte=clock.today())
        .select_related("host__organisation")
        .order_by("room", "day", "starts_at", "number")
        .distinct("room")
    )
    return {meeting.room_id: _next(meeting) for meeting in coming}


def open_follow_ups(group_id: int, *, drafts: bool) -> tuple[FollowUpRow, ...]:
    """Return what has been promised in a group and is not done, the earliest due first, in one statement.

    Without ``drafts`` what was promised at a meeting is left out until its notes are out.
    """
    waiting = _with_owner(FollowUp.objects.filter(room=group_id).exclude(state=FollowUpState.DONE))
    if not drafts:
        waiting = waiting.filter(meeting__state__in=OUT_STATES)
    return tuple(_follow_up(each, clock.today(), None) for each in waiting)


def _meeting(meeting_id: int) -> Meeting:
    return Meeting.objects.select_related(
        "room__benchmarkgroup__cohort",
        "host__organisation",
        "chair__holder",
        "chair__room",
        "note_taker__holder",
        "note_taker__room",
        "state_by",
        "approved_by",
    ).get(pk=meeting_id)


def _facts(meeting: Meeting, content: Content, names: dict[int, str]) -> Facts:
    group = meeting.room.benchmarkgroup
    step = step_of(content, meeting)
    mentors = mentors_of([group.pk]).get(group.pk)
    return Facts(
        pk=meeting.pk,
        number=meeting.number,
        cohort=group.cohort.slug,
        cohort_name=group.cohort.name,
        group=group.slug,
        group_title=meeting.room.title,
        mentors=mentors.phrase if mentors else "",
        title=meeting.title,
        kind=meeting.kind,
        kind_title=kind_of(content, meeting).title,
        step_key=step.key,
        step_number=step.number,
        step_count=len(content.steps),
        step_title=step.title,
        day=meeting.day,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        place=meeting.place,
        link=meeting.link,
        host=meeting.host.organisation.name if meeting.host else "",
        chair=_named(meeting.chair, names),
        note_taker=_named(meeting.note_taker, names),
        state=meeting.state,
        state_label=meeting.get_state_display(),
        state_by=meeting.state_by.name,
        notes_version=meeting.notes_version,
        cancel_reason=meeting.cancel_reason,
        invited_at=meeting.invited_at,
        notes_sent_at=meeting.notes_sent_at,
        approved_at=meeting.approved_at,
        approved_by=meeting.approved_by.name if meeting.approved_by else "",
    )


def _named(seat: Seat | None, names: dict[int, str]) -> str:
    """Name who sat in a seat that day, else who sits there now: "Kerstin Almroth, Norrtälje"."""
    if seat is None:
        return ""
    name = names.get(seat.pk) or (seat.holder.name if seat.holder else "")
    return f"{name}, {seat.room.title}" if name else f"{Function(seat.function).label}, {seat.room.title}"


def _agenda(meeting: Meeting) -> tuple[AgendaRow, ...]:
    items = list(meeting.agenda.select_related("edited_by"))
    begins = dt.datetime.combine(meeting.day, meeting.starts_at)
    passed = accumulate((item.minutes for item in items), initial=0)
    return tuple(
        _agenda_row(item, (begins + dt.timedelta(minutes=minutes)).time())
        for item, minutes in zip(items, passed, strict=False)
    )


def _agenda_row(item: AgendaItem, starts_at: dt.time) -> AgendaRow:
    return AgendaRow(
        key=item.key,
        title=item.title,
        minutes=item.minutes,
        starts_at=starts_at,
        presenter=item.presenter,
        text=item.value,
        version=item.version,
        edited_by=item.edited_by.name if item.edited_by else "",
        edited_at=item.edited_at,
    )


def _attendance(meeting: Meeting, rows: tuple[Attendance, ...]) -> tuple[AttendanceRow, ...]:
    """Order the rows as around the table; project leaders are named only when they took part."""
    made = [_attendance_row(meeting, row) for row in sorted(rows, key=lambda row: circle.table_order(row.seat))]
    came = {Presence.ON_SITE, Presence.REMOTE}
    return tuple(row for row in made if row.side != circle.LEADER or row.presence in came)


def _attendance_row(meeting: Meeting, row: Attendance) -> AttendanceRow:
    return AttendanceRow(
        name=row.name,
        organisation=circle.organisation_of(row.seat),
        side=circle.side_of(row.seat),
        function=Function(row.seat.function).label,
        presence=row.presence,
        presence_label=row.get_presence_display(),
        substitute=row.substitute,
        is_chair=row.seat_id == meeting.chair_id,
    )


def _decisions(meeting: Meeting) -> tuple[DecisionRow, ...]:
    return tuple(
        DecisionRow(
            pk=decision.pk,
            number=decision.number,
            text=decision.text,
            owner=_owner(decision.owner),
            due=decision.due,
        )
        for decision in meeting.decisions.select_related("owner__holder", "owner__room")
    )


def _follow_ups(meeting: Meeting, until: dt.datetime | None, *, drafts: bool) -> tuple[FollowUpRow, ...]:
    """Return what was promised here, and what from earlier meetings was still not done that day.

    Without ``drafts`` an earlier meeting counts once its notes are out.
    """
    earlier = Q(meeting__day__lt=meeting.day) | Q(meeting__day=meeting.day, meeting__number__lt=meeting.number)
    if not drafts:
        earlier &= Q(meeting__state__in=OUT_STATES)
    not_done = ~Q(state=FollowUpState.DONE) | Q(state_at__date__gte=meeting.day)
    rows = FollowUp.objects.filter(room=meeting.room_id).filter(Q(meeting=meeting) | (earlier & not_done))
    today = clock.today() if until is None else until.date()
    return tuple(_follow_up(each, today, until) for each in _with_owner(rows))


def _with_owner(rows: QuerySet[FollowUp]) -> QuerySet[FollowUp]:
    return rows.select_related("owner__holder", "owner__room", "meeting").order_by("due", "pk")


def _follow_up(row: FollowUp, today: dt.date, until: dt.datetime | None) -> FollowUpRow:
    known = until is None or row.state_at is None or row.state_at <= until
    state = FollowUpState(row.state) if known else FollowUpState.OPEN
    return FollowUpRow(
        pk=row.pk,
        meeting_number=row.meeting.number,
        what=row.what,
        owner=_owner(row.owner),
        due=row.due,
        state=state,
        state_label=state.label,
        done_at=row.done_at if known else None,
        late=state != FollowUpState.DONE and row.due < today,
    )


def _owner(seat: Seat | None) -> str:
    if seat is None:
        return ""
    return seat.holder.name if seat.holder else f"{Function(seat.function).label}, {seat.room.title}"


def _next_after(meeting: Meeting, until: dt.datetime | None) -> NextMeeting | None:
    later = Q(day__gt=meeting.day) | Q(day=meeting.day, number__gt=meeting.number)
    following = Meeting.objects.filter(later, room=meeting.room_id).exclude(state=MeetingState.CANCELLED)
    if until is not None:
        following = following.filter(day__lte=until.date()).exclude(state__in=_UPCOMING)
    found = following.select_related("host__organisation").order_by("day", "starts_at", "number").first()
    return _next(found) if found else None


def _next(meeting: Meeting) -> NextMeeting:
    return NextMeeting(
        number=meeting.number,
        title=meeting.title,
        day=meeting.day,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        place=meeting.place,
        host=meeting.host.organisation.name if meeting.host else "",
        state=meeting.state,
    )
