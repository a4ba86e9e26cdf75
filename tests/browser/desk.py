"""A strategist of Kalmar at the page of a step, in a real browser; a manager who may write there meanwhile."""

import re
import uuid
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page

from benchmarking.method import versions
from benchmarking.method.models import MethodVersion
from benchmarking.models import Answer
from benchmarking.workspace.answers import write_answer
from cohorts.roles import Function
from tests import factories

STEP = "/omgangar/2019/kalmar/steg/uppstart/"
SAVE = f"**{STEP}svar/"
SAVED = re.compile(r"Sparat \d\d:\d\d")
FIELD = "Styrmodell"


@pytest.fixture
def world(server):
    """Kalmar in a round with the method of 2019, a strategist and a manager."""
    cohort = factories.cohort("2019")
    versions.pin(cohort, MethodVersion.objects.get(name="2019"))
    kalmar = factories.participation(cohort, "Kalmar")
    people = {"strategist": factories.person("Strategist"), "manager": factories.person("Manager")}
    factories.seat(kalmar.room, Function.STRATEGIST, people["strategist"])
    factories.seat(kalmar.room, Function.MANAGER, people["manager"])
    return SimpleNamespace(cohort=cohort, own=kalmar, people=people)


@pytest.fixture
def own(page, world, sign_in):
    """The step page as Kalmar's strategist; nothing may go wrong in its scripts."""
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    sign_in(page.context, world.people["strategist"])
    page.goto(STEP)
    yield page
    assert faults == []


@pytest.fixture
def chief_writes(world):
    """Let the manager store a text in the field meanwhile."""

    def write(value, version=0):
        write_answer(
            world.own,
            versions.method_of(world.cohort.pk),
            step_key="uppstart",
            worksheet_key="organisationsfakta",
            entry_id=None,
            field_key="styrmodell",
            value=value,
            version=version,
            edit_id=uuid.uuid4(),
            by=world.people["manager"],
        )

    return write


def field(page: Page):
    return page.get_by_label(FIELD)


def bar(page: Page):
    return page.locator("form", has=field(page)).locator("[data-saved]")


def stored():
    return Answer.objects.filter(field_key="styrmodell").values_list("value", flat=True).first()
