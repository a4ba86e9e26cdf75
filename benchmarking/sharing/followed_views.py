"""How the indicators that are followed are shared: some of them, or all."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from access.refusals import Refusal
from benchmarking.sharing import pages
from benchmarking.sharing.followed import share_indicators
from benchmarking.sharing.followed_page import followed_share_page
from benchmarking.sharing.forms import FollowedShareForm, WhichForm
from cohorts.gates import participation_gate
from cohorts.models import Participation
from cohorts.requests import MemberRequest


@require_http_methods(["GET", "HEAD", "POST"])
@participation_gate("share")
def indicators_share(request: MemberRequest, participation: Participation) -> HttpResponse:
    """Show exactly what others will see of the chosen indicators and who they are; share them."""
    form = FollowedShareForm(request.POST if request.method == "POST" else None)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    if form.is_valid():
        try:
            released = share_indicators(participation, **form.chosen, by=request.user)
        except Refusal as refusal:
            form.add_error("audiences", str(refusal))
            status = refusal.status
        else:
            messages.success(request, "Delat. Så här ser det ut för dem som läser.")
            return redirect(pages.release_url(participation, released.number))
    page = followed_share_page(participation, WhichForm(request.POST or request.GET).keys)
    shown = {"page": page, "form": form, "crumbs": pages.followed_crumbs(participation)}
    return render(request, "benchmarking/sharing/indicators_share.html", shown, status=status)
