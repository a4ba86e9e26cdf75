"""The standing cast and the two rounds they sit in (design §9). Every test of who may what uses these people.

    Omgång 2019   Kalmar – Södertälje     mentor Norrtälje, in support Umeå; Uppsala's pairing has ended,
                                          and Botkyrka was in the group and has left it
                  Botkyrka – Västerås     mentor Uppsala
                  Askersund – Fagersta    mentor Hedemora
    Omgång 2018   Linköping – Norrköping  mentor Jönköping

"Own" is Kalmar. ``build`` makes all of it with the product's verbs, once per process, in a database that is kept.
The fixture ``world`` lets a module work there and rolls back what it did; ``WORLD.committed()`` gives a test with
programs of its own a copy.
"""

import datetime as dt
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from access import clock
from accounts.models import User
from accounts.people import deactivate
from benchmarking.method.content import Content
from benchmarking.method.loader import load
from benchmarking.method.versions import pin, store
from benchmarking.sharing import conduct
from cohorts.access import load as load_access
from cohorts.enrolment import programme_room
from cohorts.groups import form_group, join, leave
from cohorts.models import BenchmarkGroup, Cohort, Participation
from cohorts.pairings import end_pairing, pair
from cohorts.roles import Function, PairingKind, Part
from tests import factories
from tests.database import Kept

ANONYMOUS = "anonymous"

#: Everybody, in the order the tables are read.
CAST = (
    ANONYMOUS,
    "outsider",
    "superuser",
    "deactivated",
    "politician",
    "manager",
    "strategist",
    "home_team",
    "group_mate",
    "other_group",
    "other_cohort",
    "mentor",
    "supporting_mentor",
    "ended_mentor",
    "past_member",
    "leader",
    "other_leader",
    "programme_leader",
    "observer",
)
OWN = frozenset({"politician", "manager", "strategist"})
MENTORS = frozenset({"mentor", "supporting_mentor"})
#: Those who lead the round of 2019.
LEADERS = frozenset({"leader", "programme_leader"})
#: Everybody with an open seat and an account that is open.
MEMBERS = frozenset(CAST) - {ANONYMOUS, "outsider", "superuser", "deactivated"}
#: Those with a trio seat in an organisation of the round of 2019, mentors too.
TRIOS = OWN | MENTORS | {"group_mate", "other_group", "ended_mentor", "past_member"}
SIGNED_IN = frozenset(CAST) - {ANONYMOUS, "deactivated"}
EVERYBODY = frozenset(CAST)

#: The home-team seat's part of the work.
PART = "kommunikation"


@dataclass(frozen=True)
class World:
    """The two rounds, and the people by their name in ``CAST``."""

    cohort: Cohort
    other_cohort: Cohort
    group: BenchmarkGroup
    other_group: BenchmarkGroup
    organisations: dict[str, Participation]
    people: dict[str, User]
    #: What ``tests.access.content`` puts into the rooms, by the name it has in addresses and tests.
    things: dict[str, Any] = field(default_factory=dict)

    @property
    def own(self) -> Participation:
        """Kalmar in 2019: whose room "own" means."""
        return self.organisations["kalmar"]

    @cached_property
    def _clients(self) -> dict[str, Client]:
        clients = {ANONYMOUS: Client()}
        for name, user in self.people.items():
            clients[name] = Client()
            clients[name].force_login(user)
        return clients

    def client(self, persona: str) -> Client:
        """Return a browser in which ``persona`` is signed in, without a trace of earlier pages but the session."""
        client = self._clients[persona]
        for name in set(client.cookies) - {settings.SESSION_COOKIE_NAME}:
            del client.cookies[name]
        return client


@cache
def method_2019() -> Content:
    """Return the real method of 2019, read once per process."""
    return load(settings.BASE_DIR / "benchmarking" / "content" / "2019")


def moment_ago(days: int) -> dt.datetime:
    """Return the same time of day so many calendar days ago, whether the clocks have been changed since or not."""
    return timezone.localtime(clock.now()) - dt.timedelta(days=days)


def days_ago(days: int) -> AbstractContextManager[None]:
    """Let the acts within have happened that many days ago."""
    return clock.at(moment_ago(days))


