"""Planning: a meeting with its agenda from the method, moved, and its people invited."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils.formats import date_format

from access import clock
from access.refusals import Refusal
from accounts.models import Letter, User
from benchmarking.meetings import circle, post
from benchmarking.meetings.circle import Place
from benchmarking.meetings.lifecycle import take
from benchmarking.meetings.models import AgendaItem, Attendance, Meeting, MeetingState
from benchmarking.method.content import Content, MeetingKind, UnknownKey
from benchmarking.method.versions import method_of
from cohorts import states
from cohorts.models import BenchmarkGroup, Cohort, Participation, Seat
from cohorts.roles import Function, RoomKind

_UPCOMING = (MeetingState.PLANNED, MeetingState.INVITED)


class MeetingBeforeRound(Refusal):
    """The day lies before the round begins."""


class MeetingAfterRound(Refusal):
    """The day lies after the round has ended."""


class EndsBeforeStart(Refusal):
    """The meeting would end when it begins, or before."""

    sentence = "Träffen slutar innan den börjar. Välj ett senare klockslag."


class HostOutsideGroup(Refusal):
    """The host is not one of the group's organisations."""

    sentence = "Värden är inte med i gruppen. Välj en av gruppens organisationer."


class NoSuchMeeting(Refusal):
    """The method has no such kind of meeting for groups, or not in that step."""

    sentence = "Metoden har ingen sådan träff i det steget. Välj en ur listan."


class PastDay(Refusal):
    """The day has gone by; an invitation cannot be for it."""

    sentence = "Träffens dag har passerat. Flytta träffen innan du skickar kallelsen."


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """When and where, and who does what: all that can be changed until the meeting is held."""

    day: dt.date
    starts_at: dt.time
    ends_at: dt.time
    place: str = ""
    link: str = ""
    host: Participation | None = None
    chair: Seat | None = None
    note_taker: Seat | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What the next meeting of a group most likely is; what is not known is None."""

    kind: str
    step_key: str
    host: Participation | None
    chair: Seat | None


def in_words(day: dt.date) -> str:
    """Return a day as a sentence has it: "7 februari 2019"."""
    return date_format(day, "j F Y")


def propose(group: BenchmarkGroup, content: Content, places: Sequence[Place]) -> Proposal:
    """Propose the first meeting of the method that is not planned yet, in two statements.

    The mentor's strategist chairs, and an organisation hosts that has not done so (domain rule: one each).
    ``places`` are those around the group's table.
    """
    standing = Meeting.objects.filter(room=group.pk).exclude(state=MeetingState.CANCELLED)
    planned = list(standing.values_list("kind", "step_key", "host_id"))
    left = [(kind.key, step) for kind, step in kinds_of(content) if content.step(step).meeting_kind == kind.key]
    left = [each for each in left if each not in {(kind, step) for kind, step, _ in planned}] or left
    has_hosted = {host for _, _, host in planned}
    chairs = (place.seat for place in circle.may_chair(places) if place.side == circle.MENTOR)
    return Proposal(
        kind=left[0][0],
        step_key=left[0][1],
        host=next((each for each in circle.members(group) if each.pk not in has_hosted), None),
        chair=next((seat for seat in chairs if seat.function == Function.STRATEGIST), None),
    )


def kinds_of(content: Content) -> list[tuple[MeetingKind, str]]:
    """Return the kinds of meeting that a group holds, each with a step it may carry, in the order of the steps."""
    return [
        (kind, step.key)
        for step in content.steps
        for kind in content.meeting_kinds
        if kind.room == RoomKind.GROUP and step.key in kind.steps
    ]


def title_of(content: Content, kind: MeetingKind, step_key: str) -> str:
    """Return what a meeting is called: its step's name when it carries the step, else "Rollsamtal: Första träffen"."""
    step = content.step(step_key)
    return step.title if step.meeting_kind == kind.key else f"{kind.title}: {step.short_title}"


@transaction.atomic
def plan_meeting(group: BenchmarkGroup, *, kind: str, step_key: str, plan: Plan, by: User) -> Meeting:
    """Plan the group's next meeting, with the method's agenda scaled by the number of its organisations.

    Raises ``NoSuchMeeting``, ``MeetingBeforeRound``, ``MeetingAfterRound``, ``EndsBeforeStart``,
    ``HostOutsideGroup``, ``SeatOutsideGroup``, ``NoMethod`` and what ``cohorts.states.require`` raises.
    """
    states.require(group.room, states.WORK)
    content = method_of(group.cohort_id)
    template = _kind(content, kind, step_key)
    organisations = _require_possible(group, plan)
    last = Meeting.objects.filter(room=group.room_id).aggregate(last=Max("number"))["last"] or 0
    meeting = Meeting(
        room_id=group.room_id,
        number=last + 1,
        kind=kind,
        step_key=step_key,
        title=title_of(content, template, step_key),
        state_by=by,
    )
    _lay(plan, meeting, by=by).save()
    AgendaItem.objects.bulk_create(
        AgendaItem(
            room_id=group.room_id,
            meeting=meeting,
            key=item.key,
            position=position,
            title=item.title,
            minutes=item.minutes + item.minutes_per_organisation * organisations,
        )
        for position, item in enumerate(template.agenda, start=1)
    )
    return meeting


