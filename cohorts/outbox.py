"""The outbox of a round: its letters can be read, and stopped before they leave. ``outgoing`` lets them go."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Max, Q, QuerySet

from accounts import letters
from accounts.models import Letter, User
from cohorts import acts
from cohorts.models import ActKind, Cohort, Dispatch

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
_HELD = Q(letter__state=_STATE.HELD)


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
    """A page of one heap, and the counts of all. ``held`` is how many wait to be sent, ``last`` the latest of them."""

    heaps: tuple[Heap, ...]
    here: Heap
    rows: tuple[LetterRow, ...]
    held: int
    last: int | None
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
    counts = found.aggregate(held=Count("pk", filter=_HELD), last=Max("letter_id", filter=_HELD), **names)
    heaps = tuple(Heap(word, label, counts[word]) for word, (label, _) in HEAPS.items())
    here = next((each for each in heaps if each.word == heap), heaps[0])
    pages = max(1, -(-here.count // PAGE))
    page = min(max(page, 1), pages)
    rows = found.filter(HEAPS[here.word][1]).order_by("-letter_id")[(page - 1) * PAGE : page * PAGE]
    return Outbox(heaps, here, tuple(_row(each) for each in rows), counts["held"], counts["last"], page, pages)


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


def held_until(cohort: Cohort, last: int) -> list[int]:
    """Return the letters (ids) that wait to be sent, but none later than ``last``: those that a page showed."""
    return list(letters_of(cohort).filter(_HELD, letter_id__lte=last).values_list("letter_id", flat=True))


@transaction.atomic
def stop(dispatch: Dispatch, *, by: User) -> Letter:
    """Keep a letter from ever leaving, in a closed round too. Raises ``accounts.letters.AlreadyLeft``."""
    stopped = letters.stop(dispatch.letter, by)
    acts.record(
        dispatch.room_id, ActKind.STOPPED, f"{stopped.subject}, till {stopped.to_name or stopped.to_email}", by=by
    )
    return stopped


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
        may_send=letter.state == _STATE.HELD,
    )
