"""static/js/page.js in a real browser, under the product's CSP: focus, the CSRF header, words when something fails."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

PAGE = '{% extends "base.html" %}{% block content %}<h1>Prov</h1>{{ block }}{% endblock %}'
BUTTON = '<div id="box"><button hx-post="/do/" hx-target="#box" hx-swap="innerHTML">Gör</button></div>'


def source(body):
    return PAGE.replace("{{ block }}", body)


@pytest.fixture
def errors(page):
    found = []
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on(
        "console", lambda message: found.append(message.text) if "Content Security Policy" in message.text else None
    )
    return found


def test_a_request_of_htmx_carries_the_token_of_now(show, page, errors):
    page.context.add_cookies([{"name": "csrftoken", "value": "new", "url": "http://jamna.test"}])
    show(source(BUTTON), {"/do/": (200, "<p>Klart</p>")}, csrf_token="old")
    page.get_by_role("button", name="Gör").click()
    expect(page.get_by_text("Klart")).to_be_visible()
    assert show.sent[-1].headers["x-csrftoken"] == "new"
    assert errors == []


def test_without_a_cookie_the_page_s_own_token_is_sent(show, page):
    show(source(BUTTON), {"/do/": (200, "<p>Klart</p>")}, csrf_token="from-page")
    page.get_by_role("button", name="Gör").click()
    expect(page.get_by_text("Klart")).to_be_visible()
    assert show.sent[-1].headers["x-csrftoken"] == "from-page"


def test_focus_goes_on_where_the_button_was(show, page):
    show(source(BUTTON), {"/do/": (200, "<h2>Punkten är klar</h2><p>Text</p>")})
    page.get_by_role("button", name="Gör").press("Enter")
    expect(page.get_by_role("heading", name="Punkten är klar")).to_be_focused()


def test_focus_stays_on_what_has_the_same_id(show, page):
    body = '<div id="box"><button id="go" hx-post="/do/" hx-target="#box" hx-swap="innerHTML">Gör</button></div>'
    answer = '<h2>Nytt</h2><button id="go">Gör igen</button>'
    show(source(body), {"/do/": (200, answer)})
    page.get_by_role("button", name="Gör").press("Enter")
    expect(page.get_by_role("button", name="Gör igen")).to_be_focused()


@pytest.mark.parametrize("status", [401, 409, 422])
def test_an_answer_that_says_no_is_shown_in_its_place(show, page, status):
    body = '<div class="error-summary"><h2>Det här behöver rättas</h2></div>'
    show(source(BUTTON), {"/do/": (status, body)})
    page.get_by_role("button", name="Gör").press("Enter")
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.get_by_role("alert")).to_be_empty()


@pytest.mark.parametrize(
    ("status", "words"), [(403, "inte ditt att göra"), (404, "finns inte kvar"), (500, "Försök igen")]
)
def test_a_failure_is_said_and_leaves_the_page(show, page, status, words):
    show(source(BUTTON), {"/do/": (status, "<p>En hel felsida</p>")})
    page.get_by_role("button", name="Gör").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text(words)
    expect(page.get_by_role("button", name="Gör")).to_be_focused()
    expect(page.get_by_text("En hel felsida")).to_have_count(0)


def test_a_page_with_errors_starts_at_its_summary(show, page):
    show(source('<div class="error-summary" role="alert" tabindex="-1"><h2>Rätta</h2></div>'))
    expect(page.locator(".error-summary")).to_be_focused()


def test_a_script_in_an_answer_does_not_run(show, page):
    show(source(BUTTON), {"/do/": (200, "<p>Klart</p><script>document.title = 'taken'</script>")})
    page.get_by_role("button", name="Gör").click()
    expect(page.get_by_text("Klart")).to_be_visible()
    assert page.title() == "Jämna steg – Jämna steg"


def test_the_menu_of_hats_opens_and_closes_by_keyboard(show, page):
    hats = [{"pk": 1, "label": "Strateg, Kalmar", "current": True}, {"pk": 2, "label": "Mentor", "current": False}]
    show(source(""), person={"name": "Marit Öhlund"}, hats=hats)
    page.locator("details.hats summary").press("Enter")
    expect(page.get_by_role("button", name="Mentor")).to_be_visible()
    assert Axe().run(page).violations_count == 0
    page.get_by_role("button", name="Mentor").press("Escape")
    expect(page.get_by_role("button", name="Mentor")).to_be_hidden()
    expect(page.locator("details.hats summary")).to_be_focused()


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "500", "503", "refusal"])
def test_the_error_pages_are_accessible(show, page, name):
    show(f'{{% include "{name}.html" %}}', refusal="Steget väntar på två punkter.", demo=True)
    assert Axe().run(page).violations_count == 0
    for width in (375, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert Axe().run(page).violations_count == 0
