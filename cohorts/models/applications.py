"""What an organisation writes when it wants to take part in a round, and the answer it gets."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from access.scope import ScopedQuerySet
from cohorts.models.organisations import Organisation, OrganisationKind
from cohorts.models.rooms import Room
from cohorts.roles import Part


class ApplicationState(models.TextChoices):
    """Where an application is: nobody counts it before its contact has confirmed it by mail."""

    RECEIVED = "received", "Väntar på bekräftelse"
    CONFIRMED = "confirmed", "Väntar på besked"
    ADMITTED = "admitted", "Antagen"
    RESERVE = "reserve", "Reserv"
    DECLINED = "declined", "Inte antagen"


class Application(models.Model):
    """An organisation's interest in a round; its room is the round's.

    The organisation is one of the directory, or named in words with its kind. ``evidence`` is what was written per
    key of a requirement, ``themes`` are one to a line, ``wishes`` are slugs of organisations it would like to meet.
    The token of the link that confirms it is minted when the letter leaves; only its hash stays. ``letter`` is the
    latest one: that which asks to confirm, then the one with the answer. Two of one organisation may stand side by
    side: the leader sees both.
    """

    room = models.ForeignKey(Room, models.PROTECT, related_name="applications")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="applications")
    other_name = models.CharField(max_length=80, blank=True)
    other_kind = models.CharField(max_length=16, choices=OrganisationKind.choices, blank=True)
    part = models.CharField(max_length=12, choices=Part.choices, default=Part.PARTICIPANT)
    contact_name = models.CharField(max_length=120)
    contact_email = models.EmailField()
    contact_phone = models.CharField(max_length=40, blank=True)
    evidence = models.JSONField(default=dict)
    themes = models.TextField(blank=True)
    wishes = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=ApplicationState.choices, default=ApplicationState.RECEIVED)
    token_hash = models.CharField(max_length=64, blank=True, db_index=True)
    letter = models.ForeignKey("accounts.Letter", models.PROTECT, null=True, related_name="+")
    applied_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        default_permissions: ClassVar = ()
        ordering: ClassVar = ["applied_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=False, other_name="", other_kind="")
                | (~Q(other_name="") & ~Q(other_kind="")),
                name="application_names_one_organisation",
            ),
        ]

    def __str__(self) -> str:
        """Return the organisation's name: the directory's, or the one that was typed."""
        return self.organisation.full_name if self.organisation else self.other_name

    @property
    def theme_list(self) -> tuple[str, ...]:
        """Return the themes that the organisation has chosen."""
        return tuple(line.strip() for line in self.themes.splitlines() if line.strip())

    @property
    def is_confirmed(self) -> bool:
        """Tell whether the contact has confirmed it."""
        return self.state != ApplicationState.RECEIVED
