"""What an organisation follows: its list, the page of each, goals, comments, order, and to drop one."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from access.refusals import Refusal
from cohorts.gates import participation_gate
from cohorts.models import Participation
from cohorts.requests import MemberRequest
from indicators.files import file_answer
from indicators.pins import choosing, pages
from indicators.pins.baselines import choose_baseline
from indicators.pins.comments import write_comment
from indicators.pins.forms import BaselineForm, CommentForm, GoalsForm, MoveForm, Overwriting
from indicators.pins.goals import set_goals
from indicators.pins.models import IndicatorComment, PinnedIndicator
from indicators.pins.pinned import pins_of

asks = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@participation_gate("read_drafts")
def pins(request: MemberRequest, participation: Participation) -> HttpResponse:
    """List what the organisation follows, with the latest figures, where they started and what is wanted."""
    page = pages.pins_page(participation)
    return render(request, "indicators/pins.html", {"page": page, "crumbs": _crumbs(participation)})


@require_safe
@participation_gate("read_drafts")
def pin(request: MemberRequest, participation: Participation, indicator: str) -> HttpResponse:
    """Show one indicator that the organisation follows, as a picture and in words, with its comments."""
    page = pages.pin_page(participation, _held(participation, indicator))
    form = BaselineForm(years=page.years, initial={"year": page.line.baseline and page.line.baseline.year})
    crumbs = _crumbs(participation, (page.line.title, ""))
    return render(request, "indicators/pin.html", {"page": page, "crumbs": crumbs, "form": form})


@require_safe
@participation_gate("read_drafts")
def pin_file(request: MemberRequest, participation: Participation, indicator: str, kind: str) -> HttpResponse:  # noqa: ARG001  the gate's
    """Give the figures of an indicator that the organisation follows as a file for a spreadsheet."""
    held = _held(participation, indicator)
    return file_answer(pages.file_parts(participation, held), kind, name=indicator)


@require_POST
@participation_gate("write_answer")
def pin_move(request: MemberRequest, participation: Participation, indicator: str) -> HttpResponse:
    """Move an indicator in the list."""
    choosing.move_indicator(participation, indicator, up=MoveForm(request.POST).up, by=request.user)
    return redirect(f"{_url('pins', participation)}#{indicator}")


@asks
@participation_gate("write_answer")
def pin_drop(request: MemberRequest, participation: Participation, indicator: str) -> HttpResponse:
    """Say what dropping an indicator means; drop it."""
    held = _held(participation, indicator)
    if request.method == "POST":
        choosing.drop_indicator(participation, indicator, by=request.user)
        messages.success(request, f"Ni följer inte längre {held.indicator.title}. Det ni har skrivit finns kvar.")
        return redirect(_url("pins", participation))
    return render(request, "indicators/pin_drop.html", _shown(participation, held, "Sluta följa"))


@asks
@participation_gate("write_answer")
def pin_goals(request: MemberRequest, participation: Participation, indicator: str) -> HttpResponse:
    """Set targets and who answers for an indicator."""
    held = _held(participation, indicator)
    form = GoalsForm(request.POST if request.method == "POST" else None, pin=held)
    status = _tried(form, lambda: set_goals(participation, indicator, **form.goals, by=request.user))
    if status is None:
        return _told(request, held, participation, "Målen är sparade.")
    shown = _shown(participation, held, "Mål och ansvarig") | {"form": form}
    return render(request, "indicators/pin_goals.html", shown, status=status)


@require_POST
@participation_gate("write_answer")
def baseline_choose(request: MemberRequest, participation: Participation, indicator: str) -> HttpResponse:
    """Start from another year, with its figures as they are now."""
    held = _held(participation, indicator)
    form = BaselineForm(request.POST, years=pages.pin_page(participation, held).years)
    choose_baseline(participation, indicator, form.chosen, by=request.user)
    return _told(request, held, participation, "Utgångsläget är sparat, med siffrorna som de är nu.")


@asks
@participation_gate("write_answer")
def comment_write(request: MemberRequest, participation: Participation, indicator: str, year: int) -> HttpResponse:
    """Write what the organisation says of a year, in three parts."""
    held = _held(participation, indicator)
    stands = IndicatorComment.objects.filter(pin=held, year=year).first()
    form = CommentForm(request.POST if request.method == "POST" else None, initial=CommentForm.filled(stands))
    status = _tried(form, lambda: write_comment(participation, indicator, year, **form.comment, by=request.user))
    if status is None:
        return _told(request, held, participation, f"Kommentaren för {year} är sparad.")
    shown = _shown(participation, held, f"Kommentar {year}") | {"form": form, "year": year}
    return render(request, "indicators/comment_write.html", shown, status=status)


def _tried(form: Overwriting, act: Callable[[], None]) -> HTTPStatus | None:
    """Do what was asked, and return None; else the status of the page that shows the form."""
    if not form.is_bound:
        return HTTPStatus.OK
    if not form.is_valid():
        return HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        act()
    except Refusal as refusal:
        form.refuse(refusal)
        return refusal.status
    return None


def _held(participation: Participation, key: str) -> PinnedIndicator:
    followed = pins_of(participation.pk).select_related("indicator", "owner__holder")
    return get_object_or_404(followed, indicator__key=key)


def _url(name: str, participation: Participation, **more: str) -> str:
    return reverse(f"indicators:{name}", kwargs=pages.address_of(participation) | more)


def _told(request: MemberRequest, pin: PinnedIndicator, participation: Participation, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect(_url("pin", participation, indicator=pin.indicator.key))


def _crumbs(participation: Participation, *below: tuple[str, str]) -> list[tuple[str, str]]:
    own = reverse("benchmarking:participation", kwargs=pages.address_of(participation))
    pins_at = _url("pins", participation) if below else ""
    return [(participation.organisation.name, own), ("Nyckeltal", pins_at), *below]


def _shown(participation: Participation, pin: PinnedIndicator, here: str) -> dict[str, Any]:
    """Return what a page about one indicator shows of it, with the path to it."""
    back = _url("pin", participation, indicator=pin.indicator.key)
    title = pin.indicator.title
    return {"title": title, "back": back, "crumbs": _crumbs(participation, (title, back), (here, ""))}
