"""Saying no: the seat stays vacant, the leader sees it, and somebody else can be asked."""

from cohorts import invitations
from cohorts.models import Invitation, Seat


def test_leaves_the_seat_vacant_and_says_so(offered, client):
    answer = client.post(offered.url + "tacka-nej/", follow=True)
    assert "Du har tackat nej" in answer.content.decode()
    assert offered.invitation.state == "declined"
    assert Seat.objects.get(pk=offered.seat.pk).holder is None
    assert answer.wsgi_request.user.is_anonymous


def test_the_leader_sees_the_answer_and_can_ask_somebody_else(offered, client):
    invitations.decline(offered.token, by=None)
    client.force_login(offered.leader)
    assert "Inga Bjuden har tackat nej" in client.get("/omgangar/2031/deltagare/").content.decode()
    invitations.offer(offered.seat, email="nasta@example.com", name="Nästa", by=offered.leader)
    assert Invitation.objects.filter(state="offered").count() == 1
