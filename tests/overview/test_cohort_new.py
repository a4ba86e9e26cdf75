"""A new round: filled in, filled in anew, created in one act or not at all."""

import pytest
from django.urls import reverse

from cohorts.models import Cohort, Milestone, Requirement
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
