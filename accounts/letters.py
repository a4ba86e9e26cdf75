"""The outbox: a letter is a row first, and leaves in a task (design §6).

`sending` is committed before SMTP is spoken. A crash after that leaves the row there, and the
sweep calls it `unsure`: it may have gone, so nothing sends it again by itself. What surely did
not go (no connection, a temporary no from the other side) is queued again, later each time.
"""

import smtplib
import unicodedata
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from email.utils import quote
from typing import Any, Required, TypedDict, Unpack

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string

from access import clock
from access.refusals import Clash, Refusal
from accounts.models import Letter, User

PLACEHOLDERS = ("{länk}", "{link}")
# Longer than the time limit of a task, so that no living worker still holds the letter.
UNSURE_AFTER = timedelta(minutes=10)
# The pause after each failed try; after the last one the letter is stopped.
PAUSES = tuple(timedelta(seconds=seconds) for seconds in (30, 120, 600, 3600, 4 * 3600, 12 * 3600))
TEMPORARY = range(400, 500)


class BadAddress(Refusal):
    """The address is not one."""


class BrokenLine(Refusal):
    """A line break or another control character stands where a mail header is made."""

    sentence = "Skriv namn, adress och ämne på en rad, utan radbrytning."


class LinkMissing(Refusal):
    """The body of a letter with a secret link has no place for it."""

    sentence = "Skriv {länk} där länken ska stå i brevet."


class NotHeld(Clash):
    """Only a held letter can be released."""


class AlreadyLeft(Clash):
    """The letter can no longer be stopped."""


class Draft(TypedDict, total=False):
    """What a letter is written from.

    `secret` is a key of `settings.LETTER_SECRETS` and the row it is about: the link is minted in
    the sending task and takes the place of `{länk}` there. `valid_until` says that the body holds
    a secret of its own, and when that dies. A held letter stays until `release`.
    """

    to: Required[User | str]
    name: str
    subject: Required[str]
    body: Required[str]
    kind: Required[str]
    secret: tuple[str, int] | None
    held: bool
    ics: str
    valid_until: datetime | None


def write(**draft: Unpack[Draft]) -> Letter:
    """Put a letter in the outbox; the caller rings `tasks.send_letter` after commit.

    Raises `BadAddress`, `BrokenLine`, `LinkMissing`.
    """
    letter = _letter(draft)
    letter.save()
    return letter


def _letter(draft: Draft) -> Letter:
    to, subject, body, name = draft["to"], draft["subject"], draft["body"], draft.get("name", "")
    address, name = (to.email, name or to.name) if isinstance(to, User) else (to, name)
    for line in (address, name, subject):
        _require_one_line(line)
    try:
        validate_email(address)
    except ValidationError:
        raise BadAddress(f"{address} är ingen e-postadress. Skriv den som namn@kommun.se.") from None
    kind_of_secret, ref = draft.get("secret") or ("", None)
    if kind_of_secret:
        _path_of_minter(kind_of_secret)
        if not any(place in body for place in PLACEHOLDERS):
            raise LinkMissing
    return Letter(
        to_email=address,
        to_name=name,
        subject=subject,
        body=body,
        ics=draft.get("ics", ""),
        kind=draft["kind"],
        secret_kind=kind_of_secret,
        secret_ref=ref,
        valid_until=draft.get("valid_until"),
        state=Letter.State.HELD if draft.get("held") else Letter.State.QUEUED,
    )


@transaction.atomic
def release(letter: Letter) -> Letter:
    """Let a held letter go; the caller rings `tasks.send_letter`. Raises `NotHeld`."""
    row = Letter.objects.select_for_update().get(pk=letter.pk)
    if row.state != Letter.State.HELD:
        raise NotHeld(f"Brevet till {row.to_email} är redan släppt.")
    row.state, row.not_before = Letter.State.QUEUED, timezone.now()
    row.save(update_fields=["state", "not_before"])
    return row


