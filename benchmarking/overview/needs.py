"""What needs the leader: late or still work, empty seats, what waits for an answer, groups without a meeting."""

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format

from benchmarking.overview.board import Board, GroupBlock, OrganisationLine
from benchmarking.overview.offers import Offer
from benchmarking.overview.risks import still_days
from benchmarking.sharing.public import RequestLine
from cohorts.roles import Function

#: So long may an offer wait before it needs somebody.
PATIENCE_DAYS = 7
SHOWN = 8
#: So many more are unfolded at a press; the filters of the matrix find the rest.
MORE = 40

#: Weights: who waits for an answer comes first, then late steps, the later the higher; then groups without a
#: meeting, standstill, offers, seats.
_TO_SHOW, _LATE, _NO_MEETING, _STILL, _OFFER, _VACANT = 9000, 2000, 1500, 500, 60, 50


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


def needs(board: Board, offers: Collection[Offer], asked: Collection[RequestLine] = ()) -> tuple[Need, ...]:
    """Return what needs the leader on the board's day, the most pressing first.

    ``offers`` are the latest ones of the round's empty seats, ``asked`` what organisations wait to show openly.
    """
    by_seat = {(offer.room_id, offer.function): offer for offer in offers}
    missing = {(line.room_id, function) for line in board.lines for function in line.missing}
    found = [need for group in board.groups for need in _of_group(board, group, by_seat)]
    others = [offer for offer in offers if (offer.room_id, offer.function) not in missing]
    found += [_unanswered(board, offer) for offer in others if _presses(board, offer)]
    found += [_to_show(request) for request in asked]
    return tuple(sorted(found, key=lambda need: -need.weight))


def _of_group(board: Board, group: GroupBlock, offers: dict[tuple[int, Function], Offer]) -> Iterator[Need]:
    for line in group.lines:
        if line.left_on is None:
            yield from _of_work(board, line)
            yield from _of_seats(board, line, offers)
    if group.room_id is not None and group.next_meeting is None and _meets_again(board, group):
        ask = "mentorn och strategerna" if group.mentors else "strategerna"
        text = f"{group.title} har ingen bokad träff"
        yield Need("late", text, f"Hör med {ask} om en dag.", "", group.url, _NO_MEETING)


def _meets_again(board: Board, group: GroupBlock) -> bool:
    """Tell whether somebody in the group has a step left that the group meets in."""
    return any(line.steps[place].state != "done" for line in group.lines for place in board.meets_in)


def _of_work(board: Board, line: OrganisationLine) -> Iterator[Need]:
    """Yield at most one need: a late step, or a long silence, or both in one."""
    still = still_days(board, line)
    standstill = f"{line.name} har stått still i {still} dagar"
    if line.late:
        step = line.late[0]
        number, title = board.steps[line.steps.index(step)]
        others = len(line.late) - 1
        more = f" {others} steg till är {'försenat' if others == 1 else 'försenade'}." if others else ""
        yield Need(
            "late",
            standstill if still else f"Steg {number} är försenat i {line.name}",
            f"Steg {number}, {title.lower()}, skulle vara klart {_day(step.due or board.today)}. "
            f"{step.points_done} av {step.points_total} punkter är klara.{more}",
            f"{step.days_late} dagar sen" if step.days_late > 1 else "1 dag sen",
            line.url,
            _LATE + step.days_late,
        )
    elif still:
        yield Need("late", standstill, "Ingen har skrivit eller bockat av något.", "", line.url, _STILL + still)


def _of_seats(board: Board, line: OrganisationLine, offers: dict[tuple[int, Function], Offer]) -> Iterator[Need]:
    for function in line.missing:
        offer = offers.get((line.room_id, function))
        if offer is not None and not _presses(board, offer):
            continue
        meta = _said(offer) if offer else "Platsen är vakant. Bjud in någon till den."
        weight = _OFFER if offer else _VACANT
        yield Need("person", f"{line.name} saknar {function.label.lower()}", meta, "", line.team_url, weight)


def _presses(board: Board, offer: Offer) -> bool:
    return offer.state != "waiting" or board.today - offer.day >= dt.timedelta(days=PATIENCE_DAYS)


def _to_show(asked: RequestLine) -> Need:
    text = f"{asked.organisation} vill visa en delning öppet"
    meta = f"{asked.title}. Läs den, och godkänn eller säg nej."
    return Need("share", text, meta, f"begärt {_day(timezone.localdate(asked.asked_at))}", asked.url, _TO_SHOW)


def _unanswered(board: Board, offer: Offer) -> Need:
    """Return the need of an offer of a seat that the round does not require: a leader's, or the home team's."""
    text = f"{offer.name} har inte tagit plats i {offer.place}"
    return Need("person", text, f"{offer.function.label}. {_said(offer)}", "", board.people_url, _OFFER)


def _said(offer: Offer) -> str:
    return {
        "waiting": f"{offer.name} är inbjuden sedan {_day(offer.day)} och har inte svarat.",
        "held": f"Inbjudan till {offer.name} är inte skickad. Skicka den.",
        "expired": f"Inbjudan till {offer.name} gick ut {_day(offer.day)}. Skicka den igen.",
        "declined": f"{offer.name} tackade nej {_day(offer.day)}. Bjud in någon annan.",
        "stuck": f"Brevet till {offer.name} har inte gått iväg. Skicka det igen.",
    }[offer.state]


def _day(day: dt.date) -> str:
    return date_format(day, "j F")
