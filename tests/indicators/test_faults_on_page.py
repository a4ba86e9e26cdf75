"""Whatever is wrong with the service, the page keeps the last good figures and says since when, and why."""

import datetime as dt
import re
from decimal import Decimal
from html import unescape

import pytest

from access import clock
from indicators import refreshing
from indicators.kolada import client as kolada
from indicators.kolada.fake.faults import Fault
from indicators.models import KpiSnapshot, PublicValue, Refresh
from indicators.refreshing import order_refresh, run

NBSP = "\N{NO-BREAK SPACE}"
MONDAY = dt.datetime(2019, 11, 11, 3, tzinfo=dt.UTC)
THURSDAY = dt.datetime(2019, 11, 14, 3, tzinfo=dt.UTC)
PAGE = "/nyckeltal/n00090/?plats=kalmar&mot=riket"


@pytest.fixture(autouse=True)
def _short(monkeypatch):
    monkeypatch.setattr(refreshing, "YEARS", 3)
    monkeypatch.setattr(kolada, "PAGE", 1600)


def fetch(at, *, whole=True):
    with clock.at(at):
        ordered = order_refresh(by=None, whole=whole)
        run(ordered.pk)
    ordered.refresh_from_db()
    return ordered


def text_of(answer):
    return " ".join(unescape(answer.content.decode()).replace(NBSP, " ").split())


def pictures(text):
    return re.findall(r"<figure.*?</figure>", text)


def figures(answer):
    return [line for line in answer.content.decode("utf-8-sig").splitlines() if line.count(";") > 8]


def test_every_fault_leaves_the_figures_and_is_told(catalogue, fake, client, monkeypatch):
    """One fetch that goes well, and then every fault there is, in any place of an answer."""
    assert fetch(MONDAY).state == Refresh.State.DONE
    good, file = text_of(client.get(PAGE)), figures(client.get("/nyckeltal/n00090/fil/csv/?plats=kalmar"))
    assert len(pictures(good)) == 3
    fake.revise("N00090", "0880", 2018, "K", "99.9", on=THURSDAY.date())
    for fault in (fault for fault in Fault if fault not in {Fault.SLOW, Fault.EMPTY}):
        for under in ("/kpi", "/data"):
            fake.fault(fault, under=under, times=99)
            with monkeypatch.context() as impatient:
                impatient.setattr(kolada, "PATIENCE", 0.5)
                assert fetch(THURSDAY).state == Refresh.State.FAILED, (fault, under)
            shown, listed = text_of(client.get(PAGE)), text_of(client.get("/nyckeltal/"))
            assert pictures(shown) == pictures(good), (fault, under)
            assert "Senaste hämtningen av N00090 misslyckades. Kolada " in shown, (fault, under)
            assert "Siffrorna här hämtades 11 november 2019." in shown, (fault, under)
            assert "Senaste hämtningen blev inte hel" in listed
            assert "Allt hämtades senast 11 november 2019" in listed
            written = client.get("/nyckeltal/n00090/fil/csv/?plats=kalmar")
            assert figures(written) == file
            assert "Siffrorna här hämtades 11 november 2019." in written.content.decode()
            fake.heal()
    assert fetch(THURSDAY).state == Refresh.State.DONE
    shown = text_of(client.get(PAGE))
    assert "misslyckades" not in shown
    assert "99,9" in shown
    assert "hämtad 14 november 2019" in shown


def test_an_empty_answer_waits_for_the_leader_and_is_told(catalogue, fake, client):
    fetch(MONDAY)
    good = text_of(client.get(PAGE))
    fake.fault(Fault.EMPTY, times=99)
    fetch(THURSDAY)
    shown = text_of(client.get(PAGE))
    assert pictures(shown) == pictures(good)
    assert (
        "N00090 väntar på programledaren. Kolada har tagit bort många värden. De gamla siffrorna står kvar." in shown
    )
    assert "hämtad 11 november 2019" in shown


def test_a_slow_answer_is_waited_for(catalogue, fake, client):
    fake.fault(Fault.SLOW, times=1)
    assert fetch(MONDAY).state == Refresh.State.DONE
    assert "misslyckades" not in text_of(client.get(PAGE))


@pytest.mark.parametrize("ahead", [dt.timedelta(days=1), dt.timedelta(days=40)])
def test_a_clock_that_was_ahead_loses_no_change(catalogue, followed, fake, client, ahead):
    """Our clock stood ahead at one fetch and is right at the next: what changed between is still asked for."""
    assert fetch(MONDAY + ahead).state == Refresh.State.DONE
    fake.revise("N00090", "0880", 2018, "K", "99.9", on=MONDAY.date())
    assert fetch(THURSDAY, whole=False).state == Refresh.State.DONE
    assert PublicValue.objects.get(kpi="N00090", area="0880", period=2018, gender="K").value == Decimal("99.9")
    assert KpiSnapshot.objects.get(pk="N00090").fetched_at == THURSDAY
    assert "99,9" in text_of(client.get(PAGE))
