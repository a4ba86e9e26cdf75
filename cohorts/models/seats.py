"""Seats, the offers of them, and the letters that left a room."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q

from access import clock
from access.scope import ScopedQuerySet
from cohorts.models.rooms import Room
from cohorts.roles import Function


@pghistory.track()
class Seat(models.Model):
    """A place in one room with a function. It outlives its holder; without one it is vacant.

    ``since`` is the day the holder took it, or, while it is vacant, the day the last one left it.
    """

    room = models.ForeignKey(Room, models.PROTECT, related_name="seats")
    function = models.CharField(max_length=12, choices=Function.choices)
    title = models.CharField(max_length=120, blank=True)
    county_code = models.CharField(max_length=2, blank=True)
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="seats")
    since = models.DateField(null=True, blank=True)
    planned_end = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        default_permissions: ClassVar = ()
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["room", "function", "holder"], condition=Q(ended_at__isnull=True), name="one_seat_per_person"
            ),
        ]

    def __str__(self) -> str:
        """Return the function and the room: "Strateg, Kalmar"."""
        return f"{self.get_function_display()}, {self.room}"


class SeatPart(models.Model):
    """A worksheet or area (by key) that a home-team seat may read and write, and nothing else.

    The method that names it lies above this floor: ``title`` is what people call it, as it was when it was given.
    """

    seat = models.ForeignKey(Seat, models.CASCADE, related_name="parts")
    room = models.ForeignKey(Room, models.PROTECT, related_name="+")
    key = models.CharField(max_length=80)
    title = models.CharField(max_length=200, blank=True)

    class Meta:
        default_permissions: ClassVar = ()
        constraints: ClassVar = [models.UniqueConstraint(fields=["seat", "key"], name="part_once_per_seat")]


class InvitationState(models.TextChoices):
    """Where an offered seat is."""

    OFFERED = "offered", "Inbjuden"
    ACCEPTED = "accepted", "Har tackat ja"
    DECLINED = "declined", "Har tackat nej"
    WITHDRAWN = "withdrawn", "Återtagen"


class Invitation(models.Model):
    """An offer of one seat to one mail address. The token is minted when the letter leaves; only its hash stays.

    ``offered_by`` is empty for the first seat of all, which ``manage.py invite_leader`` offers before anybody is
    here to do it; ``letter`` is the latest one, empty where the link was handed over by hand.
    """

    room = models.ForeignKey(Room, models.PROTECT, related_name="invitations")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="invitations")
    email = models.EmailField()
    name = models.CharField(max_length=120)
    token_hash = models.CharField(max_length=64, blank=True, db_index=True)
    state = models.CharField(max_length=10, choices=InvitationState.choices, default=InvitationState.OFFERED)
    offered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    letter = models.ForeignKey("accounts.Letter", models.PROTECT, null=True, blank=True, related_name="+")
    offered_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    decline_reason = models.CharField(max_length=300, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        default_permissions: ClassVar = ()
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["seat"], condition=Q(state="offered"), name="one_open_offer_per_seat"),
        ]

    @property
    def has_expired(self) -> bool:
        """Tell whether the last day to answer has passed."""
        return self.expires_at <= clock.now()


class Dispatch(models.Model):
    """That a letter was written from a room, so that the room's people can find it again.

    ``mailing`` is set for one of many that were written in one act.
    """

    room = models.ForeignKey(Room, models.PROTECT, related_name="dispatches")
    letter = models.OneToOneField("accounts.Letter", models.PROTECT, related_name="dispatch")
    mailing = models.ForeignKey("cohorts.Mailing", models.PROTECT, null=True, blank=True, related_name="dispatches")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        default_permissions: ClassVar = ()
