"""Where an organisation chooses what it follows: the method proposes, the catalogue has the rest."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from access.refusals import Refusal
from benchmarking.method.versions import method_of
from benchmarking.workspace.indicator_choice import choice_page
from benchmarking.workspace.indicator_forms import ChoiceFilterForm, ChosenForm
from cohorts.gates import participation_gate
from cohorts.models import Participation
from cohorts.requests import MemberRequest
from indicators.pins.choosing import pin_indicators
from indicators.pins.pages import address_of, pins_url


@require_http_methods(["GET", "HEAD", "POST"])
@participation_gate("write_answer")
def indicators_choose(request: MemberRequest, participation: Participation) -> HttpResponse:
    """Choose among what the method proposes and what the catalogue has."""
    status, refused = HTTPStatus.OK, ""
    if request.method == "POST":
        try:
            added = pin_indicators(participation, ChosenForm(request.POST).keys, by=request.user)
        except Refusal as refusal:
            status, refused = refusal.status, str(refusal)
        else:
            messages.success(request, f"Ni följer nu {len(added)} till.")
            return redirect(pins_url(participation))
    content = method_of(participation.cohort_id)
    form = ChoiceFilterForm(request.GET, content=content)
    shown = {"page": choice_page(participation, content, **form.question), "form": form, "refused": refused}
    crumbs = {"crumbs": _crumbs(participation), "address": address_of(participation)}
    return render(request, "benchmarking/workspace/indicators_choose.html", shown | crumbs, status=status)


def _crumbs(participation: Participation) -> list[tuple[str, str]]:
    own_url = reverse("benchmarking:participation", kwargs=address_of(participation))
    return [(participation.organisation.name, own_url), ("Nyckeltal", pins_url(participation)), ("Välj", "")]
