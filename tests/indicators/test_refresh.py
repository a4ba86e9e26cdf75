"""A refresh is whole or not at all: whatever fails, the last good figures stay, and their day."""

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import connection, transaction
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from requests.exceptions import MissingSchema

from access import clock
from indicators import refreshing
from indicators.figures import State
from indicators.kolada import client
from indicators.kolada.fake.faults import Fault
from indicators.kolada.fake.server import FakeKolada
from indicators.models import Indicator, KpiSnapshot, PublicRevision, PublicValue, Refresh
from indicators.pins.choosing import drop_indicator
from indicators.refreshing import accept_change
from tests import factories
from tests.indicators.few import (
    LONG_AGO,
    PLACES,
    SICK_LEAVE,
    TODAY,
    follow_few,
    hurry,
    load_few,
    refresh,
    small_pages,
    stored,
)

FAULTS = [fault for fault in Fault if fault != Fault.SLOW]


@pytest.fixture(autouse=True)
def _small_pages(monkeypatch):
    with clock.at(TODAY):
        small_pages(monkeypatch)
        yield


def value(area="0880", period=2018, gender="K", kpi=SICK_LEAVE):
    return PublicValue.objects.filter(kpi=kpi, area=area, period=period, gender=gender).first()


@pytest.fixture(scope="module")
def first_fetch(django_db_setup, django_db_blocker):
    """A few indicators that somebody follows, fetched once; rolled back after the module."""
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        small_pages(patch)
        hurry(patch)
        load_few()
        somebody = follow_few()
        with FakeKolada(PLACES).serving() as kolada, override_settings(KOLADA_URL=kolada.url):
            done = refresh(at=LONG_AGO)
        assert done.state == Refresh.State.DONE, done.refused
        yield SimpleNamespace(stored=stored(), calls=len(kolada.paths), followed=somebody)
        transaction.set_rollback(True)


@pytest.fixture
def fetched(first_fetch, db, fake):
    return first_fetch.stored


def test_it_stores_what_kolada_has(first_fetch, fetched):
    kpis = set(KpiSnapshot.objects.exclude(fetched_at=None).values_list("kpi", flat=True))
    assert kpis == {"N00090", "N00949", "N00950", "N01452", "N01453"}
    assert value().organisation.name == "Kalmar"
    assert value(area="0000").organisation is None
    assert {value(area=code, kpi="N01452").organisation.name for code in ("0980", "0009")} == {"Gotland"}
    done = Refresh.objects.get()
    assert (done.done, done.total, done.failed, done.calls) == (5, 5, 0, first_fetch.calls)


def test_a_second_refresh_changes_nothing(fetched):
    assert refresh().state == Refresh.State.DONE
    assert stored() == fetched
    assert not PublicRevision.objects.exists()
    assert KpiSnapshot.objects.get(pk=SICK_LEAVE).fetched_at == TODAY


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_on_any_page_leaves_the_last_good_figures(fetched, fake, fault, number):
    """Nothing of the answer is taken, though it has other figures than those that are here."""
    fake.revise(SICK_LEAVE, "0880", 2018, "K", "99.9", on=TODAY.date())
    fake.fault(fault, page=number, times=99)
    done = refresh()
    assert stored() == fetched
    assert not PublicRevision.objects.exists()
    assert set(KpiSnapshot.objects.values_list("fetched_at", flat=True)) == {LONG_AGO, None}
    snapshot = KpiSnapshot.objects.get(pk=SICK_LEAVE)
    if (fault, number) == (Fault.EMPTY, 1):
        assert snapshot.stopped == KpiSnapshot.Stop.LOSS
    else:
        assert done.state == Refresh.State.FAILED
        assert snapshot.refused.startswith("Kolada ")
        assert done.refused == snapshot.refused
    fake.heal()


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_among_the_descriptions_leaves_everything(fetched, fake, fault):
    fake.fault(fault, under="/kpi", times=99)
    assert refresh().state == Refresh.State.FAILED
    assert stored() == fetched
    assert KpiSnapshot.objects.get(pk=SICK_LEAVE).refused
    fake.heal()
    assert refresh().state == Refresh.State.DONE
    assert not KpiSnapshot.objects.exclude(refused="").exists()


