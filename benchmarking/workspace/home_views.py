"""The home team of an organisation: its trio offers seats with parts, changes the parts, ends seats."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from access.refusals import Refusal
from accounts.tasks import send_letter
from benchmarking.method.versions import method_of
from benchmarking.workspace.home_forms import HomeSeatForm, PartsForm
from cohorts import invitations, seats
from cohorts.gates import participation_gate
from cohorts.models import Participation, Seat
from cohorts.requests import MemberRequest
from cohorts.roles import Function


@require_http_methods(["GET", "HEAD", "POST"])
@participation_gate("offer_own_seat", "offer_seat")
def home_seat_offer(request: MemberRequest, participation: Participation) -> HttpResponse:
    """Offer a new seat in the home team, with its parts, by mail."""
    form = HomeSeatForm(method_of(participation.cohort_id), request.POST if request.method == "POST" else None)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    if form.is_valid():
        person = {name: form.cleaned_data[name] for name in ("name", "email")}
        try:
            offer = invitations.offer_home_seat(participation.room, parts=form.chosen, **person, by=request.user)
        except Refusal as refusal:
            form.add_error("parts" if isinstance(refusal, seats.NoPart) else None, str(refusal))
            status = refusal.status
        else:
            send_letter.delay_on_commit(offer.letter_id)
            messages.success(request, f"Inbjudan till {offer.name} är på väg till {offer.email}.")
            return redirect(_team(participation))
    return _page(request, participation, "home_seat_offer", {"form": form}, status)


@require_http_methods(["GET", "HEAD", "POST"])
@participation_gate("offer_own_seat", "offer_seat")
def home_seat_parts(request: MemberRequest, participation: Participation, seat: int) -> HttpResponse:
    """Show what a seat in the home team opens; change it."""
    held = _home_seat(participation, seat)
    keys = [part.key for part in held.parts.all()]
    posted = request.POST if request.method == "POST" else None
    form = PartsForm(method_of(participation.cohort_id), posted, initial={"parts": keys, "sheets": keys})
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    if form.is_valid():
        try:
            seats.change_parts(held, form.chosen, by=request.user)
        except Refusal as refusal:
            form.add_error("parts", str(refusal))
            status = refusal.status
        else:
            messages.success(request, "Sparat. Det gäller genast.")
            return redirect(_team(participation))
    return _page(request, participation, "home_seat_parts", {"form": form, "seat": held}, status)


@require_POST
@participation_gate("offer_own_seat", "offer_seat")
def home_seat_end(request: MemberRequest, participation: Participation, seat: int) -> HttpResponse:
    """Close a seat in the home team for good."""
    held = _home_seat(participation, seat)
    seats.end_seat(held)
    messages.success(request, "Platsen är avslutad. Det som är skrivet finns kvar.")
    return redirect(_team(participation))


def _home_seat(participation: Participation, seat: int) -> Seat:
    seats_here = Seat.objects.filter(room=participation.room, function=Function.OTHER, ended_at=None)
    return get_object_or_404(seats_here.select_related("holder"), pk=seat)


def _team(participation: Participation) -> str:
    address = {"cohort": participation.cohort.slug, "organisation": participation.organisation.slug}
    return reverse("cohorts:team", kwargs=address)


def _page(
    request: MemberRequest, participation: Participation, name: str, shown: dict[str, object], status: HTTPStatus
) -> HttpResponse:
    """Render a page of the team's, under the team in the path."""
    team = _team(participation)
    address = {"cohort": participation.cohort.slug, "organisation": participation.organisation.slug}
    own = (participation.organisation.name, reverse("benchmarking:participation", kwargs=address))
    crumbs = [own, ("Team", team), ("Hemmateamet", "")]
    context = {"participation": participation, "back": team, "crumbs": crumbs, **shown}
    return render(request, f"benchmarking/workspace/{name}.html", context, status=status)
