"""Two trios and their mentor compare a step: mark, note, take an idea home, ask; wide, narrow, without a script."""

import re
import uuid

import pytest
from playwright.sync_api import Page, expect

from benchmarking.comparison.models import LineMark, LineNote
from benchmarking.method.versions import method_of
from benchmarking.sharing.models import AudienceKind
from benchmarking.sharing.steps import share_step
from benchmarking.workspace.answers import write_answer
from tests.personas import WORLD, World

PAGE = "/omgangar/2019/grupper/kalmar-sodertalje/jamfor/traff-1/"
NOTE, IDEA = "Gruppens anteckning: Tre styrkor", "Idé som Kalmar tar hem: Tre styrkor"


@pytest.fixture
def world(server) -> World:
    """The two rounds, in which Kalmar has shared step 2 and Södertälje has not, committed."""
    made = WORLD.committed()
    share(made, "kalmar", "strategist", "Vi mäter varje år")
    return made


def share(world: World, slug: str, persona: str, text: str) -> None:
    room, by = world.organisations[slug], world.people[persona]
    place = {"step_key": "traff-1", "worksheet_key": "presentation", "entry_id": None, "field_key": "styrkor"}
    write_answer(room, method_of(room.cohort_id), **place, value=text, version=0, edit_id=uuid.uuid4(), by=by)
    audiences = [AudienceKind.GROUP]
    share_step(room, method_of(room.cohort_id), step_key="traff-1", audiences=audiences, by=by)


@pytest.fixture
def enter(browser, browser_context_args, sign_in, world):
    """``enter("mentor")``: the comparison as that person has it."""
    contexts = []

    def open_page(persona: str, *, script: bool = True) -> Page:
        context = browser.new_context(**browser_context_args, java_script_enabled=script)
        contexts.append(context)
        sign_in(context, world.people[persona])
        page = context.new_page()
        page.goto(PAGE)
        return page

    yield open_page
    for context in contexts:
        context.close()


def unfold(page: Page) -> None:
    """Open the place to write beside the line of the strengths."""
    page.locator("summary").filter(has_text="Anteckna eller ta med en idé: Tre styrkor").click()


def saved(page: Page) -> None:
    expect(page.locator("[data-saved]").first).to_have_text(re.compile(r"Sparat \d\d:\d\d"))


def test_a_group_reads_marks_notes_and_takes_an_idea_home(enter, world, assert_accessible):
    page = enter("strategist")
    page.get_by_role("button", name="Be Södertälje dela").click()
    expect(page.get_by_text("Frågat", exact=False)).to_contain_text("av Strategist")
    share(world, "sodertalje", "group_mate", "Vi frågar nämnden")
    page.reload()
    line = page.get_by_role("row", name=re.compile("Tre styrkor")).first
    expect(line.get_by_role("cell")).to_have_text(["Vi mäter varje år", "Vi frågar nämnden"])
    page.get_by_role("button", name="Skillnad i Tre styrkor").click()
    expect(page.get_by_role("button", name="Skillnad i Tre styrkor")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_label(NOTE)).to_be_hidden()
    expect(page.get_by_role("button", name=re.compile("^Spara"))).to_have_count(0)
    unfold(page)
    page.get_by_label(NOTE).fill("Olika sätt att få veta.")
    page.get_by_label(NOTE).blur()
    saved(page)
    page.get_by_label(IDEA).fill("Fråga nämnden som Södertälje.")
    page.get_by_label(IDEA).blur()
    saved(page)
    assert LineMark.objects.get().seen == "different"
    assert LineNote.objects.get(idea_of=None).value == "Olika sätt att få veta."
    page.reload()
    expect(page.get_by_role("link", name="Fråga nämnden som Södertälje.")).to_be_visible()
    assert_accessible(page)


def test_two_notes_at_once_are_shown_and_chosen_between(enter, assert_accessible):
    strategist, mentor = enter("strategist"), enter("mentor")
    for page, text in ((mentor, "Mentorns ord."), (strategist, "Gruppens ord.")):
        unfold(page)
        page.get_by_label(NOTE).fill(text)
        page.get_by_label(NOTE).blur()
        if page is mentor:
            saved(page)
    clash = strategist.get_by_role("group", name="Två har ändrat samma fält")
    expect(clash).to_contain_text("Mentorns ord.")
    assert_accessible(strategist)
    clash.get_by_label(re.compile("Skriv ihop")).check()
    clash.get_by_role("button", name="Använd vald text").click()
    expect(clash).to_be_hidden()
    saved(strategist)
    assert LineNote.objects.get().value == "Gruppens ord.\n\nMentorns ord."


def test_on_a_phone_one_organisation_is_seen_at_a_time_without_a_script(enter, world, assert_accessible):
    share(world, "sodertalje", "group_mate", "Vi frågar nämnden")
    page = enter("group_mate", script=False)
    page.set_viewport_size({"width": 375, "height": 700})
    expect(page.get_by_text("Vi mäter varje år")).to_be_visible()
    expect(page.get_by_text("Vi frågar nämnden")).to_be_hidden()
    page.get_by_role("radio", name="Kalmar").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("Vi frågar nämnden")).to_be_visible()
    expect(page.get_by_text("Vi mäter varje år")).to_be_hidden()
    unfold(page)
    page.get_by_label(NOTE).fill("Skrivet på tåget.")
    page.get_by_role("button", name="Spara anteckningarna om Presentation för gruppen", exact=True).click()
    expect(page.get_by_label(NOTE)).to_have_value("Skrivet på tåget.")
    reader = enter("mentor")
    reader.set_viewport_size({"width": 375, "height": 700})
    assert reader.evaluate("document.documentElement.scrollWidth") == 375
    assert_accessible(reader)


def test_the_names_stay_in_sight_and_paper_has_every_column(enter, world):
    share(world, "sodertalje", "group_mate", "Vi frågar nämnden")
    page = enter("mentor")
    page.locator("summary").filter(has_text="idé: Fråga till gruppen").scroll_into_view_if_needed()
    page.mouse.wheel(0, 200)
    head = page.get_by_role("columnheader", name="Södertälje").first
    expect(head).to_be_in_viewport()
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 990, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 990
    for text in ("Vi mäter varje år", "Vi frågar nämnden"):
        expect(page.get_by_text(text)).to_be_visible()
    expect(page.get_by_role("button")).to_have_count(0)
