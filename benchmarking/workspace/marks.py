"""Ticking off the points of a step's checklist."""

from typing import NamedTuple

from django.db import transaction

from access import clock
from access.refusals import Refusal
from accounts.models import User
from benchmarking.method.content import Content
from benchmarking.workspace import fields, progress
from benchmarking.workspace.models import CheckMark, MarkState
from cohorts import states
from cohorts.models import Participation

LONGEST_NOTE = 1_000


class NoteMissing(Refusal):
    """A point was put aside without a reason."""

    sentence = "Skriv varför punkten inte är aktuell."


class UnknownMark(Refusal):
    """Something else than open, done or not relevant."""

    sentence = "Välj om punkten är klar, öppen eller inte aktuell."


class Refused(NamedTuple):
    """A mark that was not stored, for the page to show where it was made."""

    item_key: str
    note: str
    refusal: Refusal


@transaction.atomic
def mark_item(
    participation: Participation, content: Content, *, step_key: str, item_key: str, state: str, note: str, by: User
) -> CheckMark:
    """Mark a point as open, done or not relevant; the last takes the name and the day. The same again changes nothing.

    Raises ``UnknownKey``, ``UnknownMark``, ``NoteMissing``, ``fields.BadValue`` and what ``states.require`` raises.
    """
    states.require(participation.room, states.WORK)
    step = content.step(step_key)
    item = step.item(item_key)
    note = fields.clean_text(note, longest=LONGEST_NOTE).strip()
    if state not in MarkState.values:
        raise UnknownMark
    if state == MarkState.NOT_RELEVANT and not note:
        raise NoteMissing
    written = {"state": state, "note": note, "by": by, "at": clock.now()}
    here = {"room_id": participation.pk, "step_key": step.key, "item_key": item.key}
    mark = CheckMark.objects.filter(**here).first()
    before = mark.state if mark else MarkState.OPEN
    if mark is None:  # and nobody else can make it meanwhile: the room is held
        mark = CheckMark.objects.create(**here, **written)
    elif (mark.state, mark.note) == (state, note):
        return mark
    else:
        for name, fact in written.items():
            setattr(mark, name, fact)
        mark.save(update_fields=list(written))
    progress.record_change(participation, step, recount=before != state)
    return mark
