"""Rounds and who takes part in them."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from access.refusals import Refusal
from cohorts.grants import sync_grants
from cohorts.models import (
    RESERVED_SLUGS,
    Cohort,
    Organisation,
    Participation,
    ParticipationState,
    Room,
    Seat,
)
from cohorts.roles import TRIO, Part, RoomKind
from cohorts.seats import open_seat

#: The seats an organisation fills where a cohort says nothing else: one politician, one manager, one strategist.
TRIO_SEATS = {function.value: 1 for function in TRIO}


class NameTaken(Refusal):
    """The address of the round is in use, or reserved."""

    sentence = "Det finns redan en omgång med det namnet. Välj ett annat, till exempel med årtal."


class EndsBeforeStart(Refusal):
    """The last day lies before the first."""

    sentence = "Omgången slutar före den börjar. Ändra någon av dagarna."


class AlreadyEnrolled(Refusal):
    """The organisation is in the round already."""

    sentence = "Organisationen är redan med i omgången."


class Newcomer(NamedTuple):
    """An organisation that is to come into a round, and how; ``mentor_capacity`` counts where it is a mentor."""

    organisation: Organisation
    part: Part
    mentor_capacity: int


def programme_room() -> Room:
    """Return the one programme room, made when it is first asked for."""
    room, _ = Room.objects.get_or_create(kind=RoomKind.PROGRAMME, defaults={"title": "SKR"})
    return room


@transaction.atomic
def create_cohort(*, name: str, starts_on: dt.date, ends_on: dt.date, slug: str = "", **facts: Any) -> Cohort:
    """Create a round with its room under the programme; its address follows from its name unless told.

    ``facts`` are further columns of ``Cohort``. Raises ``NameTaken`` or ``EndsBeforeStart``.
    """
    slug = slug or _slug_of(name)
    check_dates(starts_on=starts_on, ends_on=ends_on)
    programme = Room.objects.select_for_update(no_key=True).get(pk=programme_room().pk)
    if not slug or slug in RESERVED_SLUGS or Cohort.objects.filter(slug=slug).exists():
        raise NameTaken
    facts.setdefault("required_seats", TRIO_SEATS)
    room = Room.objects.create(kind=RoomKind.COHORT, parent=programme, title=name)
    return Cohort.objects.create(room=room, name=name, slug=slug, starts_on=starts_on, ends_on=ends_on, **facts)


def check_dates(*, starts_on: dt.date, ends_on: dt.date) -> None:
    """Raise ``EndsBeforeStart`` for a round that does."""
    if ends_on < starts_on:
        raise EndsBeforeStart


def _slug_of(name: str) -> str:
    """Return what stands in the address: "Omgång 2019" is 2019."""
    longest = Cohort._meta.get_field("slug").max_length
    return slugify(name).removeprefix("omgang-")[:longest].strip("-")


@transaction.atomic
def enrol(cohort: Cohort, organisation: Organisation, *, part: Part = Part.PARTICIPANT, **facts: Any) -> Participation:
    """Let an organisation into a round, with a room of its own and the vacant seats that the round requires.

    A later round that the organisation is in gets to read this one. ``facts`` are further columns of
    ``Participation``. Raises ``AlreadyEnrolled``.
    """
    room = Room.objects.create(kind=RoomKind.PARTICIPATION, parent=cohort.room, title=organisation.name)
    try:
        with transaction.atomic():
            participation = Participation.objects.create(
                room=room, cohort=cohort, organisation=organisation, part=part, **facts
            )
    except IntegrityError as clash:
        raise AlreadyEnrolled from clash
    for function, count in cohort.required_seats.items():
        for _ in range(count):
            open_seat(room, function)
    later = Participation.objects.filter(organisation=organisation, cohort__starts_on__gt=cohort.starts_on)
    sync_grants(room.pk, *later.values_list("pk", flat=True))
    return participation


@transaction.atomic
def enrol_all(cohort: Cohort, newcomers: Iterable[Newcomer], **facts: Any) -> list[Participation]:
    """Let many organisations into a round, each as ``enrol`` would, in a handful of statements.

    The caller holds the cohort's room. Raises ``AlreadyEnrolled``, and then none of them is.
    """
    wanted = list(newcomers)
    rooms = Room.objects.bulk_create(
        [Room(kind=RoomKind.PARTICIPATION, parent=cohort.room, title=each.organisation.name) for each in wanted]
    )
    try:
        with transaction.atomic():
            made = Participation.objects.bulk_create(
                [
                    Participation(room=room, cohort=cohort, **each._asdict(), **facts)
                    for room, each in zip(rooms, wanted, strict=True)
                ]
            )
    except IntegrityError as clash:
        raise AlreadyEnrolled from clash
    required = [function for function, count in cohort.required_seats.items() for _ in range(count)]
    Seat.objects.bulk_create([Seat(room=room, function=function) for room in rooms for function in required])
    later = Participation.objects.filter(
        organisation__in=[each.organisation for each in wanted], cohort__starts_on__gt=cohort.starts_on
    )
    sync_grants(*(room.pk for room in rooms), *later.values_list("pk", flat=True))
    return made


@transaction.atomic
def withdraw(participation: Participation, *, on: dt.date, reason: str, category: str = "") -> None:
    """Record that an organisation leaves the round. Its drafts freeze, its releases stand until withdrawn."""
    Room.objects.select_for_update(no_key=True).get(pk=participation.pk)
    participation.state = ParticipationState.WITHDRAWN
    participation.withdrawn_on = on
    participation.withdrawal_category = category
    participation.withdrawal_reason = reason
    participation.save(update_fields=["state", "withdrawn_on", "withdrawal_category", "withdrawal_reason"])
