"""Rooms, and what guardian grants on them."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from guardian.models import GroupObjectPermissionBase

from cohorts.roles import VERBS, RoomKind

#: Literal neighbours of ``<organisation>`` in the addresses: no organisation or cohort may be called so.
RESERVED_SLUGS = frozenset(
    {
        "andra",
        "anmalan",
        "anmalningar",
        "anteckningar",
        "avsluta",
        "datum",
        "deltagare",
        "grupper",
        "kalender",
        "lage",
        "logg",
        "metod",
        "moten",
        "ny",
        "oppet",
        "overlamning",
        "rapporter",
        "uppforandekod",
        "utskick",
    }
)
slug_syntax = RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*$", "Använd små bokstäver a–z, siffror och bindestreck.")


class Room(models.Model):
    """A place that people may be let into: the programme, a cohort, a group, or one participation.

    ``parent`` is the room above: of a participation its current group, else its cohort.
    """

    kind = models.CharField(max_length=16, choices=RoomKind.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    title = models.CharField(max_length=160)

    class Meta:
        permissions: ClassVar = [(verb, meaning.meaning) for verb, meaning in VERBS.items()]
        default_permissions: ClassVar = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind"], condition=Q(kind="programme"), name="one_programme_room"),
            models.CheckConstraint(condition=Q(kind="programme") ^ Q(parent__isnull=False), name="room_has_parent"),
        ]

    def __str__(self) -> str:
        """Return what people call the room."""
        return self.title

    @property
    def lineage(self) -> tuple[int, ...]:
        """Return the ids of this room and those above it; select ``parent__parent__parent`` with it."""
        ids = []
        room: Room | None = self
        while room is not None:
            ids.append(room.pk)
            room = room.parent
        return tuple(ids)


class RoomGrant(GroupObjectPermissionBase):
    """django-guardian's row: an auth group (one per room and function) holds a verb on a room."""

    content_object = models.ForeignKey(Room, models.CASCADE)

    class Meta(GroupObjectPermissionBase.Meta):
        abstract = False
