"""The standing cast, an offered seat, and a way to say that nothing has changed."""

from dataclasses import dataclass

import pytest
from django.core import serializers
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Letter, User
from cohorts.models import Invitation, Participation, RoomGrant, Seat
from cohorts.roles import Function
from tests import factories
from tests.personas import world

__all__ = ["world"]


@pytest.fixture(autouse=True)
def _own_savepoint(db):
    """Roll back what a test does in the world that it shares with its module."""


@dataclass(frozen=True)
class Offered:
    """A vacant seat in Ystad, offered to Inga."""

    participation: Participation
    seat: Seat
    leader: User
    email: str
    token: str

    @property
    def url(self):
        return f"/inbjudan/{self.token}/"

    @property
    def invitation(self):
        return Invitation.objects.get(seat=self.seat)


@pytest.fixture
def offered(db):
    """An open invitation, its token as the letter would carry it."""
    cohort = factories.cohort("2031")
    participation = factories.participation(cohort, "Ystad")
    leader = factories.person("Lena Ledare")
    factories.seat(cohort.room, Function.LEADER, leader)
    factories.seat(participation.room, Function.STRATEGIST, factories.person("Siv Strateg"))
    factories.seat(participation.room, Function.POLITICIAN)
    seat = factories.seat(participation.room, Function.MANAGER)
    email = "inga.bjuden@example.com"
    return Offered(participation, seat, leader, email, factories.invite(seat, email=email, by=leader))


@pytest.fixture
def rows(db):
    """``rows()``: everything that an act on a seat may write, as text, to be compared before and after."""

    def read():
        tables = (Seat, Invitation, User, RoomGrant, Letter)
        return [serializers.serialize("json", table.objects.order_by("pk")) for table in tables]

    return read


@pytest.fixture
def statements():
    """``statements(read)``: call ``read`` and return how many SQL statements it took."""

    def count(read):
        with CaptureQueriesContext(connection) as seen:
            read()
        return len(seen)

    return count


@pytest.fixture
def vacant(world):
    """A second manager's seat in Kalmar, vacant and not offered."""
    return factories.seat(world.own.room, Function.MANAGER)
