"""The leader's page of a round: what it shows, to whom, and in how many statements."""

import datetime as dt
import re
from http import HTTPStatus

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from access import clock
from benchmarking.workspace.models import Stage, StepProgress
from cohorts import enrolment
from cohorts.models import Milestone, OrganisationKind
from cohorts.pairings import end_pairing
from cohorts.roles import Function
from cohorts.seats import fill
from tests import factories
from tests.personas import CAST, LEADERS, moment_ago

pytestmark = pytest.mark.django_db
URL = "/omgangar/2019/"
MOST = 12


@pytest.fixture
def get(world):
    """``get("?lage=sen")``: the overview as its leader sees it, without line breaks."""

    def get(query="", persona="leader"):
        answer = world.client(persona).get(f"{URL}{query}")
        assert answer.status_code == HTTPStatus.OK
        return " ".join(answer.content.decode().split())

    return get


def rows(html):
    """The names in the matrix, in its order."""
    return re.findall(r'<th role="rowheader" scope="row"[^>]*>(?:<input[^>]+> )?<a href="[^"]+">([^<]+)</a>', html)


def test_only_those_who_lead_the_round(world):
    statuses = {persona: world.client(persona).get(URL).status_code for persona in CAST}
    assert {persona for persona, status in statuses.items() if status == HTTPStatus.OK} == LEADERS
    assert statuses["strategist"] == HTTPStatus.FORBIDDEN
    assert statuses["other_leader"] == HTTPStatus.NOT_FOUND


def test_organisations_stand_under_their_group_in_swedish_order(get):
    html = get()
    assert rows(html) == ["Askersund", "Fagersta", "Botkyrka", "Västerås", "Kalmar", "Södertälje"]
    groups = re.findall(r"<strong><a href=\"([^\"]+)\">([^<]+)</a></strong>", html)
    assert groups == [
        ("/omgangar/2019/grupper/askersund-fagersta/", "Askersund – Fagersta"),
        ("/omgangar/2019/grupper/botkyrka-vasteras/", "Botkyrka – Västerås"),
        ("/omgangar/2019/grupper/kalmar-sodertalje/", "Kalmar – Södertälje"),
    ]


def test_a_group_names_its_mentors_of_now(world, get):
    assert "Mentor: Norrtälje, med stöd av Umeå" in get()
    assert "Mentor: Uppsala" in get()
    end_pairing(world.organisations["hedemora"].pairings.get())
    assert "Hedemora</span>" not in get()


def test_cells_say_state_points_dates_and_days(world, get):
    room = world.own.room
    moment = moment_ago(3)
    StepProgress.objects.create(room=room, step_key="uppstart", state=Stage.DONE, done_at=moment, active_at=moment)
    StepProgress.objects.create(room=room, step_key="traff-1", state=Stage.ONGOING, points_done=2)
    factories.due(world.cohort, "hemma-1", days_ago=9)
    html = get()
    row = re.search(r"<tr role=\"row\"><th[^>]+><input[^>]+> <a href=\"/omgangar/2019/kalmar/\">.*?</tr>", html)
    assert row is not None
    assert re.search(r'cell--done.*?<span class="vh">Klar </span>\d+ \w+', row[0])
    assert '<span class="vh">Pågår, </span>2 av ' in row[0]
    assert '<span class="vh">Försenad, </span>9 dgr sen' in row[0]
    assert row[0].count("cell--none") == 5


def test_the_next_meeting_is_under_its_group_and_among_the_days(world, get):
    day = clock.today() + dt.timedelta(days=12)
    factories.meeting(world.group, world.people["strategist"], day=day, place="Rådhuset")
    Milestone.objects.create(room=world.cohort.room, title="Halvtidskonferens", day=day + dt.timedelta(days=1))
    html = get()
    assert html.count("Nästa träff: inte bokad") == 2
    assert re.search(r"Nästa träff: \d+ \w+( \d{4})?, Rådhuset", html)
    assert "Första benchmarkingträffen, Rådhuset" in html
    assert "Halvtidskonferens" in html