@transaction.atomic
def move_meeting(meeting: Meeting, *, plan: Plan, by: User) -> Meeting:
    """Change when, where or who. An invitation that has gone out no longer holds: the state is planned again.

    Raises ``WrongMoment`` once the meeting is held, and what ``plan_meeting`` raises about the plan.
    """
    held = take(meeting, *_UPCOMING)
    _require_possible(held.room.benchmarkgroup, plan)
    held.state, held.state_by, held.sequence = MeetingState.PLANNED, by, held.sequence + 1
    _lay(plan, held, by=by).save()
    return held


@transaction.atomic
def invite(meeting: Meeting, *, by: User) -> list[Letter]:
    """Write to the group's trios and mentors, with the agenda, and list them as expected.

    The caller rings ``accounts.tasks.send_letter`` for each letter. Raises ``WrongMoment`` (the invitation is
    out already), ``PastDay`` and what ``cohorts.states.require`` raises.
    """
    held = take(meeting, MeetingState.PLANNED)
    if held.day < clock.today():
        raise PastDay
    people = circle.of_group(circle.around(held.room.benchmarkgroup))
    held.state, held.state_by, held.invited_at = MeetingState.INVITED, by, clock.now()
    held.save(update_fields=["state", "state_by", "invited_at"])
    _expect(held, people)
    return post.write_invitations(held, people, by=by)


@transaction.atomic
def cancel_meeting(meeting: Meeting, *, reason: str, by: User) -> list[Letter]:
    """Say that a meeting will not take place, and why, and write to the group's trios and mentors.

    The meeting stays, so that calendars show it as cancelled. Where an invitation has gone out, the letters carry the
    cancellation for calendars too. The caller rings ``accounts.tasks.send_letter`` for each letter.
    Raises ``WrongMoment`` once the meeting is held and what ``cohorts.states.require`` raises.
    """
    held = take(meeting, *_UPCOMING)
    held.state, held.state_by, held.sequence = MeetingState.CANCELLED, by, held.sequence + 1
    held.cancel_reason = reason
    held.save(update_fields=["state", "state_by", "sequence", "cancel_reason"])
    people = circle.of_group(circle.around(held.room.benchmarkgroup))
    return post.write_cancellations(held, people, by=by)


def _kind(content: Content, kind: str, step_key: str) -> MeetingKind:
    try:
        found = content.meeting_kind(kind)
    except UnknownKey as unknown:
        raise NoSuchMeeting from unknown
    if found.room != RoomKind.GROUP or step_key not in found.steps:
        raise NoSuchMeeting
    return found


def _require_possible(group: BenchmarkGroup, plan: Plan) -> int:
    """Refuse a plan that cannot be, else return how many organisations the group has."""
    _require_within(group.cohort, plan.day)
    if plan.ends_at <= plan.starts_at:
        raise EndsBeforeStart
    members = set(group.memberships.filter(left_at=None).values_list("participation_id", flat=True))
    if plan.host is not None and plan.host.pk not in members:
        raise HostOutsideGroup
    places = circle.around(group)
    circle.require_seat(circle.may_chair(places), plan.chair)
    circle.require_seat(circle.of_group(places), plan.note_taker)
    return len(members)


def _require_within(cohort: Cohort, day: dt.date) -> None:
    if day < cohort.starts_on:
        raise MeetingBeforeRound(f"{cohort} börjar {in_words(cohort.starts_on)}. Välj en dag från och med då.")
    if day > cohort.ends_on:
        raise MeetingAfterRound(f"{cohort} slutar {in_words(cohort.ends_on)}. Välj en dag senast då.")


def _lay(plan: Plan, meeting: Meeting, *, by: User) -> Meeting:
    meeting.planned_by = by
    meeting.day, meeting.starts_at, meeting.ends_at = plan.day, plan.starts_at, plan.ends_at
    meeting.place, meeting.link = plan.place, plan.link
    meeting.host, meeting.chair, meeting.note_taker = plan.host, plan.chair, plan.note_taker
    return meeting


def _expect(meeting: Meeting, people: list[Place]) -> None:
    Attendance.objects.bulk_create(
        (Attendance(room_id=meeting.room_id, meeting=meeting, seat=place.seat, name=place.name) for place in people),
        ignore_conflicts=True,
    )
