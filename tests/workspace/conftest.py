"""Kalmar's workspace in the round of 2019, with the real method and the standing cast."""

import uuid

import pytest

from benchmarking.method import versions
from benchmarking.method.models import MethodVersion
from benchmarking.workspace.answers import write_answer
from benchmarking.workspace.entries import add_row
from tests.personas import world

__all__ = ["world"]

FACTS = {"step_key": "uppstart", "worksheet_key": "organisationsfakta"}
SKILLS = {"step_key": "uppstart", "worksheet_key": "kompetensinventering"}


@pytest.fixture
def content(world, db):
    """The method of 2019, pinned to the round."""
    versions.pin(world.cohort, MethodVersion.objects.get(name="2019"))
    return versions.method_of(world.cohort.pk)


@pytest.fixture
def kalmar(world, content):
    """Kalmar's participation."""
    return world.own


@pytest.fixture
def strategist(world):
    return world.people["strategist"]


@pytest.fixture
def manager(world):
    return world.people["manager"]


@pytest.fixture
def write(kalmar, content, strategist):
    """Write in a field of Kalmar's organisation facts; every argument of the verb may be given instead."""

    def write(field_key, value, *, version=0, edit_id=None, by=strategist, **where):
        return write_answer(
            kalmar,
            content,
            field_key=field_key,
            value=value,
            version=version,
            edit_id=edit_id or uuid.uuid4(),
            by=by,
            **{**FACTS, "entry_id": None, **where},
        )

    return write


@pytest.fixture
def add_rows(kalmar, content, strategist, write):
    """Fill the list of skills up to so many rows, each with something in it."""
    rows: list[int] = []

    def add_rows(count):
        while len(rows) < count:
            rows.append(add_row(kalmar, content, **SKILLS, by=strategist).pk)
            write("omrade", f"Område {len(rows)}", entry_id=rows[-1], **SKILLS)
        return rows

    return add_rows
