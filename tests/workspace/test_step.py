"""The step page: what it shows, to whom, and in how many SQL statements."""

from http import HTTPStatus

import pytest

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
