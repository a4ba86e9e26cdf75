"""Typing that goes wrong on the way: no server, no session, two who write; lists, links, rows; who else is here."""

import re
import time

import pytest
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from benchmarking.models import Answer, Entry
from tests.browser.desk import SAVED, STEP, bar, chief_writes, field, own, stored, world
from tests.browser.test_sign_in import code_in

__all__ = ["chief_writes", "own", "world"]
AWAY = "Ingen kontakt med servern"
SKILLS = "#mall-kompetensinventering"


@pytest.mark.deep
def test_the_server_is_away_in_the_middle_of_a_sentence(own, own_server, scale, assert_accessible):
    page = own
    page.goto(own_server.address + STEP)
    field(page).press_sequentially("Vi styr med ")
    own_server.stop()
    field(page).press_sequentially("mål och uppföljning")
    expect(page.get_by_role("heading", name=AWAY)).to_be_visible()
    expect(page.get_by_text("Texten ligger kvar i den här webbläsaren")).to_be_visible()
    time.sleep(scale(2, 20))
    expect(bar(page)).to_contain_text("Inte sparat")
    field(page).press_sequentially(" varje år")
    assert_accessible(page)
    own_server.start()
    expect(bar(page)).to_have_text(SAVED, timeout=30_000)
    expect(page.get_by_role("heading", name=AWAY)).to_have_count(0)
    assert stored() == "Vi styr med mål och uppföljning varje år"


def test_the_text_outlives_the_tab(own, world, sign_in):
    own.on("dialog", lambda dialog: dialog.accept())
    own.context.set_offline(offline=True)
    field(own).fill("Skrivet utan nät")
    expect(bar(own)).to_contain_text("Inte sparat")
    own.close()
    own.context.set_offline(offline=False)
    other = own.context.new_page()
    other.goto(STEP)
    expect(field(other)).to_have_value("Skrivet utan nät")
    expect(bar(other)).to_have_text(SAVED)
    assert other.evaluate("localStorage.length") == 0, "nothing is kept that the server has"


def test_the_session_ends_in_the_middle_of_a_sentence(own, world, assert_accessible):
    person = world.people["strategist"]
    person.password = make_password("en lång fras att minnas", hasher="argon2")
    person.save(update_fields=["password"])
    field(own).press_sequentially("Vi styr med ")
    Session.objects.all().delete()
    field(own).press_sequentially("mål")
    dialog = own.get_by_role("dialog", name="Logga in igen")
    expect(dialog).to_be_visible()
    assert_accessible(own)
    dialog.get_by_label("E-postadress").first.fill(person.email)
    dialog.get_by_label("Lösenord").fill("fel")
    dialog.get_by_role("button", name="Logga in", exact=True).click()
    expect(dialog.get_by_role("alert")).to_contain_text("Det stämde inte")
    dialog.get_by_label("Lösenord").fill("en lång fras att minnas")
    dialog.get_by_role("button", name="Logga in", exact=True).click()
    expect(dialog).to_have_count(0)
    expect(bar(own)).to_have_text(SAVED)
    expect(field(own)).to_have_value("Vi styr med mål")
    assert stored() == "Vi styr med mål"


def test_signing_in_again_by_code(own, world, delivered):
    Session.objects.all().delete()
    field(own).fill("Skrivet utloggad")
    dialog = own.get_by_role("dialog", name="Logga in igen")
    dialog.get_by_text("Logga in med en kod till din e-post").click()
    dialog.get_by_label("E-postadress").last.fill(world.people["strategist"].email)
    dialog.get_by_role("button", name="Skicka en kod").click()
    dialog.get_by_label("Kod", exact=True).fill(code_in(delivered))
    dialog.get_by_role("button", name="Logga in med koden").click()
    expect(bar(own)).to_have_text(SAVED)
    assert stored() == "Skrivet utloggad"


def test_another_person_does_not_store_the_text(own, world, sign_in):
    sign_in(own.context, world.people["manager"])
    field(own).fill("Strategens text")
    expect(own.get_by_text("Du är inloggad som Manager, men texten skrevs av någon annan.")).to_be_visible()
    assert stored() is None
    expect(field(own)).to_have_value("Strategens text")


def test_two_browsers_in_two_paragraphs_and_in_the_same(own, browser, browser_context_args, world, sign_in):
    field(own).fill("Ett.\n\nTvå.")
    expect(bar(own)).to_have_text(SAVED)
    other = browser.new_context(**browser_context_args).new_page()
    sign_in(other.context, world.people["manager"])
    other.goto(STEP)
    field(other).fill("Ett.\n\nTvå, säger chefen.")
    expect(bar(other)).to_have_text(SAVED)
    field(own).fill("Ett, säger strategen.\n\nTvå.")
    field(own).blur()
    expect(field(own)).to_have_value("Ett, säger strategen.\n\nTvå, säger chefen.")
    assert stored() == "Ett, säger strategen.\n\nTvå, säger chefen."
    field(other).fill("Ett, säger också chefen.\n\nTvå, säger chefen.")
    conflict = other.get_by_role("group", name="Två har ändrat samma fält")
    expect(conflict.locator("mark").first).to_have_text("också chefen")
    conflict.get_by_label(re.compile("^Din text")).focus()
    other.keyboard.press("ArrowDown")
    expect(conflict.get_by_label(re.compile("^Text av"))).to_be_checked()
    conflict.get_by_role("button", name="Använd vald text").press("Enter")
    expect(field(other)).to_have_value("Ett, säger strategen.\n\nTvå, säger chefen.")
    other.context.close()


