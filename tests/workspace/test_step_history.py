"""The history of a step: every text that stood, and those that were refused or put together."""

from http import HTTPStatus

import pytest

from benchmarking.workspace.entries import remove_row
from benchmarking.workspace.history import PAGE
from benchmarking.workspace.typed import TypedClash
from tests.workspace.conftest import SKILLS

pytestmark = pytest.mark.django_db
HISTORY = "/omgangar/2019/kalmar/steg/uppstart/historik/"


@pytest.fixture
def read(world, content):
    def read(query="", persona="strategist"):
        response = world.client(persona).get(HISTORY + query)
        assert response.status_code == HTTPStatus.OK
        return response.content.decode()

    return read


def test_what_stood_and_what_did_not(read, write, manager):
    write("styrmodell", "Första texten")
    write("styrmodell", "Chefens text", version=1, by=manager)
    with pytest.raises(TypedClash):
        write("styrmodell", "Den refuserade texten", version=1)
    html = read()
    for text in ("Första texten", "Chefens text", "Den refuserade texten", "Sparades inte, en annan text gällde"):
        assert text in html


def test_a_removed_row_is_there_still(read, add_rows, kalmar, content, strategist):
    (row,) = add_rows(1)
    remove_row(kalmar, content, **SKILLS, entry_id=row, by=strategist)
    assert "Område 1" in read()


def test_pages(read, write, django_assert_max_num_queries):
    for version in range(PAGE + 1):
        write("styrmodell", f"Text nummer {version}.", version=version)
    with django_assert_max_num_queries(12):
        first = read()
    assert "Text nummer 50." in first
    assert "Text nummer 0." not in first
    assert "Äldre texter" in first
    assert "Text nummer 0." in read("?sida=2")
    assert "Äldre texter" not in read("?sida=2")
    assert "Text nummer 50." in read("?sida=hej")


def test_a_home_team_reads_its_parts_only(read, write):
    write("styrmodell", "Trions hemlighet")
    assert "Trions hemlighet" not in read(persona="home_team")
