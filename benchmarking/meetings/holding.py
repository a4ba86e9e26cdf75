"""Holding: that a meeting has taken place."""

from django.db import transaction

from access import clock
from access.refusals import Refusal
from accounts.models import User
from benchmarking.meetings.lifecycle import take
from benchmarking.meetings.models import Meeting, MeetingState
from benchmarking.meetings.planning import in_words


class NotYetHeld(Refusal):
    """The day has not come."""


@transaction.atomic
def hold(meeting: Meeting, *, by: User) -> Meeting:
    """Say that a meeting has taken place, on its day at the earliest.

    Raises ``NotYetHeld``, ``WrongMoment`` and what ``cohorts.states.require`` raises.
    """
    held = take(meeting, MeetingState.PLANNED, MeetingState.INVITED)
    if held.day > clock.today():
        raise NotYetHeld(f"Träffen är {in_words(held.day)}. Markera den som genomförd när ni har setts.")
    held.state, held.state_by = MeetingState.HELD, by
    held.save(update_fields=["state", "state_by"])
    return held
