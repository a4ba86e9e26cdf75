"""``manage.py invite_leader``: the first project leader."""

import re

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from cohorts.enrolment import programme_room
from cohorts.models import Invitation, Seat
from cohorts.roles import Function
from cohorts.seats import fill, open_seat
from tests import factories


def invited(capsys, *arguments):
    call_command("invite_leader", *arguments)
    return re.findall(r"http://localhost:8000(/inbjudan/[\w-]+/)", capsys.readouterr().out)[0]


def test_opens_a_seat_and_shows_a_link_that_lets_its_owner_in(db, client, capsys):
    link = invited(capsys, "Lena.Ledare@skr.example")
    page = client.get(link).content.decode()
    assert "Du får här platsen som projektledare" in page
    assert "tre arbetsdagar" not in page
    assert client.post(link + "tacka-ja/").status_code == 302
    seat = Seat.objects.get(room=programme_room())
    assert seat.function == Function.LEADER
    assert seat.holder == User.objects.get(email="lena.ledare@skr.example", name="Lena Ledare")
    assert client.get("/omgangar/").status_code == 200


def test_asked_again_gives_a_new_link_to_the_same_seat(db, client, capsys):
    first = invited(capsys, "lena@skr.example")
    second = invited(capsys, "lena@skr.example", "--name", "Lena Ledare")
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200
    assert Seat.objects.count() == Invitation.objects.count() == 1


def test_two_leaders_get_a_seat_each_and_a_vacant_one_is_used(db, capsys):
    open_seat(programme_room(), Function.LEADER)
    invited(capsys, "lena@skr.example")
    assert Seat.objects.count() == 1
    invited(capsys, "lisa@skr.example")
    assert Seat.objects.count() == 2


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["inte-en-adress"], "Det är ingen e-postadress"),
        (["a@b.se\nBcc: c@d.se"], "Det är ingen e-postadress"),
        (["lena@skr.example", "--name", "Lena\nLedare"], "Skriv på en rad"),
        (["lena@skr.example", "--name", "x" * 121], "120"),
    ],
)
def test_a_bad_address_or_name_is_refused(db, arguments, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("invite_leader", *arguments)
    assert not Seat.objects.exists()


def test_somebody_who_has_the_seat_is_refused(db):
    fill(open_seat(programme_room(), Function.LEADER), factories.person(email="lena@skr.example"))
    with pytest.raises(CommandError, match="har redan samma plats"):
        call_command("invite_leader", "LENA@skr.example")
