"""The verb that saves typed text: versions, edits sent twice, texts put together, texts refused."""

import uuid

import pytest

from access.refusals import NotYours
from benchmarking.method.content import UnknownKey
from benchmarking.models import Answer, Entry, StepProgress
from benchmarking.workspace.answers import RowGone
from benchmarking.workspace.entries import add_row, remove_row, restore_row
from benchmarking.workspace.fields import BadValue
from benchmarking.workspace.models import FACTS
from benchmarking.workspace.typed import TypedClash
from cohorts.models import CohortState
from cohorts.states import RoundClosed
from tests.workspace.conftest import SKILLS

pytestmark = pytest.mark.django_db


def history(answer):
    return list(answer.events.order_by("pgh_id").values_list("pgh_label", "value", "version"))


def test_the_first_text_makes_form_and_answer(write, kalmar, strategist):
    saved = write("styrmodell", "Målstyrning")
    answer = Answer.objects.get()
    assert (saved.version, saved.value, saved.replayed) == (1, "Målstyrning", False)
    assert (answer.value, answer.version, answer.edited_by, answer.edited_at) == (
        "Målstyrning",
        1,
        strategist,
        saved.at,
    )
    assert (answer.room_id, answer.entry.position) == (kalmar.pk, 0)
    assert history(answer) == [("insert", "Målstyrning", 1)]


def test_each_text_stays_in_the_history(write):
    write("styrmodell", "a")
    assert write("styrmodell", "b", version=1).version == 2
    assert history(Answer.objects.get()) == [("insert", "a", 1), ("update", "b", 2)]
    assert Entry.objects.exclude(step_key=FACTS).count() == 1


def test_the_same_edit_again_gets_the_same_answer_also_late(write):
    first = uuid.uuid4()
    saved = write("styrmodell", "a", edit_id=first)
    write("styrmodell", "b", version=1)
    again = write("styrmodell", "a", edit_id=first)
    assert (again.version, again.at, again.replayed) == (saved.version, saved.at, True)
    assert Answer.objects.get().value == "b"
    assert len(history(Answer.objects.get())) == 2


def test_an_old_edit_id_with_a_new_text_is_a_new_edit(write):
    first = uuid.uuid4()
    write("styrmodell", "a", edit_id=first)
    with pytest.raises(TypedClash):
        write("styrmodell", "annat", edit_id=first)


def test_an_edit_id_of_another_field_is_an_edit_of_its_own(write):
    edit = uuid.uuid4()
    write("styrmodell", "a", edit_id=edit)
    assert write("organisation-och-namnder", "b", edit_id=edit).replayed is False
    assert write("organisation-och-namnder", "a", edit_id=edit, version=1).replayed is False
    assert write("organisation-och-namnder", "b", edit_id=edit).replayed is True
    assert write("styrmodell", "a", edit_id=edit).version == 1


def test_a_clash_carries_both_texts_and_keeps_the_refused_one(write, manager):
    write("styrmodell", "min")
    write("styrmodell", "chefens", version=1, by=manager)
    edit = uuid.uuid4()
    for _ in range(2):
        with pytest.raises(TypedClash) as clash:
            write("styrmodell", "strategens", version=1, edit_id=edit)
    assert (clash.value.yours, clash.value.theirs, clash.value.version) == ("strategens", "chefens", 2)
    assert (clash.value.who, clash.value.status) == ("Manager", 409)
    answer = Answer.objects.get()
    assert (answer.value, answer.version) == ("chefens", 2)
    assert history(answer)[-1] == ("refused", "strategens", 2)
    assert len(history(answer)) == 3
    assert write("styrmodell", "strategens", version=2).version == 3


def test_changes_of_different_paragraphs_are_put_together(write, manager):
    write("styrmodell", "ett\ntvå\ntre")
    write("styrmodell", "ETT\ntvå\ntre", version=1, by=manager)
    edit = uuid.uuid4()
    for replayed in (False, True):
        saved = write("styrmodell", "ett\ntvå\nTRE", version=1, edit_id=edit)
        assert (saved.value, saved.version, saved.base_version) == ("ETT\ntvå\nTRE", 4, 3)
        assert (saved.merged, saved.replayed) == (True, replayed)
    assert ("merged", "ett\ntvå\nTRE", 3) in history(Answer.objects.get())


