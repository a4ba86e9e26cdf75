"""The standing cast, and what the tests of meetings ask for again and again."""

import datetime as dt

import pytest

from access import clock
from cohorts.models import Seat
from tests import factories
from tests.personas import world

__all__ = ["world"]


@pytest.fixture
def strategist(world):
    return world.people["strategist"]


@pytest.fixture
def planned(world, strategist):
    """A meeting of the own group in two weeks."""
    return factories.meeting(world.group, strategist, day=clock.today() + dt.timedelta(days=14))


@pytest.fixture
def held(world, strategist):
    """A meeting of the own group a week ago, written down and not sent out."""
    return factories.held_meeting(world.group, strategist)


@pytest.fixture
def sent(world, strategist):
    """A meeting of the own group a week ago whose notes are out."""
    return factories.sent_meeting(world.group, strategist)


@pytest.fixture
def seat_of(world):
    """``seat_of("mentor")``: the seat that somebody of the cast holds."""
    return lambda persona: Seat.objects.get(holder=world.people[persona])
