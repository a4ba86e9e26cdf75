"""A step, or one worksheet of it, as something to share: what it says, and what has changed since.

The checklist stays at home.
"""

from collections.abc import Collection, Iterator
from typing import Any

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from benchmarking.method.content import Content, Step
from benchmarking.sharing.models import AudienceKind, Release, ReleaseKind
from benchmarking.sharing.releases import NothingToShare, publish
from benchmarking.workspace.reading import EntryContent, FieldContent, StepContent, WorksheetContent, read_step
from cohorts import states
from cohorts.models import Participation

#: More fields than this in one row are counted, not named.
NAMED = 3


def snapshot(written: StepContent, worksheet_key: str = "") -> dict[str, Any]:
    """Return what others will see of a step, as plain JSON: every worksheet with something in it.

    With a ``worksheet_key`` it is that worksheet alone, in the same shape. Who wrote and when is left out,
    and so is the checklist (look: "checklista delas inte").
    """
    return {
        "step": {"key": written.key, "number": written.number, "title": written.title},
        "worksheets": [
            _worksheet(sheet) for sheet in written.worksheets if worksheet_key in ("", sheet.key) and _filled(sheet)
        ],
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
    whose = {"whose": field.whose} if field.whose else {}
    return whose | {
        "key": field.key,
        "label": field.label,
        "function": field.function,
        "type": field.type,
        "value": field.value,
        "shown": field.shown,
    }


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

    Raises ``UnknownKey``, ``NothingToShare`` and what ``releases.publish`` raises.
    """
    step = content.step(step_key)
    title = f"Steg {step.number}: {step.title}"
    return _share(participation, step, audiences=audiences, by=by, preview=preview, title=title)


def share_worksheet(
    participation: Participation,
    content: Content,
    *,
    step_key: str,
    worksheet_key: str,
    audiences: Collection[AudienceKind],
    by: User,
    preview: str = "",
) -> Release:
    """Publish one worksheet of a step as it stands now.

    Raises ``UnknownKey``, ``NothingToShare`` and what ``releases.publish`` raises.
    """
    step = content.step(step_key)
    title = f"{step.worksheet(worksheet_key).title}, steg {step.number}"
    return _share(participation, step, worksheet_key, audiences=audiences, by=by, preview=preview, title=title)


@transaction.atomic
def _share(
    participation: Participation,
    step: Step,
    worksheet_key: str = "",
    *,
    title: str,
    audiences: Collection[AudienceKind],
    by: User,
    preview: str,
) -> Release:
    states.require(participation.room, states.WORK)
    shown = snapshot(read_step(participation.pk, step), worksheet_key)
    if not shown["worksheets"]:
        raise NothingToShare
    return publish(
        participation,
        kind=ReleaseKind.WORKSHEET if worksheet_key else ReleaseKind.STEP,
        key=key_of(step.key, worksheet_key),
        title=title,
        content=shown,
        audiences=audiences,
        by=by,
        preview=preview,
    )


def key_of(step_key: str, worksheet_key: str = "") -> str:
    """Return what a release of a step, or of a worksheet in it, is known by: "traff-1/nulage"."""
    return f"{step_key}/{worksheet_key}" if worksheet_key else step_key


def present_key(content: Content, key: str) -> str:
    """Return what a release of an earlier version's step or worksheet is known by in the present one."""
    step, _, worksheet = key.partition("/")
    if worksheet and (home := content.home_of_sheet(step, worksheet)):
        return key_of(home[0].key, home[1].key)
    return key_of(content.step_key(step), worksheet)


def made_from(step: Step) -> Q:
    """Return a filter for releases of a step or of its worksheets, under any key that these have had.

    What an earlier version had elsewhere under the same key comes along: ``present_key`` tells.
    """
    sheets = [key for sheet in step.worksheets for key in (sheet.key, *sheet.formerly)]
    of_step = Q(kind=ReleaseKind.STEP, key__in=[step.key, *step.formerly])
    return of_step | Q(kind=ReleaseKind.WORKSHEET, key__regex=f"/({'|'.join(sheets)})$") if sheets else of_step


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
