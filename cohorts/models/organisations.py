"""Organisations: public fact."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from cohorts.models.rooms import RESERVED_SLUGS, slug_syntax
from cohorts.sorting import swedish_key


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