@transaction.atomic
def write_all(drafts: Iterable[Draft]) -> list[Letter]:
    """Put many letters in the outbox in one statement; raises what `write` raises."""
    return Letter.objects.bulk_create([_letter(draft) for draft in drafts])


@transaction.atomic
def release_all(drafts: Mapping[int, Mapping[str, Any]]) -> list[Letter]:
    """Let held letters go, each worded as its draft is now, and return them; the caller rings for each.

    A letter that is held no longer (released by somebody else, or stopped) is left as it is and not returned.
    """
    held = Letter.objects.select_for_update().filter(pk__in=drafts, state=Letter.State.HELD).order_by("pk")
    rows = list(held)
    for row in rows:
        row.subject, row.body = drafts[row.pk]["subject"], drafts[row.pk]["body"]
        row.state, row.not_before = Letter.State.QUEUED, timezone.now()
    Letter.objects.bulk_update(rows, ["subject", "body", "state", "not_before"], batch_size=500)
    return rows


def drop_held(letters: Iterable[int], *, reason: str) -> int:
    """Stop those letters (ids) that are held, and return how many they were."""
    rows = Letter.objects.select_for_update().filter(pk__in=list(letters), state=Letter.State.HELD)
    return _settle_all(rows, Letter.State.STOPPED, reason=reason)


@transaction.atomic
def stop(letter: Letter, by: User) -> Letter:
    """Keep a letter that has not left from ever leaving. Raises `AlreadyLeft`."""
    row = Letter.objects.select_for_update().get(pk=letter.pk)
    if row.state not in (Letter.State.HELD, Letter.State.QUEUED):
        raise AlreadyLeft(f"Brevet till {row.to_email} går inte att stoppa: {row.get_state_display()}.")
    row.stopped_by = by
    row.save(update_fields=["stopped_by"])
    return _settle(row, Letter.State.STOPPED)


def claim(pk: int) -> Letter | None:
    """Take a queued letter that is due and commit it as `sending`; None when it is not to be had.

    A row that another worker is taking is skipped, not waited for. A letter whose secret has died
    in the queue is stopped here.
    """
    now = timezone.now()
    with transaction.atomic(durable=True):
        row = (
            Letter.objects.select_for_update(skip_locked=True)
            .filter(pk=pk, state=Letter.State.QUEUED, not_before__lte=now)
            .first()
        )
        if row is None:
            return None
        if row.valid_until and row.valid_until <= now:
            _settle(row, Letter.State.STOPPED, reason="Det hann bli för gammalt innan det kunde skickas.")
            return None
        row.state, row.claimed_at, row.attempts = Letter.State.SENDING, now, row.attempts + 1
        row.save(update_fields=["state", "claimed_at", "attempts"])
    return row


def deliver(letter: Letter) -> Letter:
    """Send a claimed letter and store how it went: sent, queued again, stopped or unsure.

    Mints the letter's secret link, which is never stored. A refusal by the minting function (the
    invitation is withdrawn) stops the letter; any other error there queues it again and is raised.
    """
    try:
        message = _compose(letter)
    except Refusal as refusal:
        return _settle(letter, Letter.State.STOPPED, reason=str(refusal))
    except Exception:
        _put_back(letter, reason="Brevet kunde inte sättas samman.")
        raise
    connection = get_connection()
    try:
        connection.open()
    except (smtplib.SMTPException, OSError) as error:
        return _put_back(letter, reason=f"E-postservern svarar inte ({type(error).__name__}).")
    try:
        return _hand_over(letter, message, connection)
    finally:
        with suppress(smtplib.SMTPException, OSError):
            connection.close()


def due(limit: int) -> list[int]:
    """Return the letters that wait to be sent, the oldest first; never a held one."""
    waiting = Letter.objects.filter(state=Letter.State.QUEUED, not_before__lte=timezone.now())
    return list(waiting.order_by("not_before", "pk").values_list("pk", flat=True)[:limit])


def doubt_the_lost() -> int:
    """Call letters `unsure` whose worker is gone, and return how many they were."""
    lost = _free_rows(state=Letter.State.SENDING, claimed_at__lt=timezone.now() - UNSURE_AFTER)
    return _settle_all(lost, Letter.State.UNSURE, reason="Sändningen avbröts. Fråga mottagaren innan du skickar igen.")