def test_who_else_is_in_the_field(own, browser, browser_context_args, world, sign_in):
    other = browser.new_context(**browser_context_args).new_page()
    sign_in(other.context, world.people["manager"])
    other.goto(STEP)
    field(other).focus()
    expect(other.get_by_text("skriver här")).to_have_count(0)
    field(own).focus()
    expect(own.get_by_text("Manager skriver här")).to_be_visible()
    own.get_by_label("Diarienummer").focus()
    expect(own.get_by_text("skriver här")).to_have_count(0)
    other.context.close()


def test_lists_links_and_what_is_pasted(own, assert_accessible):
    field(own).fill("mål\nuppföljning")
    field(own).press("Control+a")
    tools = own.locator("[data-field]", has=field(own)).get_by_role("toolbar")
    tools.get_by_role("button", name="Numrerad lista").click()
    expect(field(own)).to_have_value("1. mål\n2. uppföljning")
    tools.get_by_role("button", name="Punktlista").click()
    expect(field(own)).to_have_value("- mål\n- uppföljning")
    field(own).press("End")
    tools.get_by_role("button", name="Länk").click()
    own.keyboard.type("kalmar.se")
    assert "[text](kalmar.se)" in field(own).input_value()
    assert_accessible(own)
    field(own).fill("")
    field(own).evaluate(
        """(control, html) => {
            const data = new DataTransfer();
            data.setData("text/html", html);
            data.setData("text/plain", "x");
            control.focus();
            control.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
        }""",
        """<html xmlns:o="urn:x"><head><style>p {color: red}</style></head><body><!--StartFragment-->
        <p class=MsoNormal><b>Vi </b>styr<o:p></o:p> med <span style='mso-x:y'>mål</span> och
        <a href="https://kalmar.se/a">uppföljning</a>.<o:p>&nbsp;</o:p></p>
        <p style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>·<span>&nbsp;</span>
        </span><![endif]>första</p><p style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>2)</span>andra</p>
        <ul><li>tre<ul><li><p>fyra</p></li></ul></li></ul><ol start=3><li>fem</li></ol>
        <script>alert(1)</script><table><tr><td>a</td><td>b</td></tr></table></body></html>""",
    )
    expect(field(own)).to_have_value(
        "Vi styr med mål och [uppföljning](https://kalmar.se/a).\n\n- första\n2. andra\n- tre\n- fyra\n3. fem\n\na, b"
    )
    expect(bar(own)).to_have_text(SAVED)


def test_rows_by_keyboard_and_by_pointer(own, world, assert_accessible):
    add = own.get_by_role("button", name="Lägg till rad i Kompetensinventering")
    names = own.locator(f"{SKILLS} h3")
    for number, name in enumerate(("Ett", "Två", "Tre"), start=1):
        add.click()
        expect(names).to_have_count(number)
        own.locator(f"{SKILLS} .doc__grid .input").first.fill(name)
    add.click()
    expect(names).to_have_count(4)
    own.goto(STEP)
    own.get_by_role("button", name="Flytta ned rad 1", exact=True).press("Enter")
    expect(names).to_have_text([re.compile("1. Två"), re.compile("2. Ett"), re.compile("3. Tre"), re.compile("4.")])
    expect(own.get_by_role("button", name="Flytta ned rad 2", exact=True)).to_be_focused()
    assert_accessible(own)
    grip, target = own.locator(f"{SKILLS} .grip").nth(2), own.locator(f"{SKILLS} [data-row]").first
    grip.scroll_into_view_if_needed()
    start, end = grip.bounding_box(), target.bounding_box()
    own.mouse.move(start["x"] + 5, start["y"] + 5)
    own.mouse.down()
    own.mouse.move(end["x"] + 20, end["y"] + 2, steps=5)
    own.mouse.up()
    expect(names.first).to_have_text("1. Tre")
    own.get_by_role("button", name="Ta bort rad 1", exact=True).click()
    expect(own.get_by_text("Raden ”Tre” är borttagen.")).to_be_visible()
    expect(names).to_have_count(3)
    assert_accessible(own)
    own.get_by_role("button", name="Ångra").click()
    expect(names.first).to_have_text("1. Tre")
    assert Entry.objects.filter(removed_at=None).count() == 4


def test_a_row_that_another_has_removed(own, world):
    own.get_by_role("button", name="Lägg till rad i Kompetensinventering").click()
    first = own.locator(f"{SKILLS} .doc__grid .input").first
    first.fill("Ledning")
    expect(own.locator(f"{SKILLS} [data-saved]")).to_have_text(SAVED)
    Entry.objects.filter(position=1).update(removed_at="2020-01-01T10:00Z", removed_by=world.people["manager"])
    first.fill("Ledning och styrning")
    expect(own.get_by_text("Raden är borttagen. Din text finns kvar i historiken.")).to_be_visible()
    own.get_by_role("button", name="Återställ raden med din text").click()
    expect(own.get_by_text("Raden är borttagen.")).to_have_count(0)
    expect(own.locator(f"{SKILLS} .doc__grid .input").first).to_have_value("Ledning och styrning")
    assert Answer.objects.get(field_key="omrade").value == "Ledning och styrning"
