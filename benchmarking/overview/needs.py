"""What needs the leader: late steps, empty seats, groups without a next meeting, organisations that stand still."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.formats import date_format

from benchmarking.overview.board import Board, GroupBlock, OrganisationLine

#: "Ingen aktivitet på 30 dagar" is the programme's own sign of a round at risk (issue of steering; domain.md §h).
STILL_DAYS = 30
SHOWN = 8


@dataclass(frozen=True, slots=True)
class Need:
    """One line of "Behöver dig": what, why, since when, and where to go."""

    icon: str
    text: str
    meta: str
    when: str
    url: str
    weight: int

    @property
    def late(self) -> bool:
        """Tell whether it is drawn as late."""
        return self.icon == "late"


def needs(board: Board) -> tuple[Need, ...]:
    """Return what needs the leader on the board's day, the most pressing first."""
    found = [need for group in board.groups for need in _of_group(board, group)]
    return tuple(sorted(found, key=lambda need: -need.weight))


def _of_group(board: Board, group: GroupBlock) -> Iterator[Need]:
    for line in group.lines:
        yield from _of_line(board, line)
    if group.room_id is not None and group.lines and group.next_meeting is None:
        yield Need(
            "home",
            f"{group.title} har ingen bokad träff",
            "Hör med mentorn och strategerna om en dag.",
            "",
            group.url,
            40,
        )


def _of_line(board: Board, line: OrganisationLine) -> Iterator[Need]:
    if line.late:
        step = line.late[0]
        number, title = board.steps[line.steps.index(step)]
        others = f" {len(line.late) - 1} till är också försenade." if len(line.late) > 1 else ""
        yield Need(
            "late",
            f"{line.name} är sena med steg {number}",
            f"{title} skulle vara klart {date_format(step.due or board.today, 'j F')}. "
            f"{step.points_done} av {step.points_total} punkter är klara.{others}",
            f"{step.days_late} dagar sen" if step.days_late > 1 else "1 dag sen",
            line.url,
            100 + step.days_late,
        )
    elif (
        line.active_on
        and (board.today - line.active_on).days >= STILL_DAYS
        and line.steps[line.current].state != "done"
    ):
        days = (board.today - line.active_on).days
        yield Need(
            "late",
            f"{line.name} har stått still i {days} dagar",
            "Ingen har skrivit eller bockat av något.",
            "",
            line.url,
            60 + days,
        )
    for function in line.missing:
        yield Need(
            "person",
            f"{line.name} saknar {function.label.lower()}",
            "Platsen är vakant. Bjud in någon till den.",
            "",
            line.url,
            50,
        )
