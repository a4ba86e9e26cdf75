"""Reminders in the database: who is written to, what the letter says, and that nothing is written twice."""

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from access import clock
from accounts.models import Letter, Rhythm, User
from accounts.people import choose_rhythm
from benchmarking.method.versions import method_of
from benchmarking.overview.ladder import morning
from benchmarking.overview.models import SentRung
from benchmarking.overview.reminding import remind
from benchmarking.workspace.duties import Assignment, assign_duties
from benchmarking.workspace.marks import mark_item
from tests import factories

pytestmark = pytest.mark.django_db
POINT = {"step_key": "traff-1", "item_key": "styrkedjan-ritad"}


@pytest.fixture
def due(world):
    """The day that Kalmar's strategist is to have a point done: a Wednesday. Everybody is written to at once."""
    for user in User.objects.all():
        choose_rhythm(user, Rhythm.AT_ONCE)
    day = clock.today() + dt.timedelta(days=14)
    day += dt.timedelta(days=(2 - day.weekday()) % 7)
    owner = world.people["strategist"].seats.get().pk
    wanted = {POINT["item_key"]: Assignment(owner=owner, due=day)}
    assign_duties(world.own, method_of(world.cohort.pk), step_key="traff-1", wanted=wanted, by=world.people["manager"])
    return day


def run(world, day, hours=1):
    with clock.at(morning(day) + dt.timedelta(hours=hours)):
        return sorted(letter.to_email.partition("@")[0] for letter in remind(world.cohort))


def test_the_ladder_goes_from_the_owner_to_the_trio_to_the_leader_and_each_rung_once(world, due):
    assert run(world, due - dt.timedelta(days=8)) == []
    assert run(world, due - dt.timedelta(days=7)) == ["strategist"]
    assert run(world, due - dt.timedelta(days=7), hours=2) == run(world, due - dt.timedelta(days=2)) == []
    letter = Letter.objects.filter(kind="reminder").latest("pk")
    text = method_of(world.cohort.pk).item("traff-1", "styrkedjan-ritad").text
    assert f"Kvar: ”{text}”." in letter.body
    assert letter.dispatch.room_id == world.cohort.pk
    assert run(world, due) == ["manager", "politician", "strategist"]
    assert run(world, due + dt.timedelta(days=7)) == ["leader"]
    assert text not in Letter.objects.filter(kind="reminder").latest("pk").body
    assert run(world, due + dt.timedelta(days=8)) == []
    assert SentRung.objects.count() == 5


def test_nothing_is_said_of_what_is_done(world, due):
    run(world, due - dt.timedelta(days=7))
    by = world.people["strategist"]
    mark_item(world.own, method_of(world.cohort.pk), **POINT, state="done", note="", by=by)
    assert run(world, due) == []


def test_a_rung_that_was_missed_is_sent_late_and_a_moved_day_has_a_new_ladder(world, due):
    run(world, due - dt.timedelta(days=20))
    assert run(world, due + dt.timedelta(days=2)) == ["manager", "politician", "strategist"]
    wanted = {POINT["item_key"]: Assignment(due=due + dt.timedelta(days=14))}
    assign_duties(world.own, method_of(world.cohort.pk), step_key="traff-1", wanted=wanted, by=world.people["manager"])
    assert run(world, due + dt.timedelta(days=7)) == ["strategist"]


def test_a_politician_is_written_to_on_mondays(world, due):
    User.objects.update(rhythm="")
    run(world, due - dt.timedelta(days=1))
    assert run(world, due) == ["manager", "strategist"]
    assert run(world, due + dt.timedelta(days=5)) == ["politician"]


def test_the_same_statements_for_three_and_thirty(world, due):
    def statements():
        with CaptureQueriesContext(connection) as queries, clock.at(morning(due - dt.timedelta(days=40))):
            remind(world.cohort)
        return len(queries)

    statements()
    few = statements()
    for number in range(27):
        factories.participation(world.cohort, f"Ort {number}{uuid.uuid4().hex[:4]}")
    assert statements() == few
