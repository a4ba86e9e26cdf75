"""The group's indicators: women's and men's figures of its organisations and its mentor, beside others."""

import csv
import io
import re
from dataclasses import replace
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from access import clock
from accounts.models import Letter, User
from benchmarking.sharing.conduct import accept
from benchmarking.sharing.models import AudienceKind, Release, ReleaseAudience, ReleaseReader
from cohorts.access import load
from cohorts.models import Cohort, GroupMembership, Participation
from cohorts.organisations import load_organisations
from cohorts.pairings import pair
from cohorts.roles import Function, Part
from indicators.catalogue import load_catalogue
from indicators.figures import BySex, known
from indicators.models import Indicator
from indicators.places import everywhere
from indicators.suppression import Filled, Row, frozen, suppress
from tests import factories
from tests.indicators.figures import fill, put

NBSP = "\N{NO-BREAK SPACE}"
CODES = {"Kalmar": "0880", "Södertälje": "0181", "Norrtälje": "0188"}


@pytest.fixture
def see(db, client):
    """``see("nyckeltal=n00090")``: the group's page as text, as the strategist in Södertälje sees it."""
    load_organisations()
    load_catalogue()
    round_ = factories.cohort("2019")
    group = factories.group(round_, "Kalmar", "Södertälje")
    pair(factories.participation(round_, "Norrtälje", part=Part.MENTOR), group)
    reader = factories.person("Siv")
    member = group.memberships.get(participation__organisation__name="Södertälje").participation
    factories.seat(member.room, Function.STRATEGIST, reader)
    client.force_login(reader)
    url = f"/omgangar/{round_.slug}/grupper/{group.slug}/jamfor/nyckeltal/"

    def see(query="", *, part=""):
        answer = client.get(f"{url}{part}?{query}")
        assert answer.status_code == 200, answer
        return answer if part else " ".join(unescape(answer.content.decode()).replace(NBSP, " ").split())

    return see


def test_the_group_stands_side_by_side_in_alphabetical_order_with_its_mentor(see):
    women = dict(zip(CODES, ("9.0", "3.0", "6.0"), strict=True))
    put("n00090", {(CODES[name], 2019): (women[name], "4.0", None) for name in CODES})
    shown = see("nyckeltal=n00090")
    places = [shown.index(f'scope="row">{name}</th>') for name in ("Kalmar", "Södertälje", "Norrtälje, mentor")]
    assert places == sorted(places)
    assert "Kalmar: Kvinnor 9,0 %, män 4,0 %. 5,0 procentenheter högre för kvinnor. Kvinnor ligger efter." in shown
    assert "Källa: Kolada (RKA), N00090" in shown


def test_what_is_missing_is_said_and_nothing_is_computed_of_it(see):
    put("n00090", {("0880", 2019): ("9.0", "4.0", None), ("0181", 2019): ("9.0", None, None)})
    shown = see("nyckeltal=n00090")
    assert "Södertälje: Kvinnor 9,0 %, män saknas. Ingen skillnad räknas ut." in shown
    assert "Norrtälje, mentor: Kvinnor saknas, män saknas. Ingen skillnad räknas ut." in shown


def test_indicators_are_found_by_a_word_and_stand_till_they_are_taken_away(see):
    offered = see("sok=sjukfrånvaro&nyckeltal=n05814")
    assert 'value="n00090"' in offered
    assert 'value="n05814" checked' in offered
    assert 'value="n00949"' not in offered
    assert "Välj vad ni vill jämföra" in see()
    assert "Välj vad ni vill jämföra" in see("nyckeltal=finns-inte")


def test_the_file_holds_every_indicator_of_the_page(see):
    put("n00090", {(code, 2019): ("9.0", "4.0", None) for code in CODES.values()})
    put("n05814", {(code, 2019): ("38",) for code in CODES.values()})
    text = see("nyckeltal=n00090&nyckeltal=n05814", part="fil/csv/").content.decode("utf-8-sig")
    rows = [line for line in csv.reader(io.StringIO(text), delimiter=";") if len(line) > 8][1:]
    assert {(line[2], line[4], line[5]) for line in rows} == {
        (place, *figures)
        for place in ("Kalmar", "Södertälje", "Norrtälje, mentor")
        for figures in (("9,0", "4,0"), ("38,0", "62,0"))
    }


@pytest.mark.parametrize("indicators", [1, 20])
def test_the_database_is_asked_the_same_of_2_20_and_310_places(see, indicators):
    Indicator.objects.update(owners="A")
    chosen = list(Indicator.objects.filter(source="kolada").order_by("key")[:indicators])
    keys = "&".join(f"nyckeltal={each.key}" for each in chosen)
    every = everywhere()[:310]
    fill(chosen, [each.municipality_code or f"00{each.region_code}" for each in every], (2018, 2019))
    asked = []
    for count in (2, 20, 310):
        others = "&".join(f"andra={each.slug}" for each in every[:count])
        with CaptureQueriesContext(connection) as queries:
            shown = see(f"{keys}&{others}&mot=liknande&mot=riket")
        assert shown.count('scope="row"') > count * indicators
        asked.append([re.sub(r"\(.*\)|\{.*\}", "", each["sql"]) for each in queries])
    assert asked[0] == asked[1] == asked[2]
    assert len(asked[0]) <= 15, asked[0]


