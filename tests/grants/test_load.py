"""``Access.load``: one statement whatever one holds, read anew each time, and blind to flags."""

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.people import deactivate
from cohorts.access import NOBODY, load
from cohorts.groups import leave
from cohorts.pairings import end_pairing, pair
from cohorts.roles import Function, Part
from cohorts.seats import end_seat, vacate
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("seats", [1, 3, 33])
def test_one_statement_for_any_number_of_seats(seats, django_assert_num_queries):
    user, cohort = factories.person(), factories.cohort()
    for _ in range(seats):
        factories.seat(factories.participation(cohort).room, Function.STRATEGIST, user)
    with django_assert_num_queries(1):
        access = load(user)
    assert len(access.seats) == seats
    assert all(access.allows((seat.room_id,), "write_answer") for seat in access.seats)


def test_a_seat_says_where_it_is():
    cohort = factories.cohort("2019")
    group = factories.group(cohort, "Kalmar", "Södertälje")
    kalmar = group.memberships.get(participation__organisation__slug="kalmar").participation
    user = factories.person()
    factories.seat(kalmar.room, Function.OTHER, user, parts=("statistik", "personal"), title="Controller")
    (seat,) = load(user).seats
    assert (seat.cohort, seat.group, seat.organisation, seat.part) == ("2019", group.slug, "kalmar", Part.PARTICIPANT)
    assert (seat.parts, seat.title, seat.label) == ({"statistik", "personal"}, "Controller", "Hemmateam, Kalmar")


def test_what_ends_is_gone_at_the_next_load():
    cohort = factories.cohort()
    group = factories.group(cohort, "Kalmar", "Södertälje")
    kalmar = group.memberships.get(participation__organisation__slug="kalmar").participation
    mentor = factories.participation(cohort, "Norrtälje", part=Part.MENTOR)
    pairing = pair(mentor, group)
    own, guide = factories.person(), factories.person()
    seat = factories.seat(kalmar.room, Function.POLITICIAN, own)
    factories.seat(mentor.room, Function.STRATEGIST, guide)
    kalmar.room.refresh_from_db()
    lineage = kalmar.room.lineage
    assert load(own).allows((group.pk,), "read_group")
    assert load(guide).allows(lineage, "see_progress")

    leave(kalmar)
    assert not load(own).allows((group.pk,), "read_group")
    assert load(own).allows((group.pk,), "read_past_meeting")
    end_pairing(pairing)
    assert not load(guide).sees(lineage)
    assert load(guide).allows((group.pk,), "read_past_meeting")
    vacate(seat)
    assert load(own) == NOBODY.__class__(user_id=own.pk)
    end_seat(seat)
    assert not load(own).is_member


def test_a_request_reads_access_anew(client):
    """The seat is taken away between two requests of one session: the second is refused."""
    user, cohort = factories.person(), factories.cohort("2019")
    seat = factories.seat(factories.participation(cohort, "Kalmar").room, Function.STRATEGIST, user)
    client.force_login(user)
    assert client.get("/omgangar/2019/kalmar/team/").status_code == 200
    end_seat(seat)
    assert client.get("/omgangar/2019/kalmar/team/").status_code == 404


def test_flags_and_strangers_hold_nothing():
    stranger = factories.person()
    stranger.is_superuser = True
    stranger.save(update_fields=["is_superuser"])
    assert load(stranger) == NOBODY.__class__(user_id=stranger.pk)
    assert load(AnonymousUser()) == NOBODY


def test_a_deactivated_person_holds_nothing():
    user = factories.person()
    factories.seat(factories.participation(factories.cohort()).room, Function.MANAGER, user)
    assert load(user).is_member
    deactivate(user, by=factories.person())
    assert load(user) == NOBODY
