"""The difference between two texts, word by word, as a reader sees it. Pure functions, for wherever two texts meet."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from enum import StrEnum
from typing import NamedTuple

#: Where more words than this differ, one text is shown whole after the other: a hostile one would keep the
#: comparison busy for minutes, and no reader follows so many small changes.
MOST_WORDS = 1_500
#: Words kept on each side of a change when a long text is shown in brief.
AROUND = 12
_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
GAP = " … "


class Kind(StrEnum):
    """What became of a stretch of text."""

    KEPT = "kept"
    ADDED = "added"
    REMOVED = "removed"


class Span(NamedTuple):
    """A stretch of text that both texts have, or only the later one (added), or only the earlier one (removed)."""

    text: str
    kind: Kind

    @property
    def is_added(self) -> bool:
        """Tell whether only the later text has it."""
        return self.kind == Kind.ADDED

    @property
    def is_removed(self) -> bool:
        """Tell whether only the earlier text has it."""
        return self.kind == Kind.REMOVED


def differences(before: str, after: str) -> tuple[Span, ...]:
    """Return what it takes to come from one text to the other.

    The kept and removed spans joined are ``before``, the kept and added ones ``after``. Where both differ, what
    was taken away stands before what was put in.
    """
    ones, others = _TOKEN.findall(before), _TOKEN.findall(after)
    head = _shared(ones, others)
    tail = _shared(ones[head:][::-1], others[head:][::-1])
    middle, middles = ones[head : len(ones) - tail], others[head : len(others) - tail]
    spans = [Span("".join(ones[:head]), Kind.KEPT)]
    if max(len(middle), len(middles)) > MOST_WORDS:
        spans += [Span("".join(middle), Kind.REMOVED), Span("".join(middles), Kind.ADDED)]
    else:
        spans += _compared(middle, middles)
    spans.append(Span("".join(ones[len(ones) - tail :]), Kind.KEPT))
    return tuple(_joined(spans))


def _shared(ones: list[str], others: list[str]) -> int:
    """Return how many words both begin with."""
    count = 0
    for one, other in zip(ones, others, strict=False):
        if one != other:
            break
        count += 1
    return count


def _compared(ones: list[str], others: list[str]) -> Iterator[Span]:
    for tag, i, j, k, m in SequenceMatcher(None, ones, others).get_opcodes():
        if tag == "equal":
            yield Span("".join(ones[i:j]), Kind.KEPT)
        else:
            yield Span("".join(ones[i:j]), Kind.REMOVED)
            yield Span("".join(others[k:m]), Kind.ADDED)


def _joined(spans: list[Span]) -> Iterator[Span]:
    """Put neighbours together; a lone space between two changes goes with them, so that whole phrases are seen."""
    removed, added = "", ""
    spans = [span for span in spans if span.text]
    for number, span in enumerate(spans):
        between = span.kind == Kind.KEPT and span.text.isspace() and "\n" not in span.text
        if between and (removed or added) and number + 1 < len(spans):
            removed, added = removed + span.text, added + span.text
        elif span.kind == Kind.KEPT:
            yield from _changed(removed, added)
            removed = added = ""
            yield span
        elif span.kind == Kind.REMOVED:
            removed += span.text
        else:
            added += span.text
    yield from _changed(removed, added)


def _changed(removed: str, added: str) -> Iterator[Span]:
    if removed:
        yield Span(removed, Kind.REMOVED)
    if added:
        yield Span(added, Kind.ADDED)


def in_brief(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Return the spans with long kept stretches cut down to a few words beside each change."""
    last = len(spans) - 1
    return tuple(
        _cut(span, first=number == 0, last=number == last) if span.kind == Kind.KEPT else span
        for number, span in enumerate(spans)
    )


def _cut(span: Span, *, first: bool, last: bool) -> Span:
    words = re.findall(r"\S+\s*|^\s+", span.text)
    if first and last:
        return span if len(words) <= 4 * AROUND else Span("".join(words[: 4 * AROUND]).rstrip() + GAP, Kind.KEPT)
    head = [] if first else words[:AROUND]
    tail = [] if last else words[-AROUND:]
    if len(words) <= len(head) + len(tail) + AROUND:
        return span
    return Span("".join(head).rstrip() + GAP + "".join(tail), Kind.KEPT)


def count_words(spans: tuple[Span, ...]) -> tuple[int, int]:
    """Return how many words were put in, and how many taken away."""
    added = sum(len(re.findall(r"\w+", span.text)) for span in spans if span.is_added)
    removed = sum(len(re.findall(r"\w+", span.text)) for span in spans if span.is_removed)
    return added, removed