def test_more_than_there_is_room_for_is_said(see):
    keys = list(Indicator.objects.filter(source="kolada").order_by("key").values_list("key", flat=True)[:22])
    shown = see("&".join(f"nyckeltal={key}" for key in keys))
    assert "2 till är valda eller delade. En sida visar högst 20 nyckeltal." in shown
    assert "valda eller delade" not in see(f"nyckeltal={keys[0]}")


# Own figures, as they are shared ------------------------------------------------------------------


@pytest.fixture
def share(see):
    """``share("Kalmar", women, men)``: a release of one own indicator, with these figures of 2019, to all there is."""
    indicator = Indicator.objects.filter(source="own", form="split").first()
    indicator.kind, indicator.direction, indicator.target, indicator.decimals = "count", "neutral", None, 0
    indicator.save()

    def share(name, women, men, *, unit="", readers=None):
        room = Participation.objects.get(organisation__name=name).room
        row = Row(name, 2019, BySex(known(women), known(men), known(women + men)))
        shown = suppress(Filled(replace(indicator.measure, unit=unit or indicator.unit), (row,)))
        told = {"key": indicator.key, "title": indicator.title, "figures": frozen(shown), "sources": ["Källa: egna."]}
        group = GroupMembership.objects.get(participation__organisation__name="Kalmar").group
        everybody = Participation.objects.all()
        return release_of(room, {"indicators": [told]}, group, everybody if readers is None else readers)

    return share


def release_of(room, content, group, readers):
    by = factories.person()
    facts = {"kind": "indicators", "key": "nyckeltal", "title": "Nyckeltal", "sha256": "0" * 64}
    release = Release.objects.create(
        room=room, number=1, content=content, published_by=by, published_at=clock.now(), **facts
    )
    audience = ReleaseAudience.objects.create(release=release, kind=AudienceKind.GROUP, room=group.room)
    for reader in readers:
        ReleaseReader.objects.create(audience=audience, room=reader.room)
    return release


def test_own_figures_are_those_of_releases_with_what_was_hidden_hidden(see, share):
    share("Kalmar", 30, 3)
    share("Norrtälje", 20, 40)
    accept(Cohort.objects.get(), load(User.objects.get(name="Siv")), by=User.objects.get(name="Siv"))
    shown = see()
    assert "Kalmar: Kvinnor döljs (färre än 5), män döljs (färre än 5). Ingen skillnad räknas ut." in shown
    assert "Norrtälje, mentor: Kvinnor 20" in shown
    assert "Inte delat av Södertälje." in shown
    assert "Ni har inte delat era nyckeltal med gruppen än." in shown
    text = see(part="fil/csv/").content.decode("utf-8-sig")
    assert ";döljs (färre än 5);döljs (färre än 5);ej tillämplig;33;" in text


def test_what_is_withdrawn_or_was_shared_with_others_is_not_set_beside(see, share):
    share("Kalmar", 31, 41)
    share("Norrtälje", 20, 40, readers=[Participation.objects.get(organisation__name="Kalmar")])
    accept(Cohort.objects.get(), load(User.objects.get(name="Siv")), by=User.objects.get(name="Siv"))
    before = see()
    assert "Kvinnor 31" in before
    assert "Kvinnor 20" not in before
    taken_back = Release.objects.get(room__participation__organisation__name="Kalmar")
    taken_back.withdrawn_at, taken_back.withdrawn_by = clock.now(), factories.person()
    taken_back.save()
    assert "Kvinnor 31" not in see()
    assert "31" not in see(part="fil/csv/").content.decode("utf-8-sig")


def test_what_is_shared_with_another_definition_is_named_and_not_set_beside(see, share):
    share("Kalmar", 31, 41)
    share("Norrtälje", 20, 40, unit="platser")
    accept(Cohort.objects.get(), load(User.objects.get(name="Siv")), by=User.objects.get(name="Siv"))
    shown = see()
    assert "Norrtälje, mentor har delat nyckeltalet med en annan definition." in shown
    assert "Kvinnor 31" in shown
    assert "Kvinnor 20" not in shown


def test_what_others_share_opens_after_the_code_of_conduct(see, share, client):
    share("Kalmar", 30, 30)
    group = GroupMembership.objects.get(participation__organisation__name="Kalmar").group
    answer = client.get(f"/omgangar/2019/grupper/{group.slug}/jamfor/nyckeltal/")
    assert answer.status_code == 403
    assert "Läs och godta uppförandekoden först" in answer.content.decode()


def test_who_has_not_shared_is_asked_once_a_week_by_letter(see, client):
    group = GroupMembership.objects.get(participation__organisation__name="Kalmar").group
    kalmar = Participation.objects.get(organisation__name="Kalmar")
    factories.seat(kalmar.room, Function.MANAGER, factories.person("Karin"))
    assert "Kalmar har inte delat egna nyckeltal än." in see()
    url = f"/omgangar/2019/grupper/{group.slug}/jamfor/nyckeltal/fraga"
    assert client.post(f"{url}/kalmar/").status_code == 302
    letter = Letter.objects.get()
    assert (letter.subject, letter.to_name) == ("Gruppen väntar på nyckeltal", "Karin")
    assert "Ni har inte delat era nyckeltal med gruppen än." in letter.body
    assert "Frågat" in see()
    assert "Be Kalmar dela" not in see()
    assert client.post(f"{url}/kalmar/").status_code == 409
    assert client.post(f"{url}/sodertalje/").status_code == 403
    assert client.post(f"{url}/norrtalje/").status_code == 422
    assert Letter.objects.count() == 1
