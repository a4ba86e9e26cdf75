"""Facts of an earlier round are offered to an organisation that returns, and copied where nothing stands."""

import datetime as dt
from http import HTTPStatus

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from access import clock
from benchmarking.method.models import MethodVersion
from benchmarking.method.versions import method_of, pin
from benchmarking.models import Answer
from benchmarking.workspace.answers import write_answer
from cohorts.models import CohortState
from tests import factories
from tests.workspace.conftest import FACTS as SHEET

pytestmark = pytest.mark.django_db
STEP = "/omgangar/2019/kalmar/steg/uppstart/"
FETCH = f"{STEP}mall/organisationsfakta/hamta/"


@pytest.fixture
def before(world, content, strategist):
    """``before(diarienummer="KS 1")``: what Kalmar, or another, wrote in a round that began so many days ago."""

    def before(*, days=1000, organisation="Kalmar", **facts):
        cohort = factories.cohort(f"for-{days}", starts_on=clock.today() - dt.timedelta(days=days))
        pin(cohort, MethodVersion.objects.get(name="2019"))
        room = factories.participation(cohort, organisation)
        for number, (key, value) in enumerate(facts.items()):
            place = {**SHEET, "entry_id": None, "field_key": key.replace("_", "-")}
            edit = {"value": value, "version": 0, "edit_id": f"00000000-0000-0000-{days:04d}-{number:012d}"}
            write_answer(room, method_of(cohort.pk), **place, **edit, by=strategist)
        return room

    return before


@pytest.fixture
def page(world):
    def page(persona="strategist"):
        return " ".join(world.client(persona).get(STEP).content.decode().split())

    return page


@pytest.fixture
def fetch(world):
    def fetch(fact="", persona="strategist"):
        return world.client(persona).post(FETCH, {"fact": fact})

    return fetch


@pytest.fixture
def stands(kalmar):
    """``stands()``: fact → what stands in Kalmar's room now."""
    return lambda: dict(Answer.objects.filter(room=kalmar.pk).values_list("field_key", "value"))


def test_the_latest_round_that_has_it_is_offered(before, page):
    before(days=1000, diarienummer="KS 2017/9")
    before(days=2000, diarienummer="KS 2015/1", beslut_datum="2015-05-04")
    html = page()
    assert "Hämta från omgång for-1000" in html
    assert "KS 2017/9" in html
    assert "4 maj 2015" in html
    assert "KS 2015/1" not in html


def test_all_are_fetched_at_once_and_nothing_typed_is_written_over(before, fetch, write, stands, page):
    before(diarienummer="KS 2017/9", beslut="Beslut 2017", folkmangd_kvinnor="34600")
    write("beslut", "Beslut 2019")
    write("folkmangd-kvinnor", "1")
    write("folkmangd-kvinnor", "", version=1)
    assert fetch().status_code == HTTPStatus.FOUND
    assert stands() == {"beslut": "Beslut 2019", "diarienummer": "KS 2017/9", "folkmangd-kvinnor": "34600"}
    assert "Ni har skrivit det här förut" not in page()


def test_one_is_fetched_by_itself(before, fetch, stands):
    before(diarienummer="KS 2017/9", beslut="Beslut 2017")
    fetch("beslut")
    assert stands() == {"beslut": "Beslut 2017"}


@pytest.mark.parametrize("fact", ["", "diarienummer", "ett-annat"])
def test_nothing_to_fetch_is_said(before, fetch, write, stands, fact):
    before(diarienummer="KS 2017/9")
    write("diarienummer", "KS 2019/1")
    answer = fetch(fact)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Det finns inget att hämta." in answer.content.decode()
    assert stands() == {"diarienummer": "KS 2019/1"}


def test_of_its_own_past_only_and_never_of_a_later_round(before, page, fetch):
    before(organisation="Södertälje", diarienummer="KS 2017/9")
    before(days=1, diarienummer="KS 2021/2")
    assert "Ni har skrivit det här förut" not in page()
    assert fetch().status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_a_home_team_is_offered_nothing(world, before, fetch, stands):
    before(styrmodell="Målstyrning")
    assert "Målstyrning" not in world.client("home_team").get("/omgangar/2019/kalmar/steg/traff-1/").content.decode()
    assert fetch(persona="home_team").status_code == HTTPStatus.FORBIDDEN
    assert stands() == {}


def test_a_closed_round_offers_and_fetches_nothing(world, before, page, fetch, stands):
    before(diarienummer="KS 2017/9")
    type(world.cohort).objects.filter(pk=world.cohort.pk).update(state=CohortState.CLOSED)
    assert "Ni har skrivit det här förut" not in page()
    assert fetch().status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert stands() == {}


def test_one_statement_more_for_those_who_have_a_past(before, world, django_assert_num_queries):
    with CaptureQueriesContext(connection) as without:
        world.client("strategist").get(STEP)
    for days in (1000, 2000, 3000):
        before(days=days, diarienummer=f"KS {days}")
    with django_assert_num_queries(len(without) + 1):
        world.client("strategist").get(STEP)
