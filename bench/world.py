"""Rounds to measure on: the few people who act are made by the product's verbs, the many rows in bulk."""

import datetime as dt
import itertools
import uuid
from functools import cache

from django.utils import timezone

from access import clock
from accounts.models import User
from benchmarking.comparison.lines import Key, is_line
from benchmarking.comparison.marks import mark_line
from benchmarking.comparison.models import WHOLE, Seen
from benchmarking.comparison.notes import Noted, write_note
from benchmarking.meetings import attendance, decisions, followups, holding, notes
from benchmarking.meetings.models import Meeting, MeetingState, Presence
from benchmarking.method.content import Content, Field, Step
from benchmarking.method.models import MethodVersion
from benchmarking.method.versions import content_of, pin
from benchmarking.sharing import conduct
from benchmarking.sharing.models import AudienceKind
from benchmarking.sharing.steps import share_step
from benchmarking.workspace.answers import Place, Typing, write_sheet
from benchmarking.workspace.entries import add_row
from benchmarking.workspace.models import Stage, StepProgress
from cohorts.access import load
from cohorts.enrolment import TRIO_SEATS, programme_room
from cohorts.models import (
    BenchmarkGroup,
    Cohort,
    GroupMembership,
    Milestone,
    Organisation,
    OrganisationKind,
    Pairing,
    Participation,
    Room,
    Seat,
)
from cohorts.pairings import pair
from cohorts.roles import TRIO, Function, Part, RoomKind
from tests import factories

SIZES = (1, 13, 33, 311)
#: Two of a group, and its two mentors.
COMPARED = ("Kalmar", "Lund", "Boden", "Vara")
NOTES = "Gruppen jämförde hur skillnader mellan kvinnor och män upptäcks i beslutsunderlag och uppföljning. " * 4


@cache
def leader() -> User:
    """Return the project leader of the programme."""
    person = factories.person("Ledare")
    factories.seat(programme_room(), Function.LEADER, person)
    return person


@cache
def somebody() -> User:
    """Return who sits in every seat that nobody in particular does."""
    return factories.person("Någon")


@cache
def content() -> Content:
    """Return the method of 2019, which every round here follows."""
    return content_of(MethodVersion.objects.get(name="2019"))


def _cohort(slug: str) -> Cohort:
    cohort = factories.cohort(slug, required_seats=TRIO_SEATS)
    pin(cohort, MethodVersion.objects.get(name="2019"), by=leader())
    return cohort


def _organisations(count: int) -> list[Organisation]:
    wanted = [
        Organisation(kind=OrganisationKind.MUNICIPALITY, name=f"Ort {n:03}", slug=f"ort-{n}") for n in range(count)
    ]
    Organisation.objects.bulk_create(wanted, ignore_conflicts=True)
    return list(Organisation.objects.filter(slug__in=[each.slug for each in wanted]))


