"""The demo's own door: open in demo mode, not there otherwise."""

import importlib

import pytest
from django.urls import clear_url_caches

import config.urls
import start.urls
from cohorts.roles import Function
from start.demo.people import address
from tests import factories


@pytest.fixture
def demo_mode(settings):
    """Mount the demo's addresses as they are in demo mode, and take them away again."""
    settings.DEMO = True
    _mount()
    yield
    settings.DEMO = False
    _mount()


def _mount():
    for addresses in (start.urls, config.urls):
        importlib.reload(addresses)
    clear_url_caches()


@pytest.fixture
def marit(db):
    return factories.person("Marit Öhlund", email=address("strateg-kalmar"))


def test_one_click_signs_in_as_a_demo_person(client, demo_mode, marit):
    answer = client.post("/demo/in/", {"person": "strateg-kalmar"})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(marit.pk)


@pytest.mark.parametrize("slug", ["nobody", "", "strateg kalmar"])
def test_an_unknown_person_is_refused(client, demo_mode, marit, slug):
    assert client.post("/demo/in/", {"person": slug}).status_code == 422
    assert "_auth_user_id" not in client.session


def test_a_person_who_is_not_of_the_demo_cannot_be_entered_as(client, demo_mode, db):
    factories.person("Sara Verklig", email="strateg-kalmar@example.com")
    assert client.post("/demo/in/", {"person": "strateg-kalmar"}).status_code == 422


def test_a_link_alone_signs_nobody_in(client, demo_mode, marit):
    assert client.get("/demo/in/", {"person": "strateg-kalmar"}).status_code == 405
    assert "_auth_user_id" not in client.session


def test_the_people_are_listed_with_their_seats(client, demo_mode, marit):
    kalmar = factories.participation(factories.cohort(), "Kalmar")
    factories.seat(kalmar.room, Function.STRATEGIST, marit)
    page = client.get("/demo/personer/").content.decode()
    assert "Marit Öhlund" in page
    assert "Strateg, Kalmar" in page


@pytest.mark.parametrize("path", ["/demo/in/", "/demo/personer/", "/demo/post/"])
def test_without_demo_mode_the_door_is_not_there(client, marit, path):
    assert client.get(path).status_code == 404
    assert client.post(path, {"person": "strateg-kalmar"}).status_code == 404
    assert "_auth_user_id" not in client.session
