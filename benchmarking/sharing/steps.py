"""A step as something to share: what its worksheets say. The checklist stays at home."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from accounts.models import User
from benchmarking.method.content import Content, Step
from benchmarking.sharing.models import AudienceKind, Release, ReleaseKind
from benchmarking.sharing.releases import NothingToShare, digest, publish
from benchmarking.workspace.reading import EntryContent, FieldContent, StepContent, WorksheetContent, read_step
from cohorts.models import Participation


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
        "entries": [{"fields": [_field(field) for field in entry.fields]} for entry in _filled(sheet)],
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


@transaction.atomic
def share_step(
    participation: Participation,
    content: Content,
    *,
    step_key: str,
    audiences: Collection[AudienceKind],
    by: User,
) -> Release:
    """Publish a step as it stands now. Raises ``NothingToShare`` and what ``releases.publish`` raises."""
    step = content.step(step_key)
    shown = snapshot(read_step(participation.pk, step))
    if not shown["worksheets"]:
        raise NothingToShare
    return publish(
        participation,
        kind=ReleaseKind.STEP,
        key=step.key,
        title=f"Steg {step.number}: {step.title}",
        content=shown,
        audiences=audiences,
        by=by,
    )


@dataclass(frozen=True, slots=True)
class ShareStatus:
    """How a step stands to what was last shared of it."""

    release: Release | None
    audiences: tuple[str, ...]
    changes: tuple[str, ...]

    @property
    def is_changed(self) -> bool:
        """Tell whether the readers see an older text than the step has."""
        return bool(self.changes)


def share_status(room_id: int, step: Step, written: StepContent) -> ShareStatus:
    """Return the step's latest standing release and, in words, what has changed since. Two statements."""
    release = (
        Release.objects.filter(room=room_id, kind=ReleaseKind.STEP, key=step.key, withdrawn_at=None)
        .prefetch_related("audiences")
        .order_by("-number")
        .first()
    )
    if release is None:
        return ShareStatus(None, (), ())
    kinds = {audience.kind for audience in release.audiences.all()}
    now = snapshot(written)
    changes = () if digest(now) == release.sha256 else differences(release.content, now)
    return ShareStatus(release, tuple(kind.label for kind in AudienceKind if kind in kinds), changes)


def differences(before: dict[str, Any], after: dict[str, Any]) -> tuple[str, ...]:
    """Return, worksheet by worksheet, what differs between two snapshots, in words for the owner."""
    old = {sheet["key"]: sheet for sheet in before["worksheets"]}
    new = {sheet["key"]: sheet for sheet in after["worksheets"]}
    found: list[str] = []
    for key in {**new, **old}:
        if key not in old:
            found.append(f"{new[key]['title']} är ny")
        elif key not in new:
            found.append(f"{old[key]['title']} är tömd")
        elif old[key] != new[key]:
            found.append(_what_changed(old[key], new[key]))
    return tuple(found)


def _what_changed(old: dict[str, Any], new: dict[str, Any]) -> str:
    rows = len(new["entries"]) - len(old["entries"])
    if rows:
        count = "en rad" if abs(rows) == 1 else f"{abs(rows)} rader"
        return f"{new['title']}: {count} {'till' if rows > 0 else 'mindre'}"
    labels = dict.fromkeys(
        after["label"]
        for before_entry, after_entry in zip(old["entries"], new["entries"], strict=True)
        for before, after in zip(before_entry["fields"], after_entry["fields"], strict=True)
        if before["value"] != after["value"]
    )
    return f"{new['title']}: {', '.join(label.lower() for label in labels)} ändrat"
