"""What an organisation follows: choosing, where it started, goals, comments, order, and what a closed round leaves."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cohorts import states
from cohorts.models import CohortState, Organisation, Seat
from indicators.catalogue import load_catalogue
from indicators.figures import known
from indicators.models import Indicator, PublicValue
from indicators.pins.baselines import baseline_of, choose_baseline
from indicators.pins.choosing import NothingChosen, drop_indicator, move_indicator, pin_indicators
from indicators.pins.comments import CommentChanged, write_comment
from indicators.pins.goals import NotAShare, TargetWithoutYear, set_goals
from indicators.pins.models import IndicatorComment, PinnedIndicator
from indicators.pins.pinned import NotPinned, pins_of
from tests.personas import world

__all__ = ["world"]

pytestmark = pytest.mark.django_db
KEY = "n00090"
PARTS = {"reading": "Fler kvinnor i vården", "reason": "Nej", "action": "Chefer följer upp"}


@pytest.fixture
def kalmar(world):
    load_catalogue()
    organisation = world.own.organisation
    Organisation.objects.filter(pk=organisation.pk).update(municipality_code="0880")
    organisation.municipality_code = "0880"
    figures({2016: (8, 4), 2017: (7.44, 4.1)})
    return world.own


@pytest.fixture
def by(world):
    return world.people["strategist"]


@pytest.fixture
def pinned(kalmar, by):
    pin_indicators(kalmar, [KEY], by=by)
    return PinnedIndicator.objects.get(room=kalmar.pk, indicator__key=KEY)


def figures(years, kpi="N00090", area="0880"):
    """Let Kolada say so; what it said before of the same years is gone."""
    PublicValue.objects.filter(kpi=kpi, area=area, period__in=years).delete()
    PublicValue.objects.bulk_create(
        PublicValue(kpi_id=kpi, area=area, period=year, gender=gender, value=value, state="known")
        for year, pair in years.items()
        for gender, value in zip("KM", pair, strict=True)
    )


def keys(room):
    return list(pins_of(room.pk).values_list("indicator__key", flat=True))


def address(room, name="pin", **more):
    here = {"cohort": room.cohort.slug, "organisation": room.organisation.slug}
    return reverse(f"indicators:{name}", kwargs=here | ({} if name == "pins" else {"indicator": KEY}) | more)


def text_of(answer):
    return " ".join(answer.content.decode().replace("\N{NO-BREAK SPACE}", " ").split())


def test_the_latest_year_is_frozen_and_no_revision_moves_it(kalmar, pinned, world):
    start = baseline_of(pinned)
    assert pinned.baseline_year == 2017
    assert (start.rows[0].figures.women, start.rows[0].figures.men) == (known("7.4"), known("4.1"))
    client = world.client("strategist")
    assert "Källan har ändrat" not in text_of(client.get(address(kalmar)))
    figures({2017: (9, 5), 2018: (6, 4)})
    pinned.refresh_from_db()
    assert baseline_of(pinned) == start
    page = text_of(client.get(address(kalmar)))
    assert "Utgångsläge 2017</dt><dd>kvinnor 7,4 %, män 4,1 %" in page
    assert "Källan har ändrat siffran för 2017 sedan ni valde den. Nu är den kvinnor 9,0 %, män 5,0 %." in page
    assert "Skillnaden har minskat från 3,3 till 2,0 procentenheter, högre för kvinnor." in page
    client.post(address(kalmar, "baseline_choose"), {"year": "2016"})
    pinned.refresh_from_db()
    assert baseline_of(pinned).rows[0].figures.women == known("8.0")
    assert client.post(address(kalmar, "baseline_choose"), {"year": "2003"}).status_code == 422
    pinned.refresh_from_db()
    assert pinned.baseline_year == 2016


def test_what_is_dropped_comes_back_with_all_of_it(kalmar, pinned, by):
    write_comment(kalmar, KEY, 2017, parts=PARTS, version=0, by=by)
    set_goals(kalmar, KEY, targets={"target_women": Decimal(5)}, year=2020, owner=None, version=0, by=by)
    drop_indicator(kalmar, KEY, by=by)
    assert keys(kalmar) == []
    with pytest.raises(NotPinned):
        drop_indicator(kalmar, KEY, by=by)
    figures({2018: (1, 1)})
    assert [each.key for each in pin_indicators(kalmar, [KEY], by=by)] == [KEY]
    back = pins_of(kalmar.pk).get()
    assert (back.pk, back.baseline_year, back.target_women, back.comments.get().reading) == (
        pinned.pk,
        2017,
        5,
        PARTS["reading"],
    )


def test_one_follows_what_there_is_in_the_order_one_wants(kalmar, pinned, by):
    with pytest.raises(NothingChosen):
        pin_indicators(kalmar, ["finns-inte"], by=by)
    regions_own = Indicator.objects.filter(owners="L").values_list("key", flat=True)[0]
    with pytest.raises(NothingChosen):
        pin_indicators(kalmar, [regions_own], by=by)
    pin_indicators(kalmar, ["n00206", KEY, "n00949"], by=by)
    assert keys(kalmar) == [KEY, "n00206", "n00949"]
    move_indicator(kalmar, "n00949", up=True, by=by)
    move_indicator(kalmar, KEY, up=True, by=by)
    assert keys(kalmar) == [KEY, "n00949", "n00206"]
    move_indicator(kalmar, KEY, up=False, by=by)
    assert keys(kalmar) == ["n00949", KEY, "n00206"]


def test_targets_have_a_year_and_are_percent_where_the_figure_is(kalmar, pinned, by):
    with pytest.raises(TargetWithoutYear):
        set_goals(kalmar, KEY, targets={"target_women": Decimal(5)}, year=None, owner=None, version=0, by=by)
    with pytest.raises(NotAShare):
        set_goals(kalmar, KEY, targets={"target_women": Decimal(101)}, year=2020, owner=None, version=0, by=by)
    pinned.refresh_from_db()
    assert (pinned.version, pinned.target_women) == (0, None)


def test_goals_are_not_written_over_unseen(kalmar, pinned, world):
    owner = Seat.objects.get(room=kalmar.pk, holder=world.people["manager"])
    first, second = world.client("manager"), world.client("strategist")
    said = {"target_women": "4,5", "target_men": "4", "target_year": "2021", "owner": str(owner.pk), "version": "0"}
    assert first.post(address(kalmar, "pin_goals"), said).status_code == 302
    answer = second.post(address(kalmar, "pin_goals"), {"target_gap": "1,5", "target_year": "2022", "version": "0"})
    page = text_of(answer)
    assert answer.status_code == 409
    assert "Nu gäller: 2021: kvinnor 4,5 %, män 4,0 %." in page
    assert 'value="1,5"' in page
    assert 'name="version" value="1"' in page
    assert "4,5 %" in text_of(first.get(address(kalmar, "pins")))
    assert "Manager, chef" in text_of(first.get(address(kalmar, "pins")))
    second.post(address(kalmar, "pin_goals"), {"target_gap": "1,5", "target_year": "2022", "version": "1"})
    assert "2022: skillnaden högst 1,5 procentenheter." in text_of(first.get(address(kalmar, "pins")))


def test_two_comments_at_once_and_neither_is_lost(kalmar, pinned, world):
    url = address(kalmar, "comment_write", year=2017)
    first, second = world.client("manager"), world.client("strategist")
    assert first.post(url, {**PARTS, "version": "0"}).status_code == 302
    answer = second.post(url, {"reading": "Mätfel", "reason": "Nej", "action": "", "version": "0"})
    page = text_of(answer)
    assert answer.status_code == 409
    for text in ("Mätfel", PARTS["reading"], PARTS["action"], "Manager sparade kommentaren medan du skrev"):
        assert text in page
    assert IndicatorComment.objects.get().reading == PARTS["reading"]
    refused = IndicatorComment.objects.get().events.get(pgh_label="refused")
    assert (refused.reading, refused.edited_by) == ("Mätfel", world.people["strategist"])
    assert second.post(url, {**PARTS, "reading": "Fler kvinnor, och mätfel", "version": "1"}).status_code == 302
    kept = IndicatorComment.objects.get().events.exclude(pgh_label="refused").order_by("pgh_id")
    assert [event.reading for event in kept] == [PARTS["reading"], "Fler kvinnor, och mätfel"]
    with pytest.raises(CommentChanged):
        write_comment(kalmar, KEY, 2017, parts=PARTS, version=1, by=world.people["manager"])


def test_each_year_has_a_comment_of_its_own(kalmar, pinned, by):
    for year in (2017, 2016):
        write_comment(kalmar, KEY, year, parts={**PARTS, "reading": f"Så var {year}"}, version=0, by=by)
    said = IndicatorComment.objects.values_list("year", "reading")
    assert dict(said) == {2017: "Så var 2017", 2016: "Så var 2016"}


def test_indicators_stay_open_when_the_round_is_closed(kalmar, pinned, by, world):
    kalmar.cohort.state = CohortState.CLOSED
    kalmar.cohort.save(update_fields=["state"])
    write_comment(kalmar, KEY, 2017, parts=PARTS, version=0, by=by)
    assert "Mål och ansvarig" in text_of(world.client("strategist").get(address(kalmar)))
    kalmar.state = "withdrawn"
    kalmar.save(update_fields=["state"])
    for act in (
        lambda: drop_indicator(kalmar, KEY, by=by),
        lambda: pin_indicators(kalmar, ["n00206"], by=by),
        lambda: move_indicator(kalmar, KEY, up=True, by=by),
        lambda: choose_baseline(kalmar, KEY, 2016, by=by),
        lambda: write_comment(kalmar, KEY, 2016, parts=PARTS, version=0, by=by),
        lambda: set_goals(kalmar, KEY, targets={"target_women": Decimal(5)}, year=2020, owner=None, version=0, by=by),
    ):
        with pytest.raises(states.ParticipationWithdrawn):
            act()
    assert "Mål och ansvarig" not in text_of(world.client("strategist").get(address(kalmar)))


@pytest.mark.parametrize("name", ["pins", "choose"])
def test_the_same_sql_however_many_are_followed(kalmar, pinned, by, world, name):
    client = world.client("strategist")
    here = {"cohort": kalmar.cohort.slug, "organisation": kalmar.organisation.slug}
    url = address(kalmar, "pins") if name == "pins" else reverse("benchmarking:indicators_choose", kwargs=here)
    pin_indicators(kalmar, ["nojdhet-brukare"], by=by)
    client.get(url)  # the method is read once per process
    counted = []
    for more in ([], list(Indicator.objects.exclude(owners="L").values_list("key", flat=True))):
        if more:
            pin_indicators(kalmar, more, by=by)
            for key in more:
                write_comment(kalmar, key, 2017, parts=PARTS, version=0, by=by)
        with CaptureQueriesContext(connection) as told:
            assert client.get(url).status_code == 200
        counted.append([query["sql"].split(" WHERE")[0] for query in told])
    assert len(counted[0]) == len(counted[1]) <= 15


def test_the_method_proposes_by_step(kalmar, pinned, world):
    here = {"cohort": kalmar.cohort.slug, "organisation": kalmar.organisation.slug}
    url = reverse("benchmarking:indicators_choose", kwargs=here)
    client = world.client("strategist")
    page = text_of(client.get(url, {"steg": "hemma-1"}))
    assert "Ni följer det" in page
    assert 'value="n00206"' in page
    assert "steg 3" in page
    assert f'href="{url}?steg=hemma-1"' in client.get("/omgangar/2019/kalmar/steg/hemma-1/").content.decode()
    assert 'value="n05814"' not in page
    assert 'value="n05814"' in text_of(client.get(url, {"sok": "n05814"}))
    assert client.post(url, {"indicator": ["n00206", "n05814"]}).status_code == 302
    assert keys(kalmar) == [KEY, "n00206", "n05814"]
    assert client.post(url, {}).status_code == 422
