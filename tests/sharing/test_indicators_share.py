"""The indicators that are followed, shared: what is previewed is what is read, and nothing moves it afterwards."""

import pytest

from benchmarking.method.content import INDICATORS_KEY
from benchmarking.sharing.followed import NoneChosen, share_indicators
from benchmarking.sharing.models import AudienceKind, Release
from benchmarking.sharing.releases import Outdated, withdraw
from cohorts.models import Organisation
from indicators.catalogue import load_catalogue
from indicators.figures import known
from indicators.models import PublicValue
from indicators.own.cells import Typed
from indicators.own.reading import shown_of
from indicators.own.writing import write_figures
from indicators.pins.choosing import drop_indicator, pin_indicators
from indicators.pins.comments import write_comment
from indicators.suppression import thawed

pytestmark = pytest.mark.django_db
GROUP, CONFERENCE = AudienceKind.GROUP, AudienceKind.CONFERENCE
URL, REGISTER = "/omgangar/2019/kalmar/nyckeltal/dela/", "/omgangar/2019/kalmar/delat/"


def figures(year, women, men):
    PublicValue.objects.filter(kpi="N00090", period=year).delete()
    PublicValue.objects.bulk_create(
        PublicValue(kpi_id="N00090", area="0880", period=year, gender=gender, value=value, state="known")
        for gender, value in (("K", women), ("M", men))
    )


@pytest.fixture
def kalmar(world):
    load_catalogue()
    Organisation.objects.filter(slug="kalmar").update(municipality_code="0880")
    world.own.organisation.municipality_code = "0880"
    figures(2016, 8, 4)
    by = world.people["strategist"]
    pin_indicators(world.own, ["n00090", "n00949"], by=by)
    figures(2018, 7, 4.5)
    parts = {"reading": "Fler kvinnor i vården", "reason": "", "action": "Chefer följer upp"}
    write_comment(world.own, "n00090", 2018, parts=parts, version=0, by=by)
    return world.own


def text_of(answer):
    return " ".join(answer.content.decode().replace("\N{NO-BREAK SPACE}", " ").split())


def share(kalmar, world, *audiences, keys=("n00090", "n00949")):
    return share_indicators(kalmar, keys=keys, audiences=audiences or [GROUP], by=world.people["strategist"])


def test_what_is_previewed_is_what_the_group_reads(kalmar, world):
    client = world.client("strategist")
    page = client.get(URL, {"indicator": "n00090"})
    seen, preview = page.context["page"].seen, text_of(page)
    said = {"indicator": ["n00090"], "audiences": ["group"], "seen": seen}
    answer = client.post(URL, said)
    release = Release.objects.get(room=kalmar.pk, kind="indicators")
    assert answer.status_code == 302
    assert [each["key"] for each in release.content["indicators"]] == ["n00090"]
    read = text_of(world.client("group_mate").get(answer.url))
    for words in (
        "Före, 2016</dt><dd>kvinnor 8,0 %, män 4,0 %",
        "Nu, 2018</dt><dd>kvinnor 7,0 %, män 4,5 %",
        "Skillnaden har minskat från 4,0 till 2,5 procentenheter, högre för kvinnor.",
        "Skillnaden minskade, men det blev sämre för män.",
        "Fler kvinnor i vården",
        '<svg width="100%"',
        'scope="col">Kvinnor</th>',
    ):
        assert words in preview
        assert words in read
    assert "Medianlön" not in read
    assert world.client("other_group").get(answer.url).status_code == 404


def test_no_later_revision_moves_what_is_shared(kalmar, world):
    figures(2016, 3, 3)
    release = share(kalmar, world)
    url = f"{REGISTER}{release.number}/"
    before = text_of(world.client("group_mate").get(url)).split("<main")[1]
    figures(2018, 1, 2)
    figures(2016, 1, 2)
    assert text_of(world.client("group_mate").get(url)).split("<main")[1] == before
    assert "7,0 %" in before
    assert "Före, 2016</dt><dd>kvinnor 8,0 %, män 4,0 %" in before, "the baseline as it was when it was chosen"
    register = text_of(world.client("strategist").get(REGISTER))
    assert "Sjukfrånvaro bland kommunens anställda: nya siffror" in register
    assert f'href="{URL}"' in register
    drop_indicator(kalmar, "n00949", by=world.people["strategist"])
    assert "följs inte längre" in text_of(world.client("strategist").get(REGISTER))
    withdraw(release, by=world.people["strategist"])
    assert world.client("group_mate").get(url).status_code == 410


def test_nothing_unseen_is_shared(kalmar, world):
    client = world.client("strategist")
    seen = client.get(URL).context["page"].seen
    figures(2018, 5, 5)
    keys = ["n00090", "n00949"]
    assert client.post(URL, {"indicator": keys, "audiences": ["group"], "seen": seen}).status_code == 409
    with pytest.raises(Outdated):
        share_indicators(kalmar, keys=keys, audiences=[GROUP], by=world.people["strategist"], preview=seen)
    with pytest.raises(NoneChosen):
        share(kalmar, world, keys=["n00206"])
    assert not Release.objects.filter(room=kalmar.pk, key=INDICATORS_KEY).exists()


def test_own_figures_leave_suppressed(kalmar, world):
    pin_indicators(kalmar, ["nojdhet-brukare"], by=world.people["strategist"])
    indicator = kalmar.room.pinned_indicators.get(indicator__key="nojdhet-brukare").indicator
    typed = {2018: Typed({"women": known("77.7", base=3), "men": known(60, base=50)})}
    write_figures(kalmar, indicator, place="", typed=typed, seen={}, by=world.people["strategist"])
    release = share(kalmar, world, GROUP, CONFERENCE, keys=["nojdhet-brukare"])
    (kept,) = release.content["indicators"]
    shown = shown_of([kalmar.pk], [indicator])["nojdhet-brukare", kalmar.pk].renamed("", "Kalmar")
    assert thawed(kept["figures"]) == shown
    assert shown.has_hidden
    assert "77" not in str(kept)
    read = text_of(world.client("group_mate").get(f"{REGISTER}{release.number}/"))
    assert "döljs" in read
    assert "77" not in read.split("<main")[1]
