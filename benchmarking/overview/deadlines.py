"""What has a day in a round and is not done: steps, points, invitations, the hosts' tasks. Read for the reminders."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from access import clock
from benchmarking.meetings.following import kind_of
from benchmarking.meetings.models import HostTaskMark, Meeting, MeetingState
from benchmarking.method.content import Content, Step, UnknownKey
from benchmarking.overview.ladder import Deadline, Person
from benchmarking.sharing.models import Release, ReleaseKind
from benchmarking.workspace.duties import standing
from benchmarking.workspace.models import CheckMark, Entry, MarkState, Stage, StepSignature
from benchmarking.workspace.progress import StepState, due_days_of, step_states
from cohorts.models import Cohort, Invitation, InvitationState, Participation, ParticipationState, Seat
from cohorts.roles import TRIO, Function, Part, RoomKind


@dataclass(slots=True)
class _People:
    """Who sits where in a round: room → function → people, seat → its holder, and the leaders."""

    trios: dict[int, dict[str, set[Person]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(set)))
    holders: dict[int, Person] = field(default_factory=dict)
    leaders: frozenset[Person] = frozenset()

    def trio(self, room: int) -> frozenset[Person]:
        return frozenset().union(*(self.trios[room][function] for function in TRIO))

    def answers_for(self, room: int, owner: int | None = None) -> frozenset[Person]:
        """Return the holder of the owner's seat, else the strategist, else the trio."""
        holder = self.holders.get(owner or 0)
        return frozenset({holder} if holder else self.trios[room][Function.STRATEGIST]) or self.trio(room)


def deadlines_of(cohort: Cohort, content: Content) -> tuple[Deadline, ...]:
    """Return what is not done in a round, in a constant number of statements; who has left it is not asked."""
    gone = [ParticipationState.APPLIED, ParticipationState.WITHDRAWN]
    rooms = {
        each.pk: each
        for each in Participation.objects.filter(cohort=cohort).exclude(state__in=gone).select_related("organisation")
    }
    people = _people(cohort, list(rooms))
    states = step_states(rooms, content, due_days_of(cohort.pk), clock.today())
    return (
        *_steps(cohort, content, rooms, people, states),
        *_points(cohort, content, rooms, people),
        *_invitations(cohort, rooms, people),
        *_host_tasks(cohort, content, people),
    )


def _people(cohort: Cohort, rooms: list[int]) -> _People:
    """Read who sits where; a round without a leader of its own has the programme's."""
    found = _People()
    leading: dict[int, set[Person]] = defaultdict(set)
    wanted = Q(room__in=rooms) | Q(function=Function.LEADER, room__kind=RoomKind.PROGRAMME) | Q(room=cohort.pk)
    seats = Seat.objects.filter(wanted, ended_at=None, holder__is_active=True)
    for pk, room, function, holder in seats.values_list("pk", "room_id", "function", "holder_id"):
        found.holders[pk] = Person(holder)
        if function == Function.LEADER:
            leading[room == cohort.pk].add(Person(holder))
        else:
            found.trios[room][function].add(Person(holder))
    found.leaders = frozenset(leading[True] or leading[False])
    return found


def _steps(
    cohort: Cohort,
    content: Content,
    rooms: dict[int, Participation],
    people: _People,
    states: dict[tuple[int, str], StepState],
) -> Iterator[Deadline]:
    """Yield the steps that are not done. A mentor organisation works with them as it likes: none is due for it."""
    waiting = [room for room, each in rooms.items() if each.part == Part.PARTICIPANT]
    closed = CheckMark.objects.filter(room__in=waiting).exclude(state=MarkState.OPEN)
    marks = set(closed.values_list("room_id", "step_key", "item_key"))
    signed = set(StepSignature.objects.filter(room__in=waiting).values_list("room_id", "step_key", "function"))
    releases = Release.objects.filter(room__in=waiting, kind=ReleaseKind.STEP, withdrawn_at=None)
    shared = set(releases.values_list("room_id", "key"))
    filled = _filled(waiting)
    for room in waiting:
        for step in content.steps:
            state = states[room, step.key]
            if state.due is None or state.state == Stage.DONE:
                continue
            points = [i.text for i in step.checklist if i.required and (room, step.key, i.key) not in marks]
            fields = _empty_fields(step, filled[room])
            unsigned = [Function(f).label.lower() for f in step.signed_by if (room, step.key, f) not in signed]
            counts = [
                f"{len(points)} {'punkt' if len(points) == 1 else 'punkter'}" if points else "",
                f"{fields} obligatoriska fält" if fields else "",
                f"godkännande från {' och '.join(unsigned)}" if unsigned else "",
                "att dela steget" if (room, step.key) not in shared else "",
            ]
            named = [f"”{text}”" for text in points]
            address = {"cohort": cohort.slug, "organisation": rooms[room].organisation.slug, "step": step.key}
            yield Deadline(
                room_id=room,
                thing=f"step:{step.key}",
                due=state.due,
                title=f"Steg {step.number}, {step.title.lower()}, i {rooms[room].organisation.name}",
                left=", ".join(filter(None, [*named, *counts[1:]])),
                in_short=", ".join(filter(None, counts)),
                path=reverse("benchmarking:step", kwargs=address),
                responsible=people.answers_for(room, state.owner),
                trio=people.trio(room),
                leaders=people.leaders,
            )


