"""The pages of the catalogue, and the acts of its editor."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from access.gates import public
from access.refusals import Refusal
from cohorts.gates import programme_gate
from cohorts.models import Room
from cohorts.requests import MemberRequest
from indicators import reading, tasks
from indicators.beside import part_of, read_beside
from indicators.catalogue import add_indicator, write_indicator
from indicators.files import file_answer
from indicators.forms import CatalogueFilterForm, IndicatorForm, NewIndicatorForm, PlaceForm
from indicators.models import Indicator, Source
from indicators.refreshing import accept_change, order_refresh

asks = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@public("which indicators there are, and when their figures were fetched; no persons")
def catalogue(request: HttpRequest) -> HttpResponse:
    """List every indicator, or those that a search finds; a fragment is how far the fetch has come."""
    fetch = reading.last_fetch()
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "indicators/fetch.html", {"fetch": fetch})
    form = CatalogueFilterForm(request.GET)
    valid = form.is_valid()
    found = reading.catalogue_like(**form.question) if valid else ()
    shown = {"form": form, "fetch": fetch, "indicators": found, "may_edit": _may_edit(request)}
    status = HTTPStatus.OK if valid else HTTPStatus.UNPROCESSABLE_ENTITY
    return render(request, "indicators/catalogue.html", shown, status=status)


@require_safe
@public("what an indicator is, and open figures of municipalities and regions; no persons")
def indicator(request: HttpRequest, indicator: str) -> HttpResponse:
    """Show what an indicator is, where its figures come from, and those of one place."""
    found = get_object_or_404(Indicator.objects.select_related("counterpart"), key=indicator)
    form = PlaceForm(request.GET, owners=found.owners)
    shown = {"page": reading.page_of(found, form.asked), "form": form, "may_edit": _may_edit(request)}
    here = {"crumbs": _crumbs(found.title), "query": request.GET.urlencode()}
    return render(request, "indicators/indicator.html", shown | here)


@require_safe
@public("the same open figures as a file")
def indicator_file(request: HttpRequest, indicator: str, kind: str) -> HttpResponse:
    """Give the figures that the page shows as a file for a spreadsheet."""
    found = get_object_or_404(Indicator, key=indicator, source=Source.KOLADA)
    asked = PlaceForm(request.GET, owners=found.owners).asked
    return file_answer([part_of(each) for each in read_beside([found], lambda _: asked)], kind, name=found.key)


@asks
@programme_gate("edit_catalogue")
def indicator_new(request: MemberRequest, programme: Room) -> HttpResponse:  # noqa: ARG001  the gate's room
    """Put an indicator into the catalogue."""
    form = NewIndicatorForm(request.POST or None)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    if form.is_valid():
        try:
            added = add_indicator(**form.cleaned_data, by=request.user)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            status = refusal.status
        else:
            return _told(request, added, "Nyckeltalet är med i katalogen.")
    return render(request, "indicators/indicator_new.html", {"form": form, "crumbs": _crumbs("Nytt")}, status=status)


@asks
@programme_gate("edit_catalogue")
def indicator_edit(request: MemberRequest, programme: Room, indicator: str) -> HttpResponse:  # noqa: ARG001  as above
    """Change what the catalogue says of an indicator."""
    found = get_object_or_404(Indicator, key=indicator)
    form = IndicatorForm(request.POST or None, initial=IndicatorForm.facts_of(found))
    if form.is_valid():
        return _told(request, write_indicator(found, **form.cleaned_data, by=request.user), "Nyckeltalet är ändrat.")
    shown = {"form": form, "title": found.title, "back": _address(found), "crumbs": _crumbs(found.title)}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "indicators/indicator_edit.html", shown, status=status)


@require_POST
@programme_gate("edit_catalogue")
def refresh_order(request: MemberRequest, programme: Room) -> HttpResponse:  # noqa: ARG001  as above
    """Fetch all figures now."""
    tasks.refresh.delay_on_commit(order_refresh(by=request.user).pk)
    messages.success(request, "Siffrorna hämtas från Kolada.")
    return redirect("indicators:catalogue")


@require_POST
@programme_gate("edit_catalogue")
def kpi_accept(request: MemberRequest, programme: Room, indicator: str, kpi: str) -> HttpResponse:  # noqa: ARG001  as above
    """Take what Kolada has changed of a key figure as it is."""
    found = get_object_or_404(Indicator, key=indicator)
    accept_change(found.own_kpi(kpi), by=request.user)
    return _told(request, found, "Ändringen är godkänd. Nya siffror kommer vid nästa hämtning.")


def _may_edit(request: HttpRequest) -> bool:
    return bool(request.access.rooms("edit_catalogue"))  # type: ignore[attr-defined]


def _told(request: HttpRequest, indicator: Indicator, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect(_address(indicator))


def _address(indicator: Indicator) -> str:
    return reverse("indicators:indicator", kwargs={"indicator": indicator.key})


def _crumbs(title: str) -> list[tuple[str, str]]:
    return [("Nyckeltal", reverse("indicators:catalogue")), (title, "")]
