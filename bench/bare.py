"""The least that could answer: the same SQL behind session, CSRF and auth, and the rows as they come.

Also the address list of the bench: the product's own, and these two.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from benchmarking.models import Answer
from config.urls import urlpatterns as product

MIDDLEWARE = (
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
)
#: A statement with its parameters.
Statement = tuple[str, Any]
#: What ``rows`` runs, chosen before each request.
script: list[Statement] = []


def rows(request: HttpRequest) -> HttpResponse:
    """Run the script and answer with tab-separated rows."""
    if not request.user.is_authenticated:
        return HttpResponse(status=403)
    lines = []
    with connection.cursor() as cursor:
        for sql, params in script:
            cursor.execute(sql, params)
            lines += ["\t".join(map(str, row)) for row in cursor.fetchall()]
    return HttpResponse("\n".join(lines), content_type="text/tab-separated-values")


def update(request: HttpRequest) -> HttpResponse:
    """Write the posted text over the answer that stands there."""
    if not request.user.is_authenticated:
        return HttpResponse(status=403)
    with transaction.atomic():
        Answer.objects.filter(pk=request.POST["pk"]).update(value=request.POST["value"])
    return HttpResponse(status=204)


urlpatterns = [*product, path("bench/rows/", rows), path("bench/update/", update)]


def browser(user: Any, *, middleware: Sequence[str] | None = None) -> Client:
    """Return a browser in which ``user`` is signed in; CSRF is checked. ``middleware`` instead of the product's."""
    client = Client(enforce_csrf_checks=True, SERVER_NAME="localhost")
    client.force_login(user)
    if middleware is not None:
        with override_settings(MIDDLEWARE=middleware):
            client.handler.load_middleware()
    return client


def recorded(act: Callable[[], object]) -> list[Statement]:
    """Return the statements that ``act`` runs, in order."""
    found: list[Statement] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001  Django's signature
        found.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        act()
    return found
