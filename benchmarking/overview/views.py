"""The leader's page of a round, and that of its method."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from access import clock
from benchmarking.method.versions import method_of
from benchmarking.overview.adopting import adopt, method_page
from benchmarking.overview.board import read_board
from benchmarking.overview.chosen import chosen_page
from benchmarking.overview.filters import FilterForm
from benchmarking.overview.method_forms import VersionForm
from benchmarking.overview.offers import offers_in
from benchmarking.overview.page import page_of
from benchmarking.sharing.public import waiting_in
from cohorts.gates import cohort_gate
from cohorts.models import Cohort
from cohorts.requests import MemberRequest


@require_safe
@cohort_gate("see_progress")
def overview(request: MemberRequest, cohort: Cohort) -> HttpResponse:
    """Show a round's organisations under their groups, step by step, and what needs the leader."""
    board = read_board(cohort, method_of(cohort.pk), clock.today())
    page = page_of(cohort, board, offers_in(cohort), waiting_in(cohort), FilterForm(request.GET, board=board))
    return render(request, "benchmarking/overview/overview.html", {"page": page})


@require_safe
@cohort_gate("see_progress")
def indicators_chosen(request: MemberRequest, cohort: Cohort) -> HttpResponse:
    """Show which indicators are followed in a round, and by whom."""
    crumbs = [(cohort.name, reverse("benchmarking:overview", kwargs={"cohort": cohort.slug})), ("Nyckeltal", "")]
    shown = {"page": chosen_page(cohort), "cohort": cohort, "crumbs": crumbs}
    return render(request, "benchmarking/overview/indicators_chosen.html", shown)


@require_safe
@cohort_gate("steer_cohort")
def method(request: MemberRequest, cohort: Cohort) -> HttpResponse:
    """Show which version a round follows, and what going over to another one would mean."""
    page = method_page(cohort, VersionForm(request.GET).name)
    crumbs = [(cohort.name, reverse("benchmarking:overview", kwargs={"cohort": cohort.slug})), ("Metod", "")]
    return render(request, "benchmarking/overview/method.html", {"page": page, "cohort": cohort, "crumbs": crumbs})


@require_POST
@cohort_gate("steer_cohort")
def method_adopt(request: MemberRequest, cohort: Cohort) -> HttpResponse:
    """Let a round follow another version from now on."""
    report = adopt(cohort, VersionForm(request.POST).name, by=request.user)
    messages.success(request, f"Omgången följer nu version {report.after}. Allt som är skrivet finns kvar.")
    return redirect("benchmarking:method", cohort=cohort.slug)
