"""The group's indicators side by side, as a page and as a file."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.tasks import send_letter
from benchmarking.comparison import asking
from benchmarking.comparison.forms import IndicatorsForm
from benchmarking.comparison.indicators import board_of, indicators_page, read_board
from benchmarking.meetings.pages import crumbs
from cohorts import states
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
    is_open = request.can["compare"] and states.is_running(group.cohort)
    page = indicators_page(board, form.choice, request.access, is_open=is_open)
    path = crumbs(request, group, ("Jämför nyckeltal", ""))
    context = {"page": page, "form": form, "query": request.GET.urlencode(), "crumbs": path}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "benchmarking/comparison/comparison_indicators.html", context, status=status)


@require_safe
@group_gate("read_shared")
def comparison_indicators_file(request: MemberRequest, group: BenchmarkGroup, kind: str) -> HttpResponse:
    """Give the figures that the page shows as a file for a spreadsheet."""
    board = board_of(group, request.access)
    choice = IndicatorsForm(request.GET, board).choice
    parts = [part_of(each) for each in read_board(board, choice, request.access).besides]
    return file_answer(parts, kind, name=f"nyckeltal-{group.slug}")


@require_POST
@group_gate("compare")
def comparison_indicators_ask(request: MemberRequest, group: BenchmarkGroup, organisation: str) -> HttpResponse:
    """Ask an organisation to share the indicators it follows; its trio gets a letter."""
    asked = board_of(group, request.access).organisation(organisation)
    for letter in asking.ask_for_indicators(group, asked, access=request.access, by=request.user):
        send_letter.delay_on_commit(letter.pk)
    messages.success(request, f"{asked.name} har fått frågan i ett brev. Det syns här när de delar.")
    return redirect("benchmarking:comparison_indicators", cohort=group.cohort.slug, group=group.slug)
