"""Who did what: written down by the acts that leave no other row with a name in it. ``steering.log`` reads it."""

import datetime as dt
from collections.abc import Iterable

from django.utils.formats import date_format

from access import clock
from accounts.models import User
from cohorts.models import Act, ActKind

_LONGEST = 400


def record(room: int, kind: ActKind, about: str = "", *, by: User) -> None:
    """Write down that ``by`` did something in a room; call in the transaction of the act itself."""
    record_all([(room, about)], kind, by=by)


def record_all(done: Iterable[tuple[int, str]], kind: ActKind, *, by: User) -> None:
    """Write down one act in many rooms, each with what it was about, in one statement."""
    at = clock.now()
    Act.objects.bulk_create(
        Act(
            room_id=room,
            kind=kind,
            about=about if len(about) <= _LONGEST else f"{about[: _LONGEST - 1]}…",
            by=by,
            at=at,
        )
        for room, about in done
    )


def on_day(title: str, day: dt.date) -> str:
    """Return what is on a day: "Halvtidskonferens, 12 maj 2026"."""
    return f"{title}, {date_format(day, 'j F Y')}"
