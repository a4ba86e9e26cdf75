"""A fact is written once: every step that asks for it shows and changes the same text."""

import pytest
from django.urls import reverse

from access import clock
from benchmarking.models import Answer, StepProgress, StepSignature
from benchmarking.sharing.steps import snapshot
from benchmarking.workspace.answers import Place, Typing, write_sheet
from benchmarking.workspace.models import FACTS, Entry
from benchmarking.workspace.reading import read_step
from benchmarking.workspace.typed import TypedClash
from tests.workspace.conftest import FACTS as SHEET

pytestmark = pytest.mark.django_db
REPORT = {"step_key": "hemma-3", "worksheet_key": "resultatrapport"}
LETTER = {"step_key": "hemma-3", "worksheet_key": "tjansteskrivelse"}
SHEET_8 = {"step_key": "resultat", "worksheet_key": "resultatpresentation"}


@pytest.fixture
def shown(kalmar, content):
    """``shown("diarienummer", **LETTER)``: what a field of a worksheet says."""

    def shown(key, step_key, worksheet_key):
        (entry,) = read_step(kalmar.pk, content.step(step_key)).worksheet(worksheet_key).entries
        return next((field.shown, field.version) for field in entry.fields if field.key == key)

    return shown


def url(name, step, **more):
    return reverse(f"benchmarking:{name}", kwargs={"cohort": "2019", "organisation": "kalmar", "step": step, **more})


def test_what_is_written_in_one_step_stands_in_the_others(write, shown):
    write("diarienummer", "KS 2018/1101")
    for place in (SHEET, LETTER, SHEET_8):
        assert shown("diarienummer", **place) == ("KS 2018/1101", 1)
    write("diarienummer", "KS 2019/7", version=1, **SHEET_8)
    assert shown("diarienummer", **SHEET) == ("KS 2019/7", 2)
    fact = Answer.objects.get(field_key="diarienummer")
    assert (fact.entry.step_key, fact.value, fact.events.count()) == (FACTS, "KS 2019/7", 2)


def test_two_steps_clash_as_two_people_in_one_field_do(write, manager):
    write("diarienummer", "KS 1")
    with pytest.raises(TypedClash) as clash:
        write("diarienummer", "KS 2", **LETTER, by=manager)
    assert (clash.value.theirs, clash.value.yours) == ("KS 1", "KS 2")
    assert Answer.objects.get(field_key="diarienummer").value == "KS 1"


def test_a_plain_form_leaves_a_fact_that_stands_there_alone(write, kalmar, content, strategist):
    write("diarienummer", "KS 1")
    typed = [Typing(Place(None, "diarienummer"), "KS 1", 0), Typing(Place(None, "sammanfattning"), "Kort", 0)]
    assert write_sheet(kalmar, content, **LETTER, typed=typed, by=strategist) == {}
    assert Answer.objects.get(field_key="diarienummer").version == 1


def test_facts_alone_make_no_worksheet_filled_in_and_stand_in_the_one_that_is(write, kalmar, content):
    write("diarienummer", "KS 1")
    assert snapshot(read_step(kalmar.pk, content.step("resultat")))["worksheets"] == []
    write("utmaning", "Olika villkor", **SHEET_8)
    (sheet,) = snapshot(read_step(kalmar.pk, content.step("resultat")))["worksheets"]
    said = {field["key"]: field["shown"] for field in sheet["entries"][0]["fields"]}
    assert (said["utmaning"], said["diarienummer"]) == ("Olika villkor", "KS 1")


def test_a_known_fact_takes_no_time_where_it_is_asked_for_again(write, kalmar):
    write("forslag-till-beslut", "Godkänn rapporten", **LETTER)
    before = StepProgress.objects.get(room=kalmar.pk, step_key="hemma-3")
    write("diarienummer", "KS 1")
    after = StepProgress.objects.get(room=kalmar.pk, step_key="hemma-3")
    assert (before.minutes_left - after.minutes_left, after.changed_at > before.changed_at) == (1, True)
    write("diarienummer", "", version=1)
    assert StepProgress.objects.get(room=kalmar.pk, step_key="hemma-3").minutes_left == before.minutes_left


def test_a_fact_begins_the_step_it_is_written_in_and_no_other(write, kalmar):
    StepProgress.objects.create(room=kalmar.room, step_key="resultat")
    write("diarienummer", "KS 1")
    states = dict(StepProgress.objects.filter(room=kalmar.pk).values_list("step_key", "state"))
    assert states == {"uppstart": "ongoing", "resultat": "not_started"}
    assert not Entry.objects.filter(room=kalmar.pk, step_key="resultat").exists()


def test_a_signed_step_that_shows_it_has_changed_after_it_was_signed(write, kalmar, strategist):
    write("utmaning", "Olika villkor", **SHEET_8)
    StepSignature.objects.create(
        room=kalmar.room, step_key="resultat", function="strategist", by=strategist, at=clock.now()
    )
    write("diarienummer", "KS 1")
    assert StepProgress.objects.get(room=kalmar.pk, step_key="resultat").changed_after_sign_off


def test_the_page_says_where_else_it_stands(world, write):
    write("diarienummer", "KS 1")
    page = world.client("strategist").get(url("step", "resultat")).content.decode()
    assert 'value="KS 1"' in page
    assert "Samma uppgift finns i steg 1 (Organisationsfakta) och steg 7 (Tjänsteskrivelse, återrapport)." in page


def test_the_history_of_every_step_that_shows_it_has_it(world, write):
    write("diarienummer", "KS 1")
    write("diarienummer", "KS 2", version=1, **LETTER)
    for step, sheet in (("uppstart", "Organisationsfakta"), ("resultat", "Resultatpresentation")):
        page = world.client("manager").get(url("step_history", step)).content.decode()
        assert f"{sheet}: Diarienummer" in page
        assert "KS 2" in page
    assert "KS 2" not in world.client("manager").get(url("step_history", "hemma-1")).content.decode()


def test_a_home_team_reads_and_writes_the_facts_of_its_parts_only(world, write):
    write("styrmodell", "Målstyrning")
    write("diarienummer", "KS 1")
    page = world.client("home_team").get(url("step", "traff-1")).content.decode()
    assert "Målstyrning" in page
    history = world.client("home_team").get(url("step_history", "traff-1")).content.decode()
    assert "Målstyrning" in history
    everything = world.client("home_team").get(url("step_history", "uppstart")).content.decode()
    assert "KS 1" not in everything
