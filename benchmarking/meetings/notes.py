"""The notes of a meeting: sent out, approved, locked, or opened again to be put right."""

from django.db import transaction

from access import clock
from access.refusals import Refusal
from accounts.models import Letter, User
from benchmarking.meetings import circle, post
from benchmarking.meetings.lifecycle import take
from benchmarking.meetings.models import Meeting, MeetingState, Presence
from benchmarking.meetings.reading import MeetingView, read_meeting


class NotesNotReady(Refusal):
    """Something is missing before the notes may be sent; the sentence names it."""


def missing(view: MeetingView) -> list[str]:
    """Return, in words, what is missing before the notes of a meeting can be sent out."""
    wanted = {
        "vem som antecknade": view.facts.note_taker,
        "vilka som var med": [row for row in view.attendance if row.presence != Presence.UNKNOWN],
        "anteckningar under minst en punkt": [row for row in view.agenda if row.text],
    }
    return [words for words, found in wanted.items() if not found]


@transaction.atomic
def send_notes(meeting: Meeting, *, by: User) -> list[Letter]:
    """Let the notes be read by those who never read drafts, and tell the group's people where they are.

    The caller rings ``accounts.tasks.send_letter`` for each letter. From here the text stands still.
    Raises ``NotesNotReady``, ``WrongMoment`` and what ``cohorts.states.require`` raises.
    """
    held = take(meeting, MeetingState.HELD)
    wanted = missing(read_meeting(held.pk, drafts=True))
    if wanted:
        raise NotesNotReady(f"Fyll i det här innan anteckningarna skickas: {', '.join(wanted)}.")
    held.state, held.state_by, held.notes_sent_at = MeetingState.NOTES_SENT, by, clock.now()
    held.notes_version += 1
    held.save(update_fields=["state", "state_by", "notes_sent_at", "notes_version"])
    return post.write_notes_letters(held, circle.of_group(circle.around(held.room.benchmarkgroup)), by=by)


@transaction.atomic
def approve(meeting: Meeting, *, by: User) -> Meeting:
    """Approve notes that have been sent out. Raises ``WrongMoment`` and what ``cohorts.states.require`` raises."""
    held = take(meeting, MeetingState.NOTES_SENT)
    held.state, held.state_by = MeetingState.APPROVED, by
    held.approved_at, held.approved_by = clock.now(), by
    held.save(update_fields=["state", "state_by", "approved_at", "approved_by"])
    return held


@transaction.atomic
def lock(meeting: Meeting, *, by: User) -> Meeting:
    """Close approved notes for good. Raises ``WrongMoment`` and what ``cohorts.states.require`` raises."""
    held = take(meeting, MeetingState.APPROVED)
    held.state, held.state_by = MeetingState.LOCKED, by
    held.save(update_fields=["state", "state_by"])
    return held


@transaction.atomic
def reopen(meeting: Meeting, *, by: User) -> Meeting:
    """Open notes that are out, so that they can be put right and sent again; until then they are a draft.

    Raises ``WrongMoment`` and what ``cohorts.states.require`` raises.
    """
    held = take(meeting, MeetingState.NOTES_SENT, MeetingState.APPROVED)
    held.state, held.state_by = MeetingState.HELD, by
    held.approved_at = held.approved_by = None
    held.save(update_fields=["state", "state_by", "approved_at", "approved_by"])
    return held
