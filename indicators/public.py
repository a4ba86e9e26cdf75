"""Kolada's figures as rows of women, men and total: read from what was fetched, never from the service."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from cohorts.models import Organisation
from indicators.figures import MISSING, NOT_APPLICABLE, BySex, Figure, Form, Series, State, by_form
from indicators.models import Gender, Indicator, Owner, PublicValue

COUNTRY = "0000"
#: kpi and gender → state and value, for one place and year.
_Cells = Mapping[tuple[str, str], tuple[str, Decimal | None]]


def area_of(organisation: Organisation, owners: str) -> str:
    """Return Kolada's code for an organisation, for an indicator of ``owners``; "" where it has none of that kind.

    Gotland is a municipality and a region: a region's indicator reads the region's code.
    """
    region = f"00{organisation.region_code}" if organisation.region_code else ""
    municipality = organisation.municipality_code or ""
    return {Owner.REGION: region, Owner.MUNICIPALITY: municipality}.get(Owner(owners)) or (
        municipality or region if owners == Owner.BOTH else ""
    )


def public_series(indicators: Iterable[Indicator], areas: Iterable[str]) -> dict[tuple[str, str], Series]:
    """Return (indicator's key, area) → its years, in one statement for any number of either.

    A year is there when Kolada has any row of it, a missing or secret figure too.
    """
    chosen = list(indicators)
    kpis = {kpi for indicator in chosen for kpi in indicator.kpis}
    found: dict[str, dict[int, dict[tuple[str, str], tuple[str, Decimal | None]]]] = defaultdict(
        lambda: defaultdict(dict)
    )
    values = PublicValue.objects.filter(kpi__in=kpis, area__in=set(areas)).order_by("period")
    for kpi, area, period, gender, state, value in values.values_list(
        "kpi_id", "area", "period", "gender", "state", "value"
    ):
        found[area][period][kpi, gender] = state, value
    return {
        (indicator.key, area): Series(tuple(_rows(indicator, years)))
        for area, years in found.items()
        for indicator in chosen
    }


def _rows(indicator: Indicator, years: Mapping[int, _Cells]) -> Iterator[tuple[int, BySex]]:
    own = set(indicator.kpis) - {indicator.uncertainty_kpi}
    for year, cells in years.items():
        if any(kpi in own for kpi, _ in cells):
            yield year, _row(indicator, cells)


def _row(indicator: Indicator, cells: _Cells) -> BySex:
    form = Form(indicator.form)
    total = _figure(indicator, cells, indicator.kpi_total, Gender.TOTAL) if indicator.kpi_total else NOT_APPLICABLE
    if form in {Form.SPLIT, Form.PAIR}:
        women = _figure(indicator, cells, indicator.kpi_women, indicator.gender_women)
        men = _figure(indicator, cells, indicator.kpi_men, indicator.gender_men)
        return by_form(form, women, men, total=total)
    return by_form(form, total=total) if form == Form.WHOLE else by_form(form, total, total=NOT_APPLICABLE)


def _figure(indicator: Indicator, cells: _Cells, kpi: str, gender: str) -> Figure:
    state, value = cells.get((kpi, gender), (State.MISSING, None))
    if value is None:
        return Figure(None, State(state)) if state != State.KNOWN else MISSING
    _, margin = cells.get((indicator.uncertainty_kpi, gender), (State.MISSING, None))
    return Figure(value, margin=margin)
