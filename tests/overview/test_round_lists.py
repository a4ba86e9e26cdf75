"""The lists of a round ask the same of the database for three organisations, thirty and three hundred."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from access import clock
from accounts.models import Letter
from cohorts.models import Dispatch, Invitation, Milestone, Participation, Room, Seat
from cohorts.roles import TRIO
from tests import factories

MOST = 15
SIZES = (3, 30, 300)


def fill(round_, by):
    """Give everybody who has no seats yet a trio: one seated, one invited by a letter that waits, one vacant."""
    rooms = list(Room.objects.filter(participation__cohort=round_, seats=None))
    seats = Seat.objects.bulk_create(
        Seat(room=room, function=function, holder=by if place == 0 else None, since=clock.today())
        for room in rooms
        for place, function in enumerate(TRIO)
    )
    invited = seats[1::3]
    written = Letter.objects.bulk_create(
        Letter(to_email=f"a{seat.pk}@example.com", subject="Hej", kind="invitation", state="held") for seat in invited
    )
    now = clock.now()
    Invitation.objects.bulk_create(
        Invitation(
            room=seat.room,
            seat=seat,
            email=letter.to_email,
            name="Inga",
            letter=letter,
            offered_by=by,
            offered_at=now,
            expires_at=now + dt.timedelta(days=14),
        )
        for seat, letter in zip(invited, written, strict=True)
    )
    Dispatch.objects.bulk_create(
        Dispatch(room=seat.room, letter=letter) for seat, letter in zip(invited, written, strict=True)
    )
    Milestone.objects.bulk_create(
        Milestone(room=round_.room, title=f"Dag {room.pk}", day=round_.starts_on) for room in rooms
    )


@pytest.mark.parametrize(
    "url", ["", "deltagare/", "deltagare/skicka/", "deltagare/klistra/mall/", "kalender/", "lage/", "avsluta/"]
)
def test_the_same_statements_for_3_30_and_300_organisations(round_, crowd, client, url):
    leader = factories.person()
    factories.seat(round_.room, "leader", leader)
    client.force_login(leader)
    counted = []
    for size in SIZES:
        crowd(round_, size)
        fill(round_, leader)
        assert Participation.objects.filter(cohort=round_).count() == size
        client.get(f"/omgangar/2021/{url}")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/omgangar/2021/{url}").status_code == 200
        counted.append(len(queries))
    assert counted[0] == counted[1] == counted[2]
    assert counted[0] <= MOST
