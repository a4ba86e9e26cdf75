"""The catalogue: what it starts with (data/SOURCES.md), and the acts of its editor."""

import csv
from collections.abc import Iterator, Mapping
from decimal import Decimal
from http import HTTPStatus
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.text import slugify

from access import clock
from access.refusals import Refusal
from accounts.models import User
from indicators.figures import Form
from indicators.models import Gender, Indicator, KpiSnapshot, Source

DATA = Path(__file__).parent / "data" / "catalogue.csv"
#: What stands in an address where an indicator's key could: in the catalogue, and in what an organisation follows.
RESERVED_KEYS = frozenset({"nytt", "hamta", "valj", "dela", "siffror", "fil"})
_KPIS = ("kpi_women", "kpi_men", "kpi_total", "uncertainty_kpi")


class IndicatorExists(Refusal):
    """The catalogue has one of that name already."""

    status = HTTPStatus.CONFLICT
    sentence = "Det finns redan i katalogen. Sök efter det och ändra där."


@transaction.atomic
def load_catalogue() -> int:
    """Write the catalogue's first indicators, and return how many there are in all.

    Those that are here are brought up to date by their key, but for those that somebody has edited.
    """
    rows = list(_rows())
    edited = set(Indicator.objects.exclude(edited_at=None).values_list("key", flat=True))
    facts = [name for name in rows[0] if name not in {"key", "counterpart"}]
    Indicator.objects.bulk_create(
        [_indicator(row, facts) for row in rows if row["key"] not in edited],
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=facts,
    )
    _tie_counterparts({row["key"]: row["counterpart"] for row in rows if row["key"] not in edited})
    _remember_kpis()
    return Indicator.objects.count()


def _rows() -> Iterator[dict[str, str]]:
    with DATA.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _indicator(row: Mapping[str, str], facts: list[str]) -> Indicator:
    read: dict[str, Any] = {name: row[name] for name in facts}
    read["decimals"] = int(row["decimals"])
    read["target"] = Decimal(row["target"]) if row["target"] else None
    read["sub_goals"] = [int(goal) for goal in row["sub_goals"].split()]
    return Indicator(key=row["key"], **read)


def _tie_counterparts(wanted: Mapping[str, str]) -> None:
    there = {indicator.key: indicator for indicator in Indicator.objects.all()}
    for key, counterpart in wanted.items():
        there[key].counterpart = there.get(counterpart)
    Indicator.objects.bulk_update([there[key] for key in wanted], ["counterpart"])


def _remember_kpis() -> None:
    """Give each key figure of the catalogue the row that its fetches are told in."""
    named = {kpi for row in Indicator.objects.values_list(*_KPIS) for kpi in row if kpi}
    KpiSnapshot.objects.bulk_create([KpiSnapshot(kpi=kpi) for kpi in sorted(named)], ignore_conflicts=True)


def kpis_of_catalogue() -> list[str]:
    """Return every key figure that some indicator is made of, in one statement."""
    return kpis_of(Indicator.objects.filter(source=Source.KOLADA))


def kpis_of(indicators: QuerySet[Indicator]) -> list[str]:
    """Return every key figure that some of ``indicators`` is made of, the margins of error too, in one statement."""
    return sorted({kpi for row in indicators.values_list(*_KPIS) for kpi in row if kpi})


@transaction.atomic
def write_indicator(indicator: Indicator, *, by: User, **facts: Any) -> Indicator:
    """Change what the catalogue says of an indicator; where its figures come from stays."""
    for name, value in facts.items():
        setattr(indicator, name, value)
    indicator.edited_at, indicator.edited_by = clock.now(), by
    indicator.save()
    return indicator


@transaction.atomic
def add_indicator(*, by: User, form: str, kpi: str, kpi_men: str, uncertainty_kpi: str, **facts: Any) -> Indicator:
    """Put an indicator into the catalogue; without a ``kpi`` it is an own one, whose figures are typed.

    ``facts`` are those of ``Indicator``. Whether Kolada has the key figure shows at the next fetch, and on the page.
    Raises ``IndicatorExists``.
    """
    key = kpi.lower() if kpi else slugify(facts["title"])[:60]
    if key in RESERVED_KEYS or Indicator.objects.filter(key=key).exists():
        raise IndicatorExists
    added = Indicator.objects.create(
        key=key,
        source=Source.KOLADA if kpi else Source.OWN,
        form=form,
        uncertainty_kpi=uncertainty_kpi,
        edited_at=clock.now(),
        edited_by=by,
        **_carried(Form(form), kpi, kpi_men),
        **facts,
    )
    _remember_kpis()
    return added


def _carried(form: Form, kpi: str, kpi_men: str) -> dict[str, str]:
    """Return whose figure is the women's and whose the men's, for the form it is carried in."""
    if form == Form.SPLIT and kpi:
        women, men = (kpi, Gender.WOMEN), (kpi, Gender.MEN)
        return {
            "kpi_women": women[0],
            "gender_women": women[1],
            "kpi_men": men[0],
            "gender_men": men[1],
            "kpi_total": kpi,
        }
    if form == Form.PAIR and kpi:
        return {"kpi_women": kpi, "gender_women": Gender.TOTAL, "kpi_men": kpi_men, "gender_men": Gender.TOTAL}
    return {"kpi_total": kpi}
