"""Who sits where now, which seats are vacant, and what has been offered to whom."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.apps import apps
from django.utils import timezone

from accounts.models import Letter
from cohorts.models import Invitation, InvitationState, Seat
from cohorts.roles import TRIO, Function
from cohorts.sorting import swedish_order

#: Seats stand in the order of the role table: politician, manager, strategist, then the rest.
_ORDER = {function: place for place, function in enumerate(Function)}


@dataclass(frozen=True, slots=True)
class OfferRow:
    """The latest offer of a seat: ``state`` is held (not sent), waiting, expired, accepted, declined or withdrawn."""

    state: str
    name: str
    email: str
    offered_on: dt.date
    expires_on: dt.date
    answered_on: dt.date | None
    letter: str
    decline_reason: str

    @property
    def is_open(self) -> bool:
        """Tell whether the offer can be sent again or taken back."""
        return self.state in {"held", "waiting", "expired"}


@dataclass(frozen=True, slots=True)
class SeatRow:
    """A seat, who holds it, and how it stands with the offer of it. Without leave to read contacts ``email`` is ""."""

    pk: int
    function: str
    in_trio: bool
    title: str
    name: str
    email: str
    since: dt.date | None
    parts: tuple[str, ...]
    offer: OfferRow | None

    @property
    def is_vacant(self) -> bool:
        """Tell whether nobody holds the seat."""
        return not self.name

    @property
    def waits(self) -> bool:
        """Tell whether an offer of the seat waits for its answer."""
        return self.is_vacant and self.offer is not None and self.offer.state == "waiting"

    @property
    def is_held(self) -> bool:
        """Tell whether an offer of the seat has not been sent."""
        return self.is_vacant and self.offer is not None and self.offer.state == "held"


@dataclass(frozen=True, slots=True)
class Tenure:
    """That somebody held a seat, as what, from when until when."""

    function: str
    title: str
    name: str
    since: dt.date | None
    until: dt.date


def seats_in(rooms: Iterable[int], *, contacts: bool) -> dict[int, tuple[SeatRow, ...]]:
    """Return room id → its open seats, in three statements whatever the number of rooms."""
    seats = list(
        Seat.objects.filter(room__in=list(rooms), ended_at=None).select_related("holder").prefetch_related("parts")
    )
    offers = _latest_offers(seats)
    rows: dict[int, list[SeatRow]] = defaultdict(list)
    for seat in sorted(seats, key=lambda seat: (_ORDER[Function(seat.function)], seat.pk)):
        holder, latest = seat.holder, offers.get(seat.pk)
        rows[seat.room_id].append(
            SeatRow(
                pk=seat.pk,
                function=Function(seat.function).label,
                in_trio=seat.function in TRIO,
                title=seat.title,
                name=holder.name if holder else "",
                email=holder.email if holder and contacts else "",
                since=seat.since,
                parts=titles_of_parts(seat),
                offer=_offer_row(latest, contacts=contacts) if latest else None,
            )
        )
    return {room: tuple(row) for room, row in rows.items()}


def titles_of_parts(seat: Seat) -> tuple[str, ...]:
    """Return what a home-team seat opens, in words and in order."""
    return tuple(sorted((part.title or part.key for part in seat.parts.all()), key=swedish_order))


def _latest_offers(seats: Iterable[Seat]) -> dict[int, Invitation]:
    latest = Invitation.objects.filter(seat__in=seats).select_related("letter").order_by("seat_id", "-pk")
    return {invitation.seat_id: invitation for invitation in latest.distinct("seat_id")}


def _offer_row(offer: Invitation, *, contacts: bool) -> OfferRow:
    state = "waiting" if offer.state == InvitationState.OFFERED else str(offer.state)
    letter = offer.letter
    if state == "waiting" and letter is not None and letter.state == Letter.State.HELD:
        state = "held"
    elif state == "waiting" and offer.has_expired:
        state = "expired"
    return OfferRow(
        state=state,
        name=offer.name,
        email=offer.email if contacts else "",
        offered_on=timezone.localdate(offer.offered_at),
        expires_on=timezone.localdate(offer.expires_at),
        answered_on=timezone.localdate(offer.answered_at) if offer.answered_at else None,
        letter=Letter.State(letter.state).label if letter and letter.state != Letter.State.SENT else "",
        decline_reason=offer.decline_reason,
    )


def past_holders(room_id: int) -> tuple[Tenure, ...]:
    """Return who has held the seats of a room and holds them no more, the latest first, in one statement.

    The history of a seat holds a row for each change of it; when somebody leaves, the next row says when.
    """
    history = apps.get_model("cohorts", "SeatEvent").objects  # made by pghistory beside Seat
    events = history.filter(room_id=room_id).select_related("holder").order_by("pgh_obj_id", "pgh_id")
    past = [
        Tenure(
            function=Function(before.function).label,
            title=before.title,
            name=before.holder.name,
            since=before.since,
            until=timezone.localdate(after.ended_at) if after.ended_at else after.since,
        )
        for before, after in pairwise(events)
        if before.pgh_obj_id == after.pgh_obj_id
        and _sits(before)
        and not (_sits(after) and after.holder_id == before.holder_id)
    ]
    return tuple(sorted(past, key=lambda tenure: tenure.until, reverse=True))


def _sits(event: Any) -> bool:
    return event.holder_id is not None and event.ended_at is None
