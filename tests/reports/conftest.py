"""The standing cast, a meeting with everything in it, and reports of it."""

import pytest

from reports import ordering, printing
from reports.models import Report
from tests import personas
from tests.personas import world
from tests.reports import papers

__all__ = ["world"]


@pytest.fixture
def meeting(world):
    """A meeting of the own group with everything in it, its notes sent out."""
    return papers.full_meeting(world)


@pytest.fixture
def order(world, meeting):
    """``order()``: a meeting report ordered by the leader, not printed yet; ``by`` somebody else of the cast."""

    def ordered(by="leader", room=world.group.room, **facts) -> Report:
        facts = {"kind": "meeting", "subject": meeting.pk, "title": "Anteckningar", **facts}
        return ordering.order(room, **facts, by=world.people[by])

    return ordered


@pytest.fixture
def done(order):
    """``done()``: the same, printed."""

    def finished(**facts) -> Report:
        report = order(**facts)
        printing.print_report(report.pk)
        report.refresh_from_db()
        assert report.state == "done", report.reason
        return report

    return finished


@pytest.fixture
def real_world(transactional_db):
    """The standing cast, committed: for threads and for programs of their own."""
    return personas.WORLD.committed()
