"""The overview as words: every cell written once, so that 311 organisations cost what 33 different words do."""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from benchmarking.overview.board import Board, GroupBlock, OrganisationLine
from benchmarking.overview.filters import FilterForm
from benchmarking.overview.needs import SHOWN, Need, needs
from benchmarking.workspace.progress import StepState
from cohorts.models import Cohort
from cohorts.roles import Function

MONTHS = ("jan", "feb", "mars", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
FULL_TRIO = "Full trio"


@dataclass(frozen=True, slots=True)
class Row:
    """One organisation's row: everything in it is a finished word or a finished cell."""

    name: str
    url: str
    cells: SafeString
    missing: str
    summary: str
    active: str


@dataclass(frozen=True, slots=True)
class Section:
    """One group's heading and rows."""

    block: GroupBlock
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class UpcomingDay:
    """A day to come: a group's meeting or a day of the round."""

    day: dt.date
    text: str
    meta: str
    url: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure at the top of the page; ``late`` draws it as trouble."""

    label: str
    value: str
    late: bool = False


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """What the template of the overview shows."""

    cohort: Cohort
    today: dt.date
    form: FilterForm
    steps: tuple[tuple[int, str], ...]
    sections: tuple[Section, ...]
    needs: tuple[Need, ...]
    more_needs: int
    upcoming: tuple[UpcomingDay, ...]
    facts: tuple[Fact, ...]
    organisations: int
    shown: int


def page_of(cohort: Cohort, board: Board, form: FilterForm) -> OverviewPage:
    """Return the page of ``board`` with the organisations that pass ``form``."""
    sections = tuple(Section(group, tuple(_row(board, line) for line in group.lines)) for group in form.groups())
    pressing = needs(board)
    upcoming = _upcoming(board)
    return OverviewPage(
        cohort=cohort,
        today=board.today,
        form=form,
        steps=board.steps,
        sections=sections,
        needs=pressing[:SHOWN],
        more_needs=max(0, len(pressing) - SHOWN),
        upcoming=upcoming[:SHOWN],
        facts=_facts(board),
        organisations=len(board.lines),
        shown=sum(len(section.rows) for section in sections),
    )


def _facts(board: Board) -> tuple[Fact, ...]:
    groups = sum(1 for group in board.groups if group.room_id is not None)
    late = sum(len(line.late) for line in board.lines)
    vacant = sum(len(line.missing) for line in board.lines)
    meetings = sorted((group.next_meeting for group in board.groups if group.next_meeting), key=lambda m: m.day)
    first = f"{date_format(meetings[0].day, 'j F')}, {meetings[0].place}" if meetings else "Ingen bokad"
    return (
        Fact("Organisationer", f"{len(board.lines)} i {groups} grupper"),
        Fact("Vanligaste steget", board.most_common_step),
        Fact("Försenade steg", str(late), late=late > 0),
        Fact("Vakanta platser", str(vacant), late=vacant > 0),
        Fact("Nästa träff", first),
        Fact("Resultatkonferens", _days_to(board.conference_on, board.today)),
    )


def _row(board: Board, line: OrganisationLine) -> Row:
    current = line.steps[line.current]
    number = board.steps[line.current][0]
    return Row(
        name=line.name,
        url=line.url,
        cells=format_html_join("", "{}", ((_cell(state),) for state in line.steps)),
        missing=_missing(line.missing),
        summary=f"Steg {number}, {current.points_done} av {current.points_total} punkter klara. Senast aktiv ",
        active=_ago(line.active_on, board.today),
    )


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


@lru_cache(maxsize=64)
def _missing(functions: tuple[Function, ...]) -> str:
    names = [function.label for function in functions]
    if not names:
        return ""
    return f"{' och '.join([names[0], *(name.lower() for name in names[1:])])} saknas"


@lru_cache(maxsize=1024)
def _ago(day: dt.date | None, today: dt.date) -> str:
    if day is None:
        return "aldrig"
    words = {0: "i dag", 1: "i går"}
    return words.get((today - day).days) or short_day(day)


def _upcoming(board: Board) -> tuple[UpcomingDay, ...]:
    days = [
        UpcomingDay(
            group.next_meeting.day, f"{group.next_meeting.title}, {group.next_meeting.place}", group.title, group.url
        )
        for group in board.groups
        if group.next_meeting
    ]
    days += [
        UpcomingDay(day.day, day.title, "Alla", "")
        for day in board.milestones
        if not day.is_past(board.today) and not day.step_key
    ]
    return tuple(sorted(days, key=lambda day: day.day))


def _days_to(day: dt.date | None, today: dt.date) -> str:
    if day is None:
        return "Ingen dag satt"
    days = (day - today).days
    if days < 0:
        return "har varit"
    return {0: "i dag", 1: "i morgon"}.get(days, f"om {days} dagar")
