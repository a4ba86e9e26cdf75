"""Shown openly: asked for, read through, answered once, and never more than what was read."""

from http import HTTPStatus

import pytest
from django.db import DatabaseError, connection, transaction

from access import clock
from accounts.models import Letter
from benchmarking.sharing import public
from benchmarking.sharing.models import AudienceKind, PublicRequest, Release, ReleaseAudience
from benchmarking.sharing.releases import withdraw
from cohorts import enrolment
from cohorts.models import CohortState
from cohorts.states import ParticipationWithdrawn, RoundClosed
from tests.personas import CAST, LEADERS

pytestmark = pytest.mark.django_db
GROUP = AudienceKind.GROUP
WORD = "Spindelväv"
OWN = "/omgangar/2019/kalmar/delat/1/"
ROUND = "/omgangar/2019/oppet/"
SIGNED_OUT = "anonymous"


@pytest.fixture
def asked(write, share, world):
    """Kalmar's first release, shared with the group, which it has asked to show openly."""
    write(WORD)
    return public.ask(share(GROUP), by=world.people["strategist"])


def row_of(release):
    """Return the whole row as the database has it, and the text of its content."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT r::text, content::text FROM benchmarking_release r WHERE id = %s", [release.pk])
        return cursor.fetchone()


def statuses(world, url):
    return {persona: world.client(persona).get(url).status_code for persona in CAST}


def test_from_asking_to_open_to_taken_back(world, write, share):
    """The whole way, over HTTP: not a letter of it is open before the yes, nor after it is taken back."""
    write(WORD)
    release = share(GROUP)
    url, before = public.public_url(release.pk), row_of(release)
    assert set(statuses(world, url).values()) == {HTTPStatus.NOT_FOUND}
    assert world.client("manager").post(f"{OWN}begar-oppet/").status_code == HTTPStatus.FOUND
    assert set(statuses(world, url).values()) == {HTTPStatus.NOT_FOUND}

    here = f"{ROUND}{PublicRequest.objects.get().pk}/"
    for page in ("/omgangar/2019/", "/", ROUND):
        assert f'href="{here}"' in world.client("leader").get(page).content.decode(), page
    read = world.client("leader").get(here).content.decode()
    assert world.client("leader").post(f"{here}godkann/").status_code == HTTPStatus.FOUND

    assert set(statuses(world, url).values()) == {HTTPStatus.OK}
    shown = world.client(SIGNED_OUT).get(url).content.decode()
    assert WORD in shown
    assert _content_of(shown) in " ".join(read.split()), "what is open is what the leader read"
    assert "noindex" not in shown
    assert not [name for name in ("Strategist", "Manager", "Leader", "@example.com") if name in shown]
    assert row_of(release) == before, "a yes changes nothing of the release"
    assert WORD in world.client("strategist").get(OWN).content.decode()

    withdraw(release, by=world.people["strategist"])
    stub = world.client(SIGNED_OUT).get(url)
    assert stub.status_code == HTTPStatus.GONE
    assert WORD not in stub.content.decode()
    assert "noindex" in stub.content.decode()
    assert "Källan har dragits tillbaka" in stub.content.decode()


def _content_of(html):
    return " ".join(html.split('<p class="lead">')[1].split("</main>")[0].split()).removesuffix("</div>").strip()


def test_a_yes_is_recorded_and_told(world, asked):
    letter = public.approve(asked, by=world.people["leader"])
    asked.refresh_from_db()
    assert (asked.approved, asked.answered_by) == (True, world.people["leader"])
    assert asked.answered_at
    assert letter.to_email == world.people["strategist"].email
    assert public.public_url(asked.release_id) in letter.body


def test_a_no_has_a_reason_and_leaves_it_shut(world, asked):
    url = f"{ROUND}{asked.pk}/avboj/"
    for nothing in ({}, {"reason": "  "}):
        answer = world.client("leader").post(url, nothing)
        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert "Skriv varför" in answer.content.decode()
        assert WORD in answer.content.decode(), "one still has what one answers before one's eyes"
    assert not Letter.objects.exists()
    assert world.client("leader").post(url, {"reason": "Namn i texten."}).status_code == HTTPStatus.FOUND
    assert "Namn i texten." in Letter.objects.get().body
    assert world.client(SIGNED_OUT).get(public.public_url(asked.release_id)).status_code == HTTPStatus.NOT_FOUND
    assert "Namn i texten." in world.client("politician").get(OWN).content.decode()
    assert public.ask(asked.release, by=world.people["strategist"]), "one may ask again"


def test_only_the_leaders_of_the_round_read_and_answer(world, asked):
    for url in (ROUND, f"{ROUND}{asked.pk}/"):
        found = statuses(world, url)
        assert {persona for persona, status in found.items() if status == HTTPStatus.OK} == LEADERS
    for persona in ("other_leader", "strategist", "mentor"):
        assert world.client(persona).post(f"{ROUND}{asked.pk}/godkann/").status_code in {403, 404}, persona
    assert world.client("other_leader").post(f"/omgangar/2018/oppet/{asked.pk}/godkann/").status_code == 404
    asked.refresh_from_db()
    assert asked.approved is None


class TestTooLate:
    def test_asked_twice(self, world, asked):
        assert world.client("manager").post(f"{OWN}begar-oppet/").status_code == HTTPStatus.CONFLICT
        assert PublicRequest.objects.get() == asked

    def test_answered_twice(self, world, asked):
        public.approve(asked, by=world.people["leader"])
        answer = world.client("programme_leader").post(f"{ROUND}{asked.pk}/avboj/", {"reason": "Nej"})
        assert answer.status_code == HTTPStatus.CONFLICT
        assert "redan besvarad" in answer.content.decode()
        assert Letter.objects.count() == 1

    def test_taken_back_meanwhile(self, world, asked):
        withdraw(asked.release, by=world.people["strategist"])
        assert world.client("leader").post(f"{ROUND}{asked.pk}/godkann/").status_code == HTTPStatus.CONFLICT
        assert not ReleaseAudience.objects.filter(kind=AudienceKind.PUBLIC).exists()
        assert public.waiting_in(world.cohort) == ()
        with pytest.raises(public.TakenBack):
            public.ask(asked.release, by=world.people["strategist"])

    def test_the_organisation_has_left(self, world, asked):
        enrolment.withdraw(world.own, on=clock.today(), reason="tid")
        with pytest.raises(ParticipationWithdrawn):
            public.approve(asked, by=world.people["leader"])
        assert public.waiting_in(world.cohort) == ()

    def test_the_round_is_closed(self, world, asked):
        world.cohort.state = CohortState.CLOSED
        world.cohort.save(update_fields=["state"])
        with pytest.raises(RoundClosed):
            public.approve(asked, by=world.people["leader"])
        assert public.waiting_in(world.cohort) == ()

    def test_an_answer_stands(self, world, asked):
        public.approve(asked, by=world.people["leader"])
        for statement in (
            "UPDATE benchmarking_publicrequest SET approved = NULL, answered_at = NULL, answered_by_id = NULL",
            "UPDATE benchmarking_publicrequest SET answered_by_id = asked_by_id",
            "DELETE FROM benchmarking_publicrequest",
        ):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)


@pytest.mark.parametrize("number", [987654321, 10**30])
def test_a_number_that_is_none_is_404(world, number):
    assert world.client(SIGNED_OUT).get(f"/delat/{number}/").status_code == HTTPStatus.NOT_FOUND


def test_the_page_asks_for_little(world, asked, django_assert_max_num_queries):
    public.approve(asked, by=world.people["leader"])
    with django_assert_max_num_queries(2):
        world.client(SIGNED_OUT).get(public.public_url(Release.objects.get().pk))
