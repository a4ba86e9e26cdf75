"""Typing in a browser: saved field by field, kept when the server is away, chosen between when two have typed."""

import re

import pytest
from playwright.sync_api import BrowserContext, Route, expect

from benchmarking.models import Answer, CheckMark, Entry
from tests.browser.desk import SAVE, SAVED, STEP, bar, chief_writes, field, own, stored, world
from tests.browser.forms import send

__all__ = ["chief_writes", "own", "world"]


def test_saves_by_itself(own):
    field(own).fill("Målstyrning")
    expect(bar(own)).to_have_text(SAVED)
    assert stored() == "Målstyrning"
    on_its_way = []

    def hold(route: Route) -> None:
        on_its_way.append(route)

    own.route(SAVE, hold)
    field(own).fill("Målstyrning med fyra mål")
    field(own).blur()
    expect(bar(own)).to_have_text("Sparar …")
    on_its_way[0].continue_()
    own.unroute(SAVE)
    expect(bar(own)).to_have_text(SAVED)
    assert Answer.objects.get(field_key="styrmodell").version == 2


def test_says_at_the_field_what_to_write(own, assert_accessible):
    date = own.get_by_label("Beslutsdatum")
    date.fill("april")
    date.blur()
    expect(own.get_by_text("Skriv hela datumet, till exempel 2020-04-15.")).to_be_visible()
    expect(date).to_have_attribute("aria-invalid", "true")
    assert_accessible(own)
    date.fill("15 april 2020")
    date.blur()
    expect(date).to_have_value("2020-04-15")
    expect(date).not_to_have_attribute("aria-invalid", "true")


def test_keeps_the_text_while_the_server_is_away(own):
    own.on("dialog", lambda dialog: dialog.accept())
    own.context.set_offline(offline=True)
    field(own).fill("Skrivet utan nät")
    expect(bar(own)).to_have_text("Inte sparat. Vi försöker igen, texten finns kvar här")
    assert stored() is None
    own.goto("about:blank")
    own.context.set_offline(offline=False)
    own.goto(STEP)
    expect(field(own)).to_have_value("Skrivet utan nät")
    # The letter of the page that was left may have reached the server before this page was asked for.
    expect(bar(own)).to_have_text(re.compile(r"Sparat (i dag )?\d\d:\d\d"))
    assert stored() == "Skrivet utan nät"


def test_a_lost_answer_is_one_edit(own):
    asked = []

    def lose_the_first(route: Route) -> None:
        asked.append(route.request.post_data)
        if len(asked) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    own.context.route(SAVE, lose_the_first)
    field(own).fill("En gång")
    expect(bar(own)).to_have_text(SAVED)
    assert asked[0] == asked[1]
    assert Answer.objects.get(field_key="styrmodell").version == 1


def test_leaving_saves(own):
    field(own).fill("Hann precis")
    own.goto("/om/")
    own.goto(STEP)
    expect(field(own)).to_have_value("Hann precis")


@pytest.mark.parametrize(
    ("choice", "text"),
    [
        (re.compile("^Din text"), "Strategens text"),
        (re.compile("^Text av Manager"), "Chefens text"),
        (re.compile("^Skriv ihop"), "Strategens text\n\nChefens text"),
    ],
)
def test_two_texts_and_a_choice(own, chief_writes, assert_accessible, choice, text):
    chief_writes("Chefens text")
    field(own).fill("Strategens text")
    conflict = own.get_by_role("group", name="Två har ändrat samma fält")
    expect(conflict).to_contain_text("Manager sparade fältet")
    expect(bar(own)).to_have_text("1 fält behöver rättas")
    assert_accessible(own)
    assert stored() == "Chefens text"
    conflict.get_by_label(choice).check()
    conflict.get_by_role("button", name="Använd vald text").click()
    expect(conflict).to_have_count(0)
    expect(field(own)).to_be_focused()
    expect(field(own)).to_have_value(text)
    own.reload()
    expect(field(own)).to_have_value(text)
    assert stored() == text
    assert Answer.pgh_event_model.objects.filter(pgh_label="refused", value="Strategens text").count() == 1


def test_other_paragraphs_come_along(own, chief_writes):
    field(own).fill("ett\ntvå\ntre")
    expect(bar(own)).to_have_text(SAVED)
    chief_writes("ETT\ntvå\ntre", version=1)
    field(own).fill("ett\ntvå\nTRE")
    expect(field(own)).to_have_value("ETT\ntvå\nTRE")
    assert stored() == "ETT\ntvå\nTRE"


def test_signed_out_and_in_again(own, world, sign_in):
    cookies = own.context.cookies()
    own.context.clear_cookies(name="sessionid")
    field(own).fill("Skrivet utloggad")
    expect(own.get_by_role("heading", name="Du är utloggad")).to_be_visible()
    assert stored() is None
    own.context.add_cookies(cookies)
    own.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(bar(own)).to_have_text(SAVED)
    expect(own.get_by_role("heading", name="Du är utloggad")).to_have_count(0)
    assert stored() == "Skrivet utloggad"


def test_a_new_row_follows_what_was_typed(own):
    own.get_by_role("button", name="Lägg till rad i Kompetensinventering").click()
    first = own.locator(
        "#mall-kompetensinventering .doc__grid input, #mall-kompetensinventering .doc__grid textarea"
    ).first
    first.fill("Ledning")
    own.get_by_role("button", name="Lägg till rad i Kompetensinventering").click()
    expect(own.locator("#mall-kompetensinventering h3")).to_have_count(2)
    assert Entry.objects.count() == 2
    assert Answer.objects.get().value == "Ledning"


def test_ticking_off_changes_the_point_and_the_count(own):
    box = own.get_by_role("checkbox").first
    box.focus()
    own.keyboard.press("Space")
    expect(box).to_be_checked()
    expect(box).to_be_focused()
    expect(own.locator("#punkter-klara")).to_contain_text(re.compile("^1 av "))
    box.press("Space")
    expect(box).not_to_be_checked()
    assert CheckMark.objects.get().state == "open"


def test_without_script(browser, browser_context_args, world, sign_in, chief_writes):
    context: BrowserContext = browser.new_context(**browser_context_args, java_script_enabled=False)
    sign_in(context, world.people["strategist"])
    page = context.new_page()
    page.goto(STEP)
    field(page).fill("Strategens text")
    page.get_by_label("Diarienummer").fill("KS 2019/1")
    page.get_by_label("Beslutsdatum").fill("april")
    chief_writes("Chefens text")
    send(page.get_by_role("button", name="Spara Organisationsfakta"))
    expect(page.get_by_role("heading", name="Allt utom det här är sparat")).to_be_visible()
    expect(field(page)).to_have_value("Strategens text")
    expect(page.get_by_label("Beslutsdatum")).to_have_value("april")
    assert Answer.objects.get(field_key="diarienummer").value == "KS 2019/1"
    page.get_by_label(re.compile("^Skriv ihop")).check()
    page.get_by_label("Beslutsdatum").fill("2019-04-01")
    send(page.get_by_role("button", name="Spara Organisationsfakta").last)
    assert stored() == "Strategens text\n\nChefens text"
    page.goto(STEP)
    page.get_by_role("checkbox").first.click()
    expect(page.get_by_role("checkbox").first).to_be_checked()
    context.close()
