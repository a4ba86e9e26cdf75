"""A browser against the running product."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext

from accounts.models import User


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
