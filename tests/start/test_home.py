"""Mitt arbete for each hat, and the first page for visitors."""

import datetime as dt
import re
import uuid
from http import HTTPStatus

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from access import clock
from benchmarking.meetings import followups
from benchmarking.method.versions import method_of
from benchmarking.sharing.models import AudienceKind
from benchmarking.sharing.steps import share_step
from benchmarking.workspace.answers import write_answer
from benchmarking.workspace.marks import mark_item
from benchmarking.workspace.models import Stage, StepProgress
from cohorts import enrolment
from cohorts.models import CohortState, Seat
from cohorts.roles import Function
from tests import factories
from tests.personas import CAST, LEADERS, MEMBERS

pytestmark = pytest.mark.django_db
MOST = 15
WORD = "Spindelväv"


@pytest.fixture
def get(world):
    """``get("mentor")``: the first page as somebody sees it."""

    def get(persona="strategist"):
        answer = world.client(persona).get("/")
        assert answer.status_code == HTTPStatus.OK
        return " ".join(answer.content.decode().split())

    return get


@pytest.fixture
def share(world):
    """``share("strategist", CONFERENCE)``: somebody shares step 2 with a word in it."""

    def share(persona, *audiences):
        seat = Seat.objects.get(holder=world.people[persona])
        room, method = seat.room.participation, method_of(seat.room.participation.cohort_id)
        place = {"step_key": "traff-1", "worksheet_key": "presentation", "field_key": "styrkor"}
        typed = {"value": f"{WORD} {uuid.uuid4()}", "version": room.room.answers.count(), "edit_id": uuid.uuid4()}
        by = world.people[persona]
        write_answer(room, method, **place, entry_id=None, **typed, by=by)
        return share_step(room, method, step_key="traff-1", audiences=audiences, by=by)

    return share


def tasks(html):
    """What needs the person, in order."""
    return re.findall(r'class="needs__what" href="([^"]+)">([^<]+)</a>', html)


def test_everybody_has_a_first_page_in_few_statements(world, share):
    share("strategist", AudienceKind.GROUP, AudienceKind.CONFERENCE)
    factories.meeting(world.group, world.people["strategist"], day=clock.today() + dt.timedelta(days=5))
    for persona in CAST:
        with CaptureQueriesContext(connection) as queries:
            answer = world.client(persona).get("/")
        assert answer.status_code == HTTPStatus.OK
        assert len(queries) <= MOST, persona
        assert WORD not in answer.content.decode(), "a first page has links, never content"


class TestTrio:
    def test_the_step_at_hand_and_every_late_one(self, world, get):
        factories.due(world.cohort, "uppstart", days_ago=9)
        factories.due(world.cohort, "traff-1", days_ago=1)
        factories.due(world.cohort, "hemma-1", days_ago=-9)
        html = get()
        assert [url.split("/")[-2] for url, _ in tasks(html)] == ["uppstart", "traff-1"]
        assert "9 dagar sen" in html
        assert "1 dag sen" in html
        assert re.search(r"\d+ punkter kvar, ungefär \d+ (minuter|tim( \d+ min)?)\.", html)

    def test_a_signature_that_is_waited_for(self, world, get):
        method, by = method_of(world.cohort.pk), world.people["strategist"]
        for item in method.step("uppstart").checklist:
            mark_item(world.own, method, step_key="uppstart", item_key=item.key, state="done", note="", by=by)
        signs = method.step("uppstart").signed_by
        for persona in ("politician", "manager", "strategist"):
            asked = "Godkänn steg 1: Uppstart" in [text for _, text in tasks(get(persona))]
            assert asked is (persona in signs), persona

    def test_what_one_has_promised_until_it_is_done(self, world, get):
        held = factories.held_meeting(world.group, world.people["strategist"])
        seat = Seat.objects.get(holder=world.people["manager"])
        due = clock.today() + dt.timedelta(days=9)
        promise = followups.add(held, what="Skicka underlag", owner=seat, due=due, by=world.people["strategist"])
        assert ("/omgangar/2019/grupper/kalmar-sodertalje/", "Skicka underlag") in tasks(get("manager"))
        assert "Skicka underlag" not in get("politician")
        followups.set_state(promise, state="done", by=world.people["manager"])
        assert "Skicka underlag" not in get("manager")

    def test_notes_that_wait_to_be_sent(self, world, get):
        factories.held_meeting(world.group, world.people["strategist"])
        assert "Skicka anteckningarna från första benchmarkingträffen" in get("strategist")
        assert "Skicka anteckningarna" not in get("manager")

    def test_the_next_meeting_of_the_group(self, world, get):
        assert "Ingen träff är bokad" in get()
        day = clock.today() + dt.timedelta(days=12)
        factories.meeting(world.group, world.people["strategist"], day=day, place="Rådhuset")
        assert re.search(r"kl\. 09:30–15:30, Rådhuset\.", get())

    def test_news_are_what_others_in_the_group_have_shared(self, get, share):
        share("group_mate", AudienceKind.GROUP)
        share("strategist", AudienceKind.GROUP)
        html = get()
        assert 'Södertälje delade <a href="/omgangar/2019/sodertalje/delat/1/">' in html
        assert "kalmar/delat/" not in html

    def test_before_the_round_has_a_method_the_page_opens(self, world):
        early = factories.participation(factories.cohort("2022", state=CohortState.OPEN), "Ystad")
        factories.seat(early.room, Function.STRATEGIST, world.people["outsider"])
        factories.seat(early.room, Function.OTHER, world.people["superuser"])
        for persona in ("outsider", "superuser"):
            assert world.client(persona).get("/").status_code == HTTPStatus.OK


