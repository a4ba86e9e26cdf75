"""The demo's own pages: choose whom to be, and read the letters that nobody was sent."""

from http import HTTPStatus

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from access.gates import public
from accounts.models import Letter
from start.demo import people
from start.demo.forms import EnterForm

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
SHOWN_LETTERS = 50


@require_GET
@public("demo mode only: every person listed is invented")
def demo_people(request: HttpRequest) -> HttpResponse:
    """List whom one can be."""
    template = "start/demo/people_list.html" if request.headers.get("HX-Request") else "start/demo/people.html"
    return render(request, template, {"people": people.everyone()})


@require_POST
@public("demo mode only: every person that can be entered as is invented")
def demo_enter(request: HttpRequest) -> HttpResponse:
    """Sign in as a demo person."""
    form = EnterForm(request.POST)
    if not form.is_valid():
        refusal = form.errors["person"][0]
        return render(request, "refusal.html", {"refusal": refusal}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    login(request, form.cleaned_data["person"], backend=BACKEND)
    return redirect("start:home")


@require_GET
@public("demo mode only: the letters of invented people, which no server delivers")
def demo_letters(request: HttpRequest) -> HttpResponse:
    """Show the latest letters as they would have left."""
    return render(
        request, "start/demo/letters.html", {"letters": list(Letter.objects.order_by("-pk")[:SHOWN_LETTERS])}
    )
