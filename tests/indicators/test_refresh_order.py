"""A fetch is ordered: the first of all, one at a time, by one worker."""

import datetime as dt

import pytest
from django.db import connection

from access import clock
from indicators import refreshing
from indicators.kolada.fake.faults import Fault
from indicators.models import KpiSnapshot, Refresh
from indicators.refreshing import order_refresh, run
from tests.indicators.few import SICK_LEAVE, TODAY, refresh, stored


@pytest.fixture(autouse=True)
def _today():
    with clock.at(TODAY):
        yield


def test_the_first_fetch_takes_nothing_from_an_empty_answer(catalogue, fake):
    fake.fault(Fault.EMPTY)
    done = refresh()
    assert (done.state, done.failed) == (Refresh.State.FAILED, 5)
    assert not stored()
    assert KpiSnapshot.objects.get(pk=SICK_LEAVE).fetched_at is None


def test_one_refresh_at_a_time(catalogue, fake):
    first = order_refresh(by=None)
    with pytest.raises(refreshing.RefreshUnderWay):
        order_refresh(by=None)
    with clock.at(TODAY + refreshing.LOST + dt.timedelta(minutes=1)):
        order_refresh(by=None)
    first.refresh_from_db()
    assert first.state == Refresh.State.FAILED
    run(first.pk)
    assert fake.paths == [], "what has ended is not done"


def test_a_fetch_that_another_worker_is_at_is_left_to_it(catalogue, fake):
    ordered, other = order_refresh(by=None), connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [refreshing.LOCK])
        run(ordered.pk)
    finally:
        other.close()
    assert fake.paths == []
    assert refreshing.open_refreshes().get() == ordered
