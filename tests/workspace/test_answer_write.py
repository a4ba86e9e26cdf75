"""Autosave's address: every answer it can give, and what is written then."""

import uuid
from http import HTTPStatus

import pytest
from django.test import Client

from access import clock
from benchmarking.models import Answer
from benchmarking.workspace.entries import add_row, remove_row
from cohorts import enrolment
from cohorts.models import CohortState
from cohorts.roles import Function
from tests import factories
from tests.workspace.conftest import SKILLS

pytestmark = pytest.mark.django_db
ADDRESS = "/omgangar/2019/kalmar/steg/{step}/svar/"


@pytest.fixture
def send(world, content):
    """Send a field as autosave does."""

    def send(value="Målstyrning", *, persona="strategist", client=None, step="uppstart", address=ADDRESS, **typed):
        edit = {"worksheet": "organisationsfakta", "field_key": "styrmodell", "version": 0, "edit_id": uuid.uuid4()}
        return (client or world.client(persona)).post(
            address.format(step=step), {**edit, "value": value, **typed}, headers={"HX-Request": "true"}
        )

    return send


def stored():
    return list(Answer.objects.values_list("value", flat=True))


def test_saved(send):
    response = send()
    assert response.status_code == HTTPStatus.OK
    assert response.json().keys() == {"version", "base", "value", "at"}
    assert (response.json()["version"], response.json()["value"]) == (1, "Målstyrning")
    assert stored() == ["Målstyrning"]


def test_a_value_comes_back_as_it_is_typed(send):
    assert send("1 250,5", field_key="folkmangd-kvinnor").json()["value"] == "1250,5"
    assert send("15 april 2019", field_key="beslut-datum").json()["value"] == "2019-04-15"


def test_the_same_edit_twice(send):
    edit = uuid.uuid4()
    assert send(edit_id=edit).json() == send(edit_id=edit).json()
    assert Answer.objects.get().version == 1


def test_the_text_of_somebody_else_is_refused(send, world):
    mine, other = world.people["strategist"].pk, world.people["manager"].pk
    response = send(person=other)
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "men texten skrevs av någon annan" in response.content.decode()
    assert stored() == []
    assert send(person=mine).status_code == HTTPStatus.OK


def test_a_clash_shows_both_texts(send):
    send("Chefens <b>text</b>", persona="manager")
    response = send("Strategens <i>text</i>")
    html = response.content.decode()
    assert response.status_code == HTTPStatus.CONFLICT
    assert "Två har ändrat samma fält" in html
    assert "Manager sparade fältet" in html
    for text in ("Chefens", "Strategens", "&gt;text&lt;/"):
        assert text in html
    assert "<b>" not in html
    assert 'data-version="1"' in html
    assert stored() == ["Chefens <b>text</b>"]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"value": "x" * 200_000}, "Texten är för lång. Här får det plats 20\u00a0000 tecken."),
        ({"value": "a\0b"}, "Texten har tecken som inte går att spara."),
        ({"value": "många", "field_key": "folkmangd-man"}, "Skriv ett tal med siffror"),
        ({"value": "april", "field_key": "beslut-datum"}, "Skriv hela datumet, till exempel 2020-04-15."),
        ({"version": "-1"}, "Något saknas i det som skickades."),
        ({"version": "många"}, "Något saknas i det som skickades."),
        ({"edit_id": "1"}, "Något saknas i det som skickades."),
        ({"worksheet": ""}, "Något saknas i det som skickades."),
        ({"entry_id": "x"}, "Något saknas i det som skickades."),
    ],
)
def test_refused_with_a_sentence(send, typed, sentence):
    response = send(**typed)
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert sentence in response.content.decode()
    assert "Fel: " in response.content.decode()
    assert stored() == []


@pytest.mark.parametrize(
    "typed",
    [
        {"step": "finns-inte"},
        {"step": "traff-1"},
        {"worksheet": "finns-inte"},
        {"worksheet": "styrkedjebeskrivning"},
        {"field_key": "finns-inte"},
        {"field_key": "omrade"},
        {"function": "manager"},
        {"entry_id": 4711},
        {"entry_id": 2**62},
        {"worksheet": "kompetensinventering", "field_key": "omrade"},
        {"address": "/omgangar/2019/finns-inte/steg/uppstart/svar/"},
        {"address": "/omgangar/2018/kalmar/steg/uppstart/svar/"},
    ],
)
def test_unknown_is_404(send, typed):
    assert send(**typed).status_code == HTTPStatus.NOT_FOUND
    assert stored() == []


