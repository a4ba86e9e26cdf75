"""Sessions in the database that end: two hours after the last page, twelve hours after sign-in.

A session is written when something in it changes and, so that it lives on while its owner
works, at most once in `SLACK`; reading a page costs no write otherwise.
"""

import time
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends import db
from django.utils import timezone

SLACK = timedelta(minutes=5)
SINCE = "since"


class SessionStore(db.SessionStore):
    """Django's own store, with a limit counted from the birth of the key (sign-in makes a new one)."""

    def create(self) -> None:
        """Stamp the new key with its birth; `cycle_key`, called at sign-in, comes by here."""
        self._get_session(no_load=True)[SINCE] = time.time()  # type: ignore[attr-defined]  # unknown to the stubs
        super().create()

    def load(self) -> dict[str, Any]:
        """Return what the session holds: nothing once it is too old, however busy it was."""
        row = self._get_session_from_db()  # type: ignore[attr-defined]  # unknown to the stubs
        if row is None:
            return {}
        data: dict[str, Any] = self.decode(row.session_data)
        if time.time() - data.get(SINCE, 0) > settings.SESSION_ABSOLUTE_AGE:
            self._session_key = None
            return {}
        if row.expire_date - timezone.now() < timedelta(seconds=settings.SESSION_COOKIE_AGE) - SLACK:
            self.modified = True
        return data
