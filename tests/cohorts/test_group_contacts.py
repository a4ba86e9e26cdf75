"""The contacts of a group: its trios, its mentors, and those who lead the round."""

import pytest

from cohorts.contacts import contacts_of
from cohorts.groups import join
from cohorts.pairings import pair
from cohorts.roles import TRIO, Function, Part
from tests import factories

URL = "/omgangar/2019/grupper/kalmar-sodertalje/kontakter/"


@pytest.mark.parametrize(
    ("persona", "status"),
    [
        ("politician", 200),
        ("group_mate", 200),
        ("mentor", 200),
        ("supporting_mentor", 200),
        ("leader", 200),
        ("programme_leader", 200),
        ("ended_mentor", 403),
        ("past_member", 403),
        ("home_team", 404),
        ("other_group", 404),
        ("other_cohort", 404),
        ("other_leader", 404),
        ("observer", 404),
        ("outsider", 404),
        ("superuser", 404),
        ("anonymous", 302),
    ],
)
def test_is_for_the_group_its_mentors_and_the_leaders(world, persona, status):
    assert world.client(persona).get(URL).status_code == status


def test_names_trios_mentors_and_leaders_with_mail(world):
    text = world.client("group_mate").get(URL).content.decode()
    for persona in ("politician", "manager", "strategist", "group_mate", "mentor", "supporting_mentor", "leader"):
        assert f'href="mailto:{world.people[persona].email}"' in text, persona
    assert world.people["programme_leader"].email in text
    assert "Mentor: Norrtälje, med stöd av Umeå" in text
    assert "Titel politician" in text


def test_names_no_one_else(world):
    text = world.client("group_mate").get(URL).content.decode()
    for persona in ("home_team", "past_member", "ended_mentor", "other_group", "other_leader", "observer"):
        assert world.people[persona].email not in text, persona


def test_a_vacant_seat_is_named(world, vacant):
    assert "Chef saknas" in world.client("politician").get(URL).content.decode()


def test_writes_to_everybody_at_once(world):
    addresses = contacts_of(world.group).everybody.split(",")
    assert world.people["politician"].email in addresses
    assert len(addresses) == len(set(addresses))


def test_a_group_without_mentor_says_so(world):
    group = factories.group(world.cohort, "Ensamby")
    leader = world.client("leader").get(f"/omgangar/2019/grupper/{group.slug}/kontakter/").content.decode()
    assert "Gruppen har ingen mentor." in leader


def test_takes_the_same_sql_whatever_the_size(db, statements):
    counts = []
    for number in (1, 3):
        cohort = factories.cohort()
        group = factories.group(cohort, f"Kommun {number}")
        for _ in range(number - 1):
            join(group, factories.participation(cohort))
        for _ in range(number):
            mentor = factories.participation(cohort, part=Part.MENTOR)
            pair(mentor, group)
            for function in TRIO:
                factories.seat(mentor.room, function, factories.person())
        factories.seat(cohort.room, Function.LEADER, factories.person())
        counts.append(statements(lambda group=group: contacts_of(group)))
    assert counts == [7, 7]
