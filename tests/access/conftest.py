"""The standing cast, for every test of who may what, in a world where every room has something in it."""

import logging
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import transaction

from tests.access.content import furnish
from tests.personas import world

__all__ = ["full_world", "world"]

ORIGIN = "http://jamna.test"


@pytest.fixture(scope="module")
def full_world(world, django_db_blocker):
    """``world`` with content in every room, built once per module."""
    with django_db_blocker.unblock(), transaction.atomic():
        furnish(world)
        yield world
        transaction.set_rollback(True)


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


@pytest.fixture
def draw(page):
    """``draw(html)``: the browser shows the page, with the product's static files."""
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

    page.route(f"{ORIGIN}/**", answer)
    return show
