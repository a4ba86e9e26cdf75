"""Puts fetched figures beside those that are here: into a table of the connection's own, and from there whole.

``with staging() as stage`` takes page after page by COPY; ``stage.merge`` checks all of it and writes it in one
transaction. What a fault interrupts is never merged. Five statements for any number of values.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from indicators.figures import State
from indicators.kolada.refusals import Malformed
from indicators.kolada.rows import Value

#: A fetch that would take away more than this part of a key figure's values waits for the programme's leader.
MUCH = Decimal("0.2")
COUNTRY = "0000"
#: Kolada's legend. Any other word of its says nothing of a value that is there, and of none that it is missing.
_SYMBOLS = {"..": State.SECRET, ".": State.NOT_APPLICABLE, "-": State.MISSING, "–": State.MISSING}

_PLACES = """
SELECT municipality_code, id FROM cohorts_organisation WHERE municipality_code IS NOT NULL
UNION ALL
SELECT '00' || region_code, id FROM cohorts_organisation WHERE region_code IS NOT NULL
"""
_TABLE = """
CREATE TEMPORARY TABLE IF NOT EXISTS fetched (
    kpi varchar(6), area varchar(4), organisation bigint, period smallint, gender varchar(1), value numeric(20, 6),
    state varchar(16), status varchar(40), count integer, deleted boolean);
TRUNCATE fetched
"""
_COPY = "COPY fetched (kpi, area, organisation, period, gender, value, state, status, count, deleted) FROM STDIN"
_TWICE = "SELECT kpi, area, period FROM fetched GROUP BY kpi, area, period, gender HAVING count(*) > 1 LIMIT 1"
# Of each key figure: how many values are here, how many of them the answer takes away, and how many it has. Without a
# row in a whole answer a value is gone; in one of changes it is gone where the answer says so.
_LOSSES = """
SELECT k.kpi, count(v.id), count(v.id) FILTER (WHERE coalesce(f.deleted, %(whole)s)),
       (SELECT count(*) FROM fetched s WHERE s.kpi = k.kpi AND NOT s.deleted)
  FROM unnest(%(kpis)s::varchar[]) AS k (kpi)
  LEFT JOIN indicators_publicvalue v ON v.kpi_id = k.kpi AND v.period = ANY (%(years)s)
  LEFT JOIN fetched f ON (f.kpi, f.area, f.period, f.gender) = (v.kpi_id, v.area, v.period, v.gender)
 GROUP BY k.kpi
"""
_REVISIONS = """
INSERT INTO indicators_publicrevision
       (kpi_id, area, period, gender, old_value, old_state, new_value, new_state, seen_at)
SELECT v.kpi_id, v.area, v.period, v.gender, v.value, v.state,
       CASE WHEN coalesce(f.deleted, true) THEN NULL ELSE f.value END,
       CASE WHEN coalesce(f.deleted, true) THEN '' ELSE f.state END, %(now)s
  FROM indicators_publicvalue v
  LEFT JOIN fetched f ON (f.kpi, f.area, f.period, f.gender) = (v.kpi_id, v.area, v.period, v.gender)
 WHERE v.kpi_id = ANY (%(kpis)s) AND v.period = ANY (%(years)s)
   AND (coalesce(f.deleted, %(whole)s) OR (f.value, f.state) IS DISTINCT FROM (v.value, v.state) AND f.kpi IS NOT NULL)
"""
_REMOVE = """
DELETE FROM indicators_publicvalue v
 WHERE v.kpi_id = ANY (%(kpis)s) AND v.period = ANY (%(years)s)
   AND coalesce((SELECT f.deleted FROM fetched f
                  WHERE (f.kpi, f.area, f.period, f.gender) = (v.kpi_id, v.area, v.period, v.gender)), %(whole)s)
"""
_WRITE = """
INSERT INTO indicators_publicvalue (kpi_id, area, organisation_id, period, gender, value, state, status, count)
SELECT kpi, area, organisation, period, gender, value, state, status, count
  FROM fetched WHERE kpi = ANY (%(kpis)s) AND NOT deleted
    ON CONFLICT (kpi_id, area, period, gender) DO UPDATE
   SET value = excluded.value, state = excluded.state, status = excluded.status, count = excluded.count
 WHERE (indicators_publicvalue.value, indicators_publicvalue.state, indicators_publicvalue.status,
        indicators_publicvalue.count)
       IS DISTINCT FROM (excluded.value, excluded.state, excluded.status, excluded.count)
"""


@dataclass(frozen=True, slots=True)
class Balance:
    """What an answer does to one key figure: values here before, those it takes away, and those it has."""

    before: int
    gone: int
    fetched: int

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing in the answer, nor here."""
        return not self.before and not self.fetched

    @property
    def is_great_loss(self) -> bool:
        """Tell whether more would go than anybody would take away without saying so."""
        return self.gone > self.before * MUCH


class Stage:
    """What has been fetched so far, of one question."""

    def __init__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(_TABLE)
            cursor.execute(_PLACES)
            self._places: dict[str, int | None] = {COUNTRY: None, **dict(cursor.fetchall())}

    def take(self, values: Iterable[Value]) -> None:
        """Copy a page into the table; places that are none of ours (groups, former municipalities) are passed over."""
        with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
            for value in values:
                if value.area in self._places:
                    copy.write_row(self._row(value))

    def _row(self, found: Value) -> Sequence[object]:
        state = state_of(found)
        value = found.value if state == State.KNOWN else None
        place = (found.kpi, found.area, self._places[found.area], found.period, found.gender)
        return (*place, value, state.value, found.status, found.count, found.deleted)

    def balances(self, kpis: Collection[str], years: Collection[int], *, whole: bool) -> dict[str, Balance]:
        """Return what merging would do to each key figure. Raises ``Malformed`` where a value came twice."""
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE fetched")
            cursor.execute(_TWICE)
            if twice := cursor.fetchone():
                raise Malformed(f"{Malformed.sentence} {twice[0]} för område {twice[1]} år {twice[2]} kom två gånger.")
            cursor.execute(_LOSSES, {"kpis": list(kpis), "years": list(years), "whole": whole})
            return {kpi: Balance(*counts) for kpi, *counts in cursor.fetchall()}

    @transaction.atomic
    def merge(self, kpis: Collection[str], years: Collection[int], *, whole: bool, now: dt.datetime) -> None:
        """Write the figures of ``kpis``, keep what they were as revisions, and remove those that are gone.

        ``whole``: the answer is all there is of those years, so that what it lacks is gone.
        """
        facts: dict[str, Any] = {"kpis": list(kpis), "years": list(years), "whole": whole, "now": now}
        with connection.cursor() as cursor:
            for statement in (_REVISIONS, _REMOVE, _WRITE):
                cursor.execute(statement, facts)


@contextmanager
def staging() -> Iterator[Stage]:
    """Give a table to put fetched pages into, empty again afterwards."""
    try:
        yield Stage()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS fetched")


def state_of(found: Value) -> State:
    """Return why there is a value, or none: what is marked secret is none, whatever number stands beside it."""
    marked = _SYMBOLS.get(found.status.strip())
    if marked:
        return marked
    return State.MISSING if found.value is None else State.KNOWN
