"""The verbs of a meeting that is held: attendance, minutes, decisions, follow-ups, host's list, notes."""

import datetime as dt
import uuid

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from access import clock
from accounts.models import Letter
from benchmarking.meetings import attendance, decisions, followups, holding, hosting, notes
from benchmarking.meetings.attendance import Took
from benchmarking.meetings.circle import SeatOutsideGroup
from benchmarking.meetings.lifecycle import WrongMoment
from benchmarking.meetings.minutes import write_minutes
from benchmarking.meetings.models import Attendance, Decision, FollowUpState, MeetingState, Presence
from benchmarking.meetings.reading import next_meetings, open_follow_ups, read_meeting
from benchmarking.method.versions import method_of
from benchmarking.workspace.fields import BadValue
from benchmarking.workspace.typed import TypedClash
from cohorts.models import Cohort, CohortState, Dispatch
from cohorts.roles import Function
from cohorts.seats import fill, vacate
from cohorts.states import RoundClosed
from tests import factories

pytestmark = pytest.mark.django_db

DecisionEvent = apps.get_model("benchmarking", "DecisionEvent")


def days(number):
    return clock.today() + dt.timedelta(days=number)


# Attendance -------------------------------------------------------------------------------------------


def test_attendance_is_recorded_once_per_seat(held, strategist, seat_of):
    mate = seat_of("group_mate").pk
    attendance.record(held, taken={mate: Took(Presence.REMOTE)}, by=strategist)
    attendance.record(held, taken={mate: Took(Presence.ABSENT, "Vera Vikarie")}, by=strategist)
    row = held.attendance.get(seat=mate)
    assert (row.presence, row.substitute, row.name) == (Presence.ABSENT, "Vera Vikarie", "Group mate")


def test_a_recorded_name_is_the_holder_of_that_day(held, strategist, seat_of):
    seat = seat_of("group_mate")
    attendance.record(held, taken={seat.pk: Took(Presence.ON_SITE)}, by=strategist)
    fill(vacate(seat), factories.person("Nils Ny"))
    attendance.record(held, taken={seat.pk: Took(Presence.REMOTE)}, by=strategist)
    rows = read_meeting(held.pk, drafts=True).attendance
    assert [row.name for row in rows if row.organisation == "Södertälje"] == ["Group mate"]


def test_seats_outside_the_group_are_not_recorded(held, strategist, seat_of):
    for persona in ("other_group", "past_member", "ended_mentor", "observer"):
        with pytest.raises(SeatOutsideGroup):
            attendance.record(held, taken={seat_of(persona).pk: Took(Presence.ON_SITE)}, by=strategist)


def test_attendance_is_read_in_the_order_of_the_table(held, strategist, seat_of):
    everybody = ("leader", "supporting_mentor", "mentor", "group_mate", "politician", "programme_leader", "manager")
    came = {seat_of(persona).pk: Took(Presence.ON_SITE) for persona in everybody}
    attendance.record(held, taken=came | {seat_of("programme_leader").pk: Took(Presence.ABSENT)}, by=strategist)
    rows = read_meeting(held.pk, drafts=True).attendance
    assert [(row.organisation, row.function, row.side) for row in rows] == [
        ("Kalmar", "Politiker", "participant"),
        ("Kalmar", "Chef", "participant"),
        ("Kalmar", "Strateg", "participant"),
        ("Södertälje", "Strateg", "participant"),
        ("Norrtälje", "Strateg", "mentor"),
        ("Umeå", "Strateg", "mentor"),
        ("SKR", "Projektledare", "leader"),
    ]


@pytest.mark.parametrize("seats", [1, 3, 33])
def test_a_meeting_is_read_in_eight_statements_whatever_its_size(world, held, strategist, seats):
    method_of(world.cohort.pk)
    opened = [
        factories.seat(world.own.room, Function.POLITICIAN, factories.person(f"Deltagare {number}"))
        for number in range(seats - 1)
    ]
    attendance.record(held, taken={seat.pk: Took(Presence.ON_SITE) for seat in opened}, by=strategist)
    for seat in opened:
        decisions.add(held, text="Vi gör så här", owner=seat, due=days(5), by=strategist)
        followups.add(held, what="Gör det", owner=seat, due=days(5), by=strategist)
    with CaptureQueriesContext(connection) as asked:
        view = read_meeting(held.pk, drafts=True)
    assert len(view.attendance) == seats
    assert len(view.decisions) == len(view.follow_ups) == seats - 1
    assert len(asked) == 8


# Minutes ----------------------------------------------------------------------------------------------


def write(meeting, text, version, by, *, key="incheckning", edit_id=None):
    item = meeting.agenda.select_related("meeting__room").get(key=key)
    return write_minutes(item, value=text, version=version, edit_id=edit_id or uuid.uuid4(), by=by)


