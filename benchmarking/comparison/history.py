"""Every note, idea and mark that has stood beside a step."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import QuerySet

from benchmarking.comparison.lines import Key
from benchmarking.comparison.models import WHOLE, LineMark, LineNote, Seen
from benchmarking.comparison.setting import Setting
from benchmarking.method.content import UnknownKey
from benchmarking.workspace.history_page import FATES

#: The page shows the latest; what is older is in the database for whoever must answer for it.
LATEST = 100


class Event(NamedTuple):
    """Something somebody wrote or marked. ``fate`` says what became of a text that did not simply stand."""

    at: dt.datetime
    who: str
    where: str
    what: str
    text: str
    fate: str


class HistoryPage(NamedTuple):
    """What has happened beside a step, the latest first."""

    number: int
    title: str
    events: tuple[Event, ...]


def history_page(setting: Setting) -> HistoryPage:
    """Read what has happened beside a step, in two statements: also what was noted under a key that it had before."""
    here = {"pgh_obj__room": setting.group.pk, "pgh_obj__step_key": setting.step.key}
    notes = LineNote.pgh_event_model.objects.filter(**here)  # type: ignore[attr-defined]  # made by pghistory
    marks = LineMark.pgh_event_model.objects.filter(**here)  # type: ignore[attr-defined]  # made by pghistory
    noted = _once(notes.select_related("edited_by", "pgh_obj"), "edit_id", "value")
    marked = _once(marks.select_related("by", "pgh_obj"), "seen", "at")
    events = [*(_note(setting, row) for row in noted), *(_mark(setting, row) for row in marked)]
    latest = sorted(events, key=lambda event: event.at, reverse=True)[:LATEST]
    return HistoryPage(setting.step.number, setting.step.title, tuple(latest))


def _once(rows: QuerySet[Any], *facts: str) -> Iterable[Any]:
    """Return the latest, each change once: what follows to another key is written again as it was."""
    first: dict[tuple[object, ...], Any] = {}
    for row in rows.order_by("-pgh_id")[:LATEST]:
        first[row.pgh_obj_id, *(getattr(row, fact) for fact in facts)] = row
    return first.values()


def _note(setting: Setting, row: Any) -> Event:
    names = {each.room_id: each.name for each in setting.organisations}
    idea = f"Idé, {names[row.idea_of_id]}" if row.idea_of_id in names else "Idé"
    what = idea if row.idea_of_id else "Gruppens anteckning"
    return Event(
        row.edited_at, row.edited_by.name, _where(setting, row), what, row.value, FATES.get(row.pgh_label, "")
    )


def _mark(setting: Setting, row: Any) -> Event:
    return Event(row.at, row.by.name, _where(setting, row), Seen(row.seen).label, "", "")


def _where(setting: Setting, row: Any) -> str:
    line = Key(row.pgh_obj.worksheet_key, row.pgh_obj.field_key, row.pgh_obj.function)
    try:
        sheet = setting.step.worksheet(line.worksheet)
        return sheet.title if line.field == WHOLE else f"{sheet.title}: {sheet.field(line.field).label}"
    except UnknownKey:
        return "Finns inte längre i metoden"
