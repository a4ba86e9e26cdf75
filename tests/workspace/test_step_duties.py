"""Who answers for a step and its points, and by when: set on one page, shown where the work is."""

import datetime as dt
from http import HTTPStatus
from typing import Any

import pytest

from access import clock
from benchmarking.models import Duty, StepProgress
from benchmarking.workspace.duties import STEP as WHOLE
from benchmarking.workspace.duties import Misplaced, SeatElsewhere, SeatEnded, assign_duties
from benchmarking.workspace.marks import mark_item
from cohorts.models import CohortState
from cohorts.seats import end_seat, vacate
from cohorts.states import RoundClosed
from tests import factories

pytestmark = pytest.mark.django_db
PAGE = "/omgangar/2019/kalmar/steg/traff-1/ansvar/"
STEP = "/omgangar/2019/kalmar/steg/traff-1/"
OWN = "/omgangar/2019/kalmar/"
POINT = "sjalvskattning-gjord"


@pytest.fixture
def seat(world):
    """``seat("manager")``: the seat that somebody holds."""
    return lambda persona: world.people[persona].seats.get()


@pytest.fixture
def assign(kalmar, content, strategist):
    """``assign(POINT, owner=…, due=…)``: the verb for one point, or for the step with the key ``WHOLE``."""

    def assign(key, **facts):
        wanted: dict[str, Any] = {key: facts}
        assign_duties(kalmar, content, step_key="traff-1", wanted=wanted, by=strategist)

    return assign


@pytest.fixture
def get(world):
    def get(url=STEP, persona="strategist"):
        return " ".join(world.client(persona).get(url).content.decode().split())

    return get


def days(number):
    return clock.today() + dt.timedelta(days=number)


def test_owner_and_day_are_set_and_shown(world, get, seat):
    typed = {f"owner-{POINT}": seat("manager").pk, f"due-{POINT}": days(9).isoformat(), "owner": seat("strategist").pk}
    answer = world.client("politician").post(PAGE, typed)
    assert (answer.status_code, answer["Location"]) == (HTTPStatus.FOUND, STEP)
    duty = Duty.objects.get()
    assert (duty.owner, duty.due, duty.by) == (seat("manager"), days(9), world.people["politician"])
    html = get()
    assert '<td role="cell">Manager, chef' in html
    assert "Ansvarig för steget: Strategist, strateg." in html


def test_only_what_was_changed_on_the_page_is_written(world, assign, seat):
    """Somebody else has given the point away since the page was shown; the one who sets a day keeps that."""
    typed = {f"owner-{POINT}": "", f"initial-owner-{POINT}": "", f"due-{POINT}": days(9).isoformat()}
    assign(POINT, owner=seat("manager").pk)
    world.client("strategist").post(PAGE, typed)
    duty = Duty.objects.get()
    assert (duty.owner, duty.due) == (seat("manager"), days(9))


def test_the_step_gets_a_day_of_its_own_and_the_rounds_again(world, assign, get):
    assign(WHOLE, due=days(5))
    assert StepProgress.objects.get(room=world.own.pk).due == days(5)
    world.client("strategist").post(PAGE, {"initial-due": days(5).isoformat(), "due": ""})
    progress = StepProgress.objects.get(room=world.own.pk)
    assert (progress.due, progress.state) == (None, "not_started")


def test_late_is_said_in_words(assign, get, seat):
    assign(POINT, owner=seat("manager").pk, due=days(-3))
    assert "3 dagar sen" in get()
    assert "3 dagar sen" in get(OWN, "manager")
    assert "3 dagar sen" in get("/", "manager")


def test_a_vacated_seat_keeps_its_points_and_says_that_it_is_empty(world, assign, get, seat):
    held = seat("manager")
    assign(POINT, owner=held.pk, due=days(3))
    vacate(held)
    assert "Chef, platsen är tom" in get()
    assert "Chef, platsen är tom" in get(f"{OWN}?visa=alla")
    end_seat(held)
    assert "Platsen är avslutad" in get()


