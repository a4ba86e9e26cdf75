"""From an address to the part of a step that one person may work in."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.urls import reverse

from benchmarking.method.content import Content, Field, Step, UnknownKey, Worksheet, home_of
from benchmarking.method.versions import Followed, earlier_of, followed_by
from cohorts import states
from cohorts.models import Participation
from cohorts.requests import MemberRequest

#: The address says which row is open, as ``?rad=<number>``.
OPEN_ROW = "rad"
#: And which page of the history, as ``?sida=<number>``.
PAGE = "sida"
#: And which row was just removed, as ``?borttagen=<number>``.
REMOVED_ROW = "borttagen"
LONGEST_NUMBER = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A step in a room as one person sees it: all of it, or for a home team its own worksheets only.

    ``is_open`` is false where the round is over or the organisation has left it: then it is for reading.
    ``past_rooms`` are those of earlier rounds that the person may read. ``has_adopted`` tells whether the round has
    followed another version of the method before.
    """

    participation: Participation
    content: Content
    step: Step
    sheets: tuple[Worksheet, ...]
    parts: frozenset[str]
    functions: frozenset[str]
    user_id: int
    past_rooms: frozenset[int]
    group_slug: str
    open_row: int | None
    removed_row: int | None
    page: int
    is_whole: bool
    is_open: bool
    has_adopted: bool

    def sheet(self, key: str) -> Worksheet:
        """Return a worksheet. Raises ``UnknownKey``, and ``PermissionDenied`` when it is not this person's part."""
        sheet = self.step.worksheet(key)
        if sheet not in self.sheets:
            raise PermissionDenied
        return sheet

    @property
    def facts(self) -> dict[str, tuple[Worksheet, Field]]:
        """Return fact → where this person is asked for it in the step."""
        return {fact: asked for fact, asked in self.step.facts.items() if asked[0] in self.sheets}

    def at(self, sheet: Worksheet) -> dict[str, Any]:
        """Return where a worksheet is, as the verbs take it."""
        return {"step_key": self.step.key, "worksheet_key": sheet.key}

    def url(self, name: str, **more: str | int) -> str:
        """Return the address ``benchmarking:name`` of something in this step."""
        return reverse(f"benchmarking:{name}", kwargs={**self._address, "step": self.step.key, **more})

    def url_of_sheet(
        self,
        sheet: Worksheet,
        *,
        alone: bool,
        row: int | None = None,
        moved: int | None = None,
        removed: int | None = None,
    ) -> str:
        """Return where to go on in a worksheet: on its own page, or at its place on the page of the step.

        ``row`` is opened there, and ``moved`` is shown as it is; of ``removed`` the page says that it is gone, and how
        to get it back.
        """
        page = self.url("worksheet", worksheet=sheet.key) if alone else self.url("step")
        if moved:
            return f"{page}#rad-{moved}"
        if removed:
            return f"{page}?{REMOVED_ROW}={removed}#mall-{sheet.key}"
        return f"{page}?{OPEN_ROW}={row}#rad-{row}" if row else f"{page}#mall-{sheet.key}"

    def url_of_gone(self, sheet: Worksheet, entry_id: int | None) -> str:
        """Return where a row is put back; empty for the one entry of a form, which nobody takes away."""
        return self.url("row_restore", worksheet=sheet.key, entry=entry_id) if entry_id else ""

    @property
    def older_url(self) -> str:
        """Return where that is read which an earlier version asked for: "" where the round has had one only."""
        if not (self.is_whole and self.has_adopted):
            return ""
        return reverse("benchmarking:older_answers", kwargs=self._address)

    @property
    def indicators_url(self) -> str:
        """Return where the indicators that the method proposes for the step are chosen; "" where it proposes none."""
        if not (self.is_whole and self.is_open and self.content.indicators_for(self.step.key)):
            return ""
        return f"{reverse('benchmarking:indicators_choose', kwargs=self._address)}?steg={self.step.key}"

    def crumbs(self, *here: str) -> list[tuple[str, str]]:
        """Return the path to the step, and to something in it."""
        above = [(self.participation.organisation.name, reverse("benchmarking:participation", kwargs=self._address))]
        if self.group_slug and self.is_whole and self.participation.room.parent:
            group = {"cohort": self.participation.cohort.slug, "group": self.group_slug}
            above.insert(0, (self.participation.room.parent.title, reverse("benchmarking:group", kwargs=group)))
        step = (f"Steg {self.step.number}", self.url("step") if here else "")
        return [*above, step, *((name, "") for name in here)]

    @property
    def _address(self) -> dict[str, str]:
        return {"cohort": self.participation.cohort.slug, "organisation": self.participation.organisation.slug}


def desk_at(request: MemberRequest, participation: Participation, step_key: str) -> Desk:
    """Return the desk of the person who asks. Raises ``UnknownKey`` for a step that the round's method does not have.

    The gate has opened the room; ``read_drafts`` opens all of the step, else the home team's parts decide.
    """
    followed = followed_by(participation.cohort_id)
    return _desk(request, participation, followed, followed[0].step(step_key))


def _desk(request: MemberRequest, participation: Participation, followed: Followed, step: Step) -> Desk:
    room = participation.pk
    content, has_adopted = followed
    parts = request.access.parts_in(room)
    seat = request.access.seat_in(room)
    is_whole = request.can["read_drafts"]
    return Desk(
        participation=participation,
        content=content,
        step=step,
        sheets=step.worksheets if is_whole else sheets_of(step, parts),
        parts=parts,
        functions=frozenset(function.value for function in request.access.functions_in(room)),
        user_id=request.user.pk,
        past_rooms=request.access.rooms("read_own_past") if is_whole else frozenset(),
        group_slug=seat.group if seat else "",
        open_row=_number(request.GET.get(OPEN_ROW, "")),
        removed_row=_number(request.GET.get(REMOVED_ROW, "")),
        page=_number(request.GET.get(PAGE, "")) or 1,
        is_whole=is_whole,
        is_open=states.is_open_for_work(participation),
        has_adopted=has_adopted,
    )


def desk_with(
    request: MemberRequest,
    participation: Participation,
    step_key: str,
    worksheet_key: str,
    *,
    followed: Followed | None = None,
) -> tuple[Desk, Worksheet]:
    """Return the desk and the worksheet that an address names; where an earlier version had it leads to it too.

    ``followed`` is what the cohort follows, where that is read already.

    Raises ``UnknownKey``, and ``PermissionDenied`` when the worksheet is not this person's part.
    """
    followed = followed or followed_by(participation.cohort_id)
    step, sheet = _sheet_at(followed[0], participation.cohort_id, step_key, worksheet_key)
    desk = _desk(request, participation, followed, step)
    return desk, desk.sheet(sheet.key)


def _sheet_at(content: Content, cohort_id: int, step_key: str, key: str) -> tuple[Step, Worksheet]:
    try:
        step = content.step(step_key)
        return step, step.worksheet(key)
    except UnknownKey:
        home = content.home_of_sheet(step_key, key)
        if home is None or not any(_had(earlier, step_key, key) for earlier in earlier_of(cohort_id)):
            raise
        return home


def _had(earlier: Content, step_key: str, key: str) -> bool:
    step = home_of(earlier.steps, step_key)
    return step is not None and home_of(step.worksheets, key) is not None


def sheets_of(step: Step, parts: Collection[str]) -> tuple[Worksheet, ...]:
    """Return the worksheets of a step that a home team with ``parts`` works in: by part, or by the sheet's own key."""
    return tuple(sheet for sheet in step.worksheets if {sheet.key, *sheet.parts} & set(parts))


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER else None
