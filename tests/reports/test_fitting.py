"""Cutting texts to the room they have: reckoned lines are never fewer than the real ones."""

import pypdfium2
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.contexts.fitting import ELLIPSIS, Block, cut, fit, wrap
from reports.render import render_pdf

ROOM = 32.5
WORDS = st.text(st.sampled_from("abmWiÅöåäö.-/<>()…—漢🎉ЖŁ=&@%"), min_size=1, max_size=60)
TEXTS = st.lists(WORDS, max_size=40).flatmap(lambda words: st.just(" ".join(words)))


def real_lines(text):
    """Return how many lines WeasyPrint makes of a text, in our typeface."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br>")
    style = "font-family: 'Source Sans 3'; font-size: 10px; line-height: 20px; margin: 0; overflow-wrap: break-word"
    pdf, _ = render_pdf(
        '<html lang="sv"><title>x</title><link rel="stylesheet" href="/static/css/paper-fonts.css">'
        f"<style>@page {{ size: {ROOM * 10}px 90000px; margin: 0 }} body {{ {style} }}</style>"
        f"<body><div>{escaped}</div><p style='margin: 0'>SLUT</p>"
    )
    page = pypdfium2.PdfDocument(pdf)[0]
    found = page.get_textpage().search("SLUT").get_next()
    top = page.get_textpage().get_charbox(found[0])[3]
    return int((page.get_height() - top) / 0.75 // 20)


@settings(max_examples=25)
@given(TEXTS)
def test_real_lines_are_never_more_than_reckoned(text):
    assert real_lines(text) <= wrap(text, ROOM)


def test_a_word_with_many_places_to_break_takes_no_more_than_reckoned():
    text = '<script>alert("hej")</script><h1>stor</h1>' * 20
    assert real_lines(text) <= wrap(text, ROOM)
    hyphens = ("m" * 18 + "-") * 20
    assert real_lines(hyphens) <= wrap(hyphens, ROOM)


@given(TEXTS, st.integers(1, 8))
def test_what_is_cut_takes_its_lines_and_begins_as_the_text_does(text, lines):
    short = cut(text, ROOM, lines)
    assert wrap(short, ROOM) <= lines
    if short != text:
        assert short.endswith(ELLIPSIS)
        assert text.startswith(short.removesuffix(ELLIPSIS))


def test_ordinary_words_are_cut_between_words_and_use_their_room():
    text = "Vi tog fram en gemensam frågelista för kvinnor och män. " * 20
    short = cut(text, ROOM, 4)
    assert short.removesuffix(ELLIPSIS).split(" ")[-1].strip(".") in text.replace(".", "").split()
    assert real_lines(short) in {3, 4}


def test_each_block_gets_its_least_and_the_rest_is_shared():
    long = "ord " * 2000
    blocks = [
        Block((long,), 10.0, 10.0, ROOM, 3),
        Block(("kort",), 10.0, 10.0, ROOM, 3),
        Block((long, long), 10.0, 10.0, ROOM, 2),
    ]
    first, second, third = fit(blocks, 130.0)
    assert second == ("kort",)
    assert [wrap(text, ROOM) for text in (*first, *third)] == [5, 4, 4]


def test_everything_is_kept_where_there_is_room():
    blocks = [Block(("En mening.\nOch en till.",), 10.0, 10.0, ROOM, 1)]
    assert fit(blocks, 100.0) == [("En mening.\nOch en till.",)]
