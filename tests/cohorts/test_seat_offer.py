"""Offering a seat: by those who lead, and by the trio in its own room."""

import re

import pytest
from django.core import mail

from accounts.models import Letter
from cohorts import invitations
from cohorts.models import Dispatch, Invitation, Seat
from cohorts.roles import Function
from tests import factories

GOOD = {"name": "Nils Nykter", "email": "Nils.Nykter@Example.com"}


def url(seat, act="bjud-in"):
    return f"/omgangar/2019/deltagare/{seat.pk}/{act}/"


@pytest.mark.parametrize("persona", ["leader", "programme_leader", "strategist", "politician"])
def test_writes_a_letter(world, vacant, persona):
    assert world.client(persona).post(url(vacant), GOOD).status_code == 302
    offer = Invitation.objects.get(seat=vacant)
    assert (offer.email, offer.name) == ("nils.nykter@example.com", GOOD["name"])
    assert offer.offered_by == world.people[persona]
    assert Dispatch.objects.get(letter=offer.letter).room == world.own.room


def test_rings_for_the_letter_and_its_link_works(offered, client, django_capture_on_commit_callbacks):
    invitations.take_back(offered.seat, by=offered.leader)
    client.force_login(offered.leader)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/omgangar/2031/deltagare/{offered.seat.pk}/bjud-in/", GOOD)
    letter = Letter.objects.get(to_name="Nils Nykter")
    (sent,) = mail.outbox
    assert letter.state == Letter.State.SENT
    assert sent.to == ['"Nils Nykter" <nils.nykter@example.com>']
    link = re.findall(r"/inbjudan/[\w-]+/", str(sent.body))[0]
    assert "/inbjudan/" not in letter.body
    client.logout()
    assert client.get(link).status_code == 200


@pytest.mark.parametrize(
    ("persona", "back"), [("leader", "/omgangar/2019/deltagare/"), ("strategist", "/omgangar/2019/kalmar/team/")]
)
def test_leads_back_to_where_one_sees_the_seat(world, vacant, persona, back):
    assert world.client(persona).post(url(vacant), GOOD)["Location"] == back


def test_a_seat_of_another_round_is_not_found(world, vacant):
    assert world.client("programme_leader").get(url(vacant).replace("2019", "2018")).status_code == 404


def test_the_leaders_own_seats_are_the_leaders_to_offer(world):
    seat = factories.seat(world.cohort.room, Function.LEADER)
    assert world.client("leader").post(url(seat), GOOD)["Location"] == "/omgangar/2019/deltagare/"
    assert world.client("strategist").post(url(seat), GOOD).status_code == 403


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"email": "inte en adress"}, "Det är ingen e-postadress. Skriv den som namn@kommun.se."),
        ({"email": ""}, "Skriv adressen som inbjudan ska gå till."),
        ({"name": ""}, "Skriv namnet på den du bjuder in."),
        ({"name": "x" * 121}, "120"),
        ({"name": "x" * 200_000}, "120"),
        ({"name": "Nils\r\nBcc: alla@example.com"}, "Skriv på en rad, utan radbrytning."),
        ({"name": "Nils\x00"}, "Skriv på en rad, utan radbrytning."),
        ({"email": "a@b.se\nBcc: c@d.se"}, "Det är ingen e-postadress."),
    ],
)
def test_what_cannot_be_sent_is_said_at_its_field_and_nothing_is_lost(world, vacant, rows, typed, sentence):
    before = rows()
    answer = world.client("leader").post(url(vacant), GOOD | typed)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in text
    assert 'aria-invalid="true"' in text
    assert all(value in text for key, value in GOOD.items() if key not in typed)
    assert rows() == before


def test_what_is_typed_comes_back_as_text(world, vacant):
    answer = world.client("leader").post(url(vacant), {"name": "<script>alert(1)</script>", "email": "x"})
    assert "<script>alert" not in answer.content.decode()


def test_a_seat_offered_by_somebody_else_a_moment_ago_is_a_clash(world, vacant, rows):
    factories.invite(vacant)
    before = rows()
    answer = world.client("leader").post(url(vacant), GOOD)
    assert answer.status_code == 409
    assert "redan en inbjudan som väntar på svar" in answer.content.decode()
    assert GOOD["name"] in answer.content.decode()
    assert rows() == before


def test_a_seat_that_is_held_is_refused(world, rows):
    seat = Seat.objects.get(holder=world.people["strategist"])
    before = rows()
    answer = world.client("leader").post(url(seat), GOOD)
    assert answer.status_code == 422
    assert "redan tillsatt" in answer.content.decode()
    assert rows() == before
