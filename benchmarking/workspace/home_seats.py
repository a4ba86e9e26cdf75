"""Seats in an organisation's home team: each opens some parts of the method, or single worksheets."""

from collections import defaultdict
from typing import NamedTuple

from benchmarking.method.content import Content


class Openable(NamedTuple):
    """Something that a home-team seat can open; ``opens`` says what it leads to where the title does not."""

    key: str
    title: str
    opens: str


def parts_of(content: Content) -> tuple[Openable, ...]:
    """Return the parts of a method, with the worksheets that each opens."""
    return tuple(
        Openable(
            part.key,
            part.title,
            ", ".join(
                dict.fromkeys(
                    f"{sheet.title} (steg {step.number})"
                    for step in content.steps
                    for sheet in step.worksheets
                    if part.key in sheet.parts
                )
            ),
        )
        for part in content.parts
    )


def sheets_of_method(content: Content) -> tuple[Openable, ...]:
    """Return every worksheet of a method; one that comes back in several steps is one, under one key."""
    numbers: dict[str, list[int]] = defaultdict(list)
    titles: dict[str, str] = {}
    for step in content.steps:
        for sheet in step.worksheets:
            numbers[sheet.key].append(step.number)
            titles.setdefault(sheet.key, sheet.title)
    return tuple(
        Openable(key, title, f"steg {' och '.join(str(number) for number in numbers[key])}")
        for key, title in titles.items()
    )
