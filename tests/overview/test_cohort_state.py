"""The page on a round's life: what can come next, what is missing, and the acts that it offers."""

import datetime as dt

import pytest

from access import clock
from benchmarking.method.models import CohortMethod
from cohorts.models import Cohort, Participation

pytestmark = pytest.mark.django_db
URL = "/omgangar/2019/lage/"


@pytest.fixture
def leader(world):
    return world.client("leader")


def _set(state, **facts):
    Cohort.objects.filter(slug="2019").update(state=state, **facts)


def test_a_draft_tells_what_is_missing_and_has_no_button_until_it_is_there(world, leader):
    _set("draft")
    page = leader.get(URL).content.decode()
    assert "Skriv den öppna texten" in page
    assert 'action="/omgangar/2019/lage/oppna/"' not in page
    refused = leader.post(f"{URL}oppna/")
    assert refused.status_code == 422
    assert "Skriv vem som är informationsansvarig" in refused.content.decode()
    assert Cohort.objects.get(slug="2019").state == "draft"


def test_started_by_a_press_it_says_who_did_it(world, leader):
    _set("grouped", starts_on=clock.today() + dt.timedelta(days=7))
    Participation.objects.filter(cohort=world.cohort).update(state="admitted")
    assert 'action="/omgangar/2019/lage/starta/"' in leader.get(URL).content.decode()
    page = leader.post(f"{URL}starta/", follow=True).content.decode()
    assert "Omgången har startat" in page
    assert ", Leader</span>" in page
    assert set(Participation.objects.filter(cohort=world.cohort).values_list("state", flat=True)) == {"active"}


def test_a_round_without_a_method_does_not_start(world, leader):
    _set("grouped")
    CohortMethod.objects.filter(cohort=world.cohort).delete()
    assert leader.post(f"{URL}starta/").status_code == 422
    assert Cohort.objects.get(slug="2019").state == "grouped"


def test_a_page_that_is_old_clashes_and_changes_nothing(world, leader):
    assert leader.post(f"{URL}starta/").status_code == 409
    assert leader.post(f"{URL}backa/").status_code == 422
    assert Cohort.objects.get(slug="2019").state == "running"


@pytest.mark.parametrize("state", ["draft", "open", "grouped", "running", "closed"])
def test_every_state_has_a_page(world, leader, state):
    _set(state)
    assert "(nu)" in leader.get(URL).content.decode()
