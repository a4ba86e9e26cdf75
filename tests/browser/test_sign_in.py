"""Through the door: the letter leaves with a real worker, and the code in it opens."""

import re
from collections.abc import Callable
from email.message import EmailMessage

import pytest
from playwright.sync_api import Page, expect

from accounts import people
from tests.browser.post import arrived

PAGES = [
    "/konto/login/",
    "/konto/kod/",
    "/konto/losenord/nytt/",
    "/konto/losenord/nytt/skickat/",
    "/konto/losenord/nytt/klart/",
    "/konto/losenord/nytt/1-fel-lank/",
    "/konto/signup/",
    "/konto/inactive/",
]


def code_in(delivered: Callable[[], list[EmailMessage]]) -> str:
    """Return the code of the letter that arrives."""
    code = re.search(r"^[A-Z]{4}-[A-Z]{4}$", arrived(delivered).get_content(), re.MULTILINE)
    assert code is not None
    return code.group()


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_sign_in_by_the_code_in_the_letter(browser, browser_context_args, delivered, script):
    people.create(email="anna@kalmar.example", name="Anna Alm")
    page = browser.new_context(**browser_context_args, java_script_enabled=script).new_page()
    page.goto("/konto/losenord/valj/")
    heading(page, "Logga in")
    page.get_by_label("E-postadress").first.fill("Anna@Kalmar.example")
    page.get_by_role("button", name="Skicka en kod").click()
    heading(page, "Skriv koden")
    page.get_by_label("Kod").fill(code_in(delivered).lower())
    page.get_by_label("Kod").press("Enter")
    heading(page, "Välj lösenord")
    expect(page.get_by_role("banner")).to_contain_text("Anna Alm")
    page.get_by_role("button", name="Logga ut").click()
    expect(page.get_by_text("Du är utloggad.")).to_be_visible()
    page.context.close()


@pytest.mark.parametrize("width", [1280, 375])
def test_the_pages_of_the_door_are_accessible(page, assert_accessible, width):
    page.set_viewport_size({"width": width, "height": 900})
    for path in PAGES:
        page.goto(path)
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    page.goto("/konto/login/")
    page.get_by_label("E-postadress").last.fill("ingen@hittepa.example")
    page.get_by_label("Lösenord", exact=True).fill("fel")
    page.get_by_role("button", name="Logga in", exact=True).click()
    expect(page.get_by_role("alert").filter(has_text="hör inte ihop")).to_be_focused()
    assert_accessible(page)
    page.get_by_label("E-postadress").first.fill("ingen@hittepa.example")
    page.get_by_role("button", name="Skicka en kod").click()
    page.get_by_label("Kod").fill("BBBB-BBBB")
    page.get_by_role("button", name="Logga in", exact=True).click()
    expect(page.get_by_role("alert").filter(has_text="Koden stämmer inte")).to_be_focused()
    assert_accessible(page)
