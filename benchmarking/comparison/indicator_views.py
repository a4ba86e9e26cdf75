"""The group's indicators side by side, as a page and as a file."""

from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from benchmarking.comparison.forms import IndicatorsForm
from benchmarking.comparison.indicators import beside_of, board_of, chosen_of, indicators_page
from benchmarking.meetings.pages import crumbs
from cohorts.gates import group_gate
from cohorts.models import BenchmarkGroup
from cohorts.requests import MemberRequest
from indicators.beside import part_of
from indicators.files import file_answer


@require_safe
@group_gate("read_shared")
def comparison_indicators(request: MemberRequest, group: BenchmarkGroup) -> HttpResponse:
    """Show indicators of the group's organisations beside each other, and beside others."""
    board = board_of(group, request.access)
    form = IndicatorsForm(request.GET, board)
    context = {"page": indicators_page(board, form.choice), "form": form, "query": request.GET.urlencode()}
    context["crumbs"] = crumbs(request, group, ("Jämför nyckeltal", ""))
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "benchmarking/comparison/comparison_indicators.html", context, status=status)


@require_safe
@group_gate("read_shared")
def comparison_indicators_file(request: MemberRequest, group: BenchmarkGroup, kind: str) -> HttpResponse:
    """Give the figures that the page shows as a file for a spreadsheet."""
    board = board_of(group, request.access)
    choice = IndicatorsForm(request.GET, board).choice
    parts = [part_of(each) for each in beside_of(board, choice, chosen_of(choice))]
    return file_answer(parts, kind, name=f"nyckeltal-{group.slug}")