def test_who_typed_on_during_a_merge_goes_on_from_the_own_text(write, manager):
    write("styrmodell", "ett\ntvå\ntre")
    write("styrmodell", "ETT\ntvå\ntre", version=1, by=manager)
    saved = write("styrmodell", "ett\ntvå\nTRE", version=1)
    assert write("styrmodell", "ett\ntvå\nTRE och mer", version=saved.base_version).value == "ETT\ntvå\nTRE och mer"


def test_an_unchanged_old_text_changes_nothing(write, manager):
    write("styrmodell", "a")
    write("styrmodell", "b", version=1, by=manager)
    saved = write("styrmodell", "a", version=1)
    assert (saved.value, saved.version) == ("b", 2)
    assert Answer.objects.get().value == "b"


def test_the_same_text_by_two_is_no_clash(write, manager):
    write("styrmodell", "a")
    write("styrmodell", "b", version=1, by=manager)
    assert write("styrmodell", "b", version=1).version == 2


def test_a_version_nobody_has_seen_is_a_clash(write):
    write("styrmodell", "a")
    with pytest.raises(TypedClash):
        write("styrmodell", "b", version=99)


@pytest.mark.parametrize(
    "where",
    [
        {"field_key": "finns-inte"},
        {"field_key": "omrade"},
        {"field_key": "styrmodell", "worksheet_key": "finns-inte"},
        {"field_key": "styrmodell", "step_key": "traff-1"},
        {"field_key": "styrmodell", "function": "manager"},
        {"field_key": "styrmodell", "entry_id": 0},
        {"field_key": "omrade", **SKILLS},
    ],
)
def test_unknown_places_are_refused(write, where):
    field_key = where.pop("field_key")
    with pytest.raises(UnknownKey):
        write(field_key, "a", **where)
    assert not Answer.objects.exists()
    assert not StepProgress.objects.exists()


def test_a_row_of_another_organisation_is_unknown(write, world, content):
    foreign = add_row(world.organisations["sodertalje"], content, **SKILLS, by=world.people["group_mate"])
    with pytest.raises(UnknownKey):
        write("omrade", "a", entry_id=foreign.pk, **SKILLS)


def test_a_text_for_a_removed_row_is_refused_and_kept(write, kalmar, content, strategist):
    row = add_row(kalmar, content, **SKILLS, by=strategist)
    write("omrade", "a", entry_id=row.pk, **SKILLS)
    remove_row(kalmar, content, **SKILLS, entry_id=row.pk, by=strategist)
    edit = uuid.uuid4()
    for _ in range(2):
        with pytest.raises(RowGone):
            write("omrade", "b", entry_id=row.pk, version=1, edit_id=edit, **SKILLS)
    with pytest.raises(RowGone):
        write("behov", "ny", entry_id=row.pk, **SKILLS)
    assert history(Answer.objects.get(field_key="omrade")) == [("insert", "a", 1), ("refused", "b", 1)]
    assert history(Answer.objects.get(field_key="behov"))[-1] == ("refused", "ny", 0)
    restore_row(kalmar, content, **SKILLS, entry_id=row.pk)
    assert write("behov", "ny", entry_id=row.pk, **SKILLS).version == 1


def test_each_function_writes_its_own_answer(write, kalmar, content, strategist, manager):
    step = content.step("traff-3")
    sheet = next(sheet for sheet in step.worksheets if any(field.answered_by for field in sheet.fields))
    field = next(field for field in sheet.fields if field.answered_by)
    where = {"step_key": step.key, "worksheet_key": sheet.key}
    if sheet.rows:
        where["entry_id"] = add_row(kalmar, content, **where, by=strategist).pk
    write(field.key, "Strategens svar", function="strategist", **where)
    write(field.key, "Chefens svar", function="manager", by=manager, **where)
    assert set(Answer.objects.values_list("function", "value")) == {
        ("strategist", "Strategens svar"),
        ("manager", "Chefens svar"),
    }
    with pytest.raises(NotYours):
        write(field.key, "Inte mitt", function="manager", version=1, **where)


@pytest.mark.parametrize("value", ["x" * 200_000, "a\0b", "a\x1bb"])
def test_a_text_that_cannot_be_stored_is_refused_whole(write, value):
    with pytest.raises(BadValue):
        write("styrmodell", value)
    assert not Answer.objects.exists()


def test_a_closed_round_is_refused(write, world):
    write("styrmodell", "a")
    world.cohort.state = CohortState.CLOSED
    world.cohort.save(update_fields=["state"])
    with pytest.raises(RoundClosed):
        write("styrmodell", "b", version=1)
    assert Answer.objects.get().value == "a"
