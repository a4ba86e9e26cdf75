"""A new round: filled in, filled in anew, created in one act or not at all."""

import datetime as dt

import pytest
from django.urls import reverse

from benchmarking.meetings import planning
from cohorts.models import Cohort, Milestone, Requirement, Seat
from tests import factories
from tests.typed_page import posted

pytestmark = pytest.mark.django_db
URL = "/omgangar/ny/"


@pytest.fixture
def leader(world):
    return world.client("programme_leader")


def test_the_page_as_it_comes_makes_a_whole_round(leader):
    page = leader.get(URL)
    answer = leader.post(URL, posted(page))
    assert answer.status_code == 302, answer.context["form"].errors
    made = Cohort.objects.latest("pk")
    assert answer.url == reverse("benchmarking:overview", kwargs={"cohort": made.slug})
    assert made.state == "draft"
    assert made.required_seats == {"politician": 1, "manager": 1, "strategist": 1}
    days = list(Milestone.objects.filter(room=made.pk))
    assert [day.title for day in days if not day.step_key] == [
        "Uppstartskonferens",
        "Första träffen, grupperna väljer dag",
        "Andra träffen, grupperna väljer dag",
        "Tredje träffen, grupperna väljer dag",
        "Resultatkonferens",
    ]
    assert len([day for day in days if day.step_key]) == 8
    assert made.conference_on == days[-1].day
    assert [row.key for row in Requirement.objects.filter(room=made.pk)][:2] == ["politiskt-beslut", "cemr"]


def test_another_first_day_is_shown_before_anything_is_created(leader):
    page = leader.get(URL)
    count = Cohort.objects.count()
    answer = leader.post(URL, posted(page, starts_on="2030-02-05", concept="two_year"))
    assert answer.status_code == 422
    assert Cohort.objects.count() == count
    sent = posted(answer)
    titles = [sent[name] for name in sent if name.startswith("dag-") and name.endswith("-title")]
    assert "Halvtidskonferens" in titles
    assert "Sjätte träffen, grupperna väljer dag" in titles
    assert sent["dag-0-day"] == "2030-02-05"
    assert leader.post(URL, sent).status_code == 302
    assert Cohort.objects.latest("pk").concept == "two_year"


def test_from_an_earlier_round_with_its_calendar_and_people(world, leader):
    earlier = world.cohort
    Cohort.objects.filter(pk=earlier.pk).update(variant="regions", fee=50_000, invitation_words="Välkomna hit")
    Milestone.objects.create(room=earlier.room, title="Strategträff", day=earlier.starts_on + dt.timedelta(days=30))
    typed = posted(leader.get(URL), source=earlier.slug, take=["metod", "kalender", "brev", "fakta", "personer"])
    filled = leader.post(URL, typed | {"fill": "ja"})
    assert filled.status_code == 200
    sent = posted(filled)
    assert (sent["fee"], sent["variant"], sent["invitation_words"].strip()) == ("50000", "regions", "Välkomna hit")
    assert sent["dag-0-title"] == "Strategträff"
    moved = dt.date.fromisoformat(sent["dag-0-day"])
    assert moved.weekday() == (earlier.starts_on + dt.timedelta(days=30)).weekday()
    answer = leader.post(URL, sent)
    assert answer.status_code == 302, answer.context["form"].errors
    made = Cohort.objects.latest("pk")
    assert set(Seat.objects.filter(room=made.pk).values_list("holder__name", "function")) == {
        ("Leader", "leader"),
        ("Observer", "observer"),
    }


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": ""}, "Skriv vad omgången heter"),
        ({"name": "Omgång 2019"}, "Det finns redan en omgång med det namnet"),
        ({"dag-0-day": "2001-01-01"}, "ligger utanför omgången"),
        ({"dag-0-day": "i maj"}, "Skriv hela datumet"),
        ({"ends_on": "2001-01-01"}, "slutar före den börjar"),
        ({"manager": "-1"}, "större än eller lika med 0"),
        ({"version": "999999"}, "Välj ett giltigt alternativ"),
    ],
)
def test_what_cannot_be_is_said_at_once_and_nothing_is_there(leader, changes, said):
    page = leader.get(URL)
    rounds, days = Cohort.objects.count(), Milestone.objects.count()
    answer = leader.post(URL, posted(page, **changes))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert (Cohort.objects.count(), Milestone.objects.count()) == (rounds, days)


def test_a_round_does_not_end_before_a_meeting_that_stands(world, leader):
    url = "/omgangar/2019/andra/"
    cohort, chair = world.cohort, world.people["strategist"]
    meeting = factories.meeting(world.group, chair, step_key="traff-2", day=cohort.ends_on)
    earlier = posted(leader.get(url), programme_name="Modellkommuner", ends_on=cohort.ends_on - dt.timedelta(days=1))
    answer = leader.post(url, earlier)
    assert answer.status_code == 422
    assert f"{meeting.title}, Kalmar – Södertälje” {cohort.ends_on}" in answer.content.decode()
    assert Cohort.objects.get(pk=cohort.pk).ends_on == cohort.ends_on
    planning.cancel_meeting(meeting, reason="Krock", by=chair)
    assert leader.post(url, earlier).status_code == 302


def test_requirements_may_be_reworded_but_not_exchanged_when_the_form_has_opened(world, leader):
    url = "/omgangar/2019/andra/"
    Requirement.objects.create(room=world.cohort.room, key="trio", text="Trion är utsedd", place=1)
    reworded = posted(leader.get(url), programme_name="Modellkommuner", **{"krav-0-text": "Hela trion är utsedd"})
    assert leader.post(url, reworded).status_code == 302
    assert Requirement.objects.get(room=world.cohort.pk).text == "Hela trion är utsedd"
    added = posted(leader.get(url), programme_name="Modellkommuner", **{"krav-1-text": "Ett krav till"})
    answer = leader.post(url, added)
    assert answer.status_code == 422
    assert "Anmälan har öppnat" in answer.content.decode()
    assert Requirement.objects.filter(room=world.cohort.pk).count() == 1
