"""Where each thing of one method version is in another: by key, or by a key that it has had; never by position."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from benchmarking.method.content import Content, Field, R, Step, Worksheet, home_of

#: (step key, worksheet key or item key).
Place = tuple[str, str]
TEXTS = frozenset({"text", "long_text", "person", "indicator"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Moves:
    """Old place → new place, of all that has one. What stands in none of them has no home in the new version.

    ``fields`` are old worksheet and field key → the field of the worksheet's new home.
    """

    steps: dict[str, str]
    sheets: dict[Place, Place]
    items: dict[Place, Place]
    fields: dict[tuple[str, str, str], Field]


def same(things: Iterable[R], one: R) -> R | None:
    """Return what ``one`` is among the things of another version, newer or older; None where it is not."""
    things = tuple(things)
    return home_of(things, one.key) or next((thing for thing in things if thing.key in one.formerly), None)


def moves(old: Content, new: Content) -> Moves:
    """Return where everything of ``old`` is in ``new``.

    A worksheet or a point is looked for in its own step first. One that is not there has moved when exactly one
    other step has it, and that step did not have it before. A form that has become rows, or the other way, is
    another worksheet.
    """
    steps = {step.key: home.key for step in old.steps if (home := same(new.steps, step))}
    sheets = dict(_sheets(old, new, steps))
    return Moves(
        steps=steps,
        sheets=sheets,
        items=dict(_items(old, new, steps)),
        fields={
            (step.key, sheet.key, field.key): asked
            for step in old.steps
            for sheet in step.worksheets
            if (step.key, sheet.key) in sheets
            for field in sheet.fields
            if (asked := field_home(field, new.worksheet(*sheets[step.key, sheet.key])))
        },
    )


def field_home(field: Field, sheet: Worksheet) -> Field | None:
    """Return the field that asks the same as ``field``: one of another type than before asks something else."""
    home = same(sheet.fields, field)
    if home is None or (home.type != field.type and not {home.type, field.type} <= TEXTS):
        return None
    return home if home.fact == field.fact else None


def _sheets(old: Content, new: Content, steps: dict[str, str]) -> Iterator[tuple[Place, Place]]:
    def has(step: Step, sheet: Worksheet) -> str | None:
        home = same(step.worksheets, sheet)
        return home.key if home and home.rows == sheet.rows else None

    stays = {
        (step.key, sheet.key): (steps[step.key], key)
        for step in old.steps
        if step.key in steps
        for sheet in step.worksheets
        if (key := has(new.step(steps[step.key]), sheet))
    }
    yield from stays.items()
    for step in old.steps:
        for sheet in step.worksheets:
            if (step.key, sheet.key) not in stays:
                found = [(other.key, key) for other in new.steps if (key := has(other, sheet))]
                if len(found) == 1 and found[0] not in stays.values():
                    yield (step.key, sheet.key), found[0]


def _items(old: Content, new: Content, steps: dict[str, str]) -> Iterator[tuple[Place, Place]]:
    stays = {
        (step.key, item.key): (steps[step.key], home.key)
        for step in old.steps
        if step.key in steps
        for item in step.checklist
        if (home := same(new.step(steps[step.key]).checklist, item))
    }
    yield from stays.items()
    for step in old.steps:
        for item in step.checklist:
            if (step.key, item.key) not in stays:
                found = [(o.key, home.key) for o in new.steps if (home := same(o.checklist, item))]
                if len(found) == 1 and found[0] not in stays.values():
                    yield (step.key, item.key), found[0]


def has_new_scale(old: Field, new: Field) -> bool:
    """Tell whether what was chosen in ``old`` means something else in ``new``: a level of a scale of another length.

    A new wording of the same choices is the same scale.
    """
    keys = {choice.key for choice in old.choices}, {choice.key for choice in new.choices}
    return keys[0] != keys[1] if old.type == "level" else not keys[0] <= keys[1]


def on_old_scale(field: Field, value: str, version: str) -> str:
    """Return how a value read on its own scale: "2 av 3 i version 2019"."""
    label = next((choice.label for choice in field.choices if choice.key == value), value)
    if field.type == "level":
        return f"{value} av {len(field.choices)} i version {version}"
    return f"”{label}” i version {version}"
