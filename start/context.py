"""What every page's frame shows: who is signed in, under which hat, and where one may go from here."""

from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from access.gates import Can
from cohorts.access import Access, OpenSeat
from cohorts.roles import Function, RoomKind


class Link(NamedTuple):
    """A word and where it leads; ``current`` marks the page one is on."""

    label: str
    url: str
    current: bool


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
    seat = current_seat(request)
    frame["person"] = request.user
    frame["seat"] = seat
    frame["hats"] = tuple(Hat(s.pk, s.label, s is seat) for s in access.seats)
    frame["nav"] = tuple(Link(label, url, request.path == url) for label, url in _places(seat))
    can: Can | None = getattr(request, "can", None)
    if can is not None:
        frame["can"] = can
    return frame


def current_seat(request: HttpRequest) -> OpenSeat | None:
    """Return the seat whose hat the person wears: the chosen one, else the first."""
    seats = request.access.seats  # type: ignore[attr-defined]
    chosen = request.session.get("hat")
    return next((seat for seat in seats if seat.pk == chosen), seats[0] if seats else None)


def _places(seat: OpenSeat | None) -> list[tuple[str, str]]:
    """Return the menu of a hat, in the order of the work."""
    places = [("Mitt arbete", reverse("start:home"))]
    if seat is None:
        return places
    if seat.kind == RoomKind.PARTICIPATION:
        address = {"cohort": seat.cohort, "organisation": seat.organisation}
        if seat.function != Function.OTHER:
            places.append(("Stegen", reverse("benchmarking:participation", kwargs=address)))
        if seat.group and seat.in_trio:
            places.append(
                ("Gruppen", reverse("benchmarking:group", kwargs={"cohort": seat.cohort, "group": seat.group}))
            )
        if seat.is_mentor and seat.in_trio:
            places.append(("Mentor", reverse("mentoring:board")))
    elif seat.function == Function.LEADER and seat.cohort:
        places += [
            ("Översikt", reverse("benchmarking:overview", kwargs={"cohort": seat.cohort})),
            ("Deltagare", reverse("cohorts:people", kwargs={"cohort": seat.cohort})),
        ]
    places.append(("Omgångar", reverse("cohorts:cohorts")))
    return places
