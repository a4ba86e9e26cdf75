"""Groups over time: who compares with whom, since when and until when."""

import itertools
from collections.abc import Sequence

from django.db import transaction
from django.utils.text import slugify

from access import clock
from access.refusals import Refusal
from cohorts.grants import sync_grants
from cohorts.models import BenchmarkGroup, Cohort, GroupMembership, Participation, Room
from cohorts.roles import Part, RoomKind
from cohorts.sorting import swedish_order

#: The programme's groups are two or three organisations (domain.md §a item 2).
LARGEST = 3


class GroupTooSmall(Refusal):
    """A group of one, and nobody said why."""

    sentence = "En grupp med en enda organisation behöver ett skäl. Skriv varför."


class GroupTooLarge(Refusal):
    """More than three organisations."""

    sentence = "En grupp är två eller tre organisationer. Dela upp den i två grupper."


class AlreadyGrouped(Refusal):
    """The organisation is in another group now."""


class NotAParticipant(Refusal):
    """A mentor organisation, or one of another round."""


@transaction.atomic
def form_group(cohort: Cohort, participations: Sequence[Participation], *, reason_for_one: str = "") -> BenchmarkGroup:
    """Form a group of ``participations``, named after them in Swedish alphabetical order.

    Raises ``GroupTooSmall``, ``GroupTooLarge``, ``AlreadyGrouped`` or ``NotAParticipant``.
    """
    if not participations or (len(participations) == 1 and not reason_for_one.strip()):
        raise GroupTooSmall
    if len(participations) > LARGEST:
        raise GroupTooLarge
    title = _named_after(participations)
    list(Room.objects.select_for_update(no_key=True).filter(pk=cohort.pk))
    room = Room.objects.create(kind=RoomKind.GROUP, parent=cohort.room, title=title)
    group = BenchmarkGroup.objects.create(
        room=room, cohort=cohort, slug=_free_slug(cohort, slugify(title)), reason_for_one=reason_for_one.strip()
    )
    for participation in participations:
        join(group, participation)
    return group


def _named_after(participations: Sequence[Participation]) -> str:
    return " – ".join(sorted((p.organisation.name for p in participations), key=swedish_order))


def rename(group: BenchmarkGroup, *, reason_for_one: str = "") -> None:
    """Name a group after those who are in it now; its address stays. One that is alone keeps a reason.

    Raises ``GroupTooSmall``. A group that nobody is in keeps the name it had.
    """
    inside = [
        m.participation for m in group.memberships.filter(left_at=None).select_related("participation__organisation")
    ]
    if not inside:
        return
    if len(inside) == 1 and not reason_for_one.strip():
        raise GroupTooSmall
    Room.objects.filter(pk=group.pk).update(title=_named_after(inside))
    group.reason_for_one = reason_for_one.strip() if len(inside) == 1 else ""
    group.save(update_fields=["reason_for_one"])


def _free_slug(cohort: Cohort, slug: str) -> str:
    """Return ``slug``, with a number where the same organisations were a group in the round before."""
    taken = set(cohort.groups.filter(slug__startswith=slug).values_list("slug", flat=True))
    numbered = (f"{slug}-{number}" for number in itertools.count(2))
    return slug if slug not in taken else next(name for name in numbered if name not in taken)


@transaction.atomic
def join(group: BenchmarkGroup, participation: Participation) -> GroupMembership:
    """Put a participation into a group; its room then lies under the group's.

    Raises ``AlreadyGrouped``, ``GroupTooLarge`` or ``NotAParticipant``.
    """
    if participation.cohort_id != group.cohort_id or participation.part != Part.PARTICIPANT:
        raise NotAParticipant(f"{participation} är inte deltagare i omgången och kan inte vara med i gruppen.")
    rooms = Room.objects.select_for_update(no_key=True).filter(pk__in=[group.pk, participation.pk]).order_by("pk")
    room = {room.pk: room for room in rooms}[participation.pk]
    if GroupMembership.objects.filter(participation=participation, left_at=None).exists():
        raise AlreadyGrouped(f"{participation} är redan med i en grupp. Flytta organisationen därifrån först.")
    if group.memberships.filter(left_at=None).count() >= LARGEST:
        raise GroupTooLarge
    membership = GroupMembership.objects.create(group=group, participation=participation, joined_at=clock.now())
    room.parent_id = group.pk
    room.save(update_fields=["parent"])
    sync_grants(participation.pk)
    return membership


@transaction.atomic
def leave(participation: Participation) -> None:
    """End the participation's open membership, if any. What it shared stays with those it shared it with."""
    room = Room.objects.select_for_update(no_key=True).get(pk=participation.pk)
    GroupMembership.objects.filter(participation=participation, left_at=None).update(left_at=clock.now())
    room.parent_id = participation.cohort_id
    room.save(update_fields=["parent"])
    sync_grants(participation.pk)
