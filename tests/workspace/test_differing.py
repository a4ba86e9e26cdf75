"""The difference between two texts, word by word."""

import random
import time

import pytest

from benchmarking.workspace.differing import AROUND, Kind, Span, count_words, differences, in_brief

KEPT, ADDED, REMOVED = Kind.KEPT, Kind.ADDED, Kind.REMOVED


@pytest.mark.parametrize(
    ("before", "after", "spans"),
    [
        ("", "", []),
        ("", "Hej du", [(ADDED, "Hej du")]),
        ("Hej du", "", [(REMOVED, "Hej du")]),
        ("Första", "Första texten", [(KEPT, "Första"), (ADDED, " texten")]),
        ("Vi ses i mars.", "Vi ses i maj.", [(KEPT, "Vi ses i "), (REMOVED, "mars"), (ADDED, "maj"), (KEPT, ".")]),
        # A phrase that is exchanged is seen as a phrase, not as every other word.
        ("Vi prövar en fråga nu", "Vi ställer två krav nu", [
            (KEPT, "Vi "), (REMOVED, "prövar en fråga"), (ADDED, "ställer två krav"), (KEPT, " nu"),
        ]),
        ("ett\ntvå\ntre", "ett\nfyra\ntre", [(KEPT, "ett\n"), (REMOVED, "två"), (ADDED, "fyra"), (KEPT, "\ntre")]),
    ],
)  # fmt: skip
def test_what_is_told(before, after, spans):
    assert [(span.kind, span.text) for span in differences(before, after)] == spans


def test_both_texts_can_be_read_from_it():
    chance = random.Random(2019)
    words = ["a", "b", "å", " ", "  ", "\n", ".", ",", "ord"]
    for _ in range(2_000):
        before, after = ("".join(chance.choices(words, k=chance.randrange(14))) for _ in "ab")
        spans = differences(before, after)
        assert "".join(span.text for span in spans if not span.is_added) == before
        assert "".join(span.text for span in spans if not span.is_removed) == after
        assert all(span.text for span in spans)


def test_a_hostile_text_takes_no_time():
    before, after = "a b " * 5_000, "b a " * 5_000 + "slut"
    started = time.monotonic()
    assert differences(before, after)
    assert time.monotonic() - started < 1


def test_long_kept_stretches_are_cut_beside_the_change():
    long = " ".join(f"ord{number}" for number in range(100))
    spans = in_brief(differences(f"{long} slut {long}", f"{long} början {long}"))
    shown = "".join(span.text for span in spans if not span.is_removed)
    assert "ord99 början ord0" in shown
    assert f"ord{99 - AROUND}" not in shown.split()
    assert " … " in shown
    short = (Span("ett två tre", KEPT),)
    assert in_brief(short) == short


def test_words_are_counted():
    assert count_words(differences("en fråga", "två frågor till")) == (3, 2)
