"""The pages on which a round is set up, changed, taken from state to state, and closed."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from benchmarking.method.versions import method_of
from benchmarking.overview.closing import close_round, unfinished
from benchmarking.overview.life import life_of, start_round
from benchmarking.overview.round_forms import CloseForm, NewRoundForm, RoundForm
from benchmarking.overview.setting_up import change_round, set_up_round
from cohorts import lifecycle
from cohorts.gates import cohort_gate, programme_gate
from cohorts.models import Cohort, Room
from cohorts.requests import MemberRequest

asks = require_http_methods(["GET", "HEAD", "POST"])


@asks
@programme_gate("create_cohort")
def cohort_new(request: MemberRequest, programme: Room) -> HttpResponse:  # noqa: ARG001  the gate's room
    """Show a new round filled in with what is usual; fill it in from something else, or create it."""
    form = NewRoundForm(request.POST if request.method == "POST" else None, by=request.user)
    if not form.asks_to_fill and form.carry_out(set_up_round, by=request.user):
        messages.success(request, f"{form.done} är skapad som utkast. Öppna den för intresse när den är klar.")
        return redirect("benchmarking:overview", form.done.slug)
    crumbs = [("Omgångar", reverse("cohorts:cohorts")), ("Ny omgång", "")]
    status = form.status
    return render(
        request, "benchmarking/overview/cohort_new.html", {"form": form.shown, "crumbs": crumbs}, status=status
    )


@asks
@cohort_gate("steer_cohort")
def cohort_edit(request: MemberRequest, cohort: Cohort) -> HttpResponse:
    """Show the facts of a round and what it asks, and change them."""
    form = RoundForm(request.POST if request.method == "POST" else None, cohort=cohort)
    if form.carry_out(change_round, cohort, by=request.user):
        messages.success(request, "Omgången är ändrad.")
        return redirect("benchmarking:overview", cohort.slug)
    shown = {"form": form, "cohort": cohort, "crumbs": _crumbs(cohort, "Ändra"), "back": _overview(cohort)}
    return render(request, "benchmarking/overview/cohort_edit.html", shown, status=form.status)


@require_safe
@cohort_gate("steer_cohort")
def cohort_state(request: MemberRequest, cohort: Cohort) -> HttpResponse:
    """Show where the round is in its life, what can come next, and what is missing for it."""
    shown = {"cohort": cohort, "page": life_of(cohort), "crumbs": _crumbs(cohort, "Läge")}
    return render(request, "benchmarking/overview/cohort_state.html", shown)


@require_POST
@cohort_gate("steer_cohort")
def cohort_open(request: MemberRequest, cohort: Cohort) -> HttpResponse:
    """Open the round for interest."""
    lifecycle.open_for_interest(cohort, by=request.user)
    return _moved(request, cohort, "Omgången är öppen för intresse.")


@require_POST
@cohort_gate("steer_cohort")
def cohort_start(request: MemberRequest, cohort: Cohort) -> HttpResponse:
    """Start the round."""
    start_round(cohort, by=request.user)
    return _moved(request, cohort, "Omgången har startat.")


@require_POST
@cohort_gate("steer_cohort")
def cohort_step_back(request: MemberRequest, cohort: Cohort) -> HttpResponse:
    """Take the round back to the state before."""
    lifecycle.step_back(cohort, by=request.user)
    return _moved(request, cohort, f"Omgången har gått tillbaka. Läge: {cohort.get_state_display().lower()}.")


@asks
@cohort_gate("steer_cohort")
def cohort_close(request: MemberRequest, cohort: Cohort) -> HttpResponse:
    """Show what is not finished, and end the round."""
    form, content = CloseForm(request.POST if request.method == "POST" else None), method_of(cohort.pk)
    if form.carry_out(close_round, cohort, content, by=request.user):
        return _moved(request, cohort, "Omgången är avslutad. Steg och träffar är låsta.")
    shown = {"cohort": cohort, "left": unfinished(cohort, content), "form": form, "back": _life(cohort)}
    shown["crumbs"] = _crumbs(cohort, "Avsluta")
    return render(request, "benchmarking/overview/cohort_close.html", shown, status=form.status)


def _moved(request: MemberRequest, cohort: Cohort, told: str) -> HttpResponse:
    messages.success(request, told)
    return redirect(_life(cohort))


def _life(cohort: Cohort) -> str:
    return reverse("benchmarking:cohort_state", kwargs={"cohort": cohort.slug})


def _overview(cohort: Cohort) -> str:
    return reverse("benchmarking:overview", kwargs={"cohort": cohort.slug})


def _crumbs(cohort: Cohort, here: str) -> list[tuple[str, str]]:
    return [("Omgångar", reverse("cohorts:cohorts")), (cohort.name, _overview(cohort)), (here, "")]
