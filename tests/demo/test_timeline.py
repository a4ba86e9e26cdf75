"""Acts told afterwards: at their own moments, in order, never from the future."""

import datetime as dt

import pytest

from access import clock
from start.demo.timeline import Timeline, moment, sittings

MARCH = moment(dt.date(2019, 3, 4), dt.time(9))


def test_acts_are_told_in_the_order_of_time_at_their_own_moment():
    told = []
    timeline = Timeline()
    timeline.add(MARCH + dt.timedelta(days=1), lambda: told.append(("second", clock.now())))
    timeline.add(MARCH, lambda: told.append(("first", clock.now())))
    timeline.tell()
    assert told == [("first", MARCH), ("second", MARCH + dt.timedelta(days=1))]


def test_the_clock_goes_on_where_it_was_also_after_a_failure():
    def fail():
        assert clock.today() == MARCH.date()
        raise ZeroDivisionError

    timeline = Timeline()
    timeline.add(MARCH, fail)
    with pytest.raises(ZeroDivisionError):
        timeline.tell()
    assert clock.now() > MARCH + dt.timedelta(days=365)


def test_what_has_not_been_on_the_demos_day_is_refused(settings):
    with pytest.raises(ValueError, match="has not been yet"):
        Timeline().add(moment(settings.DEMO_DAY, dt.time(8)), print)


@pytest.mark.parametrize("count", [0, 1, 5, 30, 200])
def test_sittings_are_in_order_on_working_days(count):
    first, last = dt.date(2019, 3, 2), dt.date(2019, 3, 15)  # a Saturday, a Friday
    found = sittings(first, last, count)
    assert len(found) == count
    assert found == sorted(found)
    assert all(first <= at.date() <= last and at.weekday() < 5 for at in found)
    assert len(set(found)) == count
