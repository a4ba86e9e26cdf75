"""The page of an invitation, and the one table of refusals that it shares with its answers."""

import datetime as dt

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from access import clock
from cohorts import invitations, states
from cohorts.models import Cohort, CohortState, Invitation
from cohorts.roles import Function
from cohorts.seats import fill, hold
from tests import factories


def altered(offered, client):
    return offered.url[:-3] + "xx/"


def unknown(offered, client):
    return "/inbjudan/det-har-ar-ingen-inbjudan/"


def replaced(offered, client):
    invitations.resend(offered.seat, by=offered.leader)
    invitations.mint_link(offered.invitation.pk)
    return offered.url


def foreign(offered, client):
    client.force_login(factories.person("Fia Främmande"))
    return offered.url


def used(offered, client):
    invitations.accept(offered.token, by=None)
    return offered.url


def declined(offered, client):
    invitations.decline(offered.token, by=None)
    return offered.url


def withdrawn(offered, client):
    invitations.take_back(offered.seat, by=offered.leader)
    return offered.url


def expired(offered, client):
    Invitation.objects.update(expires_at=clock.now() - dt.timedelta(seconds=1))
    return offered.url


REFUSED = [
    (altered, 404, "Länken stämmer inte"),
    (unknown, 404, "Länken stämmer inte"),
    (replaced, 404, "Länken stämmer inte"),
    (foreign, 403, "till någon annan än den som är inloggad"),
    (used, 422, "redan besvarad"),
    (declined, 422, "redan besvarad"),
    (withdrawn, 422, "återtagen"),
    (expired, 422, "har gått ut"),
]


def test_says_who_asks_for_what_with_whom_and_what_it_takes(offered, client):
    page = client.get(offered.url)
    text = page.content.decode()
    assert page.status_code == 200
    assert "Lena Ledare, projektledare, Omgång 2031, ber dig att vara chef för Ystad kommun i omgång 2031" in text
    assert "tre arbetsdagar" in text
    assert "resor" in text
    assert "Siv Strateg" in text
    assert "Inte utsedd ännu" in text
    assert "<strong>Du</strong>" in text
    assert offered.email in text


def test_names_nobody_else_of_the_round(offered, client):
    other = factories.participation(offered.participation.cohort, "Tranås")
    factories.seat(other.room, Function.MANAGER, factories.person("Okänd Annanstans"))
    assert "Okänd" not in client.get(offered.url).content.decode()
    assert "@" not in client.get(offered.url).content.decode().replace(offered.email, "")


@pytest.mark.parametrize("method", ["get", "head"])
def test_reading_changes_nothing(offered, client, rows, method):
    before = rows()
    for _ in range(3):
        assert getattr(client, method)(offered.url).status_code == 200
    assert rows() == before
    assert not Session.objects.exists()
    assert client.get("/").wsgi_request.user.is_anonymous


def test_is_kept_out_of_caches_and_search(offered, client):
    page = client.get(offered.url)
    assert "no-store" in page["Cache-Control"]
    assert page["Referrer-Policy"] == "same-origin"
    assert '<meta name="robots" content="noindex">' in page.content.decode()


@pytest.mark.parametrize("act", ["", "tacka-ja/", "tacka-nej/"])
@pytest.mark.parametrize("case", REFUSED, ids=[make.__name__ for make, _, _ in REFUSED])
def test_refused(offered, client, rows, case, act):
    make, status, sentence = case
    url = make(offered, client)
    before = rows()
    answer = client.post(url + act) if act else client.get(url)
    assert answer.status_code == status
    assert sentence in answer.content.decode()
    assert rows() == before
    assert "_auth_user_id" not in client.session or make is foreign


@pytest.mark.parametrize("act", ["tacka-ja/", "tacka-nej/"])
def test_is_answered_by_post_alone(offered, client, rows, act):
    before = rows()
    assert client.get(offered.url + act).status_code == 405
    assert client.head(offered.url + act).status_code == 405
    assert rows() == before


def test_a_link_dies_when_the_letter_is_sent_again_before_it_arrives(offered, client):
    invitations.resend(offered.seat, by=offered.leader)
    assert client.get(offered.url).status_code == 404


def test_shows_the_last_day_in_stockholm(offered, client):
    Invitation.objects.update(expires_at=dt.datetime(2040, 6, 30, 22, 30, tzinfo=dt.UTC))
    assert "Svara senast 1 juli 2040" in client.get(offered.url).content.decode()


def test_only_the_hash_of_a_token_is_kept(offered):
    kept = offered.invitation
    assert kept.token_hash
    assert offered.token not in str(vars(kept))
    assert len(kept.token_hash) == 64


def test_the_letter_holds_a_place_for_the_link_and_no_token(offered):
    letter = offered.invitation.letter
    assert "{länk}" in letter.body
    assert offered.token not in letter.body + letter.subject
    assert letter.secret_ref == offered.invitation.pk
    assert letter.body.startswith("Hej Inga Bjuden.\n\nLena Ledare bjuder in dig som chef för Ystad i Omgång 2031.")


def test_a_letter_whose_offer_is_no_longer_open_mints_no_link(offered):
    invitations.take_back(offered.seat, by=offered.leader)
    with pytest.raises(invitations.InvitationWithdrawn):
        invitations.mint_link(offered.invitation.pk)


def test_lives_for_fourteen_days(offered):
    left = offered.invitation.expires_at - timezone.now()
    assert dt.timedelta(days=13, hours=23) < left <= dt.timedelta(days=14)


def test_a_seat_is_offered_once_at_a_time(offered, rows):
    before = rows()
    with pytest.raises(invitations.SeatOffered):
        invitations.offer(offered.seat, email="en.till@example.com", name="En Till", by=offered.leader)
    assert rows() == before


def test_an_expired_offer_gives_way_to_a_new_one(offered):
    Invitation.objects.update(expires_at=clock.now() - dt.timedelta(days=1))
    invitations.offer(offered.seat, email="en.till@example.com", name="En Till", by=offered.leader)
    assert list(Invitation.objects.values_list("state", flat=True)) == ["withdrawn", "offered"]


def test_nothing_is_offered_or_taken_in_a_closed_round(offered, client, rows):
    Cohort.objects.update(state=CohortState.CLOSED)
    before = rows()
    assert client.post(offered.url + "tacka-ja/").status_code == 422
    invitations.decline(offered.token, by=None)
    with pytest.raises(states.RoundClosed):
        invitations.offer(offered.seat, email="en.till@example.com", name="En Till", by=offered.leader)
    assert rows()[0] == before[0]


def test_a_seat_filled_meanwhile_is_not_given_twice(offered, client):
    first = factories.person("Fyra Först")
    fill(offered.seat, first)
    answer = client.post(offered.url + "tacka-ja/")
    assert answer.status_code == 422
    assert hold(offered.seat).holder == first
