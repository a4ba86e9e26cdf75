"""Everything that somebody who takes over a round needs, on one page that can be printed."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q

from benchmarking.overview.board import Board
from benchmarking.overview.offers import Offer
from benchmarking.overview.page import Fact, UpcomingDay, facts_of, upcoming
from benchmarking.overview.risks import risks_of, said
from benchmarking.sharing.public import RequestLine
from cohorts.leader_notes import notes_in
from cohorts.models import Cohort, LeaderNote, Seat
from cohorts.outbox import LetterRow, waiting_letters
from cohorts.roles import Function

LETTERS = 30


@dataclass(frozen=True, slots=True)
class NeedsSupport:
    """An organisation with its risks in words."""

    name: str
    url: str
    text: str


@dataclass(frozen=True, slots=True)
class Place:
    """Who sits somewhere: (function, name or "", address) of each seat."""

    name: str
    seats: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Handover:
    """What the page shows."""

    facts: tuple[Fact, ...]
    days: tuple[UpcomingDay, ...]
    support: tuple[NeedsSupport, ...]
    asked: tuple[RequestLine, ...]
    offers: tuple[Offer, ...]
    letters: tuple[LetterRow, ...]
    notes: tuple[LeaderNote, ...]
    places: tuple[Place, ...]


def handover_of(cohort: Cohort, board: Board, offers: Collection[Offer], asked: Collection[RequestLine]) -> Handover:
    """Return the page, in three statements besides what it is handed."""
    support = ((line, said(risks_of(board, line))) for line in board.lines)
    return Handover(
        facts=(Fact("Läge", cohort.get_state_display()), *facts_of(board)),
        days=tuple(upcoming(board)),
        support=tuple(NeedsSupport(line.name, line.url, text) for line, text in support if text),
        asked=tuple(asked),
        offers=tuple(offers),
        letters=waiting_letters(cohort, LETTERS),
        notes=notes_in(cohort),
        places=_places(cohort),
    )


def _places(cohort: Cohort) -> tuple[Place, ...]:
    """Return those who lead first, then each organisation with its trio, vacant seats too, in one statement."""
    here = Q(room=cohort.pk) | Q(room=cohort.room.parent_id) | Q(room__participation__cohort=cohort)
    order = {function: place for place, function in enumerate(Function)}
    seats: dict[str, list[Seat]] = defaultdict(list)
    found = Seat.objects.filter(here, ended_at=None).exclude(function=Function.OTHER)
    for seat in found.select_related("holder", "room__participation__organisation").order_by(
        "-room__kind", "room__participation__organisation__sort_key", "pk"
    ):
        seats[seat.room.title].append(seat)
    return tuple(
        Place(
            name,
            tuple(
                (
                    Function(seat.function).label,
                    seat.holder.name if seat.holder else "",
                    seat.holder.email if seat.holder else "",
                )
                for seat in sorted(own, key=lambda seat: (order[Function(seat.function)], seat.pk))
            ),
        )
        for name, own in seats.items()
    )
