"""The client against every fault of the fake: a whole answer, or a named refusal; and no host but its own."""

import datetime as dt
import itertools
from decimal import Decimal

import pytest
import requests

from indicators.kolada import client, refusals
from indicators.kolada.client import Clock, Kolada
from indicators.kolada.fake.faults import Fault
from indicators.kolada.fake.figures import areas, levels
from indicators.kolada.fake.server import FakeKolada

SICK_LEAVE = "N00090"
LONG_AGO = [2017, 2018]
ROW = (
    '{"kpi":"N00090","municipality":"0880","period":2018,'
    '"values":[{"gender":"K","value":7.4,"status":"","count":1,"isdeleted":false}]}'
)
PAGE = f'{{"values":[{ROW}],"next_url":null}}'


class Time:
    """A time that passes only by waiting."""

    def __init__(self):
        self.passed = 0.0
        self.waits = []

    def sleep(self, seconds):
        self.waits.append(seconds)
        self.passed += seconds

    @property
    def clock(self):
        return Clock(monotonic=lambda: self.passed, sleep=self.sleep)


@pytest.fixture
def time():
    return Time()


@pytest.fixture
def kolada(fake, time):
    return Kolada(fake.url, agent="jamna-steg-test (+https://steg.example)", time=time.clock)


def read(kolada, kpis=(SICK_LEAVE,), years=LONG_AGO, **asked):
    return [value for page in kolada.values(kpis, years, **asked) for value in page]


def test_it_reads_typed_rows_and_says_who_asks(fake, kolada):
    (described,) = kolada.kpis([SICK_LEAVE])
    found = {(v.area, v.period, v.gender): v for v in read(kolada)}
    assert (described.id, described.divided, described.owners) == (SICK_LEAVE, True, "K")
    assert described.definition.startswith("Demo")
    assert {gender for _, _, gender in found} == {"K", "M", "T"}
    assert isinstance(found["0880", 2018, "K"].value, Decimal)
    assert fake.agents == {"jamna-steg-test (+https://steg.example)"}


def test_a_segment_holds_25_and_the_fake_refuses_26(fake, kolada):
    kpis = list(levels())
    assert len(kolada.kpis(kpis)) == len(kpis)
    assert max(path.count(",") + 1 for path in fake.paths) == 25
    assert requests.get(f"{fake.url}/kpi/{','.join(kpis[:26])}", timeout=30).status_code == 400


def test_the_minimum_of_calls_for_the_whole_catalogue(fake, kolada):
    """The arithmetic is in ``indicators.refreshing``: 37 for 52 key figures, 56 for the 80 of the catalogue.

    The fake has rows for all 312 codes, empty ones but for a few: as many pages as can be.
    """
    kpis, years = list(levels()), range(2010, 2020)
    assert (len(areas()), len(kpis)) == (312, 80)
    for some, calls in ((kpis[:52], 37), (kpis, 56)):
        before = len(fake.paths)
        kolada.kpis(some)
        assert read(kolada, some, years)
        assert len(fake.paths) - before == calls <= 60
    assert kolada.calls == len(fake.paths)


def test_it_follows_absolute_and_relative_pages(fake, kolada, monkeypatch):
    whole = read(kolada)
    monkeypatch.setattr(client, "PAGE", 100)
    before = len(fake.paths)
    assert read(kolada) == whole
    assert len(fake.paths) - before == 7, "312 codes x 2 years, 100 rows a page"
    monkeypatch.setattr(client, "PAGE", 1)
    assert len(kolada.kpis([SICK_LEAVE, "N60030"])) == 2


def test_the_fake_refuses_one_segment_and_too_long_a_page(fake):
    assert requests.get(f"{fake.url}/data/kpi/N00090", timeout=30).status_code == 404
    assert requests.get(f"{fake.url}/kpi?per_page=5001", timeout=30).status_code == 400


@pytest.mark.parametrize("fault", [Fault.BUSY, Fault.FAILING, Fault.CUT])
def test_a_passing_fault_is_tried_again(fake, kolada, fault):
    whole = read(kolada)
    fake.fault(fault, times=2)
    before = len(fake.paths)
    assert read(kolada) == whole
    assert len(fake.paths) - before == 3


def test_it_waits_as_long_as_it_is_told(fake, kolada, time):
    fake.retry_after = "17"
    fake.fault(Fault.BUSY)
    read(kolada)
    assert 17 in time.waits


def test_it_does_not_wait_beyond_its_patience(fake, kolada, time):
    fake.retry_after = "3600"
    fake.fault(Fault.BUSY, times=9)
    with pytest.raises(refusals.Busy):
        read(kolada)
    assert time.passed <= client.PATIENCE


def test_it_lets_a_while_pass_between_two_calls(fake, time, monkeypatch):
    monkeypatch.setattr(client, "PACE", 3)
    monkeypatch.setattr(client, "PAGE", 100)
    read(Kolada(fake.url, agent="test", time=time.clock))
    assert time.waits.count(3) == len(fake.paths) - 1


def test_an_answer_that_trickles_for_longer_than_its_patience_is_given_up(fake):
    """Two seconds pass with each part of the body: patience ends before it is as large as is refused."""
    ticks = itertools.count(step=2.0)
    slow = Kolada(fake.url, agent="test", time=Clock(monotonic=lambda: next(ticks), sleep=lambda _: None))
    fake.fault(Fault.HUGE)
    with pytest.raises(refusals.Unreachable):
        read(slow)


