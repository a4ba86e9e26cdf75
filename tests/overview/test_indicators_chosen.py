"""Which indicators are followed in a round: for those who lead it, in the same SQL however many."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from indicators.catalogue import load_catalogue
from indicators.models import Indicator
from indicators.pins.choosing import drop_indicator, pin_indicators
from tests.personas import world

__all__ = ["world"]

pytestmark = pytest.mark.django_db
URL = "/omgangar/2019/lage/nyckeltal/"


def test_it_says_how_many_follow_what_and_who(world):
    load_catalogue()
    by = world.people["leader"]
    for slug, keys in (("kalmar", ["n00090", "n00206"]), ("sodertalje", ["n00206"]), ("linkoping", ["n00949"])):
        pin_indicators(world.organisations[slug], keys, by=by)
    drop_indicator(world.own, "n00090", by=by)
    client = world.client("leader")
    page = " ".join(client.get(URL).content.decode().split())
    assert 'data-label="Antal">2</td><td role="cell" data-label="Organisationer">Kalmar och Södertälje' in page
    assert "Heltidsanställda, kommun" in page
    assert "Sjukfrånvaro" not in page
    assert "Medianlön" not in page
    assert "deltagare följer inget än" in page
    assert page.count("Kalmar") == page.count("Kalmar och Södertälje")


def test_the_same_sql_however_many(world):
    load_catalogue()
    client, counted = world.client("leader"), []
    for keys in (["n00090"], list(Indicator.objects.values_list("key", flat=True))):
        for slug in ("kalmar", "sodertalje")[: len(keys)]:
            pin_indicators(world.organisations[slug], keys, by=world.people["leader"])
        with CaptureQueriesContext(connection) as told:
            assert client.get(URL).status_code == 200
        counted.append(len(told))
    assert counted[0] == counted[1] <= 8
