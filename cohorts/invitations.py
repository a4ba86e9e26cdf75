"""A seat is offered by mail and accepted by POST. The token leaves with the letter; only its hash is kept.

Locks are taken in one order everywhere: the room, the seat, the invitation.
"""

import datetime as dt
import hashlib
import secrets
from collections.abc import Mapping
from http import HTTPStatus

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from access import clock
from access.refusals import Clash, NotYours, Refusal
from accounts import letters, people
from accounts.models import User
from cohorts import acts, seats, states
from cohorts.models import ActKind, Dispatch, Invitation, InvitationState, Room, Seat
from cohorts.roles import Function, RoomKind
from cohorts.seating import titles_of_parts

#: Long enough for a summer week away, short enough that a forgotten letter opens nothing (trust-and-speed §2.4).
VALID_FOR = dt.timedelta(days=14)
TOKEN_BYTES = 32


class InvitationUnknown(Refusal):
    """No invitation has this token: mistyped, altered, or replaced by a newer letter."""

    status = HTTPStatus.NOT_FOUND
    sentence = "Länken stämmer inte. Öppna den senaste inbjudan du fick, eller be om en ny."


class InvitationUsed(Refusal):
    """The invitation has been answered."""

    sentence = "Inbjudan är redan besvarad. Logga in om du har tackat ja."


class InvitationExpired(Refusal):
    """Fourteen days have passed."""

    sentence = "Inbjudan har gått ut. Be den som bjöd in dig att skicka en ny."


class InvitationWithdrawn(Refusal):
    """Whoever offered the seat took the offer back."""

    sentence = "Inbjudan är återtagen. Hör av dig till den som bjöd in dig om du undrar varför."


class SomebodyElses(NotYours):
    """The person signed in is not the one invited."""

    sentence = "Inbjudan är till någon annan än den som är inloggad. Logga ut och öppna länken igen."


class SeatOffered(Clash):
    """The seat has an open invitation."""

    sentence = "Platsen har redan en inbjudan som väntar på svar. Ta tillbaka den först."


class InvitationAnswered(Clash):
    """The offer is no longer open: answered, or taken back, by somebody else a moment ago."""

    sentence = "Inbjudan väntar inte längre på svar. Ladda om sidan och se vad som har hänt."


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def offer(seat: Seat, *, email: str, name: str, by: User, note: str = "") -> Invitation:
    """Offer a vacant seat to ``email``; the caller rings for the offer's ``letter``, in which ``note`` stands.

    Raises ``SeatTaken``, ``SeatOffered``, what ``states.require`` raises, and what ``letters.write`` raises
    for an address or a name that cannot stand in a letter.
    """
    return _write_letter(_open_offer(seat, email=email, name=name, by=by), note=note)


@transaction.atomic
def offer_home_seat(room: Room, *, parts: Mapping[str, str], email: str, name: str, by: User) -> Invitation:
    """Open a seat in an organisation's home team with ``parts`` (key → title) and offer it; the caller rings.

    Raises ``NoPart`` and what ``offer`` raises; then no seat is opened.
    """
    if not parts:
        raise seats.NoPart
    return offer(seats.open_seat(room, Function.OTHER, parts=parts), email=email, name=name, by=by)


@transaction.atomic
def offer_by_hand(seat: Seat, *, email: str, name: str) -> str:
    """Offer a vacant seat without a letter and return the link, which is shown once and handed over by hand.

    For the first seat of all, when no mail may be set up yet. An open offer of the seat to the same address gets
    a new link; the earlier one stops working. Raises what ``offer`` raises.
    """
    held = seats.hold(seat)
    known = held.invitations.filter(state=InvitationState.OFFERED, email=email.strip().lower()).first()
    if known is None:
        known = _open_offer(held, email=email, name=name, by=None)
    known.expires_at = clock.now() + VALID_FOR
    known.save(update_fields=["expires_at"])
    return mint_link(known.pk)


