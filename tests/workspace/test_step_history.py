"""The history of a step, of a worksheet and of an answer: who, when, what differs."""

import datetime as dt
import re
from http import HTTPStatus

import pytest
import time_machine

from benchmarking.workspace.entries import remove_row
from benchmarking.workspace.history_page import PAGE
from benchmarking.workspace.marks import mark_item
from benchmarking.workspace.models import Answer
from benchmarking.workspace.typed import TypedClash
from tests.workspace.conftest import SKILLS

pytestmark = pytest.mark.django_db
STEP = "/omgangar/2019/kalmar/steg/uppstart/"
HISTORY = f"{STEP}historik/"
NOON = dt.datetime(2019, 11, 5, 11, 0, tzinfo=dt.UTC)


@pytest.fixture
def read(world, content):
    def read(path=HISTORY, persona="strategist"):
        response = world.client(persona).get(path)
        assert response.status_code == HTTPStatus.OK
        return response.content.decode()

    return read


def _told(html):
    """Return the entries of the log, the words for screen readers left out."""
    html = re.sub(r'<span class="vh">.*?</span>', "", html)
    return re.findall(r"<li>\s*<time.*?</li>", html, re.DOTALL)


def test_what_stood_and_what_did_not(read, write, manager):
    write("styrmodell", "Första texten")
    write("styrmodell", "Chefens text", version=1, by=manager)
    with pytest.raises(TypedClash):
        write("styrmodell", "Den refuserade texten", version=1)
    refused, second, first = _told(read())
    assert "<del>Chefens text</del><ins>Den refuserade texten</ins>" in refused
    assert "Sparades inte, en annan text gällde" in refused
    assert "<del>Första texten</del><ins>Chefens text</ins>" in second
    assert "2 ord till, 2 ord bort" in second
    assert "<ins>Första texten</ins>" in first
    assert "Står i mallen nu" in second
    assert "Står i mallen nu" not in refused + first


def test_typing_without_a_pause_is_told_once(read, write, manager):
    typed = [
        (NOON, "Vi"),
        (NOON + dt.timedelta(minutes=5), "Vi prövar"),
        (NOON + dt.timedelta(minutes=9), "Vi prövar nu"),
    ]
    later = [(NOON + dt.timedelta(hours=2), "Vi prövar nu igen")]
    for version, (at, text) in enumerate(typed + later):
        with time_machine.travel(at, tick=False):
            write("styrmodell", text, version=version)
    write("styrmodell", "Vi prövar nu igen, alla", version=4, by=manager)
    third, second, first = _told(read())
    assert "<ins>Vi prövar nu</ins>" in first
    assert "Alla 3 texterna" in first
    assert "Vi prövar nu<ins> igen</ins>" in second
    assert "igen<ins>, alla</ins>" in third
    answer = Answer.objects.get()
    assert len(_told(read(f"{STEP}svar/{answer.pk}/historik/"))) == 5


def test_a_choice_is_told_as_one_value_for_another(read, add_rows, write):
    (row,) = add_rows(1)
    write("niva", "2", entry_id=row, **SKILLS)
    write("niva", "3", version=1, entry_id=row, **SKILLS)
    answer = Answer.objects.get(field_key="niva")
    newest = _told(read(f"{STEP}svar/{answer.pk}/historik/"))[0]
    assert "<del>2 Grunderna finns</del><ins>3 Används i arbetet</ins>" in newest


def test_a_removed_row_is_there_still(read, write, add_rows, world, content):
    (row,) = add_rows(1)
    write("omrade", "Område 1, ledningen", version=1, entry_id=row, **SKILLS)
    remove_row(world.own, content, **SKILLS, entry_id=row, by=world.people["manager"])
    for path in (HISTORY, f"{STEP}mall/kompetensinventering/historik/"):
        html = read(path)
        assert "Borttagna rader" in html
        assert "Område 1" in html
        assert "Ta tillbaka texten" not in html
        assert "Ångra" not in html
    assert "Område 1" not in read(f"{STEP}mall/organisationsfakta/historik/")


def test_pages(read, write, manager, strategist, django_assert_max_num_queries):
    for version in range(PAGE + 1):
        write("styrmodell", f"Text{version}.", version=version, by=(strategist, manager)[version % 2])
    with django_assert_max_num_queries(15):
        first = read()
    assert "Text50" in first
    assert len(_told(first)) == PAGE
    assert "Äldre texter" in first
    (oldest,) = _told(read(f"{HISTORY}?sida=2"))
    assert "<ins>Text0.</ins>" in oldest
    assert "Äldre texter" not in read(f"{HISTORY}?sida=2")
    assert "Text50" in read(f"{HISTORY}?sida=hej")


def test_the_marks_of_the_checklist(read, kalmar, content, strategist, manager):
    point = {"step_key": "uppstart", "item_key": "trion-utsedd"}
    mark_item(kalmar, content, **point, state="done", note="", by=strategist)
    mark_item(kalmar, content, **point, state="not_relevant", note="Vi är fyra", by=manager)
    newest, oldest = _told(read())
    assert "lade undan" in newest
    assert "Vi är fyra" in newest
    assert "bockade av" in oldest
    assert "Ångra" in newest
    assert "Ångra" not in oldest


def test_a_home_team_reads_its_parts_only(read, write, add_rows):
    write("styrmodell", "Trions hemlighet")
    add_rows(1)
    assert "Område 1" in read()
    shown = read(persona="home_team")
    assert "Trions hemlighet" not in shown
    assert "Område 1" not in shown
