"""A step as it stands in a room, as frozen dataclasses: for the step page, for sharing and for reports."""

import dataclasses
import datetime as dt
import json
from collections import defaultdict
from dataclasses import dataclass
from typing import Any, cast

from django.core.serializers.json import DjangoJSONEncoder

from benchmarking.method.content import Field, Step, Worksheet
from benchmarking.workspace import fields
from benchmarking.workspace.models import Answer, CheckMark, Entry, MarkState, StepSignature


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldContent:
    """One answer, given or not. ``value`` is canonical, ``shown`` is what people read; both empty when not given.

    ``function`` is whose answer it is where the field asks each function by itself.
    """

    key: str
    label: str
    type: str
    function: str
    required: bool
    value: str
    shown: str
    version: int
    edited_by: str
    edited_at: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryContent:
    """A filled form, or one row. ``id`` is None for a form nobody has written in; ``number`` counts rows from 1."""

    id: int | None
    number: int
    fields: tuple[FieldContent, ...]

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is filled in."""
        return not any(field.value for field in self.fields)

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
    here = {"room": room_id, "step_key": step.key}
    entries: dict[str, list[int]] = defaultdict(list)
    for pk, sheet in (
        Entry.objects.filter(**here, removed_at=None).order_by("position").values_list("pk", "worksheet_key")
    ):
        entries[sheet].append(pk)
    answers: dict[int, dict[tuple[str, str], Answer]] = defaultdict(dict)
    for answer in Answer.objects.filter(room=room_id, entry__step_key=step.key, entry__removed_at=None).select_related(
        "edited_by"
    ):
        answers[answer.entry_id][answer.field_key, answer.function] = answer
    marks = {mark.item_key: mark for mark in CheckMark.objects.filter(**here).select_related("by")}
    signatures = StepSignature.objects.filter(**here).select_related("by").order_by("at")
    return StepContent(
        key=step.key,
        number=step.number,
        title=step.title,
        worksheets=tuple(_worksheet(sheet, entries[sheet.key], answers) for sheet in step.worksheets),
        marks=tuple(_mark(item.key, item.text, marks.get(item.key)) for item in step.checklist),
        signatures=tuple(SignatureContent(function=s.function, by=s.by.name, at=s.at) for s in signatures),
    )


def _worksheet(
    sheet: Worksheet, entries: list[int], answers: dict[int, dict[tuple[str, str], Answer]]
) -> WorksheetContent:
    ids: list[int | None] = [*entries] if sheet.rows or entries else [None]
    return WorksheetContent(
        key=sheet.key,
        title=sheet.title,
        purpose=sheet.purpose,
        rows=sheet.rows,
        row_title=sheet.row_title,
        entries=tuple(
            EntryContent(id=pk, number=number, fields=_fields(sheet, answers.get(pk, {}) if pk else {}))
            for number, pk in enumerate(ids, start=1)
        ),
    )


def _fields(sheet: Worksheet, answers: dict[tuple[str, str], Answer]) -> tuple[FieldContent, ...]:
    return tuple(
        _field(field, function, answers.get((field.key, function)))
        for field in sheet.fields
        for function in field.answered_by or ("",)
    )


def _field(field: Field, function: str, answer: Answer | None) -> FieldContent:
    value = answer.value if answer else ""
    return FieldContent(
        key=field.key,
        label=field.label,
        type=field.type,
        function=function,
        required=field.required,
        value=value,
        shown=fields.show(field, value),
        version=answer.version if answer else 0,
        edited_by=answer.edited_by.name if answer and answer.edited_by else "",
        edited_at=answer.edited_at if answer else None,
    )


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
