"""A step as it is shared: what goes along, what stays at home, and what has changed since, in words."""

import uuid

import pytest

from benchmarking.method.versions import method_of
from benchmarking.sharing.audiences import groups_of
from benchmarking.sharing.models import AudienceKind
from benchmarking.sharing.releases import seen
from benchmarking.sharing.status import share_statuses
from benchmarking.sharing.steps import snapshot
from benchmarking.workspace.answers import write_answer
from benchmarking.workspace.entries import add_row, remove_row
from benchmarking.workspace.marks import mark_item
from benchmarking.workspace.reading import read_step
from cohorts.groups import join
from cohorts.pairings import pair
from tests import factories
from tests.personas import method_2019

pytestmark = pytest.mark.django_db
GROUP, CONFERENCE = AudienceKind.GROUP, AudienceKind.CONFERENCE
STEP = "traff-1"
ROWS = {"step_key": "traff-1", "worksheet_key": "hemplan"}
FORM_TITLE, ROWS_TITLE = (
    method_2019().worksheet("traff-1", worksheet).title for worksheet in ("presentation", "hemplan")
)


@pytest.fixture
def written(world):
    """``written()``: Kalmar's step 2 as it stands now."""
    return lambda: read_step(world.own.pk, method_of(world.cohort.pk).step("traff-1"))


@pytest.fixture
def status(world, written):
    """``status()``: how Kalmar's step 2 stands to what is shared of it."""
    return lambda: share_statuses(world.own.pk, method_of(world.cohort.pk), written(), groups_of(world.own)).get(STEP)


@pytest.fixture
def rows(world):
    """``rows.add("text")`` and ``rows.remove(row)`` in a worksheet of rows."""
    method, by = method_of(world.cohort.pk), world.people["strategist"]
    field = method.worksheet("traff-1", "hemplan").fields[0].key

    class Rows:
        def write(self, row, value, version=0):
            place = {**ROWS, "entry_id": row.pk, "field_key": field}
            write_answer(world.own, method, **place, value=value, version=version, edit_id=uuid.uuid4(), by=by)

        def add(self, value):
            row = add_row(world.own, method, **ROWS, by=by)
            if value:
                self.write(row, value)
            return row

        def remove(self, row):
            remove_row(world.own, method, **ROWS, entry_id=row.pk, by=by)

    return Rows()


def test_the_checklist_who_wrote_and_what_is_empty_stay_at_home(world, write, rows, written):
    write("Det vi är bra på")
    rows.add("")
    point = {
        "step_key": "traff-1",
        "item_key": "styrkedjan-ritad",
        "state": "not_relevant",
        "note": "Hemlig anteckning",
    }
    mark_item(world.own, method_of(world.cohort.pk), **point, by=world.people["strategist"])
    shown = snapshot(written())
    assert [sheet["key"] for sheet in shown["worksheets"]] == ["presentation"]
    text = str(shown)
    assert "Det vi är bra på" in text
    assert "Hemlig anteckning" not in text
    assert world.people["strategist"].name not in text
    assert written().marks[0].text not in text


def test_nothing_is_said_before_anything_is_shared(write, status):
    write("Ett utkast")
    assert status() is None


def test_a_step_that_stands_as_it_was_shared_is_not_changed(share, status):
    share(GROUP)
    assert not status().is_changed
    assert status().readers == ("Södertälje", "Norrtälje", "Umeå")
    assert status().whom == "gruppen"


def test_changes_are_named_in_words(write, share, rows, status):
    write("Ett")
    first, second = rows.add("Första raden"), rows.add("Andra raden")
    share(GROUP, CONFERENCE)
    assert status().whom == "gruppen och resultatkonferensen"
    write("Två")
    rows.write(second, "Andra raden, ändrad", version=1)
    rows.add("Tredje raden")
    rows.remove(first)
    in_form = method_2019().field("traff-1", "presentation", "styrkor").label
    in_row = method_2019().worksheet("traff-1", "hemplan").fields[0].label
    assert status().changes == (
        f"{FORM_TITLE}: ändring i ”{in_form}”",
        f"{ROWS_TITLE}: ändring i ”{in_row}” på rad 1",
        f"{ROWS_TITLE}: rad 2 är ny",
        f"{ROWS_TITLE}: rad 1 är borttagen",
    )


def test_worksheets_that_come_and_go_are_named(write, share, rows, status):
    write("Ett")
    share(GROUP)
    write("")
    rows.add("En rad")
    assert status().changes == (
        f"{ROWS_TITLE} har tillkommit",
        f"{FORM_TITLE} har tömts",
    )


def test_a_text_changed_and_changed_back_is_not_changed(write, share, status):
    write("Ett")
    share(GROUP)
    write("Två")
    assert status().is_changed
    write("Ett")
    assert not status().is_changed


def test_a_mark_in_the_checklist_is_no_change(world, share, status):
    share(GROUP)
    point = {"step_key": "traff-1", "item_key": "styrkedjan-ritad", "state": "done", "note": ""}
    mark_item(world.own, method_of(world.cohort.pk), **point, by=world.people["strategist"])
    assert not status().is_changed


def test_who_has_come_to_the_group_since_is_named(world, share, status):
    share(GROUP)
    pair(factories.participation(world.cohort, "Gävle", part="mentor"), world.group)
    assert status().newcomers == ("Gävle",)
    assert status().readers == ("Södertälje", "Norrtälje", "Umeå")
    share(GROUP)
    assert status().newcomers == ()


def test_for_the_conference_alone_nobody_in_the_group_is_a_newcomer(share, status):
    share(CONFERENCE)
    assert status().newcomers == status().readers == ()


def test_what_is_taken_back_is_not_what_is_shared(world, share, status):
    first = share(GROUP)
    second = share(GROUP)
    assert status().number == second.number
    world.client("strategist").post(f"/omgangar/2019/kalmar/delat/{second.number}/ta-tillbaka/")
    assert status().number == first.number


def test_the_mark_of_a_preview_changes_with_the_text_and_with_the_group(world, write, written):
    def mark():
        return seen(snapshot(written()), groups_of(world.own))

    write("Ett")
    marks = {mark(), mark()}
    write("Två")
    marks.add(mark())
    join(world.group, factories.participation(world.cohort, "Växjö"))
    marks.add(mark())
    assert len(marks) == 3
