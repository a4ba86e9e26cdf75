"""A step read whole: what is there and what is not, in a fixed number of statements, as plain data."""

import json

import pytest

from benchmarking.workspace.entries import remove_row
from benchmarking.workspace.reading import read_step, to_json
from tests.workspace.conftest import SKILLS

pytestmark = pytest.mark.django_db


@pytest.fixture
def read(kalmar, content):
    return lambda: read_step(kalmar.pk, content.step("uppstart"))


def test_an_untouched_step(read, content):
    step, found = content.step("uppstart"), read()
    assert [sheet.key for sheet in found.worksheets] == [sheet.key for sheet in step.worksheets]
    facts = found.worksheet("organisationsfakta")
    assert len(facts.entries) == 1
    assert (facts.entries[0].id, facts.entries[0].is_empty, facts.entries[0].is_complete) == (None, True, False)
    assert found.worksheet("kompetensinventering").entries == ()
    assert {mark.state for mark in found.marks} == {"open"}
    assert found.signatures == ()


def test_what_is_written(read, write, strategist):
    saved = write("folkmangd-kvinnor", "34 500")
    field = next(f for f in read().worksheet("organisationsfakta").entries[0].fields if f.key == "folkmangd-kvinnor")
    assert (field.value, field.shown, field.version) == ("34500", "34\u00a0500\u00a0invånare", 1)
    assert (field.edited_by, field.edited_at) == (strategist.name, saved.at)


def test_rows_in_order_without_the_removed(read, add_rows, kalmar, content, strategist):
    rows = add_rows(3)
    remove_row(kalmar, content, **SKILLS, entry_id=rows[0], by=strategist)
    entries = read().worksheet("kompetensinventering").entries
    assert [(entry.id, entry.number) for entry in entries] == [(rows[1], 1), (rows[2], 2)]


def test_the_same_statements_for_any_number_of_rows(read, add_rows, django_assert_num_queries):
    for rows in (1, 3, 33):
        add_rows(rows)
        with django_assert_num_queries(4):
            assert len(read().worksheet("kompetensinventering").entries) == rows


def test_plain_data(read, write):
    write("styrmodell", "Målstyrning")
    whole = to_json(read())
    assert json.loads(json.dumps(whole)) == whole
    assert whole["worksheets"][0]["entries"][0]["fields"]


def test_another_room_is_not_read(read, write, world, content):
    write("styrmodell", "Kalmars hemlighet")
    other = read_step(world.organisations["sodertalje"].pk, content.step("uppstart"))
    assert "hemlighet" not in json.dumps(to_json(other), ensure_ascii=False)
