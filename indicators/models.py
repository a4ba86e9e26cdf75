"""The catalogue, Kolada's figures as they were last fetched, and how the fetching went: all of it public fact.

What an organisation types and chooses lies in ``own`` and ``pins``.
"""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from cohorts.models import Organisation
from indicators.figures import Direction, Form, Kind, Measure, People, State
from indicators.own.models import FigureFile, OwnValue, StagedFigure
from indicators.pins.models import IndicatorComment, PinnedIndicator

__all__ = [
    "FigureFile",
    "Gender",
    "Indicator",
    "IndicatorComment",
    "KpiSnapshot",
    "OwnValue",
    "Owner",
    "PinnedIndicator",
    "PublicRevision",
    "PublicValue",
    "Refresh",
    "Source",
    "StagedFigure",
    "SubGoal",
]
KPI_LENGTH = 6


class SubGoal(models.IntegerChoices):
    """The six sub-goals of Sweden's gender equality policy, since 2017."""

    POWER = 1, "Jämn fördelning av makt och inflytande"
    ECONOMY = 2, "Ekonomisk jämställdhet"
    EDUCATION = 3, "Jämställd utbildning"
    UNPAID = 4, "Jämn fördelning av det obetalda hem- och omsorgsarbetet"
    HEALTH = 5, "Jämställd hälsa"
    VIOLENCE = 6, "Mäns våld mot kvinnor ska upphöra"


class Source(models.TextChoices):
    """Where an indicator's figures come from."""

    KOLADA = "kolada", "Kolada"
    OWN = "own", "Egen uppgift"


class Owner(models.TextChoices):
    """Whose figure it is, with Kolada's letters."""

    MUNICIPALITY = "K", "Kommun"
    REGION = "L", "Region"
    BOTH = "A", "Kommun och region"


class Gender(models.TextChoices):
    """Kolada's letters."""

    WOMEN = "K", "Kvinnor"
    MEN = "M", "Män"
    TOTAL = "T", "Totalt"


class Indicator(models.Model):
    """What an outcome is followed by. Public: the same for every organisation, edited by the programme's leader.

    The women's figure and the men's are each a key figure of Kolada's and a letter; ``kpi_total`` is the total, or the
    one figure of a share of women, a ratio or a gap. An own indicator names none: its figures are typed.
    """

    key = models.SlugField(max_length=60, unique=True)
    source = models.CharField(max_length=8, choices=Source.choices)
    form = models.CharField(max_length=12, choices=Form.choices)
    title = models.CharField(max_length=160)
    noun = models.CharField(max_length=80)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    unit = models.CharField(max_length=20)
    decimals = models.PositiveSmallIntegerField(default=1)
    direction = models.CharField(max_length=8, choices=Direction.choices)
    target = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    sub_goals = ArrayField(models.PositiveSmallIntegerField(choices=SubGoal.choices), default=list)
    people = models.CharField(max_length=8, choices=People.choices, default=People.ADULTS)
    group = models.CharField(max_length=120, blank=True)
    area = models.CharField(max_length=80)
    owners = models.CharField(max_length=1, choices=Owner.choices)
    kpi_women = models.CharField(max_length=KPI_LENGTH, blank=True)
    gender_women = models.CharField(max_length=1, choices=Gender.choices, blank=True)
    kpi_men = models.CharField(max_length=KPI_LENGTH, blank=True)
    gender_men = models.CharField(max_length=1, choices=Gender.choices, blank=True)
    kpi_total = models.CharField(max_length=KPI_LENGTH, blank=True)
    uncertainty_kpi = models.CharField(max_length=KPI_LENGTH, blank=True)
    counterpart = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    note = models.TextField(blank=True, max_length=2000)
    edited_at = models.DateTimeField(null=True, blank=True)
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["area", "title"]
        default_permissions: ClassVar = ()
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(direction=Direction.TARGET, target__isnull=False)
                | (~Q(direction=Direction.TARGET) & Q(target=None)),
                name="indicator_target_with_direction",
            ),
            models.CheckConstraint(
                condition=~Q(direction=Direction.BALANCE) | Q(kind=Kind.DISTRIBUTION),
                name="indicator_balance_of_distribution",
            ),
        ]

    def __str__(self) -> str:
        """Return the title."""
        return self.title

    @property
    def kpis(self) -> tuple[str, ...]:
        """Return the key figures it is made of, each once, the margin of error's last."""
        named = (self.kpi_women, self.kpi_men, self.kpi_total, self.uncertainty_kpi)
        return tuple(dict.fromkeys(kpi for kpi in named if kpi))

    def own_kpi(self, kpi: str) -> str:
        """Return ``kpi`` where the indicator is made of it; "" for any other."""
        return kpi if kpi in self.kpis else ""

    @property
    def measure(self) -> Measure:
        """Return what its figures mean, for arithmetic and wording."""
        return Measure(
            title=self.title,
            kind=Kind(self.kind),
            unit=self.unit,
            decimals=self.decimals,
            direction=Direction(self.direction),
            target=self.target,
            people=People(self.people),
            noun=self.noun,
            group=self.group,
            is_divided=self.form != Form.WHOLE,
        )