def test_a_revised_figure_is_taken_and_what_it_was_is_kept(fetched, fake):
    was = value().value
    fake.revise(SICK_LEAVE, "0880", 2018, "K", "99.9", on=TODAY.date())
    refresh()
    assert value().value == Decimal("99.9")
    revision = PublicRevision.objects.get()
    assert (revision.old_value, revision.new_value, revision.seen_at) == (was, Decimal("99.9"), TODAY)


@pytest.mark.parametrize("whole", [True, False])
def test_a_deleted_figure_is_removed_and_told(fetched, fake, whole):
    """A whole answer lacks it; one of changes says that it is deleted."""
    fake.delete(SICK_LEAVE, "0880", 2018, on=TODAY.date())
    refresh(whole=whole)
    assert value() is None
    assert value(period=2017) is not None
    told = PublicRevision.objects.filter(kpi=SICK_LEAVE, area="0880", period=2018, new_state="")
    assert set(told.values_list("gender", flat=True)) == {"K", "M", "T"}
    assert len(fetched - stored()) == 3


def test_at_night_only_what_has_changed_is_asked_for(fetched, fake):
    """From two days before the last fetch: the service's clock may be behind ours."""
    fake.revise(SICK_LEAVE, "0880", 2018, "K", "99.9", on=LONG_AGO.date() - dt.timedelta(days=2))
    before = len(fake.paths)
    refresh(whole=False)
    assert value().value == Decimal("99.9")
    assert len(fetched - stored()) == 1
    assert len(fake.paths) - before == 2
    refresh(whole=False, at=LONG_AGO + dt.timedelta(days=8))
    assert KpiSnapshot.objects.get(pk=SICK_LEAVE).whole_at == LONG_AGO + dt.timedelta(days=8), "whole once a week"


def test_at_night_only_what_somebody_follows_is_asked_for(first_fetch, fetched):
    by = factories.person()
    for key in ("n00949", "n01452"):
        drop_indicator(first_fetch.followed, key, by=by)
    at = LONG_AGO + dt.timedelta(days=8)
    assert refresh(whole=False, at=at).total == 1
    whole = dict(KpiSnapshot.objects.filter(whole_at__gte=LONG_AGO).values_list("kpi", "whole_at"))
    assert {kpi for kpi, day in whole.items() if day == at} == {SICK_LEAVE}
    Indicator.objects.filter(key="n00090").update(counterpart=Indicator.objects.get(key="n01452"))
    assert refresh(whole=False, at=at).total == 3, "the counterpart too, with its margin of error"
    assert refresh(at=at).total == 5, "on demand all"


@pytest.mark.parametrize(
    ("number", "status", "state"),
    [
        (None, "", State.MISSING),
        (None, "-", State.MISSING),
        (None, "..", State.SECRET),
        ("12.0", "..", State.SECRET),
        (None, ".", State.NOT_APPLICABLE),
        (None, "Vet ej", State.MISSING),
        ("12.0", "preliminär", State.KNOWN),
        ("0.0", "", State.KNOWN),
    ],
)
def test_why_there_is_no_value(fetched, fake, number, status, state):
    fake.revise(SICK_LEAVE, "0880", 2018, "K", number, status=status, on=TODAY.date())
    refresh()
    assert (value().state, value().status) == (state, status)
    assert (value().value is None) is (state != State.KNOWN)


@pytest.mark.parametrize("what", ["titles", "definitions"])
def test_a_changed_description_stops_and_asks(fetched, fake, what):
    fake.revise(SICK_LEAVE, "0880", 2018, "K", "99.9", on=TODAY.date())
    getattr(fake.changes, what)[SICK_LEAVE] = "Något helt annat"
    refresh()
    stopped = KpiSnapshot.objects.get(pk=SICK_LEAVE)
    assert stopped.stopped == KpiSnapshot.Stop.DESCRIPTION
    assert stored() == fetched
    accept_change(SICK_LEAVE, by=factories.person())
    assert stored() == fetched, "the values wait for the next fetch"
    refresh()
    accepted = KpiSnapshot.objects.get(pk=SICK_LEAVE)
    assert "Något helt annat" in {accepted.title, accepted.definition}
    assert value().value == Decimal("99.9")
    with pytest.raises(refreshing.NothingToAccept):
        accept_change(SICK_LEAVE, by=factories.person())


