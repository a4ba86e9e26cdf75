"""What going over to another method version means, told in plain words before and after it is done."""

import dataclasses
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from benchmarking.method.content import Content, Step, Worksheet
from benchmarking.method.moving import Moves, has_new_scale, moves
from benchmarking.workspace.models import FACTS, Answer, CheckMark, MarkState

#: (step, worksheet, field) or (step, worksheet, "") or (step, "", item) → rooms with something there.
Used = Mapping[tuple[str, str, str], Collection[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepReport:
    """What becomes of one step: ``kept`` in one sentence, then what moves, what is new, and what needs a look."""

    title: str
    kept: str
    moved: tuple[str, ...]
    new: tuple[str, ...]
    look: tuple[str, ...]

    @property
    def is_quiet(self) -> bool:
        """Tell whether all is as it was."""
        return not (self.moved or self.new or self.look)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The difference between two versions for one round."""

    before: str
    after: str
    steps: tuple[StepReport, ...]

    @property
    def look(self) -> int:
        """Return how many things need a look."""
        return sum(len(step.look) for step in self.steps)


def used_by(rooms: Collection[int]) -> Used:
    """Return where the rooms have written or ticked something, in two SQL statements."""
    used: dict[tuple[str, str, str], set[int]] = defaultdict(set)
    answers = Answer.objects.filter(room__in=rooms, entry__removed_at=None).exclude(value="").distinct()
    for room, step, sheet, field in answers.values_list(
        "room_id", "entry__step_key", "entry__worksheet_key", "field_key"
    ):
        used[step, sheet, field].add(room)
        used[step, sheet, ""].add(room)
    marks = CheckMark.objects.filter(room__in=rooms).exclude(state=MarkState.OPEN)
    for room, step, item in marks.values_list("room_id", "step_key", "item_key"):
        used[step, "", item].add(room)
    return used


class _Between(NamedTuple):
    """Two versions, where everything of the old one is in the new, and who has used what."""

    old: Content
    new: Content
    moved: Moves
    used: Used


def tell(old: Content, new: Content, used: Used) -> Report:
    """Return what becomes of everything in ``old``, step by step in the order of ``new``; what is gone comes last."""
    at = _Between(old, new, moves(old, new), used)
    came_from = {home: old.step(key) for key, home in at.moved.steps.items()}
    steps = [_step(at, step, came_from.get(step.key)) for step in new.steps]
    gone = [_gone(at, step) for step in old.steps if step.key not in at.moved.steps]
    return Report(before=old.name, after=new.name, steps=(*steps, *gone))


def _title(step: Step) -> str:
    return f"Steg {step.number}: {step.title}"


def _by(rooms: Collection[int], what: str) -> str:
    """Return how many have done something, as a sentence of its own."""
    if not rooms:
        return f"Ingen har {what}."
    return f"{len(rooms)} organisation{'er' if len(rooms) > 1 else ''} har {what}."


def _step(at: _Between, step: Step, before: Step | None) -> StepReport:
    lines = list(_moved_here(at, step))
    if before and before.number != step.number:
        lines.insert(0, f"Steget byter nummer från {before.number} till {step.number}. Gamla länkar leder rätt.")
    return StepReport(
        title=_title(step),
        kept=_kept(at, before) if before else "Steget är nytt.",
        moved=tuple(lines),
        new=tuple(_new_here(at, step)) if before else (),
        look=(*_scales(at, before), *_homeless(at, before), *_signers(before, step)) if before else (),
    )


def _kept(at: _Between, before: Step) -> str:
    """Count what is where it was, and who has something there."""
    here = at.moved.steps[before.key]
    sheets = [s for s in before.worksheets if at.moved.sheets.get((before.key, s.key), ("", ""))[0] == here]
    items = [i for i in before.checklist if at.moved.items.get((before.key, i.key), ("", ""))[0] == here]
    rooms: set[int] = set()
    for sheet in sheets:
        rooms |= set(at.used.get((before.key, sheet.key, ""), ()))
    for item in items:
        rooms |= set(at.used.get((before.key, "", item.key), ()))
    counted = (
        f"{len(sheets)} mall{'ar' if len(sheets) != 1 else ''} och {len(items)} punkt{'er' if len(items) != 1 else ''}"
    )
    return f"{counted} är kvar. {_by(rooms, 'något här')}"


def _moved_here(at: _Between, step: Step) -> Iterator[str]:
    for (key, sheet), (to, _) in at.moved.sheets.items():
        if to == step.key and at.moved.steps.get(key) != to:
            title, rooms = at.old.worksheet(key, sheet).title, at.used.get((key, sheet, ""), ())
            yield f"Mallen ”{title}” flyttar hit från steg {at.old.step(key).number}. {_by(rooms, 'text i den')}"
    for (key, item), (to, _) in at.moved.items.items():
        if to == step.key and at.moved.steps.get(key) != to:
            text, rooms = at.old.item(key, item).text, at.used.get((key, "", item), ())
            yield f"Punkten ”{text}” flyttar hit från steg {at.old.step(key).number}. {_by(rooms, 'bockat av den')}"


def _new_here(at: _Between, step: Step) -> Iterator[str]:
    homes = {*at.moved.sheets.values()}
    known = {(place, field.key) for (s, w, _), field in at.moved.fields.items() for place in [at.moved.sheets[s, w]]}
    for sheet in step.worksheets:
        if (step.key, sheet.key) not in homes:
            yield f"Mallen ”{sheet.title}” är ny."
            continue
        for field in sheet.fields:
            if not field.fact and ((step.key, sheet.key), field.key) not in known:
                yield f"Fältet ”{field.label}” i ”{sheet.title}” är nytt."
    for item in step.checklist:
        if (step.key, item.key) not in at.moved.items.values():
            yield f"Punkten ”{item.text}” är ny."


def _scales(at: _Between, before: Step) -> Iterator[str]:
    for sheet in before.worksheets:
        for field in sheet.fields:
            home = at.moved.fields.get((before.key, sheet.key, field.key))
            if home and field.choices and has_new_scale(field, home):
                steps = f"{len(home.choices)} nivåer i stället för {len(field.choices)}"
                scale = steps if field.type == "level" else "andra val än förut"
                rooms = at.used.get((before.key, sheet.key, field.key), ())
                yield (
                    f"Fältet ”{field.label}” i ”{sheet.title}” har en ny skala: {scale}."
                    f" {_by(rooms, 'svarat på den gamla')}"
                    " Det gamla svaret står kvar bredvid den nya skalan tills någon svarar på nytt."
                )


def _homeless(at: _Between, before: Step) -> Iterator[str]:
    """Yield what the new version does not have; it can be read under "Äldre svar"."""
    for sheet in before.worksheets:
        if (before.key, sheet.key) not in at.moved.sheets:
            rooms = at.used.get((before.key, sheet.key, ""), ())
            yield f"Mallen ”{sheet.title}” finns inte i version {at.new.name}. {_by(rooms, 'text i den')} {_READ}"
        else:
            yield from _homeless_fields(at, before, sheet)
    for item in before.checklist:
        if (before.key, item.key) not in at.moved.items:
            rooms = at.used.get((before.key, "", item.key), ())
            yield f"Punkten ”{item.text}” finns inte i version {at.new.name}. {_by(rooms, 'bockat av den')} {_READ}"


_READ = "Det går att läsa under Äldre svar."


def _homeless_fields(at: _Between, before: Step, sheet: Worksheet) -> Iterator[str]:
    for field in sheet.fields:
        if (before.key, sheet.key, field.key) not in at.moved.fields:
            place = (FACTS, FACTS, field.fact) if field.fact else (before.key, sheet.key, field.key)
            rooms = at.used.get(place, ())
            yield (
                f"Fältet ”{field.label}” i ”{sheet.title}” finns inte så i version {at.new.name}."
                f" {_by(rooms, 'svarat i det')} {_READ}"
            )


def _signers(before: Step, step: Step) -> Iterator[str]:
    if set(before.signed_by) != set(step.signed_by):
        yield "Andra funktioner än förut godkänner steget. Godkännanden som finns står kvar."


def _gone(at: _Between, step: Step) -> StepReport:
    look = [f"Steget finns inte i version {at.new.name}. {_READ}", *_homeless(at, step)]
    return StepReport(
        title=f"{_title(step)} (bara i version {at.old.name})", kept="", moved=(), new=(), look=tuple(look)
    )


def to_json(report: Report) -> dict[str, Any]:
    """Return the report as plain JSON, for keeping."""
    return dataclasses.asdict(report)


def from_json(kept: Mapping[str, Any]) -> Report:
    """Return a report that was kept."""
    steps = tuple(
        StepReport(
            title=step["title"],
            kept=step["kept"],
            moved=tuple(step["moved"]),
            new=tuple(step["new"]),
            look=tuple(step["look"]),
        )
        for step in kept["steps"]
    )
    return Report(before=kept["before"], after=kept["after"], steps=steps)
