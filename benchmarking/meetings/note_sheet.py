"""The notes of a meeting as a sheet to fill in: the same controls, and the same saving, as in a worksheet."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse

from benchmarking.meetings.models import AgendaItem
from benchmarking.meetings.reading import AgendaRow, MeetingView
from benchmarking.method.content import Field
from benchmarking.workspace.answers import Place, Problem
from benchmarking.workspace.controls import Control, control
from benchmarking.workspace.reading import FieldContent

#: What the sheet is called among worksheets.
KEY = "anteckningar"


@dataclass(frozen=True, slots=True)
class NoteSheet:
    """A field for each point of the agenda, and where they are saved: all at once, or one at a time."""

    controls: tuple[Control, ...]
    wrong: int
    saved_at: dt.datetime | None
    saved_by: str
    url: str
    save_url: str


def note_sheet(meeting: MeetingView, *, problems: Mapping[str, Problem] | None = None) -> NoteSheet:
    """Return the sheet of a meeting; ``problems`` (by the point's key) are what a plain form could not store."""
    problems = problems or {}
    facts = meeting.facts
    address = {"cohort": facts.cohort, "group": facts.group, "number": facts.number}
    saves = [(row.edited_at, row.edited_by) for row in meeting.agenda if row.edited_at]
    saved_at, saved_by = max(saves, default=(None, ""))
    return NoteSheet(
        controls=tuple(
            _control(number, row, problems.get(row.key)) for number, row in enumerate(meeting.agenda, start=1)
        ),
        wrong=len(problems),
        saved_at=saved_at,
        saved_by=saved_by,
        url=reverse("benchmarking:meeting_minutes", kwargs=address),
        save_url=reverse("benchmarking:minutes_write", kwargs=address),
    )


def field_of(item: AgendaRow | AgendaItem, *, label: str = "", hint: str = "") -> Field:
    """Return a point of the agenda as a field of long text."""
    return Field(
        key=item.key,
        label=label or item.title,
        type="long_text",
        help=hint,
        choices=(),
        required=True,
        answered_by=(),
        unit="",
        minutes=0,
    )


def place_of(item: AgendaRow | AgendaItem) -> Place:
    """Return where a point is among the fields of the sheet."""
    return Place(None, item.key)


def _control(number: int, row: AgendaRow, problem: Problem | None) -> Control:
    hint = f"{row.starts_at:%H:%M}, {row.minutes} minuter" + (f", {row.presenter}" if row.presenter else "")
    field = field_of(row, label=f"{number}. {row.title}", hint=hint)
    written = FieldContent(
        key=field.key,
        label=field.label,
        type=field.type,
        function="",
        required=field.required,
        value=row.text,
        shown=row.text,
        version=row.version,
        edited_by=row.edited_by,
        edited_at=row.edited_at,
    )
    return control(KEY, field, written, place_of(row), problem=problem, functions=frozenset())
