"""The tables of the cohorts app.

Everything that belongs to somebody names its room; what belongs to nobody is listed as GLOBAL with a reason
in ``tests/floor_plan``.
"""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

import pghistory
from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from guardian.models import GroupObjectPermissionBase

from access.scope import ScopedQuerySet
from cohorts.roles import VERBS, Function, PairingKind, Part, RoomKind
from cohorts.sorting import swedish_key

#: Literal neighbours of ``<organisation>`` in the addresses: no organisation or cohort may be called so.
RESERVED_SLUGS = frozenset(
    {
        "anmalan",
        "avsluta",
        "deltagare",
        "grupper",
        "kalender",
        "metod",
        "moten",
        "ny",
        "oppet",
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


class OrganisationKind(models.TextChoices):
    """What sort of organisation takes part."""

    MUNICIPALITY = "municipality", "Kommun"
    REGION = "region", "Region"
    ASSOCIATION = "association", "Kommunalförbund"
    DISTRICT = "district", "Stadsdel"
    ADMINISTRATION = "administration", "Förvaltning"


class Organisation(models.Model):
    """A municipality, region, association, city district or administration. Public fact, so it has no room.

    Gotland is one organisation with two codes: municipality 0980 and region 09.
    """

    kind = models.CharField(max_length=16, choices=OrganisationKind.choices)
    name = models.CharField(max_length=80)
    slug = models.CharField(max_length=80, unique=True, validators=[slug_syntax])
    municipality_code = models.CharField(max_length=4, unique=True, null=True, blank=True)
    region_code = models.CharField(max_length=2, unique=True, null=True, blank=True)
    county_code = models.CharField(max_length=2, blank=True)
    county_name = models.CharField(max_length=40, blank=True)
    population = models.PositiveIntegerField(null=True, blank=True)
    population_year = models.PositiveSmallIntegerField(null=True, blank=True)
    skr_group = models.CharField(max_length=2, blank=True)
    skr_group_name = models.CharField(max_length=60, blank=True)
    latitude = models.DecimalField(max_digits=7, decimal_places=4, null=True, blank=True)
    longitude = models.DecimalField(max_digits=7, decimal_places=4, null=True, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    sort_key = models.GeneratedField(
        expression=swedish_key("name"),
        output_field=models.CharField(max_length=80, db_collation="C"),
        db_persist=True,
    )

    class Meta:
        ordering: ClassVar = ["sort_key"]
        default_permissions: ClassVar = ()
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(slug__in=sorted(RESERVED_SLUGS)), name="organisation_slug_free"),
        ]

    def __str__(self) -> str:
        """Return the name as people say it."""
        return self.name

    @property
    def full_name(self) -> str:
        """Return the name with its kind where the name alone does not say it: "Kalmar kommun"."""
        if self.kind == OrganisationKind.MUNICIPALITY:
            return f"{self.name} kommun"
        return self.name


class Concept(models.TextChoices):
    """The length of a round."""

    ONE_YEAR = "one_year", "Ettårigt"
    TWO_YEAR = "two_year", "Tvåårigt"


class CohortState(models.TextChoices):
    """Where a round is in its life."""

    DRAFT = "draft", "Utkast"
    OPEN = "open", "Öppen för intresse"
    GROUPED = "grouped", "Grupperna är satta"
    RUNNING = "running", "Pågår"
    CLOSED = "closed", "Avslutad"


class Cohort(models.Model):
    """A round of the programme: a set of organisations under one method, with a calendar."""

    room = models.OneToOneField(Room, models.PROTECT, primary_key=True)
    name = models.CharField(max_length=80)
    slug = models.CharField(max_length=40, unique=True, validators=[slug_syntax])
    programme_name = models.CharField(max_length=120)
    concept = models.CharField(max_length=8, choices=Concept.choices, default=Concept.ONE_YEAR)
    starts_on = models.DateField()
    ends_on = models.DateField()
    conference_on = models.DateField(null=True, blank=True)
    conference_place = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=8, choices=CohortState.choices, default=CohortState.DRAFT)
    public_text = models.TextField(blank=True)
    information_contact = models.CharField(max_length=120, blank=True)
    fee = models.PositiveIntegerField(null=True, blank=True)
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