def test_a_row_of_another_organisation_is_404(send, world, content):
    foreign = add_row(world.organisations["sodertalje"], content, **SKILLS, by=world.people["group_mate"])
    typed = {"worksheet": "kompetensinventering", "field_key": "omrade", "entry_id": foreign.pk}
    assert send(**typed).status_code == HTTPStatus.NOT_FOUND
    assert stored() == []


@pytest.mark.parametrize(
    ("persona", "status"),
    [
        ("group_mate", HTTPStatus.NOT_FOUND),
        ("other_cohort", HTTPStatus.NOT_FOUND),
        ("outsider", HTTPStatus.NOT_FOUND),
        ("superuser", HTTPStatus.NOT_FOUND),
        ("mentor", HTTPStatus.FORBIDDEN),
        ("leader", HTTPStatus.FORBIDDEN),
        ("anonymous", HTTPStatus.UNAUTHORIZED),
    ],
)
def test_nobody_else_writes(send, persona, status):
    assert send(persona=persona).status_code == status
    assert stored() == []


@pytest.fixture
def helper(world, content):
    """A home team that works in the parts of follow-up, and with one worksheet by its own key; its browser."""
    person = factories.person("Hemma")
    factories.seat(world.own.room, Function.OTHER, person, parts=("uppfoljning", "intressentanalys"))
    client = Client()
    client.force_login(person)
    return client


def test_a_home_team_writes_in_its_parts_only(send, helper, kalmar, content, manager):
    assert send(client=helper).status_code == HTTPStatus.OK
    row = add_row(kalmar, content, **SKILLS, by=manager)
    other = {"worksheet": "kompetensinventering", "field_key": "omrade", "entry_id": row.pk}
    assert send(client=helper, **other).status_code == HTTPStatus.FORBIDDEN
    assert stored() == ["Målstyrning"]


def test_a_closed_round_keeps_what_it_has(send, world):
    world.cohort.state = CohortState.CLOSED
    world.cohort.save(update_fields=["state"])
    response = send()
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Omgången är avslutad." in response.content.decode()
    assert stored() == []


def test_an_organisation_that_has_left_the_round_keeps_what_it_has(send, world):
    send("Före")
    enrolment.withdraw(world.own, on=clock.today(), reason="tid")
    late = send("Efter", version=1)
    assert late.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert (
        "Organisationen har lämnat omgången. Utkasten är kvar, men går inte längre att ändra." in late.content.decode()
    )
    assert stored() == ["Före"]


def test_late_and_in_another_order(send):
    """Three pauses in typing; the second comes after the third, and the first once more at last."""
    first, second, third = (
        {"value": text, "version": version, "edit_id": uuid.uuid4()}
        for text, version in (("Ett", 0), ("Två", 1), ("Tre", 1))
    )
    promised = send(**first)
    assert send(**third).json()["version"] == 2
    assert send(**second).status_code == HTTPStatus.CONFLICT
    assert send(**first).json() == promised.json()
    assert stored() == ["Tre"]
    assert list(Answer.objects.get().events.order_by("pgh_id").values_list("pgh_label", "value")) == [
        ("insert", "Ett"),
        ("update", "Tre"),
        ("refused", "Två"),
    ]


def test_the_edit_id_of_another_field_is_an_edit_of_this_one(send):
    edit = uuid.uuid4()
    send(edit_id=edit)
    other = send("Nämnder", edit_id=edit, field_key="organisation-och-namnder")
    assert (other.status_code, other.json()["value"], other.json()["version"]) == (HTTPStatus.OK, "Nämnder", 1)
    assert sorted(stored()) == ["Målstyrning", "Nämnder"]


def test_a_text_for_a_row_that_another_has_removed_is_kept_and_can_be_put_back(send, world, content, kalmar):
    row = add_row(kalmar, content, **SKILLS, by=world.people["manager"])
    here = {"worksheet": "kompetensinventering", "field_key": "omrade", "entry_id": row.pk}
    send("Ledning", **here)
    remove_row(kalmar, content, **SKILLS, entry_id=row.pk, by=world.people["manager"])
    late = send("Ledning och styrning", version=1, **here)
    assert late.status_code == HTTPStatus.CONFLICT
    assert "Raden är borttagen. Din text finns kvar i historiken." in late.content.decode()
    assert f"rad/{row.pk}/aterstall/" in late.content.decode()
    assert Answer.objects.get().events.filter(pgh_label="refused", value="Ledning och styrning").exists()


def test_only_by_post(world, content):
    assert world.client("strategist").get(ADDRESS.format(step="uppstart")).status_code == HTTPStatus.METHOD_NOT_ALLOWED
