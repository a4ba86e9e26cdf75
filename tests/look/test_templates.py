"""Every template of the house: nothing inline, known verbs, and a skeleton that asks for nothing."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.template.loader import get_template
from django.test import RequestFactory

from cohorts.roles import VERBS

TEMPLATES = sorted(
    path
    for folder in [settings.BASE_DIR / "templates", *settings.BASE_DIR.glob("*/templates")]
    for path in folder.rglob("*.html")
)
FRAMED = ["base", "400", "403", "403_csrf", "404", "500", "503", "refusal"]
HTMX_ON = re.compile(r"<[^>]*\s(on[a-z]+|hx-on[:\w-]*)=", re.IGNORECASE)


def words(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"{% comment %}.*?{% endcomment %}", "", text, flags=re.DOTALL)
    return re.sub(r"{#.*?#}", "", text)


def render(name, user=None, **context):
    request = RequestFactory().get("/omgangar/")
    request.user = user or AnonymousUser()
    return get_template(f"{name}.html").render(context, request)


def test_the_walk_finds_the_templates():
    assert {"base.html", "paper.html", "refusal.html", "field.html"} <= {path.name for path in TEMPLATES}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(settings.BASE_DIR)))
def test_nothing_is_inline(path):
    text = words(path)
    assert not re.search(r"\sstyle\s*=", text), "a style attribute: the CSP refuses it"
    assert "<style" not in text
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", text)), "a script without a file"
    assert not HTMX_ON.search(text), "an event handler in an attribute"
    assert "javascript:" not in text
    assert "|safe" not in text, "text of people would be run as HTML"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(settings.BASE_DIR)))
def test_can_is_asked_known_verbs_only(path):
    asked = set(re.findall(r"\bcan\.(\w+)", words(path)))
    assert asked <= set(VERBS), asked - set(VERBS)


@pytest.mark.parametrize("name", FRAMED)
def test_the_skeleton_renders_without_context(name):
    # No mark for the database: a query here would fail the test.
    page = get_template(f"{name}.html").render()
    assert '<html lang="sv">' in page
    assert 'id="innehall"' in page
    if name != "base":
        assert page.count("<h1>") == 1


@pytest.mark.parametrize("name", FRAMED)
def test_the_skeleton_renders_for_a_visitor(name):
    page = render(name)
    for address in ("/om/", "/tillganglighet/", "/personuppgifter/"):
        assert f'href="{address}"' in page
    assert "Logga in" in page
    assert "Logga ut" not in page


def test_an_error_says_what_to_do():
    for name in ("400", "403", "403_csrf", "404", "500"):
        said = "".join(re.findall(r"<main.*</main>", render(name), re.DOTALL))
        assert 'href="/"' in said, name
        assert "!" not in said, name


def test_a_refusal_is_shown_as_text():
    page = render("refusal", refusal="Steget <b>väntar</b> på två punkter.")
    assert "Steget &lt;b&gt;väntar&lt;/b&gt; på två punkter." in page
    assert 'role="status"' in get_template("fragments/refusal.html").render({"refusal": "Nej."})


def frame(**changes):
    hats = (
        SimpleNamespace(pk=1842, label="Strateg, Kalmar", current=True),
        SimpleNamespace(pk=9, label="Mentor, Norrtälje", current=False),
    )
    nav = (
        SimpleNamespace(label="Mitt arbete", url="/", current=""),
        SimpleNamespace(label="Omgångar", url="/omgangar/", current="page"),
    )
    person = SimpleNamespace(name="Marit <Öhlund>", email="marit@example.org")
    return {"person": person, "hats": hats, "nav": nav, "demo": True} | changes


def test_the_frame_shows_who_where_and_the_way_out():
    page = render("base", **frame(), crumbs=[("Omgång 2019", "/omgangar/2019/"), ("Steg 5", "")])
    assert "Marit &lt;Öhlund&gt;" in page
    assert page.count('aria-current="page"') == 2  # the menu and the last crumb
    assert 'value="1842"' in page, "an id is no number to be written with a thousands separator"
    assert re.search(r'<form[^>]*action="/konto/[^"]*"[^>]*>\s*<input type="hidden" name="csrfmiddlewaretoken"', page)
    assert "Alla personer, svar, värden och citat är påhittade." in page


def test_one_hat_is_no_choice():
    page = render("base", **frame(hats=frame()["hats"][:1], demo=False))
    assert "<details" not in page
    assert "Strateg, Kalmar" in page
    assert "Demo" not in page


def test_htmx_is_held_short():
    page = render("base")
    for setting in ('"allowEval":false', '"allowScriptTags":false', '"historyCacheSize":0', '"selfRequestsOnly":true'):
        assert setting in page
    assert '"includeIndicatorStyles":false' in page  # htmx would write a <style>, which the CSP refuses
    assert 'hx-history="false"' in page
