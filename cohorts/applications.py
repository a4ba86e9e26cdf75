"""An organisation asks to take part in a round: it writes, and confirms by a link that comes by mail.

The form is open to everybody, so the letter holds nothing that was typed freely: nobody can send words of their own
through us to an address they choose.
"""

import datetime as dt
import hashlib
import secrets
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from access import clock
from access.refusals import Refusal
from accounts import letters
from cohorts import states
from cohorts.models import Application, ApplicationState, Cohort, Dispatch

#: As long as an invitation: a summer week away is no reason to write everything again.
VALID_FOR = dt.timedelta(days=14)
#: What was written is kept so long after the round has ended, then forgotten.
KEPT_FOR = dt.timedelta(days=365)
TOKEN_BYTES = 32


class ApplicationUnknown(Refusal):
    """No application has this token: mistyped, altered, or forgotten."""

    status = HTTPStatus.NOT_FOUND
    sentence = "Länken stämmer inte. Öppna länken i brevet du fick, eller skriv en ny intresseanmälan."


class ApplicationConfirmed(Refusal):
    """The contact has confirmed it already."""

    sentence = "Intresseanmälan är redan bekräftad. Du behöver inte göra något mer."


class ApplicationExpired(Refusal):
    """Fourteen days have passed."""

    sentence = "Länken gällde i 14 dagar och har gått ut. Skriv en ny intresseanmälan."


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def apply(cohort: Cohort, **facts: Any) -> Application:
    """Receive an interest in ``cohort`` and write the letter that asks to confirm it; the caller rings for it.

    ``facts`` are columns of ``Application``. Raises ``InterestClosed``, and what ``letters.write`` raises.
    """
    states.require(cohort.room, states.APPLY)
    application = Application.objects.create(room=cohort.room, applied_at=clock.now(), **facts)
    application.letter = letters.write(
        to=application.contact_email,
        subject=f"Bekräfta intresseanmälan till {cohort.name}",
        body=(
            "Hej.\n\n"
            f"Någon har skrivit en intresseanmälan till {cohort.name} i Jämna steg "
            "med den här adressen som kontakt.\n\n"
            "Bekräfta den här:\n{länk}\n\n"
            f"Länken gäller i {VALID_FOR.days} dagar. Känner du inte igen anmälan behöver du inte göra något. "
            "Då tas den bort.\n"
        ),
        kind="application",
        secret=("application", application.pk),
    )
    application.save(update_fields=["letter"])
    Dispatch.objects.create(room=cohort.room, letter=application.letter)
    return application


@transaction.atomic
def mint_link(application_id: int) -> str:
    """Mint the token of an application that waits and return its link. The sending task calls it (design §6).

    Raises ``ApplicationUnknown``, ``ApplicationConfirmed`` or ``ApplicationExpired``, which stop the letter.
    """
    application = _require_waiting(Application.objects.select_for_update().filter(pk=application_id).first())
    token = secrets.token_urlsafe(TOKEN_BYTES)
    application.token_hash = _digest(token)
    application.save(update_fields=["token_hash"])
    return f"{settings.SITE_URL.rstrip('/')}{reverse('cohorts:application_confirm', args=[token])}"


def find(token: str) -> Application:
    """Return the application that waits for ``token``. Reads only.

    Raises ``ApplicationUnknown``, ``ApplicationConfirmed`` or ``ApplicationExpired``.
    """
    found = (
        Application.objects.select_related("room__cohort", "organisation").filter(token_hash=_digest(token)).first()
    )
    return _require_waiting(found)


def _require_waiting(application: Application | None) -> Application:
    if application is None:
        raise ApplicationUnknown
    if application.is_confirmed:
        raise ApplicationConfirmed
    if application.applied_at + VALID_FOR <= clock.now():
        raise ApplicationExpired
    return application


@transaction.atomic
def confirm(token: str) -> Application:
    """Let the application of ``token`` count. It was written in time, so the form may have closed since.

    Raises what ``find`` raises, and ``RoundClosed``.
    """
    found = find(token)
    states.require(found.room, states.STEER)
    held = _require_waiting(Application.objects.select_for_update().get(pk=found.pk))
    found.state = held.state = ApplicationState.CONFIRMED
    found.confirmed_at = held.confirmed_at = clock.now()
    held.save(update_fields=["state", "confirmed_at"])
    return found


def others_of(application: Application) -> QuerySet[Application]:
    """Return the confirmed applications of the same organisation in the same round, the first one first."""
    same = (
        Q(organisation=application.organisation_id)
        if application.organisation_id
        else Q(organisation=None, other_name__iexact=application.other_name)
    )
    there = Application.objects.filter(same, room=application.room_id).exclude(state=ApplicationState.RECEIVED)
    return there.exclude(pk=application.pk)


@transaction.atomic
def forget() -> int:
    """Delete what is no longer needed: what nobody confirmed in time, and all of it a year after the round's end.

    Return how many are gone. Who took part in the round stands in the round itself.
    """
    now = clock.now()
    unconfirmed = Q(state=ApplicationState.RECEIVED, applied_at__lte=now - VALID_FOR)
    old = Q(room__cohort__ends_on__lt=now.date() - KEPT_FOR)
    gone, _ = Application.objects.filter(unconfirmed | old).delete()
    return gone
