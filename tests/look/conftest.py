"""A browser before pages that are drawn without a server: the templates and the static files, nothing else."""

from http import HTTPStatus
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template import engines
from django.test import RequestFactory
from playwright.sync_api import Request

ORIGIN = "http://jamna.test"
CSP = "; ".join(f"{name} {' '.join(of)}" for name, of in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"].items())


class Stage:
    """Shows a template's source at /; ``answers`` maps other paths to (status, body); ``sent`` keeps the requests."""

    def __init__(self, page):
        self.page = page
        self.sent: list[Request] = []
        self.html = ""
        self.answers: dict[str, tuple[int, str]] = {}
        page.route(f"{ORIGIN}/**", self.answer)

    def __call__(self, source, answers=None, **context):
        self.html = engines["django"].from_string(source).render(context, RequestFactory().get("/"))
        self.answers = answers or {}
        self.page.goto(ORIGIN)

    def answer(self, route):
        path = urlsplit(route.request.url).path
        self.sent.append(route.request)
        if path.startswith(settings.STATIC_URL):
            route.fulfill(path=finders.find(path.removeprefix(settings.STATIC_URL)))
            return
        status, body = self.answers.get(path, (HTTPStatus.OK, self.html))
        headers = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": CSP}
        route.fulfill(status=status, body=body, headers=headers)


@pytest.fixture
def show(page):
    return Stage(page)
