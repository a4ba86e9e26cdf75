"""An organisation's page: public facts, and what it has been in every round. No persons."""

import pytest

from access import clock
from cohorts.directory import facts_of
from cohorts.enrolment import withdraw
from cohorts.groups import leave
from cohorts.models import CohortState, Organisation
from cohorts.organisations import load_organisations
from cohorts.pairings import pair
from cohorts.roles import Part
from tests import factories


def test_says_what_it_is_with_source(db, client):
    load_organisations()
    text = client.get("/organisationer/kalmar/").content.decode()
    for fact in ("Kalmar kommun", "Kalmar län", "Invånare 2024", "SCB", "har inte varit med i någon omgång"):
        assert fact in text
    assert "72\u00a0704" in text


def test_says_what_it_has_been_in_every_round(world, client):
    text = client.get("/organisationer/kalmar/").content.decode()
    assert "Omgång 2019" in text
    assert "Kalmar – Södertälje" in text
    assert "Norrtälje, med stöd av Umeå" in text
    mentor = client.get("/organisationer/norrtalje/").content.decode()
    assert "Mentor" in mentor
    assert "Kalmar – Södertälje" in mentor


def test_names_no_person(world, client):
    text = client.get("/organisationer/kalmar/").content.decode()
    assert [person.name for person in world.people.values() if person.email in text] == []
    assert "Titel" not in text
    assert "@" not in text


def test_tells_a_group_it_has_left_and_a_round_it_has_left_without_the_reason(db, client):
    cohort = factories.cohort("2031")
    group = factories.group(cohort, "Grums", "Vaxholm")
    grums = group.memberships.get(participation__organisation__name="Grums").participation
    leave(grums)
    withdraw(grums, on=clock.today(), reason="Ont om folk")
    text = client.get("/organisationer/grums/").content.decode()
    assert "Deltagare, lämnade omgången" in text
    assert "Grums – Vaxholm" in text
    assert "Ont om folk" not in text


def test_a_round_that_is_not_announced_is_not_told(db, client):
    factories.participation(factories.cohort("2031", state=CohortState.DRAFT), "Grums")
    assert "2031" not in client.get("/organisationer/grums/").content.decode()


@pytest.mark.parametrize("slug", ["finns-inte", "deltagare", "ny", "%00", "Kalmar"])
def test_an_unknown_name_is_not_found(world, client, slug):
    assert client.get(f"/organisationer/{slug}/").status_code == 404


def test_takes_the_same_sql_for_1_3_and_12_rounds(db, statements):
    counts = []
    for number in (1, 3, 12):
        name = f"Kommun med {number}"
        for _ in range(number):
            cohort = factories.cohort()
            pair(factories.participation(cohort, part=Part.MENTOR), factories.group(cohort, name))
        organisation = Organisation.objects.get(name=name)
        assert len(facts_of(organisation).career.rounds) == number
        counts.append(statements(lambda organisation=organisation: facts_of(organisation)))
    assert counts == [4, 4, 4]
