"""The pages of invitations, rounds, people, teams and contacts, and of every organisation."""

from collections.abc import Callable
from functools import partial
from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from access import clock
from access.gates import member, public
from access.refusals import Refusal
from accounts.models import User
from accounts.tasks import send_letter
from cohorts import invitations, leaders, seats
from cohorts.contacts import contacts_of
from cohorts.directory import facts_of, organisations_like
from cohorts.forms import AcceptForm, DirectoryFilterForm, OfferForm, PeopleFilterForm
from cohorts.gates import cohort_gate, group_gate, participation_gate, seat_gate
from cohorts.leaving_forms import DeclineForm
from cohorts.models import BenchmarkGroup, Cohort, Invitation, Organisation, Participation, Seat
from cohorts.offers import open_offer
from cohorts.people import people_of, team_of
from cohorts.requests import MemberRequest
from cohorts.roles import RoomKind
from cohorts.rounds import rounds_of
from cohorts.statistics import programme_figures

BY_MAIL = "the token in the address is the right; it came by mail to the one it is for"


# Invitations, for the one who got it ------------------------------------------------------------------


@require_safe
@public(BY_MAIL)
@never_cache
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show what is offered. Changes nothing: mail filters open links too."""
    offer = open_offer(token, by=_signed_in(request))
    form = AcceptForm(initial={"title": offer.title})
    shown = {"offer": offer, "token": token, "form": form, "decline": DeclineForm()}
    return render(request, "cohorts/invitation.html", shown)


@require_POST
@public(BY_MAIL)
@never_cache
def invitation_accept(request: HttpRequest, token: str) -> HttpResponse:
    """Take the seat, and sign in under a new session key."""
    form = AcceptForm(request.POST)
    if not form.is_valid():
        shown = {"offer": open_offer(token, by=_signed_in(request)), "token": token, "form": form}
        shown |= {"decline": DeclineForm()}
        return render(request, "cohorts/invitation.html", shown, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    login(request, invitations.accept(token, by=_signed_in(request), title=form.cleaned_data["title"]))
    messages.success(request, "Välkommen. Du är inloggad och platsen är din.")
    return redirect("/")


@require_POST
@public(BY_MAIL)
@never_cache
def invitation_decline(request: HttpRequest, token: str) -> HttpResponse:
    """Leave the seat vacant."""
    form = DeclineForm(request.POST)
    if not form.is_valid():
        shown = {"offer": open_offer(token, by=_signed_in(request)), "token": token, "form": AcceptForm()}
        shown |= {"decline": form}
        return render(request, "cohorts/invitation.html", shown, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    invitations.decline(token, by=_signed_in(request), reason=form.cleaned_data["decline_reason"])
    messages.success(request, "Du har tackat nej. Den som bjöd in dig ser ditt svar.")
    return redirect("/")


def _signed_in(request: HttpRequest) -> User | None:
    return request.user if request.user.is_authenticated else None


# Rounds and their people ------------------------------------------------------------------------------


@require_safe
@member("lists the rounds that the person leads or has a seat in, and no other")
def cohorts(request: MemberRequest) -> HttpResponse:
    """List the person's rounds with what may be opened in them."""
    shown = {"rounds": rounds_of(request.access), "may_create": bool(request.access.rooms("create_cohort"))}
    return render(request, "cohorts/cohorts.html", shown)


@require_safe
@cohort_gate("see_progress")
def people(request: MemberRequest, cohort: Cohort) -> HttpResponse:
    """Show every organisation under its group with its seats and how their offers stand."""
    form = PeopleFilterForm(request.GET)
    found = people_of(cohort, contacts=request.can["read_contacts"], only=form.only)
    crumbs = [("Omgångar", reverse("cohorts:cohorts")), _round_crumb(cohort), ("Deltagare", "")]
    shown = {"cohort": cohort, "people": found, "form": form, "crumbs": crumbs, "today": clock.today()}
    return render(request, "cohorts/people.html", shown)


@require_safe
@participation_gate("read_own_contacts", "read_contacts")
def team(request: MemberRequest, participation: Participation) -> HttpResponse:
    """Show one organisation's seats: who holds them, how offers stand, and who was here before."""
    found = team_of(participation, contacts=True)
    may_offer = request.can.any(("offer_seat", "offer_own_seat"))
    crumbs = [("Omgångar", reverse("cohorts:cohorts")), _organisation_crumb(participation), ("Team", "")]
    shown = {"participation": participation, "team": found, "may_offer": may_offer, "crumbs": crumbs}
    shown |= {
        "cohort": participation.cohort,
        "today": clock.today(),
        "own_seat": request.access.trio_seat_in(participation.pk),
    }
    return render(request, "cohorts/team.html", shown)


@require_safe
@group_gate("read_group_contacts", "read_contacts")
def group_contacts(request: MemberRequest, group: BenchmarkGroup) -> HttpResponse:
    """Show whom one may write to about a group: its trios, its mentors, and those who lead the round."""
    crumbs = [("Omgångar", reverse("cohorts:cohorts")), _group_crumb(group), ("Kontakter", "")]
    shown = {"group": group, "contacts": contacts_of(group), "crumbs": crumbs}
    return render(request, "cohorts/group_contacts.html", shown)


def _round_crumb(cohort: Cohort) -> tuple[str, str]:
    return cohort.name, reverse("benchmarking:overview", kwargs={"cohort": cohort.slug})


