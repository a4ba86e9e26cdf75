"""How far a step has come: counted from marks and answers, signed by those the method names."""

import datetime as dt
import random
from types import SimpleNamespace

import pytest
import time_machine

from benchmarking.method.content import UnknownKey
from benchmarking.models import CheckMark, StepProgress
from benchmarking.workspace import progress
from benchmarking.workspace.entries import add_row, remove_row
from benchmarking.workspace.marks import NoteMissing, UnknownMark, mark_item
from benchmarking.workspace.models import MarkState
from cohorts.models import CohortState, ParticipationState
from cohorts.states import ParticipationWithdrawn, RoundClosed, RoundNotOpen
from tests.workspace.conftest import SKILLS

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 3, 12)


@pytest.fixture
def mark(kalmar, content, strategist):
    def mark(item, state="done", note="", step_key="uppstart"):
        return mark_item(kalmar, content, step_key=step_key, item_key=item.key, state=state, note=note, by=strategist)

    return mark


@pytest.fixture
def sign(world, kalmar, content):
    def sign(function, by=None, step_key="uppstart"):
        person = world.people[by or function]
        return progress.sign_off_step(kalmar, content, step_key=step_key, function=function, by=person)

    return sign


@pytest.fixture
def state(kalmar, content):
    def state(step_key="uppstart", today=TODAY, due_days=None):
        found = progress.step_states([kalmar.pk], content, due_days or {}, today)
        return found[kalmar.pk, step_key]

    return state


@pytest.fixture
def rows(kalmar, content, strategist):
    return SimpleNamespace(
        add=lambda: add_row(kalmar, content, **SKILLS, by=strategist).pk,
        remove=lambda pk: remove_row(kalmar, content, **SKILLS, entry_id=pk, by=strategist),
    )


@pytest.fixture
def tick_all(content, mark):
    def tick_all(step_key="uppstart"):
        for item in content.step(step_key).checklist:
            mark(item, step_key=step_key)

    return tick_all


def test_nothing_yet(state, content):
    step = content.step("uppstart")
    found = state()
    assert (found.state, found.points_done, found.points_total) == ("not_started", 0, len(step.checklist))
    assert found.minutes_left == sum(i.minutes for i in step.checklist) + sum(s.minutes for s in step.worksheets)
    assert StepProgress.objects.count() == 0


def test_a_mark_counts_and_says_who(mark, state, content, strategist):
    item = content.step("uppstart").checklist[0]
    before = state().minutes_left
    mark(item)
    row = CheckMark.objects.get()
    assert (row.state, row.by) == (MarkState.DONE, strategist)
    assert (state().state, state().points_done, state().minutes_left) == ("ongoing", 1, before - item.minutes)
    mark(item, "open")
    assert (state().points_done, state().minutes_left) == (0, before)


def test_not_relevant_needs_a_reason(mark, state, content):
    item = content.step("uppstart").checklist[0]
    for note in ("", "  \n "):
        with pytest.raises(NoteMissing):
            mark(item, "not_relevant", note)
    assert not CheckMark.objects.exists()
    mark(item, "not_relevant", "Finns inte hos oss")
    assert state().points_done == 1


def test_a_mark_of_another_kind_or_place_is_refused(mark, content):
    item = content.step("uppstart").checklist[0]
    with pytest.raises(UnknownMark):
        mark(item, "kanske")
    with pytest.raises(UnknownKey):
        mark(item, step_key="traff-1")


def test_the_same_mark_again_changes_nothing(mark, content):
    item = content.step("uppstart").checklist[0]
    first = mark(item)
    assert mark(item).at == first.at
    assert CheckMark.pgh_event_model.objects.count() == 1  # type: ignore[attr-defined]


def test_minutes_of_what_is_left(write, state, content, rows):
    step = content.step("uppstart")
    facts, skills = step.worksheet("organisationsfakta"), step.worksheet("kompetensinventering")
    before = state().minutes_left
    write("styrmodell", "Målstyrning")
    required = {field.key: field.minutes for field in facts.fields if field.required}
    assert state().minutes_left == before - facts.minutes + sum(required.values())
    write("beslut", "CEMR")
    assert state().minutes_left == before - facts.minutes + sum(required.values()) - required["beslut"]
    write("beslut", "", version=1)
    assert state().minutes_left == before - facts.minutes + sum(required.values())
    row = rows.add()
    untouched = state().minutes_left
    write(skills.fields[0].key, "Ledning", entry_id=row, **SKILLS)
    assert state().minutes_left != untouched
    rows.remove(row)
    assert state().minutes_left == untouched


