"""Every page, as the one who sees most of it, wide and narrow: axe finds nothing, and nothing is cut off."""

from http import HTTPStatus

import pytest
from django.urls import reverse

from tests.access_table import ROWS, kwargs_of
from tests.personas import ANONYMOUS

pytestmark = [pytest.mark.django_db, pytest.mark.deep]

#: Whoever comes first here, of those a page opens to, sees most on it.
RICHEST = ("strategist", "leader", "mentor", ANONYMOUS)
WIDE, NARROW = 1280, 375
PAGES = [row for row in ROWS if row.get == HTTPStatus.OK and row.opens]


@pytest.mark.parametrize("row", PAGES, ids=str)
def test_page_is_accessible_and_whole(row, full_world, draw, assert_accessible, scale):
    """In the suite axe reads the wide page, and ``make check-deep`` lets it read the narrow one too."""
    persona = next((persona for persona in RICHEST if persona in row.opens), min(row.opens))
    got = full_world.client(persona).get(reverse(row.name, kwargs=kwargs_of(row, full_world)))
    if not got["Content-Type"].startswith("text/html"):
        return
    page = draw(got.content)
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")
    read_at = scale((WIDE,), (WIDE, NARROW))
    for width in (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        if width in read_at:
            assert_accessible(page)
