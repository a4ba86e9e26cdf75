"""The results sheet shows two indicators before and after, from what was shared of them and nothing else."""

from decimal import Decimal

import pytest

from benchmarking.sharing.followed import share_indicators
from benchmarking.sharing.models import AudienceKind
from benchmarking.sharing.releases import withdraw
from cohorts.models import Organisation
from indicators.catalogue import load_catalogue
from indicators.models import PublicValue
from indicators.pins.choosing import pin_indicators
from indicators.pins.goals import set_goals
from tests.personas import world
from tests.reports import papers

__all__ = ["world"]

pytestmark = pytest.mark.django_db
KEYS = ["n00090", "n00206", "n00207"]


def figures(years):
    PublicValue.objects.filter(area="0880", period__in=years).delete()
    PublicValue.objects.bulk_create(
        PublicValue(kpi_id=key.upper(), area="0880", period=year, gender=gender, value=pair[sex], state="known")
        for key in KEYS
        for year, pair in years.items()
        for sex, gender in enumerate("KM")
    )


@pytest.fixture
def shared(world):
    """``shared(CONFERENCE)``: Kalmar has followed three since 2014, and shares them."""
    load_catalogue()
    Organisation.objects.filter(slug="kalmar").update(municipality_code="0880")
    world.own.organisation.municipality_code = "0880"
    by = world.people["strategist"]
    figures({2014: (8.4, 4.1)})
    pin_indicators(world.own, KEYS, by=by)
    figures({year: (8.4 - (year - 2014) / 3, 4.1 + (year - 2014) / 9) for year in range(2015, 2020)})
    set_goals(world.own, "n00090", targets={"target_women": Decimal(5)}, year=2021, owner=None, version=0, by=by)

    def shared(*audiences):
        return share_indicators(world.own, keys=KEYS, audiences=audiences, by=by)

    return shared


def test_two_are_shown_with_figures_before_and_after(world, shared):
    papers.share_results(world.own, by=world.people["strategist"], utmaning="Vi följer upp. " * 300)
    shared(AudienceKind.CONFERENCE)
    pdf = papers.printed("results", world.cohort.room, world.own.pk)
    _, sheet = (text.replace("\N{NO-BREAK SPACE}", " ") for text in papers.texts(pdf))
    assert papers.faults(pdf) == []
    for words in (
        "Sjukfrånvaro bland kommunens anställda",
        "Heltidsanställda, kommun",
        "Före, 2014 8,4 % 4,1 %",
        "Efter, 2019 6,7 % 4,7 %",
        "Skillnaden har minskat från 4,3 till 2,0 procentenheter, högre för kvinnor.",
    ):
        assert words in sheet
    assert "Deltidsanställda" not in sheet, "the two first in the organisation's own order"
    before = papers.html("results", world.cohort.room, world.own.pk)
    figures({2014: (1, 1), 2019: (1, 1)})
    assert papers.html("results", world.cohort.room, world.own.pk) == before
    assert 'alt="Sjukfrånvaro bland kommunens anställda, anställda, ' in before


def test_nothing_but_what_is_shared_for_the_conference(world, shared):
    release = shared(AudienceKind.GROUP)
    assert "Sjukfrånvaro" not in papers.html("results", world.cohort.room, world.own.pk)
    release = shared(AudienceKind.CONFERENCE)
    assert "Organisationen har delat nyckeltal" in papers.html("results", world.cohort.room, world.own.pk)
    withdraw(release, by=world.people["strategist"])
    assert "Sjukfrånvaro" not in papers.html("results", world.cohort.room, world.own.pk)


def test_the_sheets_of_all_have_a_back_where_indicators_are_shared(world, shared):
    long = {key: (text * 9)[:990] for key, text in papers.RESULTS.items()}
    papers.share_results(world.own, by=world.people["strategist"], **long)
    shared(AudienceKind.CONFERENCE)
    pdf = papers.printed("results", world.cohort.room)
    sheets = papers.texts(pdf)
    assert papers.faults(pdf) == []
    fronts = sum("Resultatblad, Omgång 2019" in sheet for sheet in sheets)
    assert len(sheets) == 1 + fronts + 1, "the contents, a front each, and Kalmar's back"
    assert papers.headings(pdf)[0] == 1
