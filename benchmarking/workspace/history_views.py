"""The history of a step, a worksheet and an answer, and the acts on it: put back, undo."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from access.refusals import Refusal
from benchmarking.method.versions import method_of
from benchmarking.workspace import history_page, restoring
from benchmarking.workspace.desks import Desk, desk_at, desk_with
from benchmarking.workspace.forms import RestoreForm, UndoForm, UndoMarkForm
from benchmarking.workspace.history_page import HistoryPage
from benchmarking.workspace.older import older_steps
from cohorts.gates import participation_gate
from cohorts.models import Participation
from cohorts.requests import MemberRequest


class Incomplete(Refusal):
    """What was sent does not say what to put back."""

    sentence = "Något saknas i det som skickades. Ladda om sidan."


@require_GET
@participation_gate("read_drafts", "read_part")
def step_history(request: MemberRequest, participation: Participation, step: str) -> HttpResponse:
    """Show every change in a step, newest first."""
    desk = desk_at(request, participation, step)
    return _show(request, desk, history_page.step_history(desk), "Historik")


@require_GET
@participation_gate("read_drafts", "read_part")
def worksheet_history(request: MemberRequest, participation: Participation, step: str, worksheet: str) -> HttpResponse:
    """Show every change in a worksheet, and the rows that are taken away."""
    desk, sheet = desk_with(request, participation, step, worksheet)
    return _show(request, desk, history_page.worksheet_history(desk, sheet), sheet.title, "Historik")


@require_GET
@participation_gate("read_drafts", "read_part")
def answer_history(request: MemberRequest, participation: Participation, step: str, answer: int) -> HttpResponse:
    """Show every text of one answer."""
    desk = desk_at(request, participation, step)
    page = history_page.answer_history(desk, answer)
    return _show(request, desk, page, page.of, "Historik")


@require_GET
@participation_gate("read_drafts")
def older_answers(request: MemberRequest, participation: Participation) -> HttpResponse:
    """Show what the round's present version of the method does not ask for."""
    steps = older_steps(participation, method_of(participation.cohort_id))
    address = {"cohort": participation.cohort.slug, "organisation": participation.organisation.slug}
    here = (participation.organisation.name, reverse("benchmarking:participation", kwargs=address))
    context = {"steps": steps, "crumbs": [here, ("Äldre svar", "")]}
    return render(request, "benchmarking/workspace/older_answers.html", context)


def _show(request: MemberRequest, desk: Desk, page: HistoryPage, *here: str) -> HttpResponse:
    context = {"page": page, "crumbs": desk.crumbs(*here)}
    return render(request, "benchmarking/workspace/history.html", context)


@require_POST
@participation_gate("write_answer", "write_part")
def answer_restore(request: MemberRequest, participation: Participation, step: str, answer: int) -> HttpResponse:
    """Let an earlier text of an answer stand again."""
    desk = desk_at(request, participation, step)
    found, typed = history_page.answer_at(desk, answer), _typed(RestoreForm(request.POST))
    here: dict[str, Any] = {"step_key": desk.step.key, "answer_id": found.pk}
    restoring.restore_answer(participation, desk.content, **here, **typed, by=request.user)
    messages.success(request, "Texten står i mallen igen. Den som stod där finns kvar i historiken.")
    return redirect(desk.url("answer_history", answer=found.pk))


@require_POST
@participation_gate("write_answer", "write_part")
def answer_undo(request: MemberRequest, participation: Participation, step: str, answer: int) -> HttpResponse:
    """Undo the last change of an answer."""
    desk = desk_at(request, participation, step)
    found, typed = history_page.answer_at(desk, answer), _typed(UndoForm(request.POST))
    here: dict[str, Any] = {"step_key": desk.step.key, "answer_id": found.pk}
    restoring.undo_answer(participation, desk.content, **here, **typed, by=request.user)
    messages.success(request, "Ändringen är ångrad. Den finns kvar i historiken.")
    return redirect(desk.url("answer_history", answer=found.pk))


@require_POST
@participation_gate("mark_item")
def mark_undo(request: MemberRequest, participation: Participation, step: str, item: str) -> HttpResponse:
    """Undo the last change of a point of the checklist."""
    desk = desk_at(request, participation, step)
    point, typed = desk.step.item(item), _typed(UndoMarkForm(request.POST))
    here: dict[str, Any] = {"step_key": desk.step.key, "item_key": point.key}
    restoring.undo_mark(participation, desk.content, **here, **typed, by=request.user)
    messages.success(request, "Ändringen är ångrad.")
    return redirect(f"{desk.url('step_history')}#punkter")


def _typed(form: Form) -> dict[str, Any]:
    """Return what was posted. Raises ``Incomplete``."""
    if not form.is_valid():
        raise Incomplete
    return form.cleaned_data
