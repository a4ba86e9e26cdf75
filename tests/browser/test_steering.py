"""A leader steers a round in the browser: from a risk to a letter, a day for many, and the log."""

import datetime as dt
import re

import pytest
from playwright.sync_api import expect

from access import clock
from accounts.models import Letter
from benchmarking.workspace.models import StepProgress
from tests.browser.forms import send
from tests.personas import WORLD, World

ROUND = "/omgangar/2019/"


@pytest.fixture
def world(server) -> World:
    """The two rounds, committed, so that the running product sees them."""
    return WORLD.committed()


@pytest.fixture
def leader(page, sign_in, world):
    """The leader's window."""
    sign_in(page.context, world.people["leader"])
    return page


def test_a_risk_becomes_a_letter_and_another_day_and_all_of_it_is_in_the_log(leader):
    leader.goto(f"{ROUND}?stod=on")
    row = leader.get_by_role("row").filter(has=leader.get_by_role("checkbox", name="Välj Kalmar"))
    expect(row).to_contain_text("Ingen aktivitet på 280 dagar")
    for name in ("Kalmar", "Södertälje"):
        leader.get_by_role("checkbox", name=f"Välj {name}").check()
    leader.get_by_role("button", name="Skriv brev").click()

    leader.get_by_label("Ämne").fill("Hur går det i {organisation}")
    leader.get_by_label("Text").fill("Hej {namn}, ring mig.")
    leader.get_by_role("button", name="Granska").click()
    expect(leader.get_by_role("heading", name="Så blir det: 4 brev")).to_be_visible()
    expect(leader.get_by_text("Södertälje: Group mate")).to_be_visible()
    assert not Letter.objects.exists()
    leader.get_by_role("button", name="Lägg 4 brev i utskick").click()

    leader.get_by_role("link", name=re.compile("till Politician")).click()
    expect(leader.get_by_text("Hej Politician, ring mig.")).to_be_visible()
    leader.get_by_role("button", name=re.compile("Stoppa")).click()
    expect(leader.get_by_text("Brevet till Politician är stoppat")).to_be_visible()
    leader.get_by_role("button", name="Skicka 3 brev").click()
    expect(leader.get_by_role("heading", name="Väntar")).to_be_visible()
    expect(leader.get_by_role("button", name=re.compile("Skicka"))).to_have_count(0)
    assert list(Letter.objects.filter(to_name="Politician").values_list("state", flat=True)) == ["stopped"]

    day = clock.today() + dt.timedelta(days=20)
    leader.goto(ROUND)
    for name in ("Kalmar", "Södertälje"):
        leader.get_by_role("checkbox", name=f"Välj {name}").check()
    leader.get_by_role("button", name="Sätt datum eller ansvarig").click()
    leader.get_by_label("Steg", exact=True).select_option("traff-1")
    leader.get_by_label("Klart senast").fill(day.isoformat())
    leader.get_by_role("button", name="Granska").click()
    send(leader.get_by_role("button", name="Ändra i 2 organisationer"))
    expect(leader.get_by_role("heading", level=1)).to_contain_text("2019")
    assert StepProgress.objects.filter(due=day).count() == 2

    leader.goto(f"{ROUND}logg/")
    for told in (
        "Leader skrev brev till flera: Hur går det i {organisation}",
        "Leader stoppade ett brev: Hur går det i Kalmar, till Politician",
        "Leader skickade brev: 3 stycken: Hur går det i Kalmar (2), Hur går det i Södertälje (1)",
    ):
        expect(leader.get_by_text(told)).to_have_count(1)
    expect(leader.get_by_text(re.compile("Leader satte datum eller ansvarig: steg 2"))).to_have_count(2)
