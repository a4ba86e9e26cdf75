"""A step as it stands in a room, as frozen dataclasses: for the step page, for sharing and for reports."""

import dataclasses
import datetime as dt
import json
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, cast

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import OuterRef, Subquery

from benchmarking.method.content import Field, Step, Worksheet
from benchmarking.workspace import fields
from benchmarking.workspace.models import FACTS, Answer, CheckMark, Entry, MarkState, OlderScale, StepSignature
from cohorts.roles import Function

#: What stands in an entry, by field and function.
Answers = dict[tuple[str, str], Answer]


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldContent:
    """One answer, given or not. ``value`` is canonical, ``shown`` is what people read; both empty when not given.

    ``function`` is whose answer it is where the field asks each function by itself, and "" for a joint one;
    ``whose`` says it in words ("Chef", "Gemensamt") where the field asks functions at all. ``older`` says how an
    answer reads that was given on a scale of an earlier method version; ``shown`` is that too.
    """

    key: str
    label: str
    type: str
    function: str
    whose: str = ""
    required: bool
    value: str
    shown: str
    version: int
    edited_by: str
    edited_at: dt.datetime | None
    older: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryContent:
    """A filled form, or one row. ``id`` is None for a form nobody has written in; ``number`` counts rows from 1.

    Facts stand in a form also when they were written in another step; they alone do not make it a filled one.
    """

    id: int | None
    number: int
    fields: tuple[FieldContent, ...]

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is filled in."""
        return self.id is None or not any(field.value for field in self.fields)

    @property
    def is_complete(self) -> bool:
        """Tell whether every required field is filled in."""
        return all(field.value for field in self.fields if field.required)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorksheetContent:
    """A worksheet and its entries: exactly one where it is a single form, none or more where it has rows."""

    key: str
    title: str
    purpose: str
    rows: bool
    row_title: str
    entries: tuple[EntryContent, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkContent:
    """A point of the checklist. ``by`` and ``at`` are empty while nobody has touched it."""

    key: str
    text: str
    state: str
    note: str
    by: str
    at: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureContent:
    """That a function has approved the step."""

    function: str
    by: str
    at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StepContent:
    """All of a step in one room."""

    key: str
    number: int
    title: str
    worksheets: tuple[WorksheetContent, ...]
    marks: tuple[MarkContent, ...]
    signatures: tuple[SignatureContent, ...]

    def worksheet(self, key: str) -> WorksheetContent:
        """Return the worksheet with this key; the step's method has it."""
        return next(sheet for sheet in self.worksheets if sheet.key == key)


def read_step(room_id: int, step: Step) -> StepContent:
    """Read what a room has written in ``step``: four SQL statements, however much it is."""
    return read_steps(room_id, [step])[step.key]


def read_steps(room_id: int, steps: Collection[Step]) -> dict[str, StepContent]:
    """Read what a room has written in several steps, by their keys: four SQL statements, however many they are."""
    step_keys = [step.key for step in steps]
    here = {"room": room_id, "step_key__in": step_keys}
    entries: dict[tuple[str, str], list[int]] = defaultdict(list)
    for pk, step_key, sheet in (
        Entry.objects.filter(**here, removed_at=None)
        .order_by("position")
        .values_list("pk", "step_key", "worksheet_key")
    ):
        entries[step_key, sheet].append(pk)
    answers: dict[int, Answers] = defaultdict(dict)
    facts: Answers = {}
    written = Answer.objects.filter(room=room_id, entry__step_key__in=[*step_keys, FACTS], entry__removed_at=None)
    for answer in written.select_related("edited_by", "entry", "older"):
        at = facts if answer.entry.step_key == FACTS else answers[answer.entry_id]
        at[answer.field_key, answer.function] = answer
    marks = {(m.step_key, m.item_key): m for m in CheckMark.objects.filter(**here).select_related("by")}
    signatures: dict[str, list[SignatureContent]] = defaultdict(list)
    for s in StepSignature.objects.filter(**here).select_related("by").order_by("at"):
        signatures[s.step_key].append(SignatureContent(function=s.function, by=s.by.name, at=s.at))
    return {
        step.key: StepContent(
            key=step.key,
            number=step.number,
            title=step.title,
            worksheets=tuple(
                _worksheet(sheet, entries[step.key, sheet.key], answers, facts) for sheet in step.worksheets
            ),
            marks=tuple(_mark(item.key, item.text, marks.get((step.key, item.key))) for item in step.checklist),
            signatures=tuple(signatures[step.key]),
        )
        for step in steps
    }


def title_of_removed(room_id: int, step: Step, sheet: Worksheet, entry_id: int) -> str | None:
    """Return what stands first in a removed row, in one SQL statement; None where no such row is removed here."""
    first = sheet.fields[0]
    value = Answer.objects.filter(entry=OuterRef("pk"), field_key=first.key).order_by("pk").values("value")[:1]
    here = Entry.objects.filter(room=room_id, step_key=step.key, worksheet_key=sheet.key, pk=entry_id)
    rows = here.exclude(removed_at=None).annotate(first=Subquery(value)).values_list("first", flat=True)
    return next((fields.show(first, found or "").partition("\n")[0] for found in rows), None)


def _worksheet(sheet: Worksheet, entries: list[int], answers: dict[int, Answers], facts: Answers) -> WorksheetContent:
    ids: list[int | None] = [*entries] if sheet.rows or entries else [None]
    return WorksheetContent(
        key=sheet.key,
        title=sheet.title,
        purpose=sheet.purpose,
        rows=sheet.rows,
        row_title=sheet.row_title,
        entries=tuple(
            EntryContent(id=pk, number=number, fields=_fields(sheet, answers.get(pk, {}) if pk else {}, facts))
            for number, pk in enumerate(ids, start=1)
        ),
    )


def _fields(sheet: Worksheet, answers: Answers, facts: Answers) -> tuple[FieldContent, ...]:
    return tuple(
        _field(field, function, facts.get((field.fact, "")) if field.fact else answers.get((field.key, function)))
        for field in sheet.fields
        for function in field.answerers
    )


def _field(field: Field, function: str, answer: Answer | None) -> FieldContent:
    value = answer.value if answer else ""
    older = scale_of(answer) if answer else ""
    return FieldContent(
        key=field.key,
        label=field.label,
        type=field.type,
        function=function,
        whose=whose(field, function),
        required=field.required,
        value=value,
        shown=older or fields.show(field, value),
        version=answer.version if answer else 0,
        edited_by=answer.edited_by.name if answer and answer.edited_by else "",
        edited_at=answer.edited_at if answer else None,
        older=older,
    )


def scale_of(answer: Answer) -> str:
    """Return how an answer reads on an earlier version's scale: "" once somebody has answered anew."""
    older: OlderScale | None = getattr(answer, "older", None)
    return older.shown if older and older.version == answer.version else ""


def whose(field: Field, function: str) -> str:
    """Return whose an answer is, in words: "Chef", "Gemensamt" beside those of functions, "" where it stands alone."""
    if function:
        return Function(function).label
    return "Gemensamt" if field.answered_by else ""


def _mark(key: str, text: str, mark: CheckMark | None) -> MarkContent:
    return MarkContent(
        key=key,
        text=text,
        state=mark.state if mark else MarkState.OPEN.value,
        note=mark.note if mark else "",
        by=mark.by.name if mark else "",
        at=mark.at if mark else None,
    )


def to_json(content: StepContent) -> dict[str, Any]:
    """Return the content as plain JSON values; times are ISO texts."""
    return cast("dict[str, Any]", json.loads(json.dumps(dataclasses.asdict(content), cls=DjangoJSONEncoder)))
