"""Unweighted means of several places' public figures: summed by the database, divided here.

The same as ``arithmetic.group_mean`` of the rows would be (a test holds them together), without reading them: a mean
of all municipalities over twenty years is one row a year.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection

from indicators.arithmetic import GroupMean
from indicators.figures import HUNDRED, MISSING, NOT_APPLICABLE, BySex, Figure, Form, known, rounded
from indicators.models import Gender, Indicator
from indicators.places import Several
from indicators.public import missing

# Each figure is rounded as it is shown before it is summed. A place counts when it has both figures, or the one.
_SUMS = """
SELECT s.owners, s.nth, a.key, f.period, count(*), sum(round(f.value, a.decimals)), sum(round(m.value, a.decimals)),
       count(t.value), sum(round(t.value, a.decimals))
  FROM unnest(%(keys)s::text[], %(of)s::text[], %(first)s::text[], %(first_gender)s::text[], %(second)s::text[],
              %(second_gender)s::text[], %(total)s::text[], %(decimals)s::int[])
       AS a (key, owners, first, first_gender, second, second_gender, total, decimals)
  JOIN unnest(%(owners)s::text[], %(nth)s::int[], %(areas)s::text[]) AS s (owners, nth, area) ON s.owners = a.owners
  JOIN indicators_publicvalue f
    ON f.kpi_id = a.first AND f.gender = a.first_gender AND f.area = s.area AND f.value IS NOT NULL
  LEFT JOIN indicators_publicvalue m
    ON m.kpi_id = a.second AND m.gender = a.second_gender AND m.area = f.area AND m.period = f.period
   AND m.value IS NOT NULL
  LEFT JOIN indicators_publicvalue t
    ON t.kpi_id = a.total AND t.gender = 'T' AND t.area = f.area AND t.period = f.period AND t.value IS NOT NULL
 WHERE a.second = '' OR m.value IS NOT NULL
 GROUP BY s.owners, s.nth, a.key, f.period
 ORDER BY s.owners, s.nth, a.key, f.period
"""
_BOTH = {Form.SPLIT, Form.PAIR}
#: (indicator's key, name of the several) → year → its mean.
Means = dict[tuple[str, str], dict[int, GroupMean]]


class _Sums(NamedTuple):
    """What is summed of a year: over how many places, women's or the one figure, men's, and the total."""

    places: int
    first: Decimal
    second: Decimal | None
    totals: int
    total: Decimal | None


def public_means(indicators: Sequence[Indicator], several: Mapping[str, Sequence[Several]]) -> Means:
    """Return the mean of each of the several, for each indicator and year, in one statement.

    ``several`` are by the kind of owner an indicator has (``Owner``), as Gotland has a code of each kind.
    """
    by_key, found = {indicator.key: indicator for indicator in indicators}, Means()
    with connection.cursor() as cursor:
        cursor.execute(_SUMS, _asked(indicators, several))
        for owners, nth, key, year, *sums in cursor.fetchall():
            of = several[owners][nth]
            years = found.setdefault((key, of.name), {})
            years[year] = _mean(by_key[key], _Sums(*sums), len(of.areas))
    return found


def _asked(indicators: Sequence[Indicator], several: Mapping[str, Sequence[Several]]) -> dict[str, list[Any]]:
    is_both = [Form(each.form) in _BOTH for each in indicators]
    places = [
        (owners, nth, area) for owners, many in several.items() for nth, of in enumerate(many) for area in of.areas
    ]
    return {
        "keys": [each.key for each in indicators],
        "of": [each.owners for each in indicators],
        "first": [each.kpi_women if both else each.kpi_total for each, both in zip(indicators, is_both, strict=True)],
        "first_gender": [
            each.gender_women if both else Gender.TOTAL for each, both in zip(indicators, is_both, strict=True)
        ],
        "second": [each.kpi_men if both else "" for each, both in zip(indicators, is_both, strict=True)],
        "second_gender": [each.gender_men if both else "" for each, both in zip(indicators, is_both, strict=True)],
        "total": [each.kpi_total if both else "" for each, both in zip(indicators, is_both, strict=True)],
        "decimals": [each.decimals for each in indicators],
        "owners": [owners for owners, _, _ in places],
        "nth": [nth for _, nth, _ in places],
        "areas": [area for _, _, area in places],
    }


def _mean(indicator: Indicator, sums: _Sums, of: int) -> GroupMean:
    def mean(total: Decimal | None) -> Figure:
        return MISSING if total is None else known(rounded(total / sums.places, indicator.decimals))

    form = Form(indicator.form)
    if sums.places < 2:  # noqa: PLR2004 - a mean is of several
        return GroupMean(missing(indicator), sums.places, of)
    if form in _BOTH:
        total = mean(sums.total) if sums.totals == sums.places else MISSING
        if not indicator.kpi_total:
            total = NOT_APPLICABLE
        return GroupMean(BySex(mean(sums.first), mean(sums.second), total), sums.places, of)
    if form == Form.SHARE_WOMEN:
        men = mean(HUNDRED * sums.places - sums.first)
        return GroupMean(BySex(mean(sums.first), men, NOT_APPLICABLE), sums.places, of)
    row = missing(indicator)
    return GroupMean(replace(row, **{row.single: mean(sums.first)}), sums.places, of)
