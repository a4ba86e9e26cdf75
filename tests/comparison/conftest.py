"""Kalmar, Södertälje and their mentor share a step; the standing cast compares."""

import uuid

import pytest

from benchmarking.comparison.lines import Key
from benchmarking.comparison.notes import Noted, write_note
from benchmarking.method.versions import method_of
from benchmarking.sharing.models import AudienceKind
from benchmarking.sharing.steps import share_step
from benchmarking.workspace.answers import Place, Typing, write_sheet
from benchmarking.workspace.entries import add_row
from tests.personas import world

__all__ = ["world"]

STEP = "traff-1"
PAGE = f"/omgangar/2019/grupper/kalmar-sodertalje/jamfor/{STEP}/"
#: Who types and shares for an organisation.
HANDS = {"kalmar": "strategist", "sodertalje": "group_mate", "norrtalje": "mentor", "umea": "supporting_mentor"}
LINE = Key("presentation", "styrkor")
#: A worksheet of rows in the same step.
ROWS = "styrkedjebeskrivning"


@pytest.fixture
def write(world):
    """``write("kalmar", styrkor="Vi mäter")``: fill in the presentation of step 2; ``rows`` are of the chain."""

    def sheet(room, by, key, fields, entry=None):
        typed = [Typing(Place(entry, field), text, 0) for field, text in fields.items()]
        method = method_of(room.cohort_id)
        assert not write_sheet(room, method, step_key=STEP, worksheet_key=key, typed=typed, by=by)

    def write(slug, *, rows=(), **fields):
        room, by = world.organisations[slug], world.people[HANDS[slug]]
        sheet(room, by, "presentation", fields)
        for row in rows:
            entry = add_row(room, method_of(room.cohort_id), step_key=STEP, worksheet_key=ROWS, by=by)
            sheet(room, by, ROWS, row, entry.pk)

    return write


@pytest.fixture
def share(world, write):
    """``share("kalmar", styrkor="Vi mäter")``: write that, and share the step with the group."""

    def share(slug, *, audiences=(AudienceKind.GROUP,), **written):
        write(slug, **written)
        room, by = world.organisations[slug], world.people[HANDS[slug]]
        return share_step(room, method_of(room.cohort_id), step_key=STEP, audiences=audiences, by=by)

    return share


@pytest.fixture
def note(world):
    """``note("Vi gör lika")``: write in the group's note on the presentation's strengths, over what stands there."""

    def note(value, *, by="strategist", version=0, idea_of=None, line=LINE, edit_id=None):
        return write_note(
            world.group,
            method_of(world.cohort.pk),
            step_key=STEP,
            noted=Noted(line, world.organisations[idea_of].pk if idea_of else None),
            value=value,
            version=version,
            edit_id=edit_id or uuid.uuid4(),
            by=world.people[by],
        )

    return note


@pytest.fixture
def see(world):
    """``see("strategist")``: the page of the comparison as text, with entities as they stand."""

    def see(persona, query="", *, status=200):
        answer = world.client(persona).get(PAGE + query)
        assert answer.status_code == status, answer.content.decode()[:2000]
        return answer.content.decode()

    return see
