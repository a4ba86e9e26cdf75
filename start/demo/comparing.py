"""What the groups made of each other's answers, told through the comparison's own verbs.

An act (content/comparisons/) says ``step``, ``day``, ``by`` and one of: ``line`` with ``seen`` (a mark), ``line`` with
``note`` (the group's, or with ``idea_of`` an organisation's idea), or ``ask`` (an organisation, for the step).
"""

import datetime as dt
import uuid
from collections.abc import Mapping
from functools import partial
from typing import Any

from benchmarking.comparison.asking import ask
from benchmarking.comparison.columns import organisations_of
from benchmarking.comparison.lines import Key
from benchmarking.comparison.marks import mark_line
from benchmarking.comparison.notes import Noted, write_note
from cohorts.access import load
from start.demo.diaries import STORY
from start.demo.gatherings import Table
from start.demo.timeline import moment

AFTER_LUNCH = dt.time(13, 10)

Told = Mapping[str, Any]


def plan_comparing(table: Table, told: Told) -> None:
    """Put an act into the group's timeline."""
    act = _ask if "ask" in told else _mark if "seen" in told else _note
    table.timeline.add(moment(told["day"], AFTER_LUNCH), partial(act, table, told))


def _mark(table: Table, told: Told) -> None:
    line = Key.named(told["line"])
    by = table.cast.people[told["by"]]
    mark_line(table.group, table.content, step_key=told["step"], line=line, seen=told["seen"], by=by)


def _note(table: Table, told: Told) -> None:
    whose = table.members[told["idea_of"]].pk if "idea_of" in told else None
    write_note(
        table.group,
        table.content,
        step_key=told["step"],
        noted=Noted(Key.named(told["line"]), whose),
        value=told["note"],
        version=0,
        edit_id=uuid.uuid5(STORY, f"{table.group} {told['line']} {whose}"),
        by=table.cast.people[told["by"]],
    )


def _ask(table: Table, told: Told) -> None:
    by = table.cast.people[told["by"]]
    access = load(by)
    of = next(each for each in organisations_of(table.group, access) if each.slug == told["ask"])
    ask(table.group, table.content, table.content.step(told["step"]), of, access=access, by=by)
