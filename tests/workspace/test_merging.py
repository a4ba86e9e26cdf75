"""Two changes of one text: put together where they do not touch, never with a paragraph lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarking.workspace.merging import MOST_PARAGRAPHS, merge, tell_apart


@pytest.mark.parametrize(
    ("base", "theirs", "mine", "whole"),
    [
        ("a", "b", "a", "b"),
        ("a", "a", "b", "b"),
        ("a", "b", "b", "b"),
        ("a", "b", "c", None),
        ("a\nb", "A\nb", "a\nB", "A\nB"),
        ("a\nb\nc", "a\nb\nc\nd", "x\na\nb\nc", "x\na\nb\nc\nd"),
        ("a\nb\nc", "a\nc", "a\nb\nC", "a\nC"),
        ("a\nb", "a\nb\nx", "a\nb\ny", None),
        ("a\nb", "", "a\nB", None),
        ("", "deras", "mitt", None),
        ("a\nb\nc", "A\nb\nC", "A\nb\nc", "A\nb\nC"),
    ],
)
def test_merge(base, theirs, mine, whole):
    assert merge(base, theirs, mine) == whole


def test_a_text_of_very_many_paragraphs_is_left_to_the_person():
    many = "\n" * (MOST_PARAGRAPHS + 1)
    assert merge(many, f"a{many}", f"{many}b") is None


paragraphs = st.lists(st.sampled_from("abcde"), max_size=6).map("\n".join)


@given(paragraphs, paragraphs, paragraphs)
def test_what_either_put_in_is_there(base, theirs, mine):
    whole = merge(base, theirs, mine)
    if whole is not None:
        new = (set(theirs.split("\n")) | set(mine.split("\n"))) - set(base.split("\n"))
        assert new <= set(whole.split("\n"))
        assert merge(base, mine, theirs) is not None


@given(st.text(alphabet="ab \n", max_size=30), st.text(alphabet="ab \n", max_size=30))
def test_pieces_are_the_texts_again(one, other):
    pieces, others = tell_apart(one, other)
    assert "".join(piece.text for piece in pieces) == one
    assert "".join(piece.text for piece in others) == other
    assert any(piece.differs for piece in (*pieces, *others)) == (one != other)
