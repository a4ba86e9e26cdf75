"""The outbox of a round, its letters, and one letter to many."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.tasks import send_letter
from benchmarking.steering.forms import HeapForm, LettersForm, SendAllForm
from cohorts import outbox as letters
from cohorts.gates import cohort_gate
from cohorts.mailings import organisations_of, preview, write_to_many
from cohorts.models import Cohort
from cohorts.outgoing import send_held
from cohorts.requests import MemberRequest


@require_safe
@cohort_gate("steer_cohort")
def outbox(request: MemberRequest, cohort: Cohort) -> HttpResponse:
    """Show the letters of a round in heaps: waiting, sent, stopped, and those that did not come through."""
    asked = HeapForm(request.GET)
    shown = {"cohort": cohort, "page": letters.outbox_of(cohort, asked.heap, asked.page)}
    return render(request, "benchmarking/steering/outbox.html", shown | {"crumbs": _crumbs(cohort)})


@require_http_methods(["GET", "HEAD", "POST"])
@cohort_gate("steer_cohort")
def letters_write(request: MemberRequest, cohort: Cohort) -> HttpResponse:
    """Word a letter to many, show who gets it and how it reads, and put it in the outbox."""
    chosen: dict[str, Any] = {"ticked": request.GET, "organisations": organisations_of(cohort), "by": request.user}
    form = LettersForm(request.POST if request.method == "POST" else None, **chosen)
    if form.is_confirmed and form.carry_out(write_to_many, cohort, by=request.user):
        told = f"{form.done.letters} brev ligger i utskick. Inget är skickat än: läs dem, stoppa de som inte ska gå."
        messages.success(request, told)
        return redirect(_outbox(cohort))
    shown = {"cohort": cohort, "preview": form.shown_by(preview, cohort), "form": form}
    shown |= {"crumbs": _crumbs(cohort, "Skriv brev"), "back": _outbox(cohort)}
    return render(request, "benchmarking/steering/letters_write.html", shown, status=form.status)


@require_POST
@cohort_gate("steer_cohort")
def letters_send(request: MemberRequest, cohort: Cohort) -> HttpResponse:
    """Send every letter that waits to be sent."""
    gone = send_held(cohort, letters.held_until(cohort, SendAllForm(request.POST).last), by=request.user)
    for letter in gone:
        send_letter.delay_on_commit(letter.pk)
    messages.success(request, f"{len(gone)} brev skickas nu.")
    return redirect(_outbox(cohort))


@require_safe
@cohort_gate("steer_cohort")
def letter(request: MemberRequest, cohort: Cohort, letter: int) -> HttpResponse:
    """Show one letter as it reads."""
    found = letters.open_letter(get_object_or_404(letters.letters_of(cohort), letter=letter))
    shown = {"cohort": cohort, "letter": found, "crumbs": _crumbs(cohort, found.row.subject)}
    return render(request, "benchmarking/steering/letter.html", shown)


@require_POST
@cohort_gate("steer_cohort")
def letter_stop(request: MemberRequest, cohort: Cohort, letter: int) -> HttpResponse:
    """Keep a letter from leaving."""
    stopped = letters.stop(get_object_or_404(letters.letters_of(cohort), letter=letter), by=request.user)
    messages.success(request, f"Brevet till {stopped.to_name or stopped.to_email} är stoppat. Det skickas aldrig.")
    return redirect(_outbox(cohort))


@require_POST
@cohort_gate("steer_cohort")
def letter_send(request: MemberRequest, cohort: Cohort, letter: int) -> HttpResponse:
    """Send a letter that waits."""
    found = get_object_or_404(letters.letters_of(cohort), letter=letter)
    (gone,) = send_held(cohort, [found.letter_id], by=request.user)
    send_letter.delay_on_commit(gone.pk)
    messages.success(request, f"Brevet till {gone.to_name or gone.to_email} skickas nu.")
    return redirect(_outbox(cohort))


def _outbox(cohort: Cohort) -> str:
    return reverse("benchmarking:outbox", kwargs={"cohort": cohort.slug})


def _crumbs(cohort: Cohort, here: str = "") -> list[tuple[str, str]]:
    overview = reverse("benchmarking:overview", kwargs={"cohort": cohort.slug})
    above = [("Omgångar", reverse("cohorts:cohorts")), (cohort.name, overview)]
    return [*above, ("Utskick", _outbox(cohort)), (here, "")] if here else [*above, ("Utskick", "")]
