"""What a page becomes when something is posted to it: previews, refusals, errors. Axe finds nothing on any of them.

A state is a POST as the leader, whose answer is drawn without a server.
"""

import datetime as dt
from dataclasses import dataclass

import pytest

from access import clock
from cohorts.models import Application, Cohort, CohortState, Participation
from cohorts.roles import Function, Part
from tests import factories
from tests.personas import World

pytestmark = [pytest.mark.django_db, pytest.mark.deep]

ROUND = "/omgangar/2019/"
PLANNED = "/omgangar/2031/"
WIDE, NARROW = 1280, 375
EVERYBODY = ["politician", "manager", "strategist"]
LIST = """Organisation;Funktion;Namn;E-post;Titel
Ystad;Chef;Nina Nygren;nina@example.com;Förvaltningschef
Yystad;Chef;Nils Nykter;nils;Kommundirektör
Kalmar;Konsult;Siv Sund;nina@example.com;
"""


@dataclass(frozen=True)
class Setting:
    """The round of 2019, and one that is being planned: its organisations by name, and its applications."""

    world: World
    planned: Cohort
    who: dict[str, Participation]
    applications: tuple[Application, ...]

    @property
    def rooms(self) -> list[int]:
        return [each.pk for each in self.world.organisations.values() if each.cohort == self.world.cohort]


@pytest.fixture
def setting(world):
    planned = factories.cohort("2031", state=CohortState.OPEN, required_seats={Function.MANAGER: 1})
    factories.seat(planned.room, Function.LEADER, world.people["leader"])
    who = {name: factories.participation(planned, name) for name in ("Boden", "Luleå", "Habo")}
    who["Piteå"] = factories.participation(planned, "Piteå", part=Part.MENTOR)
    factories.organisation("Ystad")
    factories.due(world.cohort, "traff-1", days_ago=5)
    applications = tuple(
        Application.objects.create(
            room=planned.room,
            organisation=factories.organisation(name),
            contact_name="Karin Kontakt",
            contact_email="karin@example.com",
            state="confirmed",
            applied_at=clock.now(),
        )
        for name in ("Eslöv", "Lund")
    )
    return Setting(world, planned, who, applications)


def letter(setting, **typed):
    return {"org": setting.rooms, "functions": EVERYBODY, "subject": "Hej", "body": "Hej {namn}.", "key": KEY} | typed


def shown(setting):
    return {"sett": [f"{each.pk}:confirmed" for each in setting.applications]}


def soon(days=30):
    return (clock.today() + dt.timedelta(days=days)).isoformat()


KEY = "6f3c1a52-6a1c-4c66-8f37-2f2a8d0f9a11"

#: What is posted where, and the status of the answer.
STATES = {
    "letters shown first": (f"{ROUND}utskick/skriv/", letter, 200),
    "letters without a subject": (f"{ROUND}utskick/skriv/", lambda s: letter(s, subject="", functions=[]), 422),
    "letters to others than shown": (f"{ROUND}utskick/skriv/", lambda s: letter(s, mark="old"), 409),
    "a step's day shown first": (
        f"{ROUND}datum/",
        lambda s: {"org": s.rooms, "step": "traff-1", "due": soon(), "function": "manager"},
        200,
    ),
    "a step without a day": (f"{ROUND}datum/", lambda _: {"step": "traff-1", "due": "snart"}, 422),
    "days to move shown first": (f"{ROUND}kalender/flytta/", lambda _: {"since": soon(-10), "days": "14"}, 200),
    "days to move, changed since": (f"{ROUND}kalender/flytta/", lambda _: {"since": soon(-10), "days": "14"}, 409),
    "days to move, not a number": (f"{ROUND}kalender/flytta/", lambda _: {"since": "", "days": "många"}, 422),
    "answers shown first": (f"{PLANNED}anmalningar/besked/", lambda s: {"answer": "admitted"} | shown(s), 200),
    "answers without a reason": (
        f"{PLANNED}anmalningar/besked/",
        lambda s: {"answer": "declined", "ge": "1"} | shown(s),
        422,
    ),
    "a list with errors": (f"{PLANNED}deltagare/klistra/", lambda _: {"text": LIST}, 422),
    "a list shown first": (
        f"{PLANNED}deltagare/klistra/",
        lambda _: {"text": "\n".join(LIST.splitlines()[:2])},
        200,
    ),
    "the board, too many with a mentor": (
        f"{PLANNED}grupper/placera/",
        lambda s: {
            "version": 0,
            "to": f"m{s.who['Piteå'].pk}",
            "member": [s.who[name].pk for name in ("Boden", "Luleå", "Habo", "Piteå")],
        },
        422,
    ),
    "the board, changed by somebody else": (f"{PLANNED}grupper/foresla/", lambda _: {"version": 7}, 409),
    "groups that cannot be published": (f"{PLANNED}grupper/publicera/", lambda _: {"version": 0}, 422),
    "wishes that cannot be": (f"{PLANNED}boden/onskemal/", lambda _: {"wishes": ["x"]}, 422),
    "a seat offered to nobody": ("{seat}bjud-in/", lambda _: {"name": "", "email": "nina"}, 422),
    "no invitation chosen": (f"{PLANNED}deltagare/skicka/", lambda _: {}, 422),
    "interest without a word": (f"{PLANNED}anmalan/", lambda _: {"contact_email": "nina"}, 422),
    "a round without a name": (f"{ROUND}andra/", lambda _: {"name": "", "starts_on": "snart"}, 422),
}


#: What is asked for by GET instead, so that the address of the preview can be kept.
ASKED = {"days to move shown first"}


@pytest.mark.parametrize("state", STATES)
def test_state_is_accessible_and_whole(state, setting, draw, assert_accessible, scale):
    """In the suite axe reads the wide page, and ``make check-deep`` lets it read the narrow one too."""
    url, typed, status = STATES[state]
    seat = factories.seat(setting.world.own.room, Function.MANAGER)
    client = setting.world.client("leader")
    answer = client.get if state in ASKED else client.post
    got = answer(url.format(seat=f"{ROUND}deltagare/{seat.pk}/"), typed(setting))
    assert got.status_code == status, got.content.decode()
    page = draw(got.content)
    read_at = scale((WIDE,), (WIDE, NARROW))
    for width in (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        if width in read_at:
            assert_accessible(page)
