"""The programme's leader edits the catalogue: what is refused, where, and that nothing of it is written."""

from decimal import Decimal

import pytest
from django.urls import reverse

from indicators.catalogue import load_catalogue
from indicators.models import Indicator, KpiSnapshot, Source
from tests.indicators.typed_facts import NEW
from tests.personas import world

__all__ = ["world"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def leader(world):
    return world.client("programme_leader")


def test_the_leader_adds_an_own_one(leader):
    answer = leader.post("/nyckeltal/nytt/", NEW)
    added = Indicator.objects.get(key="tid-for-aterhamtning")
    assert answer.url == reverse("indicators:indicator", kwargs={"indicator": added.key})
    assert (added.source, added.kpis) == (Source.OWN, ())
    assert leader.post("/nyckeltal/nytt/", NEW).status_code == 409


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"kpi": "N90"}, "kpi"),
        ({"kpi": "N00949", "form": "pair"}, "kpi_men"),
        ({"kpi": "N00949", "kpi_men": "N00950"}, "kpi_men"),
        ({"form": "ratio"}, "form"),
        ({"direction": "target"}, "target"),
        ({"direction": "balance"}, "direction"),
        ({"title": ""}, "title"),
    ],
)
def test_what_an_indicator_cannot_be(leader, told, field):
    answer = leader.post("/nyckeltal/nytt/", NEW | told)
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert not Indicator.objects.exists()


def test_the_leader_edits_a_target_with_a_comma(leader):
    load_catalogue()
    indicator = Indicator.objects.get(key="n00942")
    shown = leader.get("/nyckeltal/n00942/andra/")
    form = shown.context["form"]
    told = {name: form[name].value() for name in form.fields} | {"target": "47,5", "note": "Ny förklaring"}
    assert leader.post("/nyckeltal/n00942/andra/", told).status_code == 302
    indicator.refresh_from_db()
    assert (indicator.target, indicator.sub_goals, indicator.note) == (Decimal("47.5"), [4], "Ny förklaring")


def test_a_change_of_koladas_is_accepted_on_the_page(leader):
    load_catalogue()
    waiting = KpiSnapshot.objects.filter(pk="N00090")
    waiting.update(title="Sjukfrånvaro", new_title="Frånvaro", new_definition="Ny", stopped="description")
    page = leader.get("/nyckeltal/n00090/").content.decode()
    assert "Godkänn ändringen av N00090" in page
    assert "Frånvaro" in page
    assert leader.post("/nyckeltal/n00949/godkann/N00090/").status_code == 409, "another indicator's"
    assert leader.post("/nyckeltal/n00090/godkann/N00090/").status_code == 302
    assert waiting.get().title == "Frånvaro"
    assert leader.post("/nyckeltal/n00090/godkann/N00090/").status_code == 409


def test_the_leader_orders_a_fetch_and_not_two(leader):
    assert leader.post("/nyckeltal/hamta/").status_code == 302
    answer = leader.post("/nyckeltal/hamta/")
    assert answer.status_code == 409
    assert "Siffrorna hämtas redan" in answer.content.decode()