def _open_offer(seat: Seat, *, email: str, name: str, by: User | None) -> Invitation:
    states.require(seat.room, states.STEER)
    seat = seats.hold(seat)
    if seat.holder_id is not None or seat.ended_at is not None:
        raise seats.SeatTaken
    now = clock.now()
    earlier = seat.invitations.filter(state=InvitationState.OFFERED)
    if earlier.filter(expires_at__gt=now).exists():
        raise SeatOffered
    earlier.update(state=InvitationState.WITHDRAWN, answered_at=now)
    return Invitation.objects.create(
        room=seat.room,
        seat=seat,
        email=email.strip().lower(),
        name=name.strip(),
        offered_by=by,
        offered_at=now,
        expires_at=now + VALID_FOR,
    )


def _write_letter(invitation: Invitation, *, note: str = "") -> Invitation:
    invitation.letter = letters.write(**letter_of(invitation, note=note))
    invitation.save(update_fields=["letter"])
    Dispatch.objects.create(room=invitation.room, letter=invitation.letter)
    return invitation


def letter_of(invitation: Invitation, *, note: str = "") -> letters.Draft:
    """Return what ``letters.write`` needs to write an invitation, as the round and the last day are now."""
    seat = invitation.seat
    function = Function(seat.function).label.lower()
    role, parts = f"som {function}", ""
    if seat.function == Function.OTHER:
        role, parts = "till hemmateamet", f"Du hjälper till med: {', '.join(titles_of_parts(seat))}.\n\n"
    where, words = invitation.room.title, ""
    if invitation.room.kind == RoomKind.PARTICIPATION:
        cohort = invitation.room.participation.cohort
        where = f"{where} i {cohort.name}"
        words = f"{cohort.invitation_words.strip()}\n\n" if cohort.invitation_words.strip() else ""
    last_day = date_format(timezone.localtime(invitation.expires_at), "j F Y")
    return {
        "to": invitation.email,
        "name": invitation.name,
        "subject": f"Inbjudan till Jämna steg: {function} för {invitation.room.title}",
        "body": (
            f"Hej {invitation.name}.\n\n"
            f"{invitation.offered_by} bjuder in dig {role} för {where}.\n\n"
            f"{parts}"
            f"{words}"
            f"{note}"
            "Läs mer och svara här:\n{länk}\n\n"
            f"Länken är bara till för dig och gäller till {last_day}.\n"
        ),
        "kind": "invitation",
        "secret": ("invitation", invitation.pk),
    }


@transaction.atomic
def resend(seat: Seat, *, by: User) -> Invitation:
    """Write the seat's open offer again with a new token and a new last day; the caller rings for its ``letter``.

    The link of the earlier letter stops working, and one that was held never leaves. Raises ``InvitationAnswered``
    and what ``states.require`` raises.
    """
    states.require(seat.room, states.STEER)
    held = _hold_offer_of(seat)
    _drop_held_letter(held)
    held.expires_at = clock.now() + VALID_FOR
    held.token_hash = ""
    held.save(update_fields=["expires_at", "token_hash"])
    acts.record(held.room_id, ActKind.RESENT, _told(held), by=by)
    return _write_letter(held)


@transaction.atomic
def take_back(seat: Seat, *, by: User) -> Invitation:
    """Withdraw the seat's offer before it is answered, and return it. Raises ``InvitationAnswered``."""
    held = _hold_offer_of(seat)
    _drop_held_letter(held)
    acts.record(held.room_id, ActKind.TAKEN_BACK, _told(held), by=by)
    return _answer(held, InvitationState.WITHDRAWN)


def _told(invitation: Invitation) -> str:
    return f"{Function(invitation.seat.function).label.lower()}, {invitation.name}"


def _drop_held_letter(invitation: Invitation) -> None:
    if invitation.letter_id is not None:
        letters.drop_held([invitation.letter_id], reason="Inbjudan skickades på nytt eller togs tillbaka.")


