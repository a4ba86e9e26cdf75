"""The trio offers seats in the home team, each with its parts; the holder opens those and nothing else."""

import re
from http import HTTPStatus

import pytest

from cohorts.models import Invitation, Seat
from cohorts.roles import Function
from tests import factories

pytestmark = pytest.mark.django_db
TEAM = "/omgangar/2019/kalmar/team/"
OFFER = f"{TEAM}hemmateam/"
PERSON = {"name": "Cia Control", "email": "cia@example.com"}
STEP = "/omgangar/2019/kalmar/steg/uppstart/"


@pytest.fixture
def home_seats(kalmar):
    """``home_seats()``: Kalmar's open home-team seats, the newest last."""
    return lambda: list(Seat.objects.filter(room=kalmar.pk, function=Function.OTHER, ended_at=None))


def test_a_seat_is_offered_with_its_parts(world, kalmar, content, home_seats):
    typed = {**PERSON, "parts": ["uppfoljning"], "sheets": ["intressentanalys"]}
    answer = world.client("manager").post(OFFER, typed)
    assert (answer.status_code, answer["Location"]) == (HTTPStatus.FOUND, TEAM)
    seat = home_seats()[-1]
    assert {part.key: part.title for part in seat.parts.all()} == {
        "uppfoljning": "Uppföljning och statistik",
        "intressentanalys": "Intressentanalys och kommunikationsplan",
    }
    assert Invitation.objects.get(seat=seat).email == "cia@example.com"
    letter = Invitation.objects.get(seat=seat).letter.body
    assert "bjuder in dig till hemmateamet för Kalmar" in letter
    assert "Du hjälper till med: Intressentanalys och kommunikationsplan, Uppföljning och statistik." in letter
    team = world.client("manager").get(TEAM).content.decode()
    assert "Intressentanalys och kommunikationsplan, Uppföljning och statistik" in team


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Välj minst en del eller en mall."),
        ({"parts": ["allt"]}, "Metoden har inte det du valde."),
        ({"parts": ["personal"], "email": "inte en adress"}, "Det är ingen e-postadress."),
    ],
)
def test_refused_at_the_field_and_no_seat_is_opened(world, home_seats, typed, sentence):
    before = len(home_seats())
    answer = world.client("strategist").post(OFFER, {**PERSON, **typed})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert sentence in answer.content.decode()
    assert len(home_seats()) == before


def test_parts_are_changed_and_act_at_once(world, content, home_seats):
    (seat,) = home_seats()
    page = f"{TEAM}{seat.pk}/delar/"
    (ticked,) = re.findall(r"<input[^>]*checked[^>]*>", world.client("strategist").get(page).content.decode())
    assert 'value="kommunikation"' in ticked
    assert world.client("home_team").get(f"{STEP}mall/kompetensinventering/").status_code == HTTPStatus.FORBIDDEN
    world.client("strategist").post(page, {"parts": ["personal"]})
    assert world.client("home_team").get(f"{STEP}mall/kompetensinventering/").status_code == HTTPStatus.OK
    assert world.client("home_team").get(f"{STEP}mall/intressentanalys/").status_code == HTTPStatus.FORBIDDEN
    assert world.client("strategist").post(page, {}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_an_ended_seat_opens_nothing(world, content, home_seats):
    (seat,) = home_seats()
    assert world.client("manager").post(f"{TEAM}{seat.pk}/avsluta/").status_code == HTTPStatus.FOUND
    assert home_seats() == []
    assert world.client("home_team").get("/omgangar/2019/kalmar/").status_code == HTTPStatus.NOT_FOUND


def test_only_home_team_seats_of_the_own_room(world, content):
    trio = world.people["manager"].seats.get()
    foreign = factories.seat(world.organisations["sodertalje"].room, Function.OTHER, parts=("personal",))
    for seat in (trio, foreign):
        for act in ("delar", "avsluta"):
            answer = world.client("strategist").post(f"{TEAM}{seat.pk}/{act}/", {"parts": ["personal"]})
            assert answer.status_code == HTTPStatus.NOT_FOUND
    assert Seat.objects.filter(pk__in=[trio.pk, foreign.pk], ended_at=None).count() == 2
