"""Putting an earlier text back, and undoing the last change."""

import datetime as dt
import uuid
from http import HTTPStatus

import pytest
import time_machine

from benchmarking.method.content import UnknownKey
from benchmarking.workspace import restoring
from benchmarking.workspace.answers import AnotherFunctionsAnswer, RowGone, write_answer
from benchmarking.workspace.entries import remove_row
from benchmarking.workspace.marks import mark_item
from benchmarking.workspace.models import Answer, CheckMark, StepProgress
from benchmarking.workspace.typed import MERGED, REFUSED, TypedClash
from cohorts.models import CohortState
from cohorts.states import RoundClosed
from tests.workspace.conftest import SKILLS

pytestmark = pytest.mark.django_db
STEP = "/omgangar/2019/kalmar/steg/uppstart/"
POINT = {"step_key": "uppstart", "item_key": "trion-utsedd"}
NOON = dt.datetime(2019, 11, 5, 11, 0, tzinfo=dt.UTC)


@pytest.fixture
def restore(kalmar, content, strategist):
    def restore(answer, value, *, version=None, label=None, by=strategist):
        events = answer.events.filter(value=value, **({"pgh_label": label} if label else {}))
        return restoring.restore_answer(
            kalmar,
            content,
            step_key=answer.entry.step_key or "uppstart",
            answer_id=answer.pk,
            event_id=events.earliest("pgh_id").pgh_id,
            version=answer.version if version is None else version,
            by=by,
        )

    return restore


@pytest.fixture
def undo(kalmar, content, strategist):
    def undo(version, *, by=strategist):
        answer = Answer.objects.get()
        return restoring.undo_answer(kalmar, content, step_key="uppstart", answer_id=answer.pk, version=version, by=by)

    return undo


@pytest.fixture
def mark(kalmar, content, strategist):
    def mark(state, note="", by=strategist):
        return mark_item(kalmar, content, **POINT, state=state, note=note, by=by)

    return mark


def test_an_earlier_text_stands_again_and_nothing_is_lost(write, restore, manager):
    write("styrmodell", "Första")
    write("styrmodell", "Andra", version=1, by=manager)
    saved = restore(Answer.objects.get(), "Första")
    answer = Answer.objects.get()
    assert (answer.value, answer.version, saved.version) == ("Första", 3, 3)
    assert list(answer.events.order_by("pgh_id").values_list("value", flat=True)) == ["Första", "Andra", "Första"]


def test_a_refused_text_and_one_that_was_put_together_can_stand(write, restore, manager):
    write("styrmodell", "ett\ntvå\ntre")
    write("styrmodell", "ett\ntvå\ntre, chefens", version=1, by=manager)
    write("styrmodell", "ett, mitt\ntvå\ntre", version=1)
    with pytest.raises(TypedClash):
        write("styrmodell", "refuserad", version=1)
    restore(Answer.objects.get(), "ett, mitt\ntvå\ntre", label=MERGED)
    assert Answer.objects.get().value == "ett, mitt\ntvå\ntre"
    restore(Answer.objects.get(), "refuserad", label=REFUSED)
    assert Answer.objects.get().value == "refuserad"


def test_who_has_not_seen_the_present_text_is_told(write, restore, undo, manager):
    write("styrmodell", "Första")
    write("styrmodell", "Andra", version=1, by=manager)
    for act in (lambda: restore(Answer.objects.get(), "Första", version=1), lambda: undo(1)):
        with pytest.raises(restoring.ChangedSince, match=manager.name):
            act()
    assert Answer.objects.get().value == "Andra"


def test_undo_takes_back_all_that_was_typed_without_a_pause(write, undo, manager):
    for version, (minutes, text) in enumerate([(0, "Ett"), (60, "Ett tv"), (61, "Ett två")]):
        with time_machine.travel(NOON + dt.timedelta(minutes=minutes), tick=False):
            write("styrmodell", text, version=version)
    assert undo(3).value == "Ett"
    # Undoing is a change of its own: undone once more, the text is there again.
    assert undo(4).value == "Ett två"


def test_undo_passes_over_a_text_that_was_refused(write, undo, manager):
    write("styrmodell", "Första")
    write("styrmodell", "Andra", version=1, by=manager)
    with pytest.raises(TypedClash):
        write("styrmodell", "Refuserad", version=1)
    assert undo(2).value == "Första"


