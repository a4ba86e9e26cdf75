"""What an earlier method version asked for and the present one does not: kept, and readable."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple, TypeVar

from benchmarking.method.content import Content, Field, Step, UnknownKey, Worksheet, home_of
from benchmarking.method.versions import earlier_of
from benchmarking.workspace import fields
from benchmarking.workspace.models import FACTS, Answer, CheckMark, MarkState, StepSignature
from benchmarking.workspace.questions import answer_label
from cohorts.models import Participation
from cohorts.roles import Function

MARKED = {MarkState.DONE.value: "Klar", MarkState.NOT_RELEVANT.value: "Inte aktuell"}


T = TypeVar("T")


class OlderLine(NamedTuple):
    """An answer, a mark or a signature: of what, in which words, by whom."""

    label: str
    shown: str
    who: str
    at: dt.datetime | None
    is_long: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OlderStep:
    """What is left of one step in the words of the version that asked for it."""

    key: str
    title: str
    version: str
    lines: tuple[OlderLine, ...]


def was_step(cohort_id: int, key: str) -> bool:
    """Tell whether a step, unknown to the present version, was an earlier one's."""
    return any(home_of(earlier.steps, key) for earlier in earlier_of(cohort_id))


def asked_before(cohort_id: int, answer: Answer) -> tuple[Worksheet, Field]:
    """Return the worksheet and the field of an answer in the latest earlier version that has them.

    Raises ``UnknownKey``.
    """
    for content in earlier_of(cohort_id):
        if found := _asked(content, answer):
            return found[1:]
    raise UnknownKey("Fältet finns inte i metoden.")


def _asked(content: Content, answer: Answer) -> tuple[Step, Worksheet, Field] | None:
    """Return where a version asks for an answer, by the keys that it stands under."""
    at = answer.entry
    for step in content.steps:
        if at.step_key == FACTS and answer.field_key in step.facts:
            return step, *step.facts[answer.field_key]
        if at.step_key in {step.key, *step.formerly}:
            sheet = home_of(step.worksheets, at.worksheet_key)
            field = home_of(sheet.fields, answer.field_key) if sheet else None
            if sheet and field and not field.fact and answer.function in field.answerers:
                return step, sheet, field
    return None


def older_steps(participation: Participation, content: Content) -> tuple[OlderStep, ...]:
    """Return all that the present version has no place for, step by step, in four SQL statements."""
    earlier = earlier_of(participation.cohort_id)
    found: dict[tuple[str, str, str], list[OlderLine]] = defaultdict(list)
    if earlier:
        for version, step, line in _left(participation.pk, content, earlier):
            found[version, step.key, f"Steg {step.number}: {step.title}"].append(line)
    return tuple(
        OlderStep(key=key, title=title, version=version, lines=tuple(lines))
        for (version, key, title), lines in found.items()
    )


def _left(room: int, content: Content, earlier: tuple[Content, ...]) -> Iterator[tuple[str, Step, OlderLine]]:
    answers = Answer.objects.filter(room=room, entry__removed_at=None).exclude(value="")
    for answer in answers.select_related("entry", "edited_by").order_by("entry__position", "entry_id", "pk"):
        if _asked(content, answer) is None and (was := _first(earlier, partial(_asked, answer=answer))):
            version, (step, sheet, field) = was
            label = f"{sheet.title}: {answer_label(field, answer.function)}"
            who = answer.edited_by.name if answer.edited_by else ""
            yield (
                version,
                step,
                OlderLine(label, fields.show(field, answer.value), who, answer.edited_at, field.type == "long_text"),
            )
    for mark in CheckMark.objects.filter(room=room).exclude(state=MarkState.OPEN).select_related("by"):
        if _item(content, mark) is None and (kept := _first(earlier, partial(_item, mark=mark))):
            version, (step, text) = kept
            said = f"{MARKED[mark.state]}. {mark.note}" if mark.note else MARKED[mark.state]
            yield version, step, OlderLine(text, said, mark.by.name, mark.at)
    known = {key for step in content.steps for key in (step.key, *step.formerly)}
    for signed in StepSignature.objects.filter(room=room).exclude(step_key__in=known).select_related("by"):
        if gone := _first(earlier, partial(_step, key=signed.step_key)):
            version, step = gone
            yield (
                version,
                step,
                OlderLine(
                    f"Godkänt av {Function(signed.function).label.lower()}", "Godkänt", signed.by.name, signed.at
                ),
            )


def _step(content: Content, key: str) -> Step | None:
    return home_of(content.steps, key)


def _item(content: Content, mark: CheckMark) -> tuple[Step, str] | None:
    step = home_of(content.steps, mark.step_key)
    item = home_of(step.checklist, mark.item_key) if step else None
    return (step, item.text) if step and item else None


def _first(earlier: tuple[Content, ...], look: Callable[[Content], T | None]) -> tuple[str, T] | None:
    """Return what the latest version that has it says, and that version's name."""
    return next(((content.name, found) for content in earlier if (found := look(content)) is not None), None)
