"""Asking to show a release openly, the leader's answer, the open page itself, and the code of conduct."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from access.gates import gate_where, public
from accounts.models import Letter
from accounts.tasks import send_letter
from benchmarking.sharing import conduct, pages
from benchmarking.sharing.forms import DeclineForm, NextForm
from benchmarking.sharing.models import AudienceKind, PublicRequest, Release
from benchmarking.sharing.public import approve, ask, decline, public_page, requests_in, state_of
from cohorts.gates import cohort_gate, load_cohort, participation_gate
from cohorts.models import Cohort, Participation
from cohorts.requests import MemberRequest


@require_POST
@participation_gate("share")
def public_ask(request: MemberRequest, participation: Participation, number: int) -> HttpResponse:
    """Ask the leader to let everybody read a release."""
    ask(get_object_or_404(Release, room=participation.room, number=number), by=request.user)
    messages.success(request, "Begärt. Projektledaren läser delningen, och du får svaret i ett brev.")
    return redirect(pages.release_url(participation, number))


@require_safe
@cohort_gate("steer_cohort")
def public_requests(request: MemberRequest, cohort: Cohort) -> HttpResponse:
    """List what organisations of the round ask to show openly, and what is open already."""
    context = {"requests": requests_in(cohort), "cohort": cohort, "crumbs": _crumbs(cohort)}
    return render(request, "benchmarking/sharing/public_requests.html", context)


@require_safe
@cohort_gate("steer_cohort")
def public_request(request: MemberRequest, cohort: Cohort, asked: int) -> HttpResponse:
    """Show exactly what everybody would read, with a yes and a no."""
    return _show_request(request, cohort, _find(cohort, asked), DeclineForm())


@require_POST
@cohort_gate("steer_cohort")
def public_approve(request: MemberRequest, cohort: Cohort, asked: int) -> HttpResponse:
    """Let everybody read a release."""
    return _answered(request, cohort, approve(_find(cohort, asked), by=request.user), "Delningen är öppen för alla.")


@require_POST
@cohort_gate("steer_cohort")
def public_decline(request: MemberRequest, cohort: Cohort, asked: int) -> HttpResponse:
    """Say no, with a reason."""
    found, form = _find(cohort, asked), DeclineForm(request.POST)
    if not form.is_valid():
        return _show_request(request, cohort, found, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    letter = decline(found, reason=form.cleaned_data["reason"], by=request.user)
    return _answered(request, cohort, letter, "Du har sagt nej. Skälet står i brevet.")


def _find(cohort: Cohort, asked: int) -> PublicRequest:
    whole = PublicRequest.objects.select_related(
        "asked_by", "answered_by", "release__room__participation__organisation", "room"
    )
    return get_object_or_404(whole, room__participation__cohort=cohort, pk=asked)


def _show_request(
    request: MemberRequest, cohort: Cohort, asked: PublicRequest, form: DeclineForm, status: int = HTTPStatus.OK
) -> HttpResponse:
    conduct.require_for(request.access, [asked.release], cohort.room)
    page = public_page(asked.release)
    crumbs = [*_crumbs(cohort, link=True), (page.organisation, "")]
    context = {"page": page, "asked": asked, "state": state_of(asked), "form": form, "cohort": cohort}
    return render(request, "benchmarking/sharing/public_request.html", {**context, "crumbs": crumbs}, status=status)


def _answered(request: MemberRequest, cohort: Cohort, letter: Letter, words: str) -> HttpResponse:
    send_letter.delay_on_commit(letter.pk)
    messages.success(request, f"{words} {letter.to_name} får ett brev.")
    return redirect("benchmarking:public_requests", cohort=cohort.slug)


def _crumbs(cohort: Cohort, *, link: bool = False) -> list[tuple[str, str]]:
    here = reverse("benchmarking:public_requests", kwargs={"cohort": cohort.slug}) if link else ""
    return [(cohort.name, reverse("benchmarking:overview", kwargs={"cohort": cohort.slug})), ("Öppet", here)]


@require_safe
@public("what an organisation shows openly, and the leader has approved; names nobody but what the text itself names")
def public_release(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an open release to everybody, or the stub that it leaves when it is taken back."""
    shown = Release.objects.filter(audiences__kind=AudienceKind.PUBLIC).select_related(
        "room__participation__organisation"
    )
    found = get_object_or_404(shown, pk=pk)
    status = HTTPStatus.GONE if found.is_withdrawn else HTTPStatus.OK
    return render(request, "benchmarking/sharing/public_release.html", {"page": public_page(found)}, status=status)


# The code of conduct --------------------------------------------------------------------------------------


def load_round(cohort: str) -> Cohort:
    """Find a round by its address, for those who read what is shared in it."""
    return load_cohort(cohort)[0]


@require_safe
@gate_where(load_round, conduct.admits)
def conduct_code(request: MemberRequest, cohort: Cohort) -> HttpResponse:
    """Show the code of conduct, and when one has accepted it."""
    page = conduct.conduct_page(request.access, cohort)
    return render(request, "benchmarking/sharing/conduct_code.html", {"page": page})


@require_POST
@gate_where(load_round, conduct.admits)
def conduct_accept(request: MemberRequest, cohort: Cohort) -> HttpResponse:
    """Accept the code of conduct, and go on to what one was about to read."""
    conduct.accept(cohort, request.access, by=request.user)
    messages.success(request, "Tack. Du har godtagit uppförandekoden.")
    here = reverse("benchmarking:conduct_code", kwargs={"cohort": cohort.slug})
    return redirect(NextForm(request.POST).target(otherwise=here))
