"""The pages on which a leader reads applications, chooses among them, answers, and sends the answers."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.tasks import send_letter
from cohorts import admission
from cohorts.admission_forms import AnswerForm, AnswersForm, SelectionForm, SendAnswersForm
from cohorts.gates import cohort_gate
from cohorts.models import Application, Cohort, Organisation
from cohorts.requests import MemberRequest
from cohorts.requirements import requirements_of
from cohorts.selection import selection_of
from cohorts.sweden import HEIGHT, WIDTH, borders

asks = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@cohort_gate("steer_cohort")
def applications(request: MemberRequest, cohort: Cohort) -> HttpResponse:
    """List the applications of the round, and show how those that are ticked are spread."""
    form = SelectionForm(request.GET)
    found = selection_of(cohort, form.question, form.chosen)
    form.offer(found, cohort.theme_list)
    shown = {"cohort": cohort, "found": found, "form": form, "crumbs": _crumbs(cohort, "")}
    shown["waiting"] = len(admission.waiting_letters(cohort))
    shown["map"] = {"width": WIDTH, "height": HEIGHT, "borders": borders()}
    return render(request, "cohorts/applications.html", shown)


@asks
@cohort_gate("steer_cohort")
def application_decide(request: MemberRequest, cohort: Cohort, application: int) -> HttpResponse:
    """Show an application; show the letter of an answer; give the answer."""
    found = _application(cohort, application)
    form = AnswerForm(request.POST if request.method == "POST" else None, application=found)
    if form.carry_out(by=request.user):
        messages.success(request, f"Beskedet till {found} är sparat. Brevet väntar tills du skickar det.")
        return redirect("cohorts:applications", cohort=cohort.slug)
    shown = {"cohort": cohort, "application": found, "form": form, "evidence": _evidence(cohort, found)}
    shown |= {"wishes": _wishes(found), "crumbs": _crumbs(cohort, str(found))}
    return render(request, "cohorts/application_decide.html", shown, status=form.status)


@require_POST
@cohort_gate("steer_cohort")
def application_undo(request: MemberRequest, cohort: Cohort, application: int) -> HttpResponse:
    """Take the answer back while its letter has not left."""
    found = admission.undo(_application(cohort, application), by=request.user)
    messages.success(request, f"Beskedet till {found} är ångrat, och brevet skickas inte.")
    return redirect("cohorts:application_decide", cohort=cohort.slug, application=found.pk)


@asks
@cohort_gate("steer_cohort")
def answers_give(request: MemberRequest, cohort: Cohort) -> HttpResponse:
    """Show the letters that one answer writes to several applications; give it to all of them."""
    form = AnswersForm(request.POST if request.method == "POST" else None, cohort=cohort, asked=request.GET)
    if form.carry_out(by=request.user):
        given = len(form.applications)
        messages.success(request, f"{given} besked är sparade. Breven väntar tills du skickar dem.")
        return redirect("cohorts:applications", cohort=cohort.slug)
    shown = {"cohort": cohort, "form": form, "crumbs": _crumbs(cohort, "Ge besked")}
    return render(request, "cohorts/answers_give.html", shown, status=form.status)


@asks
@cohort_gate("steer_cohort")
def answers_send(request: MemberRequest, cohort: Cohort) -> HttpResponse:
    """Show the letters that wait, with their text; send those that are chosen."""
    waiting = admission.waiting_letters(cohort)
    form = SendAnswersForm(request.POST if request.method == "POST" else None, waiting=waiting)
    if form.is_valid():
        sent = admission.send_answers(cohort, form.cleaned_data["brev"], by=request.user)
        for letter in sent:
            send_letter.delay_on_commit(letter.pk)
        messages.success(request, f"{'Ett brev' if len(sent) == 1 else f'{len(sent)} brev'} är på väg.")
        return redirect("cohorts:applications", cohort=cohort.slug)
    shown = {"cohort": cohort, "form": form, "waiting": waiting, "crumbs": _crumbs(cohort, "Skicka besked")}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "cohorts/answers_send.html", shown, status=status)


def _application(cohort: Cohort, pk: int) -> Application:
    found = Application.objects.select_related("room__cohort", "organisation", "decided_by", "letter")
    return get_object_or_404(found, pk=pk, room=cohort.room_id)


def _evidence(cohort: Cohort, application: Application) -> list[tuple[str, str]]:
    """Return each requirement with what was written, empty where nothing was."""
    return [(asked.text, application.evidence.get(asked.key, "")) for asked in requirements_of(cohort)]


def _wishes(application: Application) -> list[str]:
    return [each.full_name for each in Organisation.objects.filter(slug__in=application.wishes)]


def _crumbs(cohort: Cohort, here: str) -> list[tuple[str, str]]:
    overview = reverse("benchmarking:overview", kwargs={"cohort": cohort.slug})
    above = [("Omgångar", reverse("cohorts:cohorts")), (cohort.name, overview)]
    if not here:
        return [*above, ("Anmälningar", "")]
    return [*above, ("Anmälningar", reverse("cohorts:applications", kwargs={"cohort": cohort.slug})), (here, "")]