def test_mine_are_mine_in_order_of_date_until_they_are_done(world, content, assign, get, seat):
    keys = [item.key for item in content.step("traff-1").checklist if item.key != "styrkedjan-ritad"]
    for key, day in zip(keys, (days(20), None, days(2), days(9)), strict=False):
        assign(key, owner=seat("manager").pk, due=day)
    assign("styrkedjan-ritad", owner=seat("strategist").pk)
    done = {"step_key": "traff-1", "item_key": keys[3], "state": "done", "note": ""}
    mark_item(world.own, content, **done, by=world.people["manager"])
    texts = {item.key: item.text for item in content.step("traff-1").checklist}
    html = get(OWN, "manager")
    places = [html.find(texts[keys[place]]) for place in (2, 0, 1)]
    assert min(places) > 0
    assert places == sorted(places)
    assert texts[keys[3]] not in html
    assert texts["styrkedjan-ritad"] not in html
    assert texts["styrkedjan-ritad"] in get(f"{OWN}?visa=alla", "manager")


def test_what_waits_for_me_stands_in_my_work(assign, get, seat, content):
    assign(POINT, owner=seat("manager").pk, due=days(3))
    text = content.step("traff-1").item(POINT).text
    assert text in get("/", "manager")
    assert text not in get("/", "strategist")


def test_a_home_team_sees_the_points_it_answers_for_and_no_other(assign, get, seat, content):
    assign(POINT, owner=seat("home_team").pk, due=days(3))
    assign("styrkedjan-ritad", owner=seat("manager").pk)
    mine, other = (content.step("traff-1").item(key).text for key in (POINT, "styrkedjan-ritad"))
    for url in (OWN, f"{OWN}?visa=alla", "/"):
        html = get(url, "home_team")
        assert mine in html
        assert other not in html
    assert mine not in get(STEP, "home_team")


@pytest.mark.parametrize("persona", ["mentor", "leader"])
def test_those_who_see_progress_see_no_points(assign, get, seat, content, persona):
    assign(POINT, owner=seat("manager").pk)
    assert content.step("traff-1").item(POINT).text not in get(f"{OWN}?visa=alla", persona)


def test_a_seat_of_another_room_is_refused(world, assign, seat):
    foreign = seat("group_mate")
    with pytest.raises(Misplaced, match="hör inte till er organisation") as refused:
        assign(POINT, owner=foreign.pk)
    assert refused.value.item == POINT
    for owner in (foreign.pk, 10**30, "x"):
        answer = world.client("strategist").post(PAGE, {f"owner-{POINT}": owner})
        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert SeatElsewhere.sentence in answer.content.decode()
    assert not Duty.objects.exists()


def test_an_ended_seat_is_refused(world, kalmar, assign):
    ended = factories.seat(kalmar.room, "manager", factories.person())
    end_seat(ended)
    with pytest.raises(Misplaced) as refused:
        assign(POINT, owner=ended.pk)
    assert str(refused.value) == SeatEnded.sentence
    answer = world.client("strategist").post(PAGE, {f"owner-{POINT}": ended.pk})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY


@pytest.mark.parametrize("key", [POINT, WHOLE])
@pytest.mark.parametrize("number", [-1000, 1000])
def test_a_day_outside_the_round_is_refused_at_its_field(world, key, number):
    name = f"due-{key}" if key else "due"
    answer = world.client("strategist").post(PAGE, {name: days(number).isoformat(), "owner": ""})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    html = answer.content.decode()
    assert "Omgången pågår från" in html
    assert f'href="#id_{name}"' in html
    assert not Duty.objects.exists()


def test_all_or_nothing(world, seat):
    typed = {f"owner-{POINT}": seat("manager").pk, "due-styrkedjan-ritad": days(1000).isoformat()}
    assert world.client("strategist").post(PAGE, typed).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert not Duty.objects.exists()


def test_a_closed_round_is_refused(world, assign, seat):
    type(world.cohort).objects.filter(pk=world.cohort.pk).update(state=CohortState.CLOSED)
    with pytest.raises(RoundClosed):
        assign(POINT, owner=seat("manager").pk)
    assert "Välj ansvarig" not in world.client("strategist").get(STEP).content.decode()


def test_same_sql_for_any_number_of_points(world, content, assign, seat, django_assert_max_num_queries):
    def statements(url):
        with django_assert_max_num_queries(15) as counted:
            world.client("manager").get(url)
        return len(counted)

    pages = (STEP, PAGE, OWN, f"{OWN}?visa=alla", "/")
    assign(WHOLE, owner=seat("manager").pk)
    assign(POINT, owner=seat("manager").pk)
    one = [statements(url) for url in pages]
    for item in content.step("traff-1").checklist:
        assign(item.key, owner=seat("manager").pk, due=days(1))
    assert [statements(url) for url in pages] == one
