"""Letters and days to many, the outbox and the notes: shown first, done once, all or nothing."""

import datetime as dt
import uuid
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.formats import date_format

from access import clock
from accounts import letters
from accounts.models import Letter
from benchmarking.workspace.models import StepProgress
from cohorts import invitations, outgoing, seats
from cohorts.enrolment import withdraw
from cohorts.models import Cohort, CohortState, Dispatch, Invitation, LeaderNote, Mailing, Room, Seat
from tests import factories
from tests.typed_page import posted

pytestmark = pytest.mark.django_db
WRITE, OUTBOX, DATES = "/omgangar/2019/utskick/skriv/", "/omgangar/2019/utskick/", "/omgangar/2019/datum/"
MOST = 15


@pytest.fixture
def leader(world):
    return world.client("leader")


@pytest.fixture
def reviewed(world, leader):
    """``reviewed(...)``: what the page posts once it has been looked through."""

    def reviewed(url=WRITE, **typed):
        page = leader.get(url, {"org": [world.own.pk, world.organisations["sodertalje"].pk]})
        if url == WRITE:
            typed = {"subject": "Hur går det i {organisation}", "body": "Hej {namn}, hur går det?", **typed}
        sent = posted(page, **typed)
        return sent, leader.post(url, sent)

    return reviewed


def test_nothing_is_written_before_it_has_been_looked_through(reviewed):
    before = Letter.objects.count()
    _, page = reviewed()
    html = page.content.decode()
    assert page.status_code == 200
    assert "Så blir det: 4 brev" in html
    assert "Ämne: Hur går det i Kalmar" in html
    assert "Group mate" in html
    assert Letter.objects.count() == before


def test_one_letter_to_each_held_until_sent_and_only_once(leader, reviewed):
    sent, page = reviewed()
    sent["mark"] = page.context["preview"].mark
    assert leader.post(WRITE, sent).status_code == 302
    assert leader.post(WRITE, sent).status_code == 302
    mailing = Mailing.objects.get()
    written = Letter.objects.filter(dispatch__mailing=mailing)
    assert set(written.values_list("to_name", "subject", "state")) == {
        ("Politician", "Hur går det i Kalmar", "held"),
        ("Manager", "Hur går det i Kalmar", "held"),
        ("Strategist", "Hur går det i Kalmar", "held"),
        ("Group mate", "Hur går det i Södertälje", "held"),
    }
    stopped = written.get(to_name="Politician")
    assert leader.post(f"{OUTBOX}{stopped.pk}/stoppa/").status_code == 302
    last = leader.get(OUTBOX).context["page"].last
    assert leader.post(f"{OUTBOX}skicka/", {"till": last}).status_code == 302
    assert set(written.values_list("to_name", "state")) == {
        ("Politician", "stopped"),
        ("Manager", "queued"),
        ("Strategist", "queued"),
        ("Group mate", "queued"),
    }
    assert leader.post(f"{OUTBOX}skicka/", {"till": last}).status_code == 409
    assert letters.claim(stopped.pk) is None


def test_a_recipient_that_has_come_since_is_shown_before_anything_is_written(world, leader, reviewed):
    sent, page = reviewed()
    sent["mark"] = page.context["preview"].mark
    seats.fill(factories.seat(world.own.room, "manager"), factories.person("Nora Ny"))
    answer = leader.post(WRITE, sent)
    assert answer.status_code == 409
    assert "Nora Ny" in answer.content.decode()
    assert not Mailing.objects.exists()


def test_who_has_left_gets_neither_letters_nor_days(world, reviewed):
    seats.end_seat(Seat.objects.get(holder=world.people["politician"], room=world.own.room))
    _, page = reviewed()
    assert page.context["preview"].letters == 3
    assert "Politician" not in page.content.decode()
    withdraw(world.own, on=clock.today(), reason="Tid")
    for url, typed in ((WRITE, {}), (DATES, {"step": "traff-1", "due": clock.today().isoformat()})):
        _, page = reviewed(url, org=[world.own.pk], **typed)
        assert page.status_code == 422
        assert "inte med i omgången" in page.content.decode()


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"subject": ""}, "Skriv ett ämne"),
        ({"org": []}, "Kryssa i minst en organisation"),
        ({"org": ["999999"]}, "inte är med i omgången|inte med i omgången"),
        ({"functions": ["leader"]}, "Välj ett giltigt alternativ"),
    ],
)
def test_what_cannot_be_written_is_said(reviewed, typed, told):
    _, page = reviewed(**typed)
    assert page.status_code == 422
    assert any(words in page.content.decode() for words in told.split("|"))


def test_nobody_in_the_chosen_seats(world, leader):
    vasteras = world.organisations["vasteras"].pk
    typed = {"subject": "Hej", "body": "Hej", "org": [vasteras], "functions": ["politician"], "key": uuid.uuid4()}
    page = leader.post(WRITE, typed)
    assert page.status_code == 422
    assert "Ingen sitter på de platser du valt" in page.content.decode()


