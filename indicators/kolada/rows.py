"""What Kolada answers, as frozen rows. A row that is not as documented refuses the whole answer (``Malformed``).

The fields are those of API v3. Flags arrive as 0 and 1, or as booleans; both are read. Fields that are not ours to
use are passed over, those that are must be there and be of their kind.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NoReturn

from indicators.kolada.refusals import Malformed

GENDERS = frozenset("KMT")
_KPI = re.compile(r"[NU]\d{5}", re.ASCII)
_AREA = re.compile(r"\d{4}|G\d{1,8}", re.ASCII)
#: What the column holds: more is no figure of a municipality's.
LARGEST = Decimal(10) ** 13
LONGEST_STATUS = 40


@dataclass(frozen=True, slots=True)
class Kpi:
    """A key figure's description. ``definition`` is kept as it came: its changes are watched."""

    id: str
    title: str
    definition: str
    divided: bool
    owners: str


@dataclass(frozen=True, slots=True)
class Value:
    """One figure. ``area`` is a municipality's or region's four digits, or a group's; ``gender`` K, M or T.

    ``status`` is kept as it came. ``deleted`` says that Kolada has taken the value away.
    """

    kpi: str
    area: str
    period: int
    gender: str
    value: Decimal | None
    status: str
    count: int | None
    deleted: bool


def is_kpi_id(text: str) -> bool:
    """Tell whether ``text`` is written as Kolada writes the names of its key figures: N00090, U21468."""
    return _KPI.fullmatch(text) is not None


def kpi_of(row: Any, *, asked: Collection[str]) -> Kpi:
    """Return one key figure of an answer. Raises ``Malformed``, also for one that was not asked for."""
    found = Kpi(
        id=_text(row, "id"),
        title=_text(row, "title"),
        definition=_text(row, "description", missing=""),
        divided=_flag(row, "is_divided_by_gender"),
        owners=_text(row, "municipality_type"),
    )
    if found.id not in asked or not found.title.strip():
        _refuse(f"nyckeltal {found.id!r:.40}")
    return found


def values_of(row: Any, *, kpis: Collection[str], years: Collection[int]) -> Iterator[Value]:
    """Yield the figures of one area and year. Raises ``Malformed``, also for what was not asked for."""
    kpi, area = _text(row, "kpi"), _text(row, "municipality")
    period = row.get("period")
    figures = row.get("values")
    if kpi not in kpis or not _AREA.fullmatch(area) or type(period) is not int or period not in years:
        _refuse(f"{kpi!r:.40}, område {area!r:.40}, år {period!r:.40}")
    if not isinstance(figures, list):
        _refuse(f"{kpi}, {area}, {period}: värden saknas")
    for figure in figures:
        gender = _text(figure, "gender")
        status = _text(figure, "status", missing="")
        if gender not in GENDERS or len(status) > LONGEST_STATUS:
            _refuse(f"{kpi}, {area}, {period}: kön {gender!r:.40}, status {status!r:.60}")
        yield Value(
            kpi=kpi,
            area=area,
            period=period,
            gender=gender,
            value=_number(figure),
            status=status,
            count=_count(figure),
            deleted=_flag(figure, "isdeleted", missing=False),
        )


def _refuse(what: str) -> NoReturn:
    raise Malformed(f"{Malformed.sentence} Det gäller {what}.")


def _text(row: Any, key: str, *, missing: str | None = None) -> str:
    if not isinstance(row, dict):
        _refuse("en rad som inte har fält")
    found = row.get(key)
    if found is None and missing is not None:
        return missing
    if not isinstance(found, str):
        _refuse(f"fältet {key}")
    return found


def _flag(row: dict[str, Any], key: str, *, missing: bool | None = None) -> bool:
    found = row.get(key, missing)
    if isinstance(found, bool) or (type(found) is int and found in (0, 1)):
        return bool(found)
    _refuse(f"fältet {key}")


def _number(figure: dict[str, Any]) -> Decimal | None:
    if "value" not in figure:
        _refuse("ett värde som saknas")
    found = figure["value"]
    if found is None:
        return None
    if isinstance(found, bool) or not isinstance(found, int | Decimal):
        _refuse(f"värdet {found!r:.40}")
    number = Decimal(found)
    if not number.is_finite() or abs(number) >= LARGEST:
        _refuse(f"värdet {number!s:.40}")
    return number


def _count(figure: dict[str, Any]) -> int | None:
    found = figure.get("count")
    if found is None:
        return None
    if type(found) is not int or not 0 <= found < 2**31:
        _refuse(f"antalet {found!r:.40}")
    return found
