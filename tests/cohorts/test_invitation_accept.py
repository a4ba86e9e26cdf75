"""Saying yes: an account, the seat, signed in; once, whoever is quickest."""

import threading

import pytest
from allauth.account.models import EmailAddress
from django.db import connection, connections

from access.refusals import Refusal
from accounts.models import User
from accounts.people import deactivate
from cohorts import invitations
from cohorts.models import Invitation, Seat
from tests import factories


def test_gives_the_seat_and_an_account_and_signs_in(offered, client):
    answer = client.post(offered.url + "tacka-ja/", {"title": "Förvaltningschef"})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    seat = Seat.objects.get(pk=offered.seat.pk)
    holder = User.objects.get(email=offered.email, name="Inga Bjuden")
    assert (seat.holder, seat.title) == (holder, "Förvaltningschef")
    assert offered.invitation.state == "accepted"
    assert int(client.session["_auth_user_id"]) == holder.pk
    assert EmailAddress.objects.get(user=holder).verified
    assert not holder.has_usable_password()


def test_opens_what_the_seat_opens(offered, client):
    client.post(offered.url + "tacka-ja/")
    assert client.get("/omgangar/2031/ystad/team/").status_code == 200


def test_signs_in_under_a_new_session_key(offered, client):
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    key = session.session_key
    client.post(offered.url + "tacka-ja/")
    assert client.session.session_key != key


def test_a_known_person_keeps_name_and_account(offered, client):
    known = factories.person("Inga Redan-Känd", email=offered.email)
    client.force_login(known)
    assert client.get(offered.url).status_code == 200
    assert client.post(offered.url + "tacka-ja/").status_code == 302
    assert Seat.objects.get(pk=offered.seat.pk).holder == known
    assert User.objects.get(email=offered.email).name == "Inga Redan-Känd"


def test_a_shut_account_stays_shut(offered, client, rows):
    known = factories.person(email=offered.email)
    deactivate(known, by=offered.leader)
    before = rows()
    answer = client.post(offered.url + "tacka-ja/")
    assert answer.status_code == 422
    assert "avstängt" in answer.content.decode()
    assert rows() == before


@pytest.mark.parametrize("title", ["x" * 121, "Chef\nBcc: alla@example.com", "Chef\x00"])
def test_a_title_that_cannot_be_kept_is_said_at_its_field(offered, client, rows, title):
    before = rows()
    answer = client.post(offered.url + "tacka-ja/", {"title": title})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()
    assert rows() == before


def test_the_title_of_a_person_is_shown_as_text(offered, client):
    client.post(offered.url + "tacka-ja/", {"title": "<script>alert(1)</script>"})
    assert "<script>alert" not in client.get("/omgangar/2031/ystad/team/").content.decode()


def test_the_token_is_in_no_table_afterwards(offered, client):
    client.post(offered.url + "tacka-ja/")
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE %s', [f"%{offered.token}%"])
            assert cursor.fetchone() == (0,), table


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_give_one_seat(offered):
    gate, taken, refused = threading.Barrier(20), [], []

    def accept():
        gate.wait()
        try:
            taken.append(invitations.accept(offered.token, by=None).pk)
        except Refusal as refusal:
            refused.append(type(refusal))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=accept) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == 1
    assert refused == [invitations.InvitationUsed] * 19
    assert Seat.objects.filter(holder=taken[0]).count() == 1
    assert User.objects.filter(email=offered.email).count() == 1


@pytest.mark.django_db(transaction=True)
def test_yes_no_take_back_and_send_again_at_once_end_in_one_answer(offered):
    """Every act takes its locks in the same order: none of them waits for ever, and one answer stands."""
    acts = [
        lambda: invitations.accept(offered.token, by=None),
        lambda: invitations.decline(offered.token, by=None),
        lambda: invitations.take_back(offered.seat, by=offered.leader),
        lambda: invitations.resend(offered.seat, by=offered.leader),
    ]
    gate, done = threading.Barrier(len(acts)), []

    def run(act):
        gate.wait()
        try:
            act()
            done.append("ok")
        except Refusal as refusal:
            done.append(type(refusal).__name__)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert len(done) == len(acts)
    invitation = Invitation.objects.get()
    assert (invitation.state == "accepted") == (Seat.objects.get(pk=offered.seat.pk).holder is not None)
