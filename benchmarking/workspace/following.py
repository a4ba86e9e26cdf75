"""What people wrote follows to another method version by key. Nothing is taken away, and no answer is changed."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import F, Model, QuerySet
from django.db.models.functions import Substr

from benchmarking.method.content import Content
from benchmarking.method.models import MethodVersion
from benchmarking.method.moving import Moves, has_new_scale, on_old_scale
from benchmarking.workspace import progress
from benchmarking.workspace.models import (
    Answer,
    CheckMark,
    Duty,
    Entry,
    OlderScale,
    StepProgress,
    StepSignature,
    TalkMark,
)
from cohorts.models import Milestone, Participation, SeatPart

#: Stands before a key on its way: no key of a method begins so. Two things may change places.
_ON_THE_WAY = "~"


def rekey(rows: QuerySet[Any], columns: tuple[str, ...], homes: Mapping[Any, tuple[str, ...]]) -> None:
    """Give ``rows`` that stand at an old place the new one; ``columns`` hold the place. Two may change places."""
    moved = {old: new for old, new in homes.items() if old != new}
    for old, new in moved.items():
        on_the_way = {columns[0]: _ON_THE_WAY + new[0], **dict(zip(columns[1:], new[1:], strict=True))}
        rows.filter(**dict(zip(columns, old, strict=True))).update(**on_the_way)
    if moved:
        rows.filter(**{f"{columns[0]}__startswith": _ON_THE_WAY}).update(**{columns[0]: Substr(F(columns[0]), 2)})


def follow(
    participations: Collection[Participation],
    old: Content,
    new: Content,
    moved: Moves,
    *,
    before: MethodVersion,
    after: MethodVersion,
) -> None:
    """Let all that a round's organisations have written, ticked, signed and planned follow to ``new``.

    Part of ``overview.adopting.adopt``, in its transaction, with the rooms held.
    """
    rooms = [participation.pk for participation in participations]
    cohorts = {participation.cohort_id for participation in participations}
    _keep_scales(rooms, old, moved, before=before, after=after)
    _rename_fields(rooms, moved)
    steps = {(key,): (home,) for key, home in moved.steps.items()}
    of_items: tuple[type[Model], ...] = (CheckMark, Duty)
    for model in of_items:
        rekey(_of(model, rooms), ("step_key", "item_key"), moved.items)
    rekey(_of(Entry, rooms), ("step_key", "worksheet_key"), moved.sheets)
    of_steps: tuple[type[Model], ...] = (StepProgress, StepSignature)
    for each in of_steps:
        rekey(_of(each, rooms), ("step_key",), steps)
    rekey(Milestone.objects.filter(room__in=cohorts), ("step_key",), steps)
    rekey(_of(SeatPart, rooms), ("key",), {(sheet,): (home,) for (_, sheet), (_, home) in moved.sheets.items()})
    for participation in participations:
        for step in new.steps:
            progress.recount(participation, step)


def _of(model: type[Model], rooms: Collection[int]) -> QuerySet[Any]:
    return model._default_manager.filter(room__in=rooms)  # noqa: SLF001 (Django's public name for it)


def _rename_fields(rooms: Collection[int], moved: Moves) -> None:
    """Rename what is renamed within a worksheet, while the entries stand where they stood."""
    for (step, sheet, field), home in moved.fields.items():
        if field != home.key:
            here = {"entry__step_key": step, "entry__worksheet_key": sheet, "field_key": field}
            for model in (Answer, TalkMark):
                model.objects.filter(room__in=rooms, **here).update(field_key=home.key)


def _keep_scales(
    rooms: Collection[int], old: Content, moved: Moves, *, before: MethodVersion, after: MethodVersion
) -> None:
    """Note how each answer on a scale that changes read on its own; one that comes back to its own scale is plain."""
    kept = OlderScale.objects.filter(room__in=rooms)
    kept.exclude(version=F("answer__version")).delete()
    back = frozenset(kept.filter(method=after).values_list("answer_id", flat=True))
    kept.filter(method=after).delete()
    for (step, sheet, key), home in moved.fields.items():
        field = old.field(step, sheet, key)
        if not field.choices or not has_new_scale(field, home):
            continue
        here = {"entry__step_key": step, "entry__worksheet_key": sheet, "field_key": key}
        given = Answer.objects.filter(room__in=rooms, **here).exclude(value="")
        OlderScale.objects.bulk_create(
            OlderScale(
                room_id=answer.room_id,
                answer=answer,
                version=answer.version,
                shown=on_old_scale(field, answer.value, before.name),
                method=before,
            )
            for answer in given.filter(older=None).exclude(pk__in=back)
        )
