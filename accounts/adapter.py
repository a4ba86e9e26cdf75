"""How allauth behaves here: no sign-up, letters through the outbox, and nobody told who has an account."""

from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts import letters, tasks

LOGIN_CODE = "account/email/login_code"
UNKNOWN_ACCOUNT = "account/email/unknown_account"
# Letters whose body holds a secret, and how long that lives.
LIVES = {
    LOGIN_CODE: timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT),
    "account/email/password_reset_key": timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT),
}


class AccountAdapter(DefaultAccountAdapter):
    """Closes sign-up, writes letters, and speaks our Swedish."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "Adressen och lösenordet hör inte ihop. Försök igen, eller logga in med kod.",
        "enter_current_password": "Skriv det lösenord du har nu.",
        "incorrect_code": "Koden stämmer inte. Läs den i brevet och försök igen.",
        "invalid_password_reset": "Länken gäller inte längre. Beställ en ny.",
        "too_many_login_attempts": "För många försök. Vänta fem minuter och försök igen.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 (allauth's signature)
        """Answer no: a person comes in by invitation."""
        return False

    def is_ajax(self, request: HttpRequest) -> bool:  # noqa: ARG002 (allauth's signature)
        """Answer no: pages and redirects only, no second surface in JSON."""
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002 (allauth's signature)
        """Lead on to the start page, where the message says what happened."""
        return settings.LOGIN_REDIRECT_URL

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Return the link of a reset on our own host, whatever host the request named."""
        uid, _, token = key.partition("-")
        path = reverse("account_reset_password_from_key", args=(uid, token))
        return f"{settings.SITE_URL.rstrip('/')}{path}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write the letter and ring for it.

        For an unknown address a code letter is made and taken back: the answer takes as long as
        for a known one, and nothing is kept or sent.
        """
        is_known = template_prefix != UNKNOWN_ACCOUNT
        if not is_known:
            template_prefix, context = LOGIN_CODE, {"code": self.generate_login_code()}
        lives = LIVES.get(template_prefix)
        texts = {**context, "site_url": settings.SITE_URL, "minutes": lives and lives // timedelta(minutes=1)}
        with transaction.atomic():
            letter = letters.write(
                to=email,
                subject=render_to_string(f"{template_prefix}_subject.txt", texts).strip(),
                body=render_to_string(f"{template_prefix}_message.txt", texts).strip() + "\n",
                kind=template_prefix.rpartition("/")[2],
                valid_until=timezone.now() + lives if lives else None,
            )
            transaction.set_rollback(not is_known)
        if is_known:
            tasks.send_letter.delay_on_commit(letter.pk)
        else:
            tasks.sweep_letters.delay_on_commit()
