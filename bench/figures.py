"""Twenty indicators over twenty years in 310 organisations, and a group that looks at them."""

import itertools
import random
from collections.abc import Iterator
from decimal import Decimal

from django.db import connection
from django.utils import timezone

from accounts.models import User
from cohorts.models import BenchmarkGroup, Participation
from cohorts.organisations import load_organisations
from cohorts.roles import TRIO
from indicators.catalogue import load_catalogue
from indicators.figures import Form
from indicators.models import Indicator, KpiSnapshot, Owner, Source
from indicators.places import everywhere
from tests import factories

INDICATORS, YEARS, PLACES = 20, range(2005, 2025), 310
_COPY = "COPY indicators_publicvalue (kpi_id, area, period, gender, value, state, status) FROM STDIN"


def compared() -> tuple[BenchmarkGroup, User, str]:
    """Return a group, its strategist, and the query that sets it beside all others in twenty indicators.

    Every indicator is one of both kinds of owners here, so that municipalities and regions stand in the same table.
    """
    load_organisations()
    load_catalogue()
    chosen = list(Indicator.objects.filter(source=Source.KOLADA, form=Form.SPLIT).order_by("key")[:INDICATORS])
    Indicator.objects.filter(pk__in=[each.pk for each in chosen]).update(owners=Owner.BOTH)
    places = everywhere()[:PLACES]
    _fill(chosen, [each.municipality_code or f"00{each.region_code}" for each in places])
    cohort = factories.cohort("nyckeltal")
    group = factories.group(cohort, "Kalmar", "Lund")
    strategist = factories.person("Strateg med nyckeltal")
    own = Participation.objects.select_related("room").get(cohort=cohort, organisation__name="Kalmar")
    for function in TRIO:
        factories.seat(own.room, function, strategist)
    keys = "&".join(f"nyckeltal={each.key}" for each in chosen)
    return group, strategist, f"?{keys}&mot=riket&mot=alla&" + "&".join(f"andra={each.slug}" for each in places)


def _fill(chosen: list[Indicator], areas: list[str]) -> None:
    kpis = sorted({kpi for each in chosen for kpi in each.kpis})
    KpiSnapshot.objects.filter(pk__in=kpis).update(fetched_at=timezone.now())
    with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        for row in _rows(kpis, areas):
            copy.write_row(row)


def _rows(kpis: list[str], areas: list[str]) -> Iterator[tuple[object, ...]]:
    chance = random.Random(5)
    for kpi, area, year, gender in itertools.product(kpis, areas, YEARS, "KMT"):
        yield kpi, area, year, gender, Decimal(chance.randrange(100, 900)) / 10, "known", ""
