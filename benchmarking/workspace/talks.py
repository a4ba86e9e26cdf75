"""Where functions have answered the same question differently: something to talk about, and that one has done so."""

from collections.abc import Collection

from django.db import transaction

from access import clock
from accounts.models import User
from benchmarking.method.content import Content, Field, Step, UnknownKey
from benchmarking.workspace.models import Entry, TalkMark
from cohorts import states
from cohorts.models import Participation

#: (entry id, field key) → that the trio has talked about it.
Talks = dict[tuple[int, str], TalkMark]


def differ(values: Collection[str]) -> bool:
    """Tell whether the answers of the functions give something to talk about: two are given, and not alike."""
    return len({value for value in values if value}) > 1


def talks_of(room_id: int, step: Step) -> Talks:
    """Return what a room has talked about in a step: one SQL statement, none where no question asks for it."""
    if not any(field.has_joint for sheet in step.worksheets for field in sheet.fields):
        return {}
    marks = TalkMark.objects.filter(room=room_id, entry__step_key=step.key).select_related("by")
    return {(mark.entry_id, mark.field_key): mark for mark in marks}


@transaction.atomic
def mark_talk(
    participation: Participation,
    content: Content,
    *,
    step_key: str,
    worksheet_key: str,
    entry_id: int,
    field_key: str,
    talked: bool,
    by: User,
) -> None:
    """Note that the trio has talked about where its answers differ, or take that back. The last takes name and time.

    Raises ``UnknownKey`` for a field that each function does not answer, or another room's entry, and what
    ``states.require`` raises.
    """
    states.require(participation.room, states.WORK)
    field = content.field(step_key, worksheet_key, field_key)
    here = {"room": participation.pk, "step_key": step_key, "worksheet_key": worksheet_key, "removed_at": None}
    if not field.has_joint or not Entry.objects.filter(pk=entry_id, **here).exists():
        raise UnknownKey(_no_talk(field))
    place = {"room_id": participation.pk, "entry_id": entry_id, "field_key": field.key}
    if talked:
        TalkMark.objects.update_or_create(**place, defaults={"by": by, "at": clock.now()})
    else:
        TalkMark.objects.filter(**place).delete()


def _no_talk(field: Field) -> str:
    return f"”{field.label}” har inga svar att prata om."
