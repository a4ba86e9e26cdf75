"""The acts of a step: write in its worksheets, deal out its points, sign. The step's own page is sharing's."""

from collections.abc import Mapping
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from access.refusals import Refusal
from benchmarking.method.content import Worksheet
from benchmarking.workspace import entries, progress, talks
from benchmarking.workspace.answers import Place, Problem, write_answer, write_sheet
from benchmarking.workspace.desks import Desk, desk_at, desk_with
from benchmarking.workspace.duties import Misplaced, assign_duties
from benchmarking.workspace.duties_page import duties_page
from benchmarking.workspace.duty_forms import DutiesForm
from benchmarking.workspace.forms import AnswerForm, FetchForm, PlaceForm, SheetForm, SignOffForm, TalkForm
from benchmarking.workspace.past import fetch_facts, past_facts
from benchmarking.workspace.presence import others_here
from benchmarking.workspace.replies import field_refused, field_saved, incomplete
from benchmarking.workspace.sheet_page import sheet_page
from benchmarking.workspace.typed import Unstored
from benchmarking.workspace.typing_gate import TypingRoom, typing_gate
from cohorts.gates import participation_gate
from cohorts.models import Participation
from cohorts.requests import MemberRequest


@require_POST
@typing_gate("write_answer", "write_part")
def answer_write(request: MemberRequest, room: TypingRoom, step: str) -> HttpResponse:
    """Store one field as autosave sends it: JSON when it is saved, a fragment for the field when it is refused."""
    form = AnswerForm(request.POST, writer=request.user)
    participation = room.participation
    if not form.is_valid():
        desk_at(request, participation, step)  # an address that leads nowhere is 404, whatever is sent to it
        return incomplete(request, form)
    named = form.cleaned_data.pop("worksheet")
    desk, sheet = desk_with(request, participation, step, named, followed=room.followed)
    field = sheet.field(form.place.field_key)
    try:
        saved = write_answer(participation, desk.content, **desk.at(sheet), **form.cleaned_data, by=request.user)
    except Refusal as refusal:
        return field_refused(request, field, form.place, refusal, url=desk.url_of_gone(sheet, form.place.entry_id))
    return field_saved(field, saved)


@require_POST
@typing_gate("write_answer", "write_part")
def answer_writers(request: MemberRequest, room: TypingRoom, step: str) -> HttpResponse:
    """Tell who else is in a field, and that this person is: a hint, asked for while somebody types."""
    form = PlaceForm(request.POST)
    participation = room.participation
    if not form.is_valid():
        desk_at(request, participation, step)
        return incomplete(request, form)
    named = form.cleaned_data["worksheet"]
    _desk, sheet = desk_with(request, participation, step, named, followed=room.followed)
    field = sheet.field(form.place.field_key)
    place = form.place._replace(function=form.place.function if field.answered_by else "")
    return JsonResponse({"names": others_here(participation, sheet.key, place, by=request.user)})


@require_http_methods(["GET", "POST"])
@participation_gate("write_answer", "write_part")
def worksheet(request: MemberRequest, participation: Participation, step: str, worksheet: str) -> HttpResponse:
    """Show a worksheet on a page of its own; store all of it as a plain form sends it.

    A link to where an earlier version had it leads to where it is.
    """
    desk, sheet = desk_with(request, participation, step, worksheet)
    if request.method == "POST":
        form = SheetForm(request.POST)
        problems = write_sheet(participation, desk.content, **desk.at(sheet), typed=form.typed, by=request.user)
        if problems:
            return _sheet(request, desk, sheet, problems)
        messages.success(request, "Sparat.")
        return redirect(desk.url_of_sheet(sheet, alone=form.is_from_sheet))
    if (step, worksheet) != (desk.step.key, sheet.key):
        return redirect(f"{desk.url('worksheet', worksheet=sheet.key)}?{request.GET.urlencode()}".rstrip("?"))
    return _sheet(request, desk, sheet, {})


def _sheet(request: MemberRequest, desk: Desk, sheet: Worksheet, problems: Mapping[Place, Problem]) -> HttpResponse:
    """Show a worksheet, with what could not be stored at its fields: 409 after another change, else 422."""
    clashes = any(isinstance(problem.refusal, Unstored) for problem in problems.values())
    refused = HTTPStatus.CONFLICT if clashes else HTTPStatus.UNPROCESSABLE_ENTITY
    context = {"page": sheet_page(desk, sheet, problems=problems), "crumbs": desk.crumbs(sheet.title)}
    status = refused if problems else HTTPStatus.OK
    return render(request, "benchmarking/workspace/worksheet.html", context, status=status)


