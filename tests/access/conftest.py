"""The standing cast, for every test of who may what, in a world where every room has something in it."""

import logging
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from tests.access.content import furnish
from tests.access.plants import plant
from tests.database import Kept
from tests.personas import WORLD, world

__all__ = ["world"]


FULL_WORLD = Kept(furnish, after=WORLD)
PLANTED = Kept(plant, after=FULL_WORLD)
ORIGIN = "http://jamna.test"


@pytest.fixture(scope="module")
def full_world(django_db_setup, django_db_blocker):
    """``world`` with content in every room."""
    with django_db_blocker.unblock(), FULL_WORLD.inside() as made:
        yield made


@pytest.fixture(scope="module")
def planted(django_db_setup, django_db_blocker):
    """``full_world`` with a word of its own in every text, and where each stands."""
    with django_db_blocker.unblock(), PLANTED.inside() as made:
        yield made


@pytest.fixture(autouse=True, scope="module")
def _pages_as_text():
    """Keep no copy of each template's context, and no line of log for each refusal.

    These tests read what the browser reads, thousands of times.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.test.client.store_rendered_templates", lambda *_args, **_kwargs: None)
        log = logging.getLogger("django.request")
        before = log.level
        log.setLevel(logging.ERROR)
        yield
        log.setLevel(before)


@pytest.fixture(scope="module")
def draw(browser):
    """``draw(html)``: a browser shows the page, with the product's static files."""
    shown = {}

    def answer(route):
        path = urlsplit(route.request.url).path
        if path.startswith(settings.STATIC_URL):
            route.fulfill(path=finders.find(path.removeprefix(settings.STATIC_URL)))
        else:
            route.fulfill(body=shown["html"], headers={"Content-Type": "text/html; charset=utf-8"})

    def show(html):
        shown["html"] = html
        page.goto(ORIGIN)
        return page

    with browser.new_page() as page:
        page.route(f"{ORIGIN}/**", answer)
        yield show
