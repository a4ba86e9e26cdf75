"""What a method version says, as frozen dataclasses (design §4, "benchmarking.method").

A method version is one document. Steps, worksheets, fields and checklist items are named everywhere by
their keys, never by position, so answers survive a new wording. The document is read-only and shared by
all threads of a process: everything here is a tuple, a text, a number or a flag.
"""

import dataclasses
import json
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus
from typing import Any, Protocol, TypeVar, cast, get_args, get_origin, get_type_hints

from access.refusals import Refusal

# Whose work something is. "mentor" is a seat in a mentor organisation; the others are seats' own functions.
FUNCTIONS = ("politician", "manager", "strategist", "other", "leader", "observer", "mentor")
# Those who have seats in a participating organisation and so can answer and sign; the trio is the first three.
OWN_FUNCTIONS = ("politician", "manager", "strategist", "other")
TRIO = ("politician", "manager", "strategist")
# Whose a checklist item can be; an item that names nobody belongs to the whole trio.
ITEM_FUNCTIONS = ("politician", "manager", "strategist", "mentor", "leader")
FIELD_TYPES = (
    "text",
    "long_text",
    "number",
    "date",
    "choice",
    "level",
    "person",
    "indicator",
    "yes_partly_no",
)
#: What an organisation's indicators are known by where they are shared, beside its steps: no step has this key.
INDICATORS_KEY = "nyckeltal"
STEP_KINDS = ("meeting", "home", "conference")
# The kind of room a meeting of a kind is held in.
ROOMS = ("cohort", "group", "participation")
# A matrix area is judged for the whole organisation, for one committee and its administration, or for both.
PERSPECTIVES = ("overall", "committee")


class UnknownKey(Refusal, LookupError):
    """A key that this method version does not have: of another step, of another version, or of none."""

    status = HTTPStatus.NOT_FOUND


class _Keyed(Protocol):
    @property
    def key(self) -> str: ...


class _Renamed(Protocol):
    # What keeps its place in the next version under another key: ``formerly`` are the keys that it has had.

    @property
    def key(self) -> str: ...

    @property
    def formerly(self) -> tuple[str, ...]: ...


R = TypeVar("R", bound=_Renamed)


def home_of(things: Iterable[R], key: str) -> R | None:
    """Return the one of ``things`` that has this key, or has had it; None where none has."""
    things = tuple(things)
    return next((thing for thing in things if thing.key == key), None) or next(
        (thing for thing in things if key in thing.formerly), None
    )


def _find_home(things: Iterable[R], key: str, where: str) -> R:
    if (found := home_of(things, key)) is None:
        raise UnknownKey(f"”{key}” finns inte {where}.")
    return found


K = TypeVar("K", bound=_Keyed)