def test_an_invitation_that_waits_shows_no_link_and_its_days_begin_when_it_is_sent_from_here(world, leader):
    seat = factories.seat(world.own.room, "politician")
    (offer,) = outgoing.offer_all([(seat, outgoing.Invitee("Nils Ny", "ny@example.com"))], by=world.people["leader"])
    html = leader.get(f"{OUTBOX}{offer.letter_id}/").content.decode()
    assert "/inbjudan/" not in html
    assert "visas inte här" in html
    assert leader.post(f"{OUTBOX}skicka/", {"till": offer.letter_id}).status_code == 302
    offer.refresh_from_db()
    assert (offer.letter.state, (offer.expires_at - clock.now()).days) == ("queued", 13)
    last_day = date_format(timezone.localtime(offer.expires_at), "j F Y")
    assert f"gäller till {last_day}" in offer.letter.body
    assert leader.post(f"{OUTBOX}{offer.letter_id}/skicka/").status_code == 409


def test_a_letter_that_came_after_the_page_is_not_sent_with_the_rest(world, leader):
    seats_ = [factories.seat(world.own.room, "politician") for _ in range(2)]
    people = [outgoing.Invitee("Nils Ny", "ny@example.com"), outgoing.Invitee("Siv Sen", "sen@example.com")]
    shown, later = outgoing.offer_all(list(zip(seats_, people, strict=True)), by=world.people["leader"])
    assert leader.post(f"{OUTBOX}skicka/", {"till": shown.letter_id}).status_code == 302
    assert set(Letter.objects.values_list("pk", "state")) == {(shown.letter_id, "queued"), (later.letter_id, "held")}


def test_a_colleague_is_asked_to_lead_and_leads_when_she_has_said_yes(world, leader, client):
    url = "/omgangar/2019/deltagare/ledare/"
    typed = {"name": "Karin Kollega", "email": "karin@example.com"}
    assert leader.post(url, typed).status_code == 302
    offer = Invitation.objects.get(email="karin@example.com")
    assert (offer.room_id, offer.seat.function, offer.letter.state) == (world.cohort.pk, "leader", "queued")
    assert leader.post(url, typed).status_code == 409
    assert leader.post(url, {**typed, "email": world.people["leader"].email}).status_code == 422
    link = invitations.mint_link(offer.pk)
    client.post(f"{urlsplit(link).path}tacka-ja/", {})
    assert client.get("/omgangar/2019/overlamning/").status_code == 200


def test_who_takes_over_finds_what_waits_on_one_page(world, leader):
    leader.post("/omgangar/2019/kalmar/anteckningar/", {"text": "Ring Siv i maj"})
    leader.post("/omgangar/2019/anteckningar/", {"text": "Konferensen är bokad"})
    seat = factories.seat(world.own.room, "politician")
    outgoing.offer_all([(seat, outgoing.Invitee("Nils Ny", "ny@example.com"))], by=world.people["leader"])
    factories.due(world.cohort, "traff-1", days_ago=9)
    page = leader.get("/omgangar/2019/overlamning/").context["page"]
    assert {note.text for note in page.notes} == {"Ring Siv i maj", "Konferensen är bokad"}
    assert [letter.to for letter in page.letters] == ["Nils Ny"]
    assert "Kalmar" in [each.name for each in page.support]
    places = {place.name: place.seats for place in page.places}
    assert ("Projektledare", "Leader", "leader@example.com") in places["Omgång 2019"]
    assert ("Strateg", "Strategist", "strategist@example.com") in places["Kalmar"]
    assert ("Politiker", "", "") in places["Kalmar"]
    assert not any("Home team" in name for seats_ in places.values() for _, name, _ in seats_)


@pytest.mark.parametrize("url", ["overlamning/", "logg/", "utskick/", "utskick/skriv/", "datum/", "anteckningar/"])
def test_the_same_statements_for_3_30_and_300(round_, crowd, client, url):
    leader = factories.person()
    factories.seat(round_.room, "leader", leader)
    client.force_login(leader)
    counted = []
    for size in (3, 30, 300):
        crowd(round_, size)
        rooms = list(Room.objects.filter(participation__cohort=round_, dispatches=None))
        LeaderNote.objects.bulk_create(LeaderNote(room=room, text="Ring", by=leader, at=clock.now()) for room in rooms)
        written = Letter.objects.bulk_create(
            Letter(to_email=f"a{room.pk}@example.com", subject="Hej", kind="x", state="held") for room in rooms
        )
        Dispatch.objects.bulk_create(
            Dispatch(room=room, letter=letter) for room, letter in zip(rooms, written, strict=True)
        )
        Seat.objects.bulk_create(
            Seat(room=room, function="manager", holder=leader, since=clock.today()) for room in rooms
        )
        client.get(f"/omgangar/2021/{url}")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/omgangar/2021/{url}").status_code == 200
        counted.append([query["sql"].split(", true); ")[-1].split("WHERE")[0] for query in queries])
    assert counted[0] == counted[1] == counted[2]
    assert len(counted[0]) <= MOST


