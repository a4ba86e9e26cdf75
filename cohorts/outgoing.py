"""Many seats offered at once: the letters are held until somebody has seen to whom they go, and sends them."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet

from access import clock
from access.refusals import Clash
from accounts import letters
from accounts.models import Letter, User
from cohorts import states
from cohorts.invitations import VALID_FOR, letter_of
from cohorts.models import Cohort, Dispatch, Invitation, InvitationState, Room, Seat
from cohorts.roles import Function
from cohorts.sorting import swedish_order

#: An offer whose letter is held waits so long for somebody to send it; its own fourteen days begin when it leaves.
HELD_FOR = dt.timedelta(days=365)


class NothingHeld(Clash):
    """The letters have left, or have been stopped, since the page was shown."""

    sentence = "Inbjudningarna är redan skickade eller återtagna. Inget skickades nu."


@dataclass(frozen=True, slots=True)
class Invitee:
    """Whom a seat is offered to, and what the person is at work."""

    name: str
    email: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class HeldRow:
    """An invitation that has not left."""

    pk: int
    function: str
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Bundle:
    """The invitations of one organisation (or of the round's own seats) that have not left."""

    place: str
    rows: tuple[HeldRow, ...]

    @property
    def value(self) -> str:
        """Return the numbers of its invitations as one value of a form."""
        return ",".join(str(row.pk) for row in self.rows)


@transaction.atomic
def offer_all(offers: Sequence[tuple[Seat, Invitee]], *, by: User) -> list[Invitation]:
    """Offer vacant seats that the caller has held and found free, with letters that wait; nothing leaves.

    Offers of the seats that have expired are closed. Raises what ``letters.write`` raises.
    """
    now = clock.now()
    seats = [seat for seat, _ in offers]
    Invitation.objects.filter(seat__in=seats, state=InvitationState.OFFERED).update(
        state=InvitationState.WITHDRAWN, answered_at=now
    )
    titled = []
    for seat, invitee in offers:
        if invitee.title and invitee.title != seat.title:
            seat.title = invitee.title
            titled.append(seat)
    Seat.objects.bulk_update(titled, ["title"])
    made = Invitation.objects.bulk_create(
        [
            Invitation(
                room_id=seat.room_id,
                seat=seat,
                email=invitee.email.strip().lower(),
                name=invitee.name.strip(),
                offered_by=by,
                offered_at=now,
                expires_at=now + HELD_FOR,
            )
            for seat, invitee in offers
        ]
    )
    known = {each.pk: each for each in _with_places(Invitation.objects.filter(pk__in=[each.pk for each in made]))}
    written = letters.write_all([{**letter_of(known[each.pk]), "held": True} for each in made])
    for invitation, letter in zip(made, written, strict=True):
        invitation.letter = letter
    Invitation.objects.bulk_update(made, ["letter"])
    Dispatch.objects.bulk_create([Dispatch(room_id=each.room_id, letter=each.letter) for each in made])
    return made


def held_invitations(cohort: Cohort) -> tuple[Bundle, ...]:
    """Return the invitations that have not left, under their organisations, in one statement."""
    rows: dict[str, list[HeldRow]] = {}
    order = {function: place for place, function in enumerate(Function)}
    held = _held(cohort).select_related("seat", "room")
    for each in sorted(held, key=lambda each: (order[Function(each.seat.function)], each.pk)):
        function = Function(each.seat.function).label
        rows.setdefault(each.room.title, []).append(HeldRow(each.pk, function, each.name, each.email))
    return tuple(Bundle(place, tuple(rows[place])) for place in sorted(rows, key=swedish_order))


@transaction.atomic
def send_held(cohort: Cohort, invitations: Iterable[int]) -> list[Letter]:
    """Let these invitations (ids) leave, and return their letters; the caller rings for each.

    Of two who send at once each letter goes with one of them. The fourteen days to answer begin now. Raises
    ``NothingHeld`` where none of them waits, and what ``states.require`` raises.
    """
    states.require(cohort.room, states.STEER)
    under = Q(pk=cohort.pk) | Q(parent=cohort.pk) | Q(parent__parent=cohort.pk)
    list(Room.objects.select_for_update(no_key=True, of=("self",)).filter(under).order_by("pk"))
    going = list(_with_places(_held(cohort).filter(pk__in=list(invitations))))
    for each in going:
        each.offered_at, each.expires_at = clock.now(), clock.now() + VALID_FOR
    released = letters.release_all({each.letter_id: letter_of(each) for each in going if each.letter_id})
    if not released:
        raise NothingHeld
    gone = {letter.pk for letter in released}
    Invitation.objects.bulk_update(
        [each for each in going if each.letter_id in gone], ["offered_at", "expires_at"], batch_size=500
    )
    return released


def _held(cohort: Cohort) -> QuerySet[Invitation]:
    here = Q(room=cohort.pk) | Q(room__participation__cohort=cohort)
    return Invitation.objects.filter(here, state=InvitationState.OFFERED, letter__state=Letter.State.HELD)


def _with_places(found: QuerySet[Invitation]) -> QuerySet[Invitation]:
    """Return the invitations with all that a letter says of them."""
    return found.select_related("seat", "offered_by", "room__participation__cohort").prefetch_related("seat__parts")
