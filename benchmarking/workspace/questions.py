"""A question as a page asks it: one control, or each function's side by side, then the joint answer."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from benchmarking.method.content import Field
from benchmarking.workspace.controls import Control
from benchmarking.workspace.models import TalkMark
from benchmarking.workspace.reading import EntryContent, FieldContent, whose
from benchmarking.workspace.talks import differ

#: Answers of these types are compared in a line; a text is read where it stands.
IN_A_LINE = {"choice", "level", "number", "yes_partly_no", "date"}


class Said(NamedTuple):
    """What a function answered."""

    who: str
    shown: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """Answers that differ. ``said`` is empty for texts. ``is_stale`` when an answer is newer than the talk."""

    said: tuple[Said, ...]
    by: str
    at: dt.datetime | None
    is_stale: bool
    url: str

    @property
    def is_done(self) -> bool:
        """Tell whether the trio has talked about the answers as they stand."""
        return self.at is not None and not self.is_stale


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A field of an open row. ``joint`` and ``talk`` only where functions answer and then agree."""

    id: str
    label: str
    hint: str
    controls: tuple[Control, ...]
    joint: Control | None
    talk: Talk | None
    is_by_function: bool


def answer_label(field: Field, function: str) -> str:
    """Return the name of an answer: that of its field, and whose it is where functions answer."""
    who = whose(field, function)
    return f"{field.label}, {who.lower()}" if who else field.label


def question(
    field: Field, controls: Sequence[Control], entry: EntryContent, *, mark: TalkMark | None, talk_url: str
) -> Question:
    """Lay out one field: ``controls`` are those of its answers, in the order of ``field.answerers``."""
    answers = [answer for answer in entry.fields if answer.key == field.key and answer.function]
    talks = field.has_joint and differ([answer.value for answer in answers])
    return Question(
        id=f"{controls[0].id}-fraga",
        label=field.label,
        hint=field.help,
        controls=tuple(control for control in controls if control.function or not field.answered_by),
        joint=controls[-1] if field.has_joint else None,
        talk=_talk(field, answers, mark, talk_url) if talks else None,
        is_by_function=bool(field.answered_by),
    )


def _talk(field: Field, answers: Sequence[FieldContent], mark: TalkMark | None, url: str) -> Talk:
    latest = max((answer.edited_at for answer in answers if answer.edited_at), default=None)
    said = [Said(answer.whose, answer.shown) for answer in answers if answer.value]
    return Talk(
        said=tuple(said) if field.type in IN_A_LINE else (),
        by=mark.by.name if mark else "",
        at=mark.at if mark else None,
        is_stale=bool(mark and latest and latest > mark.at),
        url=url,
    )