def _find(things: Iterable[K], key: str, where: str) -> K:
    for thing in things:
        if thing.key == key:
            return thing
    raise UnknownKey(f"”{key}” finns inte {where}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One answer to choose: the key is stored, the label is shown."""

    key: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One question of a worksheet.

    `answered_by` is empty when there is one joint answer; otherwise each function named answers by itself. Where more
    than one does, a joint answer follows (`joint`), unless the method wants each one's own experience and no more.
    `choices` is filled for choice, level and yes_partly_no fields alike, so a page needs one rule for all three.
    `minutes` is what an empty field is expected to take. Fields with the same `fact` show and change one text, that an
    organisation writes once in a round.
    """

    key: str
    label: str
    type: str
    help: str
    choices: tuple[Choice, ...]
    required: bool
    answered_by: tuple[str, ...]
    unit: str
    minutes: int
    fact: str = ""
    joint: bool = True
    formerly: tuple[str, ...] = ()

    @property
    def answerers(self) -> tuple[str, ...]:
        """Return whose answers the field holds, in order: functions, and "" for the joint answer."""
        if not self.answered_by:
            return ("",)
        return (*self.answered_by, "") if self.has_joint else self.answered_by

    @property
    def has_joint(self) -> bool:
        """Tell whether the functions, each having answered, agree on one answer."""
        return self.joint and len(self.answered_by) > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Worksheet:
    """A template to fill in: a single form, or repeating rows of the same fields.

    `row_title` names one row ("Intressent"). `parts` are the home-team parts that open it.
    `minutes` is what an untouched worksheet is expected to take, its usual number of rows included.
    """

    key: str
    title: str
    purpose: str
    rows: bool
    row_title: str
    fields: tuple[Field, ...]
    parts: tuple[str, ...]
    minutes: int
    formerly: tuple[str, ...] = ()

    def field(self, key: str) -> Field:
        """Return the field with this key; UnknownKey when there is none."""
        return _find_home(self.fields, key, f"i mallen ”{self.title}”")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistItem:
    """One point of a step's checklist. `function` is empty when it is the whole trio's."""

    key: str
    text: str
    help: str
    function: str
    required: bool
    minutes: int
    formerly: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """What one function does in a step."""

    function: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """A short text to read beside a step."""

    key: str
    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step. `brings` is what one has when it begins, `leaves` what stands when it ends.

    A step is done when each function in `signed_by` has signed and no required point is open.
    `meeting_kind` is the kind of meeting that carries the step, or empty.
    """

    key: str
    number: int
    title: str
    short_title: str
    kind: str
    purpose: str
    brings: tuple[str, ...]
    leaves: tuple[str, ...]
    roles: tuple[Role, ...]
    worksheets: tuple[Worksheet, ...]
    checklist: tuple[ChecklistItem, ...]
    signed_by: tuple[str, ...]
    materials: tuple[Material, ...]
    meeting_kind: str
    formerly: tuple[str, ...] = ()

    def worksheet(self, key: str) -> Worksheet:
        """Return the worksheet with this key; UnknownKey when there is none."""
        return _find_home(self.worksheets, key, f"bland mallarna i steget ”{self.title}”")

    @property
    def facts(self) -> dict[str, tuple[Worksheet, Field]]:
        """Return fact → where the step asks for it, at most once."""
        return {field.fact: (sheet, field) for sheet in self.worksheets for field in sheet.fields if field.fact}

    def item(self, key: str) -> ChecklistItem:
        """Return the checklist item with this key; UnknownKey when there is none."""
        return _find_home(self.checklist, key, f"i checklistan för steget ”{self.title}”")


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaItem:
    """One point of an agenda; it takes `minutes` plus `minutes_per_organisation` for each that takes part."""

    key: str
    title: str
    minutes: int
    minutes_per_organisation: int
    help: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HostTask:
    """Something the host does `days` from the day of the meeting: -14 is two weeks before, 7 a week after."""

    key: str
    text: str
    help: str
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingKind:
    """A kind of meeting: in which steps it is held, in which room, who comes, its agenda and its host's tasks."""

    key: str
    title: str
    steps: tuple[str, ...]
    room: str
    who: str
    agenda: tuple[AgendaItem, ...]
    host_checklist: tuple[HostTask, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixArea:
    """One area of the self-assessment; `levels` holds one sentence per level, lowest first."""

    key: str
    number: int
    title: str
    perspectives: tuple[str, ...]
    levels: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One level of the self-assessment's scale."""

    number: int
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of the work that a home-team seat can hold; worksheets name the parts that open them."""

    key: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorHint:
    """Key figures worth looking at in a step or a matrix area (`place` is its key), as plain catalogue keys."""

    place: str
    indicators: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A whole method version: `key` and `title` of the method, `name` of the version."""

    key: str
    name: str
    title: str
    steps: tuple[Step, ...]
    meeting_kinds: tuple[MeetingKind, ...]
    areas: tuple[MatrixArea, ...]
    levels: tuple[Level, ...]
    parts: tuple[Part, ...]
    hints: tuple[IndicatorHint, ...]

    def step(self, key: str) -> Step:
        """Return the step that has this key, or has had it in an earlier version; UnknownKey when there is none."""
        return _find_home(self.steps, key, f"bland stegen i metoden {self.name}")

    def step_key(self, key: str) -> str:
        """Return the key that a step has now, for one that it has had; the same where there is no such step."""
        step = home_of(self.steps, key)
        return step.key if step else key

    def worksheet(self, step_key: str, key: str) -> Worksheet:
        """Return a worksheet of a step; UnknownKey when either is unknown."""
        return self.step(step_key).worksheet(key)

    def home_of_sheet(self, step_key: str, key: str) -> tuple[Step, Worksheet] | None:
        """Return where a worksheet is that is or was in a step: there, else in the one other step that has it."""
        step = home_of(self.steps, step_key)
        if step and (sheet := home_of(step.worksheets, key)):
            return step, sheet
        found = [(other, sheet) for other in self.steps if (sheet := home_of(other.worksheets, key))]
        return found[0] if len(found) == 1 else None

    def field(self, step_key: str, worksheet_key: str, key: str) -> Field:
        """Return a field of a worksheet of a step; UnknownKey when one of the three is unknown."""
        return self.worksheet(step_key, worksheet_key).field(key)

    def item(self, step_key: str, key: str) -> ChecklistItem:
        """Return a checklist item of a step; UnknownKey when either is unknown."""
        return self.step(step_key).item(key)

    def meeting_kind(self, key: str) -> MeetingKind:
        """Return the kind of meeting with this key; UnknownKey when there is none."""
        return _find(self.meeting_kinds, key, f"bland mötesslagen i metoden {self.name}")

    def area(self, key: str) -> MatrixArea:
        """Return the matrix area with this key; UnknownKey when there is none."""
        return _find(self.areas, key, f"bland områdena i metoden {self.name}")

    def indicators_for(self, place: str) -> tuple[str, ...]:
        """Return the key figures hinted for a step or an area: none when nothing is hinted."""
        return next((hint.indicators for hint in self.hints if hint.place == place), ())


def to_json(content: Content) -> dict[str, Any]:
    """Return the content as plain JSON values, for storing."""
    return cast("dict[str, Any]", json.loads(json.dumps(dataclasses.asdict(content))))


def from_json(document: dict[str, Any]) -> Content:
    """Return the content that `to_json` stored; TypeError or KeyError when it is another shape."""
    return cast("Content", _revive(Content, document))


def canonical(content: Content) -> bytes:
    """Return the one spelling of a content: sorted keys, no spaces, UTF-8."""
    return json.dumps(to_json(content), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(content: Content) -> str:
    """Return the sha256 of the canonical spelling, as 64 hexadecimal digits."""
    return sha256(canonical(content)).hexdigest()


def _revive(kind: Any, value: Any) -> Any:
    if get_origin(kind) is tuple:
        return tuple(_revive(get_args(kind)[0], each) for each in value)
    if dataclasses.is_dataclass(kind):
        hints = get_type_hints(kind)
        return cast("Any", kind)(**{name: _revive(hints[name], each) for name, each in value.items()})
    if type(value) is not kind:
        raise TypeError(f"Expected {kind.__name__}, not {type(value).__name__}.")
    return value
