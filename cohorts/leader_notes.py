"""Notes between those who lead a round: about an organisation, or about the round. Nobody else reads them."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q, QuerySet

from access import clock
from access.refusals import Clash
from accounts.models import User
from cohorts.models import Cohort, LeaderNote, Room


class NoteGone(Clash):
    """Somebody has taken the note away."""

    sentence = "Anteckningen är redan borttagen."


@transaction.atomic
def write_note(room: Room, *, text: str, by: User) -> LeaderNote:
    """Write a note about the organisation or the round whose room it is. A closed round takes notes too."""
    return LeaderNote.objects.create(room=room, text=text, by=by, at=clock.now())


@transaction.atomic
def remove_note(note: LeaderNote, *, by: User) -> None:
    """Take a note away; it is kept, and shown to nobody. Raises ``NoteGone``."""
    now = clock.now()
    if not LeaderNote.objects.filter(pk=note.pk, removed_at=None).update(removed_at=now, removed_by=by):
        raise NoteGone


def notes_about(rooms: Iterable[int]) -> tuple[LeaderNote, ...]:
    """Return the notes about these rooms, the latest first, with who wrote them. One statement."""
    return tuple(_standing().filter(room__in=list(rooms)))


def notes_in(cohort: Cohort) -> tuple[LeaderNote, ...]:
    """Return the notes about a round and all its organisations, the latest first. One statement."""
    return tuple(standing_in(cohort))


def standing_in(cohort: Cohort) -> QuerySet[LeaderNote]:
    """Return the notes of a round that nobody has taken away."""
    return _standing().filter(Q(room=cohort.pk) | Q(room__participation__cohort=cohort))


def _standing() -> QuerySet[LeaderNote]:
    return LeaderNote.objects.filter(removed_at=None).select_related("by", "room")