class KpiSnapshot(models.Model):
    """A key figure of Kolada's as it was last accepted, and how its last fetch went. Public.

    ``new_title`` and ``new_definition`` wait for the programme's leader: until then nothing of it is fetched, and the
    values that are here stay. ``stopped`` says why; ``may_shrink`` is the leader's yes to losing many values.
    """

    class Stop(models.TextChoices):
        """Why a key figure waits."""

        NOTHING = "", ""
        DESCRIPTION = "description", "Kolada har ändrat namn eller definition."
        LOSS = "loss", "Kolada har tagit bort många värden."

    kpi = models.CharField(max_length=KPI_LENGTH, primary_key=True)
    title = models.CharField(max_length=300, blank=True)
    definition = models.TextField(blank=True)
    divided = models.BooleanField(default=False)
    fetched_at = models.DateTimeField(null=True, blank=True)
    whole_at = models.DateTimeField(null=True, blank=True)
    tried_at = models.DateTimeField(null=True, blank=True)
    refused = models.CharField(max_length=300, blank=True)
    stopped = models.CharField(max_length=12, choices=Stop.choices, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    new_title = models.CharField(max_length=300, blank=True)
    new_definition = models.TextField(blank=True)
    may_shrink = models.BooleanField(default=False)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        default_permissions: ClassVar = ()

    def __str__(self) -> str:
        """Return Kolada's name for it."""
        return self.kpi


class PublicValue(models.Model):
    """One of Kolada's figures. ``area`` is Kolada's code: Gotland has two, and the country no organisation.

    Only ``value`` of a known state is a figure; ``status`` is what Kolada wrote, as it was. Written by
    ``indicators.storing`` alone.
    """

    kpi = models.ForeignKey(KpiSnapshot, models.PROTECT, related_name="values", db_index=False)
    area = models.CharField(max_length=4)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="public_values", db_index=False
    )
    period = models.PositiveSmallIntegerField()
    gender = models.CharField(max_length=1, choices=Gender.choices)
    value = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    state = models.CharField(max_length=16, choices=State.choices)
    status = models.CharField(max_length=40, blank=True)
    count = models.IntegerField(null=True)

    class Meta:
        default_permissions: ClassVar = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kpi", "area", "period", "gender"], name="public_value_once"),
            models.CheckConstraint(
                condition=Q(state=State.KNOWN, value__isnull=False) | (~Q(state=State.KNOWN) & Q(value=None)),
                name="public_value_where_known",
            ),
        ]

    def __str__(self) -> str:
        """Return where it belongs."""
        return f"{self.kpi_id} {self.area} {self.period} {self.gender}"


class PublicRevision(models.Model):
    """A figure that Kolada has changed since it was fetched, or taken away: then ``new_state`` is empty."""

    kpi = models.ForeignKey(KpiSnapshot, models.CASCADE, related_name="revisions")
    area = models.CharField(max_length=4)
    period = models.PositiveSmallIntegerField()
    gender = models.CharField(max_length=1, choices=Gender.choices)
    old_value = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    old_state = models.CharField(max_length=16, choices=State.choices)
    new_value = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    new_state = models.CharField(max_length=16, choices=State.choices, blank=True)
    seen_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-seen_at", "area", "period", "gender"]
        default_permissions: ClassVar = ()

    def __str__(self) -> str:
        """Return where it belongs."""
        return f"{self.kpi_id} {self.area} {self.period} {self.gender}"


class Refresh(models.Model):
    """One fetch of the whole catalogue's figures. ``done`` of ``total`` key figures; nobody's room: it is of all.

    ``refused`` says what kept the fetch from being whole.
    """

    class State(models.TextChoices):
        """How far it has come."""

        ORDERED = "ordered", "Väntar"
        WORKING = "working", "Hämtas"
        DONE = "done", "Klar"
        FAILED = "failed", "Misslyckades"

    ordered_at = models.DateTimeField()
    ordered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    whole = models.BooleanField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.ORDERED)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    calls = models.PositiveIntegerField(default=0)
    refused = models.CharField(max_length=300, blank=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-pk"]
        default_permissions: ClassVar = ()

    def __str__(self) -> str:
        """Return when it was ordered and how far it has come."""
        return f"{self.ordered_at} {self.state}"
