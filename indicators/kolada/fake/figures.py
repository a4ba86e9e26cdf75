"""The figures of the fake: invented, the same each time, and near enough to life to be looked at.

``levels.csv`` says around what each key figure lies for women and men. An area lies a little beside that, years drift,
small places lack some figures, and a few are secret. No value is anybody's real one.
"""

import csv
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

HERE = Path(__file__).parent
AREAS = HERE.parents[2] / "cohorts" / "data"
LABEL = "Demo: påhittade värden, inte Kolada. Källa: uppfunnen för Jämna steg."
COUNTRY = "0000"
#: Of each thousand figures so many are missing, and so many secret; the place without any in a year is as rare.
MISSING, SECRET, ABSENT = 12, 8, 6
FIRST_YEAR = 1998


@dataclass(frozen=True, slots=True)
class Level:
    """Around what a key figure lies. ``derived`` says how it follows from others."""

    kpi: str
    title: str
    owners: str
    divided: bool
    women: float
    men: float
    spread: float
    decimals: int
    share_women: float
    derived: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A value as it is written in an answer: ``number`` is text or None."""

    gender: str
    number: str | None
    status: str = ""


@cache
def levels() -> dict[str, Level]:
    """Return what is known of each key figure."""
    with (HERE / "levels.csv").open(encoding="utf-8", newline="") as file:
        return {row["kpi"]: _level(row) for row in csv.DictReader(file)}


def _level(row: dict[str, str]) -> Level:
    return Level(
        kpi=row["kpi"],
        title=row["title"],
        owners=row["owners"],
        divided=row["divided"] == "1",
        women=float(row["women"] or 0),
        men=float(row["men"] or 0),
        spread=float(row["spread"] or 0),
        decimals=int(row["decimals"]),
        share_women=float(row["share_women"] or 0.5),
        derived=tuple(row["derived"].split()),
    )


@cache
def areas() -> dict[str, tuple[str, str, int]]:
    """Return id → title, type and population: the country, the regions and the municipalities."""
    found: dict[str, tuple[str, str, int]] = {}
    for name, kind, key in (("regions.csv", "L", "kolada_id"), ("municipalities.csv", "K", "code")):
        with (AREAS / name).open(encoding="utf-8", newline="") as file:
            found |= {row[key]: (row["name"], kind, int(row["population"])) for row in csv.DictReader(file)}
    everybody = sum(population for _, kind, population in found.values() if kind == "K")
    return {COUNTRY: ("Riket", "L", everybody)} | dict(sorted(found.items()))


@cache
def groups() -> dict[str, tuple[str, tuple[str, ...]]]:
    """Return id → title and members of the groups that the fake has."""
    kinds = {kind: tuple(key for key, (_, k, _) in areas().items() if k == kind and key != COUNTRY) for kind in "KL"}
    return {
        "G2328": ("Alla kommuner (ovägt medel)", kinds["K"]),
        "G2329": ("Alla regioner (ovägt medel)", kinds["L"]),
        "G92787": ("Storstäder (ovägt medel)", ("0180", "1280", "1480")),
    }


@lru_cache(maxsize=1 << 16)
def _chance(*words: str) -> float:
    """Return a number from 0 to 1 that these words always give."""
    return zlib.crc32("/".join(words).encode()) % 10_007 / 10_007


def _lies(level: Level, area: str, period: int, sex: str) -> float:
    """Return the figure of one sex: the place's own level, its drift over the years, and some noise."""
    middle = level.women if sex == "K" else level.men
    place = _chance(level.kpi, area) + _chance(area, level.kpi) - 1
    drift = (_chance(level.kpi) - 0.5) * level.spread * 0.05 * (period - 2015)
    noise = (_chance(level.kpi, area, str(period), sex) - 0.5) * level.spread * 0.2
    value = max(0.0, middle + place * level.spread + drift + noise)
    return min(value, 100.0) if "(%)" in level.title else value


def figures_of(kpi: str, area: str, period: int) -> tuple[Figure, ...]:
    """Return what is answered for one place and year: nothing where the key figure is for the other kind of owner."""
    level = levels()[kpi]
    _, kind, population = areas()[area]
    other_kind = level.owners in "KL" and level.owners != kind and area != COUNTRY
    if other_kind or period < FIRST_YEAR or _chance("absent", kpi, area, str(period)) * 1000 < ABSENT:
        return ()
    if level.derived:
        return _derived(level, area, period, population)
    women = _lies(level, area, period, "K")
    if not level.divided:
        return (Figure("T", _text(women, level)),)
    men = _lies(level, area, period, "M")
    total = women * level.share_women + men * (1 - level.share_women)
    return _hidden(level, area, period, {"K": women, "T": total, "M": men})


def _hidden(level: Level, area: str, period: int, found: dict[str, float]) -> tuple[Figure, ...]:
    """Leave out what small places lack, and both sexes where one is secret: the order of an answer is not fixed."""
    luck = _chance("hidden", level.kpi, area, str(period)) * 1000
    gone = ".." if luck < SECRET else "-" if luck < SECRET + MISSING else ""
    return tuple(
        Figure(gender, None, gone) if gone and gender != "T" else Figure(gender, _text(value, level))
        for gender, value in found.items()
    )


def _derived(level: Level, area: str, period: int, population: int) -> tuple[Figure, ...]:
    how, *others = level.derived
    if how == "population":
        women = round(population * (0.485 + 0.03 * _chance(area)))
        return Figure("K", str(women)), Figure("M", str(population - women)), Figure("T", str(population))
    known = [figures_of(other, area, period) for other in others]
    if not all(known):
        return ()
    first, *rest = (float(figures[0].number or 0) for figures in known)
    made = {
        "rest": lambda: 100 - first,
        "difference": lambda: first - rest[0],
        "quotient": lambda: first / rest[0] * 100,
    }
    return (Figure("T", _text(made[how](), level)),)


def mean_of(kpi: str, members: tuple[str, ...], period: int) -> Iterator[tuple[Figure, int]]:
    """Yield the unweighted mean of a group's members for each sex, and how many of them it is of."""
    level = levels()[kpi]
    found = [figure for area in members for figure in figures_of(kpi, area, period) if figure.number is not None]
    for gender in "KMT":
        numbers = [float(figure.number or 0) for figure in found if figure.gender == gender]
        if numbers:
            yield Figure(gender, _text(sum(numbers) / len(numbers), level)), len(numbers)


def _text(value: float, level: Level) -> str:
    return f"{value:.{level.decimals}f}"
