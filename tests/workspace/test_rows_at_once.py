"""Rows that two people put in and move at the same time, each in a transaction of its own."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from benchmarking.method.models import MethodVersion
from benchmarking.method.versions import method_of, pin
from benchmarking.models import Entry
from benchmarking.workspace.entries import add_row, move_row
from tests import factories
from tests.workspace.conftest import SKILLS


@pytest.mark.django_db(transaction=True)
def test_rows_of_two_people_at_once():
    """Two put in rows at once while they move each other's: every row is there, each with a place of its own."""
    round_ = factories.cohort("2019")
    pin(round_, MethodVersion.objects.get(name="2019"))
    place = {"participation": factories.participation(round_, "Kalmar"), "content": method_of(round_.pk), **SKILLS}

    def act(by):
        made = []
        for _ in range(5):
            made.append(add_row(**place, by=by).pk)
            move_row(**place, entry_id=made[-1], to=1)
        connection.close()
        return made

    with ThreadPoolExecutor(2) as threads:
        first, second = threads.map(act, [factories.person("Stina"), factories.person("Bo")])
    assert sorted(Entry.objects.values_list("pk", flat=True)) == sorted(first + second)
    positions = Entry.objects.values_list("position", flat=True)
    assert sorted(positions) == list(range(1, 11))
