"""Whole journeys, as the people of a round take them (issue of the main job; design §11)."""

import re
from collections.abc import Callable

import pytest
from django.utils.text import slugify
from playwright.sync_api import Browser, BrowserContext, Page, expect

from accounts.models import User
from benchmarking.workspace.models import Answer
from tests import factories
from tests.browser.forms import send
from tests.personas import WORLD, World

STEP = "/omgangar/2019/kalmar/steg/traff-1/"
GROUP = "/omgangar/2019/grupper/kalmar-sodertalje/"
EXAMPLE = "Ett konkret exempel"
SignIn = Callable[[BrowserContext, User], None]


@pytest.fixture
def world(server) -> World:
    """The two rounds, committed, so that the running product sees them."""
    return WORLD.committed()


@pytest.fixture
def enter(browser: Browser, browser_context_args, sign_in: SignIn, world: World):
    """``enter("strategist")``: a window of that person's own; ``script=False`` is one without JavaScript."""
    contexts: list[BrowserContext] = []

    def open_window(persona: str, *, script: bool = True) -> Page:
        context = browser.new_context(**browser_context_args, java_script_enabled=script)
        contexts.append(context)
        sign_in(context, world.people[persona])
        return context.new_page()

    yield open_window
    for context in contexts:
        context.close()


def tick_all(page: Page) -> None:
    """Tick every point of the checklist, one press each."""
    boxes = page.get_by_role("checkbox", checked=False)
    while count := boxes.count():
        boxes.first.click()
        expect(boxes).to_have_count(count - 1)


def test_a_trio_fills_step_two_signs_and_shares_it(enter):
    strategist = enter("strategist")
    strategist.goto(STEP)
    strategist.get_by_label(EXAMPLE).fill("Biståndsbedömning i hemtjänsten.\nNu frågar vi alla samma sak.")
    strategist.get_by_label(EXAMPLE).blur()
    expect(strategist.get_by_text(re.compile(r"Sparat \d\d[:.]\d\d")).first).to_be_visible()
    tick_all(strategist)
    for persona, function in (("strategist", "strateg"), ("manager", "chef"), ("politician", "politiker")):
        page = strategist if persona == "strategist" else enter(persona)
        page.goto(STEP)
        button = page.get_by_role("button", name=f"Godkänn som {function}")
        if button.count():
            button.click()
            expect(page.get_by_role("button", name=f"Godkänn som {function}")).to_have_count(0)
    strategist.goto("/omgangar/2019/kalmar/")
    expect(strategist.get_by_role("row", name=re.compile("Första benchmarkingträffen"))).to_contain_text("Klar")

    strategist.goto(STEP + "dela/")
    expect(strategist.get_by_text("Nu frågar vi alla samma sak.")).to_be_visible()
    strategist.get_by_label("Gruppen och mentorn").check()
    send(strategist.get_by_role("button", name="Dela", exact=True))
    expect(strategist.get_by_role("heading", level=1)).to_contain_text("Kalmar")

    mate = enter("group_mate")
    mate.goto(GROUP)
    mate.get_by_role("link", name=re.compile("Första benchmarkingträffen")).first.click()
    expect(mate.get_by_text("Nu frågar vi alla samma sak.")).to_be_visible()
    mentor = enter("mentor")
    mentor.goto("/mentor/")
    expect(mentor.get_by_text(re.compile("Första benchmarkingträffen")).first).to_be_visible()


