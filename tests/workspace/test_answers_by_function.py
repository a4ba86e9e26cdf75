"""Each function answers the same question, then the trio writes one answer; differences are to be talked about."""

import uuid
from http import HTTPStatus

import pytest
import time_machine

from access import clock
from benchmarking.method.content import UnknownKey
from benchmarking.sharing.steps import snapshot
from benchmarking.workspace.answers import AnotherFunctionsAnswer, TrioAnswer, write_answer
from benchmarking.workspace.models import Answer, Entry, TalkMark
from benchmarking.workspace.progress import minutes_left
from benchmarking.workspace.reading import read_step
from benchmarking.workspace.talks import differ, mark_talk

pytestmark = pytest.mark.django_db
STEP = "/omgangar/2019/kalmar/steg/traff-3/"
SHEET = {"step_key": "traff-3", "worksheet_key": "ledarskap-och-kultur"}
TRIO = ("politician", "manager", "strategist")


@pytest.fixture
def say(world, kalmar, content):
    def say(function, value, *, version=0, by=None, field="drivkraft"):
        typed = {"value": value, "version": version, "edit_id": uuid.uuid4(), "function": function}
        person = world.people[by or function]
        return write_answer(kalmar, content, **SHEET, field_key=field, entry_id=None, **typed, by=person)

    return say


@pytest.fixture
def question(world):
    """Read the question as the strategist's page asks it."""

    def question():
        page = world.client("strategist").get(STEP).context["page"]
        sheet = next(sheet for sheet in page.sheets if sheet.key == "ledarskap-och-kultur")
        return sheet.rows[0].questions[0]

    return question


def test_side_by_side_and_then_the_joint_answer(say, question):
    for function in TRIO:
        say(function, f"Enligt {function}")
    say("", "Vårt svar", by="politician")
    asked = question()
    assert [(control.whose, control.value, control.is_readonly) for control in asked.controls] == [
        ("Politiker", "Enligt politician", True),
        ("Chef", "Enligt manager", True),
        ("Strateg", "Enligt strategist", False),
    ]
    assert (asked.joint.whose, asked.joint.value, asked.joint.is_readonly) == ("Gemensamt", "Vårt svar", False)


def test_who_writes_which(say, world, content, kalmar):
    with pytest.raises(AnotherFunctionsAnswer):
        say("manager", "Inte mitt", by="strategist")
    with pytest.raises(TrioAnswer):
        say("", "Hemmateamets", by="home_team")
    with pytest.raises(UnknownKey):
        say("leader", "Ledarens", by="leader")
    # The evaluation is each one's own experience: nobody answers for all.
    place = {"step_key": "resultat", "worksheet_key": "utvardering", "field_key": "plus", "entry_id": None}
    typed = {"value": "Allt", "version": 0, "edit_id": uuid.uuid4(), "function": ""}
    with pytest.raises(UnknownKey):
        write_answer(kalmar, content, **place, **typed, by=world.people["strategist"])
    assert not Answer.objects.exists()


def test_a_question_is_answered_when_everybody_and_all_have(say, kalmar, content):
    step = content.step("traff-3")
    sheet = step.worksheet("ledarskap-och-kultur")
    minutes = sheet.field("drivkraft").minutes

    def left(*answers):
        return minutes_left(step, frozenset(), {sheet.key: [frozenset({("hinder", "manager"), *answers})]})

    functions = [("drivkraft", function) for function in TRIO]
    assert left(*functions) == left(functions[0]) == left(*functions, ("drivkraft", "")) + minutes
    for field in ("drivkraft", "hinder"):
        for function in TRIO:
            say(function, "Svar", field=field)
    say("", "En handling", by="strategist", field="nasta-handling")
    entry = read_step(kalmar.pk, step).worksheet(sheet.key).entries[0]
    assert not entry.is_complete
    for field in ("drivkraft", "hinder"):
        say("", "Vårt", by="manager", field=field)
    assert read_step(kalmar.pk, step).worksheet(sheet.key).entries[0].is_complete


def test_answers_that_differ_are_something_to_talk_about(say, question):
    say("manager", "Budgeten")
    assert question().talk is None
    say("politician", "Budgeten")
    assert question().talk is None
    say("strategist", "Lagen")
    assert question().talk is not None
    assert question().talk.at is None
    assert differ(["ja", "", "nej"])
    assert not differ(["ja", "", "ja"])
    assert not differ(["", "nej", ""])


def test_that_one_has_talked_is_noted_until_an_answer_changes(say, question, world):
    say("manager", "Budgeten")
    say("strategist", "Lagen")
    client, url = world.client("manager"), question().talk.url
    posted = client.post(
        url, {"talked": "ja", "value.blad.drivkraft.": "Skrivet utan skript", "version.blad.drivkraft.": 0}
    )
    assert posted.status_code == HTTPStatus.FOUND
    assert Answer.objects.get(function="").value == "Skrivet utan skript"
    talk = question().talk
    assert (talk.is_done, talk.by) == (True, world.people["manager"].name)
    with time_machine.travel(clock.now().timestamp() + 60, tick=False):
        say("strategist", "Lagen och budgeten", version=1)
    assert (question().talk.is_done, question().talk.is_stale) == (False, True)
    client.post(url, {"talked": "nej"})
    assert not TalkMark.objects.exists()


def test_there_is_nothing_to_talk_about_elsewhere(say, world, kalmar, content):
    say("manager", "Budgeten")
    entry = Entry.objects.get()
    foreign = Entry.objects.create(
        room=world.organisations["sodertalje"].room, **SHEET, created_at=clock.now(), created_by=world.people["leader"]
    )
    for entry_id, field in ((entry.pk, "nasta-handling"), (foreign.pk, "drivkraft")):
        place = {**SHEET, "entry_id": entry_id, "field_key": field}
        with pytest.raises(UnknownKey):
            mark_talk(kalmar, content, **place, talked=True, by=world.people["manager"])
    assert not TalkMark.objects.exists()


def test_a_release_carries_each_function_and_the_joint_answer(say, kalmar, content):
    say("manager", "Budgeten")
    say("", "Vårt", by="manager")
    (sheet,) = snapshot(read_step(kalmar.pk, content.step("traff-3")))["worksheets"]
    told = [(f["function"], f["value"]) for f in sheet["entries"][0]["fields"] if f["key"] == "drivkraft"]
    assert told == [("politician", ""), ("manager", "Budgeten"), ("strategist", ""), ("", "Vårt")]
