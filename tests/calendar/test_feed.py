"""The feed of a person and the calendar parts of letters, read by two parsers."""

import datetime as dt
from http import HTTPStatus

import icalendar
import pytest
import vobject  # type: ignore[import-untyped]
from django.db import connection
from django.test.utils import CaptureQueriesContext

from access import clock
from accounts.people import deactivate
from benchmarking.meetings import planning
from benchmarking.overview.feeds import make_feed, shut_feed
from cohorts import milestones
from cohorts.groups import leave
from cohorts.models import Milestone
from tests import factories

pytestmark = pytest.mark.django_db
SUMMER, WINTER = dt.timedelta(hours=2), dt.timedelta(hours=1)


def path_of(user):
    return "/" + make_feed(by=user).split("/", 3)[3]


def events_of(text):
    """UID → event by the first parser, after the second has read the same ones with the same numbers."""
    ours = {str(event["UID"]): event for event in icalendar.Calendar.from_ical(text).walk("VEVENT")}
    other = vobject.readOne(text)
    theirs = {event.uid.value: event for event in other.contents.get("vevent", [])}
    assert set(ours) == set(theirs)
    for uid, event in ours.items():
        assert int(theirs[uid].sequence.value) == event["SEQUENCE"]
        assert theirs[uid].summary.value == event["SUMMARY"]
        assert theirs[uid].dtstart.value == event.decoded("DTSTART")
        assert theirs[uid].status.value == event["STATUS"]
    assert other.vtimezone.tzid.value == "Europe/Stockholm"
    return ours


@pytest.fixture
def fetch(world, client):
    """``fetch("strategist")``: the events of the person's feed."""

    def fetch(persona):
        answer = client.get(path_of(world.people[persona]))
        assert answer.status_code == HTTPStatus.OK
        assert answer["Content-Type"] == "text/calendar; charset=utf-8"
        return events_of(answer.content.decode())

    return fetch


@pytest.fixture
def planned(world):
    day = clock.today() + dt.timedelta(days=14)
    return factories.meeting(world.group, world.people["strategist"], day=day, place="Sal A; våning 2, Rådhuset")


def test_a_moved_and_cancelled_meeting_keeps_its_uid_and_raises_its_sequence(world, fetch, planned):
    by = world.people["strategist"]
    letter = next(each for each in planning.invite(planned, by=by) if each.to_email == "group-mate@example.com")
    (asked,) = events_of(letter.ics).values()
    assert "METHOD:REQUEST\r\n" in letter.ics

    later = planning.Plan(
        day=planned.day + dt.timedelta(days=3), starts_at=planned.starts_at, ends_at=planned.ends_at, place="Sal B"
    )
    planning.move_meeting(planned, plan=later, by=by)
    again = next(each for each in planning.invite(planned, by=by) if each.to_email == "group-mate@example.com")
    (moved,) = events_of(again.ics).values()
    assert moved["UID"] == asked["UID"]
    assert moved["SEQUENCE"] > asked["SEQUENCE"]
    assert moved.decoded("DTSTART").date() == later.day
    assert fetch("group_mate")[moved["UID"]]["SEQUENCE"] == moved["SEQUENCE"]

    letters = planning.cancel_meeting(planned, reason="Snöstorm", by=by)
    gone = next(each for each in letters if each.to_email == "group-mate@example.com")
    assert "METHOD:CANCEL\r\n" in gone.ics
    assert "Snöstorm" in gone.body
    (cancelled,) = events_of(gone.ics).values()
    shown = fetch("group_mate")[asked["UID"]]
    assert (cancelled["UID"], shown["STATUS"]) == (asked["UID"], "CANCELLED")
    assert shown["SEQUENCE"] == cancelled["SEQUENCE"] > moved["SEQUENCE"]


def test_a_meeting_that_nobody_was_invited_to_is_cancelled_without_a_calendar_part(world, planned):
    letters = planning.cancel_meeting(planned, reason="Ingen kan", by=world.people["strategist"])
    assert letters
    assert {letter.ics for letter in letters} == {""}


@pytest.mark.parametrize(("day", "offset"), [(dt.date(2027, 3, 27), WINTER), (dt.date(2027, 3, 29), SUMMER)])
def test_a_meeting_begins_at_its_hour_on_either_side_of_summer_time(world, fetch, planned, day, offset):
    type(planned).objects.filter(pk=planned.pk).update(day=day)
    event = next(each for each in fetch("strategist").values() if each["SUMMARY"] == planned.title)
    starts = event.decoded("DTSTART")
    assert (starts.time(), starts.utcoffset()) == (dt.time(9, 30), offset)
    assert event["LOCATION"] == "Sal A; våning 2, Rådhuset"


def test_a_day_of_the_round_that_moves_is_the_same_day_with_a_higher_sequence(world, fetch):
    day = milestones.add_milestone(world.cohort, title="Strategträff", day=clock.today(), by=world.people["leader"])
    before = next(each for each in fetch("mentor").values() if each["SUMMARY"] == "Strategträff")
    move = milestones.plan_move(world.cohort, since=clock.today(), days=14)
    by = world.people["leader"]
    milestones.move_following(world.cohort, since=clock.today(), days=14, seal=move.seal, by=by)
    after = fetch("mentor")[before["UID"]]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after.decoded("DTSTART") == day.day + dt.timedelta(days=14)


def test_a_shut_a_renewed_and_a_deactivated_persons_address_open_nothing(world, client):
    person = world.people["strategist"]
    old = path_of(person)
    new = path_of(person)
    assert [client.get(each).status_code for each in (old, new)] == [HTTPStatus.NOT_FOUND, HTTPStatus.OK]
    shut_feed(by=person)
    assert client.get(new).status_code == HTTPStatus.NOT_FOUND
    latest = path_of(person)
    deactivate(person, by=world.people["leader"])
    assert client.get(latest).status_code == HTTPStatus.NOT_FOUND


def test_who_leaves_the_group_finds_its_meetings_no_more(world, fetch, planned):
    assert planned.title in {event["SUMMARY"] for event in fetch("group_mate").values()}
    leave(world.organisations["sodertalje"])
    assert planned.title not in {event["SUMMARY"] for event in fetch("group_mate").values()}


def test_the_same_statements_for_few_and_many_days(world, client):
    path = path_of(world.people["strategist"])

    def statements():
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        return len(queries)

    few = statements()
    Milestone.objects.bulk_create(
        Milestone(room=world.cohort.room, title=f"Dag {number}", day=clock.today()) for number in range(300)
    )
    for number in range(3):
        factories.meeting(world.group, world.people["strategist"], day=clock.today() + dt.timedelta(days=number))
    assert statements() == few <= 10
