"""Rows: put in, moved, taken away and put back, each after what is typed is stored."""

from http import HTTPStatus

import pytest

from access.clock import now
from benchmarking.models import Answer, Entry
from benchmarking.workspace import entries
from benchmarking.workspace.entries import TooManyRows, add_row, move_row, remove_row, restore_row
from tests.workspace.conftest import SKILLS

pytestmark = pytest.mark.django_db
STEP = "/omgangar/2019/kalmar/steg/uppstart/"
SHEET = f"{STEP}mall/kompetensinventering/"


@pytest.fixture
def client(world, content):
    return world.client("strategist")


def order():
    return list(Entry.objects.filter(removed_at=None).order_by("position").values_list("pk", flat=True))


def test_row_add(client):
    response = client.post(f"{SHEET}rad/")
    row = Entry.objects.get()
    assert response["Location"] == f"{STEP}?rad={row.pk}#rad-{row.pk}"
    assert (row.position, row.worksheet_key) == (1, "kompetensinventering")


def test_row_add_stores_what_is_typed_first(client, add_rows):
    (row,) = add_rows(1)
    client.post(f"{SHEET}rad/", {f"value.{row}.omrade.": "Ändrat", f"version.{row}.omrade.": 1})
    assert Answer.objects.get().value == "Ändrat"
    assert Entry.objects.count() == 2


def test_row_add_waits_while_something_is_wrong(client, add_rows):
    (row,) = add_rows(1)
    response = client.post(f"{SHEET}rad/", {f"value.{row}.omrade.": "x" * 2_000, f"version.{row}.omrade.": 1})
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert Entry.objects.count() == 1


def test_row_add_in_a_single_form_is_404(client):
    assert client.post(f"{STEP}mall/organisationsfakta/rad/").status_code == HTTPStatus.NOT_FOUND


def test_ten_thousand_rows_are_refused_with_a_reason(client, add_rows, monkeypatch):
    monkeypatch.setattr(entries, "MOST_ROWS", 3)
    add_rows(3)
    response = client.post(f"{SHEET}rad/")
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Mallen har redan 200 rader" in response.content.decode()
    assert len(order()) == 3


def test_a_full_worksheet_says_so_and_stays_quick(client, kalmar, strategist, django_assert_max_num_queries):
    here = {"room_id": kalmar.pk, **SKILLS, "created_by": strategist}
    Entry.objects.bulk_create(Entry(**here, created_at=now(), position=n) for n in range(1, entries.MOST_ROWS + 1))
    with django_assert_max_num_queries(15):
        html = client.get(SHEET).content.decode()
    assert "Mallen har så många rader som den rymmer" in html
    assert "Lägg till rad" not in html


def test_row_move(client, add_rows):
    a, b, c = add_rows(3)
    html = client.get(SHEET).content.decode()
    assert f'formaction="{SHEET}rad/{a}/flytta/" name="to" value="2"' in html
    response = client.post(f"{SHEET}rad/{a}/flytta/", {"to": "2", "page": "mall"})
    assert response["Location"] == f"{SHEET}#rad-{a}"
    assert order() == [b, a, c]
    client.post(f"{SHEET}rad/{c}/flytta/", {"to": "1"})
    assert order() == [c, b, a]
    client.post(f"{SHEET}rad/{c}/flytta/", {"to": "9" * 30})
    assert order() == [c, b, a], "no number is no place but the first"
    client.post(f"{SHEET}rad/{c}/flytta/", {"to": "99"})
    assert order() == [b, a, c]


def test_moving_changes_no_text_and_leaves_what_is_typed_meanwhile(client, add_rows, write):
    a, b = add_rows(2)
    client.post(f"{SHEET}rad/{b}/flytta/", {"to": "1", f"value.{a}.omrade.": "Nytt", f"version.{a}.omrade.": 1})
    write("omrade", "Skrivet under tiden", entry_id=b, version=1, **SKILLS)
    assert order() == [b, a]
    assert set(Answer.objects.values_list("entry", "value")) == {(a, "Nytt"), (b, "Skrivet under tiden")}


def test_a_removed_row_keeps_its_place(kalmar, content, strategist, add_rows):
    a, b, c = add_rows(3)
    remove_row(kalmar, content, **SKILLS, entry_id=b, by=strategist)
    assert move_row(kalmar, content, **SKILLS, entry_id=b, to=1) == 0
    assert move_row(kalmar, content, **SKILLS, entry_id=c, to=1) == 1
    restore_row(kalmar, content, **SKILLS, entry_id=b)
    assert order() == [c, b, a]


def test_row_remove_and_row_restore(client, add_rows):
    rows = add_rows(2)
    for _ in range(2):
        response = client.post(f"{SHEET}rad/{rows[0]}/ta-bort/")
        assert response["Location"] == f"{STEP}?borttagen={rows[0]}#mall-kompetensinventering"
    assert order() == [rows[1]]
    html = client.get(response["Location"]).content.decode()
    assert "Raden ”Område 1” är borttagen." in html
    for _ in range(2):
        response = client.post(f"{SHEET}rad/{rows[0]}/aterstall/")
        assert response["Location"] == f"{STEP}?rad={rows[0]}#rad-{rows[0]}"
    assert order() == rows
    assert Answer.objects.count() == 2
    assert "är borttagen" not in client.get(f"{SHEET}?borttagen={rows[0]}").content.decode()


def test_row_remove_stores_what_is_typed_elsewhere(client, add_rows):
    a, b = add_rows(2)
    typed = {f"value.{b}.omrade.": "x" * 2_000, f"version.{b}.omrade.": 1}
    assert client.post(f"{SHEET}rad/{a}/ta-bort/", typed).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert order() == [a, b]
    typed = {f"value.{a}.omrade.": "x" * 2_000, f"version.{a}.omrade.": 1, f"value.{b}.omrade.": "Ändrat"}
    client.post(f"{SHEET}rad/{a}/ta-bort/", typed | {f"version.{b}.omrade.": 1})
    assert order() == [b]
    assert Answer.objects.get(entry=b).value == "Ändrat"


def test_a_row_is_not_put_back_over_the_limit(kalmar, content, strategist, add_rows, monkeypatch):
    (row,) = add_rows(1)
    remove_row(kalmar, content, **SKILLS, entry_id=row, by=strategist)
    add_row(kalmar, content, **SKILLS, by=strategist)
    monkeypatch.setattr(entries, "MOST_ROWS", 1)
    with pytest.raises(TooManyRows):
        restore_row(kalmar, content, **SKILLS, entry_id=row)


@pytest.mark.parametrize("act", ["flytta", "ta-bort", "aterstall"])
def test_a_row_of_another_is_404(client, world, content, act):
    foreign = add_row(world.organisations["sodertalje"], content, **SKILLS, by=world.people["group_mate"])
    own = add_row(world.own, content, **SKILLS, by=world.people["strategist"])
    for address in (
        f"{SHEET}rad/{foreign.pk}/{act}/",
        f"{STEP}mall/intressentanalys/rad/{own.pk}/{act}/",
        f"{STEP}mall/organisationsfakta/rad/{own.pk}/{act}/",
    ):
        assert client.post(address, {"to": 1}).status_code == HTTPStatus.NOT_FOUND
    assert client.get(f"{SHEET}?borttagen={foreign.pk}").status_code == HTTPStatus.OK
    assert len(order()) == 2
