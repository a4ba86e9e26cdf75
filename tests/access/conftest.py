"""The standing cast, for every test of who may what, in a world where every room has something in it."""

import http.server
import logging
import mimetypes
import threading
from http import HTTPStatus
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from playwright.sync_api import Page

from tests.access.content import PRINTED, furnish
from tests.access.plants import plant
from tests.database import Kept
from tests.personas import WORLD, world

__all__ = ["world"]


FULL_WORLD = Kept(furnish, after=WORLD)
PLANTED = Kept(plant, after=FULL_WORLD)


@pytest.fixture(scope="session")
def _printed(media):
    (media / PRINTED).write_bytes(b"%PDF-1.7")


@pytest.fixture(scope="module")
def full_world(django_db_setup, django_db_blocker, _printed):
    """``world`` with content in every room."""
    with django_db_blocker.unblock(), FULL_WORLD.inside() as made:
        yield made


@pytest.fixture(scope="module")
def planted(django_db_setup, django_db_blocker, _printed):
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


class _Page(http.server.BaseHTTPRequestHandler):
    """One page, and the product's static files, which a browser keeps from one page to the next."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer with the page, but for what is asked of the static files."""
        if not self.path.startswith(settings.STATIC_URL):
            self._answer(self.server.html, "text/html; charset=utf-8", "no-store")
        elif found := finders.find(self.path.removeprefix(settings.STATIC_URL)):
            self._answer(Path(found).read_bytes(), mimetypes.guess_type(found)[0] or "", "max-age=3600")
        else:
            self.send_error(HTTPStatus.NOT_FOUND)

    def _answer(self, content: bytes, kind: str, cache: str) -> None:
        self.send_response(HTTPStatus.OK)
        for name, value in {"Content-Type": kind, "Cache-Control": cache, "Content-Length": len(content)}.items():
            self.send_header(name, str(value))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def draw(browser):
    """``draw(html)``: a browser shows the page, with the product's static files."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Page) as server, browser.new_page() as page:
        threading.Thread(target=server.serve_forever, daemon=True).start()

        def show(html: bytes) -> Page:
            server.html = html
            page.goto(f"http://127.0.0.1:{server.server_port}/")
            return page

        yield show
        server.shutdown()
