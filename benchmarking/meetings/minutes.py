"""Minutes: what was noted under a point of the agenda, typed so that nothing is lost (design §5)."""

import uuid
from collections.abc import Iterable

from access.refusals import Refusal
from accounts.models import User
from benchmarking.meetings.lifecycle import take
from benchmarking.meetings.models import DRAFT_STATES, AgendaItem, Meeting
from benchmarking.workspace.answers import Problem, Typing
from benchmarking.workspace.fields import clean_prose
from benchmarking.workspace.typed import Saved, save_typed, writing


def write_minutes(item: AgendaItem, *, value: str, version: int, edit_id: uuid.UUID, by: User) -> Saved:
    """Store the notes of one point, started from ``version``; the same ``edit_id`` again gives the first answer.

    Raises ``BadValue`` for a text that cannot be kept, ``TypedClash`` with both texts when somebody else changed
    the same paragraphs since, ``WrongMoment`` when the notes are out, and what ``cohorts.states.require`` raises.
    """
    value = clean_prose(value)
    with writing():
        take(item.meeting, *DRAFT_STATES)
        key = {"meeting_id": item.meeting_id, "key": item.key}
        return save_typed(AgendaItem, key, value=value, version=version, edit_id=edit_id, by=by)


def write_all(meeting: Meeting, *, typed: Iterable[Typing], by: User) -> dict[str, Problem]:
    """Store the notes as a plain form sends them, each point for itself; return by key those that were not stored.

    A point that cannot be stored keeps no other from it; one that says what stands there already, or that the
    agenda has no more, is left alone.
    """
    items = {item.key: item for item in meeting.agenda.select_related("meeting__room")}
    problems: dict[str, Problem] = {}
    for place, value, version in typed:
        item = items.get(place.field_key)
        if item is None:
            continue
        try:
            if clean_prose(value) != item.value:
                write_minutes(item, value=value, version=version, edit_id=uuid.uuid4(), by=by)
        except Refusal as refusal:
            problems[item.key] = Problem(value, version, refusal)
    return problems
