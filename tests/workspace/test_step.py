"""The step page: what it shows, to whom, and in how many SQL statements."""

import datetime as dt
from http import HTTPStatus

import pytest
from django.test import Client

from access import clock
from cohorts.models import CohortState, Milestone
from cohorts.roles import Function
from tests import factories

pytestmark = pytest.mark.django_db
STEP = "/omgangar/2019/kalmar/steg/uppstart/"


@pytest.fixture
def get(world, content):
    """Open a page as one of the cast."""

    def get(address=STEP, *, persona="strategist", status=HTTPStatus.OK):
        response = world.client(persona).get(address)
        assert response.status_code == status
        return response.content.decode()

    return get


def test_shows_the_whole_step_to_its_trio(get, write, content):
    write("styrmodell", "Målstyrning <script>alert(1)</script>")
    html = get()
    step = content.step("uppstart")
    assert "<h1>Steg 1: Uppstart</h1>" in " ".join(html.split())
    for item in step.checklist:
        assert item.text in html
    assert "Målstyrning &lt;script&gt;" in html
    assert "<script>alert" not in html


def test_same_sql_for_any_number_of_rows(get, add_rows, django_assert_max_num_queries):
    def statements():
        with django_assert_max_num_queries(15) as counted:
            get()
        return [query["sql"].split("WHERE")[0] for query in counted]

    one = None
    for rows in (1, 3, 33):
        add_rows(rows)
        one = one or statements()
        assert statements() == one


@pytest.fixture
def helper(world, content):
    """Sign in a home team with these parts."""

    def helper(*parts):
        person = factories.person("Hemma")
        factories.seat(world.own.room, Function.OTHER, person, parts=parts)
        client = Client()
        client.force_login(person)
        return client

    return helper


def test_a_home_team_sees_its_worksheets_and_nothing_else(helper, write):
    write("styrmodell", "Hemligt för hemmateamet")
    client = helper("personal")
    html = client.get(STEP).content.decode()
    assert "Mall: Kompetensinventering" in html
    assert "Mall: Organisationsfakta" not in html
    assert "Hemligt" not in html
    assert "Vem gör vad" not in html
    assert "Checklista" not in html
    assert "Godkänn" not in html
    assert f"{STEP}mall/kompetensinventering/" in html
    assert client.get(f"{STEP}mall/kompetensinventering/").status_code == HTTPStatus.OK
    assert client.get(f"{STEP}mall/organisationsfakta/").status_code == HTTPStatus.FORBIDDEN


def test_a_home_team_without_a_worksheet_here_is_told(helper):
    assert "Du har ingen mall i det här steget" in helper("hallbarhetsplan").get(STEP).content.decode()


def test_a_closed_round_is_for_reading(get, world, write, add_rows):
    write("styrmodell", "Målstyrning")
    add_rows(2)
    world.cohort.state = CohortState.CLOSED
    world.cohort.save(update_fields=["state"])
    html = get()
    assert "Målstyrning" in html
    assert "Område 2" in html
    for control in ("<textarea", "<select", 'role="checkbox"', "Lägg till rad", "Ändra<", "Godkänn som"):
        assert control not in html


@pytest.mark.parametrize(
    ("persona", "status"),
    [
        ("manager", HTTPStatus.OK),
        ("politician", HTTPStatus.OK),
        ("mentor", HTTPStatus.FORBIDDEN),
        ("leader", HTTPStatus.FORBIDDEN),
        ("group_mate", HTTPStatus.NOT_FOUND),
        ("outsider", HTTPStatus.NOT_FOUND),
    ],
)
def test_drafts_are_the_own_trios(get, persona, status):
    get(persona=persona, status=status)


def test_an_unknown_step_is_404(get):
    get("/omgangar/2019/kalmar/steg/finns-inte/", status=HTTPStatus.NOT_FOUND)


def test_late_is_said_with_days(get, world):
    Milestone.objects.create(
        room=world.cohort.room, title="Uppstart", step_key="uppstart", day=clock.today() - dt.timedelta(days=9)
    )
    assert "9 dagar sen" in get()
