"""A release's page, its stub, and taking it back, over HTTP."""

from http import HTTPStatus

import pytest

from benchmarking.sharing.models import AudienceKind
from tests.personas import CAST, LEADERS, MENTORS, OWN, TRIOS

pytestmark = pytest.mark.django_db
GROUP, CONFERENCE = AudienceKind.GROUP, AudienceKind.CONFERENCE
WORD = "Spindelväv"
URL = "/omgangar/2019/kalmar/delat/{}/"


def _statuses(world, url):
    return {persona: world.client(persona).get(url).status_code for persona in CAST}


def test_its_readers_read_it_and_nobody_else_knows_of_it(world, write, share):
    write(WORD)
    statuses = _statuses(world, URL.format(share(GROUP).number))
    readers = OWN | MENTORS | LEADERS | {"group_mate"}
    assert {persona for persona, status in statuses.items() if status == HTTPStatus.OK} == readers
    assert {statuses[persona] for persona in set(CAST) - readers - {"anonymous", "deactivated"}} == {404}


def test_what_people_write_is_text(world, write, share):
    write("<script>alert(1)</script>\nandra raden")
    html = world.client("mentor").get(URL.format(share(GROUP).number)).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;<br>andra raden" in html
    assert "<script>alert" not in html


def test_a_withdrawn_one_leaves_a_stub_without_a_word_of_it(world, write, share):
    write(WORD)
    release = share(GROUP, CONFERENCE)
    url = URL.format(release.number)
    answer = world.client("manager").post(f"{url}ta-tillbaka/")
    assert answer.status_code == HTTPStatus.FOUND
    for persona in TRIOS | LEADERS | {"observer"}:
        stub = world.client(persona).get(url)
        html = stub.content.decode()
        assert stub.status_code == HTTPStatus.GONE, persona
        assert "Källan har dragits tillbaka" in html
        assert WORD not in html
        assert world.people["strategist"].name not in html or persona == "strategist"


def test_only_its_own_trio_takes_it_back(world, share):
    url = URL.format(share(GROUP).number)
    for persona, status in (("group_mate", 404), ("mentor", 403), ("leader", 403), ("home_team", 403)):
        assert world.client(persona).post(f"{url}ta-tillbaka/").status_code == status, persona
        assert "Ta tillbaka" not in world.client(persona).get(url).content.decode()
    assert world.client("politician").get(url).content.decode().count("Ta tillbaka") > 0


def test_taken_back_twice_is_a_clash(world, share):
    url = f"{URL.format(share(GROUP).number)}ta-tillbaka/"
    assert world.client("manager").post(url).status_code == HTTPStatus.FOUND
    assert world.client("strategist").post(url).status_code == HTTPStatus.CONFLICT


def test_an_older_one_leads_to_the_newest_that_the_reader_may_read(world, write, share):
    first = share(GROUP)
    write("Nyare")
    second = share(CONFERENCE)
    newest = f'href="{URL.format(second.number)}"'
    assert newest in world.client("group_mate").get(URL.format(first.number)).content.decode()
    assert newest not in world.client("group_mate").get(URL.format(second.number)).content.decode()


def test_the_path_leads_only_where_the_reader_may_go(world, share):
    url = URL.format(share(GROUP).number)
    group, owner = "/omgangar/2019/grupper/kalmar-sodertalje/", "/omgangar/2019/kalmar/"
    for persona, opens in (("group_mate", {group}), ("mentor", {group, owner}), ("leader", {owner})):
        html = world.client(persona).get(url).content.decode()
        crumbs = html.split('aria-label="Sökväg"')[1].split("</nav>")[0]
        assert {address for address in (group, owner) if f'href="{address}"' in crumbs} == opens, persona


def test_a_number_of_another_organisation_is_404(world, share):
    share(GROUP, participation=world.organisations["sodertalje"], by="group_mate")
    assert world.client("strategist").get(URL.format(1)).status_code == HTTPStatus.NOT_FOUND
    assert world.client("strategist").post(f"{URL.format(1)}ta-tillbaka/").status_code == HTTPStatus.NOT_FOUND


def test_few_statements(world, share, django_assert_max_num_queries):
    url = URL.format(share(GROUP, CONFERENCE).number)
    with django_assert_max_num_queries(8):
        world.client("group_mate").get(url)
