"""The mentor's page: progress and what is shared, never a draft."""

import re
import uuid
from http import HTTPStatus

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from access import clock
from benchmarking.method.versions import method_of, pin, store
from benchmarking.sharing.models import AudienceKind
from benchmarking.sharing.steps import share_step
from benchmarking.workspace.answers import write_answer
from benchmarking.workspace.models import Stage, StepProgress
from cohorts import enrolment
from cohorts.groups import form_group, join, leave
from cohorts.models import Pairing
from cohorts.pairings import end_pairing, pair
from cohorts.roles import Function
from tests import factories
from tests.personas import CAST, MEMBERS, method_2019

pytestmark = pytest.mark.django_db
URL = "/mentor/"
WORD = "Spindelväv"
MOST = 15


@pytest.fixture
def get(world):
    """``get("mentor")``: the page as somebody sees it."""

    def get(persona="mentor"):
        answer = world.client(persona).get(URL)
        assert answer.status_code == HTTPStatus.OK
        return " ".join(answer.content.decode().split())

    return get


@pytest.fixture
def draft(world):
    """``draft(room)``: a word in step 2 of an organisation; ``share=True`` shares it with its group too."""

    def draft(participation, *, share=False, word=WORD):
        by, method = world.people["strategist"], method_of(participation.cohort_id)
        place = {"step_key": "traff-1", "worksheet_key": "presentation", "field_key": "styrkor"}
        version = participation.room.answers.count()
        write_answer(
            participation, method, **place, entry_id=None, value=word, version=version, edit_id=uuid.uuid4(), by=by
        )
        if share:
            share_step(participation, method, step_key="traff-1", audiences=[AudienceKind.GROUP], by=by)

    return draft


def names(html):
    return re.findall(r'<th role="rowheader" scope="row"><a href="[^"]+">([^<]+)</a>', html)


def test_members_alone_and_only_what_their_seats_follow(world):
    statuses = {persona: world.client(persona).get(URL).status_code for persona in CAST}
    assert {persona for persona, status in statuses.items() if status == HTTPStatus.OK} == MEMBERS


def test_lead_and_support_see_their_mentees(get):
    for persona in ("mentor", "supporting_mentor"):
        html = get(persona)
        assert names(html) == ["Kalmar", "Södertälje"]
        assert "Mentor: Norrtälje, med stöd av Umeå" in html
    assert "Stödjande mentor" in get("supporting_mentor")


@pytest.mark.parametrize("persona", ["strategist", "group_mate", "leader", "observer", "home_team"])
def test_others_follow_nobody(get, persona):
    html = get(persona)
    assert names(html) == []
    assert "Du är inte mentor för någon grupp just nu" in html


def test_an_ended_pairing_takes_the_mentees_away_at_once(world, get):
    assert names(get("ended_mentor")) == ["Botkyrka", "Västerås"]
    end_pairing(Pairing.objects.get(mentor=world.organisations["uppsala"], ended_at=None))
    assert names(get("ended_mentor")) == []


def test_who_leaves_the_group_is_followed_no_more(world, get):
    leave(world.organisations["sodertalje"])
    assert names(get()) == ["Kalmar"]


def test_progress_without_a_word_of_the_draft(world, get, draft):
    draft(world.own)
    html = get()
    assert "Pågår, </span>0 av" in html
    assert WORD not in html
    assert "Ingen har delat något med dig än" in html


def test_what_is_shared_is_a_link_and_an_organisation_that_left_is_marked(world, get, draft):
    draft(world.own, share=True)
    html = get()
    assert 'Kalmar delade <a href="/omgangar/2019/kalmar/delat/1/">' in html
    assert WORD not in html
    enrolment.withdraw(world.organisations["sodertalje"], on=clock.today(), reason="tid")
    assert "Har lämnat omgången" in get()


def test_a_new_mentor_sees_progress_and_nothing_that_was_shared_before(world, get, draft):
    draft(world.own, share=True)
    pair(world.organisations["hedemora"], world.group)
    factories.seat(world.organisations["hedemora"].room, Function.MANAGER, world.people["outsider"])
    html = get("outsider")
    assert "Kalmar" in names(html)
    assert "delat/1/" not in html
    draft(world.own, share=True, word="Nytt")
    assert "delat/2/" in get("outsider")


def test_a_mentor_of_two_rounds_sees_the_one_of_the_hat(world, get):
    person = world.people["mentor"]
    seat = factories.seat(world.organisations["jonkoping"].room, Function.STRATEGIST, person)
    assert names(get()) == ["Linköping", "Norrköping"], "the latest seat, while the hat is not chosen"
    assert "Du är mentor också i omgång 2019" in get()
    world.client("mentor").post("/hatt/", {"hat": person.seats.exclude(pk=seat.pk).get().pk})
    assert names(get()) == ["Kalmar", "Södertälje"]
    world.client("mentor").post("/hatt/", {"hat": seat.pk})
    assert names(get()) == ["Linköping", "Norrköping"]


def test_the_same_statements_for_any_number_of_groups_and_releases(db, client):
    round_, leader = factories.cohort("2021"), factories.person()
    pin(round_, store(method_2019()))
    mentor = factories.participation(round_, "Norrtälje", part="mentor")
    factories.seat(mentor.room, Function.STRATEGIST, leader)
    client.force_login(leader)
    counted = []
    for groups in (1, 3, 11):
        while mentor.pairings.count() < groups:
            number = mentor.pairings.count()
            members = [factories.participation(round_, f"Ort {number}-{place}") for place in range(3)]
            pair(mentor, form_group(round_, members))
            for member in members:
                StepProgress.objects.create(room=member.room, step_key="uppstart", state=Stage.ONGOING, points_done=1)
        with CaptureQueriesContext(connection) as queries:
            html = " ".join(client.get(URL).content.decode().split())
        assert len(names(html)) == 3 * groups
        counted.append([query["sql"].split("WHERE")[0] for query in queries])
    assert counted[0] == counted[1] == counted[2]
    assert len(counted[0]) <= MOST


def test_joining_shows_at_once(world, get):
    join(world.group, factories.participation(world.cohort, "Växjö"))
    assert names(get()) == ["Kalmar", "Södertälje", "Växjö"]
