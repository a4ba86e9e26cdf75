"""The rounds a person leads or has a seat in."""

import pytest

from cohorts import access
from cohorts.roles import Function
from cohorts.rounds import rounds_of
from tests import factories


@pytest.mark.parametrize(
    ("persona", "rounds"),
    [
        ("programme_leader", ["2019", "2018"]),
        ("leader", ["2019"]),
        ("other_leader", ["2018"]),
        ("strategist", ["2019"]),
        ("home_team", ["2019"]),
        ("mentor", ["2019"]),
        ("other_cohort", ["2018"]),
        ("observer", ["2019"]),
        ("outsider", []),
        ("superuser", []),
    ],
)
def test_lists_ones_own(world, persona, rounds):
    found = rounds_of(access.load(world.people[persona]))
    assert [each.slug for each in found] == rounds or {each.slug for each in found} == set(rounds)


@pytest.mark.parametrize(
    ("persona", "status"),
    [("strategist", 200), ("home_team", 200), ("observer", 200), ("outsider", 403), ("anonymous", 302)],
)
def test_is_for_members(world, persona, status):
    assert world.client(persona).get("/omgangar/").status_code == status


@pytest.mark.parametrize(
    ("persona", "link", "there"),
    [
        ("leader", "/omgangar/2019/", True),
        ("leader", "/omgangar/2019/deltagare/", True),
        ("strategist", "/omgangar/2019/kalmar/", True),
        ("strategist", "/omgangar/2019/kalmar/team/", True),
        ("strategist", "/omgangar/2019/grupper/kalmar-sodertalje/kontakter/", True),
        ("strategist", "/omgangar/2019/deltagare/", False),
        ("home_team", "/omgangar/2019/kalmar/team/", False),
        ("observer", "/omgangar/2019/deltagare/", False),
    ],
)
def test_links_to_what_may_be_opened(world, persona, link, there):
    main = world.client(persona).get("/omgangar/").content.decode().partition("<main")[2]
    assert (f'href="{link}"' in main) == there
    if there:
        assert world.client(persona).get(link).status_code == 200


def test_counts_participants_groups_and_mentors(world):
    (found,) = rounds_of(access.load(world.people["leader"]))
    assert (found.participants, found.groups, found.mentors) == (6, 3, 4)


def test_takes_the_same_sql_for_1_3_and_12_rounds(db, statements):
    counts = []
    for number in (1, 3, 12):
        person = factories.person()
        for _ in range(number):
            cohort = factories.cohort()
            factories.group(cohort, "Kalmar")
            factories.seat(cohort.room, Function.LEADER, person)
        mine = access.load(person)
        assert len(rounds_of(mine)) == number
        counts.append(statements(lambda mine=mine: rounds_of(mine)))
    assert counts == [1, 1, 1]
