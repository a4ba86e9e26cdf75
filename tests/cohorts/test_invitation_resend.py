"""Sending an offer again: a new letter, a new link, a new last day."""

import datetime as dt
import re

from django.core import mail

from access import clock
from cohorts.models import Invitation
from tests import factories
from tests.cohorts.test_seat_offer import url


def test_sends_a_new_letter_with_a_new_link(offered, client, django_capture_on_commit_callbacks):
    Invitation.objects.update(expires_at=clock.now() - dt.timedelta(days=1))
    client.force_login(offered.leader)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(f"/omgangar/2031/deltagare/{offered.seat.pk}/skicka-igen/")
    assert answer["Location"] == "/omgangar/2031/deltagare/"
    (sent,) = mail.outbox
    link = re.findall(r"/inbjudan/[\w-]+/", str(sent.body))[0]
    client.logout()
    assert client.get(link).status_code == 200
    assert client.get(offered.url).status_code == 404


def test_an_offer_answered_a_moment_ago_is_a_clash(world, vacant, rows):
    before = rows()
    answer = world.client("leader").post(url(vacant, "skicka-igen"))
    assert answer.status_code == 409
    assert "väntar inte längre på svar" in answer.content.decode()
    assert rows() == before


def test_a_link_followed_does_nothing(world, vacant, rows):
    factories.invite(vacant)
    before = rows()
    assert world.client("leader").get(url(vacant, "skicka-igen")).status_code == 405
    assert rows() == before
