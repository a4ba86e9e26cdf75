"""From an open form to an answer that waits: an organisation applies without a script, and the leader lets it in."""

import datetime as dt
import re

import pytest

from access import clock
from accounts.models import Letter
from cohorts.models import Application, CohortState, Evidence, Requirement
from cohorts.organisations import load_organisations
from cohorts.roles import Function
from tests import factories
from tests.browser.forms import send
from tests.browser.post import arrived
from tests.browser.test_invitation import look

__all__ = ["look"]


@pytest.fixture
def round_2031(server):
    """A round that is open for interest, and its leader."""
    load_organisations()
    cohort = factories.cohort("2031", state=CohortState.OPEN, starts_on=clock.today() + dt.timedelta(days=90))
    cohort.themes = "Skola\nHälsa"
    cohort.save()
    Requirement.objects.create(room=cohort.room, key="beslut", text="Beslut", evidence=Evidence.CASE_NUMBER, place=1)
    leader = factories.person("Lena Ledare")
    factories.seat(cohort.room, Function.LEADER, leader)
    return leader


@pytest.fixture
def visitor(round_2031, server, browser):
    """A page of somebody without an account, in a browser without scripts."""
    return browser.new_context(java_script_enabled=False, base_url=server).new_page()


@pytest.fixture
def leading(round_2031, page, sign_in):
    """A page of the round's leader."""
    sign_in(page.context, round_2031)
    return page


def test_an_organisation_applies_without_a_script_and_is_let_in(visitor, leading, delivered, look):
    visitor.goto("/omgangar/2031/anmalan/")
    visitor.get_by_label("Kommun eller region").fill("Kalmar kommun")
    visitor.get_by_label("Kontaktpersonens namn").fill("Karin Kontakt")
    visitor.get_by_label("E-post").fill("karin@kalmar.example")
    visitor.get_by_label("Beslut").fill("KS 2031/12")
    visitor.get_by_label("Skola").check()
    visitor.wait_for_timeout(3_000)  # who sends faster than anybody can write is asked to send again
    visitor.get_by_role("button", name="Skicka intresseanmälan").click()
    visitor.get_by_role("heading", name="Ett steg kvar").wait_for()
    visitor.goto(re.search(r"http\S+", arrived(delivered).get_content())[0])
    visitor.get_by_role("button", name="Bekräfta").click()
    visitor.get_by_role("heading", name="Intresseanmälan är bekräftad").wait_for()

    leading.goto("/omgangar/2031/anmalningar/")
    leading.get_by_role("checkbox", name="Välj Kalmar kommun").check()
    leading.get_by_text("1 vald, från 1 av 21 län").wait_for()
    look(leading)
    leading.get_by_role("button", name="Ge besked till de valda").click()
    leading.get_by_label("Antagen", exact=True).check()
    leading.get_by_role("button", name="Visa breven").click()
    leading.get_by_text("Kalmar kommun är antagen som deltagare i Omgång 2031.").wait_for()
    look(leading)
    leading.get_by_role("button", name="Ge 1 besked").click()
    send(leading.get_by_role("link", name="Skicka 1 besked"))
    look(leading)
    assert Application.objects.get().letter.state == Letter.State.HELD
    assert len(delivered()) == 1
    leading.get_by_role("button", name="Skicka breven").click()
    leading.get_by_text("Ett brev är på väg.").wait_for()
    assert "Kalmar kommun är antagen" in arrived(delivered, number=2).get_content()
