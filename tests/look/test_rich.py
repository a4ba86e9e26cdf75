"""How long texts are shown: paragraphs, lists and links, and everything else as it was typed."""

import time

import nh3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.templatetags import rich as module
from config.templatetags.rich import answer, rich

LINK = '<a href="https://kalmar.se/a?b=1&amp;c=2" rel="noopener noreferrer">'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("", ""),
        ("ett\ntvå\n\ntre", "<p>ett<br>två</p><p>tre</p>"),
        ("Vi gör:\n- ett\n- två", "<p>Vi gör:</p><ul><li>ett</li><li>två</li></ul>"),
        ("1. ett\n2. två", '<ol><li value="1">ett</li><li value="2">två</li></ol>'),
        ("2019. Ett bra år", '<ol><li value="2019">Ett bra år</li></ol>'),
        ("- a\n  - b", "<ul><li>a<ul><li>b</li></ul></li></ul>"),
        ("Se [kartan](https://kalmar.se/a?b=1&c=2).", f"<p>Se {LINK}kartan</a>.</p>"),
        ("https://kalmar.se/a?b=1&c=2 läs", f"<p>{LINK}https://kalmar.se/a?b=1&amp;c=2</a> läs</p>"),
        ("[x](javascript:alert(1)) kalmar.se", "<p>[x](javascript:alert(1)) kalmar.se</p>"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("- <img src=x onerror=y>", "<ul><li>&lt;img src=x onerror=y&gt;</li></ul>"),
        ("# *a* _b_ `c` > d\n---\n&amp;", "<p># *a* _b_ `c` &gt; d<br>---<br>&amp;amp;</p>"),
        ("![bild](https://kalmar.se/a?b=1&c=2)", f"<p>!{LINK}bild</a></p>"),
    ],
)
def test_what_is_typed_is_shown(text, html):
    assert rich(text).replace("\n", "") == html


def test_only_long_texts_have_marks():
    assert answer("1. a\n<b>", "text") == "1. a<br>&lt;b&gt;"
    assert "<ol>" in answer("1. a", "long_text")


@given(st.text(alphabet="ab 1.-\n<&'\"*\\", max_size=60))
def test_the_short_way_is_the_same_as_the_long(text):
    made = nh3.clean(module._READER.render(text), tags=module.TAGS, attributes=module.ATTRIBUTES)  # noqa: SLF001
    assert nh3.clean(rich(text)).replace("\n", "") == nh3.clean(made).replace("\n", "")


@given(st.text(alphabet="[]()<>:/!-1. \n\t\"'htpsjavcrimlo&;#x", max_size=80))
def test_no_other_markup_ever_comes_out(text):
    html = rich(text)
    assert nh3.clean(html, tags=module.TAGS, attributes=module.ATTRIBUTES, url_schemes=module.SCHEMES) == (
        nh3.clean(html, attributes={"*": {"onclick", "style", "src"}, "a": {"href"}, "li": {"value"}})
    )


@pytest.mark.parametrize("mark", ["[", "](https://", "[a](https://a ", "https://a", "![", "- ", "  - ", "1. ", "x:"])
def test_a_hostile_text_is_shown_at_once(mark):
    started = time.process_time()
    rich(mark * (20_000 // len(mark)))
    assert time.process_time() - started < 1