def test_days_for_several_are_shown_and_then_set_in_all_or_none(world, leader, reviewed):
    day = clock.today() + dt.timedelta(days=20)
    sent, page = reviewed(DATES, step="traff-1", due=day.isoformat())
    assert page.status_code == 200
    assert not StepProgress.objects.filter(due=day).exists()
    sent["mark"] = page.context["plan"].mark
    assert leader.post(DATES, sent).status_code == 302
    assert set(StepProgress.objects.filter(due=day).values_list("room__title", flat=True)) == {"Kalmar", "Södertälje"}
    outside = world.cohort.ends_on + dt.timedelta(days=1)
    sent, page = reviewed(DATES, step="traff-2", due=outside.isoformat())
    sent["mark"] = page.context["plan"].mark
    answer = leader.post(DATES, sent)
    assert answer.status_code == 422
    assert "Kalmar: Omgången pågår från" in answer.content.decode()
    assert not StepProgress.objects.filter(due=outside).exists()


def test_days_that_somebody_else_has_set_meanwhile_are_shown_again(world, leader, reviewed):
    day, other = (clock.today() + dt.timedelta(days=n) for n in (20, 25))
    sent, page = reviewed(DATES, step="traff-1", due=day.isoformat())
    sent["mark"] = page.context["plan"].mark
    own, page = reviewed(DATES, step="traff-1", due=other.isoformat())
    leader.post(DATES, own | {"mark": page.context["plan"].mark})
    answer = leader.post(DATES, sent)
    assert answer.status_code == 409
    assert not StepProgress.objects.filter(due=day).exists()
    sent["mark"] = answer.context["plan"].mark
    assert leader.post(DATES, sent).status_code == 302
    assert StepProgress.objects.filter(due=day).count() == 2


def test_who_answers_is_set_by_function_or_nobody_anywhere(world, leader, reviewed):
    sent, page = reviewed(DATES, step="traff-1", function="politician")
    sent["mark"] = page.context["plan"].mark
    answer = leader.post(DATES, sent)
    assert answer.status_code == 422
    assert "Södertälje har ingen plats som politiker" in answer.content.decode()
    sent, page = reviewed(DATES, step="traff-1", function="strategist")
    sent["mark"] = page.context["plan"].mark
    assert leader.post(DATES, sent).status_code == 302
    owners = StepProgress.objects.filter(step_key="traff-1", owner__isnull=False)
    assert set(owners.values_list("owner__holder__name", flat=True)) == {"Strategist", "Group mate"}


def test_a_closed_round_sends_nothing_and_still_stops(world, leader, reviewed):
    sent, page = reviewed()
    sent["mark"] = page.context["preview"].mark
    leader.post(WRITE, sent)
    Cohort.objects.filter(pk=world.cohort.pk).update(state=CohortState.CLOSED)
    last = leader.get(OUTBOX).context["page"].last
    assert leader.post(f"{OUTBOX}skicka/", {"till": last}).status_code == 422
    letter = Letter.objects.filter(dispatch__mailing__isnull=False, state="held").first()
    assert leader.post(f"{OUTBOX}{letter.pk}/stoppa/").status_code == 302
    sent, page = reviewed()
    answer = leader.post(WRITE, sent | {"mark": page.context["preview"].mark})
    assert answer.status_code == 422
    assert "avslutad" in answer.content.decode()
    assert Mailing.objects.count() == 1


def test_the_outbox_has_the_letters_of_groups_too_and_none_that_has_left_can_be_stopped(world, leader):
    draft = {"to": world.people["mentor"], "subject": "Till gruppen", "body": "Hej", "kind": "note"}
    left = letters.write(**draft)
    Dispatch.objects.create(room=world.group.room, letter=left)
    (row,) = leader.get(OUTBOX).context["page"].rows
    assert (row.subject, row.may_stop) == ("Till gruppen", True)
    Letter.objects.filter(pk=left.pk).update(state=Letter.State.SENT)
    (row,) = leader.get(f"{OUTBOX}?visa=skickade").context["page"].rows
    assert not row.may_stop
    assert leader.post(f"{OUTBOX}{left.pk}/stoppa/").status_code == 409


def test_notes_are_read_by_those_who_lead_and_by_nobody_in_the_organisation(world, leader):
    url = "/omgangar/2019/kalmar/anteckningar/"
    assert leader.post(url, {"text": "Ring Siv i maj"}).status_code == 302
    assert "Ring Siv i maj" in leader.get("/omgangar/2019/kalmar/").content.decode()
    assert "Ring Siv i maj" in world.client("programme_leader").get("/omgangar/2019/anteckningar/").content.decode()
    for persona in ("strategist", "mentor"):
        assert "Ring Siv" not in world.client(persona).get("/omgangar/2019/kalmar/").content.decode()
        assert world.client(persona).get(url).status_code == 403
    note = LeaderNote.objects.get()
    remove = f"/omgangar/2019/anteckningar/{note.pk}/ta-bort/"
    assert leader.post(remove).status_code == 302
    assert leader.post(remove).status_code == 404
    assert "Ring Siv i maj" not in leader.get("/omgangar/2019/kalmar/").content.decode()
