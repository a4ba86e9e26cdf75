"""The calendar of a round: what cannot be is said at its field with a day to choose, and nothing is moved."""

import datetime as dt

import pytest

from access import clock
from accounts.models import Letter
from cohorts import enrolment
from cohorts.models import Cohort, Milestone
from tests import factories

pytestmark = pytest.mark.django_db
URL = "/omgangar/2019/kalender/"


@pytest.fixture
def leader(world):
    return world.client("leader")


@pytest.fixture
def days(world):
    """``days()``: every day of the calendar as it stands."""
    factories.due(world.cohort, "hemma-1", days_ago=3)
    Milestone.objects.create(room=world.cohort.room, title="Halvtid", day=world.cohort.ends_on - dt.timedelta(days=5))
    return lambda: list(Milestone.objects.order_by("pk").values_list())


def day(world, *, after_end=0, before_start=0):
    if before_start:
        return world.cohort.starts_on - dt.timedelta(days=before_start)
    return world.cohort.ends_on + dt.timedelta(days=after_end)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"after_end": 1}, "Välj en dag senast då."),
        ({"before_start": 1}, "Välj en dag från och med då."),
        ({"day": "i maj"}, "Skriv hela datumet"),
        ({"day": ""}, "Välj en dag."),
        ({"title": ""}, "Skriv vad dagen gäller."),
        ({"step_key": "hemma-1"}, "Steget har redan en dag i kalendern."),
        ({"step_key": "' OR 1=1"}, "Metoden har inget sådant steg."),
    ],
)
def test_a_day_that_cannot_be_is_neither_added_nor_set(world, leader, days, typed, sentence):
    where = {name: typed.pop(name) for name in ("after_end", "before_start") if name in typed}
    sent = {"title": "Träff", "day": day(world, **where), "step_key": ""} | typed
    halfway, before = Milestone.objects.get(title="Halvtid"), days()
    for url in (f"{URL}ny/", f"{URL}{halfway.pk}/"):
        answer = leader.post(url, sent)
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
        assert days() == before


@pytest.mark.parametrize(
    ("move", "sentence"),
    [
        ({"days": "6"}, "”Halvtid” hamnar den"),
        ({"days": "0"}, "Det finns inget i kalendern att flytta."),
        ({"days": "ett par"}, "Skriv antalet dagar med siffror"),
        ({"days": "366"}, "Flytta högst ett år åt gången."),
        ({"since": "2001-13-01"}, "Skriv hela datumet"),
        ({"since": "2099-01-01"}, "Det finns inget i kalendern att flytta."),
    ],
)
def test_what_cannot_be_moved_is_named_and_stays(world, leader, days, move, sentence):
    before = days()
    sent = {"since": world.cohort.starts_on.isoformat(), "days": "1", "seal": ""} | move
    answer = leader.post(f"{URL}flytta/", sent)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert days() == before
    assert not Letter.objects.filter(kind="calendar-moved").exists()


def test_a_calendar_that_changed_after_the_preview_is_shown_again_and_not_moved(world, leader, days):
    sent = {"since": world.cohort.starts_on.isoformat(), "days": "1"}
    sent["seal"] = leader.get(f"{URL}flytta/", sent).context["preview"].move.seal
    leader.post(f"{URL}ny/", {"title": "Ny dag", "day": world.cohort.starts_on.isoformat(), "step_key": ""})
    before = days()
    late = leader.post(f"{URL}flytta/", sent)
    assert late.status_code == 409
    assert "har ändrats sedan du såg förhandsvisningen" in late.content.decode()
    assert days() == before
    assert not Letter.objects.filter(kind="calendar-moved").exists()
    sent["seal"] = late.context["preview"].move.seal
    assert leader.post(f"{URL}flytta/", sent).status_code == 302
    assert Milestone.objects.get(title="Ny dag").day == world.cohort.starts_on + dt.timedelta(days=1)
    assert Letter.objects.filter(kind="calendar-moved").exists()


def test_a_move_takes_its_first_day_along_to_the_rounds_last_and_tells_those_who_take_part(world, leader):
    since, last = day(world, after_end=-1), day(world)
    made = Milestone.objects.create(room=world.cohort.room, title="Avslut", day=since)
    Cohort.objects.filter(pk=world.cohort.pk).update(conference_on=since)
    enrolment.withdraw(world.organisations["sodertalje"], on=clock.today(), reason="Tid")
    asked = {"since": since.isoformat(), "days": "1"}
    asked["seal"] = leader.get(f"{URL}flytta/", asked).context["preview"].move.seal
    assert leader.post(f"{URL}flytta/", asked).status_code == 302
    moved = Milestone.objects.get(pk=made.pk)
    assert (moved.day, moved.sequence) == (last, made.sequence + 1)
    assert Cohort.objects.get(pk=world.cohort.pk).conference_on == last
    told = set(Letter.objects.filter(kind="calendar-moved").values_list("to_name", flat=True))
    assert {"Strategist", "Mentor", "Leader"} <= told
    assert told.isdisjoint({"Group mate", "Home team", "Observer", "Other leader", "Deactivated"})
