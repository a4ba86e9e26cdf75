"""The kinds of reports: who may order and fetch each, what feeds it, and the template it is set in."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cohorts.models import Room
from reports.contexts.meeting import gather as gather_meeting
from reports.contexts.results import gather as gather_results


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of report.

    ``gather(room, subject)`` returns a frozen context with ``title`` and ``release_ids``; it is pure reading.
    ``order`` and ``fetch`` are the verbs of which one is needed on the report's room.
    """

    key: str
    template: str
    gather: Callable[[Room, int | None], Any]
    order: tuple[str, ...]
    fetch: tuple[str, ...]


KINDS: dict[str, Kind] = {
    kind.key: kind
    for kind in (
        Kind(
            key="meeting",
            template="reports/meeting.html",
            gather=gather_meeting,
            order=("order_group_report", "order_report"),
            fetch=("read_group_report", "read_report"),
        ),
        Kind(
            key="results",
            template="reports/results.html",
            gather=gather_results,
            order=("order_report",),
            fetch=("read_report",),
        ),
    )
}
