"""Days for many, and the notes of those who lead."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from access import clock
from benchmarking.method.versions import method_of
from benchmarking.overview.board import read_board
from benchmarking.overview.offers import offers_in
from benchmarking.sharing.public import waiting_in
from benchmarking.steering.forms import LogForm, NoteForm, StepsForm
from benchmarking.steering.handover import handover_of
from benchmarking.steering.log import log_of
from benchmarking.steering.planning import plan, plan_many
from cohorts.gates import cohort_gate, participation_gate
from cohorts.leader_notes import notes_about, notes_in, remove_note, standing_in, write_note
from cohorts.mailings import organisations_of
from cohorts.models import Cohort, Participation
from cohorts.requests import MemberRequest

asks = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@cohort_gate("steer_cohort")
def handover(request: MemberRequest, cohort: Cohort) -> HttpResponse:
    """Show on one page what somebody who takes over the round needs."""
    board = read_board(cohort, method_of(cohort.pk), clock.today())
    page = handover_of(cohort, board, offers_in(cohort), waiting_in(cohort))
    shown = {"cohort": cohort, "page": page, "today": board.today, "crumbs": _crumbs(cohort, "Överlämning")}
    return render(request, "benchmarking/steering/handover.html", shown)


@require_safe
@cohort_gate("steer_cohort")
def log(request: MemberRequest, cohort: Cohort) -> HttpResponse:
    """Show what was done in a round, by whom, the latest first."""
    form = LogForm(request.GET, organisations=organisations_of(cohort))
    shown = {"cohort": cohort, "form": form, "page": log_of(cohort, room=form.room, page=form.page)}
    return render(request, "benchmarking/steering/log.html", shown | {"crumbs": _crumbs(cohort, "Logg")})


@asks
@cohort_gate("steer_cohort")
def steps_plan(request: MemberRequest, cohort: Cohort) -> HttpResponse:
    """Set a step's day, or who answers for it, in several organisations; what changes is shown first."""
    content = method_of(cohort.pk)
    chosen: dict[str, Any] = {"ticked": request.GET, "organisations": organisations_of(cohort), "content": content}
    form = StepsForm(request.POST if request.method == "POST" else None, **chosen)
    if form.is_confirmed and form.carry_out(plan_many, cohort, content, by=request.user):
        messages.success(request, f"Ändrat i {form.done} {'organisation' if form.done == 1 else 'organisationer'}.")
        return redirect("benchmarking:overview", cohort.slug)
    shown = {"cohort": cohort, "plan": form.shown_by(plan, cohort, content), "form": form}
    shown |= {"crumbs": _crumbs(cohort, "Datum och ansvarig"), "back": _overview(cohort)}
    return render(request, "benchmarking/steering/steps_plan.html", shown, status=form.status)


@asks
@cohort_gate("steer_cohort")
def cohort_notes(request: MemberRequest, cohort: Cohort) -> HttpResponse:
    """Show the notes about a round and its organisations, and write one about the round."""
    form = NoteForm(request.POST if request.method == "POST" else None)
    if form.carry_out(write_note, cohort.room, by=request.user):
        messages.success(request, "Anteckningen är sparad.")
        return redirect("benchmarking:cohort_notes", cohort.slug)
    shown = {"cohort": cohort, "about": cohort.name, "notes": notes_in(cohort), "form": form}
    shown["crumbs"] = _crumbs(cohort, "Anteckningar")
    return render(request, "benchmarking/steering/notes.html", shown, status=form.status)


@asks
@participation_gate("steer_cohort")
def note_add(request: MemberRequest, participation: Participation) -> HttpResponse:
    """Show the notes about an organisation, and write one."""
    form, cohort = NoteForm(request.POST if request.method == "POST" else None), participation.cohort
    if form.carry_out(write_note, participation.room, by=request.user):
        messages.success(request, "Anteckningen är sparad.")
        return redirect("benchmarking:participation", cohort.slug, participation.organisation.slug)
    shown = {"cohort": cohort, "about": str(participation), "notes": notes_about([participation.pk]), "form": form}
    shown["crumbs"] = _crumbs(cohort, f"Anteckningar om {participation}")
    return render(request, "benchmarking/steering/notes.html", shown, status=form.status)


@require_POST
@cohort_gate("steer_cohort")
def note_remove(request: MemberRequest, cohort: Cohort, note: int) -> HttpResponse:
    """Take a note away."""
    remove_note(get_object_or_404(standing_in(cohort), pk=note), by=request.user)
    messages.success(request, "Anteckningen är borttagen.")
    return redirect("benchmarking:cohort_notes", cohort.slug)


def _overview(cohort: Cohort) -> str:
    return reverse("benchmarking:overview", kwargs={"cohort": cohort.slug})


def _crumbs(cohort: Cohort, here: str) -> list[tuple[str, str]]:
    return [("Omgångar", reverse("cohorts:cohorts")), (cohort.name, _overview(cohort)), (here, "")]
