"""The history of answers in stretches of writing: what one person typed in one field without a long pause.

Autosave stores at every pause in typing, so a history text by text would drown its reader. A text that was refused
or put together with another, and one that was put back by hand, stand alone.
"""

import datetime as dt
from collections.abc import Collection
from typing import Any, NamedTuple

from django.db import connection

from benchmarking.workspace.models import FACTS
from benchmarking.workspace.typed import MERGED, REFUSED

#: A longer pause than this begins a new stretch.
PAUSE = dt.timedelta(minutes=15)

_RUNS = """
WITH told AS (
    SELECT v.pgh_id, v.pgh_obj_id AS answer, v.edited_by_id, v.edited_at, v.version,
           v.pgh_label NOT IN (%(merged)s, %(refused)s) AS stood,
           c.metadata ->> 'act' IS NOT NULL AS by_hand
      FROM benchmarking_answerevent v
      JOIN benchmarking_answer a ON a.id = v.pgh_obj_id
      JOIN benchmarking_entry e ON e.id = a.entry_id
      LEFT JOIN pghistory_context c ON c.id = v.pgh_context_id
     WHERE a.room_id = %(room)s
       AND CASE WHEN e.step_key = %(facts_at)s THEN a.field_key = ANY(%(facts)s::text[])
                ELSE e.step_key = %(step)s AND (%(sheets)s::text[] IS NULL OR e.worksheet_key = ANY(%(sheets)s)) END
       AND (%(answer)s::bigint IS NULL OR a.id = %(answer)s)
), marked AS (
    SELECT *,
           coalesce(stood AND version = lag(version) OVER w, FALSE) AS again,
           max(pgh_id) FILTER (WHERE stood) OVER (
               PARTITION BY answer ORDER BY pgh_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before,
           coalesce(stood AND lag(stood) OVER w AND NOT by_hand AND NOT lag(by_hand) OVER w
                    AND edited_by_id IS NOT DISTINCT FROM lag(edited_by_id) OVER w
                    AND edited_at - lag(edited_at) OVER w < %(pause)s, FALSE) AS goes_on
      FROM told
    WINDOW w AS (PARTITION BY answer ORDER BY pgh_id)
), numbered AS (
    SELECT *, count(*) FILTER (WHERE NOT goes_on) OVER (PARTITION BY answer ORDER BY pgh_id) AS run
      FROM marked
     WHERE NOT again
)
SELECT max(pgh_id) AS event, answer, min(before) FILTER (WHERE NOT goes_on) AS before, count(*), min(edited_at)
  FROM numbered
 GROUP BY answer, run
HAVING NOT %(stood)s OR bool_and(stood)
 ORDER BY event DESC
 LIMIT %(limit)s OFFSET %(offset)s
"""


class Run(NamedTuple):
    """One stretch: the event of its last text, that of the text before it (None at the beginning), and how many."""

    event: int
    answer: int
    before: int | None
    texts: int
    began: dt.datetime


def runs_of(
    room_id: int,
    step_key: str,
    *,
    sheets: Collection[str] | None = None,
    facts: Collection[str] = (),
    answer: int | None = None,
    pause: dt.timedelta = PAUSE,
    stood: bool = False,
    limit: int,
    offset: int = 0,
) -> list[Run]:
    """Return the stretches of writing in a step, newest first, in one SQL statement.

    ``sheets`` are the worksheets to look in (all when None), ``facts`` those that the step shows, and ``answer``
    narrows it to one. No ``pause`` gives every
    text by itself; ``stood`` leaves out texts that were refused or put together with another.
    """
    asked: dict[str, Any] = {
        "merged": MERGED,
        "refused": REFUSED,
        "room": room_id,
        "step": step_key,
        "facts_at": FACTS,
        "facts": list(facts),
        "sheets": None if sheets is None else list(sheets),
        "answer": answer,
        "pause": pause,
        "stood": stood,
        "limit": limit,
        "offset": offset,
    }
    with connection.cursor() as cursor:
        cursor.execute(_RUNS, asked)
        return [Run(*row) for row in cursor.fetchall()]
