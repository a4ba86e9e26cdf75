"""A catalogue of a few indicators that somebody follows, and a fetch of their figures from the fake Kolada."""

import datetime as dt

from access import clock
from cohorts.organisations import load_organisations
from indicators import refreshing
from indicators.catalogue import load_catalogue
from indicators.kolada import client
from indicators.models import Indicator, PublicValue, Source
from indicators.pins.choosing import pin_indicators
from indicators.refreshing import order_refresh, run
from tests import factories

#: A split, a pair, and a split with a margin of error: five key figures.
FEW = ["n00090", "n00949", "n01452"]
SICK_LEAVE = "N00090"
PLACES = {"0000", "0880", "0980", "0009", "0008"}
LONG_AGO = dt.datetime(2019, 11, 12, 3, tzinfo=dt.UTC)
TODAY = dt.datetime(2019, 11, 14, 3, tzinfo=dt.UTC)


def load_few():
    load_organisations()
    load_catalogue()
    Indicator.objects.filter(source=Source.KOLADA).exclude(key__in=FEW).delete()


def follow_few():
    """Let somebody follow the few, so that they are asked for at night."""
    somebody = factories.participation(factories.cohort(), "Lund")
    pin_indicators(somebody, FEW, by=factories.person())
    return somebody


def hurry(patch):
    """Wait for nobody between two calls: the fake has no other callers."""
    patch.setattr(client, "PACE", 0.0)
    patch.setattr(client, "ATTEMPTS", client.ATTEMPTS.new(backoff_factor=0))


def small_pages(patch):
    """Let a question have three pages, so that a fault may come in the middle of one."""
    patch.setattr(refreshing, "YEARS", 3)
    patch.setattr(client, "PAGE", 1600)


def refresh(*, whole=True, at=TODAY):
    with clock.at(at):
        ordered = order_refresh(by=None, whole=whole)
        run(ordered.pk)
    ordered.refresh_from_db()
    return ordered


def stored():
    return set(PublicValue.objects.values_list("kpi", "area", "period", "gender", "value", "state", "status"))
