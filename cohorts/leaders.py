"""Those who lead the programme. The first of them is let in from the command line; nobody is above the table."""

from django.db import transaction
from django.db.models import Q

from cohorts import invitations, seats
from cohorts.enrolment import programme_room
from cohorts.models import Cohort, InvitationState, Room, Seat
from cohorts.roles import Function


@transaction.atomic
def invite_leader(*, email: str, name: str) -> str:
    """Offer a leader's seat in the programme room and return the link, which is shown once and handed over by hand.

    Asked again for the same address, the same seat gets a new link. Raises ``AlreadySeated``.
    """
    room = Room.objects.select_for_update(no_key=True).get(pk=programme_room().pk)
    email = email.strip().lower()
    leaders = Seat.objects.filter(room=room, function=Function.LEADER, ended_at=None)
    if leaders.filter(holder__email=email).exists():
        raise seats.AlreadySeated
    offered = Q(invitations__state=InvitationState.OFFERED)
    vacant = leaders.filter(holder=None)
    seat = vacant.filter(offered, invitations__email=email).first() or vacant.exclude(offered).first()
    return invitations.offer_by_hand(seat or seats.open_seat(room, Function.LEADER), email=email, name=name)


def seat_leaders_of(earlier: Cohort, cohort: Cohort) -> None:
    """Give those who lead or observe an earlier round the same seats in a new one. Call inside a transaction."""
    for seat in Seat.objects.filter(room=earlier.room_id, ended_at=None).exclude(holder=None).select_related("holder"):
        opened = seats.open_seat(cohort.room, seat.function, title=seat.title, county_code=seat.county_code)
        if seat.holder is not None:
            seats.fill(opened, seat.holder)
