"""The matrix as words: every cell written once, so that 311 organisations cost what 33 different words do."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from benchmarking.meetings.reading import NextMeeting
from benchmarking.overview.board import Board, GroupBlock, OrganisationLine
from benchmarking.overview.risks import risks_of, said, vacant
from benchmarking.workspace.progress import StepState

MONTHS = ("jan", "feb", "mars", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
FULL_TRIO = "Full trio"


@dataclass(frozen=True, slots=True)
class Section:
    """One group's heading, and the finished markup of its rows."""

    block: GroupBlock
    rows: SafeString

    @property
    def meets_at(self) -> str:
        """Return where the group meets next."""
        return where(self.block.next_meeting) if self.block.next_meeting else ""


def sections_of(board: Board, groups: Iterable[GroupBlock], *, steered: bool = False) -> tuple[Section, ...]:
    """Return ``groups``, some or all of the board's, as rows for ``overview/matrix.html``.

    For those who steer the round each row says what is a risk, and can be ticked.
    """
    return tuple(
        Section(group, SafeString("".join([_row(board, line, steered=steered) for line in group.lines])))
        for group in groups
    )


def where(meeting: NextMeeting) -> str:
    """Return where a meeting is held; without a place it is held over a link."""
    return meeting.place or "digitalt"


def _row(board: Board, line: OrganisationLine, *, steered: bool) -> SafeString:
    current = line.steps[line.current]
    trio = f"Lämnade {short_day(line.left_on)}" if line.left_on else FULL_TRIO
    risk = said(risks_of(board, line)) if steered else ""
    return format_html(
        _frame(vacant(line.missing), trio, has_tick=steered and line.left_on is None, has_risk=bool(risk)),
        room=line.room_id,
        risk=risk,
        url=line.url,
        name=line.name,
        cells=SafeString("".join([_cell(state) for state in line.steps])),
        summary=_summary(board.steps[line.current][0], current),
        active=_ago(line.active_on, board.today),
    )


@lru_cache(maxsize=256)
def _frame(missing: str, trio: str, *, has_tick: bool, has_risk: bool) -> str:
    """Return a row with named gaps for what differs from one organisation to the next."""
    shown = {"missing": missing, "trio": trio, "has_tick": has_tick, "has_risk": has_risk}
    return render_to_string("benchmarking/overview/row.html", shown)


def _summary(number: int, state: StepState) -> str:
    """Return the step at hand in words, for narrow screens where the cells are signs alone."""
    if state.days_late:
        return f"Steg {number}, försenat {state.days_late} {'dag' if state.days_late == 1 else 'dagar'}."
    return f"Steg {number}, {state.points_done} av {state.points_total} punkter klara."


def _cell(state: StepState) -> SafeString:
    if state.days_late:
        return cell("late", f"{state.days_late} dgr sen")
    if state.state == "done":
        return cell("done", short_day(state.done_on) if state.done_on else "")
    if state.state == "ongoing":
        return cell("ongoing", f"{state.points_done} av {state.points_total}")
    return cell("not_started", "")


@lru_cache(maxsize=4096)
def cell(state: str, detail: str) -> SafeString:
    """Return the markup of one state in the matrix; the same state and words are rendered once per process."""
    return SafeString(render_to_string("benchmarking/overview/cell.html", {"state": state, "detail": detail}))


@lru_cache(maxsize=1024)
def short_day(day: dt.date) -> str:
    """Return a day in the least space: "12 jun"."""
    return f"{day.day} {MONTHS[day.month - 1]}"


@lru_cache(maxsize=1024)
def _ago(day: dt.date | None, today: dt.date) -> str:
    if day is None:
        return "aldrig"
    words = {0: "i dag", 1: "i går"}
    return words.get((today - day).days) or short_day(day)
