"""Lists and numbers in Swedish sentences."""

from collections.abc import Sequence


def listed(words: Sequence[str]) -> str:
    """Return "Boden", "Boden och Luleå", "Boden, Luleå och Piteå"; "" for none."""
    return " och ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def thousands(number: int) -> str:
    """Return a number of people to the nearest hundred: "41 300"."""
    return f"{round(number, -2):,}".replace(",", "\N{NO-BREAK SPACE}")
