"""A fake Kolada, and a catalogue of a few indicators to fetch for."""

import pytest

from cohorts.organisations import load_organisations
from indicators.catalogue import load_catalogue
from indicators.kolada import client
from indicators.kolada.fake.server import FakeKolada
from indicators.models import Indicator, Source
from indicators.pins.choosing import pin_indicators
from tests import factories

#: A split, a pair, and a split with a margin of error: five key figures.
FEW = ["n00090", "n00949", "n01452"]


@pytest.fixture
def fake(settings):
    with FakeKolada(places={"0000", "0880", "0980", "0009", "0008"}).serving() as fake:
        settings.KOLADA_URL = fake.url
        yield fake


@pytest.fixture
def places(db):
    load_organisations()


@pytest.fixture
def catalogue(places):
    load_catalogue()
    Indicator.objects.filter(source=Source.KOLADA).exclude(key__in=FEW).delete()


@pytest.fixture
def followed(catalogue):
    """Let somebody follow the few, so that they are asked for at night."""
    somebody = factories.participation(factories.cohort(), "Lund")
    pin_indicators(somebody, FEW, by=factories.person())
    return somebody


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch):
    """Wait for nobody between two calls: the fake has no other callers."""
    monkeypatch.setattr(client, "PACE", 0.0)
    monkeypatch.setattr(client, "ATTEMPTS", client.ATTEMPTS.new(backoff_factor=0))
