"""The group's room and the meeting's page: who reads what."""

import datetime as dt

import pytest
from django.urls import reverse

from access import clock
from benchmarking.meetings import attendance, decisions, followups, notes
from benchmarking.meetings.models import FollowUpState, Presence
from cohorts.models import GroupMembership, Pairing, Seat
from tests import factories
from tests.personas import LEADERS, MENTORS, OWN, moment_ago

pytestmark = pytest.mark.django_db

SECRET = "Vi talade om hemliga saker."


def group_url(group):
    return reverse("benchmarking:group", kwargs={"cohort": group.cohort.slug, "group": group.slug})


def url(meeting, name="meeting", **more):
    group = meeting.room.benchmarkgroup
    return reverse(
        f"benchmarking:{name}",
        kwargs={"cohort": group.cohort.slug, "group": group.slug, "number": meeting.number, **more},
    )


def get(world, persona, address):
    return world.client(persona).get(address)


READS = {**dict.fromkeys([*sorted(OWN | MENTORS), "group_mate"], 200), **dict.fromkeys(sorted(LEADERS), 200)}
FOREIGN = {
    "outsider": 404,
    "other_group": 404,
    "other_cohort": 404,
    "other_leader": 404,
    "home_team": 404,
    "observer": 404,
}


@pytest.mark.parametrize(("persona", "status"), (READS | FOREIGN).items())
def test_who_may_open_the_groups_room_and_a_meeting(world, held, persona, status):
    assert get(world, persona, group_url(world.group)).status_code == status
    assert get(world, persona, url(held)).status_code == status


@pytest.mark.parametrize("persona", sorted(OWN | MENTORS | {"group_mate"}))
def test_the_groups_people_read_drafts(world, strategist, persona):
    meeting = factories.held_meeting(world.group, strategist, text=SECRET)
    assert SECRET in get(world, persona, url(meeting)).content.decode()


@pytest.mark.parametrize("persona", sorted(LEADERS))
def test_leaders_read_notes_only_while_they_are_out(world, strategist, persona):
    meeting = factories.held_meeting(world.group, strategist, text=SECRET)
    decisions.add(meeting, text="Ett beslut", owner=None, due=None, by=strategist)
    before = get(world, persona, url(meeting)).content.decode()
    assert SECRET not in before
    assert "Ett beslut" not in before
    assert "Incheckning" not in before
    assert "Deltagare" not in before.split("<main")[1]
    notes.send_notes(meeting, by=strategist)
    after = get(world, persona, url(meeting)).content.decode()
    assert SECRET in after
    assert "Ett beslut" in after
    notes.reopen(meeting, by=strategist)
    assert SECRET not in get(world, persona, url(meeting)).content.decode()


@pytest.fixture
def left(world):
    """``left(days)``: let Botkyrka have been in the group, and Uppsala followed it, until so many days ago."""

    def leave(days):
        ends = moment_ago(days)
        begins = moment_ago(100)
        GroupMembership.objects.filter(group=world.group, left_at__isnull=False).update(joined_at=begins, left_at=ends)
        Pairing.objects.filter(group=world.group, ended_at__isnull=False).update(started_at=begins, ended_at=ends)

    return leave


@pytest.mark.parametrize("persona", ["past_member", "ended_mentor"])
def test_those_who_left_read_the_sent_notes_of_their_time(world, sent, left, persona):
    left(days=3)
    page = get(world, persona, url(sent))
    assert page.status_code == 200
    assert "Alla berättade om läget." in page.content.decode()


@pytest.mark.parametrize("persona", ["past_member", "ended_mentor"])
def test_those_who_left_read_no_drafts(world, held, left, persona):
    left(days=3)
    page = get(world, persona, url(held))
    assert page.status_code == 200
    assert "Alla berättade om läget." not in page.content.decode()


@pytest.mark.parametrize("persona", ["past_member", "ended_mentor"])
def test_those_who_left_do_not_find_what_came_after_or_before(world, sent, planned, left, persona):
    left(days=10)
    for meeting in (sent, planned):
        assert get(world, persona, url(meeting)).status_code == 404
    room = get(world, persona, group_url(world.group)).content.decode()
    assert sent.title not in room
    GroupMembership.objects.filter(group=world.group, left_at__isnull=False).update(
        joined_at=clock.now() - dt.timedelta(days=2), left_at=clock.now()
    )
    Pairing.objects.filter(group=world.group, ended_at__isnull=False).update(
        started_at=clock.now() - dt.timedelta(days=2), ended_at=clock.now()
    )
    assert get(world, persona, url(sent)).status_code == 404