def test_a_description_that_is_as_it_was_again_goes_on(fetched, fake):
    fake.changes.titles[SICK_LEAVE] = "Något helt annat"
    refresh()
    fake.changes.titles.clear()
    assert refresh().state == Refresh.State.DONE
    assert KpiSnapshot.objects.get(pk=SICK_LEAVE).stopped == ""


@pytest.mark.parametrize(("change", "said"), [("vanished", "har inte längre"), ("undivided", "kvinnor och män")])
def test_a_key_figure_that_is_gone_or_no_longer_divided_keeps_its_figures(fetched, fake, change, said):
    getattr(fake.changes, change).add(SICK_LEAVE)
    done = refresh()
    assert (done.state, done.failed) == (Refresh.State.FAILED, 1)
    assert said in KpiSnapshot.objects.get(pk=SICK_LEAVE).refused
    assert stored() == fetched
    assert KpiSnapshot.objects.get(pk="N00949").fetched_at == TODAY, "the others are fetched"


def test_a_great_loss_waits_for_a_yes(fetched, fake):
    for area in ("0880", "0980"):
        fake.delete(SICK_LEAVE, area, 2017, on=TODAY.date())
    refresh()
    assert KpiSnapshot.objects.get(pk=SICK_LEAVE).stopped == KpiSnapshot.Stop.LOSS
    assert stored() == fetched
    accept_change(SICK_LEAVE, by=factories.person())
    refresh()
    assert value(period=2017) is None
    assert value(period=2018) is not None
    for area in ("0880", "0980"):
        fake.delete(SICK_LEAVE, area, 2018, on=TODAY.date())
    refresh()
    assert KpiSnapshot.objects.get(pk=SICK_LEAVE).stopped == KpiSnapshot.Stop.LOSS, "one yes is for one loss"
    assert value(period=2018) is not None


def test_years_that_are_no_longer_asked_for_stay(fetched, fake):
    oldest = {row for row in fetched if row[2] == 2017}
    refresh(at=TODAY.replace(year=2020))
    assert fake.paths[-1].endswith("/year/2018,2019,2020")
    assert oldest <= stored()


def test_a_bad_answer_leaves_the_other_questions_and_no_answer_stops_them(fetched, fake, monkeypatch):
    monkeypatch.setattr(client, "SEGMENT", 2)
    fake.fault(Fault.HTML)
    assert refresh().failed == 2
    assert KpiSnapshot.objects.filter(fetched_at=TODAY, refused="").count() == 3
    fake.heal()
    fake.fault(Fault.FAILING, times=99)
    before = len(fake.paths)
    assert refresh().failed == 5
    assert KpiSnapshot.objects.filter(refused="Kolada svarar inte.").count() == 5, "the others too are told of"
    assert len(fake.paths) - before == 3 + 5, "descriptions, and the attempts of one question"


def test_a_fault_of_our_own_ends_the_fetch_and_is_told(fetched, settings):
    settings.KOLADA_URL = "kolada"
    with pytest.raises(MissingSchema):
        refresh()
    done = Refresh.objects.order_by("pk").last()
    assert (done.state, done.refused) == (Refresh.State.FAILED, "Hämtningen avbröts av ett fel hos oss.")
    assert stored() == fetched


def test_the_same_statements_for_any_number_of_values(fetched, settings):
    counts = []
    for places in ({"0880"}, {"0880", "0980", "0009", "0008", "0000"}):
        PublicValue.objects.all().delete()
        with FakeKolada(places).serving() as few, CaptureQueriesContext(connection) as statements:
            settings.KOLADA_URL = few.url
            assert refresh().state == Refresh.State.DONE
        counts.append(len(statements))
    assert counts[0] == counts[1]
