"""The outbox of a round: its letters can be read, stopped before they leave, and sent where they wait for it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from access.refusals import Clash
from accounts import letters
from accounts.models import Letter, User
from cohorts import states
from cohorts.models import Cohort, Dispatch

PAGE = 50
_STATE = Letter.State
#: The heaps of the outbox: the word in the address → what it is called, and which letters lie in it.
HEAPS: Mapping[str, tuple[str, Q]] = {
    "vantar": ("Väntar", Q(letter__state__in=[_STATE.HELD, _STATE.QUEUED, _STATE.SENDING])),
    "skickade": ("Skickade", Q(letter__state=_STATE.SENT)),
    "stoppade": ("Stoppade", Q(letter__state=_STATE.STOPPED, letter__stopped_by__isnull=False)),
    "kom-inte-fram": (
        "Kom inte iväg",
        Q(letter__state=_STATE.UNSURE) | Q(letter__state=_STATE.STOPPED, letter__stopped_by=None),
    ),
}
FIRST = "vantar"
#: Letters that those who lead may let go from here: an invitation's own days begin when it is sent from its page.
_HELD_HERE = Q(letter__state=_STATE.HELD, letter__secret_kind="")


class NothingHeld(Clash):
    """The letters have been sent or stopped since the page was shown."""

    sentence = "Inget brev väntar på att skickas. Ladda om sidan för att se hur det är nu."


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A letter in a list: ``state`` in words, ``at`` when it was written, or sent if it has been."""

    pk: int
    place: str
    to: str
    email: str
    subject: str
    state: str
    at: dt.datetime
    reason: str
    may_stop: bool
    may_send: bool


@dataclass(frozen=True, slots=True)
class Heap:
    """One heap and how many letters lie in it."""

    word: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Outbox:
    """A page of one heap, and the counts of all. ``held`` is how many can be sent from here."""

    heaps: tuple[Heap, ...]
    here: Heap
    rows: tuple[LetterRow, ...]
    held: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class OpenLetter:
    """A letter as it can be read. Its secret link is made when it leaves, and is on no page."""

    row: LetterRow
    body: str
    has_link: bool
    has_calendar: bool
    stopped_by: str


def letters_of(cohort: Cohort) -> QuerySet[Dispatch]:
    """Return the dispatches of a round: from its own room, its groups' and its organisations'."""
    here = Q(room=cohort.pk) | Q(room__participation__cohort=cohort) | Q(room__benchmarkgroup__cohort=cohort)
    return Dispatch.objects.filter(here).select_related("letter__stopped_by", "room")


def outbox_of(cohort: Cohort, heap: str = FIRST, page: int = 1) -> Outbox:
    """Return a page of a heap, the latest letter first, in two statements however many letters there are."""
    found = letters_of(cohort)
    names = {word: Count("pk", filter=which) for word, (_, which) in HEAPS.items()}
    counts = found.aggregate(held=Count("pk", filter=_HELD_HERE), **names)
    heaps = tuple(Heap(word, label, counts[word]) for word, (label, _) in HEAPS.items())
    here = next((each for each in heaps if each.word == heap), heaps[0])
    pages = max(1, -(-here.count // PAGE))
    page = min(max(page, 1), pages)
    rows = found.filter(HEAPS[here.word][1]).order_by("-letter_id")[(page - 1) * PAGE : page * PAGE]
    return Outbox(heaps, here, tuple(_row(each) for each in rows), counts["held"], page, pages)


def waiting_letters(cohort: Cohort, most: int) -> tuple[LetterRow, ...]:
    """Return the letters that have not left, or did not come through, at ``most`` so many. One statement."""
    open_ = HEAPS["vantar"][1] | HEAPS["kom-inte-fram"][1]
    return tuple(_row(each) for each in letters_of(cohort).filter(open_).order_by("-letter_id")[:most])


def open_letter(dispatch: Dispatch) -> OpenLetter:
    """Return a letter of the round to be read."""
    letter = dispatch.letter
    return OpenLetter(
        row=_row(dispatch),
        body="" if letter.valid_until else letter.body,
        has_link=bool(letter.secret_kind),
        has_calendar=bool(letter.ics),
        stopped_by=letter.stopped_by.name if letter.stopped_by else "",
    )


@transaction.atomic
def send(cohort: Cohort, dispatch: Dispatch) -> Letter:
    """Let one held letter go; the caller rings for it. Raises ``NothingHeld`` and what ``states.require`` raises."""
    return _let_go(cohort, letters_of(cohort).filter(pk=dispatch.pk))[0]


@transaction.atomic
def send_held(cohort: Cohort) -> list[Letter]:
    """Let every letter go that waits to be sent from here; the caller rings for each.

    Raises ``NothingHeld`` where there is none, and what ``states.require`` raises.
    """
    return _let_go(cohort, letters_of(cohort))


def _let_go(cohort: Cohort, dispatches: QuerySet[Dispatch]) -> list[Letter]:
    states.require(cohort.room, states.STEER)
    held = list(dispatches.filter(_HELD_HERE))
    if not held:
        raise NothingHeld
    return [letters.release(each.letter) for each in held]


def stop(dispatch: Dispatch, *, by: User) -> Letter:
    """Keep a letter from ever leaving. Raises ``accounts.letters.AlreadyLeft``."""
    return letters.stop(dispatch.letter, by)


def _row(dispatch: Dispatch) -> LetterRow:
    letter = dispatch.letter
    return LetterRow(
        pk=letter.pk,
        place=dispatch.room.title,
        to=letter.to_name,
        email=letter.to_email,
        subject=letter.subject,
        state=letter.get_state_display(),
        at=letter.sent_at or letter.created_at,
        reason=letter.reason,
        may_stop=letter.state in {_STATE.HELD, _STATE.QUEUED},
        may_send=letter.state == _STATE.HELD and not letter.secret_kind,
    )
