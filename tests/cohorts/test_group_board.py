"""The board of groups: planned, refused, reviewed, published; nothing is in effect before that."""

import datetime as dt
import threading

import pytest
from django.db import connection
from django.test import Client

from access import clock
from accounts.models import Letter, User
from cohorts import enrolment
from cohorts.candidates import field_of
from cohorts.models import (
    Act,
    ActKind,
    BenchmarkGroup,
    CohortState,
    GroupMembership,
    Organisation,
    Pairing,
    Participation,
    PlannedGroup,
    PlannedMentor,
    PlannedPlace,
    Room,
)
from cohorts.preferences import set_facts
from cohorts.roles import Function, Part, RoomKind
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

    def named(self, data):
        """Let names stand for numbers: an organisation's, and "at" its name for the group that it leads."""
        words = {name: made.pk for name, made in self.who.items()}
        words |= {f"at {name}": self.to(name) for name in self.who}
        return {key: words.get(said, said) for key, said in data.items()}

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
    act = Act.objects.get(kind=ActKind.PUBLISHED)
    assert (act.room_id, act.about, act.by) == (planning.cohort.pk, "Boden – Kalmar – Luleå", planning.leader)
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


def rows(planning):
    """Return everything that an act on the groups may write."""
    places = list(PlannedPlace.objects.values_list("participation", "group", "locked").order_by("pk"))
    return places, BenchmarkGroup.objects.count(), Letter.objects.count(), planning.version


@pytest.mark.parametrize(
    ("tail", "names", "data", "words"),
    [
        ("placera/", [], {"to": "ny"}, "Markera minst en"),
        ("placera/", ["Piteå"], {"to": "ny"}, "Piteå är mentor"),
        ("placera/", ["Gone"], {"to": "ny"}, "har lämnat den"),
        ("placera/", ["Foreign"], {"to": "ny"}, "inte med i omgången"),
        ("placera/", ["Kalmar"], {"to": "m987654"}, "finns inte kvar"),
        ("placera/", ["Kalmar"], {"to": "' OR 1=1"}, "Välj en grupp"),
        ("mentor/", [], {"to": "at Piteå", "mentor": "Piteå", "kind": "support"}, "Piteå följer redan gruppen"),
        ("las/", ["Kalmar"], {"locked": "1"}, "Placera organisationen först"),
        ("publicera/", [], {}, "Placera Kalmar i en grupp"),
    ],
)
def test_what_is_refused_is_said_and_writes_nothing(planning, tail, names, data, words):
    gone = factories.participation(planning.cohort, "Gone")
    enrolment.withdraw(gone, on=dt.date(2031, 1, 1), reason="Tid")
    planning.who |= {"Gone": gone, "Foreign": factories.participation(factories.cohort("2033"), "Foreign")}
    planning.post("placera/", names=["Boden", "Luleå"], to=planning.to("Piteå"))
    before = rows(planning)
    answer = planning.post(tail, names=names, **planning.named(data))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert rows(planning) == before


def test_a_mentor_takes_as_many_as_it_says(planning):
    mentor = planning.who["Piteå"]
    planning.client.post("/omgangar/2031/pitea/onskemal/", {"mentor_capacity": "2"})
    before = rows(planning)
    answer = planning.post("placera/", names=["Boden", "Luleå", "Kalmar"], to=f"m{mentor.pk}")
    assert answer.status_code == 422
    assert "Piteå tar emot 2 organisationer" in answer.content.decode()
    assert rows(planning) == before


def test_a_group_of_one_is_published_with_a_reason_alone(planning):
    planning.post("placera/", names=["Boden", "Luleå"], to=planning.to("Piteå"))
    planning.post("placera/", names=["Kalmar"], to="ny")
    to = planning.client.get(planning.url()).context["board"].cards[-1].to
    refused = planning.post("publicera/")
    assert refused.status_code == 422
    assert "Skriv varför Kalmar är ensam" in refused.content.decode()
    assert not BenchmarkGroup.objects.exists()
    planning.post("skal/", to=to, reason="Enda regionen")
    assert planning.post("publicera/").status_code == 302
    assert BenchmarkGroup.objects.get(slug="kalmar").reason_for_one == "Enda regionen"


def test_of_two_leaders_the_second_is_told_and_sees_the_board_as_it_is(planning):
    seen = planning.version
    planning.post("placera/", names=["Boden", "Luleå", "Kalmar"], to=planning.to("Piteå"))
    before = rows(planning)
    for tail, data in (("placera/", {"to": "ny"}), ("foresla/", {}), ("publicera/", {})):
        late = planning.post(tail, names=["Kalmar"], version=seen, **data)
        assert late.status_code == 409
        assert "Lena Ledare ändrade grupperna" in late.content.decode()
        assert "Kalmar" in late.content.decode()
    assert rows(planning) == before
    ready = planning.version
    assert planning.post("publicera/", version=ready).status_code == 302
    published = rows(planning)
    again = planning.post("publicera/", version=ready)
    assert again.status_code == 409
    assert "Grupperna är redan satta" in again.content.decode()
    assert rows(planning) == published


