"""The agenda: the method's points made the group's own."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from access.refusals import Clash, Refusal
from accounts.models import User
from benchmarking.meetings.lifecycle import take
from benchmarking.meetings.models import DRAFT_STATES, AgendaItem, Meeting

#: Keys of points that a group has added itself; the method's keys never end so.
OWN_KEY = "egen-punkt"


class PointHasNotes(Clash):
    """A point that is to be taken away has been written under."""


class PointGone(Clash):
    """A point that is to be changed has been taken away."""

    sentence = "Dagordningen har ändrats av någon annan. Ladda om sidan och gör ändringen igen."


class AgendaEmpty(Refusal):
    """No point would be left."""

    sentence = "Dagordningen behöver minst en punkt."


@dataclass(frozen=True, slots=True)
class Point:
    """What one point should say. Without a ``key`` it is a new one."""

    key: str
    title: str
    minutes: int
    presenter: str = ""


@transaction.atomic
def set_agenda(meeting: Meeting, *, points: Sequence[Point], by: User) -> None:
    """Make the agenda these points, in this order. What has been noted under a point stays.

    A point that is left out is taken away unless something is noted under it. Raises ``AgendaEmpty``,
    ``PointHasNotes``, ``PointGone``, ``WrongMoment`` when the notes are out, and what
    ``cohorts.states.require`` raises.
    """
    held = take(meeting, *DRAFT_STATES)
    if not points:
        raise AgendaEmpty
    items = {item.key: item for item in held.agenda.all()}
    kept = {point.key for point in points if point.key}
    if kept - items.keys():
        raise PointGone
    for item in (item for key, item in items.items() if key not in kept):
        _take_away(item)
    free = (f"{OWN_KEY}-{number}" for number in itertools.count(1))
    for position, point in enumerate(points, start=1):
        key = point.key or next(key for key in free if key not in items)
        facts = {
            "position": position,
            "title": point.title,
            "minutes": point.minutes,
            "presenter": point.presenter,
        }
        AgendaItem.objects.update_or_create(
            meeting=held, key=key, defaults=facts, create_defaults={**facts, "room_id": held.room_id}
        )
    held.planned_by = by
    held.save(update_fields=["planned_by"])


def _take_away(item: AgendaItem) -> None:
    if item.value:
        raise PointHasNotes(f"Det finns anteckningar under ”{item.title}”. Flytta dem först, eller behåll punkten.")
    item.delete()
