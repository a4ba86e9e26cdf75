"""Follow-ups: who does what by when, coming back on later meetings until it is done."""

import datetime as dt

from django.db import transaction

from access import clock
from accounts.models import User
from benchmarking.meetings.decisions import require_possible
from benchmarking.meetings.lifecycle import take
from benchmarking.meetings.models import DRAFT_STATES, FollowUp, FollowUpState, Meeting
from cohorts.models import Seat


@transaction.atomic
def add(meeting: Meeting, *, what: str, owner: Seat, due: dt.date, by: User) -> FollowUp:
    """Write down what somebody promised at a meeting.

    Raises ``SeatOutsideGroup``, ``DueBeforeMeeting``, ``WrongMoment`` when the notes are out, and what
    ``cohorts.states.require`` raises.
    """
    held = take(meeting, *DRAFT_STATES)
    require_possible(held, owner=owner, due=due)
    return FollowUp.objects.create(room_id=held.room_id, meeting=held, what=what, owner=owner, due=due, state_by=by)


@transaction.atomic
def set_state(follow_up: FollowUp, *, state: FollowUpState, by: User) -> FollowUp:
    """Say how far a follow-up has come; also when the notes of its meeting are locked.

    The same state again changes nothing. Raises what ``cohorts.states.require`` raises.
    """
    take(follow_up.meeting)
    held = FollowUp.objects.get(pk=follow_up.pk)
    if held.state != state:
        held.state, held.state_at, held.state_by = state, clock.now(), by
        held.save(update_fields=["state", "state_at", "state_by"])
    return held