def test_undo_of_the_first_text_empties_the_field_and_the_count_follows(write, undo, kalmar):
    write("prioriterade-mal", "Alla barn")
    before = StepProgress.objects.get(room=kalmar.pk).minutes_left
    assert undo(1).value == ""
    assert StepProgress.objects.get(room=kalmar.pk).minutes_left > before


def test_a_fact_is_undone_from_each_step_that_shows_it(write, content, kalmar, manager):
    write("diarienummer", "KS 2019/1")
    write("diarienummer", "KS 2019/2", version=1, by=manager)
    fact = content.field("uppstart", "organisationsfakta", "diarienummer").fact
    other = next(step for step in content.steps if step.key != "uppstart" and fact in step.facts)
    answer = Answer.objects.get(field_key=fact)
    here = {"step_key": other.key, "answer_id": answer.pk, "version": 2}
    assert restoring.undo_answer(kalmar, content, **here, by=manager).value == "KS 2019/1"
    silent = next(step for step in content.steps if fact not in step.facts)
    with pytest.raises(UnknownKey):
        restoring.undo_answer(kalmar, content, **here | {"step_key": silent.key, "version": 3}, by=manager)


def test_a_text_of_a_removed_row_waits_for_its_row(restore, add_rows, kalmar, content, strategist):
    (row,) = add_rows(1)
    remove_row(kalmar, content, **SKILLS, entry_id=row, by=strategist)
    with pytest.raises(RowGone):
        restore(Answer.objects.get(), "Område 1")


def test_only_its_own_function_puts_back_its_answer(kalmar, content, restore, manager, strategist):
    place = {"step_key": "traff-3", "worksheet_key": "ledarskap-och-kultur", "field_key": "drivkraft"}
    for version, value in enumerate(("Ett", "Två")):
        typed = {"value": value, "version": version, "edit_id": uuid.uuid4(), "function": "manager"}
        write_answer(kalmar, content, **place, entry_id=None, **typed, by=manager)
    with pytest.raises(AnotherFunctionsAnswer):
        restore(Answer.objects.get(), "Ett", by=strategist)
    assert restore(Answer.objects.get(), "Ett", by=manager).value == "Ett"


def test_a_closed_round_is_for_reading(write, undo, world):
    write("styrmodell", "Text")
    type(world.cohort).objects.filter(pk=world.cohort.pk).update(state=CohortState.CLOSED)
    with pytest.raises(RoundClosed):
        undo(1)


def test_the_last_change_of_a_mark_is_undone_with_its_note(mark, kalmar, content, strategist):
    mark("not_relevant", "Vi är fyra")
    mark("done")
    last = CheckMark.objects.get().events.latest("pgh_id").pgh_id
    undone = restoring.undo_mark(kalmar, content, **POINT, event_id=last, by=strategist)
    assert (undone.state, undone.note) == ("not_relevant", "Vi är fyra")
    first = CheckMark.objects.get().events.earliest("pgh_id").pgh_id
    with pytest.raises(restoring.ChangedSince):
        restoring.undo_mark(kalmar, content, **POINT, event_id=first, by=strategist)


def test_the_first_mark_undone_leaves_the_point_open(mark, kalmar, content, strategist):
    mark("done")
    last = CheckMark.objects.get().events.get().pgh_id
    assert restoring.undo_mark(kalmar, content, **POINT, event_id=last, by=strategist).state == "open"
    assert StepProgress.objects.get(room=kalmar.pk).points_done == 0


def test_the_page_carries_what_the_buttons_need(world, write, manager):
    write("styrmodell", "Första")
    write("styrmodell", "Andra", version=1, by=manager)
    answer, client = Answer.objects.get(), world.client("strategist")
    page = client.get(f"{STEP}svar/{answer.pk}/historik/").context["page"]
    _second, first = page.told
    posted = client.post(first.restore_url, {"version": first.version, "event_id": first.event})
    assert posted.status_code == HTTPStatus.FOUND
    assert Answer.objects.get().value == "Första"
    told = client.get(f"{STEP}historik/").context["page"].told[0]
    assert told.fate == "En äldre text togs tillbaka"
    assert client.post(told.undo_url, {"version": told.version}).status_code == HTTPStatus.FOUND
    assert Answer.objects.get().value == "Andra"
    stale = client.post(told.undo_url, {"version": told.version})
    assert stale.status_code == HTTPStatus.CONFLICT
    assert "Ladda om sidan" in stale.content.decode()
    assert client.post(told.undo_url, {"version": "hej"}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
