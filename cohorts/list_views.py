"""The pages on which a leader takes in many people at once, and sends what waits."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from access.refusals import Refusal
from accounts.tasks import send_letter
from cohorts.gates import cohort_gate
from cohorts.intake import Intake, ListRefused, free_places, plan_intake, take_in
from cohorts.list_forms import PasteForm, SendForm
from cohorts.models import Cohort
from cohorts.outgoing import held_invitations, send_held
from cohorts.requests import MemberRequest
from cohorts.sheets import as_workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "HEAD", "POST"])
@cohort_gate("steer_cohort")
def people_paste(request: MemberRequest, cohort: Cohort) -> HttpResponse:
    """Take a list, and show what it would do. Writes nothing."""
    form = PasteForm(request.POST, request.FILES) if request.method == "POST" else PasteForm()
    if not form.is_bound:
        return _paste_page(request, cohort, form)
    if not form.is_valid():
        return _paste_page(request, cohort, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    plan = plan_intake(cohort, form.people, twice_allowed=form.cleaned_data["twice"])
    return _paste_page(request, cohort, form, plan)


@require_POST
@cohort_gate("steer_cohort")
def people_take_in(request: MemberRequest, cohort: Cohort) -> HttpResponse:
    """Take in the list that was shown: all of it or nothing. No letter leaves."""
    form = PasteForm(request.POST)
    if not form.is_valid():
        return _paste_page(request, cohort, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        done = take_in(cohort, form.people, by=request.user, twice_allowed=form.cleaned_data["twice"])
    except ListRefused as refusal:
        return _paste_page(request, cohort, form, refusal.plan)
    messages.success(request, f"Sparat: {done.sentence} Inget brev är skickat.")
    return redirect("cohorts:people_send", cohort=cohort.slug)


@require_safe
@cohort_gate("steer_cohort")
def people_template(_request: MemberRequest, cohort: Cohort) -> HttpResponse:
    """Download a sheet to fill in, with a row for each seat of the round that can be offered."""
    answer = HttpResponse(as_workbook(free_places(cohort)), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="deltagare-{cohort.slug}.xlsx"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@cohort_gate("offer_seat")
def people_send(request: MemberRequest, cohort: Cohort) -> HttpResponse:
    """Show to whom the invitations that wait would go; send those that are chosen."""
    form = SendForm(request.POST) if request.method == "POST" else SendForm()
    if form.is_valid():
        try:
            return _letters_are_off(request, cohort, form)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            return _send_page(request, cohort, form, refusal.status)
    return _send_page(request, cohort, form, HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK)


def _letters_are_off(request: MemberRequest, cohort: Cohort, form: SendForm) -> HttpResponse:
    sent = send_held(cohort, form.letters, by=request.user)
    for letter in sent:
        send_letter.delay_on_commit(letter.pk)
    late = len(set(form.letters)) - len(sent)
    left_out = f" {late} var redan skickade eller återtagna." if late else ""
    count = "En inbjudan" if len(sent) == 1 else f"{len(sent)} inbjudningar"
    messages.success(request, f"{count} är på väg.{left_out}")
    return redirect("cohorts:people", cohort=cohort.slug)


def _paste_page(
    request: MemberRequest,
    cohort: Cohort,
    form: PasteForm,
    plan: Intake | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    if plan is not None and plan.wrong:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    shown = {"cohort": cohort, "form": form, "plan": plan, "crumbs": _crumbs(cohort, "Lägg in många")}
    return render(request, "cohorts/people_paste.html", shown, status=status)


def _send_page(request: MemberRequest, cohort: Cohort, form: SendForm, status: HTTPStatus) -> HttpResponse:
    bundles = held_invitations(cohort)
    shown = {"cohort": cohort, "form": form, "bundles": bundles, "held": sum(len(each.rows) for each in bundles)}
    crumbs = _crumbs(cohort, "Skicka inbjudningar")
    return render(request, "cohorts/people_send.html", shown | {"crumbs": crumbs}, status=status)


def _crumbs(cohort: Cohort, here: str) -> list[tuple[str, str]]:
    overview = reverse("benchmarking:overview", kwargs={"cohort": cohort.slug})
    people = reverse("cohorts:people", kwargs={"cohort": cohort.slug})
    return [("Omgångar", reverse("cohorts:cohorts")), (cohort.name, overview), ("Deltagare", people), (here, "")]
