"""Changes of formed groups. A GET shows what a change leads to; a POST does it."""

from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from access.refusals import Refusal
from accounts.tasks import send_letter
from cohorts import regrouping
from cohorts.board_views import crumbs_to
from cohorts.boards import board_of
from cohorts.gates import cohort_gate, group_gate
from cohorts.models import BenchmarkGroup, Cohort
from cohorts.regrouping import Errand
from cohorts.regrouping_forms import (
    ChangeForm,
    GroupMergeForm,
    MemberMoveForm,
    MentorAddForm,
    MentorEndForm,
    MentorReplaceForm,
)
from cohorts.requests import MemberRequest

read_or_post = require_http_methods(["GET", "HEAD", "POST"])


@read_or_post
@cohort_gate("steer_cohort")
def member_move(request: MemberRequest, cohort: Cohort) -> HttpResponse:
    """Move an organisation to another group."""
    form = MemberMoveForm(board_of(cohort), **_asked(request))
    errand = partial(regrouping.member_move, cohort)
    return _change(request, cohort, form, errand, title="Flytta en organisation")


@read_or_post
@group_gate("steer_cohort")
def mentor_add(request: MemberRequest, group: BenchmarkGroup) -> HttpResponse:
    """Let one more mentor follow a group."""
    return _of_group(request, group, MentorAddForm, regrouping.mentor_add, title=f"Ny mentor för {group}")


@read_or_post
@group_gate("steer_cohort")
def mentor_replace(request: MemberRequest, group: BenchmarkGroup) -> HttpResponse:
    """Let another mentor take over."""
    return _of_group(request, group, MentorReplaceForm, regrouping.mentor_replace, title=f"Byt mentor för {group}")


@read_or_post
@group_gate("steer_cohort")
def mentor_end(request: MemberRequest, group: BenchmarkGroup) -> HttpResponse:
    """End a mentor's time with a group."""
    return _of_group(request, group, MentorEndForm, regrouping.mentor_end, title=f"Avsluta en mentor för {group}")


@read_or_post
@group_gate("steer_cohort")
def group_merge(request: MemberRequest, group: BenchmarkGroup) -> HttpResponse:
    """Let a group go into another."""
    return _of_group(
        request, group, GroupMergeForm, regrouping.group_merge, title=f"Slå ihop {group} med en annan grupp"
    )


@read_or_post
@group_gate("steer_cohort")
def group_dissolve(request: MemberRequest, group: BenchmarkGroup) -> HttpResponse:
    """Dissolve a group."""
    form = ChangeForm(request.POST if request.method == "POST" else {})
    return _change(request, group.cohort, form, partial(regrouping.group_dissolve, group), title=f"Upplös {group}")


def _of_group(
    request: MemberRequest,
    group: BenchmarkGroup,
    form: Callable[..., ChangeForm],
    act: Callable[..., Errand],
    *,
    title: str,
) -> HttpResponse:
    """Show what a change of one group leads to, or do it."""
    asked = form(board_of(group.cohort), group.slug, **_asked(request))
    return _change(request, group.cohort, asked, partial(act, group), title=title)


def _asked(request: MemberRequest) -> dict[str, Any]:
    """Return what a form is made with: a change that is done or looked at, or what a link chose beforehand."""
    if request.method == "POST":
        return {"data": request.POST}
    return {"data": request.GET} if "visa" in request.GET else {"data": None, "initial": request.GET.dict()}


def _change(
    request: MemberRequest, cohort: Cohort, form: ChangeForm, errand: Callable[..., Errand], *, title: str
) -> HttpResponse:
    """Show what a change leads to, or do it. One that is refused for another's act is shown as it would be now."""
    valid, refused, change = form.is_valid(), None, None
    if valid and request.method == "POST":
        try:
            return _done(request, cohort, form, partial(errand, **form.change))
        except Refusal as refusal:
            refused = refusal
    if valid:
        try:
            change = regrouping.preview(cohort, errand(**form.change))
        except Refusal as refusal:
            refused = refused or refusal
    if refused:
        form.add_error(None, str(refused))
    shown = {"cohort": cohort, "form": form, "change": change, "title": title}
    shown |= {"crumbs": [*crumbs_to(cohort), (title, "")], "asked": form.change.items() if change else ()}
    status = refused.status if refused else HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "cohorts/group_change.html", shown, status=status)


def _done(request: MemberRequest, cohort: Cohort, form: ChangeForm, errand: Callable[[], Errand]) -> HttpResponse:
    version = form.cleaned_data["version"]
    sent = regrouping.carry_out(cohort, errand, version=-1 if version is None else version, by=request.user)
    for letter in sent:
        send_letter.delay_on_commit(letter)
    messages.success(request, f"Ändringen är gjord. {len(sent)} brev är på väg.")
    return redirect("cohorts:groups", cohort=cohort.slug)
