"""Putting together two changes of the same text, by paragraph, where they do not touch each other."""

from difflib import SequenceMatcher
from typing import NamedTuple

from benchmarking.workspace.differing import differences

#: Longer texts are not compared: a hostile one would keep the comparison busy for minutes.
MOST_PARAGRAPHS = 400


class _Change(NamedTuple):
    """Paragraphs ``start`` to ``end`` of the base, replaced by ``lines``."""

    start: int
    end: int
    lines: tuple[str, ...]


def merge(base: str, theirs: str, mine: str) -> str | None:
    """Return the text that holds both changes of ``base``, or None when they touch the same paragraphs.

    A change adjacent to another one does not touch it; two paragraphs put in at the same place do.
    """
    if mine in (theirs, base):
        return theirs
    if theirs == base:
        return mine
    paragraphs = base.split("\n")
    if max(len(paragraphs), theirs.count("\n"), mine.count("\n")) > MOST_PARAGRAPHS:
        return None
    ours, yours = _changes(paragraphs, mine.split("\n")), _changes(paragraphs, theirs.split("\n"))
    if any(_touch(a, b) for a in ours for b in yours if a != b):
        return None
    at, whole = 0, []
    for change in sorted({*ours, *yours}):
        whole += [*paragraphs[at : change.start], *change.lines]
        at = change.end
    return "\n".join(whole + paragraphs[at:])


def _changes(base: list[str], text: list[str]) -> list[_Change]:
    opcodes = SequenceMatcher(None, base, text, autojunk=False).get_opcodes()
    return [_Change(i, j, tuple(text[k:m])) for tag, i, j, k, m in opcodes if tag != "equal"]


def _touch(a: _Change, b: _Change) -> bool:
    return (a.start < b.end and b.start < a.end) or (a.start == a.end == b.start == b.end)


class Piece(NamedTuple):
    """A stretch of one of two texts; ``differs`` when the other text does not have it."""

    text: str
    differs: bool


def tell_apart(one: str, other: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Cut two texts into pieces, word by word, so that a reader sees where they differ."""
    spans = differences(one, other)
    return (
        tuple(Piece(span.text, span.is_removed) for span in spans if not span.is_added),
        tuple(Piece(span.text, span.is_added) for span in spans if not span.is_removed),
    )