def test_two_texts_for_one_point_are_both_kept(world, held, strategist):
    before = held.agenda.get(key="incheckning").version
    write(held, "Mentorns text", before, world.people["mentor"])
    with pytest.raises(TypedClash) as clash:
        write(held, "Strategens text", before, strategist)
    assert (clash.value.yours, clash.value.theirs, clash.value.who) == ("Strategens text", "Mentorns text", "Mentor")
    item = held.agenda.get(key="incheckning")
    assert item.value == "Mentorns text"
    assert {"Mentorns text", "Strategens text"} <= set(item.events.values_list("value", flat=True))


def test_the_same_edit_again_is_the_same_answer(held, strategist):
    edit = uuid.uuid4()
    first = write(held, "En gång", 0, strategist, key="jamfora", edit_id=edit)
    again = write(held, "En gång", 0, strategist, key="jamfora", edit_id=edit)
    assert (again.version, again.replayed) == (first.version, True)


def test_texts_that_cannot_be_kept_are_refused(held, strategist):
    for text in ("a\x00b", "x" * 200_000):
        with pytest.raises(BadValue):
            write(held, text, 0, strategist, key="jamfora")
    assert held.agenda.get(key="jamfora").value == ""


def test_sent_notes_stand_still_until_they_are_opened(sent, strategist):
    with pytest.raises(WrongMoment, match="Öppna dem för rättelse"):
        write(sent, "Efteråt", 1, strategist)
    notes.reopen(sent, by=strategist)
    write(sent, "Rättat", 1, strategist)
    assert sent.agenda.get(key="incheckning").value == "Rättat"


def test_minutes_of_a_closed_round_stand_still(world, held, strategist):
    Cohort.objects.filter(pk=world.cohort.pk).update(state=CohortState.CLOSED)
    with pytest.raises(RoundClosed):
        write(held, "För sent", 1, strategist)


# Decisions and follow-ups -----------------------------------------------------------------------------


def test_decisions_are_numbered_and_close_up(held, strategist):
    made = [decisions.add(held, text=text, owner=None, due=None, by=strategist) for text in "abc"]
    decisions.remove(made[0])
    assert list(held.decisions.values_list("number", "text")) == [(1, "b"), (2, "c")]
    assert decisions.add(held, text="d", owner=None, due=None, by=strategist).number == 3


def test_a_changed_decision_keeps_its_history(held, strategist, seat_of):
    decision = decisions.add(held, text="Före", owner=None, due=None, by=strategist)
    decisions.edit(decision, text="Efter", owner=seat_of("manager"), due=days(3), by=strategist)
    decision.refresh_from_db()
    assert (decision.text, decision.owner, decision.due) == ("Efter", seat_of("manager"), days(3))
    assert set(DecisionEvent.objects.filter(pgh_obj=decision).values_list("text", flat=True)) == {"Före", "Efter"}


def test_an_owner_who_has_left_stays_on_a_decision_and_is_not_chosen_anew(world, held, strategist, seat_of):
    seat = seat_of("past_member")
    decision = Decision.objects.create(
        room=held.room, meeting=held, number=1, text="Gammalt", owner=seat, written_by=strategist
    )
    decisions.edit(decision, text="Nytt", owner=seat, due=None, by=strategist)
    with pytest.raises(SeatOutsideGroup):
        decisions.add(held, text="Annat", owner=seat, due=None, by=strategist)


def test_nothing_is_due_before_the_meeting(held, strategist, seat_of):
    with pytest.raises(decisions.DueBeforeMeeting):
        decisions.add(held, text="a", owner=None, due=days(-8), by=strategist)
    with pytest.raises(decisions.DueBeforeMeeting):
        followups.add(held, what="a", owner=seat_of("manager"), due=days(-8), by=strategist)


def test_a_follow_up_comes_back_until_it_is_done(world, strategist, seat_of):
    owner = seat_of("manager")
    first = factories.held_meeting(world.group, strategist, day=days(-60))
    second = factories.held_meeting(world.group, strategist, step_key="traff-2", day=days(-30))
    third = factories.meeting(world.group, strategist, step_key="traff-3", day=days(30))
    promised = followups.add(first, what="Räkna om", owner=owner, due=days(-40), by=strategist)
    rows = [read_meeting(meeting.pk, drafts=True).follow_ups for meeting in (first, second, third)]
    assert [[row.what for row in each] for each in rows] == [["Räkna om"]] * 3
    assert rows[2][0].late
    assert rows[2][0].meeting_number == 1
    assert [row.pk for row in open_follow_ups(world.group.pk, drafts=True)] == [promised.pk]

    followups.set_state(promised, state=FollowUpState.DONE, by=strategist)
    rows = [read_meeting(meeting.pk, drafts=True).follow_ups for meeting in (first, second, third)]
    assert [len(each) for each in rows] == [1, 1, 0], "done today: it was still open at the second meeting"
    assert rows[0][0].done_at is not None
    assert open_follow_ups(world.group.pk, drafts=True) == ()


def test_a_follow_up_goes_on_when_the_notes_are_locked(sent, strategist, seat_of):
    notes.reopen(sent, by=strategist)
    promised = followups.add(sent, what="Mäta", owner=seat_of("manager"), due=days(3), by=strategist)
    notes.send_notes(sent, by=strategist)
    notes.approve(sent, by=strategist)
    notes.lock(sent, by=strategist)
    with pytest.raises(WrongMoment):
        followups.add(sent, what="Mer", owner=seat_of("manager"), due=days(3), by=strategist)
    assert followups.set_state(promised, state=FollowUpState.ONGOING, by=strategist).state == FollowUpState.ONGOING


