"""Taking notes at a meeting: saved as one types, two at once, and without a script."""

import re

import pytest
from playwright.sync_api import Page, expect

from benchmarking.meetings.models import AgendaItem
from tests import factories
from tests.browser.forms import send
from tests.personas import WORLD, World

POINT = "5. Jämföra och välja idéer"
MEETING = "/omgangar/2019/grupper/kalmar-sodertalje/moten/1/"


@pytest.fixture
def world(server) -> World:
    """The two rounds with a meeting of the own group that is being written down, committed."""
    made = WORLD.committed()
    factories.held_meeting(made.group, made.people["strategist"])
    return made


@pytest.fixture
def enter(browser, browser_context_args, sign_in, world):
    """``enter("mentor")``: the meeting's page as that person has it."""
    contexts = []

    def open_page(persona: str, *, script: bool = True) -> Page:
        context = browser.new_context(**browser_context_args, java_script_enabled=script)
        contexts.append(context)
        sign_in(context, world.people[persona])
        page = context.new_page()
        page.goto(MEETING)
        return page

    yield open_page
    for context in contexts:
        context.close()


def noted() -> str:
    return AgendaItem.objects.get(key="jamfora").value


def type_note(page: Page, text: str) -> None:
    page.get_by_label(POINT).fill(text)
    page.get_by_label(POINT).blur()


def test_two_write_under_the_same_point_and_nothing_is_lost(enter, assert_accessible):
    strategist, mentor = enter("strategist"), enter("mentor")
    type_note(mentor, "Alla har en mall.")
    expect(mentor.locator("[data-saved]")).to_have_text(re.compile(r"Sparat \d\d:\d\d"))
    type_note(strategist, "Ingen räknar svaren.")
    clash = strategist.get_by_role("group", name="Två har ändrat samma fält")
    expect(clash).to_contain_text("Alla har en mall.")
    assert_accessible(strategist)
    assert noted() == "Alla har en mall."
    clash.get_by_label(re.compile("Skriv ihop")).check()
    clash.get_by_role("button", name="Använd vald text").click()
    expect(clash).to_be_hidden()
    expect(strategist.locator("[data-saved]")).to_have_text(re.compile(r"Sparat \d\d:\d\d"))
    assert "Ingen räknar svaren." in noted()
    assert "Alla har en mall." in noted()


def test_without_a_script_the_button_saves_the_notes(enter):
    mate = enter("group_mate", script=False)
    mate.get_by_label(POINT).fill("Skrivet utan skript.")
    send(mate.get_by_role("button", name="Spara anteckningarna"))
    expect(mate.get_by_label(POINT)).to_have_value("Skrivet utan skript.")
    assert noted() == "Skrivet utan skript."


def test_without_a_script_two_texts_are_shown_on_the_page_and_one_is_chosen(enter, world, assert_accessible):
    mate = enter("group_mate", script=False)
    factories.note(
        AgendaItem.objects.get(key="jamfora").meeting, "Mentorns ord.", world.people["mentor"], key="jamfora"
    )
    mate.get_by_label(POINT).fill("Gruppens ord.")
    send(mate.get_by_role("button", name="Spara anteckningarna"))
    clash = mate.get_by_role("group", name="Två har ändrat samma fält")
    expect(clash).to_contain_text("Mentorns ord.")
    expect(mate.get_by_label(POINT)).to_have_value("Gruppens ord.")
    send(clash.get_by_role("button", name="Använd vald text"))
    expect(mate.get_by_label(POINT)).to_have_value("Gruppens ord.")
    assert noted() == "Gruppens ord."
    reader = enter("strategist")
    reader.goto(f"{MEETING}anteckna/")
    assert_accessible(reader)
