"""A list of people as it was typed: one row per person, or one per organisation with its three people beside it.

The headings tell which. Nothing is asked of the database here; ``cohorts.intake`` knows the round.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from access.refusals import Refusal
from cohorts.roles import Function, Part
from cohorts.sheets import Sheet

#: What people call the three functions (docs/glossary.md).
FUNCTIONS = {
    "politiker": Function.POLITICIAN,
    "förtroendevald": Function.POLITICIAN,
    "chef": Function.MANAGER,
    "strateg": Function.STRATEGIST,
    "nyckelperson": Function.STRATEGIST,
    "strateg/nyckelperson": Function.STRATEGIST,
}
PARTS = {"deltagare": Part.PARTICIPANT, "mentor": Part.MENTOR, "mentorsorganisation": Part.MENTOR}
CAPACITIES = {"2": 2, "3": 3}
_HEADINGS = {
    "organisation": ("organisation", "kommun", "region", "kommun/region"),
    "code": ("kod", "kommunkod", "organisationskod", "länskod"),
    "function": ("funktion", "roll"),
    "name": ("namn", "för- och efternamn"),
    "email": ("e-post", "epost", "e-postadress", "epostadress", "mejl", "mail", "mejladress"),
    "title": ("titel", "befattning"),
    "part": ("del", "deltar som"),
    "capacity": ("tar emot", "tar emot antal"),
    "mentor": ("mentor", "hos mentor"),
}
_OF_ORGANISATION = {"organisation", "code", "part", "capacity", "mentor"}
_COLUMNS = {heading: column for column, headings in _HEADINGS.items() for heading in headings}
_WIDE = re.compile(
    rf"^({'|'.join(map(re.escape, sorted(FUNCTIONS, key=len, reverse=True)))})(?: ?\d)?(?:[ :,–-]+(.+))?$"
)
LONGEST_NAME = 120


class HeadingsUnknown(Refusal):
    """The first row does not say what the columns are."""


@dataclass(frozen=True, slots=True)
class Typed:
    """One person as the list has it, with what is wrong in the words themselves."""

    row: int
    organisation: str
    code: str
    part: Part | None
    capacity: int | None
    mentor: str
    function: Function | None
    name: str
    email: str
    title: str
    errors: tuple[str, ...]


def read_people(sheet: Sheet) -> tuple[Typed, ...]:
    """Return everybody in the list, in order. Raises ``HeadingsUnknown``, also for a list without rows."""
    numbers = sorted(sheet.rows)
    if len(numbers) < 2:  # noqa: PLR2004 (headings and one person)
        raise HeadingsUnknown("Listan är tom. Börja med en rad med rubriker och skriv sedan en person på varje rad.")
    headings = [_heading(text) for text in sheet.rows[numbers[0]]]
    columns = _columns(headings)
    people: list[Typed] = []
    for number in numbers[1:]:
        cells = sheet.rows[number]
        flaws = sheet.flaws.get(number, ())
        found = [
            _typed(number, {name: cells[at] for name, at in places.items() if at < len(cells)}, function, flaws)
            for function, places in columns
            if function is None or any(cells[places[name]] for name in ("name", "email") if _has(cells, places, name))
        ]
        people += found or [_typed(number, {}, None, (*flaws, "Ingen person står på raden."))]
    lost = {number: found for number, found in sheet.flaws.items() if number not in sheet.rows}
    people += [_typed(number, {}, None, found) for number, found in lost.items()]
    return tuple(sorted(people, key=lambda person: person.row))


def _has(cells: tuple[str, ...], places: Mapping[str, int], name: str) -> bool:
    return name in places and places[name] < len(cells)


def _heading(text: str) -> str:
    return " ".join(text.casefold().replace("\N{NON-BREAKING HYPHEN}", "-").split()).rstrip(":*")


def _columns(headings: list[str]) -> list[tuple[Function | None, dict[str, int]]]:
    """Return where each person's columns are: one person to a row has no function of its own here."""
    twice = [text for text, count in Counter(filter(None, headings)).items() if count > 1]
    if twice:
        raise HeadingsUnknown(f"Rubriken {twice[0]} finns två gånger. Ge varje kolumn en egen rubrik.")
    plain = {_COLUMNS[text]: at for at, text in enumerate(headings) if text in _COLUMNS}
    shared = {name: at for name, at in plain.items() if name in _OF_ORGANISATION}
    if not {"organisation", "code"} & plain.keys():
        raise HeadingsUnknown(
            "Kolumnen organisation saknas. Skriv rubrikerna organisation, funktion, namn och e-post."
        )
    if {"function", "name", "email"} <= plain.keys():
        return [(None, plain)]
    wide: dict[str, dict[str, int]] = {}
    for at, text in enumerate(headings):
        if text not in _COLUMNS and (match := _WIDE.match(text)):
            column = _COLUMNS.get(match[2] or "namn", "")
            if column in {"name", "email", "title"}:
                whose = text[: match.start(2)].rstrip(" :,–-") if match[2] else text
                wide.setdefault(whose, {})[column] = at
    people = [(FUNCTIONS[_WIDE.match(whose)[1]], shared | places) for whose, places in wide.items()]  # type: ignore[index]
    if not people or any(not {"name", "email"} <= places.keys() for _, places in people):
        raise HeadingsUnknown(
            "Rubrikerna går inte att tyda. Skriv organisation, funktion, namn och e-post, eller organisation, "
            "politiker namn, politiker e-post, chef namn, chef e-post, strateg namn och strateg e-post."
        )
    return [(function, places) for function, places in people]


def _typed(row: int, cells: Mapping[str, str], function: Function | None, flaws: tuple[str, ...]) -> Typed:
    errors = list(flaws)
    name, email, title = (cells.get(column, "") for column in ("name", "email", "title"))
    said = cells.get("function", "").casefold()
    part = cells.get("part", "").casefold()
    capacity = cells.get("capacity", "")
    if not flaws:
        if not function and said not in FUNCTIONS:
            errors.append(
                f"Funktionen {cells['function']} finns inte. Skriv politiker, chef eller strateg."
                if said
                else "Funktion saknas. Skriv politiker, chef eller strateg."
            )
        if part and part not in PARTS:
            errors.append(f"{cells['part']} är ingen del i omgången. Skriv deltagare eller mentor.")
        if capacity and capacity not in CAPACITIES:
            errors.append(f"En mentor tar emot 2 eller 3 organisationer, inte {capacity}.")
        if not cells.get("organisation") and not cells.get("code"):
            errors.append("Organisation saknas. Skriv den på varje rad.")
        errors += _of_person(name, email, title)
    return Typed(
        row=row,
        organisation=cells.get("organisation", ""),
        code=cells.get("code", ""),
        part=PARTS.get(part),
        capacity=CAPACITIES.get(capacity),
        mentor=cells.get("mentor", ""),
        function=function or FUNCTIONS.get(said),
        name=name,
        email=email.lower(),
        title=title,
        errors=tuple(errors),
    )


def _of_person(name: str, email: str, title: str) -> list[str]:
    errors = [] if name else ["Namn saknas."]
    if len(name) > LONGEST_NAME or len(title) > LONGEST_NAME:
        errors.append(f"Namn och titel får ha högst {LONGEST_NAME} tecken.")
    try:
        validate_email(email)
    except ValidationError:
        errors.append(f"{email} är ingen e-postadress. Skriv den som namn@kommun.se." if email else "E-post saknas.")
    return errors
