"""One letter to many: worded once, shown with its recipients, then written to each and held until it is sent."""

import uuid
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256

from django.db import transaction

from access import clock
from access.refusals import Clash, Refusal
from accounts import letters
from accounts.models import User
from cohorts import states
from cohorts.models import Cohort, Dispatch, Mailing, Participation, ParticipationState, Seat
from cohorts.roles import Function

#: What stands in the text for the name of the organisation, and for that of the person.
ORGANISATION, PERSON = "{organisation}", "{namn}"
KIND = "leader-mailing"


class NobodyReached(Refusal):
    """Nobody sits in the chosen seats."""

    sentence = "Ingen sitter på de platser du valt. Välj fler organisationer eller fler funktioner."


class RecipientsChanged(Clash):
    """Who gets the letter, or what it says, is not what was shown."""

    sentence = "Mottagarna eller texten har ändrats sedan du granskade. Läs igenom en gång till."


@dataclass(frozen=True, slots=True)
class Addressed:
    """An organisation, and those in it who get the letter: nobody where the seats stand empty."""

    room_id: int
    name: str
    people: tuple[User, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be written: to whom, the first letter as it would read, and the mark of all of it."""

    addressed: tuple[Addressed, ...]
    subject: str
    body: str
    to: str
    mark: str

    @property
    def letters(self) -> int:
        """Return how many letters it would be."""
        return sum(len(each.people) for each in self.addressed)


def organisations_of(cohort: Cohort) -> list[tuple[int, str]]:
    """Return (room id, name) of those that take part in the round now, mentors too, in alphabetical order."""
    rows = Participation.objects.filter(cohort=cohort).exclude(
        state__in=[ParticipationState.APPLIED, ParticipationState.WITHDRAWN]
    )
    return list(rows.order_by("organisation__sort_key").values_list("pk", "organisation__name"))


def preview(cohort: Cohort, *, rooms: Collection[int], functions: Collection[str], subject: str, body: str) -> Preview:
    """Return what would be written, in two statements. Raises ``NobodyReached``."""
    addressed = _addressed(cohort, rooms, functions)
    first = next((each for each in addressed if each.people), None)
    if first is None:
        raise NobodyReached
    text = "\n".join([subject, body, *(f"{a.room_id} {user.pk} {user.email}" for a in addressed for user in a.people)])
    return Preview(
        addressed=addressed,
        subject=_filled(subject, first, first.people[0]),
        body=_filled(body, first, first.people[0]),
        to=f"{first.people[0].name} <{first.people[0].email}>",
        mark=sha256(text.encode()).hexdigest()[:32],
    )


@transaction.atomic
def write_to_many(
    cohort: Cohort,
    *,
    rooms: Collection[int],
    functions: Collection[str],
    subject: str,
    body: str,
    mark: str,
    key: uuid.UUID,
    by: User,
) -> Mailing:
    """Write the letter to each of the chosen people, held until somebody sends it: all of them, or none.

    One letter per person and organisation, however many seats the person has there. ``mark`` is the preview's:
    where it is no longer true nothing is written. The same ``key`` again writes nothing more.
    Raises ``NobodyReached``, ``RecipientsChanged``, what ``letters.write`` and what ``states.require`` raise.
    """
    states.require(cohort.room, states.STEER)
    if (known := Mailing.objects.filter(key=key, room=cohort.pk).first()) is not None:
        return known
    shown = preview(cohort, rooms=rooms, functions=functions, subject=subject, body=body)
    if shown.mark != mark:
        raise RecipientsChanged
    facts = {"room": cohort.room, "key": key, "subject": subject, "letters": shown.letters}
    mailing = Mailing.objects.create(**facts, by=by, at=clock.now())
    written = [
        (
            each.room_id,
            letters.write(
                to=user, subject=_filled(subject, each, user), body=_filled(body, each, user), kind=KIND, held=True
            ),
        )
        for each in shown.addressed
        for user in each.people
    ]
    Dispatch.objects.bulk_create(Dispatch(room_id=room, letter=letter, mailing=mailing) for room, letter in written)
    return mailing


def _addressed(cohort: Cohort, rooms: Collection[int], functions: Collection[str]) -> tuple[Addressed, ...]:
    chosen = [(room, name) for room, name in organisations_of(cohort) if room in set(rooms)]
    order = {function: place for place, function in enumerate(Function)}
    seats = Seat.objects.filter(
        room__in=[room for room, _ in chosen],
        function__in=list(functions),
        ended_at=None,
        holder__is_active=True,
    ).select_related("holder")
    people: dict[int, dict[int, User]] = defaultdict(dict)
    for seat in sorted(seats, key=lambda seat: (order[Function(seat.function)], seat.pk)):
        if seat.holder is not None:
            people[seat.room_id].setdefault(seat.holder.pk, seat.holder)
    return tuple(Addressed(room, name, tuple(people[room].values())) for room, name in chosen)


def _filled(text: str, addressed: Addressed, person: User) -> str:
    return text.replace(ORGANISATION, addressed.name).replace(PERSON, person.name)
