"""All that an organisation has shared, on one page of its own."""

from http import HTTPStatus

import pytest

from benchmarking.sharing import public
from benchmarking.sharing.models import AudienceKind
from benchmarking.sharing.releases import withdraw
from cohorts.groups import leave
from tests.personas import CAST, OWN

pytestmark = pytest.mark.django_db
GROUP, COHORT, CONFERENCE = AudienceKind.GROUP, AudienceKind.COHORT, AudienceKind.CONFERENCE
URL = "/omgangar/2019/kalmar/delat/"


@pytest.fixture
def section(world):
    """``section(2)``: what the page says of a release, as its strategist reads it."""

    def section(number):
        html = world.client("strategist").get(URL).content.decode()
        found = html.split(f'id="delning-{number}"')[1].split("</section>")[0]
        return " ".join(found.split())

    return section


def test_it_is_its_own_trios_alone(world, share):
    share(GROUP)
    found = {persona for persona in CAST if world.client(persona).get(URL).status_code == HTTPStatus.OK}
    assert found == OWN


def test_it_says_with_whom_by_whom_and_what_has_changed(world, write, share, share_sheet, section):
    write("Ett")
    share(GROUP)
    share_sheet(COHORT, CONFERENCE, by="manager")
    assert "Gruppen Kalmar – Södertälje: Norrtälje (mentor), Södertälje och Umeå (mentor)" in section(1)
    assert "av Strategist" in section(1)
    assert "Inget är ändrat sedan dess" in section(1)
    assert "Hela omgången" in section(2)
    assert "Resultatkonferensen" in section(2)
    assert "av Manager" in section(2)
    write("Två")
    for number, anew in ((1, "steg/traff-1/dela/"), (2, "steg/traff-1/mall/presentation/dela/")):
        assert "Ändrat sedan ni delade" in section(number)
        assert f"/omgangar/2019/kalmar/{anew}" in section(number)
    share(GROUP)
    assert "Det finns en nyare delning" in section(1)
    assert "Dela" not in section(1).split("Ta tillbaka")[0].split("Det finns en nyare")[1]


def test_it_says_who_reads_no_more_and_what_is_taken_back(world, share, section):
    first, second = share(GROUP), share(GROUP)
    leave(world.organisations["sodertalje"])
    assert "Södertälje (läser inte längre)" in section(second.number)
    withdraw(first, by=world.people["manager"])
    assert "Tillbakadragen" in section(first.number)
    assert "Ta tillbaka" not in section(first.number)


def test_it_says_how_it_stands_with_showing_openly(world, share, section):
    by, leader = world.people["strategist"], world.people["leader"]
    asked = [public.ask(share(GROUP), by=by) for _ in range(3)]
    public.decline(asked[0], reason="Namn i texten", by=leader)
    public.approve(asked[1], by=leader)
    assert "sa nej" in section(1)
    assert "Namn i texten" in section(1)
    assert f"/delat/{asked[1].release_id}/" in section(2)
    assert "väntar på projektledaren" in section(3)


def test_nothing_of_others_stands_there(world, write, share):
    write("Södertäljes ord", participation=world.organisations["sodertalje"], by="group_mate")
    share(GROUP, participation=world.organisations["sodertalje"], by="group_mate")
    html = world.client("strategist").get(URL).content.decode()
    assert "Ni har inte delat något än" in html
    assert "sodertalje/delat" not in html


def test_the_same_statements_for_one_release_and_many(world, write, share, share_sheet, django_assert_max_num_queries):
    write("Ett")
    counts = []
    for times in (1, 4):
        for _ in range(times):
            share(GROUP, COHORT)
            share_sheet(GROUP)
        with django_assert_max_num_queries(15) as counted:
            world.client("strategist").get(URL)
        counts.append(len(counted))
    assert counts[0] == counts[1]