def _filled(rooms: list[int]) -> dict[int, set[tuple[str, str, str, str]]]:
    """Return room → (step, worksheet, field, function) of what is filled in: that it is, never what."""
    found: dict[int, set[tuple[str, str, str, str]]] = defaultdict(set)
    entries = Entry.objects.filter(room__in=rooms, removed_at=None).exclude(answers__value="")
    for room, *place in entries.values_list(
        "room_id", "step_key", "worksheet_key", "answers__field_key", "answers__function"
    ):
        found[room].add(tuple(place))  # type: ignore[arg-type]
    return found


def _empty_fields(step: Step, filled: set[tuple[str, str, str, str]]) -> int:
    """Count the required fields of a step's forms that nobody has filled in; a fact is filled where it stands."""
    return sum(
        ("", "", each.fact, "") not in filled
        if each.fact
        else any((step.key, sheet.key, each.key, who) not in filled for who in each.answerers)
        for sheet in step.worksheets
        if not sheet.rows
        for each in sheet.fields
        if each.required
    )


def _points(cohort: Cohort, content: Content, rooms: dict[int, Participation], people: _People) -> Iterator[Deadline]:
    for duty in standing().filter(room__in=rooms, due__isnull=False):
        try:
            step = content.step(duty.step_key)
            text = step.item(duty.item_key).text
        except UnknownKey:
            continue
        organisation = rooms[duty.room_id].organisation
        address = {"cohort": cohort.slug, "organisation": organisation.slug}
        yield Deadline(
            room_id=duty.room_id,
            thing=f"duty:{duty.step_key}:{duty.item_key}",
            due=duty.due or cohort.ends_on,
            title=f"En punkt i steg {step.number} i {organisation.name}",
            left=f"”{text}”",
            in_short="punkten är inte avbockad",
            path=reverse("benchmarking:participation", kwargs=address),
            responsible=people.answers_for(duty.room_id, duty.owner_id),
            trio=people.trio(duty.room_id),
            leaders=people.leaders,
        )


def _invitations(cohort: Cohort, rooms: dict[int, Participation], people: _People) -> Iterator[Deadline]:
    """Yield the offers without an answer; the invited is reminded first, before the offer goes out of date."""
    waiting = Invitation.objects.filter(
        Q(room__in=rooms) | Q(room=cohort.pk), state=InvitationState.OFFERED, seat__holder=None, seat__ended_at=None
    ).exclude(letter=None)
    for offer in waiting.select_related("room", "seat"):
        path = reverse("cohorts:people", kwargs={"cohort": cohort.slug})
        if offer.room_id in rooms:
            own = {"cohort": cohort.slug, "organisation": rooms[offer.room_id].organisation.slug}
            path = reverse("cohorts:team", kwargs=own)
        yield Deadline(
            room_id=offer.room_id,
            thing=f"invitation:{offer.pk}",
            due=timezone.localdate(offer.expires_at),
            title=f"Inbjudan till {offer.room.title}",
            left=f"svar från {offer.name}",
            in_short=f"svar från {offer.name}",
            path=path,
            responsible=frozenset({Person(None, offer.pk)}),
            trio=people.trio(offer.room_id),
            leaders=people.leaders,
        )


def _host_tasks(cohort: Cohort, content: Content, people: _People) -> Iterator[Deadline]:
    over = [MeetingState.CANCELLED, MeetingState.APPROVED, MeetingState.LOCKED]
    meetings = list(
        Meeting.objects.filter(room__benchmarkgroup__cohort=cohort, host__isnull=False)
        .exclude(state__in=over)
        .select_related("room__benchmarkgroup__cohort")
    )
    done = set(HostTaskMark.objects.filter(meeting__in=meetings).values_list("meeting_id", "key"))
    for meeting in meetings:
        host = meeting.host_id or 0
        group = {"cohort": cohort.slug, "group": meeting.room.benchmarkgroup.slug, "number": meeting.number}
        for task in kind_of(content, meeting).host_checklist:
            if (meeting.pk, task.key) in done:
                continue
            yield Deadline(
                room_id=meeting.room_id,
                thing=f"host:{meeting.pk}:{task.key}",
                due=meeting.day + dt.timedelta(days=task.days),
                title=f"Värdskapet för {meeting.title}",
                left=f"”{task.text}”",
                in_short=f"”{task.text}”",
                path=reverse("benchmarking:meeting", kwargs=group),
                responsible=people.answers_for(host),
                trio=people.trio(host),
                leaders=people.leaders,
            )
