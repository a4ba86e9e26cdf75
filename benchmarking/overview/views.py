"""The leader's page of a round."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from access import clock
from benchmarking.method.versions import method_of
from benchmarking.overview.board import read_board
from benchmarking.overview.filters import FilterForm
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
