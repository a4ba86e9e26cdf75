"""Closing: what is left is listed, nothing is closed by mistake, and afterwards steps and meetings stand still."""

import uuid

import pytest

from benchmarking.meetings import planning
from benchmarking.method.versions import method_of
from benchmarking.workspace.answers import write_answer
from benchmarking.workspace.progress import sign_off_step
from cohorts.models import Cohort, Participation
from cohorts.states import RoundClosed
from tests import factories

pytestmark = pytest.mark.django_db
URL = "/omgangar/2019/avsluta/"


@pytest.fixture(autouse=True)
def _planned(world):
    factories.meeting(world.group, world.people["strategist"])


def test_the_page_lists_what_is_left(world):
    page = world.client("leader").get(URL)
    left = page.context["left"]
    assert "Kalmar" in [each.whose for each in left.steps]
    assert [each.whose for each in left.meetings] == ["Kalmar – Södertälje"]
    assert left.phrase in page.content.decode()


def test_open_steps_are_not_closed_over_by_mistake(world):
    answer = world.client("leader").post(URL)
    assert answer.status_code == 422
    assert "Allt är inte klart" in answer.content.decode()
    assert Cohort.objects.get(slug="2019").state == "running"


def test_closed_it_stands_still_and_is_read(world):
    client = world.client("leader")
    assert client.post(URL, {"anyway": "on"}).status_code == 302
    assert set(Participation.objects.filter(cohort=world.cohort).values_list("state", flat=True)) == {"completed"}
    strategist, content = world.people["strategist"], method_of(world.cohort.pk)
    with pytest.raises(RoundClosed):
        write_answer(
            world.own,
            content,
            step_key="traff-1",
            worksheet_key="presentation",
            entry_id=None,
            field_key="styrkor",
            value="Nytt",
            version=0,
            edit_id=uuid.uuid4(),
            by=strategist,
        )
    with pytest.raises(RoundClosed):
        sign_off_step(world.own, content, step_key="traff-1", function="strategist", by=strategist)
    meeting = world.group.room.meetings.get()
    with pytest.raises(RoundClosed):
        planning.invite(meeting, by=strategist)
    assert world.client("strategist").get("/omgangar/2019/kalmar/steg/traff-1/").status_code == 200
    assert client.post(URL, {"anyway": "on"}).status_code == 422
