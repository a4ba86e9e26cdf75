"""Letters about groups: to everybody in the trio of those whom a change touches, one text for each organisation."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings

from accounts import letters
from accounts.models import User
from cohorts.models import Cohort, Dispatch, Participation, Seat
from cohorts.roles import TRIO, Function
from cohorts.wording import listed

KIND = "groups"


@dataclass(frozen=True, slots=True)
class Note:
    """What an organisation is told, who gets it, and which of its seats nobody sits in. ``opening`` is not in it."""

    room: int
    organisation: str
    recipients: tuple[User, ...]
    vacant: tuple[str, ...]
    subject: str
    body: str

    def to(self, recipient: User) -> str:
        """Return the letter that one of them gets."""
        return f"Hej {recipient.name}.\n\n{self.body}"


def notes_for(cohort: Cohort, told: Mapping[Participation, Iterable[str]], *, subject: str) -> tuple[Note, ...]:
    """Return a note to each participation that is told something, in paragraphs; one statement."""
    told = {who: tuple(paragraphs) for who, paragraphs in told.items()}
    seats: dict[int, list[Seat]] = defaultdict(list)
    trio = Seat.objects.filter(room__in=[who.pk for who in told], function__in=TRIO, ended_at=None)
    for seat in trio.select_related("holder"):
        seats[seat.room_id].append(seat)
    return tuple(
        Note(
            room=who.pk,
            organisation=who.organisation.name,
            recipients=tuple(
                {s.holder.pk: s.holder for s in seats[who.pk] if s.holder and s.holder.is_active}.values()
            ),
            vacant=tuple(Function(seat.function).label.lower() for seat in seats[who.pk] if seat.holder is None),
            subject=f"{cohort.name}: {subject}",
            body="\n\n".join([*paragraphs, f"Allt finns på {settings.SITE_URL.rstrip('/')}/"]) + "\n",
        )
        for who, paragraphs in told.items()
    )


def write(notes: Iterable[Note]) -> list[int]:
    """Put the notes in the outbox, one letter to each recipient, and return their ids: the caller rings for them."""
    written = [
        Dispatch(
            room_id=note.room,
            letter=letters.write(to=recipient, subject=note.subject, body=note.to(recipient), kind=KIND),
        )
        for note in notes
        for recipient in note.recipients
    ]
    Dispatch.objects.bulk_create(written)
    return [dispatch.letter_id for dispatch in written]


def company(names: Iterable[str]) -> str:
    """Return whom one is with: "i grupp med Boden och Luleå", or "ensam i en grupp"."""
    names = list(names)
    return f"i grupp med {listed(names)}" if names else "ensam i en grupp"
