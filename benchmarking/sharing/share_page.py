"""How a step and its worksheets are shared, and the exact preview of either before it is."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from benchmarking.method.content import Step, Worksheet
from benchmarking.sharing.audiences import GroupReaders, groups_of
from benchmarking.sharing.pages import register_url, release_url
from benchmarking.sharing.releases import seen
from benchmarking.sharing.status import ShareStatus, share_statuses
from benchmarking.sharing.steps import key_of, snapshot
from benchmarking.workspace.desks import Desk
from benchmarking.workspace.indicator_fields import named_in_shared
from benchmarking.workspace.reading import StepContent, read_step
from indicators.naming import Named


@dataclass(frozen=True, slots=True)
class SheetShare:
    """How one worksheet of the step is shared by itself; ``status`` is None where it never was."""

    title: str
    status: ShareStatus | None
    share_url: str
    release_url: str


@dataclass(frozen=True, slots=True)
class ShareBox:
    """How a step is shared, beside the step itself; ``sheets`` are its worksheets with something in them.

    ``compare_url`` is empty for an organisation in no group.
    """

    status: ShareStatus | None
    share_url: str
    release_url: str
    register_url: str
    compare_url: str
    sheets: tuple[SheetShare, ...]

    @property
    def shares_sheets(self) -> bool:
        """Tell whether any of the worksheets is shared by itself."""
        return any(sheet.status for sheet in self.sheets)


def share_box(desk: Desk, written: StepContent) -> ShareBox | None:
    """Return how the step is shared, in two statements; a home team is not told."""
    if not desk.is_whole:
        return None
    statuses = share_statuses(desk.participation.pk, desk.content, written, groups_of(desk.participation))
    filled = [sheet.key for sheet in written.worksheets if any(not entry.is_empty for entry in sheet.entries)]
    status = statuses.get(desk.step.key)
    return ShareBox(
        status=status,
        share_url=desk.url("step_share"),
        release_url=_read_at(desk, status),
        register_url=register_url(desk.participation),
        compare_url=_compared_at(desk),
        sheets=tuple(
            _sheet(desk, sheet, statuses.get(key_of(desk.step.key, sheet.key)))
            for sheet in desk.step.worksheets
            if sheet.key in filled
        ),
    )


def _sheet(desk: Desk, sheet: Worksheet, status: ShareStatus | None) -> SheetShare:
    return SheetShare(
        title=sheet.title,
        status=status,
        share_url=desk.url("worksheet_share", worksheet=sheet.key),
        release_url=_read_at(desk, status),
    )


def _compared_at(desk: Desk) -> str:
    """Return where the group compares this step: an address of a higher floor, by its name."""
    if not desk.group_slug:
        return ""
    here = {"cohort": desk.participation.cohort.slug, "group": desk.group_slug, "step": desk.step.key}
    return reverse("benchmarking:comparison", kwargs=here)


def _read_at(desk: Desk, status: ShareStatus | None) -> str:
    return release_url(desk.participation, status.number) if status else ""


@dataclass(frozen=True, slots=True)
class SharePage:
    """The preview: the very content that will be published, and the people who could read it.

    ``sheet`` is the worksheet that is shared, or None for the whole step. ``seen`` is the mark of the preview:
    what is pressed on is what was read through.
    """

    step: Step
    sheet: Worksheet | None
    content: dict[str, Any]
    named: tuple[Named, ...]
    groups: tuple[GroupReaders, ...]
    status: ShareStatus | None
    seen: str
    is_open: bool
    back: str

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to share."""
        return not self.content["worksheets"]

    @property
    def what(self) -> str:
        """Return what is shared, as a heading says it: "Dela steg 2: Träff 1"."""
        if self.sheet:
            return f"Dela mallen {self.sheet.title}"
        return f"Dela steg {self.step.number}: {self.step.title}"


def share_page(desk: Desk, sheet: Worksheet | None = None) -> SharePage:
    """Read the preview of a step, or of one worksheet in it."""
    written = read_step(desk.participation.pk, desk.step)
    key = sheet.key if sheet else ""
    content = snapshot(written, key)
    groups = groups_of(desk.participation)
    return SharePage(
        step=desk.step,
        sheet=sheet,
        content=content,
        named=named_in_shared(content),
        groups=groups,
        status=share_statuses(desk.participation.pk, desk.content, written, groups).get(key_of(desk.step.key, key)),
        seen=seen(content, groups),
        is_open=desk.is_open,
        back=desk.url_of_sheet(sheet, alone=False) if sheet else desk.url("step"),
    )