def _group_crumb(group: BenchmarkGroup) -> tuple[str, str]:
    return str(group), reverse("benchmarking:group", kwargs={"cohort": group.cohort.slug, "group": group.slug})


def _organisation_crumb(participation: Participation) -> tuple[str, str]:
    address = {"cohort": participation.cohort.slug, "organisation": participation.organisation.slug}
    return str(participation), reverse("benchmarking:participation", kwargs=address)


# Acts on a seat, for those who may offer it -----------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@seat_gate("offer_seat", "offer_own_seat")
def seat_offer(request: MemberRequest, seat: Seat) -> HttpResponse:
    """Offer a vacant seat by mail."""
    shown = {"seat": seat, "back": _people_page(request, seat)}
    return _offer(request, partial(invitations.offer, seat), "cohorts/seat_offer.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@cohort_gate("steer_cohort")
def leader_offer(request: MemberRequest, cohort: Cohort) -> HttpResponse:
    """Offer a colleague a seat among those who lead the round."""
    shown = {"cohort": cohort, "back": reverse("cohorts:people", kwargs={"cohort": cohort.slug})}
    return _offer(request, partial(leaders.offer_leadership, cohort), "cohorts/leader_offer.html", shown)


@require_POST
@seat_gate("offer_seat", "offer_own_seat")
def invitation_resend(request: MemberRequest, seat: Seat) -> HttpResponse:
    """Send the seat's open offer again under a new link."""
    return _letter_is_off(request, seat, invitations.resend(seat, by=request.user))


@require_POST
@seat_gate("offer_seat", "offer_own_seat")
def invitation_take_back(request: MemberRequest, seat: Seat) -> HttpResponse:
    """Withdraw the seat's open offer."""
    offer = invitations.take_back(seat, by=request.user)
    messages.success(request, f"Inbjudan till {offer.name} är återtagen. Länken i brevet gäller inte längre.")
    return redirect(_people_page(request, seat))


@require_http_methods(["GET", "HEAD", "POST"])
@seat_gate("offer_seat")
def seat_vacate(request: MemberRequest, seat: Seat) -> HttpResponse:
    """Ask whether the holder leaves the seat; at POST leave it vacant."""
    if seat.holder is None:
        return redirect(_people_page(request, seat))
    if request.method != "POST":
        return render(request, "cohorts/seat_vacate.html", {"seat": seat, "back": _people_page(request, seat)})
    seats.vacate(seat)
    messages.success(request, f"{seat.holder} har lämnat platsen. Nu kan du bjuda in någon annan.")
    return redirect(_people_page(request, seat))


def _offer(
    request: MemberRequest, offer: Callable[..., Invitation], template: str, shown: dict[str, object]
) -> HttpResponse:
    """Ask whom to write to and let ``offer`` do it; show the page again where it is refused."""
    form = OfferForm(request.POST if request.method == "POST" else None)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    if form.is_valid():
        try:
            offered = offer(**form.cleaned_data, by=request.user)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            status = refusal.status
        else:
            return _letter_is_off(request, offered.seat, offered)
    return render(request, template, {**shown, "form": form}, status=status)


def _letter_is_off(request: MemberRequest, seat: Seat, offer: Invitation) -> HttpResponse:
    send_letter.delay_on_commit(offer.letter_id)
    messages.success(request, f"Inbjudan till {offer.name} är på väg till {offer.email}.")
    return redirect(_people_page(request, seat))


def _people_page(request: MemberRequest, seat: Seat) -> str:
    """Return where the person sees the seat: the round's people for those who lead it, else the own team."""
    if seat.room.kind == RoomKind.COHORT:
        return reverse("cohorts:people", kwargs={"cohort": seat.room.cohort.slug})
    at = seat.room.participation
    if request.can["offer_seat"]:
        return reverse("cohorts:people", kwargs={"cohort": at.cohort.slug})
    return reverse("cohorts:team", kwargs={"cohort": at.cohort.slug, "organisation": at.organisation.slug})


# Organisations ----------------------------------------------------------------------------------------


@require_safe
@public("names and public facts of municipalities and regions; no persons")
def organisations(request: HttpRequest) -> HttpResponse:
    """List every organisation, or those that a search finds."""
    form = DirectoryFilterForm(request.GET)
    valid = form.is_valid()
    found = organisations_like(**form.question) if valid else ()
    status = HTTPStatus.OK if valid else HTTPStatus.UNPROCESSABLE_ENTITY
    return render(request, "cohorts/organisations.html", {"organisations": found, "form": form}, status=status)


@require_safe
@public("public facts of one organisation; no persons")
def organisation(request: HttpRequest, organisation: str) -> HttpResponse:
    """Show what an organisation is, and in which rounds it has been as what; why it left is for those who lead."""
    found = get_object_or_404(Organisation.objects.select_related("parent"), slug=organisation)
    crumbs = [("Organisationer", reverse("cohorts:organisations")), (found.name, "")]
    leads = bool(request.access.rooms("steer_cohort"))  # type: ignore[attr-defined]
    shown = {"organisation": facts_of(found), "crumbs": crumbs, "shows_reasons": leads}
    return render(request, "cohorts/organisation.html", shown)


@require_safe
@public("how many organisations have been in the rounds; no persons")
def programme(request: HttpRequest) -> HttpResponse:
    """Show the programme in figures over all its rounds."""
    crumbs = [("Organisationer", reverse("cohorts:organisations")), ("Programmet i siffror", "")]
    return render(request, "cohorts/programme.html", {"programme": programme_figures(), "crumbs": crumbs})
