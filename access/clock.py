"""What time it is, in one place, so that a demo can live in its own days.

The demo round took place in 2019. ``settings.CLOCK_OFFSET`` moves "now" there; everywhere else it is zero.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.utils import timezone

_told: ContextVar[dt.datetime | None] = ContextVar("told", default=None)


def now() -> dt.datetime:
    """Return the aware moment that the domain lives in."""
    return _told.get() or timezone.now() + settings.CLOCK_OFFSET


def today() -> dt.date:
    """Return the calendar day in Europe/Stockholm that the domain lives in."""
    return timezone.localdate(now())


@contextmanager
def at(moment: dt.datetime) -> Iterator[None]:
    """Let the acts within happen at ``moment``: for what is told afterwards, as the demo's round is."""
    token = _told.set(moment)
    try:
        yield
    finally:
        _told.reset(token)
