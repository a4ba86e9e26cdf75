"""The acts of a step: write in its worksheets, tick off, sign. The step's own page is sharing's."""

from collections.abc import Mapping
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from access import clock
from access.refusals import Refusal
from benchmarking.method.content import Worksheet
from benchmarking.workspace import entries, marks, progress
from benchmarking.workspace.answers import Place, Problem, write_answer, write_sheet
from benchmarking.workspace.desks import Desk, desk_at
from benchmarking.workspace.forms import AnswerForm, MarkForm, SheetForm, SignOffForm
from benchmarking.workspace.replies import field_refused, field_saved, incomplete
from benchmarking.workspace.sheet_page import sheet_page
from benchmarking.workspace.step_page import step_page
from benchmarking.workspace.typed import Unstored
from cohorts.gates import participation_gate
from cohorts.models import Participation
from cohorts.requests import MemberRequest


@require_POST
@participation_gate("write_answer", "write_part")
def answer_write(request: MemberRequest, participation: Participation, step: str) -> HttpResponse:
    """Store one field as autosave sends it: JSON when it is saved, a fragment for the field when it is refused."""
    desk = desk_at(request, participation, step)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return incomplete(request)
    sheet = desk.sheet(form.cleaned_data.pop("worksheet"))
    field = sheet.field(form.place.field_key)
    try:
        saved = write_answer(participation, desk.content, **desk.at(sheet), **form.cleaned_data, by=request.user)
    except Refusal as refusal:
        restore = desk.url_of_gone(sheet, form.place.entry_id)
        return field_refused(request, field, form.place, refusal, restore_url=restore)
    return field_saved(field, saved)


@require_http_methods(["GET", "POST"])
@participation_gate("write_answer", "write_part")
def worksheet(request: MemberRequest, participation: Participation, step: str, worksheet: str) -> HttpResponse:
    """Show a worksheet on a page of its own; store all of it as a plain form sends it."""
    desk = desk_at(request, participation, step)
    sheet = desk.sheet(worksheet)
    if request.method == "POST":
        form = SheetForm(request.POST)
        problems = write_sheet(participation, desk.content, **desk.at(sheet), typed=form.typed, by=request.user)
        if problems:
            return _sheet(request, desk, sheet, problems)
        messages.success(request, "Sparat.")
        return redirect(desk.url_of_sheet(sheet, alone=form.is_from_sheet))
    return _sheet(request, desk, sheet, {})


def _sheet(request: MemberRequest, desk: Desk, sheet: Worksheet, problems: Mapping[Place, Problem]) -> HttpResponse:
    """Show a worksheet, with what could not be stored at its fields: 409 after another change, else 422."""
    clashes = any(isinstance(problem.refusal, Unstored) for problem in problems.values())
    refused = HTTPStatus.CONFLICT if clashes else HTTPStatus.UNPROCESSABLE_ENTITY
    context = {"page": sheet_page(desk, sheet, problems=problems), "crumbs": desk.crumbs(sheet.title)}
    status = refused if problems else HTTPStatus.OK
    return render(request, "benchmarking/workspace/worksheet.html", context, status=status)


@require_POST
@participation_gate("write_answer", "write_part")
def row_add(request: MemberRequest, participation: Participation, step: str, worksheet: str) -> HttpResponse:
    """Put a row last in a worksheet, after storing what is typed in the form that the button stands in."""
    desk = desk_at(request, participation, step)
    sheet = desk.sheet(worksheet)
    form = SheetForm(request.POST)
    problems = write_sheet(participation, desk.content, **desk.at(sheet), typed=form.typed, by=request.user)
    if problems:
        return _sheet(request, desk, sheet, problems)
    row = entries.add_row(participation, desk.content, **desk.at(sheet), by=request.user)
    return redirect(desk.url_of_sheet(sheet, alone=form.is_from_sheet, row=row.pk))


