"""A fake Kolada, and a catalogue of a few indicators to fetch for."""

import pytest

from cohorts.organisations import load_organisations
from indicators.kolada.fake.server import FakeKolada
from tests.indicators.few import PLACES, follow_few, hurry, load_few


@pytest.fixture
def fake(settings):
    with FakeKolada(places=PLACES).serving() as fake:
        settings.KOLADA_URL = fake.url
        yield fake


@pytest.fixture
def places(db):
    load_organisations()


@pytest.fixture
def catalogue(db):
    load_few()


@pytest.fixture
def followed(catalogue):
    return follow_few()


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch):
    hurry(monkeypatch)