def build() -> World:
    """Make the two rounds, which both follow the method of 2019, and everybody in them."""
    organisations: dict[str, Participation] = {}

    def enrolled(cohort: Cohort, *names: str, part: Part = Part.PARTICIPANT) -> list[Participation]:
        made = [factories.participation(cohort, name, part=part) for name in names]
        organisations.update({each.organisation.slug: each for each in made})
        return made

    factories.organisation("Kalmar", county="08")
    round_2019, round_2018 = factories.cohort("2019"), factories.cohort("2018")
    kalmar, sodertalje, botkyrka, vasteras = enrolled(round_2019, "Kalmar", "Södertälje", "Botkyrka", "Västerås")
    askersund, fagersta = enrolled(round_2019, "Askersund", "Fagersta")
    mentors = enrolled(round_2019, "Norrtälje", "Umeå", "Uppsala", "Hedemora", part=Part.MENTOR)
    norrtalje, umea, uppsala, hedemora = mentors
    linkoping, norrkoping = enrolled(round_2018, "Linköping", "Norrköping")
    (jonkoping,) = enrolled(round_2018, "Jönköping", part=Part.MENTOR)

    with days_ago(270):
        group = form_group(round_2019, [kalmar, sodertalje])
        join(group, botkyrka)
        other_group = form_group(round_2019, [askersund, fagersta])
        group_2018 = form_group(round_2018, [linkoping, norrkoping])
        lead = pair(norrtalje, group)
        pair(umea, group, kind=PairingKind.SUPPORT, supports=lead)
        ended = pair(uppsala, group)
        pair(hedemora, other_group)
        pair(jonkoping, group_2018)
    with days_ago(100):
        leave(botkyrka)
        end_pairing(ended)
        pair(uppsala, form_group(round_2019, [botkyrka, vasteras]))

    politician, manager, strategist = Function.POLITICIAN, Function.MANAGER, Function.STRATEGIST
    people = {name: factories.person(name.replace("_", " ").capitalize()) for name in CAST if name != ANONYMOUS}
    for name, room, function, facts in (
        ("politician", kalmar.room, politician, {}),
        ("manager", kalmar.room, manager, {}),
        ("strategist", kalmar.room, strategist, {}),
        ("home_team", kalmar.room, Function.OTHER, {"parts": (PART,)}),
        ("group_mate", sodertalje.room, strategist, {}),
        ("other_group", askersund.room, strategist, {}),
        ("other_cohort", linkoping.room, strategist, {}),
        ("mentor", norrtalje.room, strategist, {}),
        ("supporting_mentor", umea.room, strategist, {}),
        ("ended_mentor", uppsala.room, strategist, {}),
        ("past_member", botkyrka.room, strategist, {}),
        ("leader", round_2019.room, Function.LEADER, {}),
        ("other_leader", round_2018.room, Function.LEADER, {}),
        ("programme_leader", programme_room(), Function.LEADER, {}),
        ("observer", round_2019.room, Function.OBSERVER, {"county_code": "08"}),
        ("deactivated", kalmar.room, manager, {}),
    ):
        factories.seat(room, function, people[name], title=f"Titel {name}", **facts)
    people["superuser"].is_superuser = True
    people["superuser"].save(update_fields=["is_superuser"])

    version = store(method_2019())
    for cohort in (round_2019, round_2018):
        pin(cohort, version, by=people["programme_leader"])

    for participation in organisations.values():
        participation.room.refresh_from_db()  # it lies under its group by now
    accept_the_code(round_2019, round_2018)
    world = World(round_2019, round_2018, group, other_group, organisations, people)
    world.client("deactivated")  # signed in before the account is shut: the session is still in the browser
    deactivate(people["deactivated"], by=people["programme_leader"])
    # As if just opened, however long the world is kept: an older session is renewed by the page that is read.
    Session.objects.update(expire_date=clock.now() + dt.timedelta(days=1))
    return world


def accept_the_code(*rounds: Cohort) -> None:
    """Let everybody in the rounds, and above them, have accepted the code of conduct before they read."""
    for cohort in rounds:
        for holder in User.objects.filter(seats__ended_at=None).distinct():
            conduct.accept(cohort, load_access(holder), by=holder)


#: The two rounds, made once per process.
WORLD = Kept(build)


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """The two rounds, for a module that writes in them and leaves nothing; each test has its own savepoint."""
    with django_db_blocker.unblock(), WORLD.inside() as made:
        yield made
