"""Opening a held seat for somebody else: asked first, done by POST, by those who lead."""

from cohorts.models import Seat
from tests.cohorts.test_seat_offer import url


def test_asks_first(world, rows):
    seat = Seat.objects.get(holder=world.people["strategist"])
    before = rows()
    page = world.client("leader").get(url(seat, "lamna"))
    assert page.status_code == 200
    assert "Strategist kommer genast inte längre åt arbetet" in page.content.decode()
    assert rows() == before


def test_leaves_the_seat_vacant_at_once(world):
    seat = Seat.objects.get(holder=world.people["strategist"])
    assert world.client("strategist").get("/omgangar/2019/kalmar/team/").status_code == 200
    assert world.client("leader").post(url(seat, "lamna")).status_code == 302
    assert Seat.objects.get(pk=seat.pk).holder is None
    assert world.client("strategist").get("/omgangar/2019/kalmar/team/").status_code == 404


def test_is_not_for_the_own_trio(world, rows):
    seat = Seat.objects.get(holder=world.people["strategist"])
    before = rows()
    assert world.client("politician").post(url(seat, "lamna")).status_code == 403
    assert rows() == before


def test_a_seat_that_is_vacant_leads_back(world, rows):
    seat = Seat.objects.get(holder=world.people["manager"])
    world.client("leader").post(url(seat, "lamna"))
    before = rows()
    assert world.client("leader").get(url(seat, "lamna")).status_code == 302
    assert world.client("leader").post(url(seat, "lamna")).status_code == 302
    assert rows() == before