@pytest.mark.django_db(transaction=True)
def test_of_two_leaders_who_publish_at_once_one_does_and_each_letter_is_written_once(planning):
    planning.post("placera/", names=["Boden", "Luleå", "Kalmar"], to=planning.to("Piteå"))
    version, gate, ends = planning.version, threading.Barrier(2), []

    def publish():
        client = Client()
        client.force_login(planning.leader)
        gate.wait()
        answer = client.post(planning.url("publicera/"), {"version": version})
        ends.append((answer.status_code, answer.content.decode()))
        connection.close()

    workers = [threading.Thread(target=publish) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    (won, _), (lost, said) = sorted(ends)
    assert (won, lost) == (302, 409)
    assert "Grupperna är redan satta" in said
    assert BenchmarkGroup.objects.count() == 1
    assert sorted(Letter.objects.values_list("to_name", flat=True)) == [
        f"Stina {name}" for name in ("Boden", "Kalmar", "Luleå", "Piteå")
    ]


def test_a_letter_that_cannot_be_written_forms_no_group(planning):
    planning.post("placera/", names=["Boden", "Luleå", "Kalmar"], to=planning.to("Piteå"))
    before = rows(planning)
    User.objects.filter(name="Stina Luleå").update(name="Stina\nLuleå")
    assert planning.post("publicera/").status_code == 422
    assert rows(planning) == before


def test_wishes_themes_and_earlier_groups_are_read(planning):
    earlier = factories.cohort("2029")
    factories.group(earlier, "Boden", "Kalmar")
    set_facts(
        planning.who["Luleå"], wishes=[planning.who["Piteå"].organisation_id], themes=["Skola"], by=planning.leader
    )
    field = field_of(planning.cohort)
    lulea, boden = field.of(planning.who["Luleå"].pk), field.of(planning.who["Boden"].pk)
    assert (lulea.wishes, lulea.themes, lulea.met) == ({"pitea"}, {"Skola"}, set())
    assert boden.met == {"kalmar"}


def test_a_city_district_lies_where_its_city_does(planning):
    kalmar = planning.who["Kalmar"].organisation
    Organisation.objects.filter(pk=kalmar.pk).update(latitude=56.66, longitude=16.36)
    Organisation.objects.filter(slug="boden").update(parent=kalmar)
    assert field_of(planning.cohort).of(planning.who["Boden"].pk).point == (56.66, 16.36)


@pytest.mark.parametrize("state", [CohortState.OPEN, CohortState.RUNNING])
def test_takes_the_same_sql_for_3_30_and_300(db, client, statements, state):
    counts = []
    for number in (3, 30, 300):
        cohort = factories.cohort(state=state)
        leader = factories.person()
        factories.seat(cohort.room, Function.LEADER, leader)
        many(cohort, number, formed=state == CohortState.RUNNING)
        client.force_login(leader)
        url = f"/omgangar/{cohort.slug}/grupper/"
        pages = [url, f"{url}granska/", f"{url}flytta/"]
        counts.append([statements(lambda page=page: client.get(page)) for page in pages])
    assert counts[0] == counts[1] == counts[2]
    assert max(counts[0]) <= 15


def many(cohort, number, *, formed):
    """Let organisations into a round three to a mentor, planned or formed, in few statements."""
    organisations = Organisation.objects.bulk_create(
        [
            Organisation(kind="municipality", name=f"Ort {n}", slug=f"ort-{cohort.pk}-{n}", population=10_000 + n)
            for n in range(number + number // 3)
        ]
    )
    kinds = [RoomKind.PARTICIPATION] * len(organisations) + [RoomKind.GROUP] * (number // 3)
    rooms = Room.objects.bulk_create(
        [Room(kind=kind, parent=cohort.room, title=f"R {n}") for n, kind in enumerate(kinds)]
    )
    made = Participation.objects.bulk_create(
        [
            Participation(
                room=room, cohort=cohort, organisation=each, part=Part.PARTICIPANT if n < number else Part.MENTOR
            )
            for n, (room, each) in enumerate(zip(rooms, organisations, strict=False))
        ]
    )
    members, mentors, now = made[:number], made[number:], clock.now()
    if formed:
        groups = BenchmarkGroup.objects.bulk_create(
            [BenchmarkGroup(room=room, cohort=cohort, slug=f"g-{room.pk}") for room in rooms[len(organisations) :]]
        )
        GroupMembership.objects.bulk_create(
            [
                GroupMembership(group=groups[n // 3], participation=each, joined_at=now)
                for n, each in enumerate(members)
            ]
        )
        Pairing.objects.bulk_create(
            [Pairing(mentor=m, group=g, started_at=now) for m, g in zip(mentors, groups, strict=True)]
        )
        return
    groups = PlannedGroup.objects.bulk_create([PlannedGroup(room=cohort.room, lead=each) for each in mentors])
    PlannedPlace.objects.bulk_create(
        [PlannedPlace(room=cohort.room, group=groups[n // 3], participation=each) for n, each in enumerate(members)]
    )
