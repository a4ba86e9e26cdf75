"""Every Swedish municipality and region, from the project's own copy of public facts (data/SOURCES.md)."""

import csv
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from cohorts.models import Organisation, OrganisationKind

DATA = Path(__file__).parent / "data"

#: Gotland is municipality 0980 and region 09 in one organisation; 290 + 21 codes are 310 organisations.
GOTLAND = "0980"


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def municipality_slugs(names: list[str]) -> dict[str, str]:
    """Return name → slug. Where two names clash, å becomes aa: Habo is habo, Håbo is haabo."""
    clashing = Counter(slugify(name) for name in names)
    return {
        name: slugify(name.replace("å", "aa").replace("Å", "Aa")) if clashing[slugify(name)] > 1 else slugify(name)
        for name in names
    }


@transaction.atomic
def load_organisations() -> int:
    """Write all 310 organisations; existing ones are updated by their code. Return how many there are."""
    municipalities = list(_rows("municipalities.csv"))
    slugs = municipality_slugs([row["name"] for row in municipalities])
    _upsert([_municipality(row, slugs[row["name"]]) for row in municipalities], by="municipality_code")
    regions = [row for row in _rows("regions.csv") if row["code"] != GOTLAND[:2]]
    _upsert([_region(row) for row in regions], by="region_code")
    return Organisation.objects.exclude(municipality_code=None, region_code=None).count()


def _upsert(organisations: list[Organisation], *, by: str) -> None:
    facts = [
        field.name for field in Organisation._meta.concrete_fields if not field.primary_key and not field.generated
    ]
    Organisation.objects.bulk_create(
        organisations, update_conflicts=True, unique_fields=[by], update_fields=[name for name in facts if name != by]
    )


def _municipality(row: dict[str, str], slug: str) -> Organisation:
    return Organisation(
        kind=OrganisationKind.MUNICIPALITY,
        name=row["name"],
        slug=slug,
        municipality_code=row["code"],
        region_code=row["region_code"] if row["code"] == GOTLAND else None,
        county_code=row["region_code"],
        county_name=row["county_name"],
        skr_group=row["group_code"],
        skr_group_name=row["group"],
        **_size_and_place(row),
    )


def _region(row: dict[str, str]) -> Organisation:
    return Organisation(
        kind=OrganisationKind.REGION,
        name=row["name"],
        slug=slugify(row["name"]),
        region_code=row["code"],
        county_code=row["code"],
        county_name=row["county_name"],
        **_size_and_place(row),
    )


def _size_and_place(row: dict[str, str]) -> dict[str, Any]:
    return {
        "population": int(row["population"]),
        "population_year": int(row["population_year"]),
        "latitude": Decimal(row["lat"]),
        "longitude": Decimal(row["lon"]),
    }