def round_of(size: int) -> Cohort:
    """Make a round of so many organisations in groups of two, each somewhere in its steps, a tenth of seats vacant."""
    cohort = _cohort(f"runt-{size}")
    day = clock.today()
    Milestone.objects.bulk_create(
        Milestone(room_id=cohort.pk, title=step.title, step_key=step.key, day=day + dt.timedelta(days=45 * n - 200))
        for n, step in enumerate(content().steps)
    )
    organisations = _organisations(size + 1 + size // 4)
    pairs = [organisations[n : n + 2] for n in range(0, size, 2)]
    groups = [_group(cohort, pair[: size - 2 * n]) for n, pair in enumerate(pairs)]
    mentors = _enrolled(cohort, {None: organisations[size:]}, Part.MENTOR)
    now = timezone.now()
    Pairing.objects.bulk_create(
        Pairing(mentor=mentor, group_id=group, started_at=now)
        for group, mentor in zip((room.pk for room, _ in groups), itertools.cycle(mentors), strict=False)
    )
    members = _enrolled(cohort, dict(groups), Part.PARTICIPANT)
    GroupMembership.objects.bulk_create(
        GroupMembership(group_id=each.room.parent_id, participation=each, joined_at=now) for each in members
    )
    _meetings(groups, day)
    _seats(members)
    _progress(members, now)
    return cohort


def _group(cohort: Cohort, organisations: list[Organisation]) -> tuple[Room, list[Organisation]]:
    title = " – ".join(each.name for each in organisations)
    room = Room.objects.create(kind=RoomKind.GROUP, parent_id=cohort.pk, title=title)
    BenchmarkGroup.objects.create(room=room, cohort=cohort, slug=f"grupp-{room.pk}")
    return room, organisations


def _enrolled(cohort: Cohort, homes: dict[Room | None, list[Organisation]], part: Part) -> list[Participation]:
    """Enrol organisations, each under its group's room or the cohort's."""
    places = [(home or cohort.room, each) for home, organisations in homes.items() for each in organisations]
    rooms = Room.objects.bulk_create(
        Room(kind=RoomKind.PARTICIPATION, parent=home, title=each.name) for home, each in places
    )
    return Participation.objects.bulk_create(
        Participation(room=room, cohort=cohort, organisation=each, part=part)
        for room, (_, each) in zip(rooms, places, strict=True)
    )


def _seats(members: list[Participation]) -> None:
    """Give every organisation its trio; each tenth seat stands vacant."""
    number = itertools.count()
    Seat.objects.bulk_create(
        Seat(room=each.room, function=function, holder=somebody() if next(number) % 10 else None)
        for each in members
        for function in TRIO
    )


def _meetings(groups: list[tuple[Room, list[Organisation]]], day: dt.date) -> None:
    """Plan a meeting for four groups of five."""
    Meeting.objects.bulk_create(
        Meeting(
            room=room,
            number=1,
            kind="benchmarkingtraff",
            step_key="traff-1",
            title="Första träffen",
            day=day + dt.timedelta(days=number % 40),
            starts_at=dt.time(9, 30),
            ends_at=dt.time(15, 30),
            place="Stadshuset",
            state=MeetingState.INVITED,
            planned_by=leader(),
            state_by=leader(),
        )
        for number, (room, _) in enumerate(groups)
        if number % 5
    )


def _progress(members: list[Participation], now: dt.datetime) -> None:
    """Let each organisation be somewhere in its steps, some of them late."""
    steps = content().steps
    StepProgress.objects.bulk_create(
        StepProgress(
            room=each.room,
            step_key=step.key,
            state=Stage.DONE if place < number % len(steps) else Stage.ONGOING,
            points_done=(number + place) % (len(step.checklist) + 1),
            minutes_left=60,
            done_at=now - dt.timedelta(days=number % 300) if place < number % len(steps) else None,
            active_at=now - dt.timedelta(days=number % 60),
        )
        for number, each in enumerate(members)
        for place, step in enumerate(steps[: number % len(steps) + 1])
    )


@cache
def compared() -> tuple[BenchmarkGroup, str, User]:
    """Return a group whose two organisations and two mentors share the largest step, every field of it filled in.

    The strategist of the first has accepted the code of conduct; the group has marked and noted every line.
    """
    cohort = _cohort("jamfora")
    group = factories.group(cohort, *COMPARED[:2])
    for name in COMPARED[2:]:
        pair(factories.participation(cohort, name, part=Part.MENTOR), group)
    step = max(content().steps, key=lambda step: sum(len(sheet.fields) for sheet in step.worksheets))
    strategists = {}
    for name in COMPARED:
        own = Participation.objects.select_related("room", "cohort").get(cohort=cohort, organisation__name=name)
        strategists[name] = factories.person(f"Strateg i {name}")
        for function in TRIO:
            factories.seat(own.room, function, strategists[name])
        _fill(own, step, strategists[name])
        share_step(own, content(), step_key=step.key, audiences=[AudienceKind.GROUP], by=strategists[name])
    reader = strategists[COMPARED[0]]
    conduct.accept(cohort, load(reader), by=reader)
    _note(group, step, reader)
    return group, step.key, reader


def _fill(own: Participation, step: Step, by: User) -> None:
    """Fill in every field of a step, four rows where there are rows."""
    for sheet in step.worksheets:
        here = {"step_key": step.key, "worksheet_key": sheet.key}
        rows = [add_row(own, content(), **here, by=by).pk for _ in range(4)] if sheet.rows else [None]
        typed = [
            Typing(Place(row, field.key, function), _answer(field), 0)
            for row in rows
            for field in sheet.fields
            for function in field.answerers
        ]
        if problems := write_sheet(own, content(), **here, typed=typed, by=by):
            raise SystemExit(str(problems))


def _answer(field: Field) -> str:
    return field.choices[0].key if field.choices else {"number": "12", "date": "2019-05-06"}.get(field.type, NOTES)


def _note(group: BenchmarkGroup, step: Step, by: User) -> None:
    """Mark and note every line."""
    for sheet in step.worksheets:
        fields = [WHOLE] if sheet.rows else [field.key for field in sheet.fields]
        for line in (Key(sheet.key, key) for key in fields):
            here = {"step_key": step.key, "by": by}
            if not is_line(step, line):
                continue
            mark_line(group, content(), line=line, seen=Seen.SAME, **here)
            edit = {"value": NOTES, "version": 0, "edit_id": uuid.uuid4()}
            write_note(group, content(), noted=Noted(line), **edit, **here)


def desk() -> tuple[Participation, User]:
    """Return an organisation in a round, and its strategist."""
    participation = factories.participation(_cohort("skrivbord"), "Kalmar")
    strategist = factories.person("Strateg")
    factories.seat(participation.room, Function.STRATEGIST, strategist)
    return participation, strategist


def meeting() -> tuple[Meeting, User]:
    """Return a held meeting with everything a report shows, its notes sent out, and the leader."""
    group = factories.group(_cohort("traffar"), "Ronneby", "Kristinehamn")
    trio = [
        factories.seat(each.participation.room, function, factories.person(f"{function.label} {each.pk}"))
        for each in group.memberships.all()
        for function in TRIO
    ]
    by = trio[0].holder
    assert by is not None
    made = holding.hold(factories.meeting(group, by, note_taker=trio[0], chair=trio[1], place="Ronneby"), by=by)
    attendance.record(made, taken={seat.pk: attendance.Took(Presence.ON_SITE) for seat in trio}, by=by)
    for item in list(made.agenda.all()):
        factories.note(made, NOTES, by, key=item.key)
    due = made.day + dt.timedelta(days=60)
    for number, seat in enumerate(trio):
        decisions.add(made, text=f"Överenskommelse {number} om det vi ska göra.", owner=seat, due=due, by=by)
        followups.add(made, what=f"Åtgärd {number} som någon har lovat", owner=seat, due=due, by=by)
    notes.send_notes(made, by=by)
    made.refresh_from_db()
    return made, leader()
