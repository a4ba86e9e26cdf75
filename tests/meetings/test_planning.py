"""Planning, moving and inviting."""

import datetime as dt

import pytest

from access import clock
from accounts.models import Letter
from benchmarking.meetings import circle, planning
from benchmarking.meetings.agenda import AgendaEmpty, Point, PointGone, PointHasNotes, set_agenda
from benchmarking.meetings.circle import SeatOutsideGroup
from benchmarking.meetings.lifecycle import WrongMoment
from benchmarking.meetings.models import Meeting, MeetingState
from benchmarking.meetings.planning import Plan
from benchmarking.method.versions import method_of
from cohorts.models import Cohort, CohortState, Dispatch
from cohorts.states import RoundClosed
from tests import factories

pytestmark = pytest.mark.django_db


def plan(**facts):
    day = clock.today() + dt.timedelta(days=14)
    return Plan(**{"day": day, "starts_at": dt.time(9), "ends_at": dt.time(15), **facts})


def plan_meeting(world, **facts):
    chosen = {name: facts.pop(name) for name in ("kind", "step_key") if name in facts}
    what = {"kind": "benchmarkingtraff", "step_key": "traff-1", **chosen}
    return planning.plan_meeting(world.group, **what, plan=plan(**facts), by=world.people["strategist"])


def test_the_agenda_is_the_methods_with_time_for_every_organisation(world):
    meeting = plan_meeting(world)
    minutes = dict(meeting.agenda.values_list("key", "minutes"))
    assert minutes["incheckning"] == 15
    assert minutes["sjalvskattning"] == 2 * 15
    assert minutes["arbetssatt"] == 2 * 30
    assert meeting.title == "Första benchmarkingträffen: Ledning och styrning"
    assert [item.position for item in meeting.agenda.all()] == list(range(1, 9))


def test_a_talk_between_roles_is_called_after_its_step(world):
    assert plan_meeting(world, kind="rollsamtal").title == "Rollsamtal: Första träffen"


def test_meetings_are_numbered_within_their_group(world):
    assert [plan_meeting(world).number, plan_meeting(world, step_key="traff-2").number] == [1, 2]
    assert factories.meeting(world.other_group, world.people["other_group"]).number == 1


@pytest.mark.parametrize("kind", ["hemmamote", "resultatkonferens", "kaffe"])
def test_a_kind_that_groups_do_not_hold_is_refused(world, kind):
    with pytest.raises(planning.NoSuchMeeting):
        plan_meeting(world, kind=kind)


def test_a_step_that_the_kind_does_not_carry_is_refused(world):
    with pytest.raises(planning.NoSuchMeeting):
        plan_meeting(world, step_key="hemma-1")


@pytest.mark.parametrize(("days", "refusal"), [(-1, planning.MeetingBeforeRound), (366, planning.MeetingAfterRound)])
def test_a_day_outside_the_round_is_refused(world, days, refusal):
    with pytest.raises(refusal, match=r"\d+ [a-z]+ \d{4}"):
        plan_meeting(world, day=world.cohort.starts_on + dt.timedelta(days=days))
    assert not Meeting.objects.exists()


def test_a_meeting_is_not_moved_past_the_rounds_end(world):
    made = plan_meeting(world)
    late = Plan(day=world.cohort.ends_on + dt.timedelta(days=1), starts_at=made.starts_at, ends_at=made.ends_at)
    with pytest.raises(planning.MeetingAfterRound, match="Välj en dag senast då"):
        planning.move_meeting(made, plan=late, by=made.planned_by)
    assert Meeting.objects.get().day == made.day


def test_a_meeting_that_ends_before_it_begins_is_refused(world):
    with pytest.raises(planning.EndsBeforeStart):
        plan_meeting(world, ends_at=dt.time(9))


def test_a_host_outside_the_group_is_refused(world):
    with pytest.raises(planning.HostOutsideGroup):
        plan_meeting(world, host=world.organisations["norrtalje"])
    assert plan_meeting(world, host=world.own).host == world.own


@pytest.mark.parametrize("persona", ["other_group", "supporting_mentor", "ended_mentor", "past_member", "leader"])
def test_who_may_not_chair(world, seat_of, persona):
    with pytest.raises(SeatOutsideGroup):
        plan_meeting(world, chair=seat_of(persona))


def test_the_lead_mentor_may_chair_and_a_supporting_one_take_notes(world, seat_of):
    meeting = plan_meeting(world, chair=seat_of("mentor"), note_taker=seat_of("supporting_mentor"))
    assert meeting.chair == seat_of("mentor")


def test_a_closed_round_takes_no_meeting(world):
    Cohort.objects.filter(pk=world.cohort.pk).update(state=CohortState.CLOSED)
    with pytest.raises(RoundClosed):
        plan_meeting(world)


