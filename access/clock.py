"""What time it is, in one place, so that a demo can live in its own days.

The demo round took place in 2019. ``settings.CLOCK_OFFSET`` moves "now" there; everywhere else it is zero.
"""

import datetime as dt

from django.conf import settings
from django.utils import timezone


def now() -> dt.datetime:
    """Return the aware moment that the domain lives in."""
    return timezone.now() + settings.CLOCK_OFFSET


def today() -> dt.date:
    """Return the calendar day in Europe/Stockholm that the domain lives in."""
    return timezone.localdate(now())
