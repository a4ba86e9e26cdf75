"""The middleware that reads the person's access and insists on a gate."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string

from access.refusals import Refusal


class GateMissing(ImproperlyConfigured):
    """A view of ours was reached that declares neither gate, member nor public."""


class GateMiddleware:
    """Gives each request its access, refuses ungated views, and words the refusals of verbs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Resolve the loader once; it is called at most once per request."""
        self.get_response = get_response
        self.load = import_string(settings.ACCESS_LOADER)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Attach the lazily read access and go on."""
        request.access = SimpleLazyObject(lambda: self.load(request.user))  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, _args: Any, _kwargs: Any) -> HttpResponse | None:
        """Refuse a view without a stamp (500), and a signed-out fragment request (401, in place)."""
        stamp = getattr(view, "access_stamp", None)
        if stamp is None and view.__module__ not in settings.ACCESS_THIRD_PARTY:
            raise GateMissing(f"{view.__module__}.{view.__name__} has no gate")
        if request.user.is_anonymous and getattr(view, "login_required", True) and request.headers.get("HX-Request"):
            return render(request, "fragments/signed_out.html", status=HTTPStatus.UNAUTHORIZED)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Show a verb's refusal as a page, or as a fragment where the request asked for one."""
        if not isinstance(exception, Refusal):
            return None
        template = "fragments/refusal.html" if request.headers.get("HX-Request") else exception.page
        context = {"refusal": str(exception), "refused": exception}
        return render(request, template, context, status=exception.status)
