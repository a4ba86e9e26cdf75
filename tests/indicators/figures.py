"""Public figures put straight into the table, for tests of what is shown of them."""

import datetime as dt
import random
from decimal import Decimal

from indicators.figures import Form, State
from indicators.models import Gender, Indicator, KpiSnapshot, PublicValue

FETCHED = dt.datetime(2019, 11, 12, 3, tzinfo=dt.UTC)


def letters(indicator):
    """Return the (key figure, letter) pairs that hold an indicator's figures."""
    if Form(indicator.form) in {Form.SPLIT, Form.PAIR}:
        pairs = [(indicator.kpi_women, indicator.gender_women), (indicator.kpi_men, indicator.gender_men)]
        return pairs + ([(indicator.kpi_total, Gender.TOTAL)] if indicator.kpi_total else [])
    return [(indicator.kpi_total, Gender.TOTAL)]


def put(key, values, *, letter=None):
    """Store (area, year) → women's and men's figures, or the one there is; None is missing."""
    indicator = Indicator.objects.get(key=key)
    _snapshots([indicator])
    rows = []
    for (area, year), figures in values.items():
        for (kpi, gender), figure in zip(letters(indicator), figures, strict=False):
            state = State.MISSING if figure is None else State.KNOWN
            value = None if figure is None else Decimal(figure)
            rows.append(PublicValue(kpi_id=kpi, area=area, period=year, gender=gender, value=value, state=state))
    PublicValue.objects.bulk_create(rows)
    return indicator


def fill(indicators, areas, years, *, seed=1, missing=0.0):
    """Store drawn figures of each indicator, place and year."""
    chance = random.Random(seed)
    _snapshots(indicators)
    cells = {pair for indicator in indicators for pair in letters(indicator)}
    rows = [
        PublicValue(kpi_id=kpi, area=area, period=year, gender=gender, value=value, state=state)
        for kpi, gender in sorted(cells)
        for area in areas
        for year in years
        for value, state in [_drawn(chance, missing)]
    ]
    PublicValue.objects.bulk_create(rows, batch_size=20_000)


def _drawn(chance, missing):
    if chance.random() < missing:
        return None, State.MISSING
    return Decimal(chance.randrange(200, 700)) / 10, State.KNOWN


def _snapshots(indicators):
    kpis = {kpi for indicator in indicators for kpi in indicator.kpis}
    rows = [KpiSnapshot(kpi=kpi, title=kpi) for kpi in sorted(kpis)]
    KpiSnapshot.objects.bulk_create(rows, ignore_conflicts=True)
    KpiSnapshot.objects.filter(pk__in=kpis).update(fetched_at=FETCHED, whole_at=FETCHED)
