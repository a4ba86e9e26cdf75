"""Seats: opened, filled, handed over, ended. A seat outlives its holder.

Every act on a seat locks its room first and the seat second, so that no two of them wait for each other.
"""

import datetime as dt
from collections.abc import Mapping

from django.db import IntegrityError, transaction

from access import clock
from access.refusals import Refusal
from accounts import letters
from accounts.models import User
from cohorts import acts, states
from cohorts.grants import sync_grants
from cohorts.models import ActKind, InvitationState, Room, Seat, SeatPart
from cohorts.roles import Function


class SeatTaken(Refusal):
    """Somebody holds the seat."""

    sentence = "Platsen är redan tillsatt. Öppna den igen om någon annan ska ta över."


class NotHomeTeam(Refusal):
    """Only a seat in a home team opens parts of the work; the others open all of it."""

    sentence = "Platsen är inte i hemmateamet. Bara hemmateamet har delar."


class NoPart(Refusal):
    """A home-team seat without a part would open nothing."""

    sentence = "Välj minst en del eller en mall."


class AlreadySeated(Refusal):
    """The person has the same seat already."""

    sentence = "Personen har redan samma plats här."


@transaction.atomic
def open_seat(
    room: Room,
    function: str,
    *,
    title: str = "",
    county_code: str = "",
    parts: Mapping[str, str] | None = None,
    planned_end: dt.date | None = None,
) -> Seat:
    """Open a vacant seat in ``room``. ``parts`` are key → title of what a home-team seat opens."""
    seat = Seat.objects.create(
        room=room, function=function, title=title, county_code=county_code, planned_end=planned_end
    )
    _give(seat, parts or {})
    return seat


@transaction.atomic
def change_parts(seat: Seat, parts: Mapping[str, str], *, by: User) -> None:
    """Let a home-team seat open these parts (key → title) and no others.

    Raises ``NotHomeTeam``, ``NoPart`` and what ``states.require`` raises.
    """
    states.require(seat.room, states.STEER)
    held = hold(seat)
    if held.function != Function.OTHER or held.ended_at is not None:
        raise NotHomeTeam
    if not parts:
        raise NoPart
    held.parts.all().delete()
    _give(held, parts)
    acts.record(held.room_id, ActKind.PARTS_CHANGED, ", ".join(parts.values()), by=by)


def _give(seat: Seat, parts: Mapping[str, str]) -> None:
    SeatPart.objects.bulk_create(
        [SeatPart(seat=seat, room_id=seat.room_id, key=key, title=title) for key, title in parts.items()]
    )


def hold(seat: Seat) -> Seat:
    """Lock the seat's room and the seat for this transaction, and return the seat as it is now."""
    Room.objects.select_for_update(no_key=True).get(pk=seat.room_id)
    return Seat.objects.select_for_update().get(pk=seat.pk)


@transaction.atomic
def fill(seat: Seat, user: User, *, title: str | None = None) -> Seat:
    """Give a vacant, open seat to ``user``, under its own title or another.

    Raises ``SeatTaken`` or ``AlreadySeated``.
    """
    held = hold(seat)
    if held.holder_id is not None or held.ended_at is not None:
        raise SeatTaken
    held.holder = user
    held.since = clock.today()
    held.title = held.title if title is None else title
    try:
        with transaction.atomic():
            held.save(update_fields=["holder", "since", "title"])
    except IntegrityError as clash:
        raise AlreadySeated from clash
    sync_grants(held.room_id)
    return held


@transaction.atomic
def vacate(seat: Seat) -> Seat:
    """Leave a seat vacant; who held it, and when, stays in its history. A vacant seat stays as it is."""
    held = hold(seat)
    if held.holder_id is None:
        return held
    held.holder = None
    held.since = clock.today()
    held.save(update_fields=["holder", "since"])
    sync_grants(held.room_id)
    return held


@transaction.atomic
def end_seat(seat: Seat) -> None:
    """Close a seat for good, with any offer of it and its letter, if that is held.

    Ending is an act: access is gone when this commits.
    """
    held = hold(seat)
    if held.ended_at is not None:
        return
    held.ended_at = clock.now()
    held.save(update_fields=["ended_at"])
    offers = held.invitations.filter(state=InvitationState.OFFERED)
    letters.drop_held([each.letter_id for each in offers if each.letter_id], reason="Platsen har avslutats.")
    offers.update(state=InvitationState.WITHDRAWN, answered_at=held.ended_at)
    sync_grants(held.room_id)


def end_planned(today: dt.date) -> int:
    """End every open seat whose planned last day has passed on ``today``; return how many."""
    due = list(Seat.objects.filter(ended_at=None, planned_end__lt=today))
    for seat in due:
        end_seat(seat)
    return len(due)
