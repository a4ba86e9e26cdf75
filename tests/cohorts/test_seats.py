"""Seats: filled once, left, ended; access comes and goes with them."""

import datetime as dt

import pytest

from access import clock
from cohorts import access, outgoing
from cohorts.models import Invitation, Seat
from cohorts.roles import Function
from cohorts.seats import AlreadySeated, SeatTaken, end_planned, end_seat, fill, vacate
from tests import factories


@pytest.fixture
def room(db):
    return factories.participation(factories.cohort()).room


def test_fill_gives_access_and_vacate_takes_it(room):
    person, seat = factories.person(), factories.seat(room, Function.STRATEGIST)
    fill(seat, person, title="Utvecklare")
    assert access.load(person).allows((room.pk,), "write_answer")
    left = vacate(seat)
    assert (left.holder, left.since, left.title) == (None, clock.today(), "Utvecklare")
    assert not access.load(person).is_member
    assert not access.load(person).sees((room.pk,))


def test_a_held_seat_is_not_given_twice(room, rows):
    seat = factories.seat(room, Function.STRATEGIST, factories.person())
    before = rows()[0]
    with pytest.raises(SeatTaken):
        fill(seat, factories.person())
    assert rows()[0] == before


def test_nobody_has_the_same_seat_twice(room, rows):
    person = factories.person()
    factories.seat(room, Function.STRATEGIST, person)
    second = factories.seat(room, Function.STRATEGIST)
    before = rows()
    with pytest.raises(AlreadySeated):
        fill(second, person)
    assert rows() == before
    assert fill(factories.seat(room, Function.MANAGER), person)


def test_an_ended_seat_is_not_filled_and_takes_its_offer_along(room):
    seat = factories.seat(room, Function.STRATEGIST)
    factories.invite(seat)
    end_seat(seat)
    ended = Seat.objects.get(pk=seat.pk).ended_at
    end_seat(seat)
    assert Seat.objects.get(pk=seat.pk).ended_at == ended
    assert Invitation.objects.get(seat=seat).state == "withdrawn"
    with pytest.raises(SeatTaken):
        fill(seat, factories.person())


def test_an_ended_seat_keeps_a_letter_that_was_held_from_leaving(room):
    seat, by = factories.seat(room, Function.STRATEGIST), factories.person()
    (offer,) = outgoing.offer_all([(seat, outgoing.Invitee("Inga", "inga@example.com"))], by=by)
    end_seat(seat)
    offer.letter.refresh_from_db()
    assert offer.letter.state == "stopped"
    with pytest.raises(outgoing.NothingHeld):
        outgoing.send_held(room.participation.cohort, [offer.letter.pk], by=by)


def test_leaving_a_vacant_seat_changes_nothing(room, rows):
    seat = factories.seat(room, Function.STRATEGIST)
    before = rows()
    vacate(seat)
    assert rows() == before


def test_a_planned_end_becomes_the_act_the_day_after(room):
    person, day = factories.person(), dt.date(2031, 5, 31)
    factories.seat(room, Function.STRATEGIST, person, planned_end=day)
    assert end_planned(day) == 0
    assert access.load(person).is_member
    assert end_planned(day + dt.timedelta(days=1)) == 1
    assert not access.load(person).is_member
