"""Putting an earlier text back, and undoing the last change of an answer or of a mark.

What is put back is saved as any other text (``typed``), so the text it takes the place of is in the history.
"""

import uuid

import pghistory
from django.db import transaction

from access.refusals import Clash, Refusal
from accounts.models import User
from benchmarking.method.content import Content, UnknownKey
from benchmarking.workspace import marks
from benchmarking.workspace.answers import write_answer
from benchmarking.workspace.models import FACTS, Answer, CheckMark, MarkState
from benchmarking.workspace.runs import runs_of
from benchmarking.workspace.typed import Saved
from cohorts import states
from cohorts.models import Participation

#: What the history calls a text that came from the history.
RESTORED, UNDONE = "restored", "undone"


class ChangedSince(Clash):
    """Somebody has changed the text or the mark after the page was read."""

    def __init__(self, who: str) -> None:
        """Say who."""
        super().__init__(f"{who} har gjort en ändring sedan du öppnade sidan. Ladda om sidan och läs den först.")


class NothingToUndo(Refusal):
    """There is no change."""

    sentence = "Det finns ingen ändring att ångra."


@transaction.atomic
def restore_answer(
    participation: Participation,
    content: Content,
    *,
    step_key: str,
    answer_id: int,
    event_id: int,
    version: int,
    by: User,
) -> Saved:
    """Let a text of an answer's history stand again, also one that was refused or put together with another.

    ``version`` is the one that the person saw. Raises ``UnknownKey``, ``ChangedSince`` and what ``write_answer``
    raises.
    """
    answer = _hold(participation, content, step_key, answer_id, version)
    found = answer.events.filter(pgh_id=event_id).values_list("value", flat=True).first()  # type: ignore[attr-defined]
    if found is None:
        raise UnknownKey("Texten finns inte i historiken.")
    return _put_back(participation, content, step_key, answer, found, act=RESTORED, by=by)


@transaction.atomic
def undo_answer(
    participation: Participation, content: Content, *, step_key: str, answer_id: int, version: int, by: User
) -> Saved:
    """Take back the last change of an answer: all that one person typed in it without a long pause (``runs``).

    ``version`` is the one that the person saw. Raises ``UnknownKey``, ``ChangedSince``, ``NothingToUndo`` and what
    ``write_answer`` raises.
    """
    answer = _hold(participation, content, step_key, answer_id, version)
    facts = content.step(step_key).facts
    last = runs_of(participation.pk, step_key, answer=answer.pk, facts=facts, stood=True, limit=1)
    if not last:
        raise NothingToUndo
    events = answer.events.filter(pgh_id=last[0].before)  # type: ignore[attr-defined]  # made by pghistory
    before = events.values_list("value", flat=True).first() or ""
    return _put_back(participation, content, step_key, answer, before, act=UNDONE, by=by)


def _hold(participation: Participation, content: Content, step_key: str, answer_id: int, version: int) -> Answer:
    """Return the answer, of the step or of a fact that it shows, locked and as the person saw it."""
    states.require(participation.room, states.WORK)
    rows = Answer.objects.select_for_update(of=("self",)).select_related("entry", "edited_by")
    answer = rows.filter(room=participation.pk, entry__step_key__in=[step_key, FACTS], pk=answer_id).first()
    if answer is None or (answer.entry.step_key == FACTS and answer.field_key not in content.step(step_key).facts):
        raise UnknownKey("Svaret finns inte i steget.")
    if answer.version != version:
        raise ChangedSince(answer.edited_by.name if answer.edited_by else "Någon")
    return answer


def _put_back(
    participation: Participation, content: Content, step_key: str, answer: Answer, value: str, *, act: str, by: User
) -> Saved:
    sheet_key, field_key = answer.entry.worksheet_key, answer.field_key
    entry_id: int | None = answer.entry_id
    if answer.entry.step_key == FACTS:
        sheet, field = content.step(step_key).facts[answer.field_key]
        sheet_key, entry_id, field_key = sheet.key, None, field.key
    with pghistory.context(act=act):
        return write_answer(
            participation,
            content,
            step_key=step_key,
            worksheet_key=sheet_key,
            entry_id=entry_id,
            field_key=field_key,
            function=answer.function,
            value=value,
            version=answer.version,
            edit_id=uuid.uuid4(),
            by=by,
        )


@transaction.atomic
def undo_mark(
    participation: Participation, content: Content, *, step_key: str, item_key: str, event_id: int, by: User
) -> CheckMark:
    """Let a point of the checklist be as it was before its last change, note and all.

    ``event_id`` is that change, as the person saw it. Raises ``UnknownKey``, ``ChangedSince``, ``NothingToUndo``
    and what ``marks.mark_item`` raises.
    """
    states.require(participation.room, states.WORK)
    events = CheckMark.pgh_event_model.objects.filter(  # type: ignore[attr-defined]  # made by pghistory
        room=participation.pk, pgh_obj__step_key=step_key, pgh_obj__item_key=item_key
    )
    newest = events.select_related("by").order_by("-pgh_id").first()
    if newest is None:
        raise NothingToUndo
    if newest.pgh_id != event_id:
        raise ChangedSince(newest.by.name)
    # A mark that has followed to another step is written again as it was: that is no change to undo.
    same = {"state": newest.state, "note": newest.note, "at": newest.at}
    before = events.exclude(**same).order_by("-pgh_id").first()
    return marks.mark_item(
        participation,
        content,
        step_key=step_key,
        item_key=item_key,
        state=before.state if before else MarkState.OPEN.value,
        note=before.note if before else "",
        by=by,
    )
