"""The list of organisations, open to everybody."""

import pytest

from cohorts.directory import organisations_like
from cohorts.models import CohortState, OrganisationKind, ParticipationState
from cohorts.organisations import load_organisations
from cohorts.roles import Part
from tests import factories

URL = "/organisationer/"


@pytest.fixture
def sweden(db):
    """All 310 organisations."""
    load_organisations()


def test_lists_all_310_in_swedish_order(sweden, client):
    names = [each.name for each in organisations_like()]
    assert len(names) == 310
    assert names[0] == "Ale"
    assert names.index("Ystad") < names.index("Åmål") < names.index("Älmhult") < names.index("Örebro")
    page = client.get(URL).content.decode()
    assert "310 organisationer" in page
    assert "/organisationer/kalmar/" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"namn": "kalm"}, ["Kalmar", "Region Kalmar"]),
        ({"namn": "KALM", "typ": "municipality"}, ["Kalmar"]),
        ({"namn": "Ö"}, None),
        ({"namn": "%"}, []),
        ({"med": "on"}, ["Kalmar"]),
        ({"med": "on", "namn": "norr"}, []),
    ],
)
def test_searches(sweden, client, query, found):
    factories.participation(factories.cohort("2031"), "Kalmar")
    answer = client.get(URL, query)
    names = [each.name for each in answer.context["organisations"]]
    assert answer.status_code == 200
    assert names == found if found is not None else 0 < len(names) < 310


@pytest.mark.parametrize("query", [{"namn": "x" * 81}, {"namn": "a\x00"}, {"typ": "stat"}])
def test_a_search_that_cannot_be_made_is_refused_at_its_field(sweden, client, query):
    answer = client.get(URL, query)
    assert answer.status_code == 422
    assert 'class="error-summary"' in answer.content.decode()


def test_a_search_is_shown_as_text(sweden, client):
    assert "<script>alert" not in client.get(URL, {"namn": "<script>alert(1)</script>"}).content.decode()


def test_names_the_rounds_that_are_announced_and_joined(db):
    factories.participation(factories.cohort("2031"), "Kalmar")
    factories.participation(factories.cohort("2029"), "Kalmar", part=Part.MENTOR)
    factories.participation(factories.cohort("2033", state=CohortState.DRAFT), "Kalmar")
    factories.participation(factories.cohort("2032"), "Kalmar", state=ParticipationState.APPLIED)
    (kalmar,) = organisations_like(name="Kalmar")
    assert set(kalmar.rounds) == {"Omgång 2031", "Omgång 2029"}
    assert kalmar.kind == OrganisationKind.MUNICIPALITY.label


def test_takes_the_same_sql_for_1_3_and_12_organisations(db, statements):
    counts = []
    for number in (1, 3, 12):
        cohort = factories.cohort()
        for _ in range(number):
            factories.participation(cohort)
        counts.append(statements(organisations_like))
    assert counts == [2, 2, 2]