class BenchmarkGroup(models.Model):
    """Two or three organisations that compare with each other. A group of one needs a reason."""

    room = models.OneToOneField(Room, models.PROTECT, primary_key=True)
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="groups")
    slug = models.CharField(max_length=120, validators=[slug_syntax])
    reason_for_one = models.CharField(max_length=200, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        default_permissions: ClassVar = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cohort", "slug"], name="group_slug_once_in_cohort"),
        ]

    def __str__(self) -> str:
        """Return the name of the group: "Kalmar – Södertälje"."""
        return self.room.title


class ParticipationState(models.TextChoices):
    """Where one organisation is in one round."""

    APPLIED = "applied", "Anmäld"
    ADMITTED = "admitted", "Antagen"
    ACTIVE = "active", "Med"
    COMPLETED = "completed", "Genomförd"
    WITHDRAWN = "withdrawn", "Avbruten"


class Participation(models.Model):
    """One organisation in one round, as participant or as mentor; its room is the workspace."""

    room = models.OneToOneField(Room, models.PROTECT, primary_key=True)
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="participations")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="participations")
    part = models.CharField(max_length=12, choices=Part.choices, default=Part.PARTICIPANT)
    scope_area = models.CharField(max_length=160, blank=True)
    state = models.CharField(max_length=10, choices=ParticipationState.choices, default=ParticipationState.ACTIVE)
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawal_reason = models.CharField(max_length=200, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        default_permissions: ClassVar = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cohort", "organisation"], name="organisation_once_in_cohort"),
        ]

    def __str__(self) -> str:
        """Return the organisation's name."""
        return self.organisation.name

    @property
    def has_left(self) -> bool:
        """Tell whether the organisation has left the round before its end."""
        return self.state == ParticipationState.WITHDRAWN


class GroupMembership(models.Model):
    """That a participation is, or was, in a group. At most one open per participation."""

    group = models.ForeignKey(BenchmarkGroup, models.PROTECT, related_name="memberships")
    participation = models.ForeignKey(Participation, models.PROTECT, related_name="memberships")
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions: ClassVar = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["participation"], condition=Q(left_at__isnull=True), name="one_open_membership"
            ),
        ]


class Pairing(models.Model):
    """A mentor organisation's participation with a group, as lead or in support of another pairing."""

    mentor = models.ForeignKey(Participation, models.PROTECT, related_name="pairings")
    group = models.ForeignKey(BenchmarkGroup, models.PROTECT, related_name="pairings")
    kind = models.CharField(max_length=8, choices=PairingKind.choices, default=PairingKind.LEAD)
    supports = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="supporters")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions: ClassVar = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["mentor", "group"], condition=Q(ended_at__isnull=True), name="one_open_pairing"
            ),
        ]


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

    objects = ScopedQuerySet.as_manager()

    class Meta:
        default_permissions: ClassVar = ()
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["seat"], condition=Q(state="offered"), name="one_open_offer_per_seat"),
        ]


class Milestone(models.Model):
    """A day in a cohort's calendar: when a step is due, or a conference is held."""

    room = models.ForeignKey(Room, models.PROTECT, related_name="milestones")
    title = models.CharField(max_length=120)
    day = models.DateField()
    step_key = models.CharField(max_length=80, blank=True)

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


class Dispatch(models.Model):
    """That a letter was written from a room, so that the room's people can find it again."""

    room = models.ForeignKey(Room, models.PROTECT, related_name="dispatches")
    letter = models.OneToOneField("accounts.Letter", models.PROTECT, related_name="dispatch")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        default_permissions: ClassVar = ()
