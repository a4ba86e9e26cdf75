"""The board of a round's groups: planned, reviewed, published, and changed afterwards."""

import json
from collections.abc import Callable
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from access.refusals import Refusal
from accounts.tasks import send_letter
from cohorts import group_plans, publishing
from cohorts.board_forms import (
    OLD_PAGE,
    LockForm,
    MatchFactsForm,
    PlaceForm,
    PlannedMentorForm,
    PlannedMentorRemoveForm,
    ReasonForm,
    VersionForm,
)
from cohorts.boards import board_of
from cohorts.gates import cohort_gate, participation_gate
from cohorts.group_plans import AlreadyPublished
from cohorts.models import Cohort, Participation
from cohorts.preferences import facts_of, set_facts
from cohorts.requests import MemberRequest


@require_safe
@cohort_gate("steer_cohort")
def groups(request: MemberRequest, cohort: Cohort) -> HttpResponse:
    """Show the groups of a round, planned or formed, and first those without one."""
    return _board(request, cohort)


@require_POST
@cohort_gate("steer_cohort")
def groups_propose(request: MemberRequest, cohort: Cohort) -> HttpResponse:
    """Fill the plan with the best groups found."""
    return _act(request, cohort, VersionForm(request.POST), group_plans.propose_groups)


@require_POST
@cohort_gate("steer_cohort")
def group_place(request: MemberRequest, cohort: Cohort) -> HttpResponse:
    """Move organisations in the plan."""
    return _act(request, cohort, PlaceForm(request.POST), _with_members(group_plans.group_place))


@require_POST
@cohort_gate("steer_cohort")
def group_lock(request: MemberRequest, cohort: Cohort) -> HttpResponse:
    """Lock organisations where they are in the plan, or let them go."""
    return _act(request, cohort, LockForm(request.POST), _with_members(group_plans.group_lock))


@require_POST
@cohort_gate("steer_cohort")
def group_mentor_add(request: MemberRequest, cohort: Cohort) -> HttpResponse:
    """Put one more mentor to a planned group."""
    return _act(request, cohort, PlannedMentorForm(request.POST), group_plans.group_mentor_add)


@require_POST
@cohort_gate("steer_cohort")
def group_mentor_remove(request: MemberRequest, cohort: Cohort) -> HttpResponse:
    """Take a mentor away from a planned group."""
    return _act(request, cohort, PlannedMentorRemoveForm(request.POST), group_plans.group_mentor_remove)


@require_POST
@cohort_gate("steer_cohort")
def group_reason(request: MemberRequest, cohort: Cohort) -> HttpResponse:
    """Say why a planned group is one organisation alone."""
    return _act(request, cohort, ReasonForm(request.POST), group_plans.group_reason)


@require_safe
@cohort_gate("steer_cohort")
def groups_review(request: MemberRequest, cohort: Cohort) -> HttpResponse:
    """Show what publishing would do: every group as it will be, and every letter with those who get it."""
    return _review(request, cohort)


@require_POST
@cohort_gate("steer_cohort")
def groups_publish(request: MemberRequest, cohort: Cohort) -> HttpResponse:
    """Form the groups of the plan and let the letters leave."""
    form = VersionForm(request.POST)
    if not form.is_valid():
        return _review(request, cohort, refused=OLD_PAGE, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        sent = publishing.groups_publish(cohort, **form.cleaned_data, by=request.user)
    except AlreadyPublished as refusal:
        return _board(request, cohort, refused=str(refusal), status=refusal.status)
    except Refusal as refusal:
        return _review(request, cohort, refused=str(refusal), status=refusal.status)
    _ring(sent)
    messages.success(request, f"Grupperna är satta. {len(sent)} brev är på väg.")
    return redirect("cohorts:groups", cohort=cohort.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@participation_gate("steer_cohort")
def match_facts(request: MemberRequest, participation: Participation) -> HttpResponse:
    """Ask what a proposal weighs: themes, wishes, and how many a mentor takes."""
    form = MatchFactsForm(request.POST or None, participation=participation, facts=facts_of(participation))
    if form.is_valid():
        set_facts(participation, **form.cleaned_data, by=request.user)
        messages.success(request, f"Önskemålen för {participation} är sparade.")
        return redirect("cohorts:groups", cohort=participation.cohort.slug)
    crumbs = [*crumbs_to(participation.cohort), (str(participation), "")]
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    shown = {"participation": participation, "cohort": participation.cohort, "form": form, "crumbs": crumbs}
    return render(request, "cohorts/match_facts.html", shown, status=status)


def _ring(sent: list[int]) -> None:
    for letter in sent:
        send_letter.delay_on_commit(letter)


def crumbs_to(cohort: Cohort) -> list[tuple[str, str]]:
    """Return the path to the board and from there on."""
    return [
        ("Omgångar", reverse("cohorts:cohorts")),
        (cohort.name, reverse("benchmarking:overview", kwargs={"cohort": cohort.slug})),
        ("Grupper", reverse("cohorts:groups", kwargs={"cohort": cohort.slug})),
    ]


def _review(
    request: MemberRequest, cohort: Cohort, *, refused: str = "", status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    crumbs = [*crumbs_to(cohort), ("Granska", "")]
    shown = {"cohort": cohort, "review": publishing.review_of(cohort), "crumbs": crumbs, "refused": refused}
    return render(request, "cohorts/groups_review.html", shown, status=status)


def _with_members(verb: Callable[..., str]) -> Callable[..., str]:
    """Let a form's ``member`` be the verb's ``members``."""
    return lambda cohort, *, member, **rest: verb(cohort, members=member, **rest)


def _act(request: MemberRequest, cohort: Cohort, form: VersionForm, verb: Callable[..., str]) -> HttpResponse:
    """Do one act on the plan and say what was done, on the board as it is then."""
    if not form.is_valid():
        words = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return _board(request, cohort, refused=words, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        said = verb(cohort, **form.cleaned_data, by=request.user)
    except Refusal as refusal:
        return _board(request, cohort, refused=str(refusal), status=refusal.status)
    if request.htmx:
        return _board(request, cohort, said=said)
    messages.success(request, said)
    return redirect("cohorts:groups", cohort=cohort.slug)


def _board(
    request: MemberRequest,
    cohort: Cohort,
    *,
    said: str = "",
    refused: str = "",
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    if refused:
        cohort.refresh_from_db(fields=["state"])  # another's act may be what it was refused for
    crumbs = [*crumbs_to(cohort)[:-1], ("Grupper", "")]
    shown = {"cohort": cohort, "board": board_of(cohort), "crumbs": crumbs, "refused": refused}
    template = "cohorts/groups_board.html" if request.htmx else "cohorts/groups.html"
    answer = render(request, template, shown, status=status)
    if request.htmx and said:
        answer["HX-Trigger"] = json.dumps({"besked": said})
    return answer
