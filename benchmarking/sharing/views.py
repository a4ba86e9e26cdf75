"""An organisation's page, a step's page, the sharing of a step, and what was shared."""

from http import HTTPStatus

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from access import clock
from access.gates import gate_where
from access.refusals import Refusal
from benchmarking.method.versions import method_of
from benchmarking.sharing import pages
from benchmarking.sharing.audiences import admits
from benchmarking.sharing.forms import ShareForm
from benchmarking.sharing.models import Release, ReleaseAudience
from benchmarking.sharing.releases import withdraw
from benchmarking.sharing.steps import share_step
from benchmarking.workspace.desks import desk_at
from benchmarking.workspace.step_page import step_page
from cohorts.gates import participation_gate
from cohorts.models import Participation
from cohorts.requests import MemberRequest


@require_safe
@participation_gate("read_drafts", "see_progress", "read_part")
def participation(request: MemberRequest, participation: Participation) -> HttpResponse:
    """Show an organisation's steps: the workspace for its own, counts and releases for those who see progress."""
    content = method_of(participation.cohort_id)
    page = pages.organisation_page(participation, content, request.access, request.can, clock.today())
    return render(request, "benchmarking/sharing/participation.html", {"page": page})


@require_safe
@participation_gate("read_drafts", "read_part")
def step(request: MemberRequest, participation: Participation, step: str) -> HttpResponse:
    """Show a step: who does what, the checklist, the worksheets, the signatures, and what is shared of it."""
    desk = desk_at(request, participation, step)
    page = step_page(desk, clock.today())
    context = {"page": page, "share": pages.share_box(desk, page.written), "crumbs": desk.crumbs()}
    return render(request, "benchmarking/sharing/step.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@participation_gate("share")
def step_share(request: MemberRequest, participation: Participation, step: str) -> HttpResponse:
    """Show exactly what others will see of a step and who they are; share it."""
    desk = desk_at(request, participation, step)
    form = ShareForm(request.POST if request.method == "POST" else None)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    if form.is_valid():
        try:
            released = share_step(participation, desk.content, step_key=step, **form.chosen, by=request.user)
        except Refusal as refusal:
            form.add_error("audiences" if desk.is_open else None, str(refusal))
            status = refusal.status
        else:
            messages.success(request, "Delat. Så här ser det ut för dem som läser.")
            return redirect(pages.release_url(participation, released.number))
    context = {"page": pages.share_page(desk), "form": form, "crumbs": desk.crumbs("Dela")}
    return render(request, "benchmarking/sharing/step_share.html", context, status=status)


def load_release(cohort: str, organisation: str, number: int) -> Release:
    """Find a release by its address, with its owner, its audiences and the rooms above."""
    return get_object_or_404(
        Release.objects.select_related(
            "published_by",
            "room__parent__parent__parent",
            "room__participation__organisation",
            "room__participation__cohort",
        ).prefetch_related(Prefetch("audiences", ReleaseAudience.objects.select_related("room__benchmarkgroup"))),
        room__participation__cohort__slug=cohort,
        room__participation__organisation__slug=organisation,
        number=number,
    )


@require_safe
@gate_where(load_release, admits)
def release(request: MemberRequest, release: Release) -> HttpResponse:
    """Show a release to those in its audience, or the stub that it leaves when it is taken back."""
    page = pages.release_page(release, request.access, is_own=request.can["share"])
    crumbs = pages.release_crumbs(release, request.access, request.can)
    status = HTTPStatus.GONE if release.is_withdrawn else HTTPStatus.OK
    return render(request, "benchmarking/sharing/release.html", {"page": page, "crumbs": crumbs}, status=status)


@require_POST
@participation_gate("share")
def release_withdraw(request: MemberRequest, participation: Participation, number: int) -> HttpResponse:
    """Take a release back."""
    withdraw(get_object_or_404(Release, room=participation.room, number=number), by=request.user)
    messages.success(request, "Delningen är tillbakadragen. De som har länken ser att den är det.")
    return redirect(pages.participation_url(participation))
