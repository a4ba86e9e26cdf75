"""The stylesheets: nothing undefined, nothing WeasyPrint cannot read, and contrast as promised."""

import re

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from config.templatetags.jamna import ICONS

CSS = settings.BASE_DIR / "static" / "css"
TEMPLATES = settings.BASE_DIR / "templates"
SHEETS = {path.name: re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL) for path in sorted(CSS.glob("*.css"))}
TOKENS = dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", SHEETS["tokens.css"]))


def linked(template):
    return re.findall(r"css/([\w-]+\.css)", (TEMPLATES / template).read_text())


def luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, other):
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_every_sheet_is_linked_and_every_link_exists():
    links = linked("base.html") + linked("paper.html")
    assert set(links) == set(SHEETS)


@pytest.mark.parametrize("name", SHEETS)
def test_no_property_is_undefined(name):
    defined = set(re.findall(r"(--[\w-]+)\s*:", "".join(SHEETS.values())))
    used = set(re.findall(r"var\((--[\w-]+)", SHEETS[name]))
    assert used <= defined, used - defined


def test_no_token_is_idle():
    sprite = (TEMPLATES / "components" / "sprite.html").read_text()
    used = set(re.findall(r"var\(--([\w-]+)", "".join(SHEETS.values()) + sprite))
    assert set(TOKENS) <= used, set(TOKENS) - used


@pytest.mark.parametrize("name", SHEETS)
def test_weasyprint_can_read_it(name):
    text = SHEETS[name]
    assert not re.search(r"@(import|layer|supports|container)\b", text)
    assert "&" not in text, "nested rules"
    assert ":has(" not in text


@pytest.mark.parametrize("name", SHEETS)
def test_every_file_it_names_is_served(name):
    for address in re.findall(r'url\("\.\./([^"]+)"\)', SHEETS[name]):
        assert finders.find(address), address


@pytest.mark.parametrize(
    ("ink", "ground", "least"),
    [
        ("ink", "paper", 15.5),
        ("ink", "mist", 14.1),
        ("ink-2", "paper", 7.4),
        ("ink-2", "mist", 6.7),
        ("ink-2", "petrol-tint", 6.1),
        ("edge", "paper", 4.5),
        ("edge", "mist", 4.0),
        ("petrol", "paper", 9.1),
        ("petrol", "petrol-tint", 7.5),
        ("petrol", "mist-2", 4.5),
        ("petrol-dark", "paper", 12.3),
        ("brick", "paper", 7.0),
        ("brick", "brick-tint", 6.0),
        ("brick", "mist", 4.5),
        ("focus", "paper", 6.7),
        ("focus", "mist", 6.1),
    ],
)
def test_contrast_of_the_pairs_in_use(ink, ground, least):
    assert contrast(TOKENS[ink], TOKENS[ground]) >= least


def test_the_sprite_holds_the_icons():
    sprite = (TEMPLATES / "components" / "sprite.html").read_text()
    assert set(re.findall(r'<symbol id="i-(\w+)"', sprite)) == ICONS
