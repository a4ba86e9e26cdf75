"""Minutes: what was noted under a point of the agenda, typed so that nothing is lost (design §5)."""

import uuid

from accounts.models import User
from benchmarking.meetings.lifecycle import take
from benchmarking.meetings.models import DRAFT_STATES, AgendaItem
from benchmarking.workspace.fields import clean_text
from benchmarking.workspace.typed import Saved, save_typed, writing


def write_minutes(item: AgendaItem, *, value: str, version: int, edit_id: uuid.UUID, by: User) -> Saved:
    """Store the notes of one point, started from ``version``; the same ``edit_id`` again gives the first answer.

    Raises ``BadValue`` for a text that cannot be kept, ``TypedClash`` with both texts when somebody else changed
    the same paragraphs since, ``WrongMoment`` when the notes are out, and what ``cohorts.states.require`` raises.
    """
    value = clean_text(value)
    with writing():
        take(item.meeting, *DRAFT_STATES)
        key = {"meeting": item.meeting, "key": item.key}
        return save_typed(AgendaItem, key, value=value, version=version, edit_id=edit_id, by=by)