@require_POST
@participation_gate("write_answer")
def facts_fetch(request: MemberRequest, participation: Participation, step: str, worksheet: str) -> HttpResponse:
    """Fetch one fact of an earlier round, or all that the worksheet lacks."""
    desk, sheet = desk_with(request, participation, step, worksheet)
    past = FetchForm(request.POST).among(past_facts(desk))
    fetch_facts(participation, desk.content, **desk.at(sheet), past=past, by=request.user)
    messages.success(request, "Hämtat. Läs igenom och ändra det som inte stämmer längre.")
    return redirect(desk.url_of_sheet(sheet, alone=False))


@require_POST
@participation_gate("write_answer", "write_part")
def row_add(request: MemberRequest, participation: Participation, step: str, worksheet: str) -> HttpResponse:
    """Put a row last in a worksheet, after storing what is typed in the form that the button stands in."""
    desk, sheet = desk_with(request, participation, step, worksheet)
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
    desk, sheet = desk_with(request, participation, step, worksheet)
    form = SheetForm(request.POST)
    problems = write_sheet(participation, desk.content, **desk.at(sheet), typed=form.typed, by=request.user)
    if problems:
        return _sheet(request, desk, sheet, problems)
    if number := entries.move_row(participation, desk.content, **desk.at(sheet), entry_id=entry, to=form.to):
        messages.success(request, f"Raden står nu som nummer {number}.")
    return redirect(desk.url_of_sheet(sheet, alone=form.is_from_sheet, moved=entry))


@require_POST
@participation_gate("write_answer")
def talk_mark(
    request: MemberRequest, participation: Participation, step: str, worksheet: str, *, entry: int, field: str
) -> HttpResponse:
    """Note that the trio has talked about a question, after storing what is typed in the form of the button."""
    desk, sheet = desk_with(request, participation, step, worksheet)
    form = SheetForm(request.POST)
    problems = write_sheet(participation, desk.content, **desk.at(sheet), typed=form.typed, by=request.user)
    if problems:
        return _sheet(request, desk, sheet, problems)
    place = {**desk.at(sheet), "entry_id": entry, "field_key": field, "talked": TalkForm(request.POST).has_talked}
    talks.mark_talk(participation, desk.content, **place, by=request.user)
    return redirect(desk.url_of_sheet(sheet, alone=form.is_from_sheet, row=entry if sheet.rows else None))


@require_POST
@participation_gate("write_answer", "write_part")
def row_remove(
    request: MemberRequest, participation: Participation, step: str, worksheet: str, entry: int
) -> HttpResponse:
    """Take away a row, after storing what is typed in the form; the page then offers to put it back."""
    desk, sheet = desk_with(request, participation, step, worksheet)
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
    desk, sheet = desk_with(request, participation, step, worksheet)
    form = SheetForm(request.POST, restored=entry)
    entries.restore_row(participation, desk.content, **desk.at(sheet), entry_id=entry)
    problems = write_sheet(participation, desk.content, **desk.at(sheet), typed=form.typed, by=request.user)
    if problems:
        return _sheet(request, desk, sheet, problems)
    messages.success(request, "Raden är tillbaka.")
    return redirect(desk.url_of_sheet(sheet, alone=form.is_from_sheet, row=entry))


@require_http_methods(["GET", "HEAD", "POST"])
@participation_gate("assign_duty")
def step_duties(request: MemberRequest, participation: Participation, step: str) -> HttpResponse:
    """Show who answers for a step and its points, and by when; change it."""
    desk = desk_at(request, participation, step)
    page = duties_page(desk)
    form = DutiesForm(desk.step, page.present, page.seats, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            assign_duties(participation, desk.content, step_key=step, wanted=form.wanted, by=request.user)
        except Misplaced as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Sparat.")
            return redirect(page.step_url)
    context = {"page": page, "form": form, "crumbs": desk.crumbs("Ansvariga och datum")}
    return render(request, "benchmarking/workspace/step_duties.html", context, status=form.status)


@require_POST
@participation_gate("sign_off_step")
def step_sign_off(request: MemberRequest, participation: Participation, step: str) -> HttpResponse:
    """Approve a step for one of the person's functions."""
    desk = desk_at(request, participation, step)
    typed = SignOffForm(request.POST).typed
    signed = progress.sign_off_step(participation, desk.content, step_key=step, **typed, by=request.user)
    messages.success(request, "Steget är klart." if signed.done_at else "Du har godkänt steget.")
    return redirect(f"{desk.url('step')}#godkann")