def _hold_offer_of(seat: Seat) -> Invitation:
    held = seats.hold(seat)
    offers = Invitation.objects.select_for_update(of=("self",)).select_related("seat", "room", "offered_by")
    invitation = offers.filter(seat=held, state=InvitationState.OFFERED).first()
    if invitation is None:
        raise InvitationAnswered
    return invitation


@transaction.atomic
def mint_link(invitation_id: int) -> str:
    """Mint the token of an open invitation and return its link. The sending task calls it (design §6).

    Raises ``InvitationUsed``, ``InvitationWithdrawn`` or ``InvitationExpired``, which stop the letter.
    """
    invitation = Invitation.objects.select_for_update().get(pk=invitation_id)
    _require_open(invitation)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    invitation.token_hash = _digest(token)
    invitation.save(update_fields=["token_hash"])
    return f"{settings.SITE_URL.rstrip('/')}{reverse('cohorts:invitation', args=[token])}"


def find(token: str, *, by: User | None) -> Invitation:
    """Return the open invitation of ``token`` for ``by``, whoever is signed in, or None.

    Raises ``InvitationUnknown``, ``SomebodyElses``, ``InvitationUsed``, ``InvitationWithdrawn`` or
    ``InvitationExpired``.
    """
    invitation = (
        Invitation.objects.select_related(
            "seat",
            "offered_by",
            "room__parent__parent__parent",
            "room__cohort",
            "room__participation__cohort",
            "room__participation__organisation",
        )
        .filter(token_hash=_digest(token))
        .first()
    )
    if invitation is None:
        raise InvitationUnknown
    if by is not None and by.email != invitation.email:
        raise SomebodyElses
    _require_open(invitation)
    return invitation


def _require_open(invitation: Invitation) -> None:
    if invitation.state == InvitationState.WITHDRAWN:
        raise InvitationWithdrawn
    if invitation.state != InvitationState.OFFERED:
        raise InvitationUsed
    if invitation.expires_at <= clock.now():
        raise InvitationExpired


def _hold_open(token: str, *, by: User | None) -> Invitation:
    """Find the invitation, lock it, and ask again what may have changed while waiting for the lock."""
    found = find(token, by=by)
    seats.hold(found.seat)
    held = Invitation.objects.select_for_update().get(pk=found.pk)
    if held.token_hash != _digest(token):
        raise InvitationUnknown
    _require_open(held)
    return held


@transaction.atomic
def accept(token: str, *, by: User | None, title: str | None = None) -> User:
    """Accept: the account of the invited address gets the seat, and is returned so that it can be signed in.

    ``by`` is whoever is signed in, or None; ``title`` is what the person is at work, the
    seat's title where it is None. An account is made for an
    address that has none; its address is verified, since the token came by mail. Raises what ``find`` raises,
    ``SeatTaken``, ``AlreadySeated``, ``PersonDeactivated`` and what ``states.require`` raises.
    """
    invitation = _hold_open(token, by=by)
    states.require(invitation.room, states.STEER)
    user = people.create(email=invitation.email, name=invitation.name)
    seats.fill(invitation.seat, user, title=title)
    _answer(invitation, InvitationState.ACCEPTED)
    return user


@transaction.atomic
def decline(token: str, *, by: User | None, reason: str = "") -> None:
    """Decline, and say why to whoever offered the seat, which stays vacant. Raises what ``find`` raises."""
    held = _hold_open(token, by=by)
    held.decline_reason = reason.strip()
    held.save(update_fields=["decline_reason"])
    _answer(held, InvitationState.DECLINED)


def _answer(invitation: Invitation, state: InvitationState) -> Invitation:
    invitation.state = state
    invitation.answered_at = clock.now()
    invitation.save(update_fields=["state", "answered_at"])
    return invitation
