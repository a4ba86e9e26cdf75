"""How a long text that people have typed is shown: paragraphs, lists and links, and nothing else.

People type plain text with light marks: a blank line parts paragraphs, a line that begins with "- " or "1. " is a
point of a list, ``[text](https://…)`` or a bare https:// address is a link. The text is stored as it was typed, so
merging, differences and releases work on plain text. A library reads the marks and another washes what it made;
all other markup stays visible text.
"""

import re
from collections.abc import Sequence
from typing import Any

import nh3
from django import template
from django.template.defaultfilters import linebreaksbr
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

register = template.Library()

RULES = ["list", "newline", "link", "linkify"]
TAGS = {"p", "br", "ul", "ol", "li", "a"}
ATTRIBUTES = {"*": set[str](), "a": {"href"}, "li": {"value"}}
SCHEMES = {"http", "https", "mailto"}
# A text with more than this is hostile, and is shown as lines: its reading would take seconds.
MOST_MARKS = 300
LONGEST_WORD = 2_000
_ADDRESS = re.compile(r"(https?://|mailto:)\S", re.IGNORECASE)
# What a text without any mark does not have: it needs no reading.
_POINT = re.compile(r"^[ \t]*([-*+]|\d{1,9}[.)])([ \t]|$)", re.MULTILINE)
_SIGNS = ("[", "://", "\0", "\r", "\t")


_LONG_WORD = re.compile(rf"\S{{{LONGEST_WORD}}}")


def _point(_self: Any, tokens: Sequence[Token], at: int, _options: Any, _env: Any) -> str:
    """Give a point of a list the number that was typed: "2019. Ett bra år" is not point 1."""
    number = tokens[at].info
    return f'<li value="{int(number)}">' if number.isdigit() else "<li>"


def _reader() -> MarkdownIt:
    reader = MarkdownIt("zero", {"html": False, "linkify": True, "breaks": True}).enable(RULES)
    reader.validateLink = lambda url: _ADDRESS.match(url) is not None  # type: ignore[method-assign]
    if reader.linkify:
        reader.linkify.set({"fuzzy_link": False, "fuzzy_email": False, "fuzzy_ip": False})
    reader.add_render_rule("list_item_open", _point)
    return reader


_READER = _reader()


@register.filter
def rich(text: str | None) -> SafeString:
    """Show a long text: paragraphs, lists and links as HTML, everything else as it was typed."""
    if not text or not text.strip():
        return SafeString("")
    if not _has_marks(text) or _is_hostile(text):
        return _plain(text)
    made = nh3.clean(_READER.render(text), tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES)
    return mark_safe(made)  # noqa: S308  washed on the line above


def _has_marks(text: str) -> bool:
    """Tell whether there may be something to read; signs are looked for first, since most texts have none."""
    return any(sign in text for sign in _SIGNS) or "mailto:" in text.lower() or _POINT.search(text) is not None


def _is_hostile(text: str) -> bool:
    marks = text.count("[") + text.count(":")
    return marks > MOST_MARKS or _LONG_WORD.search(text) is not None


def _plain(text: str) -> SafeString:
    """Show a text without marks as the reader would, at a tenth of its cost."""
    paragraphs = re.split(r"\n[ ]*(?:\n[ ]*)+", text.strip("\n "))
    lines = ([line.strip(" ") for line in paragraph.split("\n")] for paragraph in paragraphs)
    return SafeString("".join(f"<p>{'<br>'.join(map(escape, each))}</p>" for each in lines))


@register.filter
def answer(shown: str, kind: str) -> SafeString:
    """Show what stands in a field of the kind ``kind``: a long text as ``rich`` does, else its lines."""
    return rich(shown) if kind == "long_text" else linebreaksbr(shown)
