"""One organisation's people: the trio, the home team, and who was here before."""

import datetime as dt

import pytest

from access import clock
from cohorts.models import Seat
from cohorts.people import team_of
from cohorts.roles import Function
from cohorts.seats import end_seat, fill, vacate
from tests import factories
from tests.personas import PART

URL = "/omgangar/2019/kalmar/team/"


@pytest.mark.parametrize(
    ("persona", "status"),
    [
        ("politician", 200),
        ("strategist", 200),
        ("leader", 200),
        ("programme_leader", 200),
        ("mentor", 200),
        ("supporting_mentor", 200),
        ("home_team", 403),
        ("group_mate", 404),
        ("past_member", 404),
        ("ended_mentor", 404),
        ("other_group", 404),
        ("other_leader", 404),
        ("observer", 404),
        ("outsider", 404),
        ("superuser", 404),
        ("anonymous", 302),
    ],
)
def test_is_for_the_trio_the_mentors_and_the_leaders(world, persona, status):
    assert world.client(persona).get(URL).status_code == status


def test_shows_the_trio_and_the_home_team_with_its_parts(world):
    text = world.client("strategist").get(URL).content.decode()
    assert "Titel politician" in text
    assert world.people["manager"].email in text
    assert PART in text
    assert "Kalmar – Södertälje, mentor Norrtälje, med stöd av Umeå" in text


@pytest.mark.parametrize(
    ("persona", "offers", "vacates"),
    [("strategist", True, False), ("leader", True, True), ("mentor", False, False)],
)
def test_offers_what_the_reader_may_do(world, vacant, persona, offers, vacates):
    text = world.client(persona).get(URL).content.decode()
    assert (f"/deltagare/{vacant.pk}/bjud-in/" in text) == offers
    assert ("/lamna/" in text) == vacates


def test_the_history_says_who_held_a_seat_from_when_until_when(world, vacant):
    first, second = factories.person("Frida Först"), factories.person("Anders Andra")
    for day, act in (
        (1, lambda: fill(vacant, first, title="Kanslichef")),
        (9, lambda: vacate(vacant)),
        (20, lambda: fill(vacant, second, title="Tf kanslichef")),
        (25, lambda: end_seat(vacant)),
    ):
        with clock.at(dt.datetime(2031, 3, day, 12, tzinfo=dt.UTC)):
            act()
    past = [tenure for tenure in team_of(world.own, contacts=True).past if tenure.name in {first.name, second.name}]
    march = [dt.date(2031, 3, day) for day in range(1, 32)]
    assert [(tenure.name, tenure.title, tenure.since, tenure.until) for tenure in past] == [
        ("Anders Andra", "Tf kanslichef", march[19], march[24]),
        ("Frida Först", "Kanslichef", march[0], march[8]),
    ]
    with clock.at(dt.datetime(2031, 4, 1, 12, tzinfo=dt.UTC)):
        assert "till 9 mars" in world.client("strategist").get(URL).content.decode()


def test_a_seat_handed_over_at_once_ends_the_first_and_a_new_title_ends_nothing(world, vacant):
    with clock.at(dt.datetime(2031, 3, 1, 12, tzinfo=dt.UTC)):
        fill(vacant, factories.person("Frida Först"))
    Seat.objects.filter(pk=vacant.pk).update(title="Ny titel")
    assert "Frida Först" not in [tenure.name for tenure in team_of(world.own, contacts=True).past]
    Seat.objects.filter(pk=vacant.pk).update(holder=factories.person(), since=dt.date(2031, 3, 5))
    (tenure,) = [each for each in team_of(world.own, contacts=True).past if each.name == "Frida Först"]
    assert (tenure.title, tenure.until) == ("Ny titel", dt.date(2031, 3, 5))


def test_takes_the_same_sql_for_1_3_and_12_seats(db, statements):
    counts = []
    for number in (1, 3, 12):
        cohort = factories.cohort()
        participation = factories.participation(cohort)
        for _ in range(number):
            seat = factories.seat(participation.room, Function.OTHER, factories.person(), parts=(PART,))
            vacate(seat)
            factories.invite(seat)
        counts.append(statements(lambda each=participation: team_of(each, contacts=True)))
    assert counts == [5, 5, 5]
