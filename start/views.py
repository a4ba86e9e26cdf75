"""The front door: what this is, who one is here, and that the machine is well."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from access import clock
from access.gates import member, public
from start import health, rounds
from start.context import current_seat
from start.forms import HatForm
from start.work import read_work


@require_safe
@public("the first page: what this is and who takes part, public facts only")
def home(request: HttpRequest) -> HttpResponse:
    """Show what this is to visitors, and Mitt arbete to people who are signed in."""
    if request.user.is_authenticated:
        page = read_work(request.access, current_seat(request), clock.today())  # type: ignore[attr-defined]
        first_name = request.user.name.partition(" ")[0]
        return render(request, "start/work.html", {"page": page, "first_name": first_name, "today": clock.today()})
    return render(request, "start/welcome.html", {"rounds": rounds.public_rounds(), "open": rounds.open_rounds()})


@require_POST
@member("chooses among one's own seats only")
def choose_hat(request: HttpRequest) -> HttpResponse:
    """Put on another hat, and go to what waits under it."""
    form = HatForm(request.POST, access=request.access)  # type: ignore[attr-defined]
    if not form.is_valid():
        refusal = form.errors["hat"][0]
        return render(request, "refusal.html", {"refusal": refusal}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    request.session["hat"] = form.cleaned_data["hat"]
    return redirect("start:home")


@require_safe
@public("what the service is")
def about(request: HttpRequest) -> HttpResponse:
    """Say what Jämna steg is and how a round goes."""
    return render(request, "start/about.html")


@require_safe
@public("the accessibility statement must be readable before sign-in (lag 2018:1937)")
def accessibility(request: HttpRequest) -> HttpResponse:
    """Show the accessibility statement."""
    return render(request, "start/accessibility.html")


@require_safe
@public("what is stored about people must be readable before sign-in (GDPR article 13)")
def personal_data(request: HttpRequest) -> HttpResponse:
    """Say which personal data are stored, why, and for how long."""
    return render(request, "start/personal_data.html")


@require_safe
@public("asked by the load balancer; says nothing but that the process runs")
def live(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  a view's signature
    """Answer that the process runs."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
@public("asked by the load balancer; says nothing but ready or not")
def ready(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  a view's signature
    """Answer whether visitors may be sent here."""
    if health.is_ready():
        return HttpResponse("ok", content_type="text/plain")
    return HttpResponse("inte redo", content_type="text/plain", status=HTTPStatus.SERVICE_UNAVAILABLE)
