"""Rows: put in after what is typed is stored, taken away after a question."""

from http import HTTPStatus

import pytest

from benchmarking.models import Answer, Entry
from benchmarking.workspace.entries import add_row
from tests.workspace.conftest import SKILLS

pytestmark = pytest.mark.django_db
STEP = "/omgangar/2019/kalmar/steg/uppstart/"
SHEET = f"{STEP}mall/kompetensinventering/"


@pytest.fixture
def client(world, content):
    return world.client("strategist")


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


def test_row_remove_asks_and_removes(client, add_rows):
    rows = add_rows(2)
    address = f"{SHEET}rad/{rows[0]}/ta-bort/"
    question = client.get(address)
    assert "Område 1" in question.content.decode()
    assert Entry.objects.filter(removed_at=None).count() == 2
    for _ in range(2):
        assert client.post(address).status_code == HTTPStatus.FOUND
    assert list(Entry.objects.filter(removed_at=None).values_list("pk", flat=True)) == [rows[1]]
    assert Answer.objects.count() == 2
    assert client.get(address).status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("method", ["get", "post"])
def test_row_remove_of_another_is_404(client, world, content, method):
    foreign = add_row(world.organisations["sodertalje"], content, **SKILLS, by=world.people["group_mate"])
    own = add_row(world.own, content, **SKILLS, by=world.people["strategist"])
    ask = getattr(client, method)
    assert ask(f"{SHEET}rad/{foreign.pk}/ta-bort/").status_code == HTTPStatus.NOT_FOUND
    assert ask(f"{STEP}mall/intressentanalys/rad/{own.pk}/ta-bort/").status_code == HTTPStatus.NOT_FOUND
    assert ask(f"{STEP}mall/organisationsfakta/rad/{own.pk}/ta-bort/").status_code == HTTPStatus.NOT_FOUND
    assert Entry.objects.filter(removed_at=None).count() == 2
