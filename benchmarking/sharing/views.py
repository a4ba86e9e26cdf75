"""An organisation's page, the sharing of a step, and what was shared."""

from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from access import clock
from access.gates import gate_where
from benchmarking.method.versions import method_of
from benchmarking.sharing import pages
from benchmarking.sharing.audiences import admits
from benchmarking.sharing.forms import ShareForm
from benchmarking.sharing.models import Release
from benchmarking.sharing.releases import withdraw
from benchmarking.sharing.steps import share_step
from cohorts.gates import participation_gate
from cohorts.models import Participation
from cohorts.requests import MemberRequest


@require_GET
@participation_gate("read_drafts", "see_progress", "read_part")
def participation(request: MemberRequest, participation: Participation) -> HttpResponse:
    """Show an organisation's steps: the workspace for its own, counts and releases for those who see progress."""
    page = pages.organisation_page(participation, method_of(participation.cohort_id), request.access, clock.today())
    return render(request, "benchmarking/sharing/participation.html", {"page": page})


@require_http_methods(["GET", "POST"])
@participation_gate("share")
def step_share(request: MemberRequest, participation: Participation, step: str) -> HttpResponse:
    """Show exactly what others will see of a step and who they are; share it."""
    content = method_of(participation.cohort_id)
    form = ShareForm(request.POST or None)
    if form.is_valid():
        release = share_step(
            participation, content, step_key=step, audiences=form.cleaned_data["audiences"], by=request.user
        )
        return redirect(pages.release_url(release))
    page = pages.share_page(participation, content.step(step))
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "benchmarking/sharing/step_share.html", {"page": page, "form": form}, status=status)


def load_release(cohort: str, organisation: str, number: int) -> Release:
    """Find a release by its address, with its owner and the rooms above."""
    return get_object_or_404(
        Release.objects.select_related(
            "published_by",
            "room__parent__parent__parent",
            "room__participation__organisation",
            "room__participation__cohort",
        ),
        room__participation__cohort__slug=cohort,
        room__participation__organisation__slug=organisation,
        number=number,
    )


@require_GET
@gate_where(load_release, admits)
def release(request: MemberRequest, release: Release) -> HttpResponse:
    """Show a release to those in its audience, or the stub that it leaves when it is taken back."""
    page = pages.release_page(release, is_own=request.can["read_drafts"])
    status = HTTPStatus.GONE if release.is_withdrawn else HTTPStatus.OK
    return render(request, "benchmarking/sharing/release.html", {"page": page}, status=status)


@require_POST
@participation_gate("share")
def release_withdraw(request: MemberRequest, participation: Participation, number: int) -> HttpResponse:
    """Take a release back."""
    withdraw(get_object_or_404(Release, room=participation.room, number=number), by=request.user)
    return redirect(pages.participation_url(participation))
