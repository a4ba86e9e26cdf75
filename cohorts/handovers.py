"""A seat goes from one person to another: a letter to both, and the first one's time stays in the seat's history.

The one who leaves has left when the act is done. The seat is vacant until the next has said yes, as any seat is,
so that nobody holds a right that somebody else has been promised.
"""

from django.db import transaction

from access.refusals import NotYours, Refusal
from accounts import letters
from accounts.models import User
from cohorts import acts, invitations, seats, states
from cohorts.models import ActKind, Dispatch, Invitation, Seat


class SeatVacant(Refusal):
    """Nobody holds the seat, so there is nobody to hand it over."""

    sentence = "Platsen är redan tom. Bjud in någon till den i stället."


class SamePerson(Refusal):
    """The seat would go to the one who has it."""

    sentence = "Adressen hör till den som har platsen. Skriv den nya personens adress."


class NotYourSeat(NotYours):
    """A trio hands over its own seats; each person only the own one."""

    sentence = "Du kan lämna över din egen plats. Be projektledaren om det gäller någon annans."


@transaction.atomic
def hand_over(seat: Seat, *, email: str, name: str, note: str, by: User, any_seat: bool) -> tuple[Invitation, int]:
    """Leave the seat vacant and offer it to somebody else; return the offer and the letter (id) to who had it.

    ``note`` stands in both letters; ``any_seat`` says that ``by`` may hand over others' seats. The caller rings for
    both letters. Raises ``SeatVacant``, ``SamePerson``, ``NotYourSeat``, and what ``invitations.offer`` raises.
    """
    states.require(seat.room, states.STEER)
    held = seats.hold(seat)
    former = held.holder
    if former is None:
        raise SeatVacant
    if former != by and not any_seat:
        raise NotYourSeat
    if former.email == email.strip().lower():
        raise SamePerson
    seats.vacate(held)
    said = f"{by} skriver: {note.strip()}\n\n" if note.strip() else ""
    offer = invitations.offer(held, email=email, name=name, by=by, note=said)
    farewell = letters.write(
        to=former,
        subject=f"Din plats för {held.room} är överlämnad",
        body=(
            f"Hej {former.name}.\n\n"
            f"{by} har lämnat över din plats som {held.get_function_display().lower()} för {held.room} "
            f"till {offer.name}.\n\n"
            f"{said}"
            "Det du har skrivit finns kvar, och platsens historia visar din tid där. Du kommer inte längre åt arbetet "
            "genom den här platsen.\n"
        ),
        kind="handover",
    )
    Dispatch.objects.create(room=held.room, letter=farewell)
    told = f"{held.get_function_display().lower()}, från {former.name} till {offer.name}"
    acts.record(held.room_id, ActKind.HANDED_OVER, told, by=by)
    return offer, farewell.pk
