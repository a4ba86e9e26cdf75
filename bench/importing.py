"""The upload of own figures against ``bulk_create`` of the same file, and how its time grows with the rows."""

import math
import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from pathlib import Path
from statistics import mean

from access import clock
from bench.world import leader
from cohorts.models import Cohort, Participation
from cohorts.sheets import Most, read_figures
from indicators.models import Indicator, OwnValue
from indicators.own import staging
from indicators.own.writing import FACTS
from tests import factories

ROWS, FEW, MANY = 200_000, 10_000, 1_000_000
_MOST = Most(megabytes=200, unpacked=0, rows=2 * MANY)
_HEAD = ("Nyckeltal", "Del", "År", "Kvinnor", "Underlag kvinnor", "Män", "Underlag män", "Totalt", "Underlag totalt")
_KEYS = tuple(f"prov-{n}" for n in range(10))
_BATCH = 2_000


def against_bulk_create() -> float:
    """Return how many times as long ``bulk_create(update_conflicts=True)`` takes as an upload that checks and saves.

    Both read the same file into a room without figures, the upload before and after. Nothing is checked for
    ``bulk_create``, and no total is compared with its parts.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = _written(Path(folder), ROWS)
        before, middle, after = (_seconds(act, path) for act in (_upload, _bulk_create, _upload))
    return middle / mean((before, after))


def exponent() -> float:
    """Return the exponent with which the time of an upload grows, from ten thousand rows to a million: 1 is linear.

    The short ones are as many before as after the long one, and their mean counts: it too has had its interruptions.
    """
    with tempfile.TemporaryDirectory() as folder:
        few, many = (_written(Path(folder), rows) for rows in (FEW, MANY))
        _seconds(_upload, few)
        before = [_seconds(_upload, few) for _ in range(6)]
        long = _seconds(_upload, many)
        after = [_seconds(_upload, few) for _ in range(6)]
        return math.log(long / mean(before + after)) / math.log(MANY / FEW)


@cache
def _indicators() -> dict[str, Indicator]:
    facts = {"kind": "share", "unit": "%", "direction": "up", "area": "Prov", "owners": "A"}
    made = [Indicator(key=key, title=key, noun=key, source="own", form="split", **facts) for key in _KEYS]
    return {each.key: each for each in Indicator.objects.bulk_create(made)}


@cache
def _cohort() -> Cohort:
    return factories.cohort("uppladdning")


def _written(folder: Path, rows: int) -> Path:
    """Write a file: ten indicators, twenty-five years, and as many parts of the organisation as that takes."""
    path = folder / f"{rows}.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write(";".join(_HEAD) + "\n")
        for n in range(rows):
            women, men, of_women, of_men = 7 * n % 1000, 3 * n % 1000, 20 + n % 300, 25 + n % 200
            total = round((women * of_women + men * of_men) / (of_women + of_men))
            cells = (_tenths(women), of_women, _tenths(men), of_men, _tenths(total), of_women + of_men)
            file.write(f"{_KEYS[n % 10]};Enhet {n // 250};{1995 + n // 10 % 25};{';'.join(map(str, cells))}\n")
    return path


def _tenths(number: int) -> str:
    return f"{number // 10},{number % 10}"


def _seconds(act: Callable[[Participation, Path], None], path: Path) -> float:
    _indicators()
    room = factories.participation(_cohort())
    start = time.perf_counter()
    act(room, path)
    return time.perf_counter() - start


def _upload(room: Participation, path: Path) -> None:
    with path.open("rb") as file:
        staged = staging.stage(room, read_figures(file, _MOST), name=path.name, by=leader())
    staging.save_file(room, staged, seen=staging.effect(staged).seen, by=leader())


def _bulk_create(room: Participation, path: Path) -> None:
    with path.open("rb") as file:
        lines = read_figures(file, _MOST)
        next(lines)
        rows = [_row(room, cells) for _, cells, _ in lines]
    OwnValue.objects.bulk_create(
        rows,
        batch_size=_BATCH,
        update_conflicts=True,
        unique_fields=["room", "indicator", "place", "year"],
        update_fields=[*FACTS, "version", "written_at", "written_by"],
    )


def _row(room: Participation, cells: tuple[str, ...]) -> OwnValue:
    key, place, year, women, of_women, men, of_men, total, of_all = cells
    return OwnValue(
        room_id=room.pk,
        indicator_id=_indicators()[key].pk,
        place=place,
        year=int(year),
        women=Decimal(women.replace(",", ".")),
        women_state="known",
        women_base=int(of_women),
        men=Decimal(men.replace(",", ".")),
        men_state="known",
        men_base=int(of_men),
        total=Decimal(total.replace(",", ".")),
        total_state="known",
        total_base=int(of_all),
        written_at=clock.now(),
        written_by_id=leader().pk,
    )