def test_counts_never_drift(write, mark, kalmar, content, rows):
    """After many acts in any order, what is kept is what a fresh count gives."""
    dice = random.Random(2019)
    step = content.step("uppstart")
    versions: dict[tuple[int | None, str], int] = {}
    entries: list[int] = []
    for _ in range(60):
        act = dice.randrange(4)
        if act == 0:
            mark(dice.choice(step.checklist), dice.choice(["open", "done"]))
        elif act == 1:
            entries.append(rows.add())
        elif act == 2 and entries:
            rows.remove(entries.pop(dice.randrange(len(entries))))
        elif act == 3:
            sheet, entry = (SKILLS, dice.choice(entries)) if entries and dice.random() < 0.5 else ({}, None)
            key = dice.choice(["omrade"] if sheet else ["styrmodell", "beslut", "ansvarig"])
            version = versions.get((entry, key), 0)
            value = dice.choice(["", f"text {version}"])
            versions[entry, key] = write(key, value, version=version, entry_id=entry, **sheet).version
    kept = StepProgress.objects.values("points_done", "minutes_left").get()
    progress.record_change(kalmar, step, recount=True)
    assert StepProgress.objects.values("points_done", "minutes_left").get() == kept


def test_signing_needs_the_required_points(sign, content):
    with pytest.raises(progress.StepNotReady) as refused:
        sign("strategist")
    required = [item for item in content.step("uppstart").checklist if item.required]
    assert refused.value.still_open == tuple(required)
    assert required[0].text in str(refused.value)
    assert not StepProgress.objects.exists()


def test_done_when_all_have_signed(tick_all, sign, state):
    tick_all()
    sign("strategist")
    sign("manager")
    assert state().state == "ongoing"
    sign("politician")
    assert (state().state, state().done_on is not None, state().minutes_left) == ("done", True, 0)


@pytest.mark.parametrize(
    ("function", "by"),
    [("manager", "strategist"), ("other", "home_team"), ("strategist", "group_mate"), ("", "manager")],
)
def test_nobody_signs_for_another(tick_all, sign, function, by):
    tick_all()
    with pytest.raises(progress.NotAmongSigners):
        sign(function, by)


def test_a_function_the_step_does_not_name_does_not_sign(tick_all, sign, content):
    assert "politician" not in content.step("traff-1").signed_by
    tick_all("traff-1")
    with pytest.raises(progress.NotAmongSigners):
        sign("politician", step_key="traff-1")


def test_a_later_edit_shows_and_signing_again_clears(tick_all, sign, state, write):
    with time_machine.travel(dt.datetime(2026, 3, 12, 9, tzinfo=dt.UTC), tick=True):
        tick_all("uppstart")
        for function in ("politician", "manager", "strategist"):
            sign(function)
        assert not state().changed_after_sign_off
        write("styrmodell", "Ny text")
        assert (state().state, state().changed_after_sign_off) == ("done", True)
        sign("politician")
        assert state().changed_after_sign_off
        sign("manager")
        sign("strategist")
        assert not state().changed_after_sign_off


@pytest.fixture
def acts(kalmar, content, mark, sign, rows):
    return (
        lambda: mark(content.step("uppstart").checklist[0]),
        lambda: sign("strategist"),
        rows.add,
        lambda: progress.set_due(kalmar, content, step_key="uppstart", due=TODAY),
    )


@pytest.mark.parametrize(
    ("cohort_state", "refusal"), [(CohortState.CLOSED, RoundClosed), (CohortState.DRAFT, RoundNotOpen)]
)
def test_only_an_open_round_is_worked_in(world, acts, cohort_state, refusal):
    world.cohort.state = cohort_state
    world.cohort.save(update_fields=["state"])
    for act in acts:
        with pytest.raises(refusal):
            act()


def test_a_withdrawn_organisation_is_frozen(kalmar, mark, content):
    kalmar.state = ParticipationState.WITHDRAWN
    kalmar.save(update_fields=["state"])
    with pytest.raises(ParticipationWithdrawn):
        mark(content.step("uppstart").checklist[0])


def test_due_days_of_the_round_and_of_the_room(kalmar, content, state, tick_all, sign):
    due = {"uppstart": TODAY - dt.timedelta(days=9)}
    assert (state(due_days=due).days_late, state(due_days=due).look) == (9, "late")
    progress.set_due(kalmar, content, step_key="uppstart", due=TODAY)
    assert (state(due_days=due).due, state(due_days=due).days_late) == (TODAY, 0)
    progress.set_due(kalmar, content, step_key="uppstart", due=None)
    assert state(due_days=due).look == "late"
    tick_all()
    for function in ("politician", "manager", "strategist"):
        sign(function)
    assert (state(due_days=due).look, state(due_days=due).days_late) == ("done", 0)


def test_one_statement_for_any_number_of_rooms(world, content, mark, django_assert_num_queries):
    mark(content.step("uppstart").checklist[0])
    rooms = [participation.pk for participation in world.organisations.values()]
    with django_assert_num_queries(1):
        found = progress.step_states(rooms, content, {}, TODAY)
    assert len(found) == len(rooms) * len(content.steps)
    assert sum(state.points_done for state in found.values()) == 1
