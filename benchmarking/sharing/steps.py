"""A step as something to share: what its worksheets say, and what has changed since. The checklist stays at home."""

from collections.abc import Collection, Iterator
from http import HTTPStatus
from typing import Any

from django.db import transaction

from access.refusals import Refusal
from accounts.models import User
from benchmarking.method.content import Content
from benchmarking.sharing.audiences import GroupReaders, groups_of
from benchmarking.sharing.models import AudienceKind, Release, ReleaseKind
from benchmarking.sharing.releases import NothingToShare, digest, publish
from benchmarking.workspace.reading import EntryContent, FieldContent, StepContent, WorksheetContent, read_step
from cohorts import states
from cohorts.models import Participation

#: More fields than this in one row are counted, not named.
NAMED = 3


class Outdated(Refusal):
    """The step or the group has changed since the preview was shown."""

    status = HTTPStatus.CONFLICT
    sentence = "Texten eller gruppen har ändrats sedan du öppnade sidan. Läs igenom på nytt och dela sedan."


def snapshot(written: StepContent) -> dict[str, Any]:
    """Return what others will see of a step, as plain JSON: every worksheet with something in it.

    Who wrote and when is left out, and so is the checklist (look: "checklista delas inte").
    """
    return {
        "step": {"key": written.key, "number": written.number, "title": written.title},
        "worksheets": [_worksheet(sheet) for sheet in written.worksheets if _filled(sheet)],
    }


def _filled(sheet: WorksheetContent) -> list[EntryContent]:
    return [entry for entry in sheet.entries if not entry.is_empty]


def _worksheet(sheet: WorksheetContent) -> dict[str, Any]:
    return {
        "key": sheet.key,
        "title": sheet.title,
        "rows": sheet.rows,
        "row_title": sheet.row_title,
        "entries": [{"id": entry.id, "fields": [_field(field) for field in entry.fields]} for entry in _filled(sheet)],
    }


def _field(field: FieldContent) -> dict[str, str]:
    return {
        "key": field.key,
        "label": field.label,
        "function": field.function,
        "type": field.type,
        "value": field.value,
        "shown": field.shown,
    }


def seen(shown: dict[str, Any], groups: Collection[GroupReaders]) -> str:
    """Return the mark of a preview: it changes when the content does, or who is in the group."""
    readers = {str(group.room_id): [reader.room_id for reader in group.readers] for group in groups}
    return digest({"content": shown, "readers": readers})


@transaction.atomic
def share_step(
    participation: Participation,
    content: Content,
    *,
    step_key: str,
    audiences: Collection[AudienceKind],
    by: User,
    preview: str = "",
) -> Release:
    """Publish a step as it stands now.

    ``preview`` is the mark of what the person has read through (``seen``); where it is given and no longer
    true, nothing is published. Raises ``UnknownKey``, ``Outdated``, ``NothingToShare`` and what
    ``releases.publish`` raises.
    """
    step = content.step(step_key)
    states.require(participation.room, states.WORK)
    shown = snapshot(read_step(participation.pk, step))
    if not shown["worksheets"]:
        raise NothingToShare
    if preview and preview != seen(shown, groups_of(participation)):
        raise Outdated
    return publish(
        participation,
        kind=ReleaseKind.STEP,
        key=step.key,
        title=f"Steg {step.number}: {step.title}",
        content=shown,
        audiences=audiences,
        by=by,
    )


def differences(before: dict[str, Any], after: dict[str, Any]) -> tuple[str, ...]:
    """Return, worksheet by worksheet, what differs between two snapshots, in words for the owner."""
    old = {sheet["key"]: sheet for sheet in before["worksheets"]}
    new = {sheet["key"]: sheet for sheet in after["worksheets"]}
    found: list[str] = []
    for key in {**new, **old}:
        if key not in old:
            found.append(f"{new[key]['title']} har tillkommit")
        elif key not in new:
            found.append(f"{old[key]['title']} har tömts")
        else:
            found += [f"{new[key]['title']}: {change}" for change in _in_worksheet(old[key], new[key])]
    return tuple(found)


def _in_worksheet(old: dict[str, Any], new: dict[str, Any]) -> Iterator[str]:
    """Yield what differs in one worksheet; a row keeps its identity when others are taken away."""
    before = {entry["id"]: (number, entry) for number, entry in enumerate(old["entries"], start=1)}
    after = {entry["id"]: (number, entry) for number, entry in enumerate(new["entries"], start=1)}
    for pk, (number, entry) in after.items():
        if pk not in before:
            yield f"rad {number} är ny"
        elif labels := _changed_labels(before[pk][1], entry):
            named = " och ".join(f"”{label}”" for label in labels)
            what = f"ändring i {named if len(labels) <= NAMED else f'{len(labels)} fält'}"
            yield f"{what} på rad {number}" if new["rows"] else what
    for pk, (number, _entry) in before.items():
        if pk not in after:
            yield f"rad {number} är borttagen"


def _changed_labels(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    before = {(field["key"], field["function"]): field["value"] for field in old["fields"]}
    return list(
        dict.fromkeys(
            field["label"]
            for field in new["fields"]
            if before.get((field["key"], field["function"]), "") != field["value"]
        )
    )
