"""What enrolment, groups and pairings refuse, by name, with nothing written."""

import datetime as dt

import pytest

from cohorts import enrolment, groups, pairings, states
from cohorts.models import BenchmarkGroup, CohortState, GroupMembership, Pairing, Participation, Room, Seat
from cohorts.roles import PairingKind, Part
from tests import factories


@pytest.fixture
def cohort(db):
    return factories.cohort("2031")


@pytest.fixture
def unchanged(db):
    """``unchanged()``: say whether the number of rows of every table here is what it was."""
    tables = (Room, Participation, BenchmarkGroup, GroupMembership, Pairing, Seat)

    def count():
        return [table.objects.count() for table in tables]

    return count


def test_a_round_has_a_name_of_its_own_in_the_address(cohort, unchanged):
    before = unchanged()
    for slug in ("2031", "ny", "deltagare"):
        with pytest.raises(enrolment.NameTaken):
            enrolment.create_cohort(
                name="En till", slug=slug, starts_on=dt.date(2031, 1, 1), ends_on=dt.date(2031, 12, 1)
            )
    assert unchanged() == before


def test_an_organisation_is_in_a_round_once_and_may_come_back_in_another(cohort, unchanged):
    factories.participation(cohort, "Kalmar")
    before = unchanged()
    with pytest.raises(enrolment.AlreadyEnrolled):
        factories.participation(cohort, "Kalmar", part=Part.MENTOR)
    assert unchanged() == before
    assert factories.participation(factories.cohort("2033"), "Kalmar")


def test_the_seats_are_those_that_the_round_requires(db):
    cohort = factories.cohort(required_seats={"politician": 1, "manager": 2, "strategist": 1})
    seats = factories.participation(cohort).room.seats.filter(holder=None)
    assert sorted(seat.function for seat in seats) == ["manager", "manager", "politician", "strategist"]


@pytest.mark.parametrize(
    ("names", "reason", "refusal"),
    [
        ([], "", groups.GroupTooSmall),
        (["Boden"], " ", groups.GroupTooSmall),
        (["Boden", "Luleå", "Piteå", "Kiruna"], "", groups.GroupTooLarge),
    ],
)
def test_a_group_is_two_or_three_or_one_with_a_reason(cohort, unchanged, names, reason, refusal):
    members = [factories.participation(cohort, name) for name in names]
    before = unchanged()
    with pytest.raises(refusal):
        groups.form_group(cohort, members, reason_for_one=reason)
    assert unchanged() == before


def test_a_group_is_named_after_its_members_in_swedish_order(cohort):
    group = factories.group(cohort, "Östra Göinge", "Åmål", "Zinkgruvan")
    assert (str(group), group.slug) == ("Zinkgruvan – Åmål – Östra Göinge", "zinkgruvan-amal-ostra-goinge")


def test_one_group_at_a_time_and_only_for_participants_of_the_round(cohort, unchanged):
    group = factories.group(cohort, "Boden", "Luleå")
    mentor = factories.participation(cohort, "Piteå", part=Part.MENTOR)
    foreign = factories.participation(factories.cohort("2033"), "Kiruna")
    member = group.memberships.all()[0].participation
    before = unchanged()
    for participation, refusal in (
        (mentor, groups.NotAParticipant),
        (foreign, groups.NotAParticipant),
        (member, groups.AlreadyGrouped),
    ):
        with pytest.raises(refusal) as refused:
            groups.join(group, participation)
        assert str(participation) in str(refused.value)
    assert unchanged() == before


def test_the_same_organisations_may_be_a_group_again(cohort):
    first = factories.group(cohort, "Boden", "Luleå")
    members = [each.participation for each in first.memberships.all()]
    for member in members:
        groups.leave(member)
    assert groups.form_group(cohort, members).slug == f"{first.slug}-2"


def test_a_mentor_is_a_mentor_of_the_round_and_follows_a_group_once(cohort, unchanged):
    group = factories.group(cohort, "Boden", "Luleå")
    mentor = factories.participation(cohort, "Piteå", part=Part.MENTOR)
    pairings.pair(mentor, group)
    foreign = factories.participation(factories.cohort("2033"), "Umeå", part=Part.MENTOR)
    at_home = factories.participation(factories.cohort("2035"), "Boden", part=Part.MENTOR)
    before = unchanged()
    for participation, refusal in (
        (mentor, pairings.AlreadyPaired),
        (foreign, pairings.NotAMentor),
        (group.memberships.all()[0].participation, pairings.OwnMentor),
        (at_home, pairings.OwnMentor),
    ):
        with pytest.raises(refusal) as refused:
            pairings.pair(participation, group)
        assert str(refused.value)
    assert unchanged() == before


def test_a_support_stands_behind_a_mentor_of_the_same_group(cohort, unchanged):
    group, other = factories.group(cohort, "Boden", "Luleå"), factories.group(cohort, "Vännäs", "Lycksele")
    lead = pairings.pair(factories.participation(cohort, "Piteå", part=Part.MENTOR), group)
    support = factories.participation(cohort, "Umeå", part=Part.MENTOR)
    before = unchanged()
    with pytest.raises(pairings.NotTheirMentor):
        pairings.pair(support, other, kind=PairingKind.SUPPORT, supports=lead)
    assert unchanged() == before
    assert pairings.pair(support, group, kind=PairingKind.SUPPORT, supports=lead).supports == lead


def test_work_waits_for_the_groups_and_stops_when_the_round_closes(cohort):
    room = factories.participation(cohort).room
    for state, refusal in (
        (CohortState.DRAFT, states.RoundNotOpen),
        (CohortState.OPEN, states.RoundNotOpen),
        (CohortState.GROUPED, None),
        (CohortState.RUNNING, None),
        (CohortState.CLOSED, states.RoundClosed),
    ):
        type(cohort).objects.update(state=state)
        if refusal:
            with pytest.raises(refusal):
                states.require(room, states.WORK)
        else:
            states.require(room, states.WORK)


def test_one_who_has_left_the_round_works_no_more(cohort):
    participation = factories.participation(cohort)
    enrolment.withdraw(participation, on=dt.date(2031, 5, 1), reason="Ont om tid")
    for act in (states.WORK, states.STEER):
        with pytest.raises(states.ParticipationWithdrawn):
            states.require(participation.room, act)
