"""The pages on which a round is set up, changed, taken from state to state, and closed."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from benchmarking.overview.round_forms import NewRoundForm, RoundForm
from benchmarking.overview.setting_up import change_round, set_up_round
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
    if form.carry_out(change_round, cohort):
        messages.success(request, "Omgången är ändrad.")
        return redirect("benchmarking:overview", cohort.slug)
    shown = {"form": form, "cohort": cohort, "crumbs": _crumbs(cohort, "Ändra"), "back": _overview(cohort)}
    return render(request, "benchmarking/overview/cohort_edit.html", shown, status=form.status)


def _overview(cohort: Cohort) -> str:
    return reverse("benchmarking:overview", kwargs={"cohort": cohort.slug})


def _crumbs(cohort: Cohort, here: str) -> list[tuple[str, str]]:
    return [("Omgångar", reverse("cohorts:cohorts")), (cohort.name, _overview(cohort)), (here, "")]
