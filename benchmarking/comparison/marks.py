"""Likeness or difference: what the group sees in a line."""

from django.db import transaction

from access import clock
from access.refusals import Refusal
from accounts.models import User
from benchmarking.comparison.lines import Key, is_line
from benchmarking.comparison.models import LineMark, Seen
from benchmarking.method.content import Content, Step, UnknownKey
from cohorts import states
from cohorts.models import BenchmarkGroup


class UnknownMark(Refusal):
    """Neither likeness nor difference, nor nothing."""

    sentence = "Välj likhet eller skillnad."


def require_line(step: Step, line: Key) -> None:
    """Raise ``UnknownKey`` unless the step has this line."""
    if not is_line(step, line):
        raise UnknownKey(f"Frågan finns inte i steget ”{step.title}”.")


@transaction.atomic
def mark_line(group: BenchmarkGroup, content: Content, *, step_key: str, line: Key, seen: str, by: User) -> LineMark:
    """Say what the group sees in a line; it is the group's joint mark, so the latest stands, and the history has all.

    Raises ``UnknownKey``, ``UnknownMark`` and what ``states.require`` raises.
    """
    require_line(content.step(step_key), line)
    if seen not in Seen.values:
        raise UnknownMark
    states.require(group.room, states.WORK)
    mark, _ = LineMark.objects.update_or_create(
        room=group.room,
        step_key=step_key,
        worksheet_key=line.worksheet,
        field_key=line.field,
        function=line.function,
        defaults={"seen": seen, "by": by, "at": clock.now()},
    )
    return mark
