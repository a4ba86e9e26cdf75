"""What an organisation has been in every round, what it undertook, and the programme counted over all of them."""

import datetime as dt

import pytest

from access import clock
from cohorts.career import career_of
from cohorts.groups import form_group
from cohorts.models import Cohort, CohortState, Organisation, Participation, Room
from cohorts.pairings import pair
from cohorts.roles import Function, PairingKind
from cohorts.statistics import programme_figures
from tests import factories

pytestmark = pytest.mark.django_db


def _round(slug, years_ago, **facts):
    starts_on = clock.today() - dt.timedelta(days=365 * years_ago)
    return factories.cohort(slug, starts_on=starts_on, **{"state": CohortState.CLOSED, **facts})


@pytest.fixture
def kalmar():
    """Left the pilot, came back and undertook to be a mentor, and is one."""
    pilot, third, fourth = _round("pilot", 6), _round("tredje", 3), _round("fjarde", 1)
    factories.participation(pilot, "Kalmar", state="withdrawn", withdrawal_category="resources")
    form_group(third, [factories.participation(third, name, promised_mentoring=True) for name in ("Kalmar", "Lund")])
    pair(factories.participation(fourth, "Kalmar", part="mentor"), factories.group(fourth, "Karlstad", "Karlskrona"))
    return Organisation.objects.get(name="Kalmar")


def test_the_story_of_one_that_left_came_back_and_became_mentor(kalmar):
    career = career_of(kalmar)
    assert [round_.part for round_ in career.rounds] == [
        "Mentor",
        "Deltagare, kom tillbaka",
        "Deltagare, lämnade omgången",
    ]
    assert career.rounds[2].category == "Tid eller personal räckte inte"
    assert career.commitment.phrase == (
        "Deltog i Omgång tredje och åtog sig att vara mentor. Åtagandet är uppfyllt: mentor i Omgång fjarde."
    )
    Cohort.objects.filter(slug="fjarde").update(state="grouped")
    assert career_of(kalmar).commitment.phrase.endswith("Mentor i Omgång fjarde, som inte har börjat än.")
    lund = career_of(Organisation.objects.get(name="Lund"))
    assert lund.commitment.phrase.endswith("Inte mentor än.")


def test_an_undertaking_is_not_met_by_an_earlier_round_or_one_that_was_left(kalmar):
    Participation.objects.filter(organisation=kalmar, part="mentor").update(state="withdrawn")
    assert career_of(kalmar).commitment.met_in == ""
    umea = factories.participation(_round("fore", 5), "Umeå", part="mentor").organisation
    factories.participation(_round("efter", 2), "Umeå", promised_mentoring=True)
    assert career_of(umea).commitment.met_in == ""


def test_one_that_only_supports_is_told_so():
    cohort = _round("tredje", 3)
    group = factories.group(cohort, "Trelleborg")
    lead = pair(factories.participation(cohort, "Kristianstad", part="mentor"), group)
    malmo = factories.participation(cohort, "Malmö", part="mentor")
    pair(malmo, group, kind=PairingKind.SUPPORT, supports=lead)
    assert [round_.part for round_ in career_of(malmo.organisation).rounds] == ["Stödjande mentor"]


def test_why_one_left_is_for_those_who_lead(kalmar, client):
    page = client.get("/organisationer/kalmar/").content.decode()
    assert "kom tillbaka" in page
    assert "Tid eller personal" not in page
    leader = factories.person("Lena Ledare")
    factories.seat(_round("annan", 0).room, Function.LEADER, leader)
    client.force_login(leader)
    assert "Tid eller personal räckte inte" in client.get("/organisationer/kalmar/").content.decode()


def test_the_programme_in_figures(kalmar, client):
    factories.participation(_round("hemlig", 0, state=CohortState.DRAFT), "Ystad")
    planned = _round("oppen", 0, state=CohortState.OPEN)
    factories.participation(planned, "Eslöv", state="applied")
    factories.participation(planned, "Lund", state="admitted", part="mentor")
    figures = programme_figures()
    assert {each.label: each.value for each in figures.totals} == {
        "Organisationer som har deltagit": 4,
        "Har varit eller är mentor": 1,
        "Deltog och blev sedan mentor": 1,
        "Har deltagit i mer än en omgång": 1,
        "Har lämnat en omgång": 1,
        "Lämnade och kom tillbaka": 1,
    }
    assert [(each.name, each.participants, each.new, each.left, each.mentors) for each in figures.rounds] == [
        ("Omgång oppen", 0, 0, 0, 1),
        ("Omgång fjarde", 2, 2, 0, 1),
        ("Omgång tredje", 2, 1, 0, 0),
        ("Omgång pilot", 1, 1, 1, 0),
    ]
    assert "Lämnade och kom tillbaka" in client.get("/programmet/").content.decode()


def test_takes_the_same_sql_for_3_30_and_300_organisations(client, statements):
    cohort, counts = _round("stor", 1), []
    for size in (3, 30, 300):
        _fill(cohort, size)
        assert programme_figures().rounds[0].participants == size
        counts.append(statements(lambda: client.get("/programmet/")))
    assert len(set(counts)) == 1


def _fill(cohort, size):
    numbers = range(cohort.participations.count(), size)
    organisations = Organisation.objects.bulk_create(
        Organisation(kind="municipality", name=f"Ort {number}", slug=f"ort-{number}") for number in numbers
    )
    rooms = Room.objects.bulk_create(
        Room(kind="participation", parent=cohort.room, title=each.name) for each in organisations
    )
    Participation.objects.bulk_create(
        Participation(room=room, cohort=cohort, organisation=each)
        for room, each in zip(rooms, organisations, strict=True)
    )
