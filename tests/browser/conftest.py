"""Playwright on Debian's Chromium against the running product."""

import os
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, Page

from accounts.models import User

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Chromium of the machine (``CHROMIUM`` names another), without calls of its own to the outside."""
    return {"executable_path": os.environ.get("CHROMIUM", "/usr/bin/chromium"), "args": FLAGS}


@pytest.fixture
def browser_context_args(server) -> dict[str, Any]:
    """A desk's window on the running product, in Swedish; a test may resize it."""
    viewport = {"width": 1280, "height": 900}
    return {"base_url": server, "viewport": viewport, "locale": "sv-SE", "timezone_id": settings.TIME_ZONE}


@pytest.fixture
def sign_in(server) -> Callable[[BrowserContext, User], None]:
    """``sign_in(page.context, person)``: the person is signed in there, without the pages of sign-in."""

    def cookie(context: BrowserContext, person: User) -> None:
        client = Client()
        client.force_login(person)
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": server}])

    return cookie


@pytest.fixture
def assert_accessible() -> Callable[[Page], None]:
    """``assert_accessible(page)``: axe finds nothing on the page as it stands."""

    def run(page: Page) -> None:
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()

    return run
