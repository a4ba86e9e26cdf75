"""After any acts at all the gate, the lists and a plain reading of the rules say the same."""

import random

import pytest

from benchmarking.sharing import public
from benchmarking.sharing.audiences import admits, groups_of, readable
from benchmarking.sharing.models import AudienceKind, Release, ReleaseReader
from benchmarking.sharing.pages import release_url
from benchmarking.sharing.reading import releases_from, releases_of_room
from benchmarking.sharing.releases import withdraw
from cohorts.access import load
from cohorts.enrolment import programme_room
from cohorts.groups import join, leave
from cohorts.models import GroupMembership, Pairing
from cohorts.pairings import end_pairing, pair
from cohorts.roles import TRIO, Function, PairingKind, RoomKind

pytestmark = pytest.mark.django_db
GROUP, COHORT, CONFERENCE, PUBLIC = AudienceKind


def may_read(person, release):
    """Read the rules of design §3 from the person's seats, one by one."""
    seats = list(person.seats.filter(ended_at=None).select_related("room")) if person.is_active else []
    return any(_seat_reads(seat, release) for seat in seats)


def _seat_reads(seat, release):
    owner = release.room.participation
    in_trio = seat.function in TRIO and seat.room.kind == RoomKind.PARTICIPATION
    if in_trio and seat.room_id == owner.pk:
        return True
    if seat.function == Function.LEADER:
        return seat.room_id in {owner.cohort_id, programme_room().pk}
    if seat.function == Function.OBSERVER:
        covers = seat.room_id in {owner.cohort_id, programme_room().pk}
        county = seat.county_code in {"", owner.organisation.county_code}
        return covers and county and release.audiences.filter(kind__in=[CONFERENCE, PUBLIC]).exists()
    return in_trio and any(_trio_reads(seat, audience) for audience in release.audiences.all())


def _trio_reads(seat, audience):
    if audience.kind != GROUP:
        return seat.room.participation.cohort_id == audience.room_id
    here = GroupMembership.objects.filter(group=audience.room_id, participation=seat.room_id, left_at=None)
    follows = Pairing.objects.filter(group=audience.room_id, mentor=seat.room_id, ended_at=None)
    pinned = ReleaseReader.objects.filter(audience=audience, room=seat.room_id)
    return pinned.exists() and (here.exists() or follows.exists())


class Acts:
    """Acts at random, the same each time."""

    def __init__(self, world, share):
        self.chance = random.Random(2019)
        self.world, self.share_step = world, share
        self.groups = [world.group, world.other_group]
        self.movers = [world.organisations[slug] for slug in ("sodertalje", "askersund", "botkyrka")]
        self.mentors = [world.organisations[slug] for slug in ("norrtalje", "umea", "uppsala", "hedemora")]
        self.sharers = [("strategist", world.own), ("group_mate", self.movers[0]), ("mentor", self.mentors[0])]

    def one(self):
        acts = [self.share, self.share, self.move, self.move, self.pair, self.unpair, self.take_back, self.open]
        self.chance.choice(acts)()

    def share(self):
        persona, room = self.chance.choice(self.sharers)
        audiences = self.chance.choice([[GROUP], [COHORT], [CONFERENCE], [GROUP, CONFERENCE]])
        self.share_step(*(audiences if groups_of(room) else [CONFERENCE]), participation=room, by=persona)

    def move(self):
        participation, group = self.chance.choice(self.movers), self.chance.choice(self.groups)
        leave(participation)
        if group.memberships.filter(left_at=None).count() < 3:
            join(group, participation)

    def pair(self):
        mentor, group = self.chance.choice(self.mentors), self.chance.choice(self.groups)
        if not Pairing.objects.filter(mentor=mentor, group=group, ended_at=None).exists():
            pair(mentor, group, kind=self.chance.choice(list(PairingKind)))

    def unpair(self):
        if pairings := list(Pairing.objects.filter(ended_at=None).order_by("pk")):
            end_pairing(self.chance.choice(pairings))

    def open(self):
        if closed := list(Release.objects.filter(withdrawn_at=None, public_requests=None).order_by("pk")):
            asked = public.ask(self.chance.choice(closed), by=self.world.people["strategist"])
            public.approve(asked, by=self.world.people["leader"])

    def take_back(self):
        if standing := list(Release.objects.filter(withdrawn_at=None).order_by("pk")):
            withdraw(self.chance.choice(standing), by=self.world.people["strategist"])


@pytest.mark.deep
def test_after_random_acts(world, share, scale):
    acts = Acts(world, share)
    for _ in range(scale(40, 400)):
        acts.one()
    releases = list(
        Release.objects.select_related("room__parent__parent__parent", "room__participation__organisation")
    )
    rooms = sorted({release.room_id for release in releases})
    assert len(releases) > 5
    assert len(rooms) == 3
    for name, person in world.people.items():
        access = load(person)
        admitted = [release for release in releases if admits(access, release)]
        assert admitted == [release for release in releases if may_read(person, release)], name
        assert {release.pk for release in admitted} == set(readable(access).values_list("pk", flat=True)), name
        listed = {line.url for room in rooms for line in releases_of_room(access, room)}
        assert listed == {release_url(each.room.participation, each.number) for each in admitted}, name
        standing = {}
        for release in sorted(admitted, key=lambda each: each.number):
            if not release.is_withdrawn:
                standing[release.room_id] = release_url(release.room.participation, release.number)
        assert {line.url for line in releases_from(access, rooms)} == set(standing.values()), name
