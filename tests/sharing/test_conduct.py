"""The code of conduct stands before what others share: once per seat, and never before one's own."""

from http import HTTPStatus

import pytest

from benchmarking.sharing import conduct, public
from benchmarking.sharing.models import AudienceKind, ConductAcceptance
from cohorts.access import load
from cohorts.enrolment import programme_room
from cohorts.models import Seat
from cohorts.roles import Function
from cohorts.seats import fill, vacate
from tests import factories
from tests.personas import LEADERS, MENTORS, TRIOS

pytestmark = pytest.mark.django_db
GROUP, CONFERENCE = AudienceKind.GROUP, AudienceKind.CONFERENCE
WORD = "Spindelväv"
URL = "/omgangar/2019/kalmar/delat/1/"
CODE = "/omgangar/2019/uppforandekod/"


@pytest.fixture(autouse=True)
def nobody_has_accepted(world):
    """Nobody has accepted the code yet."""
    ConductAcceptance.objects.all().delete()


def test_it_stands_before_the_first_text_of_others_and_leads_on_to_it(world, write, share):
    write(WORD)
    share(GROUP, CONFERENCE)
    world.own.organisation.county_code = "08"
    world.own.organisation.save(update_fields=["county_code"])
    own = {"politician", "manager", "strategist"}
    for persona in TRIOS | LEADERS | {"observer"}:
        client = world.client(persona)
        first = client.get(f"{URL}?fran=brevet")
        if persona in own:
            assert first.status_code == HTTPStatus.OK, "one's own opens without"
            continue
        html = first.content.decode()
        assert first.status_code == HTTPStatus.FORBIDDEN, persona
        assert "Uppförandekod" in html
        assert WORD not in html
        assert f'action="{CODE}godta/"' in html
        assert f'name="next" value="{URL}?fran=brevet"' in html
        answer = client.post(f"{CODE}godta/", {"next": f"{URL}?fran=brevet"})
        assert (answer.status_code, answer.url) == (HTTPStatus.FOUND, f"{URL}?fran=brevet")
        assert WORD in client.get(URL).content.decode(), persona
    seats = Seat.objects.filter(holder__in=[world.people[name] for name in (TRIOS | LEADERS | {"observer"}) - own])
    assert set(ConductAcceptance.objects.values_list("seat", "by")) == set(seats.values_list("pk", "holder"))


@pytest.mark.parametrize(
    "elsewhere",
    ["https://example.com/", "//example.com/", "/\\example.com", "javascript:alert(1)", "", "omgangar/", "\n/x" * 300],
)
def test_it_never_leads_elsewhere(world, elsewhere):
    assert world.client("mentor").post(f"{CODE}godta/", {"next": elsewhere}).url == CODE


def test_accepted_twice_is_accepted_once(world):
    for _ in range(2):
        assert world.client("mentor").post(f"{CODE}godta/").status_code == HTTPStatus.FOUND
    assert ConductAcceptance.objects.get().version == conduct.VERSION
    assert "Du godtog den" in world.client("mentor").get(CODE).content.decode()


def test_a_new_text_is_accepted_anew(world, monkeypatch):
    access = load(world.people["mentor"])
    conduct.accept(world.cohort, access, by=world.people["mentor"])
    conduct.require(access, world.group.room)
    monkeypatch.setattr(conduct, "VERSION", conduct.VERSION + 1)
    with pytest.raises(conduct.CodeNotAccepted):
        conduct.require(access, world.group.room)


def test_each_seat_and_each_holder_of_it(world):
    """Another seat asks again, and who takes over a seat accepts for themself."""
    mate, successor = world.people["group_mate"], factories.person()
    conduct.accept(world.cohort, load(mate), by=mate)
    conduct.require(load(mate), world.group.room)
    seat = mate.seats.get()
    factories.seat(world.cohort.room, Function.OBSERVER, mate, county_code="08")
    with pytest.raises(conduct.CodeNotAccepted):
        conduct.require(load(mate), world.group.room)
    fill(vacate(seat), successor)
    with pytest.raises(conduct.CodeNotAccepted):
        conduct.require(load(successor), world.group.room)


def test_a_seat_in_another_round_is_another_matter(world):
    mentor = world.people["mentor"]
    conduct.accept(world.cohort, load(mentor), by=mentor)
    factories.seat(world.organisations["linkoping"].room, Function.MANAGER, mentor)
    conduct.require(load(mentor), world.group.room)
    with pytest.raises(conduct.CodeNotAccepted):
        conduct.require(load(mentor), world.organisations["linkoping"].room)


def test_an_observer_of_the_programme_can_accept(world, client):
    person = factories.person()
    factories.seat(programme_room(), Function.OBSERVER, person)
    client.force_login(person)
    assert client.post(f"{CODE}godta/").status_code == HTTPStatus.FOUND
    conduct.require(load(person), world.cohort.room)


def test_a_home_team_is_not_asked(world):
    assert world.client("home_team").get(CODE).status_code == HTTPStatus.NOT_FOUND


def test_the_leader_accepts_before_reading_what_would_be_open(world, write, share):
    write(WORD)
    asked = public.ask(share(GROUP), by=world.people["strategist"])
    url = f"/omgangar/2019/oppet/{asked.pk}/"
    assert world.client("leader").get(url).status_code == HTTPStatus.FORBIDDEN
    world.client("leader").post(f"{CODE}godta/")
    assert WORD in world.client("leader").get(url).content.decode()


def test_one_statement(world, django_assert_num_queries):
    for persona in MENTORS:
        conduct.accept(world.cohort, load(world.people[persona]), by=world.people[persona])
    access = load(world.people["mentor"])
    with django_assert_num_queries(1):
        conduct.require(access, world.group.room)
