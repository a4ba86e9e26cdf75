"""A step side by side, and what the group makes of it."""

from functools import partial
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from access.refusals import Refusal
from accounts.tasks import send_letter
from benchmarking.comparison import asking, history, marks, notes
from benchmarking.comparison.forms import ChooseForm, LineMarkForm
from benchmarking.comparison.notes import Noted
from benchmarking.comparison.page import comparison_page, field_of, notes_of
from benchmarking.comparison.setting import Chosen, Setting, setting_at
from benchmarking.meetings.pages import crumbs, status_of
from benchmarking.workspace.forms import AnswerForm, SheetForm
from benchmarking.workspace.replies import field_refused, field_saved, incomplete
from cohorts.gates import group_gate
from cohorts.models import BenchmarkGroup
from cohorts.requests import MemberRequest


@require_safe
@group_gate("read_shared")
def comparison(request: MemberRequest, group: BenchmarkGroup, step: str) -> HttpResponse:
    """Show what two to four organisations have shared of a step, field by field."""
    setting = setting_at(request, group, step)
    form = ChooseForm(request.GET, setting)
    context = {"page": comparison_page(setting, form.chosen), "form": form, "crumbs": _crumbs(request, setting)}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "benchmarking/comparison/comparison.html", context, status=status)


@require_POST
@group_gate("compare")
def comparison_ask(request: MemberRequest, group: BenchmarkGroup, step: str, organisation: str) -> HttpResponse:
    """Ask an organisation to share the step; its trio gets a letter."""
    setting = setting_at(request, group, step)
    asked = setting.organisation(organisation)
    for letter in asking.ask(group, setting.content, setting.step, asked, access=request.access, by=request.user):
        send_letter.delay_on_commit(letter.pk)
    messages.success(request, f"{asked.name} har fått frågan i ett brev. Det syns här när de delar.")
    return redirect(setting.url("comparison"))


@require_POST
@group_gate("compare")
def line_mark(request: MemberRequest, group: BenchmarkGroup, step: str) -> HttpResponse:
    """Say that the group sees a likeness or a difference in a line, or take that away."""
    setting, form = setting_at(request, group, step), LineMarkForm(request.POST)
    marks.mark_line(group, setting.content, step_key=step, line=form.line, seen=form.seen, by=request.user)
    return redirect(setting.url_of_line(form.line, request.GET.urlencode()))


@require_POST
@group_gate("compare")
def comparison_notes(request: MemberRequest, group: BenchmarkGroup, step: str, worksheet: str) -> HttpResponse:
    """Store the notes of a worksheet, and the own ideas, as a plain form sends them."""
    setting = setting_at(request, group, step)
    present = {noted: note.value for noted, note in notes_of(setting).items()}
    write, typed = partial(notes.write_all, group, setting.content, by=request.user), SheetForm(request.POST).typed
    problems = write(step_key=step, worksheet=worksheet, typed=typed, present=present)
    if not problems:
        messages.success(request, "Sparat.")
        return redirect(f"{setting.url('comparison')}#mall-{worksheet}")
    page = comparison_page(setting, Chosen(), problems=problems)
    context = {"page": page, "form": ChooseForm(request.GET, setting), "crumbs": _crumbs(request, setting)}
    status = status_of(problems.values())
    return render(request, "benchmarking/comparison/comparison.html", context, status=status)


@require_POST
@group_gate("compare")
def note_write(request: MemberRequest, group: BenchmarkGroup, step: str, worksheet: str) -> HttpResponse:
    """Store one note as autosave sends it: JSON when saved, a fragment for the field when refused."""
    setting, form = setting_at(request, group, step), AnswerForm(request.POST, writer=request.user)
    sheet = setting.step.worksheet(worksheet)
    if not form.is_valid():
        return incomplete(request, form)
    noted = Noted.at(sheet.key, form.place)
    field, edit = field_of(noted), {name: form.cleaned_data[name] for name in ("value", "version", "edit_id")}
    try:
        saved = notes.write_note(group, setting.content, step_key=step, noted=noted, **edit, by=request.user)
    except Refusal as refusal:
        return field_refused(request, field, noted.place, refusal)
    return field_saved(field, saved)


@require_safe
@group_gate("read_shared")
def comparison_history(request: MemberRequest, group: BenchmarkGroup, step: str) -> HttpResponse:
    """Show every note, idea and mark that has stood beside a step."""
    setting = setting_at(request, group, step)
    context = {"page": history.history_page(setting), "crumbs": _crumbs(request, setting, "Historik")}
    return render(request, "benchmarking/comparison/comparison_history.html", context)


def _crumbs(request: MemberRequest, setting: Setting, *here: str) -> list[tuple[str, str]]:
    step = (f"Jämför steg {setting.step.number}", setting.url("comparison") if here else "")
    return crumbs(request, setting.group, step, *((name, "") for name in here))
