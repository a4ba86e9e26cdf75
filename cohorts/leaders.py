"""Those who lead the programme and its rounds. The first is let in by hand; nobody is above the table."""

from django.db import transaction
from django.db.models import Q

from access import clock
from access.refusals import Clash
from accounts.models import User
from cohorts import invitations, seats
from cohorts.enrolment import programme_room
from cohorts.models import Cohort, Invitation, InvitationState, Room, Seat
from cohorts.roles import Function


class AlreadyAsked(Clash):
    """The person has an offer to lead the round that is not answered yet."""

    sentence = "Personen har redan en inbjudan att leda omgången. Den går att skicka igen från Deltagare."


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


@transaction.atomic
def offer_leadership(cohort: Cohort, *, email: str, name: str, by: User) -> Invitation:
    """Offer a colleague a leader's seat in a round: one that stands vacant and unoffered, else a new one.

    The caller rings for the offer's ``letter``. Raises ``AlreadySeated``, ``AlreadyAsked``, and what
    ``invitations.offer`` raises.
    """
    room = Room.objects.select_for_update(no_key=True).get(pk=cohort.pk)
    leaders = Seat.objects.filter(room=room, function=Function.LEADER, ended_at=None)
    if leaders.filter(holder__email=email.strip().lower()).exists():
        raise seats.AlreadySeated
    waiting = Q(invitations__state=InvitationState.OFFERED, invitations__expires_at__gt=clock.now())
    if leaders.filter(waiting, invitations__email=email.strip().lower()).exists():
        raise AlreadyAsked
    asked = leaders.filter(waiting).values("pk")
    seat = leaders.filter(holder=None).exclude(pk__in=asked).first() or seats.open_seat(room, Function.LEADER)
    return invitations.offer(seat, email=email, name=name, by=by)


def seat_leaders_of(earlier: Cohort, cohort: Cohort) -> None:
    """Give those who lead or observe an earlier round the same seats in a new one. Call inside a transaction."""
    for seat in Seat.objects.filter(room=earlier.room_id, ended_at=None).exclude(holder=None).select_related("holder"):
        opened = seats.open_seat(cohort.room, seat.function, title=seat.title, county_code=seat.county_code)
        if seat.holder is not None:
            seats.fill(opened, seat.holder)
