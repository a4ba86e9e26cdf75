"""The pages on which an organisation leaves a round, and a person a seat."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from access.refusals import Refusal
from accounts.tasks import send_letter
from cohorts.departures import consequences_of, leave_round
from cohorts.gates import participation_gate, seat_gate
from cohorts.handovers import NotYourSeat, hand_over
from cohorts.leaving_forms import HandOverForm, LeaveRoundForm
from cohorts.models import Participation, Seat
from cohorts.requests import MemberRequest
from cohorts.roles import RoomKind


@require_http_methods(["GET", "HEAD", "POST"])
@participation_gate("steer_cohort")
def participation_leave(request: MemberRequest, participation: Participation) -> HttpResponse:
    """Show what follows when the organisation leaves the round; at POST let it leave."""
    form = LeaveRoundForm(request.POST if request.method == "POST" else None)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    if form.is_valid():
        try:
            return _has_left(request, participation, form)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    back = reverse("cohorts:people", kwargs={"cohort": participation.cohort.slug})
    shown = {"participation": participation, "form": form, "consequences": consequences_of(participation)}
    return render(request, "cohorts/participation_leave.html", shown | {"back": back}, status=status)


def _has_left(request: MemberRequest, participation: Participation, form: LeaveRoundForm) -> HttpResponse:
    for letter in leave_round(participation, **form.cleaned_data, by=request.user):
        send_letter.delay_on_commit(letter)
    messages.success(request, f"{participation} har lämnat omgången. Det som är delat står kvar.")
    return redirect("cohorts:people", cohort=participation.cohort.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@seat_gate("offer_seat", "offer_own_seat")
def seat_hand_over(request: MemberRequest, seat: Seat) -> HttpResponse:
    """Ask who takes the seat over; at POST hand it over."""
    if seat.holder_id != request.user.pk and not request.can["offer_seat"]:
        raise NotYourSeat
    form = HandOverForm(request.POST if request.method == "POST" else None)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    if form.is_valid():
        try:
            return _is_handed_over(request, seat, form)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            status = refusal.status
    return render(request, "cohorts/seat_hand_over.html", {"seat": seat, "form": form}, status=status)


def _is_handed_over(request: MemberRequest, seat: Seat, form: HandOverForm) -> HttpResponse:
    leads = bool(request.can["offer_seat"])
    offer, farewell = hand_over(seat, **form.cleaned_data, by=request.user, any_seat=leads)
    for letter in (offer.letter_id, farewell):
        send_letter.delay_on_commit(letter)
    messages.success(request, f"Platsen är överlämnad. Inbjudan till {offer.name} är på väg till {offer.email}.")
    if not leads:
        return redirect("/")
    at = seat.room.cohort if seat.room.kind == RoomKind.COHORT else seat.room.participation.cohort
    return redirect("cohorts:people", cohort=at.slug)
