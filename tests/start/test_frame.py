"""The frame of every page: the menu, the hats, the open pages, and whether the machine is well."""

import re
from http import HTTPStatus

import pytest
from django.db import OperationalError, connection

from benchmarking.sharing.models import AudienceKind
from benchmarking.sharing.releases import publish
from cohorts.roles import Function
from tests import factories
from tests.personas import CAST

pytestmark = pytest.mark.django_db
OPEN_PAGES = ("/om/", "/tillganglighet/", "/personuppgifter/")


def menu(html):
    """The words of the menu in order, and the one that is marked, with its mark."""
    nav = html.split('aria-label="Huvudmeny"')[1].split("</nav>")[0] if "Huvudmeny" in html else ""
    words = re.findall(r'<a href="[^"]+"[^>]*>([^<]+)</a>', nav)
    marked = re.findall(r'aria-current="(\w+)">([^<]+)</a>', nav)
    return words, marked


@pytest.fixture
def menu_at(world):
    return lambda persona, address: menu(world.client(persona).get(address).content.decode())


@pytest.mark.parametrize(
    ("persona", "words"),
    [
        ("strategist", ["Mitt arbete", "Stegen", "Gruppen", "Nyckeltal", "Kalender", "Omgångar"]),
        ("home_team", ["Mitt arbete", "Mallarna", "Nyckeltal", "Omgångar"]),
        ("mentor", ["Mitt arbete", "Stegen", "Nyckeltal", "Mentor", "Kalender", "Omgångar"]),
        ("leader", ["Mitt arbete", "Översikt", "Kalender", "Deltagare", "Rapporter", "Nyckeltal", "Omgångar"]),
        ("programme_leader", ["Mitt arbete", "Nyckeltal", "Omgångar"]),
        ("observer", ["Mitt arbete", "Nyckeltal", "Omgångar"]),
        ("outsider", ["Mitt arbete"]),
    ],
)
def test_the_menu_of_each_hat(menu_at, persona, words):
    assert menu_at(persona, "/") == (words, [("page", "Mitt arbete")])


@pytest.mark.parametrize(
    ("persona", "address", "mark"),
    [
        ("strategist", "/omgangar/2019/kalmar/", ("page", "Stegen")),
        ("strategist", "/omgangar/2019/kalmar/steg/traff-1/", ("true", "Stegen")),
        ("strategist", "/omgangar/2019/kalmar/steg/traff-1/dela/", ("true", "Stegen")),
        ("strategist", "/omgangar/2019/grupper/kalmar-sodertalje/", ("page", "Gruppen")),
        ("strategist", "/omgangar/2019/grupper/kalmar-sodertalje/kontakter/", ("true", "Gruppen")),
        ("strategist", "/omgangar/", ("page", "Omgångar")),
        ("mentor", "/omgangar/2019/kalmar/", ("true", "Mentor")),
        ("mentor", "/omgangar/2019/norrtalje/", ("page", "Stegen")),
        ("leader", "/omgangar/2019/kalmar/", ("true", "Översikt")),
        ("leader", "/omgangar/2019/deltagare/", ("page", "Deltagare")),
        ("programme_leader", "/omgangar/2019/kalmar/", ("true", "Översikt")),
    ],
)
def test_the_place_one_is_at_is_marked(menu_at, persona, address, mark):
    assert menu_at(persona, address)[1] == [mark]


def test_what_a_group_mate_shares_belongs_to_the_group(world, menu_at):
    facts = {"kind": "step", "key": "traff-1", "title": "Steg 2"}
    mate = world.organisations["sodertalje"]
    publish(mate, **facts, content={"worksheets": []}, audiences=[AudienceKind.GROUP], by=world.people["group_mate"])
    assert menu_at("strategist", "/omgangar/2019/sodertalje/delat/1/")[1] == [("true", "Gruppen")]


def test_a_programme_leader_has_the_menu_of_the_round_one_is_in(menu_at):
    words, _ = menu_at("programme_leader", "/omgangar/2018/")
    assert words == ["Mitt arbete", "Översikt", "Kalender", "Deltagare", "Rapporter", "Nyckeltal", "Omgångar"]


class TestHats:
    @pytest.fixture
    def second(self, world):
        """The strategist mentors in another round too."""
        return factories.seat(world.organisations["jonkoping"].room, Function.MANAGER, world.people["strategist"])

    def test_a_person_with_one_seat_chooses_nothing(self, world):
        assert "byt uppdrag" not in world.client("manager").get("/").content.decode()

    def test_choosing_one_changes_page_and_menu(self, world, menu_at, second):
        client = world.client("strategist")
        assert "byt uppdrag" in client.get("/").content.decode()
        answer = client.post("/hatt/", {"hat": second.pk})
        assert (answer.status_code, answer.url) == (HTTPStatus.FOUND, "/")
        assert menu_at("strategist", "/")[0] == [
            "Mitt arbete",
            "Stegen",
            "Nyckeltal",
            "Mentor",
            "Kalender",
            "Omgångar",
        ]
        assert "chef i Jönköping, mentor i omgång 2018" in client.get("/").content.decode()

    def test_rights_are_those_of_every_seat(self, world, second):
        client = world.client("strategist")
        client.post("/hatt/", {"hat": second.pk})
        assert client.get("/omgangar/2019/kalmar/steg/traff-1/").status_code == HTTPStatus.OK

    @pytest.mark.parametrize("hat", ["", "x", "987654", "99999999999999999999"])
    def test_a_hat_that_is_not_ones_own(self, world, hat):
        answer = world.client("strategist").post("/hatt/", {"hat": hat})
        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY

    def test_seats_called_the_same_say_their_round(self, world):
        again = factories.participation(world.other_cohort, "Kalmar")
        factories.seat(again.room, Function.STRATEGIST, world.people["strategist"])
        html = world.client("strategist").get("/").content.decode()
        assert "Strateg, Kalmar, Omgång 2019</button>" in html
        assert "Strateg, Kalmar, Omgång 2018</button>" in html

    def test_a_seat_that_has_ended_is_no_hat(self, world, second):
        client = world.client("strategist")
        client.post("/hatt/", {"hat": second.pk})
        second.ended_at = "2026-01-01T00:00Z"
        second.save(update_fields=["ended_at"])
        assert "strateg i Kalmar" in client.get("/").content.decode()


@pytest.mark.parametrize("address", OPEN_PAGES)
def test_what_everybody_may_read(world, address):
    for persona in CAST:
        assert world.client(persona).get(address).status_code == HTTPStatus.OK


class TestHealth:
    def test_it_lives_without_asking_anything(self, client, django_assert_num_queries):
        with django_assert_num_queries(0):
            assert client.get("/halsa/live").content == b"ok"

    def test_it_is_ready(self, client):
        assert client.get("/halsa/redo").content == b"ok"

    def test_it_is_not_ready_when_the_database_does_not_answer(self, client):
        def silent(*_):
            raise OperationalError

        with connection.execute_wrapper(silent):
            assert client.get("/halsa/redo").status_code == HTTPStatus.SERVICE_UNAVAILABLE
