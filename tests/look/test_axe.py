"""The check of pages: a pair of colours that has passed is not judged again, and every other one is."""

import pytest

from tests import axe

DARK, PALE = "color: #111", "color: #ccc"


@pytest.fixture
def found(page, monkeypatch):
    monkeypatch.setattr(axe, "_passed", set())

    def run(html: str) -> list[str]:
        page.set_content(f"<!doctype html><html lang=sv><title>Sida</title><main><h1>Rubrik</h1>{html}</main></html>")
        return [fault["id"] for fault in axe.found_on(page, thorough=False).response["violations"]]

    return run


def test_what_has_passed_is_not_judged_again(found):
    assert found(f"<p style='{DARK}'>Ett ord") == []
    known = set(axe._passed)  # noqa: SLF001
    assert len(known) == 2
    assert found(f"<p style='{DARK}'>Ett annat") == []
    assert axe._passed == known  # noqa: SLF001


@pytest.mark.parametrize(
    "html",
    [
        f"<p style='{PALE}'>Ett ord",
        f"<div style='background: #222'><p style='{DARK}'>Ett ord",
        f"<div style='opacity: .3'><p style='{DARK}'>Ett ord",
        f"<input aria-label=Ord value='Ett ord' style='{PALE}'>",
    ],
)
def test_what_is_pale_is_found_every_time(found, html):
    assert found(f"<p style='{DARK}'>Ett ord") == []
    assert found(html) == ["color-contrast"]
    assert found(html) == ["color-contrast"]


@pytest.mark.parametrize(
    ("exempt", "shown"),
    [
        (
            f"<input aria-label=Ord value='Ett ord' disabled style='{PALE}; background: #fff'>",
            f"<input aria-label=Ord value='Ett ord' style='{PALE}; background: #fff'>",
        ),
        (
            f"<span style='position: absolute; clip-path: inset(50%); {PALE}'>Ett ord</span>",
            f"<span style='{PALE}'>Ett ord</span>",
        ),
    ],
)
def test_what_need_not_be_read_says_nothing_of_what_must_be(found, exempt, shown):
    assert found(exempt) == []
    assert found(shown) == ["color-contrast"]


def test_other_faults_are_found_beside(found):
    assert found(f"<img src=x><p style='{PALE}'>Ett ord") == ["image-alt", "color-contrast"]
