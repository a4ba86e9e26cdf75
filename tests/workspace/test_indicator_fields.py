"""Fields that name an indicator: what is followed is offered, own words stand, and what is named leads there."""

import uuid

import pytest

from benchmarking.method.versions import method_of
from benchmarking.sharing.models import AudienceKind
from benchmarking.sharing.steps import share_worksheet
from benchmarking.workspace.answers import write_answer
from benchmarking.workspace.entries import add_row
from indicators.catalogue import load_catalogue
from indicators.naming import named_in
from indicators.pins.choosing import pin_indicators
from tests.personas import world

__all__ = ["world"]

pytestmark = pytest.mark.django_db
PLACE = {"step_key": "traff-2", "worksheet_key": "indikatoranalys"}
SHEET = "/omgangar/2019/kalmar/steg/traff-2/mall/indikatoranalys/"


def test_a_text_names_an_indicator_by_title_key_or_id(db):
    load_catalogue()
    found = named_in(
        ["N00206 Heltidsanställda", "n00206", "heltidsanställda, kommun", "Antal möten", "N99999 Finns inte"]
    )
    assert {text: named.title for text, named in found.items()} == dict.fromkeys(
        ["N00206 Heltidsanställda", "n00206", "heltidsanställda, kommun"], "Heltidsanställda, kommun"
    )


def test_what_is_followed_is_offered_and_own_words_stand(world):
    load_catalogue()
    by, method = world.people["strategist"], method_of(world.cohort.pk)
    pin_indicators(world.own, ["n00206"], by=by)
    client = world.client("strategist")
    for text in ("Heltidsanställda, kommun", "Beslut prövade med frågelistan"):
        entry = add_row(world.own, method, **PLACE, by=by).pk
        typed = {"value": text, "version": 0, "edit_id": uuid.uuid4()}
        write_answer(world.own, method, **PLACE, entry_id=entry, field_key="nyckeltal", **typed, by=by)
    page = " ".join(client.get(SHEET).content.decode().split())
    assert '<datalist id="nyckeltal-indikatoranalys"><option value="Heltidsanställda, kommun">' in page
    assert 'list="nyckeltal-indikatoranalys"' in page
    assert "Beslut prövade med frågelistan" in page
    assert '<a href="/nyckeltal/n00206/">Heltidsanställda, kommun</a>' in page
    release = share_worksheet(world.own, method, **PLACE, audiences=[AudienceKind.GROUP], by=by)
    read = world.client("group_mate").get(f"/omgangar/2019/kalmar/delat/{release.number}/").content.decode()
    assert "Beslut prövade med frågelistan" in read
    assert '<a href="/nyckeltal/n00206/">Heltidsanställda, kommun</a>' in read