def test_two_people_edit_the_same_field_and_no_text_is_lost(enter):
    strategist, manager = enter("strategist"), enter("manager")
    for page in (strategist, manager):
        page.goto(STEP)
    strategist.get_by_label(EXAMPLE).fill("Strategens text")
    strategist.get_by_label(EXAMPLE).blur()
    expect(strategist.get_by_text(re.compile(r"Sparat \d\d[:.]\d\d")).first).to_be_visible()
    manager.get_by_label(EXAMPLE).fill("Chefens text")
    manager.get_by_label(EXAMPLE).blur()
    conflict = manager.get_by_role("group", name="Två har ändrat samma fält")
    expect(conflict).to_contain_text("Strategens text")
    expect(conflict).to_contain_text("Chefens text")
    conflict.get_by_role("button", name="Använd vald text").click()
    expect(conflict).to_have_count(0)
    expect(manager.get_by_text(re.compile(r"Sparat \d\d[:.]\d\d")).first).to_be_visible()
    answer = Answer.objects.get(field_key="exempel")
    assert answer.value == "Chefens text"
    assert "Strategens text" in set(answer.events.values_list("value", flat=True))


def test_a_leader_finds_who_is_late_and_why(enter, world: World):
    factories.due(world.cohort, "uppstart", days_ago=9)
    leader = enter("leader")
    leader.goto("/")
    need = leader.get_by_role("link", name=re.compile("^Kalmar har stått still i"))
    expect(need).to_be_visible()
    leader.goto("/omgangar/2019/?lage=sen")
    row = leader.get_by_role("row", name=re.compile(r"^\S+ Kalmar .*Försenad"))
    expect(row).to_contain_text("9 dgr sen")
    row.get_by_role("link", name="Kalmar").click()
    expect(leader.get_by_role("row", name=re.compile("1. Uppstart"))).to_contain_text("9 dagar sen")
    expect(leader.get_by_text(re.compile("Utkast är dess egna"))).to_be_visible()


def test_a_meeting_report_is_ordered_and_opened(enter, world: World):
    factories.sent_meeting(world.group, world.people["strategist"], text="Vi såg <b>samma</b> brist på båda håll.")
    mate = enter("group_mate")
    mate.goto(GROUP + "moten/1/rapport/")
    expect(mate.get_by_text("Vi såg <b>samma</b> brist på båda håll.")).to_be_visible()
    mate.get_by_role("button", name="Skapa PDF").click()
    link = mate.get_by_role("link", name="Hämta PDF")
    expect(link).to_be_visible(timeout=30_000)
    with mate.expect_download() as waiting:
        link.click()
    download = waiting.value
    assert download.suggested_filename.endswith(".pdf")
    assert slugify(download.suggested_filename).startswith("minnesanteckningar")
    assert download.path().read_bytes().startswith(b"%PDF-")


def test_a_step_is_worked_with_the_keyboard_alone(enter):
    page = enter("strategist")
    page.goto("/omgangar/2019/kalmar/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Hoppa till innehållet")).to_be_focused()
    page.keyboard.press("Enter")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent").startswith("2. Första"):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Steg 2")
    first = page.get_by_role("checkbox").first
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('role')") == "checkbox":
            break
    expect(first).to_be_focused()
    page.keyboard.press("Space")
    expect(page.get_by_role("checkbox").first).to_be_checked()
    expect(page.get_by_role("checkbox").first).to_be_focused()
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.tagName") == "TEXTAREA":
            break
    page.keyboard.type("Skrivet utan mus")
    page.keyboard.press("Tab")
    expect(page.get_by_text(re.compile(r"Sparat \d\d[:.]\d\d")).first).to_be_visible()
    assert Answer.objects.filter(value="Skrivet utan mus").exists()


def test_a_step_is_worked_and_shared_without_javascript(enter):
    page = enter("strategist", script=False)
    page.goto(STEP)
    send(page.get_by_role("checkbox").first)
    expect(page.get_by_role("checkbox").first).to_be_checked()
    page.get_by_label(EXAMPLE).fill("Skrivet utan skript")
    send(page.get_by_role("button", name="Spara Presentation för gruppen"))
    expect(page.get_by_label(EXAMPLE)).to_have_value("Skrivet utan skript")
    page.goto(STEP + "dela/")
    page.get_by_label("Resultatkonferensen").check()
    page.get_by_role("button", name="Dela", exact=True).click()
    expect(page.get_by_text("Skrivet utan skript")).to_be_visible()
