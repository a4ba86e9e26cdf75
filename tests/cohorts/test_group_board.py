"""The board of groups: planned, refused, reviewed, published; nothing is in effect before that."""

import pytest

from accounts.models import Letter
from cohorts.models import BenchmarkGroup, CohortState, PlannedMentor, PlannedPlace
from cohorts.roles import Function, Part
from tests import factories


@pytest.fixture
def planning(db, client):
    """Three municipalities and two mentors, each with a strategist, in a round whose leader is signed in."""
    return Planning(client)


class Planning:
    def __init__(self, client):
        self.client = client
        self.cohort = factories.cohort("2031", state=CohortState.OPEN)
        self.leader = factories.person("Lena Ledare")
        factories.seat(self.cohort.room, Function.LEADER, self.leader)
        self.who = {}
        for name, part in (
            ("Boden", Part.PARTICIPANT),
            ("Luleå", Part.PARTICIPANT),
            ("Kalmar", Part.PARTICIPANT),
            ("Piteå", Part.MENTOR),
            ("Umeå", Part.MENTOR),
        ):
            made = factories.participation(self.cohort, name, part=part)
            factories.seat(made.room, Function.STRATEGIST, factories.person(f"Stina {name}"))
            self.who[name] = made
        client.force_login(self.leader)

    def url(self, tail=""):
        return f"/omgangar/2031/grupper/{tail}"

    @property
    def version(self):
        return self.client.get(self.url()).context["board"].version

    def to(self, name):
        return f"m{self.who[name].pk}"

    def post(self, tail, *, names=(), version=None, **data):
        data |= {"version": self.version if version is None else version}
        return self.client.post(self.url(tail), data | {"member": [self.who[name].pk for name in names]})

    def places(self):
        return {str(place.participation): str(place.group.lead or "") for place in PlannedPlace.objects.all()}


def test_a_proposal_fills_the_plan_and_keeps_what_is_locked(planning):
    assert planning.post("placera/", names=["Kalmar"], to=planning.to("Umeå")).status_code == 302
    assert planning.post("las/", names=["Kalmar"], locked="1").status_code == 302
    assert planning.post("foresla/").status_code == 302
    assert planning.places()["Kalmar"] == "Umeå"
    assert set(planning.places()) == {"Kalmar", "Boden", "Luleå"}
    assert not BenchmarkGroup.objects.exists()
    assert not Letter.objects.exists()


def test_publishing(planning):
    planning.post("placera/", names=["Boden", "Luleå", "Kalmar"], to=planning.to("Piteå"))
    planning.post("mentor/", to=planning.to("Piteå"), mentor=planning.who["Umeå"].pk, kind="support")
    review = planning.client.get(planning.url("granska/"))
    assert "Boden – Kalmar – Luleå" in " ".join(review.content.decode().split())
    done = planning.post("publicera/")
    assert done.status_code == 302
    planning.cohort.refresh_from_db()
    assert planning.cohort.state == CohortState.GROUPED
    group = BenchmarkGroup.objects.get()
    assert str(group) == "Boden – Kalmar – Luleå"
    assert sorted((p.kind, str(p.mentor), str(p.supports and p.supports.mentor)) for p in group.pairings.all()) == [
        ("lead", "Piteå", "None"),
        ("support", "Umeå", "Piteå"),
    ]
    assert Letter.objects.filter(kind="groups").count() == 5
    assert not PlannedMentor.objects.exists()
    assert planning.client.get(planning.url()).status_code == 200


def test_a_change_in_the_middle_is_shown_first_and_then_done(planning):
    planning.post("placera/", names=["Boden", "Luleå"], to=planning.to("Piteå"))
    planning.post("placera/", names=["Kalmar"], to=planning.to("Umeå"))
    planning.post("skal/", to=planning.to("Umeå"), reason="Ensam region")
    assert planning.post("publicera/").status_code == 302
    before = Letter.objects.count()
    asked = {"organisation": planning.who["Kalmar"].pk, "to": "boden-lulea", "visa": "1"}
    page = planning.client.get(planning.url("flytta/"), asked)
    assert page.status_code == 200
    assert "Kalmar kommer genast inte längre åt rummet" in page.content.decode()
    change = page.context["change"]
    assert planning.client.post(planning.url("flytta/"), asked | {"version": change.version}).status_code == 302
    assert Letter.objects.count() == before + change.letters
    assert str(BenchmarkGroup.objects.get(slug="boden-lulea")) == "Boden – Kalmar – Luleå"
    assert not BenchmarkGroup.objects.get(slug="kalmar").pairings.filter(ended_at=None).exists()
