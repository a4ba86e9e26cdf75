"""The open form of a round, and the link that confirms what was written there."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from access.gates import public
from accounts.tasks import send_letter
from cohorts import applications, flood
from cohorts.application_forms import ApplicationForm
from cohorts.models import Cohort, CohortState
from cohorts.states import takes_interest
from cohorts.views import BY_MAIL

asks = require_http_methods(["GET", "HEAD", "POST"])
NO_ACCOUNT = "an organisation asks to take part before anybody in it has an account; shows no persons"


def _known_round(slug: str) -> Cohort:
    """Find a round that is no draft: of those nobody outside knows."""
    rounds = Cohort.objects.select_related("room").exclude(state=CohortState.DRAFT)
    return get_object_or_404(rounds, slug=slug)


@asks
@public(NO_ACCOUNT)
@never_cache
def apply(request: HttpRequest, cohort: str) -> HttpResponse:
    """Ask for what the round asks, or say when it did; at POST receive it and send the link that confirms."""
    round_ = _known_round(cohort)
    if request.method != "POST" and not takes_interest(round_):
        return render(request, "cohorts/apply_closed.html", {"cohort": round_})
    form = ApplicationForm(request.POST if request.method == "POST" else None, cohort=round_)
    if form.is_valid() and flood.takes(request, form, round_):
        received = applications.apply(round_, **form.facts())
        send_letter.delay_on_commit(received.letter_id)
        return redirect("cohorts:apply_received", cohort=round_.slug)
    return render(request, "cohorts/apply.html", {"cohort": round_, "form": form}, status=form.status)


@require_safe
@public(NO_ACCOUNT)
def apply_received(request: HttpRequest, cohort: str) -> HttpResponse:
    """Say that a letter is on its way."""
    return render(request, "cohorts/apply_received.html", {"cohort": _known_round(cohort)})


@asks
@public(BY_MAIL)
@never_cache
def application_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show what is confirmed, since mail filters open links too; at POST let it count."""
    found = applications.confirm(token) if request.method == "POST" else applications.find(token)
    shown = {"application": found, "cohort": found.room.cohort, "first": applications.others_of(found).first()}
    return render(request, "cohorts/application_confirm.html", shown)
