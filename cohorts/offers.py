"""What an invitation says to the person who got it: who asks, for what, with whom, and what it takes."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from accounts.models import User
from cohorts import invitations
from cohorts.models import Cohort, Room, Seat
from cohorts.roles import TRIO, Function, RoomKind
from cohorts.seating import SeatRow, seats_in, titles_of_parts


@dataclass(frozen=True, slots=True)
class Round:
    """The round that the seat is in."""

    name: str
    programme_name: str
    starts_on: dt.date
    ends_on: dt.date
    conference_on: dt.date | None
    conference_place: str


@dataclass(frozen=True, slots=True)
class Offer:
    """An open invitation. ``trio`` are the organisation's three, the offered seat among them, for a trio seat only.

    ``parts`` are what a seat in a home team opens.
    """

    name: str
    email: str
    asked_by: str
    asks_as: str
    seat: int
    function: Function
    title: str
    organisation: str
    round: Round | None
    trio: tuple[SeatRow, ...]
    parts: tuple[str, ...]
    expires_on: dt.date


def open_offer(token: str, *, by: User | None) -> Offer:
    """Return the offer that ``token`` opens for ``by``. Reads only; raises what ``invitations.find`` raises."""
    invitation = invitations.find(token, by=by)
    seat, room, asker = invitation.seat, invitation.room, invitation.offered_by
    cohort, organisation = _place(room)
    seats = seats_in([room.pk], contacts=False).get(room.pk, ()) if seat.function in TRIO else ()
    return Offer(
        name=invitation.name,
        email=invitation.email,
        asked_by=asker.name if asker else "",
        asks_as=_asks_as(asker, room) if asker else "",
        seat=seat.pk,
        function=Function(seat.function),
        title=seat.title,
        organisation=organisation,
        round=_round(cohort) if cohort else None,
        trio=tuple(each for each in seats if each.in_trio),
        parts=titles_of_parts(seat) if seat.function == Function.OTHER else (),
        expires_on=timezone.localdate(invitation.expires_at),
    )


def _place(room: Room) -> tuple[Cohort | None, str]:
    """Return the round and the organisation that a room is of: both, the round alone, or neither."""
    if room.kind == RoomKind.PARTICIPATION:
        return room.participation.cohort, room.participation.organisation.full_name
    return (room.cohort, "") if room.kind == RoomKind.COHORT else (None, "")


def _asks_as(asker: User, room: Room) -> str:
    """Return what the asker is in the room or above it: "projektledare, SKR"; "" for a seat that has ended."""
    seat = Seat.objects.filter(holder=asker, ended_at=None, room__in=room.lineage).select_related("room").first()
    return f"{Function(seat.function).label.lower()}, {seat.room.title}" if seat else ""


def _round(cohort: Cohort) -> Round:
    return Round(
        name=cohort.name,
        programme_name=cohort.programme_name,
        starts_on=cohort.starts_on,
        ends_on=cohort.ends_on,
        conference_on=cohort.conference_on,
        conference_place=cohort.conference_place,
    )
