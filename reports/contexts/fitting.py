"""Cutting texts so that they fit on one page, whatever was typed.

The lines a text takes are reckoned from above: every sign is taken to be as wide as the widest of its class in
our typeface, and a line may be broken at a space only. Real lines are never more, so what fits here fits on paper.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

ELLIPSIS = "…"
#: Widths in parts of the type size, from the widest sign of each class in Source Sans 3 (400 and 600).
_WIDTHS = {
    sign: width
    for signs, width in (
        (" ijl.,:;'’|!", 0.31),
        ('frt()[]/\\-"”*°·•{}', 0.42),
        ("acegjkosvxyzåäöéèüJLI0123456789+=<>#$?_~–", 0.58),
        ("bdhnpquABCDEFGHKNOPQRSTUVXYZÅÄÖÉ&§→€", 0.69),
        ("mwMW%@—…", 0.97),
    )
    for sign in signs
}
#: What the points of a list stand in from the edge, in type sizes, in the deepest list (static/css/report.css).
LIST_INDENT = 2.8
_POINT = re.compile(r"^[ \t]*([-*+]|\d{1,9}[.)])([ \t]|$)", re.MULTILINE)
#: Other letters of Europe, and everything else: signs of other fonts too.
_OTHER_LETTER, _OTHER = 1.3, 2.2
_LETTERS_END = 0x2000
#: A word that is cut is left out whole, unless it is as long as this.
LONG_WORD = 40


def _width(text: str) -> float:
    return sum(_WIDTHS.get(sign) or (_OTHER_LETTER if ord(sign) < _LETTERS_END else _OTHER) for sign in text)


def wrap(text: str, room: float) -> int:
    """Return how many lines ``text`` takes at the most, with ``room`` type sizes to a line.

    In a text with a list every line is taken to stand in as far as its deepest point.
    """
    room -= LIST_INDENT if _POINT.search(text) else 0
    return sum(_lines(paragraph.expandtabs(1), room) for paragraph in text.splitlines())


def _lines(paragraph: str, room: float) -> int:
    lines, used = 1, 0.0
    for word in filter(None, paragraph.split(" ")):
        width = _width(word)
        if used and used + _WIDTHS[" "] + width <= room:
            used += _WIDTHS[" "] + width
            continue
        if used:
            lines, used = lines + 1, 0.0
        if width <= room:
            used = width
            continue
        # Wider than a line: it is broken, at the worst after signs that leave every other line all but empty.
        lines, used = lines + ceil(2 * width / room), room
    return lines


def cut(text: str, room: float, lines: int) -> str:
    """Return the beginning of ``text`` that takes at most ``lines`` lines, with an ellipsis where it was cut."""
    if wrap(text, room) <= lines:
        return text
    short = text[: int(lines * (room / min(_WIDTHS.values()) + 1))]
    kept = short[: bisect_right(range(len(short) + 1), lines, key=lambda n: wrap(short[:n] + ELLIPSIS, room)) - 1]
    words = kept.rsplit(None, 1)
    whole = words[0] if len(words) > 1 and len(words[1]) < LONG_WORD and kept == kept.rstrip() else kept
    return whole.rstrip(" \n,.;:–-") + ELLIPSIS


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a page: the texts that stand side by side in it, and what it measures, in points.

    ``base`` is what it takes besides its lines, ``least`` the lines it is sure to get.
    """

    texts: tuple[str, ...]
    base: float
    line: float
    room: float
    least: int

    @property
    def wanted(self) -> int:
        """Return how many lines its longest text takes."""
        return max(wrap(text, self.room) for text in self.texts)


def fit(blocks: Sequence[Block], height: float) -> list[tuple[str, ...]]:
    """Return the texts of each block, cut so that all blocks stand within ``height``.

    Each gets its least number of lines; what is left is dealt out a line at a time to those that want more.
    """
    wanted = [block.wanted for block in blocks]
    lines = [min(wish, block.least) for wish, block in zip(wanted, blocks, strict=True)]
    left = height - sum(block.base + block.line * given for block, given in zip(blocks, lines, strict=True))
    while takers := [n for n, block in enumerate(blocks) if lines[n] < wanted[n] and block.line <= left]:
        for n in takers:
            if blocks[n].line <= left:
                lines[n] += 1
                left -= blocks[n].line
    return [
        tuple(cut(text, block.room, given) for text in block.texts) for block, given in zip(blocks, lines, strict=True)
    ]