def test_a_slow_answer_is_waited_for_and_a_silent_one_is_not(fake, kolada, monkeypatch):
    fake.fault(Fault.SLOW)
    assert read(kolada)
    monkeypatch.setattr(client, "SILENCE", 0.05)
    fake.delay = 3.0  # longer than a busy machine keeps the client from its clock
    fake.fault(Fault.SLOW, times=9)
    with pytest.raises(refusals.Unreachable):
        read(kolada)


@pytest.mark.parametrize(
    ("fault", "refusal"),
    [
        (Fault.BUSY, refusals.Busy),
        (Fault.FAILING, refusals.Unreachable),
        (Fault.CUT, refusals.Unreachable),
        (Fault.HTML, refusals.NotFigures),
        (Fault.MALFORMED, refusals.Malformed),
        (Fault.FIELDLESS, refusals.Malformed),
        (Fault.UNASKED, refusals.Malformed),
        (Fault.STRAY, refusals.Astray),
        (Fault.MOVED, refusals.Astray),
        (Fault.LOOP, refusals.Endless),
        (Fault.HUGE, refusals.TooLarge),
        (Fault.EMPTY, refusals.Malformed),
    ],
)
def test_a_lasting_fault_is_refused_by_name(fake, kolada, monkeypatch, fault, refusal):
    """On the second page: the first has come by then, and counts for nothing."""
    monkeypatch.setattr(client, "PAGE", 400)
    fake.fault(fault, page=2, times=9)
    with pytest.raises(refusal) as refused:
        read(kolada)
    assert str(refused.value).startswith("Kolada ")
    assert len(fake.paths) <= 6


def test_nobody_at_the_address_is_a_refusal(time):
    with pytest.raises(refusals.Unreachable):
        Kolada("http://127.0.0.1:9/v3", agent="test", time=time.clock).kpis([SICK_LEAVE])


@pytest.mark.parametrize(
    ("following", "own"),
    [
        ("?page=2", "https://kolada.example/v3/data/kpi/N00090?page=2"),
        ("/v3/data/kpi/N00090?page=2", "https://kolada.example/v3/data/kpi/N00090?page=2"),
        ("http://kolada.example/v3/data?page=2", "https://kolada.example/v3/data?page=2"),
        ("https://kolada.example:8443/v3/data?page=2", None),
        ("https://kolada.example@198.51.100.4/v3/data", None),
        ("//198.51.100.4/v3/data", None),
        ("file:///v3/data", None),
        ("/v2/data/kpi/N00090?page=2", None),
        ("https://kolada.example:port/v3/data", None),
    ],
)
def test_the_next_page_is_asked_of_its_own_host_only(following, own):
    base = "https://kolada.example/v3"
    here = "https://kolada.example/v3/data/kpi/N00090?page=1"
    if own:
        assert client.next_address(base, here, following) == own
        return
    with pytest.raises(refusals.Astray):
        client.next_address(base, here, following)


@pytest.mark.parametrize(
    "value",
    ['"7,4"', "true", "NaN", "1e400", "-1e14", "[]", '{"a":1}'],
)
def test_a_value_that_is_no_number_refuses_the_answer(kolada, value, monkeypatch):
    monkeypatch.setattr(kolada, "_call", lambda _url: PAGE.replace("7.4", value).encode())
    with pytest.raises(refusals.Malformed):
        read(kolada)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('"N00090"', '"N00949"'),  # not asked for
        ("2018", "2016"),
        ("2018", '"2018"'),
        ('"0880"', "880"),
        ('"0880"', '"Kalmar"'),
        ('"K"', '"F"'),
        ('"count":1', '"count":-1'),
        ('"isdeleted":false', '"isdeleted":2'),
        (ROW, "7"),
        (f"[{ROW}]", "null"),
        (f"[{ROW}]", '"rows"'),
        ('"values":[{"kpi"', '"rows":[{"kpi"'),
        ('"next_url":null', '"next_url":7'),
        (PAGE, f"[{ROW}]"),
    ],
)
def test_what_is_not_as_documented_refuses_the_answer(kolada, right, wrong, monkeypatch):
    answers = [PAGE, PAGE.replace(right, wrong, 1)]
    monkeypatch.setattr(kolada, "_call", lambda _url: answers.pop(0).encode())
    assert len(read(kolada)) == 1
    with pytest.raises(refusals.Malformed):
        read(kolada)


def test_what_has_changed_since_a_day_is_asked_for_alone(fake, kolada):
    fake.revise(SICK_LEAVE, "0880", 2018, "K", "9.9", on=dt.date(2019, 11, 10))
    fake.delete(SICK_LEAVE, "0980", 2018, on=dt.date(2019, 11, 10))
    changed = read(kolada, since=dt.date(2019, 11, 10))
    assert {(v.area, v.gender, v.deleted) for v in changed} >= {("0880", "K", False), ("0980", "T", True)}
    assert {v.area for v in changed} == {"0880", "0980"}
    assert read(kolada, since=dt.date(2019, 11, 11)) == []


def test_groups_answer_with_the_mean_of_their_members():
    with FakeKolada().serving() as fake:
        path = f"{fake.url}/data/kpi/N00090/municipality/G92787,0180,1280,1480/year/2018"
        answer = requests.get(path, timeout=30).json(parse_float=Decimal)
    rows = {row["municipality"]: row["values"] for row in answer["values"]}
    women = {area: next(v["value"] for v in values if v["gender"] == "K") for area, values in rows.items()}
    mean = women.pop("G92787")
    assert abs(mean - sum(women.values()) / 3) <= Decimal("0.05")
