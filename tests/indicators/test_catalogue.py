"""The catalogue: what it starts with, how it is found, edited and shown, and what it says of a failed fetch."""

import datetime as dt
import io
import re

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from access import clock
from cohorts.models import Organisation
from indicators import reading, refreshing
from indicators.catalogue import add_indicator, load_catalogue, write_indicator
from indicators.figures import Form, State
from indicators.kolada.fake.faults import Fault
from indicators.kolada.fake.figures import levels
from indicators.models import Indicator, KpiSnapshot, Source
from indicators.public import area_of, public_series
from indicators.refreshing import order_refresh, run
from tests import factories
from tests.indicators.typed_facts import NEW

pytestmark = pytest.mark.django_db

TODAY = dt.datetime(2019, 11, 14, 3, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _short(monkeypatch):
    monkeypatch.setattr(refreshing, "YEARS", 3)


def fetch():
    with clock.at(TODAY):
        run(order_refresh(by=None).pk)


def text_of(answer):
    return " ".join(answer.content.decode().split())


def test_it_starts_with_69_of_koladas_and_six_own():
    assert load_catalogue() == load_catalogue() == 75
    forms = [Indicator.objects.filter(source=Source.KOLADA, form=form).count() for form in Form]
    assert dict(zip(Form, forms, strict=True)) == {
        Form.SPLIT: 51,
        Form.PAIR: 6,
        Form.SHARE_WOMEN: 5,
        Form.RATIO: 4,
        Form.GAP: 2,
        Form.WHOLE: 1,
    }
    named = {kpi for indicator in Indicator.objects.all() for kpi in indicator.kpis}
    assert named == set(KpiSnapshot.objects.values_list("kpi", flat=True)) == set(levels())
    for indicator in Indicator.objects.select_related("counterpart"):
        assert indicator.measure.title
        other = indicator.counterpart
        assert not other or other.owners != indicator.owners


def test_what_was_edited_is_left_by_a_second_load():
    load_catalogue()
    sick = Indicator.objects.get(key="n00090")
    write_indicator(sick, title="Frånvaro", by=factories.person())
    Indicator.objects.filter(key="n60030").update(title="Ändrat av misstag")
    load_catalogue()
    titles = dict(Indicator.objects.values_list("key", "title"))
    assert (titles["n00090"], titles["n60030"]) == ("Frånvaro", "Sjukfrånvaro bland regionens anställda")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"text": "medianlön region"}, {"n60951", "n00958"}),
        ({"text": "n05828"}, {"n05816"}),
        ({"goal": "4"}, {"n00939", "n00940", "n00942", "n00944"}),
        ({"form": "gap"}, {"n00951", "n60953"}),
        ({"goal": "6", "owner": "L"}, {"n65900", "n01460", "n00610", "u01420"}),
        ({"text": "finns inte"}, set()),
    ],
)
def test_a_search_finds(asked, found):
    load_catalogue()
    assert {line.key for line in reading.catalogue_like(**asked)} == found


def test_every_form_is_read_as_women_and_men(catalogue, fake):
    load_catalogue()
    fetch()
    chosen = {each.key: each for each in Indicator.objects.filter(source=Source.KOLADA)}
    with CaptureQueriesContext(connection) as statements:
        series = public_series(chosen.values(), ["0880", "0008", "0000"])
    assert len(statements) == 1
    row = {key: series[key, "0880"].at(2018) for key in chosen if (key, "0880") in series}
    split, pair, share, ratio, gap = (row[key] for key in ("n01452", "n00949", "n05814", "n00953", "n00951"))
    assert split.women.margin
    assert split.total.is_known
    assert gap.gap.value == pair.women.value - pair.men.value
    assert share.women.value + share.men.value == 100
    assert ratio.ratio.is_known
    assert (ratio.women.state, gap.men.state) == (State.NOT_APPLICABLE, State.NOT_APPLICABLE)


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("n01452", "andel av alla kvinnor och av alla män"),
        ("n15428", "andel av alla flickor och av alla pojkar"),
        ("n05814", "könsfördelning"),
        ("n00905", "mått per person: lön, dagar, poäng"),
        ("styrdokument", None),
    ],
)
def test_the_page_says_which_kind_of_figure_it_is_and_of_whom(client, key, told):
    load_catalogue()
    facts = dict(re.findall(r"<dt>(.+?)</dt>\s*<dd.*?>(.+?)</dd>", client.get(f"/nyckeltal/{key}/").content.decode()))
    assert facts["Vilka"]
    assert facts.get("Vad siffran är") == told


