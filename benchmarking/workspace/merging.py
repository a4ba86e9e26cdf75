"""Putting together two changes of the same text, by paragraph, where they do not touch each other."""

from difflib import SequenceMatcher
from typing import NamedTuple

#: Longer texts are not compared: a hostile one would keep the comparison busy for minutes.
MOST_PARAGRAPHS = 400
MOST_WORDS = 3_000


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
    ones, others = _words(one), _words(other)
    if max(len(ones), len(others)) > MOST_WORDS:
        return (Piece(one, differs=True),), (Piece(other, differs=True),)
    first, second = [], []
    for tag, i, j, k, m in SequenceMatcher(None, ones, others).get_opcodes():
        first.append(Piece("".join(ones[i:j]), differs=tag != "equal"))
        second.append(Piece("".join(others[k:m]), differs=tag != "equal"))
    return tuple(p for p in first if p.text), tuple(p for p in second if p.text)


def _words(text: str) -> list[str]:
    """Cut a text behind each space, so that the pieces joined are the text again."""
    words, start = [], 0
    for end, char in enumerate(text, start=1):
        if char.isspace():
            words.append(text[start:end])
            start = end
    return [*words, text[start:]] if text[start:] else words