def test_an_organisation_that_has_left_stands_apart_and_is_not_counted(world, get):
    factories.due(world.cohort, "uppstart", days_ago=9)
    before = get()
    enrolment.withdraw(world.organisations["sodertalje"], on=clock.today(), reason="tid")
    html = get()
    assert rows(html)[-1] == "Södertälje"
    assert "<strong>Har lämnat omgången</strong>" in html
    assert "6 i 3 grupper" in before
    assert "5 i 3 grupper" in html
    assert "Södertälje har stått still" in before
    assert "Södertälje har stått still" not in html


@pytest.mark.usefixtures("round_")
def test_a_round_that_nobody_is_in_says_so(world):
    html = world.client("programme_leader").get("/omgangar/2021/").content.decode()
    assert "Ingen organisation är med i omgången än" in html


class TestFilters:
    def test_by_kind(self, world, get):
        fagersta = world.organisations["fagersta"].organisation
        fagersta.kind = OrganisationKind.REGION
        fagersta.save(update_fields=["kind"])
        assert rows(get("?typ=region")) == ["Fagersta"]
        assert "Visar 1 av 6 organisationer" in get("?typ=region")

    def test_by_mentor(self, get):
        assert rows(get("?mentor=Norrt%C3%A4lje")) == ["Kalmar", "Södertälje"]

    def test_late(self, world, get):
        factories.due(world.cohort, "uppstart", days_ago=1)
        for slug in ("kalmar", "askersund"):
            StepProgress.objects.create(
                room=world.organisations[slug].room, step_key="uppstart", state=Stage.DONE, done_at=clock.now()
            )
        assert rows(get("?lage=sen")) == ["Fagersta", "Botkyrka", "Västerås", "Södertälje"]

    def test_quiet(self, world, get):
        StepProgress.objects.create(
            room=world.own.room, step_key="uppstart", state=Stage.ONGOING, active_at=clock.now()
        )
        assert "Kalmar" not in rows(get("?lage=tyst"))
        assert len(rows(get("?lage=tyst"))) == 5

    def test_with_an_empty_seat(self, world, get):
        world.cohort.required_seats = {"strategist": 1}
        world.cohort.save(update_fields=["required_seats"])
        assert rows(get("?vakant=on")) == ["Fagersta", "Västerås"]
        assert "Strateg saknas" in get()
        seat = factories.seat(world.organisations["fagersta"].room, Function.STRATEGIST)
        fill(seat, factories.person())
        assert rows(get("?vakant=on")) == ["Västerås"]

    def test_needing_support_in_words(self, world, get):
        for slug, participation in world.organisations.items():
            if slug != "kalmar":
                StepProgress.objects.create(
                    room=participation.room, step_key="uppstart", state=Stage.ONGOING, active_at=clock.now()
                )
        html = get("?stod=on")
        assert rows(html) == ["Kalmar"]
        assert '<span class="risk">Ingen aktivitet på 280 dagar.</span>' in html

    def test_nothing_passes(self, get):
        html = get("?lage=sen&vakant=on")
        assert "Ingen organisation passar filtret" in html
        assert "Ta bort filtret" in html

    @pytest.mark.parametrize("query", ["?typ=finns-inte", "?lage=%00", "?mentor=<script>", "?vakant="])
    def test_what_cannot_be_read_is_as_if_it_were_not_there(self, get, query):
        assert len(rows(get(query))) == 6

    def test_there_is_a_way_back_only_when_a_filter_is_on(self, get):
        assert "Ta bort filtret" not in get()
        assert "Ta bort filtret" in get("?typ=municipality")


def test_the_same_statements_for_1_13_33_and_311_organisations(round_, grow, crowd, client):
    leader = factories.person()
    factories.seat(round_.room, Function.LEADER, leader)
    client.force_login(leader)
    counted = []
    for size, more in ((1, grow), (13, grow), (33, grow), (311, crowd)):
        more(round_, size)
        client.get("/omgangar/2021/")
        with CaptureQueriesContext(connection) as queries:
            html = client.get("/omgangar/2021/").content.decode()
        assert f"Visar {size} av {size} organisationer" in html
        counted.append([query["sql"].split("WHERE")[0] for query in queries])
    assert all(each == counted[0] for each in counted)
    assert len(counted[0]) <= MOST


def test_what_people_are_called_is_text(world, get):
    name = "<b>Kalmar</b> {name} & Co"
    world.own.organisation.name = name
    world.own.organisation.save(update_fields=["name"])
    assert "&lt;b&gt;Kalmar&lt;/b&gt; {name} &amp; Co</a>" in get()
