"""A round is closed by an act that first shows what is not finished; whoever closes it all the same has read that."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse

from access import clock
from access.refusals import Refusal
from accounts.models import User
from benchmarking.meetings.models import Meeting, MeetingState
from benchmarking.method.content import Content
from benchmarking.overview.board import Board, read_board
from benchmarking.overview.offers import offers_in
from benchmarking.sharing.public import waiting_in
from cohorts import lifecycle, states
from cohorts.models import Cohort


class NotFinished(Refusal):
    """Something is not finished, and nobody said that it does not matter."""


@dataclass(frozen=True, slots=True)
class LooseEnd:
    """Something that is not finished: whose it is, what it is, and where."""

    whose: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Unfinished:
    """What is not finished in a round, by kind."""

    steps: tuple[LooseEnd, ...]
    meetings: tuple[LooseEnd, ...]
    answers: tuple[LooseEnd, ...]

    @property
    def count(self) -> int:
        """Return how many lines there are."""
        return len(self.steps) + len(self.meetings) + len(self.answers)

    @property
    def phrase(self) -> str:
        """Return them in words: "3 organisationer har steg kvar, 2 träffar är inte låsta"."""
        parts = [
            _counted(len(self.steps), "organisation har steg kvar", "organisationer har steg kvar"),
            _counted(len(self.meetings), "träff är inte låst", "träffar är inte låsta"),
            _counted(len(self.answers), "fråga väntar på svar", "frågor väntar på svar"),
        ]
        return ", ".join(part for part in parts if part)


def _counted(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}" if number else ""


def unfinished(cohort: Cohort, content: Content) -> Unfinished:
    """Return what is not finished, in ten statements however large the round is."""
    board = read_board(cohort, content, clock.today())
    waiting = [
        LooseEnd(offer.place, f"{offer.name} har inte svarat på inbjudan.", board.people_url)
        for offer in offers_in(cohort)
        if offer.state in {"waiting", "stuck"}
    ]
    asked = [LooseEnd(each.organisation, "Vill visa en delning öppet.", each.url) for each in waiting_in(cohort)]
    return Unfinished(tuple(_steps(board)), tuple(_meetings(cohort)), (*asked, *waiting))


def _steps(board: Board) -> Iterator[LooseEnd]:
    for line in board.lines:
        left = [number for (number, _), step in zip(board.steps, line.steps, strict=True) if step.state != "done"]
        if left:
            numbers = ", ".join(str(number) for number in left)
            yield LooseEnd(line.name, f"Steg {numbers} är inte {'klart' if len(left) == 1 else 'klara'}.", line.url)


def _meetings(cohort: Cohort) -> Iterator[LooseEnd]:
    rows = Meeting.objects.filter(room__benchmarkgroup__cohort=cohort).exclude(state=MeetingState.LOCKED)
    for meeting in rows.select_related("room__benchmarkgroup").order_by("room__title", "day"):
        address = {"cohort": cohort.slug, "group": meeting.room.benchmarkgroup.slug, "number": meeting.number}
        text = f"{meeting.title}: {meeting.get_state_display().lower()}."
        yield LooseEnd(meeting.room.title, text, reverse("benchmarking:meeting", kwargs=address))


@transaction.atomic
def close_round(cohort: Cohort, content: Content, *, anyway: bool, by: User) -> None:
    """End the round: its steps and meetings freeze, its participations are completed, and reading goes on.

    Raises ``NotFinished`` unless nothing is left or ``anyway`` says that it does not matter, and what
    ``lifecycle.close`` raises.
    """
    states.require(cohort.room, states.STEER)
    left = unfinished(cohort, content)
    if left.count and not anyway:
        raise NotFinished(f"Allt är inte klart: {left.phrase}. Bocka i att du avslutar ändå, eller vänta.")
    lifecycle.close(cohort, by=by)
