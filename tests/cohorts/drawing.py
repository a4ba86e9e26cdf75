"""Rounds drawn from the municipalities of the country, and the plainest way to make groups of one."""

import csv
import random

from django.conf import settings

from cohorts.matching import Candidate, Mentor, distance

THEMES = ("skola", "omsorg", "kultur", "personal")


def municipalities() -> list[dict[str, str]]:
    """Return every municipality of the country, as the directory has it."""
    with (settings.BASE_DIR / "cohorts/data/municipalities.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def candidate(row: dict[str, str], dice: random.Random) -> Candidate:
    """Make a candidate of a municipality, with two themes at the most."""
    return Candidate(
        key=row["code"],
        name=row["name"],
        point=(float(row["lat"]), float(row["lon"])),
        population=int(row["population"]),
        skr_group=row["group_code"],
        themes=frozenset(dice.sample(THEMES, dice.randint(0, 2))),
    )


def drawn(seed: int, many: int, mentors: int) -> tuple[list[Candidate], list[Mentor]]:
    """Draw so many that want to take part, and so many mentors for two or three each. The same seed draws the same."""
    dice = random.Random(seed)
    found = [candidate(row, dice) for row in dice.sample(municipalities(), many + mentors)]
    return found[:many], [Mentor(one, dice.choice((2, 3))) for one in found[many:]]


def nearest_first(
    candidates: list[Candidate], mentors: list[Mentor]
) -> tuple[list[tuple[Candidate, list[Candidate]]], list[Candidate]]:
    """Each mentor in turn takes those who are nearest: two, and a third while there are enough for the others."""
    left = list(candidates)
    groups: list[tuple[Candidate, list[Candidate]]] = []
    for number, mentor in enumerate(mentors):
        later = 2 * (len(mentors) - number - 1)
        inside = sorted(left, key=lambda one: distance(mentor.candidate, one) or 0.0)[: mentor.capacity]
        inside = inside[: max(2, len(left) - later)]
        left = [one for one in left if one not in inside]
        groups.append((mentor.candidate, inside))
    return groups, left