def test_moving_an_invited_meeting_makes_it_planned_again(planned, strategist):
    planning.invite(planned, by=strategist)
    day = planned.day + dt.timedelta(days=7)
    moved = planning.move_meeting(planned, plan=plan(day=day, place="Rådhuset"), by=strategist)
    assert (moved.day, moved.place, moved.state) == (day, "Rådhuset", MeetingState.PLANNED)
    assert moved.agenda.count() == 8


def test_a_held_meeting_does_not_move(held, strategist):
    with pytest.raises(WrongMoment):
        planning.move_meeting(held, plan=plan(), by=strategist)


def test_a_meeting_is_not_moved_out_of_the_round(planned, strategist):
    with pytest.raises(planning.MeetingBeforeRound):
        planning.move_meeting(planned, plan=plan(day=dt.date(1999, 1, 1)), by=strategist)


def test_the_invitation_goes_to_the_trios_and_the_mentors_and_nobody_else(world, planned, strategist):
    letters = planning.invite(planned, by=strategist)
    invited = {"politician", "manager", "strategist", "group_mate", "mentor", "supporting_mentor"}
    assert {letter.to_email for letter in letters} == {world.people[name].email for name in invited}
    dispatched = Dispatch.objects.filter(room=world.group.room).values_list("letter", flat=True)
    assert set(dispatched) == {letter.pk for letter in letters}
    planned.refresh_from_db()
    assert planned.state == MeetingState.INVITED
    assert {row.name for row in planned.attendance.all()} == {world.people[name].name for name in invited}


def test_the_invitation_holds_the_agenda_and_the_way_to_the_meeting(world, planned, strategist):
    letter = planning.invite(planned, by=strategist)[0]
    assert letter.subject == f"Kallelse: {planned.title}"
    assert "2. Självskattning, förflyttning per organisation, 30 minuter" in letter.body
    assert f"/omgangar/2019/grupper/{world.group.slug}/moten/{planned.number}/" in letter.body


def test_the_invitation_leaves_once(planned, strategist):
    planning.invite(planned, by=strategist)
    with pytest.raises(WrongMoment):
        planning.invite(planned, by=strategist)
    assert Letter.objects.filter(kind="meeting-invitation").count() == 6


def test_nobody_is_invited_to_a_day_that_has_gone(world, strategist):
    gone = factories.meeting(world.group, strategist)
    with pytest.raises(planning.PastDay):
        planning.invite(gone, by=strategist)
    assert not Letter.objects.filter(kind="meeting-invitation").exists()


def test_the_agenda_is_made_the_groups_own(planned, strategist):
    points = [Point(item.key, item.title, item.minutes) for item in planned.agenda.all()][:2]
    set_agenda(planned, points=[points[1], Point("", "Studiebesök", 30, "Kalmar"), points[0]], by=strategist)
    rows = list(planned.agenda.values_list("key", "title", "minutes", "presenter"))
    assert [row[0] for row in rows] == ["sjalvskattning", "egen-punkt-1", "incheckning"]
    assert rows[1] == ("egen-punkt-1", "Studiebesök", 30, "Kalmar")


def test_a_point_with_notes_is_not_taken_away(held, strategist):
    points = [Point(item.key, item.title, item.minutes) for item in held.agenda.exclude(key="incheckning")]
    with pytest.raises(PointHasNotes, match="Incheckning och syfte"):
        set_agenda(held, points=points, by=strategist)
    assert held.agenda.count() == 8


def test_an_agenda_needs_a_point_and_knows_its_points(planned, strategist):
    with pytest.raises(AgendaEmpty):
        set_agenda(planned, points=[], by=strategist)
    with pytest.raises(PointGone):
        set_agenda(planned, points=[Point("borta", "Borta", 10)], by=strategist)


def test_the_next_meeting_is_proposed(world, seat_of, django_assert_num_queries):
    content, places = method_of(world.cohort.pk), circle.around(world.group)
    first = planning.propose(world.group, content, places)
    assert (first.kind, first.step_key) == ("benchmarkingtraff", "traff-1")
    assert (first.host, first.chair) == (world.own, seat_of("mentor"))
    plan_meeting(world, host=world.own)
    with django_assert_num_queries(2):
        second = planning.propose(world.group, content, places)
    assert (second.step_key, second.host) == ("traff-2", world.organisations["sodertalje"])
    for step in ("traff-2", "traff-3"):
        plan_meeting(world, step_key=step, host=world.organisations["sodertalje"])
    fourth = planning.propose(world.group, content, places)
    assert (fourth.step_key, fourth.host) == ("traff-1", None)
