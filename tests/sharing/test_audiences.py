"""Who may read what is shared: pinned at the act, gone when one leaves, never wider (design §3)."""

import pytest

from benchmarking.sharing.audiences import admits, groups_of
from benchmarking.sharing.models import AudienceKind
from benchmarking.sharing.pages import release_url
from benchmarking.sharing.reading import releases_for_group, releases_observed, releases_of_room
from cohorts.access import load
from cohorts.enrolment import programme_room
from cohorts.groups import join, leave
from cohorts.models import Pairing
from cohorts.pairings import end_pairing, pair
from cohorts.roles import Function, PairingKind
from cohorts.seats import end_seat, vacate
from tests import factories
from tests.personas import LEADERS, MENTORS, OWN, TRIOS

pytestmark = pytest.mark.django_db
GROUP, COHORT, CONFERENCE = AudienceKind.GROUP, AudienceKind.COHORT, AudienceKind.CONFERENCE
GROUP_READERS = OWN | MENTORS | LEADERS | {"group_mate"}


@pytest.fixture
def in_county(world):
    """Kalmar lies in the county that the cast's observer observes."""
    world.own.organisation.county_code = "08"
    world.own.organisation.save(update_fields=["county_code"])


def test_the_group_its_mentors_and_the_leaders_read_what_is_shared_with_the_group(share, readers):
    assert readers(share(GROUP)) == GROUP_READERS


def test_every_trio_of_the_round_and_the_county_read_what_is_shared_for_the_conference(share, readers, in_county):
    assert readers(share(CONFERENCE)) == TRIOS | LEADERS | {"observer"}


def test_every_trio_of_the_round_reads_what_is_shared_with_it_and_no_observer(share, readers, in_county):
    assert readers(share(COHORT)) == TRIOS | LEADERS


def test_what_is_open_is_read_by_the_round_and_by_its_observers(share, readers, open_up, in_county):
    release = share(GROUP)
    assert readers(release) == GROUP_READERS
    assert readers(open_up(release)) == TRIOS | LEADERS | {"observer"}


def test_a_worksheet_is_read_by_those_who_would_read_its_step(write, share_sheet, readers):
    write("Bara en mall")
    assert readers(share_sheet(GROUP)) == GROUP_READERS


def test_an_observer_reads_its_own_county_alone(world, share, readers):
    world.own.organisation.county_code = "05"
    world.own.organisation.save(update_fields=["county_code"])
    assert "observer" not in readers(share(CONFERENCE))
    assert releases_observed(load(world.people["observer"])) == ()


def test_an_observer_of_the_programme_reads_the_conference_of_every_round_in_its_county(world, share, in_county):
    person = factories.person()
    seat = factories.seat(programme_room(), Function.OBSERVER, person, county_code="08")
    group, conference = share(GROUP), share(CONFERENCE)
    assert admits(load(person), conference)
    assert not admits(load(person), group)
    end_seat(seat)
    assert not admits(load(person), conference)


def test_both_audiences_are_both_sets_of_readers(share, readers, in_county):
    assert readers(share(GROUP, CONFERENCE)) == GROUP_READERS | TRIOS | {"observer"}


def test_nobody_reads_a_draft_by_way_of_a_release(share, readers):
    assert "home_team" not in readers(share(GROUP, CONFERENCE))


def test_who_comes_to_the_group_later_reads_first_when_the_owner_shares_again(world, share):
    """A new member, a new mentor and a new supporting mentor alike."""
    before = share(GROUP)
    newcomers = []
    new_mentor = factories.participation(world.cohort, "Gävle", part="mentor")
    new_support = factories.participation(world.cohort, "Falun", part="mentor")
    pair(new_mentor, world.group)
    pair(new_support, world.group, kind=PairingKind.SUPPORT)
    new_member = factories.participation(world.cohort, "Växjö")
    join(world.group, new_member)
    for room in (new_mentor, new_support, new_member):
        person = factories.person()
        factories.seat(room.room, Function.MANAGER, person)
        newcomers.append(person)
    after = share(GROUP)
    for person in newcomers:
        access = load(person)
        assert not admits(access, before)
        assert admits(access, after)
        assert [line.number for line in releases_of_room(access, world.own.pk)] == [after.number]


def test_somebody_new_in_a_seat_of_a_pinned_organisation_reads(world, share, reads):
    release = share(GROUP)
    person = factories.person()
    factories.seat(world.organisations["sodertalje"].room, Function.POLITICIAN, person)
    assert admits(load(person), release)


def test_leaving_the_group_takes_its_releases_away_at_once(world, share, reads):
    release = share(GROUP)
    leave(world.organisations["sodertalje"])
    assert not reads("group_mate", release)
    access = load(world.people["group_mate"])
    assert releases_for_group(access, world.group.room) == ()
    assert world.client("group_mate").get(release_url(release.room.participation, release.number)).status_code == 404


@pytest.mark.parametrize(("slug", "persona"), [("norrtalje", "mentor"), ("umea", "supporting_mentor")])
def test_ending_a_pairing_takes_the_groups_releases_away_at_once(world, share, reads, slug, persona):
    release = share(GROUP)
    assert reads(persona, release)
    end_pairing(Pairing.objects.get(mentor=world.organisations[slug], ended_at=None))
    assert not reads(persona, release)
    assert world.client(persona).get(release_url(release.room.participation, release.number)).status_code == 404


def test_what_one_shared_stays_with_its_readers_when_one_leaves(world, share, readers):
    release = share(GROUP)
    leave(world.own)
    assert readers(release) == GROUP_READERS


def test_an_empty_seat_reads_nothing(world, share, reads):
    release = share(GROUP, CONFERENCE)
    vacate(world.people["group_mate"].seats.get())
    assert not reads("group_mate", release)


def test_a_mentor_organisation_shares_with_each_group_it_follows(world, share, readers):
    norrtalje = world.organisations["norrtalje"]
    pair(norrtalje, world.other_group)
    assert {group.title for group in groups_of(norrtalje)} == {"Kalmar – Södertälje", "Askersund – Fagersta"}
    release = share(GROUP, participation=norrtalje, by="mentor")
    assert readers(release) == OWN | LEADERS | {"group_mate", "other_group", "mentor", "supporting_mentor"}


def test_the_readers_of_a_group_are_its_members_then_its_mentors(world):
    (group,) = groups_of(world.own)
    assert [(reader.name, reader.is_mentor) for reader in group.readers] == [
        ("Södertälje", False),
        ("Norrtälje", True),
        ("Umeå", True),
    ]


def test_groups_are_read_in_one_statement(world, django_assert_num_queries):
    pair(world.organisations["norrtalje"], world.other_group)
    with django_assert_num_queries(1):
        assert len(groups_of(world.organisations["norrtalje"])) == 2