class TestMentor:
    def test_news_and_meetings_of_the_groups_it_follows(self, world, get, share):
        share("strategist", AudienceKind.GROUP)
        factories.meeting(world.group, world.people["mentor"], day=clock.today() + dt.timedelta(days=5))
        html = get("mentor")
        assert 'Kalmar delade <a href="/omgangar/2019/kalmar/delat/1/">' in html
        assert 'href="/omgangar/2019/grupper/kalmar-sodertalje/"' in html
        assert "mentor i omgång 2019" in html

    def test_the_steps_never_wait_for_a_mentor(self, world, get):
        factories.due(world.cohort, "uppstart", days_ago=9)
        StepProgress.objects.create(
            room=world.organisations["norrtalje"].room, step_key="uppstart", state=Stage.ONGOING
        )
        assert tasks(get("mentor")) == []


class TestLeader:
    @pytest.fixture(autouse=True)
    def older(self, world):
        """The round of 2018 began the year before."""
        world.other_cohort.starts_on -= dt.timedelta(days=365)
        world.other_cohort.save(update_fields=["starts_on"])

    @pytest.mark.parametrize("persona", sorted(LEADERS))
    def test_what_needs_the_leader(self, world, get, persona):
        factories.due(world.cohort, "uppstart", days_ago=9)
        html = get(persona)
        assert "Kalmar har stått still i" in html
        assert "Steg 1, uppstart, skulle vara klart" in html
        assert 'href="/omgangar/2019/"' in html

    def test_another_rounds_leader_is_told_of_its_own(self, world, get):
        factories.due(world.cohort, "uppstart", days_ago=9)
        html = get("other_leader")
        assert "i Kalmar" not in html
        assert 'href="/omgangar/2018/"' in html

    def test_with_several_rounds_the_newest_is_told_and_the_others_are_links(self, get):
        html = get("programme_leader")
        assert "Behöver dig i omgång 2019" in html
        assert "Översikt för omgång 2018" in html
        assert "omgång 2018" not in get("leader").lower()

    def test_a_closed_round_needs_nobody(self, world, get):
        factories.due(world.cohort, "uppstart", days_ago=9)
        world.cohort.state = CohortState.CLOSED
        world.cohort.save(update_fields=["state"])
        assert tasks(get("leader")) == []


class TestOthers:
    def test_an_observer_reads_what_is_shared_for_the_conference_in_its_county(self, world, get, share):
        world.own.organisation.county_code = "08"
        world.own.organisation.save(update_fields=["county_code"])
        share("strategist", AudienceKind.GROUP)
        assert "Ingen har delat något än" in get("observer")
        share("strategist", AudienceKind.CONFERENCE)
        assert 'Kalmar delade <a href="/omgangar/2019/kalmar/delat/2/">' in get("observer")

    def test_a_home_team_has_its_worksheets(self, world, get, share):
        factories.seat(world.own.room, Function.OTHER, world.people["outsider"], parts=("presentation",))
        share("strategist", AudienceKind.GROUP)
        html = get("outsider")
        assert [url for url, _ in tasks(html)] == ["/omgangar/2019/kalmar/steg/traff-1/mall/presentation/"]
        assert "delat/" not in html

    @pytest.mark.parametrize("persona", ["outsider", "superuser"])
    def test_without_a_seat_one_is_told_how_to_get_in(self, get, persona):
        html = get(persona)
        assert "Du har inget uppdrag just nu" in html
        assert tasks(html) == []

    def test_everybody_may_change_the_password(self, get):
        for persona in sorted(MEMBERS | {"outsider"}):
            assert 'href="/konto/losenord/' in get(persona)


class TestVisitors:
    def test_the_rounds_with_their_groups_and_mentors(self, get):
        html = get("anonymous")
        assert "Deltagare i omgång 2019" in html
        assert "Kalmar, Södertälje" in html
        assert "Norrtälje, med stöd av Umeå" in html

    def test_nothing_of_a_round_that_is_not_public_or_of_who_has_left(self, world, get):
        world.other_cohort.state = CohortState.DRAFT
        world.other_cohort.save(update_fields=["state"])
        enrolment.withdraw(world.organisations["sodertalje"], on=clock.today(), reason="tid")
        html = get("anonymous")
        assert "2018" not in html
        assert "Södertälje" not in html

    def test_no_person_is_named(self, world, get):
        names = {person.name for person in world.people.values()} - {"Mentor", "Leader"}
        html = get("anonymous")
        assert not [name for name in names if name in html]
        assert "@" not in html
