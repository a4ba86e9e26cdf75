"""Proposals of groups: locks and capacities always hold, and nearest first is beaten."""

import pytest
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st

from cohorts import matching
from cohorts.matching import BadLock, Candidate, Lock, Mentor, distance, proposal_cost, propose
from tests.cohorts.drawing import THEMES, drawn, nearest_first

HERE, NEAR, FAR = (57.0, 15.0), (57.1, 15.1), (66.0, 20.0)


@how(max_examples=30)
@given(st.data())
def test_locks_capacities_and_sizes_hold(data):
    many, mentors = data.draw(st.integers(0, 12)), data.draw(st.integers(0, 5))
    candidates, offered = drawn(data.draw(st.integers(0, 99)), many, mentors)
    room = {mentor.candidate.key: mentor.capacity for mentor in offered}
    locks = []
    for one in candidates:
        open_to = sorted(key for key, left in room.items() if left)
        if open_to and data.draw(st.integers(0, 3)) == 0:
            locks.append(Lock(one.key, data.draw(st.sampled_from(open_to))))
            room[locks[-1].mentor] -= 1
    proposal = propose(candidates, offered, locks=locks)

    place = {member.key: group.mentor.key for group in proposal.groups for member in group.members}
    assert sorted([*place, *(one.key for one in proposal.unplaced)]) == sorted(one.key for one in candidates)
    assert all(place[lock.member] == lock.mentor for lock in locks)
    capacity = {mentor.candidate.key: mentor.capacity for mentor in offered}
    locked = {lock.member for lock in locks}
    for group in proposal.groups:
        assert len(group.members) <= capacity[group.mentor.key]
        assert len(group.members) > 1 or group.members[0].key in locked
    groups = [(group.mentor, group.members) for group in proposal.groups]
    assert proposal.cost == pytest.approx(proposal_cost(groups, len(proposal.unplaced)))
    assert propose(candidates, offered, locks=locks) == proposal


@pytest.mark.parametrize("seed", [2, 4])
def test_nearest_first_is_beaten_for_thirty_organisations_and_twelve_mentors(seed):
    candidates, mentors = drawn(seed, 30, 12)
    groups, left = nearest_first(candidates, mentors)
    proposal = propose(candidates, mentors)
    assert proposal.cost < 0.9 * proposal_cost(groups, len(left))
    assert len(proposal.unplaced) == max(0, len(candidates) - sum(mentor.capacity for mentor in mentors))


def test_who_has_no_company_is_unplaced():
    proposal = propose([Candidate("a", "Alfa")], [Mentor(Candidate("m", "Mentor"))])
    assert (proposal.groups, proposal.unplaced) == ((), (Candidate("a", "Alfa"),))


def test_nearness_wins_and_the_reasons_say_so():
    near = [
        Candidate("a", "Alfa", point=HERE, population=9_000),
        Candidate("b", "Beta", point=NEAR, population=11_000),
    ]
    far = [Candidate("c", "Gamma", point=FAR), Candidate("d", "Delta", point=FAR, wishes=frozenset({"c"}))]
    south, north = Mentor(Candidate("s", "Syd", point=HERE)), Mentor(Candidate("n", "Nord", point=FAR))
    proposal = propose([near[0], far[0], near[1], far[1]], [north, south])
    inside = {group.mentor.key: group for group in proposal.groups}
    assert set(inside["s"].members) == set(near)
    assert inside["s"].reasons == (
        "Längst avstånd i gruppen är 13 km fågelvägen",
        "Ungefär lika stora: 9\xa0000 till 11\xa0000 invånare",
    )
    assert "Delta har önskat Gamma" in inside["n"].reasons


@pytest.mark.parametrize(
    ("one", "other", "cost"),
    [
        ({"population": 10_000}, {"population": 40_000}, 2 * matching.PER_DOUBLING),
        ({"kind": "region"}, {}, matching.OTHER_KIND),
        ({"skr_group": "B3"}, {"skr_group": "C6"}, matching.OTHER_LETTER),
        ({"themes": frozenset(THEMES)}, {"themes": frozenset(THEMES)}, -2 * matching.PER_THEME),
        ({"similar": frozenset("b")}, {}, -matching.SIMILAR),
        ({}, {"wishes": frozenset("a")}, -matching.WISHED),
        ({"met": frozenset("b")}, {}, matching.MET_BEFORE),
    ],
)
def test_each_thing_costs_what_it_is_said_to(one, other, cost):
    here, there = Candidate("a", "Alfa", **one), Candidate("b", "Beta", **other)
    assert matching.pair_cost(here, there) == matching.pair_cost(there, here) == cost


def test_stockholm_to_kiruna_is_about_950_km():
    assert distance(Candidate("a", "A", point=(59.33, 18.07)), Candidate("b", "B", point=(67.86, 20.23))) == (
        pytest.approx(956, abs=5)
    )


@pytest.mark.parametrize(
    ("locks", "words"),
    [
        ([Lock("a", "ingen")], "inte är med"),
        ([Lock("a", "m"), Lock("b", "m"), Lock("c", "m")], "Mentor tar emot 2 organisationer, men 3 är låsta dit"),
    ],
)
def test_locks_that_cannot_hold_are_refused(locks, words):
    candidates = [Candidate(key, key.upper()) for key in "abc"]
    with pytest.raises(BadLock, match=words):
        propose(candidates, [Mentor(Candidate("m", "Mentor"), capacity=2)], locks=locks)
