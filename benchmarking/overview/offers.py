"""How it stands with the offers of seats that nobody holds: the leader's to follow up."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from access import clock
from accounts.models import Letter
from cohorts.models import Cohort, Invitation, InvitationState
from cohorts.roles import Function

#: States of a letter that has not left, and will not by itself.
_STUCK = {Letter.State.UNSURE, Letter.State.STOPPED}


@dataclass(frozen=True, slots=True)
class Offer:
    """The latest offer of an empty seat: ``state`` is waiting, expired, declined or stuck (the letter has not left).

    ``day`` is when it came to that.
    """

    room_id: int
    place: str
    function: Function
    name: str
    state: str
    day: dt.date


def offers_in(cohort: Cohort) -> tuple[Offer, ...]:
    """Return the latest offer of each empty seat of a round that was not taken back, in one statement."""
    latest = (
        Invitation.objects.filter(
            Q(room=cohort.room_id) | Q(room__participation__cohort=cohort), seat__holder=None, seat__ended_at=None
        )
        .select_related("room", "seat", "letter")
        .order_by("seat_id", "-pk")
        .distinct("seat_id")
    )
    return tuple(
        Offer(
            room_id=each.room_id,
            place=each.room.title,
            function=Function(each.seat.function),
            name=each.name,
            state=_state_of(each),
            day=timezone.localdate(_moment_of(each)),
        )
        for each in latest
        if each.state in {InvitationState.OFFERED, InvitationState.DECLINED}
    )


def _state_of(offer: Invitation) -> str:
    if offer.state == InvitationState.DECLINED:
        return "declined"
    if offer.letter and offer.letter.state == Letter.State.HELD:
        return "held"
    if offer.expires_at <= clock.now():
        return "expired"
    return "stuck" if offer.letter and offer.letter.state in _STUCK else "waiting"


def _moment_of(offer: Invitation) -> dt.datetime:
    if offer.state == InvitationState.DECLINED:
        return offer.answered_at or offer.offered_at
    return offer.expires_at if offer.expires_at <= clock.now() else offer.offered_at
