"""The page of a round: its figures, what needs the leader, the days to come and the matrix."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.utils.formats import date_format

from benchmarking.meetings.reading import meeting_name
from benchmarking.overview.board import Board
from benchmarking.overview.filters import FilterForm
from benchmarking.overview.matrix import Section, sections_of, where
from benchmarking.overview.needs import MORE, SHOWN, Need, needs
from benchmarking.overview.offers import Offer
from benchmarking.sharing.public import RequestLine
from cohorts.models import Cohort

COUNTED = ("noll", "ett", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv")


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
    step_count: str
    sections: tuple[Section, ...]
    needs: tuple[Need, ...]
    more_needs: tuple[Need, ...]
    further_needs: int
    upcoming: tuple[UpcomingDay, ...]
    facts: tuple[Fact, ...]
    organisations: int
    shown: int


def page_of(
    cohort: Cohort, board: Board, offers: Collection[Offer], asked: Collection[RequestLine], form: FilterForm
) -> OverviewPage:
    """Return the page of ``board`` with the organisations that pass ``form``."""
    sections = sections_of(board, form.groups(), steered=True)
    pressing = needs(board, offers, asked)
    return OverviewPage(
        cohort=cohort,
        today=board.today,
        form=form,
        steps=board.steps,
        step_count=COUNTED[len(board.steps)] if len(board.steps) < len(COUNTED) else str(len(board.steps)),
        sections=sections,
        needs=pressing[:SHOWN],
        more_needs=pressing[SHOWN : SHOWN + MORE],
        further_needs=max(0, len(pressing) - SHOWN - MORE),
        upcoming=tuple(upcoming(board)[:SHOWN]),
        facts=facts_of(board),
        organisations=sum(len(group.lines) for group in board.groups),
        shown=sum(len(section.block.lines) for section in sections),
    )


def facts_of(board: Board) -> tuple[Fact, ...]:
    """Return the figures of a round."""
    groups = sum(1 for group in board.groups if group.room_id is not None)
    late = sum(len(line.late) for line in board.lines)
    vacant = sum(len(line.missing) for line in board.lines)
    meetings = sorted((group.next_meeting for group in board.groups if group.next_meeting), key=lambda m: m.day)
    first = f"{date_format(meetings[0].day, 'j F')}, {where(meetings[0])}" if meetings else "Ingen bokad"
    return (
        Fact("Organisationer", f"{len(board.lines)} i {groups} {'grupp' if groups == 1 else 'grupper'}"),
        Fact("Vanligaste steget", board.most_common_step),
        Fact("Försenade steg", str(late), late=late > 0),
        Fact("Vakanta platser", str(vacant), late=vacant > 0),
        Fact("Nästa träff", first),
        Fact("Resultatkonferens", _days_to(board.conference_on, board.today)),
    )


def upcoming(board: Board) -> list[UpcomingDay]:
    """Return the meetings and the days of the round that are to come, the nearest first."""
    days = [
        UpcomingDay(meeting.day, f"{meeting_name(meeting.title)}, {where(meeting)}", group.title, group.url)
        for group in board.groups
        if (meeting := group.next_meeting)
    ]
    days += [
        UpcomingDay(day.day, day.title, "Alla", "")
        for day in board.milestones
        if not day.is_past(board.today) and not day.step_key
    ]
    return sorted(days, key=lambda day: day.day)


def _days_to(day: dt.date | None, today: dt.date) -> str:
    if day is None:
        return "Ingen dag satt"
    days = (day - today).days
    if days < 0:
        return "har varit"
    return {0: "i dag", 1: "i morgon"}.get(days, f"om {days} dagar")
