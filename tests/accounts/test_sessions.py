"""A session ends: two hours after the last page, twelve hours after sign-in."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext

MORNING = datetime(2026, 3, 12, 7, 0, tzinfo=ZoneInfo("Europe/Stockholm"))
INSIDE = "/konto/losenord/valj/"


@pytest.fixture
def at(anna, client):
    """Look at a page so long after sign-in; say whether one is still inside."""
    with time_machine.travel(MORNING, tick=False):
        client.force_login(anna)

    def look(**after):
        with time_machine.travel(MORNING + timedelta(**after), tick=False):
            return client.get(INSIDE).status_code == 200

    return look


def test_an_idle_session_ends_after_two_hours(at):
    assert at(hours=1, minutes=59)
    assert not at(hours=4)


def test_a_busy_session_lives_on_until_twelve_hours(at):
    assert all(at(hours=hour) for hour in range(12))
    assert at(hours=11, minutes=59)
    assert not at(hours=12, minutes=1)
    assert not at(hours=12, minutes=2)


def test_the_cookie_lives_as_long_as_the_session(at, client):
    assert at(hours=1)
    assert client.cookies["sessionid"]["max-age"] == 2 * 60 * 60


def test_a_page_soon_after_another_writes_no_session(at):
    with CaptureQueriesContext(connection) as soon:
        assert at(minutes=4)
    with CaptureQueriesContext(connection) as later:
        assert at(minutes=6)
    assert [sum("UPDATE" in q["sql"] for q in queries) for queries in (soon, later)] == [0, 1]


def test_signing_in_again_starts_the_clock_anew(at, anna, client):
    assert not at(hours=13)
    with time_machine.travel(MORNING + timedelta(hours=13), tick=False):
        client.force_login(anna)
        assert client.get(INSIDE).status_code == 200


def test_an_old_key_is_not_filled_anew(at, client):
    old = client.session.session_key
    at(hours=13)
    assert client.session.session_key != old
    assert set(Session.objects.values_list("session_key", flat=True)) <= {old}
