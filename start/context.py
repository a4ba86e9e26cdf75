"""What every page's frame shows: who is signed in, under which hat, and where one may go from here."""

from collections import Counter
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from access.gates import Can
from cohorts.access import Access, OpenSeat
from cohorts.roles import Function, RoomKind


class Link(NamedTuple):
    """A word and where it leads. ``current`` is "page" on the page itself, "true" on a page below it, else empty."""

    label: str
    url: str
    current: str


class Hat(NamedTuple):
    """A seat to act from, offered in the header to people with several."""

    pk: int
    label: str
    current: bool


def page(request: HttpRequest) -> dict[str, Any]:
    """Return the frame's context: ``person``, ``hats``, ``seat``, ``nav``, ``can`` and ``demo``."""
    frame: dict[str, Any] = {"demo": settings.DEMO, "nav": (), "hats": (), "person": None}
    if getattr(request, "user", None) is None or not request.user.is_authenticated:
        return frame
    access: Access = request.access  # type: ignore[attr-defined]
    can: Can | None = getattr(request, "can", None)
    seat = current_seat(request)
    frame["person"] = request.user
    frame["seat"] = seat
    frame["hats"] = _hats(access, seat)
    frame["nav"] = _marked(_places(seat, _round_led(request, can)), request.path)
    if can is not None:
        frame["can"] = can
    return frame


def current_seat(request: HttpRequest) -> OpenSeat | None:
    """Return the seat whose hat the person wears: the chosen one, else the first."""
    seats = request.access.seats  # type: ignore[attr-defined]
    chosen = request.session.get("hat")
    return next((seat for seat in seats if seat.pk == chosen), seats[0] if seats else None)


def _hats(access: Access, worn: OpenSeat | None) -> tuple[Hat, ...]:
    """Return the person's seats; those that are called the same say which round they are in."""
    times = Counter(seat.label for seat in access.seats)
    return tuple(
        Hat(seat.pk, seat.label if times[seat.label] == 1 else f"{seat.label}, {seat.cohort_name}", seat is worn)
        for seat in access.seats
    )


def _round_led(request: HttpRequest, can: Can | None) -> str:
    """Return the round whose pages the person is among and steers: a programme leader's menu is that round's."""
    match = request.resolver_match
    return str(match.kwargs["cohort"]) if match and "cohort" in match.kwargs and can and can["steer_cohort"] else ""


def _places(seat: OpenSeat | None, round_led: str) -> list[tuple[str, str]]:
    """Return the menu of a hat, in the order of the work."""
    places = [("Mitt arbete", reverse("start:home"))]
    if seat is None:
        return places
    if seat.kind == RoomKind.PARTICIPATION:
        address = {"cohort": seat.cohort, "organisation": seat.organisation}
        own = "Stegen" if seat.in_trio else "Mallarna"
        places.append((own, reverse("benchmarking:participation", kwargs=address)))
        if seat.group and seat.in_trio:
            group = {"cohort": seat.cohort, "group": seat.group}
            places.append(("Gruppen", reverse("benchmarking:group", kwargs=group)))
        if seat.is_mentor and seat.in_trio:
            places.append(("Mentor", reverse("mentoring:board")))
    elif seat.function == Function.LEADER and (led := seat.cohort or round_led):
        places += [
            ("Översikt", reverse("benchmarking:overview", kwargs={"cohort": led})),
            ("Deltagare", reverse("cohorts:people", kwargs={"cohort": led})),
            ("Rapporter", reverse("reports:cohort_reports", kwargs={"cohort": led})),
        ]
    places.append(("Omgångar", reverse("cohorts:cohorts")))
    return places


def _marked(places: list[tuple[str, str]], path: str) -> tuple[Link, ...]:
    """Mark the place one is at: the page itself, else the one whose address the path goes on from the furthest."""
    above = [url for _, url in places if url != "/" and path.startswith(url)]
    here = path if any(url == path for _, url in places) else max(above, key=len, default="")
    return tuple(Link(label, url, ("page" if url == path else "true") if url == here else "") for label, url in places)
