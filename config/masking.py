"""Secrets that stand in addresses, kept out of the logs and out of the history of rows.

An invitation and a password reset are opened by a token in the path. Django logs the path of every answer
from 400 up, and the history stores the path of every change.
"""

import logging
import re
from typing import Any

from django.http import HttpRequest
from pghistory.middleware import HistoryMiddleware

_SECRET = re.compile(r"(/inbjudan/|/losenord/nytt/(?=[^/]+-)|/kalender/(?=[^/]+\.ics))[^/\s?\"']+")


def masked(text: str) -> str:
    """Return ``text`` with "…" for each secret of an address in it."""
    return _SECRET.sub(r"\1…", text)


class MaskSecrets(logging.Filter):
    """Masks a line before it is written, whoever wrote it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Replace the line by its masked self, and keep it."""
        record.msg, record.args = masked(record.getMessage()), ()
        return True


class MaskedHistory(HistoryMiddleware):
    """Tells the history of rows who changed them, at which masked address."""

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        """Return the person and the address."""
        context: dict[str, Any] = super().get_context(request)
        return context | {"url": masked(context["url"])}
