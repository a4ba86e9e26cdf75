"""Letters that wait until somebody has seen to whom they go: seats offered to many at once, and all that is held."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet

from access import clock
from access.refusals import Clash
from accounts import letters
from accounts.models import Letter, User
from cohorts import acts, states
from cohorts.invitations import VALID_FOR, letter_of
from cohorts.models import ActKind, Cohort, Dispatch, Invitation, InvitationState, Room, Seat
from cohorts.outbox import letters_of
from cohorts.roles import Function
from cohorts.sorting import swedish_order

#: An offer whose letter is held waits so long for somebody to send it; its own fourteen days begin when it leaves.
HELD_FOR = dt.timedelta(days=365)
#: So many subjects are named in the log.
_SUBJECTS = 3


class NothingHeld(Clash):
    """The letters have left, or have been stopped, since the page was shown."""

    sentence = "Breven är redan skickade eller stoppade. Inget skickades nu."


@dataclass(frozen=True, slots=True)
class Invitee:
    """Whom a seat is offered to, and what the person is at work."""

    name: str
    email: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class HeldRow:
    """An invitation that has not left; ``pk`` is its letter's."""

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
        """Return the numbers of their letters as one value of a form."""
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
        rows.setdefault(each.room.title, []).append(HeldRow(each.letter_id or 0, function, each.name, each.email))
    return tuple(Bundle(place, tuple(rows[place])) for place in sorted(rows, key=swedish_order))


@transaction.atomic
def send_held(cohort: Cohort, chosen: Iterable[int], *, by: User) -> list[Letter]:
    """Let these letters (ids) of the round leave, and return them; the caller rings for each.

    Of two who send at once each letter goes with one of them. An invitation is worded as it is now, and its fourteen
    days to answer begin; any other letter leaves as it was written. Raises ``NothingHeld`` where none of them waits,
    and what ``states.require`` raises.
    """
    states.require(cohort.room, states.STEER)
    under = Q(pk=cohort.pk) | Q(parent=cohort.pk) | Q(parent__parent=cohort.pk)
    list(Room.objects.select_for_update(no_key=True, of=("self",)).filter(under).order_by("pk"))
    wanted = list(chosen)
    going = list(_with_places(_held(cohort).filter(letter__in=wanted)))
    for each in going:
        each.offered_at, each.expires_at = clock.now(), clock.now() + VALID_FOR
    others = letters_of(cohort).filter(letter__in=wanted, letter__secret_kind="")
    drafts = {each.letter_id: {"subject": each.letter.subject, "body": each.letter.body} for each in others}
    released = letters.release_all(drafts | {each.letter_id: letter_of(each) for each in going if each.letter_id})
    if not released:
        raise NothingHeld
    gone = {letter.pk for letter in released}
    Invitation.objects.bulk_update(
        [each for each in going if each.letter_id in gone], ["offered_at", "expires_at"], batch_size=500
    )
    acts.record(cohort.pk, ActKind.SENT, _told(released), by=by)
    return released


def _told(released: Sequence[Letter]) -> str:
    """Return what was sent: each subject once with how many, or the one letter with its recipient."""
    if len(released) == 1:
        return f"{released[0].subject}, till {released[0].to_name or released[0].to_email}"
    counted = Counter(letter.subject for letter in released)
    subjects = [f"{subject} ({count})" for subject, count in counted.most_common(_SUBJECTS)]
    more = ["med flera"] if len(counted) > _SUBJECTS else []
    return f"{len(released)} stycken: {', '.join([*subjects, *more])}"


def _held(cohort: Cohort) -> QuerySet[Invitation]:
    here = Q(room=cohort.pk) | Q(room__participation__cohort=cohort)
    return Invitation.objects.filter(here, state=InvitationState.OFFERED, letter__state=Letter.State.HELD)


def _with_places(found: QuerySet[Invitation]) -> QuerySet[Invitation]:
    """Return the invitations with all that a letter says of them."""
    return found.select_related("seat", "offered_by", "room__participation__cohort").prefetch_related("seat__parts")
