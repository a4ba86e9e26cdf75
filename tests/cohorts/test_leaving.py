"""An organisation leaves a round, a person hands over a seat, and somebody says no and why."""

import datetime as dt

import pytest
from django.core import mail

from accounts.models import Letter
from cohorts.handovers import NotYourSeat, hand_over
from cohorts.models import GroupMembership, Invitation, InvitationState, Participation
from cohorts.people import team_of
from tests import factories

NEW = {"name": "Nina Nygren", "email": "nina@example.com", "note": "Välkommen in i arbetet"}
GONE = {"category": "politics", "reason": "Ny majoritet"}


@pytest.fixture
def today():
    return factories.clock.today()


def test_it_leaves_its_group_with_a_category_and_the_others_are_told(world, today, django_capture_on_commit_callbacks):
    leader = world.client("leader")
    page = leader.get("/omgangar/2019/kalmar/avhopp/").content.decode()
    assert "Kalmar lämnar gruppen Kalmar – Södertälje." in page
    assert "Södertälje blir ensam i sin grupp" in page
    factories.invite(factories.seat(world.own.room, "strategist"))
    with django_capture_on_commit_callbacks(execute=True):
        assert leader.post("/omgangar/2019/kalmar/avhopp/", GONE | {"on": today.isoformat()}).status_code == 302
    left = Participation.objects.get(pk=world.own.pk)
    assert (left.state, left.withdrawn_on, left.withdrawal_category) == ("withdrawn", today, "politics")
    assert not GroupMembership.objects.filter(participation=left, left_at=None).exists()
    assert not Invitation.objects.filter(room=left.room, state=InvitationState.OFFERED).exists()
    told = {message.to[0].split("<")[-1].rstrip(">") for message in mail.outbox}
    assert {world.people[who].email for who in ("group_mate", "mentor", "supporting_mentor")} <= told
    assert world.people["strategist"].email not in told
    again = leader.post("/omgangar/2019/kalmar/avhopp/", GONE | {"on": today.isoformat()})
    assert again.status_code == 422
    assert "har lämnat omgången" in again.content.decode()


@pytest.mark.parametrize("typed", [{"on": "tomorrow"}, {"category": ""}, {"on": ""}])
def test_what_is_missing_is_said_and_nothing_is_written(world, rows, today, typed):
    before = rows()
    asked = GONE | {"on": today.isoformat()} | typed
    if asked["on"] == "tomorrow":
        asked["on"] = (today + dt.timedelta(days=1)).isoformat()
    answer = world.client("leader").post("/omgangar/2019/kalmar/avhopp/", asked)
    assert answer.status_code == 422
    assert "Ny majoritet" in answer.content.decode()
    assert rows() == before
    assert not Participation.objects.get(pk=world.own.pk).has_left


def test_it_comes_back_in_a_later_round(world):
    world.client("leader").post("/omgangar/2019/kalmar/avhopp/", GONE | {"on": factories.clock.today().isoformat()})
    later = factories.cohort("2034", starts_on=factories.clock.today())
    back = factories.participation(later, "Kalmar")
    assert back.organisation == world.own.organisation
    assert not back.has_left


@pytest.mark.parametrize("persona", ["politician", "leader"])
def test_a_seat_goes_over_with_a_letter_to_both(world, persona, django_capture_on_commit_callbacks):
    former = world.people["politician"]
    seat = former.seats.get()
    with django_capture_on_commit_callbacks(execute=True):
        answer = world.client(persona).post(f"/omgangar/2019/deltagare/{seat.pk}/lamna-over/", NEW)
    assert answer.status_code == 302
    seat.refresh_from_db()
    assert seat.holder is None
    assert Invitation.objects.get(seat=seat, state="offered").email == NEW["email"]
    assert {message.to[0].split("<")[-1].rstrip(">") for message in mail.outbox} == {former.email, NEW["email"]}
    assert all(NEW["note"] in str(message.body) for message in mail.outbox)
    assert former.name in {tenure.name for tenure in team_of(world.own, contacts=True).past}


@pytest.mark.parametrize(
    ("persona", "typed", "status"),
    [
        ("strategist", {}, 403),
        ("politician", {"email": "politician"}, 422),
        ("politician", {"name": ""}, 422),
        ("politician", {"note": "x" * 301}, 422),
    ],
)
def test_a_hand_over_that_is_refused_changes_nothing(world, rows, persona, typed, status):
    before = rows()
    own = world.people["politician"]
    typed = typed | ({"email": own.email.upper()} if "email" in typed else {})
    answer = world.client(persona).post(f"/omgangar/2019/deltagare/{own.seats.get().pk}/lamna-over/", NEW | typed)
    assert answer.status_code == status
    assert rows() == before


def test_the_act_itself_asks_whose_seat_it_is(world, rows):
    before, seat = rows(), world.people["politician"].seats.get()
    with pytest.raises(NotYourSeat):
        hand_over(seat, **NEW, by=world.people["strategist"], any_seat=False)
    assert rows() == before


def test_a_no_comes_with_its_reason_to_whoever_asked(offered, client):
    client.post(f"{offered.url}tacka-nej/", {"decline_reason": "Jag slutar i maj"})
    assert offered.invitation.state == InvitationState.DECLINED
    client.force_login(offered.leader)
    assert "Jag slutar i maj" in client.get("/omgangar/2031/deltagare/").content.decode()


def test_the_invited_sees_who_else_is_asked_but_not_a_letter_that_waits(offered, client):
    seat = offered.participation.room.seats.get(function="politician")
    factories.invite(seat, name="Pia Politiker", by=offered.leader)
    assert "Pia Politiker, inbjuden" in client.get(offered.url).content.decode()
    Letter.objects.filter(to_name="Pia Politiker").update(state=Letter.State.HELD)
    assert "Pia Politiker" not in client.get(offered.url).content.decode()