def test_those_who_left_see_neither_the_next_meeting_nor_what_was_done_since(world, strategist, seat_of, left):
    meeting = factories.held_meeting(world.group, strategist)
    promised = followups.add(meeting, what="Räkna om", owner=seat_of("strategist"), due=clock.today(), by=strategist)
    notes.send_notes(meeting, by=strategist)
    followups.set_state(promised, state=FollowUpState.DONE, by=strategist)
    factories.meeting(world.group, strategist, step_key="traff-2", day=clock.today() + dt.timedelta(days=30))
    left(days=3)
    page = get(world, "past_member", url(meeting)).content.decode()
    assert "Räkna om" in page
    assert "Klar" not in page.split("<main")[1]
    assert "Andra benchmarkingträffen" not in page


def test_the_groups_room_of_those_who_left_holds_their_meetings_and_nothing_else(world, sent, planned, left):
    left(days=3)
    page = get(world, "past_member", group_url(world.group)).content.decode().split("<main")[1]
    assert page.count(sent.title) == 1
    assert "Strategist" not in page
    assert "Kontakter" not in page


def test_the_groups_room_names_the_trios_the_mentors_and_who_is_missing(world, planned):
    page = get(world, "group_mate", group_url(world.group)).content.decode()
    assert "Mentor: Norrtälje, med stöd av Umeå" in page
    assert "Politician, politiker" in page
    assert page.count("Politiker saknas") == 1
    assert planned.title in page


@pytest.mark.parametrize(("persona", "links"), [("mentor", True), ("leader", True), ("group_mate", False)])
def test_only_those_who_see_progress_are_led_to_the_organisations(world, persona, links):
    page = get(world, persona, group_url(world.group)).content.decode()
    assert ('href="/omgangar/2019/kalmar/"' in page.split("<main")[1]) is links


def test_html_in_what_is_written_is_shown_as_text(world, strategist, seat_of):
    nasty = "<script>alert(1)</script><b>fet</b>"
    meeting = factories.held_meeting(world.group, strategist, text=nasty)
    decisions.add(meeting, text=nasty, owner=None, due=None, by=strategist)
    followups.add(meeting, what=nasty, owner=seat_of("strategist"), due=clock.today(), by=strategist)
    took = attendance.Took(Presence.ON_SITE, substitute=nasty)
    attendance.record(meeting, taken={seat_of("group_mate").pk: took}, by=strategist)
    page = get(world, "supporting_mentor", url(meeting)).content.decode()
    assert "<script>alert" not in page
    assert "<b>fet" not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;&lt;b&gt;fet&lt;/b&gt;") >= 4


def test_a_supporting_mentor_is_offered_nothing_to_write(world, held, planned):
    for meeting in (held, planned):
        page = get(world, "supporting_mentor", url(meeting)).content.decode().split("<main")[1]
        assert "<form" not in page
        assert "<form" in get(world, "mentor", url(meeting)).content.decode().split("<main")[1]


def test_a_meeting_of_another_group_is_not_found_by_number(world, held):
    other = url(held).replace(world.group.slug, world.other_group.slug)
    assert get(world, "other_group", other).status_code == 404
    assert get(world, "strategist", url(held).replace("/1/", "/99999999999999999999/")).status_code == 404


@pytest.mark.parametrize("persona", ["strategist", "leader", "past_member"])
def test_the_pages_take_as_many_statements_whatever_they_hold(
    world, strategist, left, django_assert_max_num_queries, persona
):
    meeting = factories.sent_meeting(world.group, strategist)
    left(days=3)
    get(world, persona, url(meeting))
    busy = factories.held_meeting(world.group, strategist, step_key="traff-2")
    for address in (url(meeting), url(busy), group_url(world.group)):
        with django_assert_max_num_queries(15):
            get(world, persona, address)


def test_ids_of_one_meeting_do_not_open_another(world, strategist, held):
    decision = decisions.add(held, text="Ett beslut", owner=None, due=None, by=strategist)
    other = factories.held_meeting(world.group, strategist, step_key="traff-2")
    client = world.client("strategist")
    assert client.post(url(other, "decision_remove", decision=decision.pk)).status_code == 404
    assert client.post(url(other, "decision_edit", decision=decision.pk), {"text": "Annat"}).status_code == 404
    elsewhere = factories.held_meeting(world.other_group, world.people["other_group"])
    promised = followups.add(
        elsewhere,
        what="Deras",
        owner=Seat.objects.get(holder=world.people["other_group"]),
        due=clock.today(),
        by=world.people["other_group"],
    )
    assert client.post(url(held, "follow_up_state", follow_up=promised.pk), {"state": "done"}).status_code == 404
    decision.refresh_from_db()
    assert decision.text == "Ett beslut"


def test_only_what_can_be_done_that_day_is_offered(world, planned, strategist):
    def offered(meeting):
        return [act.url.split("/")[-2] for act in world.client("mentor").get(url(meeting)).context["acts"]]

    gone = factories.meeting(world.group, strategist, step_key="traff-2")
    assert offered(planned) == ["kalla"]
    assert offered(gone) == ["genomford"]
    assert offered(factories.meeting(world.group, strategist, day=clock.today())) == ["kalla", "genomford"]
