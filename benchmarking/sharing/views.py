"""An organisation's page, a step's page, the sharing of a step, and what was shared."""

from collections.abc import Callable
from functools import partial
from http import HTTPStatus

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from access import clock
from access.gates import gate_where
from access.refusals import Refusal
from benchmarking.method.content import UnknownKey, Worksheet
from benchmarking.method.versions import followed_by, method_of
from benchmarking.sharing import conduct, pages
from benchmarking.sharing.audiences import admits
from benchmarking.sharing.forms import ShareForm
from benchmarking.sharing.models import Release, ReleaseAudience
from benchmarking.sharing.register import register_page
from benchmarking.sharing.releases import withdraw
from benchmarking.sharing.share_page import share_box, share_page
from benchmarking.sharing.steps import share_step, share_worksheet
from benchmarking.workspace import marks
from benchmarking.workspace.desks import Desk, desk_at, desk_with
from benchmarking.workspace.forms import MarkForm
from benchmarking.workspace.older import was_step
from benchmarking.workspace.step_page import step_page
from cohorts.gates import participation_gate
from cohorts.leader_notes import notes_about
from cohorts.models import Participation
from cohorts.requests import MemberRequest


@require_safe
@participation_gate("read_drafts", "see_progress", "read_part")
def participation(request: MemberRequest, participation: Participation) -> HttpResponse:
    """Show an organisation's steps: the workspace for its own, counts and releases for those who see progress."""
    content, has_adopted = followed_by(participation.cohort_id)
    shown = {"everybodys": request.GET.get("visa") == "alla", "has_adopted": has_adopted}
    page = pages.organisation_page(participation, content, request.access, request.can, clock.today(), **shown)
    notes = notes_about([participation.pk]) if request.can["steer_cohort"] else ()
    return render(request, "benchmarking/sharing/participation.html", {"page": page, "notes": notes})


@require_safe
@participation_gate("read_drafts", "read_part")
def step(request: MemberRequest, participation: Participation, step: str) -> HttpResponse:
    """Show a step: who does what, the checklist, the worksheets, the signatures, and what is shared of it.

    A link to a step that only an earlier version had leads to what was written in it.
    """
    try:
        desk = desk_at(request, participation, step)
    except UnknownKey:
        if not was_step(participation.cohort_id, step):
            raise
        return redirect(f"{pages.older_url(participation)}#steg-{step}")
    return _step(request, desk)


@require_POST
@participation_gate("mark_item")
def item_mark(request: MemberRequest, participation: Participation, step: str, item: str) -> HttpResponse:
    """Mark a point of the checklist: back to the page, or the point alone where the page asked for that."""
    desk = desk_at(request, participation, step)
    point = desk.step.item(item)
    typed, refused = MarkForm(request.POST).typed, None
    try:
        marks.mark_item(participation, desk.content, step_key=step, item_key=point.key, **typed, by=request.user)
    except Refusal as refusal:
        refused = marks.Refused(item, typed["note"], refusal)
    if not refused and not request.htmx:
        return redirect(f"{desk.url('step')}#punkt-{item}")
    return _step(request, desk, refused, alone=item if request.htmx else "")


def _step(
    request: MemberRequest, desk: Desk, refused: marks.Refused | None = None, *, alone: str = ""
) -> HttpResponse:
    """Show a step, or one point of it ``alone``; ``refused`` is a mark that was not stored."""
    page = step_page(desk, clock.today(), refused=refused)
    status = refused.refusal.status if refused else HTTPStatus.OK
    if alone:
        shown = {"page": page, "point": page.point(alone)}
        return render(request, "benchmarking/workspace/point_marked.html", shown, status=status)
    context = {"page": page, "share": share_box(desk, page.written), "crumbs": desk.crumbs()}
    return render(request, "benchmarking/sharing/step.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@participation_gate("share")
def step_share(request: MemberRequest, participation: Participation, step: str) -> HttpResponse:
    """Show exactly what others will see of a step and who they are; share it."""
    desk = desk_at(request, participation, step)
    share = partial(share_step, participation, desk.content, step_key=step, by=request.user)
    return _share(request, desk, None, share)


@require_http_methods(["GET", "HEAD", "POST"])
@participation_gate("share")
def worksheet_share(request: MemberRequest, participation: Participation, step: str, worksheet: str) -> HttpResponse:
    """Show exactly what others will see of one worksheet and who they are; share it."""
    desk, sheet = desk_with(request, participation, step, worksheet)
    share = partial(share_worksheet, participation, desk.content, **desk.at(sheet), by=request.user)
    return _share(request, desk, sheet, share)


def _share(request: MemberRequest, desk: Desk, sheet: Worksheet | None, share: Callable[..., Release]) -> HttpResponse:
    form = ShareForm(request.POST if request.method == "POST" else None)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    if form.is_valid():
        try:
            released = share(**form.chosen)
        except Refusal as refusal:
            form.add_error("audiences" if desk.is_open else None, str(refusal))
            status = refusal.status
        else:
            messages.success(request, "Delat. Så här ser det ut för dem som läser.")
            return redirect(pages.release_url(desk.participation, released.number))
    template = f"benchmarking/sharing/{'worksheet' if sheet else 'step'}_share.html"
    context = {"page": share_page(desk, sheet), "form": form, "crumbs": desk.crumbs("Dela")}
    return render(request, template, context, status=status)


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
    conduct.require_for(request.access, [release], release.room)
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
    return redirect(pages.register_url(participation))


@require_safe
@participation_gate("share")
def releases(request: MemberRequest, participation: Participation) -> HttpResponse:
    """Show all that the organisation has shared, and with whom."""
    page = register_page(participation, method_of(participation.cohort_id))
    crumbs = [(page.organisation, pages.participation_url(participation)), ("Delat", "")]
    return render(request, "benchmarking/sharing/releases.html", {"page": page, "crumbs": crumbs})
