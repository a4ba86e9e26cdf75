"""A round and its calendar."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from access.scope import ScopedQuerySet
from cohorts.models.rooms import RESERVED_SLUGS, Room, slug_syntax


class Concept(models.TextChoices):
    """The length of a round."""

    ONE_YEAR = "one_year", "Ettårigt"
    TWO_YEAR = "two_year", "Tvåårigt"


class Variant(models.TextChoices):
    """Whom a round is for. Regions work with one delimited area (domain: the round of regions)."""

    MUNICIPALITIES = "municipalities", "Kommuner"
    REGIONS = "regions", "Regioner"
    MIXED = "mixed", "Kommuner och regioner"


class CohortState(models.TextChoices):
    """Where a round is in its life."""

    DRAFT = "draft", "Utkast"
    OPEN = "open", "Öppen för intresse"
    GROUPED = "grouped", "Grupperna är satta"
    RUNNING = "running", "Pågår"
    CLOSED = "closed", "Avslutad"


class Cohort(models.Model):
    """A round of the programme: a set of organisations under one method, with a calendar.

    ``themes`` are one to a line. ``interest_until`` is the last day of the open form, ``invitation_words`` what the
    leader adds in each invitation to a seat, ``fee`` kronor per organisation.
    """

    room = models.OneToOneField(Room, models.PROTECT, primary_key=True)
    name = models.CharField(max_length=80)
    slug = models.CharField(max_length=40, unique=True, validators=[slug_syntax])
    programme_name = models.CharField(max_length=120)
    concept = models.CharField(max_length=8, choices=Concept.choices, default=Concept.ONE_YEAR)
    variant = models.CharField(max_length=14, choices=Variant.choices, default=Variant.MUNICIPALITIES)
    starts_on = models.DateField()
    ends_on = models.DateField()
    conference_on = models.DateField(null=True, blank=True)
    conference_place = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=8, choices=CohortState.choices, default=CohortState.DRAFT)
    interest_until = models.DateField(null=True, blank=True)
    public_text = models.TextField(blank=True)
    invitation_words = models.TextField(blank=True)
    information_contact = models.CharField(max_length=120, blank=True)
    fee = models.PositiveIntegerField(null=True, blank=True)
    themes = models.TextField(blank=True)
    required_seats = models.JSONField(default=dict)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-starts_on"]
        default_permissions: ClassVar = ()
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_on__gte=models.F("starts_on")), name="cohort_ends_after_start"),
            models.CheckConstraint(condition=~Q(slug__in=sorted(RESERVED_SLUGS)), name="cohort_slug_free"),
        ]

    def __str__(self) -> str:
        """Return the name of the round: "Omgång 2019"."""
        return self.name

    @property
    def years(self) -> str:
        """Return the years of the round: "2019–2020", or one where it begins and ends in it."""
        first, last = self.starts_on.year, self.ends_on.year
        return str(first) if first == last else f"{first}–{last}"

    @property
    def theme_list(self) -> tuple[str, ...]:
        """Return the themes that an organisation may choose among."""
        return tuple(line.strip() for line in self.themes.splitlines() if line.strip())

    @property
    def asks_for_area(self) -> bool:
        """Tell whether those who take part name the delimited area they work with (``Participation.scope_area``)."""
        return self.variant != Variant.MUNICIPALITIES


class Milestone(models.Model):
    """A day in a cohort's calendar: when a step is due, or a conference is held.

    ``sequence`` counts how many times it has been changed: calendars ask for that.
    """

    room = models.ForeignKey(Room, models.PROTECT, related_name="milestones")
    title = models.CharField(max_length=120)
    day = models.DateField()
    step_key = models.CharField(max_length=80, blank=True)
    sequence = models.PositiveSmallIntegerField(default=0)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        default_permissions: ClassVar = ()
        ordering: ClassVar = ["day", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["room", "step_key"], condition=~Q(step_key=""), name="one_due_day_per_step"
            ),
        ]

    def is_past(self, today: dt.date) -> bool:
        """Tell whether the day has gone by on ``today``."""
        return self.day < today


class Evidence(models.TextChoices):
    """How an organisation shows that it meets a requirement. Files are never asked for."""

    TEXT = "text", "Några rader"
    DATE = "date", "Ett datum"
    CASE_NUMBER = "case_number", "Ett diarienummer"
    LINK = "link", "En länk"
    CONFIRM = "confirm", "Ett ja"


class Requirement(models.Model):
    """What a round asks of those who want to take part, and how they show it. ``key`` stays when the text changes."""

    room = models.ForeignKey(Room, models.PROTECT, related_name="requirements")
    key = models.CharField(max_length=60, validators=[slug_syntax])
    text = models.CharField(max_length=300)
    evidence = models.CharField(max_length=12, choices=Evidence.choices, default=Evidence.TEXT)
    place = models.PositiveSmallIntegerField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        default_permissions: ClassVar = ()
        ordering: ClassVar = ["place", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["room", "key"], name="requirement_once_in_room"),
        ]

    def __str__(self) -> str:
        """Return the requirement as the organisation reads it."""
        return self.text


class StateChange(models.Model):
    """That somebody took a round from one state of its life to another."""

    room = models.ForeignKey(Room, models.PROTECT, related_name="state_changes")
    state = models.CharField(max_length=8, choices=CohortState.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        default_permissions: ClassVar = ()
        ordering: ClassVar = ["at", "pk"]
