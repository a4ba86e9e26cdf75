"""Taking an offer back before it is answered."""

from accounts.models import Letter
from cohorts.models import Invitation
from cohorts.outgoing import Invitee, offer_all
from tests import factories
from tests.cohorts.test_seat_offer import url


def test_withdraws_the_offer(world, vacant):
    token = factories.invite(vacant)
    answer = world.client("strategist").post(url(vacant, "ta-tillbaka"), follow=True)
    assert "Inbjudan till Inga Bjuden är återtagen" in answer.content.decode()
    assert Invitation.objects.get(seat=vacant).state == "withdrawn"
    assert world.client("anonymous").get(f"/inbjudan/{token}/").status_code == 422


def test_a_letter_that_waits_never_leaves(world, vacant):
    (offer,) = offer_all([(vacant, Invitee("Nina Nygren", "nina@example.com"))], by=world.people["leader"])
    world.client("leader").post(url(vacant, "ta-tillbaka"))
    assert Letter.objects.get(pk=offer.letter_id).state == Letter.State.STOPPED


def test_an_offer_answered_a_moment_ago_is_a_clash(world, vacant, rows):
    before = rows()
    assert world.client("leader").post(url(vacant, "ta-tillbaka")).status_code == 409
    assert rows() == before


def test_a_link_followed_does_nothing(world, vacant, rows):
    factories.invite(vacant)
    before = rows()
    assert world.client("leader").get(url(vacant, "ta-tillbaka")).status_code == 405
    assert rows() == before
