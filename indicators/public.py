"""Kolada's figures as rows of women, men and total: read from what was fetched, never from the service."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from django.db.models import Max

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


def newest_years(indicators: Iterable[Indicator], areas: Iterable[str]) -> dict[str, int]:
    """Return indicator's key → the newest year that any of the places has a row of, in one statement."""
    chosen = list(indicators)
    kpis = {kpi for indicator in chosen for kpi in _own_kpis(indicator)}
    values = PublicValue.objects.filter(kpi__in=kpis, area__in=set(areas)).order_by()
    newest = dict(values.values_list("kpi_id").annotate(Max("period")))
    years = ((one.key, max((newest[kpi] for kpi in _own_kpis(one) if kpi in newest), default=0)) for one in chosen)
    return {key: year for key, year in years if year}


def public_series(
    indicators: Iterable[Indicator], areas: Iterable[str], *, years: Iterable[int] | None = None
) -> dict[tuple[str, str], Series]:
    """Return (indicator's key, area) → its years, in one statement for any number of either.

    A year is there when Kolada has any row of it, a missing or secret figure too; ``years`` asks for those alone.
    """
    chosen = list(indicators)
    kpis = {kpi for indicator in chosen for kpi in indicator.kpis}
    found: dict[str, dict[int, dict[tuple[str, str], tuple[str, Decimal | None]]]] = defaultdict(
        lambda: defaultdict(dict)
    )
    values = PublicValue.objects.filter(kpi__in=kpis, area__in=set(areas)).order_by("period")
    if years is not None:
        values = values.filter(period__in=set(years))
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
    own = _own_kpis(indicator)
    for year, cells in years.items():
        if any(kpi in own for kpi, _ in cells):
            yield year, _row(indicator, cells)


def _own_kpis(indicator: Indicator) -> set[str]:
    return set(indicator.kpis) - {indicator.uncertainty_kpi}


def missing(indicator: Indicator) -> BySex:
    """Return the row of a place or a year that Kolada has nothing of."""
    return _row(indicator, {})


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
