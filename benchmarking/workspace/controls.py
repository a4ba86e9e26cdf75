"""A field as a page shows it: its control, what stands there, and what went wrong with it."""

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from benchmarking.method.content import Field
from benchmarking.workspace import fields
from benchmarking.workspace.answers import Place, Problem
from benchmarking.workspace.merging import Piece, tell_apart
from benchmarking.workspace.reading import FieldContent
from benchmarking.workspace.typed import TypedClash

#: Stands for the row in the name of a field of a worksheet that is a single form.
FORM = "blad"
KINDS = {"long_text": "text", "number": "number", "date": "date"}


_ATTRIBUTES = (
    ' id="{}" name="value.{}" data-version="{}" data-entry="{}"'
    ' data-key="{}" data-function="{}" aria-describedby="{}"{}'
)
_INVALID = SafeString(' aria-invalid="true"')


class Option(NamedTuple):
    """One thing to choose."""

    key: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Two texts for one field, cut into pieces so that the difference is seen. ``joins`` where both may stand."""

    name: str
    version: str
    who: str
    at: dt.datetime | None
    yours: tuple[Piece, ...]
    theirs: tuple[Piece, ...]
    theirs_typed: str
    joins: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """A field to fill in. Numbers for the page are texts: a page writes large numbers with spaces."""

    id: str
    name: str
    entry: str
    key: str
    function: str
    whose: str
    label: str
    hint: str
    also: str
    unit: str
    type: str
    kind: str
    options: tuple[Option, ...]
    value: str
    older: str
    version: str
    is_required: bool
    is_readonly: bool
    error: str
    conflict: Conflict | None

    @property
    def is_wide(self) -> bool:
        """Tell whether the field takes the whole line."""
        return self.kind == "text"

    @property
    def attributes(self) -> SafeString:
        """Return the attributes of the element that is typed in; autosave.js reads them.

        A page has hundreds of them: written here in one go, not one by one in the template.
        """
        told = [f"{self.id}-hjalp"] * bool(self.hint) + [f"{self.id}-aven"] * bool(self.also) + [f"{self.id}-fel"]
        return format_html(
            _ATTRIBUTES,
            self.id,
            self.name,
            self.version,
            self.entry,
            self.key,
            self.function,
            " ".join(told),
            _INVALID if self.error or self.conflict else "",
        )


def name_of(place: Place) -> str:
    """Return how a form names a field: ``<row or "blad">.<field key>.<function or nothing>``."""
    return f"{place.entry_id or FORM}.{place.field_key}.{place.function}"


def control(
    sheet_key: str,
    field: Field,
    answer: FieldContent,
    place: Place,
    *,
    problem: Problem | None = None,
    functions: frozenset[str],
    also: str = "",
) -> Control:
    """Return the control of one answer; with a ``problem`` it holds what was typed and says what is wrong.

    ``functions`` are the reader's: an answer of another function is for reading. ``also`` says where else it stands.
    """
    clash = problem.refusal if problem and isinstance(problem.refusal, TypedClash) else None
    value = problem.typed if problem else fields.typed(field, answer.value)
    chosen = "" if answer.older and problem is None else value
    is_readonly = bool(answer.function) and answer.function not in functions
    return Control(
        id="-".join(("f", sheet_key, str(place.entry_id or FORM), field.key, answer.function)).removesuffix("-"),
        name=name_of(place),
        entry=str(place.entry_id or ""),
        key=field.key,
        function=answer.function,
        whose=answer.whose,
        label=field.label,
        hint=field.help,
        also=also,
        unit=field.unit,
        type=field.type,
        kind="options" if field.choices else KINDS.get(field.type, "line"),
        options=tuple(Option(choice.key, choice.label, choice.key == chosen) for choice in field.choices),
        value=answer.shown if is_readonly else value,
        older=answer.older,
        version=str(clash.version if clash else problem.version if problem else answer.version),
        is_required=field.required,
        is_readonly=is_readonly,
        error=str(problem.refusal) if problem and clash is None else "",
        conflict=conflict_of(name_of(place), field, clash) if clash else None,
    )


def conflict_of(name: str, field: Field, clash: TypedClash) -> Conflict:
    """Return both texts of a clash, as people read them."""
    yours, theirs = tell_apart(fields.show(field, clash.yours), fields.show(field, clash.theirs))
    return Conflict(
        name=name,
        version=str(clash.version),
        who=clash.who,
        at=timezone.localtime(clash.at) if clash.at else None,
        yours=yours,
        theirs=theirs,
        theirs_typed=fields.typed(field, clash.theirs),
        joins=field.type == "long_text",
    )
