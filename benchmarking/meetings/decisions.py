"""Decisions: what the group agreed on at a meeting."""

import datetime as dt

from django.db import transaction
from django.db.models import F

from access.refusals import Refusal
from accounts.models import User
from benchmarking.meetings import circle
from benchmarking.meetings.lifecycle import take
from benchmarking.meetings.models import DRAFT_STATES, Decision, Meeting
from cohorts.models import Seat


class DueBeforeMeeting(Refusal):
    """Something promised at a meeting would be due before it."""

    sentence = "Datumet ligger före träffen. Välj träffens dag eller senare."


@transaction.atomic
def add(meeting: Meeting, *, text: str, owner: Seat | None, due: dt.date | None, by: User) -> Decision:
    """Add a decision with the next number of the meeting.

    Raises ``SeatOutsideGroup``, ``DueBeforeMeeting``, ``WrongMoment`` when the notes are out, and what
    ``cohorts.states.require`` raises.
    """
    held = take(meeting, *DRAFT_STATES)
    require_possible(held, owner=owner, due=due)
    number = held.decisions.count() + 1
    return Decision.objects.create(
        room_id=held.room_id, meeting=held, number=number, text=text, owner=owner, due=due, written_by=by
    )


@transaction.atomic
def edit(decision: Decision, *, text: str, owner: Seat | None, due: dt.date | None, by: User) -> Decision:
    """Change a decision; what it said before stays in its history. Raises what ``add`` raises."""
    held = take(decision.meeting, *DRAFT_STATES)
    require_possible(held, owner=owner, due=due, kept=decision.owner_id)
    decision.text, decision.owner, decision.due, decision.written_by = text, owner, due, by
    decision.save(update_fields=["text", "owner", "due", "written_by"])
    return decision


@transaction.atomic
def remove(decision: Decision) -> None:
    """Take a decision away; those after it move up one number. Raises what ``add`` raises of the moment."""
    held = take(decision.meeting, *DRAFT_STATES)
    decision.delete()
    held.decisions.filter(number__gt=decision.number).update(number=F("number") - 1)


def require_possible(meeting: Meeting, *, owner: Seat | None, due: dt.date | None, kept: int | None = None) -> None:
    """Raise ``SeatOutsideGroup`` or ``DueBeforeMeeting``; an owner ``kept`` from before may have left the group."""
    if owner is None or owner.pk != kept:
        circle.require_seat(circle.of_group(circle.around(meeting.room.benchmarkgroup)), owner)
    if due is not None and due < meeting.day:
        raise DueBeforeMeeting
