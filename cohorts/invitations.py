"""A seat is offered by mail and accepted by POST. The token leaves with the letter; only its hash is kept."""

import datetime as dt
import hashlib
import secrets

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.urls import reverse

from access import clock
from access.refusals import NotYours, Refusal
from accounts import letters, people
from cohorts import seats
from cohorts.models import Dispatch, Invitation, InvitationState, Seat
from cohorts.roles import Function

#: Long enough for a summer week away, short enough that a forgotten letter opens nothing (trust-and-speed §2.4).
VALID_FOR = dt.timedelta(days=14)
TOKEN_BYTES = 32


class InvitationUnknown(Refusal):
    """No invitation has this token: mistyped, altered, or replaced by a newer letter."""

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


class SeatOffered(Refusal):
    """The seat has an open invitation."""

    sentence = "Platsen har redan en inbjudan som väntar på svar. Ta tillbaka den först."


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def offer(seat: Seat, *, email: str, name: str, by: AbstractBaseUser) -> Invitation:
    """Offer a vacant seat to ``email`` and write the letter. Raises ``SeatTaken`` or ``SeatOffered``."""
    seat = Seat.objects.select_for_update().select_related("room__participation__cohort").get(pk=seat.pk)
    if seat.holder_id is not None or seat.ended_at is not None:
        raise seats.SeatTaken
    if seat.invitations.filter(state=InvitationState.OFFERED, expires_at__gt=clock.now()).exists():
        raise SeatOffered
    seat.invitations.filter(state=InvitationState.OFFERED).update(state=InvitationState.WITHDRAWN)
    invitation = Invitation.objects.create(
        room=seat.room,
        seat=seat,
        email=email.strip().lower(),
        name=name.strip(),
        offered_by=by,
        offered_at=clock.now(),
        expires_at=clock.now() + VALID_FOR,
    )
    _write_letter(invitation)
    return invitation


def _write_letter(invitation: Invitation) -> None:
    function = Function(invitation.seat.function).label.lower()
    room = invitation.room.title
    letter = letters.write(
        to=invitation.email,
        name=invitation.name,
        subject=f"Inbjudan till Jämna steg: {function} för {room}",
        body=(
            f"Hej {invitation.name}.\n\n"
            f"{invitation.offered_by} bjuder in dig som {function} för {room}.\n\n"
            "Läs mer och svara här:\n{länk}\n\n"
            f"Länken gäller till {invitation.expires_at:%Y-%m-%d} och bara för dig.\n"
        ),
        kind="invitation",
        secret=("invitation", invitation.pk),
    )
    Dispatch.objects.create(room=invitation.room, letter=letter)


@transaction.atomic
def resend(invitation: Invitation) -> None:
    """Write the letter again with a new token; the link of the earlier letter stops working."""
    held = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if held.state != InvitationState.OFFERED:
        raise InvitationUsed
    held.expires_at = clock.now() + VALID_FOR
    held.token_hash = ""
    held.save(update_fields=["expires_at", "token_hash"])
    _write_letter(held)


def mint_link(invitation_id: int) -> str:
    """Mint the token of an invitation and return its link. Called by the sending task alone (design §6)."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    Invitation.objects.filter(pk=invitation_id).update(token_hash=_digest(token))
    return settings.SITE_URL.rstrip("/") + reverse("cohorts:invitation", args=[token])


def find(token: str) -> Invitation:
    """Return the open invitation of ``token``.

    Raises ``InvitationUnknown``, ``InvitationUsed``, ``InvitationWithdrawn`` or ``InvitationExpired``.
    """
    invitation = (
        Invitation.objects.select_related("seat", "room__participation__cohort", "offered_by")
        .filter(token_hash=_digest(token))
        .first()
    )
    if invitation is None:
        raise InvitationUnknown
    _require_open(invitation)
    return invitation


def _require_open(invitation: Invitation) -> None:
    if invitation.state == InvitationState.WITHDRAWN:
        raise InvitationWithdrawn
    if invitation.state != InvitationState.OFFERED:
        raise InvitationUsed
    if invitation.expires_at <= clock.now():
        raise InvitationExpired


@transaction.atomic
def accept(token: str, *, by: AbstractBaseUser | None) -> AbstractBaseUser:
    """Accept: the account of the invited address gets the seat, and is returned so that it can be signed in.

    ``by`` is whoever is signed in, or None. An account is made for an address that has none; its address
    is verified, since the token came by mail. Raises what ``find`` raises, ``SomebodyElses`` where another
    person is signed in, and ``SeatTaken``.
    """
    invitation = Invitation.objects.select_for_update().get(pk=find(token).pk)
    _require_open(invitation)
    if by is not None and by.email.lower() != invitation.email:
        raise SomebodyElses("Inbjudan är till någon annan än den som är inloggad. Logga ut och öppna länken igen.")
    user = people.create(email=invitation.email, name=invitation.name)
    seats.fill(invitation.seat, user)
    _answer(invitation, InvitationState.ACCEPTED)
    return user


@transaction.atomic
def decline(token: str) -> None:
    """Decline: the seat stays vacant and can be offered to somebody else. Raises what ``find`` raises."""
    invitation = Invitation.objects.select_for_update().get(pk=find(token).pk)
    _require_open(invitation)
    _answer(invitation, InvitationState.DECLINED)


@transaction.atomic
def take_back(invitation: Invitation) -> None:
    """Withdraw an offer that has not been answered. Raises ``InvitationUsed``."""
    held = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if held.state != InvitationState.OFFERED:
        raise InvitationUsed
    _answer(held, InvitationState.WITHDRAWN)


def _answer(invitation: Invitation, state: InvitationState) -> None:
    invitation.state = state
    invitation.answered_at = clock.now()
    invitation.save(update_fields=["state", "answered_at"])