def stop_the_stale() -> int:
    """Stop queued and held letters whose secret has died, and return how many they were."""
    stale = _free_rows(state__in=(Letter.State.HELD, Letter.State.QUEUED), valid_until__lte=timezone.now())
    return _settle_all(stale, Letter.State.STOPPED, reason="Det hann bli för gammalt innan det kunde skickas.")


def _require_one_line(text: str) -> None:
    if any(unicodedata.category(sign) in {"Cc", "Zl", "Zp"} for sign in text):
        raise BrokenLine


def _path_of_minter(kind: str) -> str:
    return settings.LETTER_SECRETS[kind]


def _free_rows(**conditions: object) -> QuerySet[Letter]:
    return Letter.objects.select_for_update(skip_locked=True).filter(**conditions)


@transaction.atomic
def _settle_all(letters: Iterable[Letter], state: Letter.State, *, reason: str) -> int:
    settled = [_settle(letter, state, reason=reason) for letter in letters]
    return len(settled)


def _hand_over(letter: Letter, message: EmailMessage, connection: BaseEmailBackend) -> Letter:
    try:
        connection.send_messages([message])
    except smtplib.SMTPRecipientsRefused as error:
        code, _ = next(iter(error.recipients.values()))
        return _answer_no(letter, code)
    except smtplib.SMTPResponseException as error:
        return _answer_no(letter, error.smtp_code)
    except (smtplib.SMTPException, OSError) as error:
        reason = f"Förbindelsen bröts medan brevet lämnades ({type(error).__name__})."
        return _settle(letter, Letter.State.UNSURE, reason=reason)
    return _settle(letter, Letter.State.SENT)


def _answer_no(letter: Letter, code: int) -> Letter:
    if code in TEMPORARY:
        return _put_back(letter, reason=f"Mottagarens server bad oss vänta (svar {code}).")
    return _settle(letter, Letter.State.STOPPED, reason=f"Mottagarens server tog inte emot brevet (svar {code}).")


def _put_back(letter: Letter, *, reason: str) -> Letter:
    if letter.attempts > len(PAUSES):
        return _settle(letter, Letter.State.STOPPED, reason=f"{reason} Vi slutade efter {letter.attempts} försök.")
    letter.state, letter.reason = Letter.State.QUEUED, reason
    letter.not_before = timezone.now() + PAUSES[letter.attempts - 1]
    letter.save(update_fields=["state", "reason", "not_before"])
    return letter


def _settle(letter: Letter, state: Letter.State, *, reason: str = "") -> Letter:
    """Store where the letter ended; a body that holds a secret of its own is blanked with it."""
    letter.state, letter.reason = state, reason
    if state == Letter.State.SENT:
        letter.sent_at = clock.now()
    if letter.valid_until:
        letter.body, letter.blanked = "", True
    letter.save(update_fields=["state", "reason", "sent_at", "body", "blanked"])
    return letter


def _compose(letter: Letter) -> EmailMessage:
    body = letter.body
    if letter.secret_kind:
        link = import_string(_path_of_minter(letter.secret_kind))(letter.secret_ref)
        for place in PLACEHOLDERS:
            body = body.replace(place, link)
    to = f'"{quote(letter.to_name)}" <{letter.to_email}>' if letter.to_name else letter.to_email
    message = EmailMessage(
        subject=letter.subject,
        body=body,
        to=[to],
        headers={"Message-ID": letter.message_id, "Auto-Submitted": "auto-generated"},
    )
    if letter.ics:
        message.attach("kalender.ics", letter.ics, f"text/calendar; method={_method_of(letter.ics)}")
    return message


def _method_of(ics: str) -> str:
    """Return what a calendar part is for, REQUEST or CANCEL: mail programs read it before they open the part."""
    return next(line for line in ics.splitlines() if line.startswith("METHOD:")).removeprefix("METHOD:")
