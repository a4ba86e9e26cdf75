"""An organisation's page: the workspace for its own, counts and releases for others, parts for the home team."""

import re
from http import HTTPStatus

import pytest

from access import clock
from benchmarking.sharing.models import AudienceKind
from benchmarking.sharing.reading import releases_for_group
from cohorts import enrolment
from cohorts.access import load
from cohorts.roles import Function
from tests import factories
from tests.personas import LEADERS, MENTORS, OWN

pytestmark = pytest.mark.django_db
GROUP = AudienceKind.GROUP
URL = "/omgangar/2019/kalmar/"
WORD = "Spindelväv"


@pytest.fixture
def get(world):
    """``get("mentor")``: Kalmar's page as somebody sees it."""

    def get(persona="strategist"):
        answer = world.client(persona).get(URL)
        assert answer.status_code == HTTPStatus.OK
        return answer.content.decode()

    return get


def test_the_trio_goes_on_from_here(get):
    html = get()
    assert 'href="/omgangar/2019/kalmar/steg/uppstart/"' in html
    assert "Fortsätt med steg 1" in html
    assert html.count('data-label="Läge"') == 8


@pytest.mark.parametrize("persona", sorted(MENTORS | LEADERS))
def test_others_see_progress_and_never_a_draft(write, get, persona):
    write(WORD)
    html = get(persona)
    assert WORD not in html
    assert "Pågår, 0 av" in html
    assert "/steg/" not in html
    assert "Fortsätt med" not in html


@pytest.mark.parametrize("persona", sorted(MENTORS | LEADERS | OWN))
def test_what_is_shared_is_a_link_for_its_readers(share, get, persona):
    share(GROUP)
    assert 'href="/omgangar/2019/kalmar/delat/1/"' in get(persona)


def test_a_home_team_has_its_worksheets_and_nothing_else(world, write, share, get):
    factories.seat(world.own.room, Function.OTHER, world.people["outsider"], parts=("presentation",))
    write(WORD)
    share(GROUP)
    html = get("outsider")
    assert 'href="/omgangar/2019/kalmar/steg/traff-1/mall/presentation/"' in html
    assert html.count("/mall/") == 1
    for word in (WORD, "delat/1/", "data-label", "Fortsätt med", "Teamet"):
        assert word not in html


def test_the_organisation_in_all_its_rounds_is_a_link(get):
    assert 'href="/organisationer/kalmar/"' in get()


def test_what_remains_is_said_in_hours(get):
    """The first step takes more than an hour and a half."""
    assert re.search(r"Ungefär \d tim( \d+ min)? återstår", get())


def test_an_organisation_that_has_left_may_read(world, get):
    enrolment.withdraw(world.own, on=clock.today(), reason="tid")
    assert "Ni har lämnat omgången" in get()
    assert "Organisationen har lämnat omgången" in get("mentor")


@pytest.mark.parametrize("persona", ["strategist", "mentor", "leader"])
def test_same_sql_for_any_number_of_releases(share, get, persona, django_assert_max_num_queries):
    def statements():
        with django_assert_max_num_queries(12) as counted:
            get(persona)
        return [query["sql"].split("WHERE")[0] for query in counted]

    share(GROUP)
    one = statements()
    for _ in range(2):
        share(GROUP)
    assert statements() == one
    for _ in range(30):
        share(GROUP)
    assert statements() == one


def test_the_list_of_a_group_is_one_statement_and_the_newest_of_each(world, share, django_assert_num_queries, write):
    mate = world.organisations["sodertalje"]
    access = load(world.people["mentor"])
    for count in (1, 2, 30):
        for _ in range(count):
            share(GROUP)
        last = share(GROUP, participation=mate, by="group_mate")
        with django_assert_num_queries(1):
            lines = releases_for_group(access, world.group.room)
        assert [line.organisation for line in lines] == ["Södertälje", "Kalmar"]
        assert lines[0].number == last.number
