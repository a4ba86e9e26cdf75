"""The log: whatever somebody does to a round is found there, by name, in Swedish."""

import datetime as dt

import pytest

from access import clock
from cohorts import outgoing
from cohorts.admission import decide
from cohorts.models import Act, Application, Cohort, LeaderNote, Milestone, Seat
from tests import factories

pytestmark = pytest.mark.django_db
ROUND = "/omgangar/2019/"


@pytest.fixture
def leader(world):
    return world.client("leader")


@pytest.fixture
def lines(leader):
    """``lines()``: what the log says, the latest first, without its days."""

    def lines(query=""):
        page = leader.get(f"{ROUND}logg/{query}").context["page"]
        return [(line.place, f"{line.who} {line.text}".strip()) for line in page.lines]

    return lines


def test_days_that_were_added_changed_moved_and_removed(world, leader, lines):
    day = clock.today() + dt.timedelta(days=30)
    later = day + dt.timedelta(days=1)
    leader.post(f"{ROUND}kalender/ny/", {"title": "Halvtid", "day": day.isoformat()})
    halvtid = Milestone.objects.get(title="Halvtid")
    leader.post(f"{ROUND}kalender/{halvtid.pk}/", {"title": "Halvtidsdag", "day": later.isoformat()})
    leader.post(f"{ROUND}kalender/{halvtid.pk}/ta-bort/")
    told = [text.removeprefix("Leader ") for place, text in lines() if place == "Omgång 2019"]
    assert [each.partition(",")[0] for each in told[:3]] == [
        "tog bort en dag: Halvtidsdag",
        "ändrade en dag: Halvtid",
        "lade in en dag: Halvtid",
    ]


def test_a_hand_over_and_an_organisation_that_left(world, leader, lines):
    seat = Seat.objects.get(holder=world.people["manager"])
    leader.post(f"{ROUND}deltagare/{seat.pk}/lamna-over/", {"name": "Nora Ny", "email": "nora@example.com"})
    leader.post(f"{ROUND}kalmar/avhopp/", {"on": clock.today().isoformat(), "category": "resources"})
    assert ("Kalmar", "Leader lämnade över en plats: chef, från Manager till Nora Ny") in lines()
    assert ("Kalmar", "Leader avslutade deltagandet: tid eller personal räckte inte") in lines()
    assert {place for place, _ in lines(f"?org={world.organisations['sodertalje'].pk}")} <= {"Södertälje"}


def test_groups_that_were_changed(world, leader, lines):
    shown = leader.get(f"{ROUND}grupper/kalmar-sodertalje/upplos/").context["change"]
    leader.post(f"{ROUND}grupper/kalmar-sodertalje/upplos/", {"version": shown.version})
    assert lines()[0] == ("Omgång 2019", "Leader ändrade grupperna: upplös Kalmar – Södertälje")


def test_letters_that_were_sent_and_stopped_and_days_set_for_many(world, leader, lines):
    seats = [factories.seat(world.own.room, "manager") for _ in range(2)]
    people = [outgoing.Invitee("Ada Ask", "ada@example.com"), outgoing.Invitee("Bo Bok", "bo@example.com")]
    ada, bo = outgoing.offer_all(list(zip(seats, people, strict=True)), by=world.people["leader"])
    leader.post(f"{ROUND}utskick/{ada.letter_id}/stoppa/")
    leader.post(f"{ROUND}utskick/{bo.letter_id}/skicka/")
    told = lines()
    assert ("Omgång 2019", "Leader skickade brev: Inbjudan till Jämna steg: chef för Kalmar, till Bo Bok") in told
    assert ("Kalmar", "Leader stoppade ett brev: Inbjudan till Jämna steg: chef för Kalmar, till Ada Ask") in told
    typed = {"org": [world.own.pk], "step": "traff-1", "function": "strategist"}
    shown = leader.post(f"{ROUND}datum/", typed)
    leader.post(f"{ROUND}datum/", typed | {"mark": shown.context["plan"].mark})
    assert lines()[0] == (
        "Kalmar",
        "Leader satte datum eller ansvarig: steg 2, första träffen, ansvarig strateg",
    )


def test_invitations_that_were_sent_again_and_taken_back(world, leader, lines):
    seat = factories.seat(world.own.room, "manager")
    factories.invite(seat, name="Inga Bjuden")
    leader.post(f"{ROUND}deltagare/{seat.pk}/skicka-igen/")
    world.client("strategist").post(f"{ROUND}deltagare/{seat.pk}/ta-tillbaka/")
    assert lines()[:2] == [
        ("Kalmar", "Strategist tog tillbaka en inbjudan: chef, Inga Bjuden"),
        ("Kalmar", "Leader skickade en inbjudan igen: chef, Inga Bjuden"),
    ]


def test_notes_that_were_written_and_removed_are_told_and_not_quoted(world, leader, lines):
    leader.post(f"{ROUND}kalmar/anteckningar/", {"text": "Nytt nämndbeslut i maj."})
    leader.post(f"{ROUND}anteckningar/", {"text": "Ring alla i juni."})
    note = LeaderNote.objects.get(room=world.own.room)
    world.client("programme_leader").post(f"{ROUND}anteckningar/{note.pk}/ta-bort/")
    assert lines()[:3] == [
        ("Kalmar", "Programme leader tog bort en anteckning till kollegorna"),
        ("Omgång 2019", "Leader skrev en anteckning till kollegorna"),
        ("Kalmar", "Leader skrev en anteckning till kollegorna"),
    ]


def test_a_list_wishes_and_what_a_home_team_opens(world, leader, lines):
    factories.organisation("Ystad")
    Cohort.objects.filter(pk=world.cohort.pk).update(required_seats={"manager": 1})
    text = "Organisation;Funktion;Namn;E-post\nYstad;Chef;Nina Nygren;nina@example.com"
    leader.post(f"{ROUND}deltagare/klistra/lagg-in/", {"text": text})
    assert ("Omgång 2019", "Leader lade in en lista: 1 ny organisation och 1 inbjudan") in lines()
    leader.post(f"{ROUND}kalmar/onskemal/", {"wishes": [world.organisations["askersund"].organisation_id]})
    assert lines()[0] == ("Kalmar", "Leader ändrade önskemål och mentorskap")
    home = world.people["home_team"].seats.get()
    leader.post(f"{ROUND}kalmar/team/{home.pk}/delar/", {"sheets": ["hemplan"]})
    assert lines()[0] == ("Kalmar", "Leader ändrade vad en plats öppnar: Hemplan")


def test_an_answer_that_was_undone(world, leader, lines):
    by = world.people["leader"]
    asked = Application.objects.create(
        room=world.cohort.room,
        organisation=factories.organisation("Ystad"),
        contact_name="Karin",
        contact_email="karin@example.com",
        state="confirmed",
        applied_at=clock.now(),
    )
    decide(asked, answer="admitted", part="participant", reason="", seen="confirmed", by=by)
    assert lines()[0] == ("Omgång 2019", "Leader gav besked: Ystad, antagen")
    leader.post(f"{ROUND}anmalningar/{asked.pk}/angra/")
    assert lines()[0] == ("Omgång 2019", "Leader ångrade ett besked: Ystad kommun, antagen")


def test_what_is_long_is_cut_and_nothing_is_lost_to_it(world, lines):
    outgoing.acts.record(world.cohort.pk, "edited", "x" * 500, by=world.people["leader"])
    assert Act.objects.get().about.endswith("x…")
    assert lines()[0][1].startswith("Leader ändrade omgångens uppgifter: xxx")
