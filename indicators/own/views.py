"""The pages on which an organisation writes its own figures."""

from dataclasses import dataclass
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from access.refusals import Refusal
from cohorts.gates import participation_gate
from cohorts.models import Participation
from cohorts.requests import MemberRequest
from indicators.models import Indicator
from indicators.own import page
from indicators.own.forms import FiguresForm, WhereForm, sign_of
from indicators.own.reading import filled_of, places_of
from indicators.own.writing import Change, changes, refuse_changed, write_figures


@require_safe
@participation_gate("write_figures")
def own_figures(request: MemberRequest, participation: Participation) -> HttpResponse:
    """List the indicators that take own figures, with a way to type and to upload."""
    shown = {"participation": participation, "indicators": page.listed_for(participation)}
    return render(request, "indicators/own_figures.html", shown | {"crumbs": crumbs(participation, "")})


@require_http_methods(["GET", "HEAD", "POST"])
@participation_gate("write_figures")
def own_figures_write(request: MemberRequest, participation: Participation, indicator: str) -> HttpResponse:
    """Show one indicator's years in one place; at POST write them, and ask first where figures are written over."""
    found = get_object_or_404(Indicator, key=indicator)
    where = WhereForm(request.GET or None, places=places_of(participation.pk, found))
    rows = filled_of(participation.pk, found, where.place)
    form = FiguresForm(request.POST or None, indicator=found, rows=rows, years=where.years)
    desk = _Desk(participation, found, where, form)
    return _write(request, desk) if form.is_valid() else _page(request, desk)


@dataclass(frozen=True, slots=True)
class _Desk:
    """What is typed, and where."""

    participation: Participation
    indicator: Indicator
    where: WhereForm
    form: FiguresForm


def _write(request: MemberRequest, desk: _Desk) -> HttpResponse:
    """Write what was typed, unless something that is written over has not been shown to the writer."""
    form, place = desk.form, desk.where.place
    found = changes(desk.participation, desk.indicator, place=place, typed=form.typed)
    over = tuple(change for change in found if change.overwrites)
    try:
        refuse_changed(found, form.seen)
        if over and not form.is_sure_of(over):
            return _page(request, desk, over)
        count = write_figures(
            desk.participation, desk.indicator, place=place, typed=form.typed, seen=form.seen, by=request.user
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        form.follow(filled_of(desk.participation.pk, desk.indicator, place))
        return _page(request, desk, over, refusal.status)
    messages.success(request, "Siffrorna är sparade." if count else "Inget var ändrat. Siffrorna står som förut.")
    return redirect(request.get_full_path())


def _page(
    request: MemberRequest, desk: _Desk, over: tuple[Change, ...] = (), status: HTTPStatus | None = None
) -> HttpResponse:
    place, participation = desk.where.place, desk.participation
    wrong = HTTPStatus.UNPROCESSABLE_ENTITY if desk.form.errors else HTTPStatus.OK
    shown = {
        "participation": participation,
        "indicator": desk.indicator.title,
        "note": desk.indicator.note,
        "takes_own": page.takes_own(desk.indicator),
        "where": desk.where,
        "place": place,
        "places": places_of(participation.pk, desk.indicator),
        "form": desk.form,
        "over": page.overwritten(desk.indicator, over),
        "sign": sign_of(over),
        "history": page.history_of(participation, desk.indicator, place),
        "crumbs": crumbs(participation, desk.indicator.title),
    }
    return render(request, "indicators/own_figures_write.html", shown, status=status or wrong)


def crumbs(participation: Participation, here: str) -> list[tuple[str, str]]:
    """Return the way to a page of own figures; without ``here`` to the list of them."""
    at = {"cohort": participation.cohort.slug, "organisation": participation.organisation.slug}
    above = [
        ("Omgångar", reverse("cohorts:cohorts")),
        (participation.cohort.name, reverse("benchmarking:overview", kwargs={"cohort": participation.cohort.slug})),
        (participation.organisation.name, reverse("benchmarking:participation", kwargs=at)),
    ]
    own = reverse("indicators:own_figures", kwargs=at)
    return [*above, ("Egna siffror", own), (here, "")] if here else [*above, ("Egna siffror", "")]
