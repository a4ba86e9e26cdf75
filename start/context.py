"""What every page's frame shows: who is signed in, under which hat, and where one may go from here."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from access.gates import Can
from cohorts.access import Access, OpenSeat
from cohorts.roles import Function, RoomKind


class Link(NamedTuple):
    """A word and where it leads. ``current`` is "page" on the page itself, "true" on one that belongs to it."""

    label: str
    url: str
    current: str


class Place(NamedTuple):
    """A place of the menu; every address that begins with ``covers`` belongs to it, where no longer one does."""

    label: str
    url: str
    covers: str


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


def _places(seat: OpenSeat | None, round_led: str) -> list[Place]:
    """Return the menu of a hat, in the order of the work."""
    home = reverse("start:home")
    places = [Place("Mitt arbete", home, "")]
    if seat is None:
        return places
    if seat.kind == RoomKind.PARTICIPATION:
        places += _own_places(seat)
    elif seat.function == Function.LEADER and (led := seat.cohort or round_led):
        places += [
            _place("Översikt", "benchmarking:overview", cohort=led),
            _place("Kalender", "benchmarking:calendar", cohort=led),
            _place("Deltagare", "cohorts:people", cohort=led),
            _place("Rapporter", "reports:cohort_reports", cohort=led),
        ]
    if not (seat.kind == RoomKind.PARTICIPATION and seat.in_trio):
        places.append(_place("Nyckeltal", "indicators:catalogue"))
    return [*places, _place("Omgångar", "cohorts:cohorts")]


def _own_places(seat: OpenSeat) -> Iterator[Place]:
    """Yield the places of a seat in an organisation: what others of its round share belongs to its group."""
    own = {"cohort": seat.cohort, "organisation": seat.organisation}
    yield _place("Stegen" if seat.in_trio else "Mallarna", "benchmarking:participation", **own)
    the_round = reverse("benchmarking:overview", kwargs={"cohort": seat.cohort})
    if seat.group and seat.in_trio:
        group = _place("Gruppen", "benchmarking:group", cohort=seat.cohort, group=seat.group)
        yield group._replace(covers=the_round)
    if seat.in_trio:
        yield _place("Nyckeltal", "indicators:pins", **own)
    if seat.is_mentor and seat.in_trio:
        yield _place("Mentor", "mentoring:board")._replace(covers=the_round)
    if seat.in_trio:
        yield _place("Kalender", "benchmarking:calendar", cohort=seat.cohort)


def _place(label: str, name: str, **kwargs: str) -> Place:
    url = reverse(name, kwargs=kwargs)
    return Place(label, url, url)


def _marked(places: list[Place], path: str) -> tuple[Link, ...]:
    """Mark the place one is at: the page itself, else the one that the path belongs to."""
    exact = [place for place in places if place.url == path]
    around = [place for place in places if place.covers and path.startswith(place.covers)]
    here = exact[0] if exact else max(around, key=lambda place: len(place.covers), default=None)
    marks = {True: "page", False: "true"}
    return tuple(Link(p.label, p.url, marks[p.url == path] if p is here else "") for p in places)