# The host's list, holding, notes ----------------------------------------------------------------------


def test_the_hosts_days_follow_the_meeting(world, planned, strategist):
    content = method_of(world.cohort.pk)
    lines = {line.key: line for line in hosting.lines(content, planned)}
    task = hosting.task_of(content, planned, "lokal")
    assert task is not None
    assert lines["inbjudan"].day == planned.day - dt.timedelta(days=14)
    assert lines["minnesanteckningar"].day == planned.day + dt.timedelta(days=7)
    assert lines["lokal"].late
    hosting.mark(planned, task, done=True, by=strategist)
    hosting.mark(planned, task, done=True, by=strategist)
    line = next(line for line in hosting.lines(content, planned) if line.key == "lokal")
    assert (line.done_by, line.late) == ("Strategist", False)
    hosting.mark(planned, task, done=False, by=strategist)
    assert not planned.host_marks.exists()
    assert hosting.task_of(content, planned, "plusmeny") is None


def test_a_meeting_is_not_held_before_its_day_nor_twice(planned, held, strategist):
    with pytest.raises(holding.NotYetHeld):
        holding.hold(planned, by=strategist)
    with pytest.raises(WrongMoment):
        holding.hold(held, by=strategist)


def test_notes_are_sent_to_the_group_with_the_way_there(world, held, strategist):
    letters = notes.send_notes(held, by=strategist)
    assert {letter.to_email for letter in letters} == {
        world.people[name].email
        for name in ("politician", "manager", "strategist", "group_mate", "mentor", "supporting_mentor")
    }
    assert f"/grupper/{world.group.slug}/moten/1/" in letters[0].body
    assert "Alla berättade" not in letters[0].body
    assert Dispatch.objects.filter(room=world.group.room, letter__kind="meeting-notes").count() == 6


def test_notes_that_miss_something_say_what(world, strategist):
    meeting = holding.hold(factories.meeting(world.group, strategist), by=strategist)
    with pytest.raises(notes.NotesNotReady, match="vem som antecknade, vilka som var med, anteckningar under minst"):
        notes.send_notes(meeting, by=strategist)
    assert not Letter.objects.filter(kind="meeting-notes").exists()


def test_notes_are_sent_approved_and_locked_in_that_order(held, strategist):
    with pytest.raises(WrongMoment):
        notes.approve(held, by=strategist)
    notes.send_notes(held, by=strategist)
    with pytest.raises(WrongMoment):
        notes.send_notes(held, by=strategist)
    with pytest.raises(WrongMoment):
        notes.lock(held, by=strategist)
    assert notes.approve(held, by=strategist).approved_by == strategist
    assert notes.lock(held, by=strategist).state == MeetingState.LOCKED
    with pytest.raises(WrongMoment, match="låsta"):
        notes.reopen(held, by=strategist)


def test_notes_that_are_sent_again_are_a_new_version(sent, strategist):
    notes.reopen(sent, by=strategist)
    notes.send_notes(sent, by=strategist)
    assert read_meeting(sent.pk, drafts=False).facts.notes_version == 2


# Reading for others -----------------------------------------------------------------------------------


def test_the_next_meeting_of_each_group_in_one_statement(world, planned, sent, django_assert_num_queries):
    factories.meeting(world.group, world.people["strategist"], step_key="traff-2", day=days(40))
    other = factories.meeting(world.other_group, world.people["other_group"], day=days(3), place="Askersund")
    with django_assert_num_queries(1):
        found = next_meetings([world.group.pk, world.other_group.pk])
    assert {pk: each.number for pk, each in found.items()} == {world.group.pk: planned.number, other.room_id: 1}
    assert found[world.other_group.pk].place == "Askersund"


def test_who_reads_no_drafts_gets_the_facts_until_the_notes_are_out(held, strategist):
    view = read_meeting(held.pk, drafts=False)
    assert (view.open, view.agenda, view.attendance, view.decisions, view.follow_ups) == (False, (), (), (), ())
    assert view.facts.step_number == 2
    notes.send_notes(held, by=strategist)
    view = read_meeting(held.pk, drafts=False)
    assert view.open
    assert view.agenda[0].text == "Alla berättade om läget."
    assert [row.starts_at for row in view.agenda][:2] == [dt.time(9, 30), dt.time(9, 45)]


def test_a_chair_is_named_as_on_that_day(world, strategist, seat_of):
    chair = seat_of("mentor")
    meeting = factories.held_meeting(world.group, strategist, chair=chair)
    attendance.record(meeting, taken={chair.pk: Took(Presence.ON_SITE)}, by=strategist)
    vacate(chair)
    assert read_meeting(meeting.pk, drafts=True).facts.chair == "Mentor, Norrtälje"
    assert Attendance.objects.get(meeting=meeting, seat=chair).name == "Mentor"