@require_POST
@participation_gate("write_answer", "write_part")
def row_move(
    request: MemberRequest, participation: Participation, step: str, worksheet: str, entry: int
) -> HttpResponse:
    """Give a row another place among the rows, after storing what is typed in the form."""
    desk = desk_at(request, participation, step)
    sheet = desk.sheet(worksheet)
    form = SheetForm(request.POST)
    problems = write_sheet(participation, desk.content, **desk.at(sheet), typed=form.typed, by=request.user)
    if problems:
        return _sheet(request, desk, sheet, problems)
    if number := entries.move_row(participation, desk.content, **desk.at(sheet), entry_id=entry, to=form.to):
        messages.success(request, f"Raden står nu som nummer {number}.")
    return redirect(desk.url_of_sheet(sheet, alone=form.is_from_sheet, row=entry))


@require_POST
@participation_gate("write_answer", "write_part")
def row_remove(
    request: MemberRequest, participation: Participation, step: str, worksheet: str, entry: int
) -> HttpResponse:
    """Take away a row, after storing what is typed in the form; the page then offers to put it back."""
    desk = desk_at(request, participation, step)
    sheet = desk.sheet(worksheet)
    form = SheetForm(request.POST)
    problems = write_sheet(participation, desk.content, **desk.at(sheet), typed=form.typed, by=request.user)
    if any(place.entry_id != entry for place in problems):
        return _sheet(request, desk, sheet, problems)
    entries.remove_row(participation, desk.content, **desk.at(sheet), entry_id=entry, by=request.user)
    return redirect(desk.url_of_sheet(sheet, alone=form.is_from_sheet, removed=entry))


@require_POST
@participation_gate("write_answer", "write_part")
def row_restore(
    request: MemberRequest, participation: Participation, step: str, worksheet: str, entry: int
) -> HttpResponse:
    """Put a removed row back, and store what is typed in the form, in that row too."""
    desk = desk_at(request, participation, step)
    sheet = desk.sheet(worksheet)
    form = SheetForm(request.POST, restored=entry)
    entries.restore_row(participation, desk.content, **desk.at(sheet), entry_id=entry)
    problems = write_sheet(participation, desk.content, **desk.at(sheet), typed=form.typed, by=request.user)
    if problems:
        return _sheet(request, desk, sheet, problems)
    messages.success(request, "Raden är tillbaka.")
    return redirect(desk.url_of_sheet(sheet, alone=form.is_from_sheet, row=entry))


@require_POST
@participation_gate("mark_item")
def item_mark(request: MemberRequest, participation: Participation, step: str, item: str) -> HttpResponse:
    """Mark a point of the checklist: back to the page, or the point alone where the page asked for that."""
    desk = desk_at(request, participation, step)
    point = desk.step.item(item)
    typed, refused = MarkForm(request.POST).typed, None
    try:
        marks.mark_item(participation, desk.content, step_key=step, item_key=point.key, **typed, by=request.user)
    except Refusal as refusal:
        refused = marks.Refused(item, typed["note"], refusal)
    if not refused and not request.htmx:
        return redirect(f"{desk.url('step')}#punkt-{item}")
    page = step_page(desk, clock.today(), refused=refused)
    template = f"benchmarking/workspace/{'point_marked' if request.htmx else 'step'}.html"
    context = {"page": page, "point": page.point(item), "crumbs": desk.crumbs()}
    return render(request, template, context, status=refused.refusal.status if refused else HTTPStatus.OK)


@require_POST
@participation_gate("sign_off_step")
def step_sign_off(request: MemberRequest, participation: Participation, step: str) -> HttpResponse:
    """Approve a step for one of the person's functions."""
    desk = desk_at(request, participation, step)
    typed = SignOffForm(request.POST).typed
    signed = progress.sign_off_step(participation, desk.content, step_key=step, **typed, by=request.user)
    messages.success(request, "Steget är klart." if signed.done_at else "Du har godkänt steget.")
    return redirect(f"{desk.url('step')}#godkann")
