"""What is a risk, said in words: the one place that decides it, from what the board has read."""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from benchmarking.overview.board import Board, OrganisationLine
from benchmarking.workspace.progress import StepState
from cohorts.roles import Function

#: "Ingen aktivitet på 30 dagar" is the programme's own sign of a round at risk (domain.md §h).
STILL_DAYS = 30


class RiskKind(StrEnum):
    """The kinds of risk, the most pressing first."""

    QUIET = "quiet"
    LATE = "late"
    VACANT = "vacant"
    MATERIAL = "material"


@dataclass(frozen=True, slots=True)
class Risk:
    """One risk in words, as it stands in the middle of a sentence: "steg 2 är 9 dagar sent"."""

    kind: RiskKind
    text: str


def risks_of(board: Board, line: OrganisationLine) -> tuple[Risk, ...]:
    """Return why an organisation needs support on the board's day; nothing where it does not, or has left."""
    if line.left_on is not None:
        return ()
    return (*_quiet(board, line), *_late(board, line), *_vacant(line), *_material(board, line))


def said(risks: tuple[Risk, ...]) -> str:
    """Return risks as one sentence, "" for none: "Ingen aktivitet på 37 dagar, chef saknas."."""
    text = ", ".join(risk.text for risk in risks)
    return f"{text[0].upper()}{text[1:]}." if text else ""


def still_days(board: Board, line: OrganisationLine) -> int:
    """Return how many days nobody has done anything, 0 where that is no risk.

    One that has never begun is counted from the round's first day; one with every step done is left in peace.
    """
    if line.steps[line.current].state == "done":
        return 0
    days = (board.today - (line.active_on or board.began_on)).days
    return days if days >= STILL_DAYS else 0


@lru_cache(maxsize=64)
def vacant(functions: tuple[Function, ...]) -> str:
    """Return which seats stand empty: "Politiker och chef saknas", "" for none."""
    names = [function.label for function in functions]
    if not names:
        return ""
    return f"{' och '.join([names[0], *(name.lower() for name in names[1:])])} saknas"


def _quiet(board: Board, line: OrganisationLine) -> tuple[Risk, ...]:
    days = still_days(board, line)
    return (Risk(RiskKind.QUIET, f"ingen aktivitet på {days} dagar"),) if days else ()


def _late(board: Board, line: OrganisationLine) -> tuple[Risk, ...]:
    return tuple(
        Risk(RiskKind.LATE, f"steg {board.steps[place][0]} är {step.days_late} {_days(step.days_late)} sent")
        for place, step in enumerate(line.steps)
        if step.days_late
    )


def _vacant(line: OrganisationLine) -> tuple[Risk, ...]:
    text = vacant(line.missing)
    return (Risk(RiskKind.VACANT, f"{text[0].lower()}{text[1:]}"),) if text else ()


def _material(board: Board, line: OrganisationLine) -> tuple[Risk, ...]:
    """Return the steps whose day has passed that are not shared, or where a point or a required field is left."""
    found = []
    for place, step in enumerate(line.steps):
        if step.due is None or step.due >= board.today:
            continue
        lacks = [*_left(step), *(["inte delat"] if place in line.unshared else [])]
        if lacks:
            found.append(Risk(RiskKind.MATERIAL, f"steg {board.steps[place][0]}: {' och '.join(lacks)}"))
    return tuple(found)


def _left(step: StepState) -> tuple[str, ...]:
    """Return what is left to do, while the step is not approved: points first, else fields of its worksheets."""
    if step.state == "done":
        return ()
    if points := step.points_total - step.points_done:
        return (f"{points} {'punkt' if points == 1 else 'punkter'} kvar",)
    return ("fält kvar att fylla i",) if step.minutes_left else ()


def _days(number: int) -> str:
    return "dag" if number == 1 else "dagar"
