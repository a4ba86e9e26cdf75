"""What of allauth is open, at addresses of our own; its other views are not mounted."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from allauth.account import views
from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path

View = Callable[..., HttpResponse]


def refusing(view: View) -> View:
    """Answer 422 where the library shows a form with errors, which it does with 200."""

    @wraps(view)
    def answer(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        response = view(request, **kwargs)
        form = (getattr(response, "context_data", None) or {}).get("form")
        if form is not None and form.errors:
            response.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
        return response

    return answer


urlpatterns = [
    path("login/", refusing(views.login), name="account_login"),
    path("kod/", refusing(views.request_login_code), name="account_request_login_code"),
    path("kod/skriv/", refusing(views.confirm_login_code), name="account_confirm_login_code"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("signup/", views.signup, name="account_signup"),
    path("losenord/", refusing(views.password_change), name="account_change_password"),
    path("losenord/valj/", refusing(views.password_set), name="account_set_password"),
    path("losenord/nytt/", refusing(views.password_reset), name="account_reset_password"),
    path("losenord/nytt/skickat/", views.password_reset_done, name="account_reset_password_done"),
    path("losenord/nytt/klart/", views.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^losenord/nytt/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        refusing(views.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
]
