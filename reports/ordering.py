"""Ordering a report: the row is written, the doorbell is rung elsewhere."""

from django.db import transaction

from access import clock
from access.refusals import NotYours
from accounts.models import User
from cohorts.access import load
from cohorts.models import Room
from reports.kinds import KINDS
from reports.models import Report, ReportState


class MayNotOrder(NotYours):
    """The person holds no verb that orders this kind of report for the room."""

    sentence = "Du kan inte beställa den här rapporten."


@transaction.atomic
def order(room: Room, *, kind: str, subject: int | None, title: str, by: User) -> Report:
    """Order a report of ``kind`` for ``room`` and return its row.

    An order that is still open is returned as it is: two presses make one file. Raises ``MayNotOrder``.
    """
    if not may(by, room, KINDS[kind].order):
        raise MayNotOrder
    Room.objects.select_for_update(no_key=True).get(pk=room.pk)
    waiting = Report.objects.filter(
        room=room, kind=kind, subject=subject, state__in=[ReportState.ORDERED, ReportState.WORKING]
    ).first()
    if waiting is not None:
        return waiting
    return Report.objects.create(
        room=room, kind=kind, subject=subject, title=title, ordered_by=by, ordered_at=clock.now()
    )


def may(user: User, room: Room, verbs: tuple[str, ...]) -> bool:
    """Tell whether ``user`` holds one of ``verbs`` on ``room`` now, read afresh."""
    access = load(user)
    lineage = room.lineage
    return any(access.allows(lineage, verb) for verb in verbs)
