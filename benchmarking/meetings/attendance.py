"""Attendance: how each seat took part."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from accounts.models import User
from benchmarking.meetings import circle
from benchmarking.meetings.circle import Place, SeatOutsideGroup
from benchmarking.meetings.lifecycle import take
from benchmarking.meetings.models import DRAFT_STATES, Attendance, Meeting, Presence


@dataclass(frozen=True, slots=True)
class Took:
    """How one seat took part, and who came instead of its holder."""

    presence: Presence
    substitute: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A seat that may be recorded, with what is recorded of it."""

    place: Place
    name: str
    took: Took


def rows(meeting: Meeting) -> list[Row]:
    """Return the seats around the table and those already recorded, two statements in all.

    A recorded name stands: it is the holder of that day, whoever has the seat now.
    """
    recorded = {row.seat_id: row for row in meeting.attendance.all()}
    places = circle.around_with(meeting.room.benchmarkgroup, recorded)
    return [_row(place, recorded.get(place.seat.pk)) for place in places if place.user or place.seat.pk in recorded]


@transaction.atomic
def record(meeting: Meeting, *, taken: Mapping[int, Took], by: User) -> None:
    """Record how the seats in ``taken`` (by id) took part. A name is kept as it was when first recorded.

    Raises ``SeatOutsideGroup``, ``WrongMoment`` when the notes are out, and what ``cohorts.states.require``
    raises.
    """
    held = take(meeting, *DRAFT_STATES)
    known = {row.place.seat.pk: row for row in rows(held)}
    if not taken.keys() <= known.keys():
        raise SeatOutsideGroup
    Attendance.objects.bulk_create(
        (
            Attendance(
                room_id=held.room_id,
                meeting=held,
                seat_id=seat,
                name=known[seat].name,
                presence=took.presence,
                substitute=took.substitute,
                recorded_by=by,
            )
            for seat, took in taken.items()
        ),
        update_conflicts=True,
        unique_fields=["meeting", "seat"],
        update_fields=["presence", "substitute", "recorded_by"],
    )


def _row(place: Place, recorded: Attendance | None) -> Row:
    if recorded is None:
        return Row(place, place.name, Took(Presence.UNKNOWN))
    return Row(place, recorded.name or place.name, Took(Presence(recorded.presence), recorded.substitute))
