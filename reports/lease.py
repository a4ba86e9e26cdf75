"""Who works on a report: a lease with a token, kept alive by a heartbeat, and free to take when it lapses.

A worker that dies loses its lease; the next one starts over. A worker that was only slow finds its token
gone when it comes to finish, and writes nothing: so there is one file, whatever happens (design §6).
"""

import datetime as dt
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import close_old_connections, connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from access import clock
from reports.models import Report, ReportPart, ReportState

#: Three heartbeats may be missed before another worker takes over; a person waits this long for a dead one.
LEASE = dt.timedelta(seconds=15)
HEARTBEAT_SECONDS = 5.0
MAX_ATTEMPTS = 3
GAVE_UP = "Rapporten gick inte att skapa efter tre försök. Beställ den igen, och hör av dig om det inte hjälper."


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to work on one report, until it lapses."""

    report_id: int
    token: uuid.UUID


class LeaseLost(Exception):
    """Another worker has taken over; nothing more may be written."""


def _free(now: dt.datetime) -> Q:
    return Q(state=ReportState.ORDERED) | Q(state=ReportState.WORKING, lease_until__lt=now)


def claim(report_id: int) -> Lease | None:
    """Take the report if it is free. None when it is done, failed, or somebody else's.

    The third lapsed attempt ends it with a reason that a person can read.
    """
    now = timezone.now()
    token = uuid.uuid4()
    with transaction.atomic():
        free = Report.objects.filter(_free(now), pk=report_id)
        if free.filter(attempts__gte=MAX_ATTEMPTS).update(
            state=ReportState.FAILED, reason=GAVE_UP, finished_at=clock.now(), lease_token=None
        ):
            return None
        taken = free.update(
            state=ReportState.WORKING,
            part=ReportPart.CONTEXT,
            attempts=F("attempts") + 1,
            lease_token=token,
            lease_until=now + LEASE,
        )
    return Lease(report_id, token) if taken else None


def _held(lease: Lease) -> Q:
    return Q(pk=lease.report_id, lease_token=lease.token, state=ReportState.WORKING)


def enter(lease: Lease, part: ReportPart) -> None:
    """Record that the work has come to ``part``. Raises ``LeaseLost``."""
    if not Report.objects.filter(_held(lease)).update(part=part, lease_until=timezone.now() + LEASE):
        raise LeaseLost


def finish(lease: Lease, *, file_name: str, sha256: str, pages: int, title: str, release_ids: list[int]) -> None:
    """Record the one file and what it is made from. Raises ``LeaseLost``: then the file is the caller's to remove."""
    done = Report.objects.filter(_held(lease)).update(
        state=ReportState.DONE,
        part=ReportPart.READY,
        file_name=file_name,
        sha256=sha256,
        pages=pages,
        title=title,
        release_ids=release_ids,
        finished_at=clock.now(),
        lease_token=None,
        lease_until=None,
    )
    if not done:
        raise LeaseLost


def fail(lease: Lease, reason: str) -> None:
    """Record why there will be no file, in a sentence for the person who ordered it."""
    Report.objects.filter(_held(lease)).update(
        state=ReportState.FAILED, reason=reason, finished_at=clock.now(), lease_token=None, lease_until=None
    )


def lapsed(limit: int) -> list[int]:
    """Return reports that nobody works on: ordered but never rung, or with a lapsed lease."""
    return list(Report.objects.filter(_free(timezone.now())).order_by("pk").values_list("pk", flat=True)[:limit])


@contextmanager
def heartbeat(lease: Lease) -> Iterator[None]:
    """Renew the lease from a thread of its own, so that it outlives a long layout."""
    stop = threading.Event()

    def beat() -> None:
        try:
            while not stop.wait(HEARTBEAT_SECONDS):
                close_old_connections()
                if not Report.objects.filter(_held(lease)).update(lease_until=timezone.now() + LEASE):
                    return
        finally:
            connection.close()

    thread = threading.Thread(target=beat, name=f"heartbeat-{lease.report_id}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