def test_gotland_is_read_with_the_code_of_the_right_kind(places):
    gotland, kalmar = (Organisation.objects.get(slug=slug) for slug in ("gotland", "kalmar"))
    region = Organisation.objects.get(region_code="08")
    assert [area_of(gotland, owners) for owners in "KLA"] == ["0980", "0009", "0980"]
    assert [area_of(kalmar, owners) for owners in "KLA"] == ["0880", "", "0880"]
    assert [area_of(region, owners) for owners in "KLA"] == ["", "0008", "0008"]


def test_the_page_shows_figures_source_and_what_kolada_changed(catalogue, fake, client):
    fetch()
    fake.revise("N00090", "0880", 2018, "K", "99.9", on=TODAY.date())
    fetch()
    shown = text_of(client.get("/nyckeltal/n00090/?plats=kalmar"))
    assert "Siffror för Kalmar" in shown
    assert "99,9" in shown
    assert "Källa: Kolada (RKA), N00090, hämtad 14 november 2019." in shown
    assert "Det som Kolada har ändrat" in shown
    assert shown.index('data-label="Kvinnor"') < shown.index('data-label="Män"') < shown.index('data-label="Totalt"')
    assert shown.index("Kvinnor</th>") < shown.index("Män</th>") < shown.index("Totalt</th>")
    assert "högre för kvinnor" in shown


@pytest.mark.parametrize("fault", [Fault.FAILING, Fault.HTML, Fault.MALFORMED, Fault.LOOP])
def test_both_pages_say_that_the_fetch_failed_and_keep_the_figures(catalogue, fake, client, fault):
    fetch()
    before = client.get("/nyckeltal/n00090/?plats=kalmar").content.decode()
    fake.fault(fault, times=99)
    fetch()
    listed, shown = text_of(client.get("/nyckeltal/")), client.get("/nyckeltal/n00090/?plats=kalmar").content.decode()
    assert "Senaste hämtningen blev inte hel" in listed
    assert "Allt hämtades senast 14 november 2019" in listed
    assert "Senaste hämtningen av N00090 misslyckades" in shown
    assert "Siffrorna här hämtades 14 november 2019." in shown
    assert before[before.index("<table") : before.index("</table>")] in shown


def test_the_progress_is_shown(catalogue, client):
    with clock.at(TODAY):
        ordered = order_refresh(by=None)
    type(ordered).objects.filter(pk=ordered.pk).update(state="working", done=25, total=80)
    fragment = client.get("/nyckeltal/", headers={"HX-Request": "true"}).content.decode()
    assert 'value="25"' in fragment
    assert "<html" not in fragment


def test_the_list_asks_the_same_for_one_or_75(client):
    counts = []
    for load in (lambda: None, load_catalogue):
        load()
        with CaptureQueriesContext(connection) as statements:
            client.get("/nyckeltal/")
        counts.append(len(statements))
    assert counts[0] <= counts[1] <= 6


def test_a_key_figure_that_kolada_does_not_have_says_so_on_its_page(catalogue, fake, client):
    facts = {name: NEW[name] for name in ("title", "noun", "area", "people", "kind", "unit", "direction", "owners")}
    add_indicator(by=factories.person(), form="split", kpi="N99999", kpi_men="", uncertainty_kpi="", **facts)
    fetch()
    assert "Kolada har inte längre nyckeltalet N99999." in text_of(client.get("/nyckeltal/n99999/"))
    assert KpiSnapshot.objects.get(pk="N00090").fetched_at == TODAY


def test_the_smoke_check_says_what_the_service_answers(catalogue, fake):
    said = io.StringIO()
    call_command("kolada_smoke", stdout=said)
    assert "descriptions: 5 of 5" in said.getvalue()
    fake.fault(Fault.HTML, times=9)
    with pytest.raises(CommandError, match="NotFigures"):
        call_command("kolada_smoke", stdout=said)
