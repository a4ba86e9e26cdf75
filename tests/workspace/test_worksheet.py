"""A worksheet on a page of its own, and as a plain form: everything that can be stored is, the rest comes back."""

from http import HTTPStatus

import pytest

from benchmarking.models import Answer
from benchmarking.workspace.entries import remove_row
from tests.workspace.conftest import SKILLS

pytestmark = pytest.mark.django_db
SHEET = "/omgangar/2019/kalmar/steg/uppstart/mall/organisationsfakta/"
ROWS = "/omgangar/2019/kalmar/steg/uppstart/mall/kompetensinventering/"
STEP = "/omgangar/2019/kalmar/steg/uppstart/"


@pytest.fixture
def post(world, content):
    """Post fields, by their name in the form, with the version each stands on."""

    def post(values, *, versions=None, address=SHEET, persona="strategist", **more):
        posted = {f"value.{name}": value for name, value in values.items()}
        posted |= {f"version.{name}": (versions or {}).get(name, 0) for name in values}
        return world.client(persona).post(address, {**posted, **more})

    return post


def stored():
    return dict(Answer.objects.values_list("field_key", "value"))


def test_stores_what_is_filled_in_and_nothing_else(post):
    response = post({"blad.styrmodell.": "Mål", "blad.beslut.": "", "blad.diarienummer.": "KS 1"})
    assert response.status_code == HTTPStatus.FOUND
    assert response["Location"] == f"{STEP}#mall-organisationsfakta"
    assert stored() == {"styrmodell": "Mål", "diarienummer": "KS 1"}


def test_goes_back_to_its_own_page(post):
    response = post({"blad.styrmodell.": "Mål"}, page="mall")
    assert response["Location"] == f"{SHEET}#mall-organisationsfakta"


def test_an_unchanged_field_is_left_alone(post, write):
    write("styrmodell", "Mål")
    post({"blad.styrmodell.": "Mål", "blad.beslut.": "CEMR"}, versions={"blad.styrmodell.": 1})
    assert Answer.objects.get(field_key="styrmodell").version == 1


def test_a_wrong_value_keeps_no_other_from_being_stored(post):
    response = post({"blad.beslut-datum.": "april", "blad.folkmangd-man.": "<b>", "blad.styrmodell.": "Mål"})
    html = response.content.decode()
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Skriv hela datumet, till exempel 2020-04-15." in html
    assert "Skriv ett tal med siffror" in html
    assert 'value="april"' in html
    assert 'value="&lt;b&gt;"' in html
    assert "<title>Fel: " in html
    assert stored() == {"styrmodell": "Mål"}


def test_a_clash_comes_back_with_both_texts(post, write, manager):
    write("styrmodell", "Chefens text", by=manager)
    response = post({"blad.styrmodell.": "Strategens text", "blad.beslut.": "CEMR"})
    html = response.content.decode()
    assert response.status_code == HTTPStatus.CONFLICT
    assert "Två har ändrat samma fält" in html
    assert ">\nStrategens text</textarea>" in html
    assert ">\nChefens text</textarea>" in html
    assert 'name="version.blad.styrmodell."\n               value="1"' in html
    assert stored() == {"styrmodell": "Chefens text", "beslut": "CEMR"}


@pytest.mark.parametrize(
    ("choice", "text"), [("mine", "Min"), ("theirs", "Deras"), ("both", "Min\n\nDeras"), ("", "Min")]
)
def test_the_choice_after_a_clash(post, write, manager, choice, text):
    write("styrmodell", "Deras", by=manager)
    name = "blad.styrmodell."
    chosen = {f"choice.{name}": choice, f"theirs.{name}": "Deras"} if choice else {}
    assert post({name: "Min"}, versions={name: 1}, **chosen).status_code == HTTPStatus.FOUND
    assert stored() == {"styrmodell": text}


def test_a_text_for_a_row_that_is_gone_comes_back(post, add_rows, kalmar, content, strategist):
    (row,) = add_rows(1)
    remove_row(kalmar, content, **SKILLS, entry_id=row, by=strategist)
    response = post({f"{row}.omrade.": "Skrivet i en borttagen rad"}, address=ROWS)
    html = response.content.decode()
    assert response.status_code == HTTPStatus.CONFLICT
    assert "Raden är borttagen" in html
    assert "Skrivet i en borttagen rad" in html
    stray = {f"stray.{row}.omrade.": "Skrivet i en borttagen rad", f"version.{row}.omrade.": 1}
    post({}, address=f"{ROWS}rad/{row}/aterstall/", **stray)
    assert stored() == {"omrade": "Skrivet i en borttagen rad"}


@pytest.mark.parametrize(
    "name", ["blad.finns-inte.", "4711.styrmodell.", "skräp", "blad.styrmodell.manager", "blad.omrade."]
)
def test_a_name_of_no_field_is_404(post, name):
    assert post({"blad.beslut.": "CEMR", name: "x"}).status_code == HTTPStatus.NOT_FOUND
    assert stored() == {}


@pytest.mark.parametrize("sheet", ["finns-inte", "styrkedjebeskrivning"])
def test_a_worksheet_of_no_step_is_404(world, content, sheet):
    assert world.client("strategist").get(f"{STEP}mall/{sheet}/").status_code == HTTPStatus.NOT_FOUND


def test_one_row_is_open(world, add_rows):
    rows = add_rows(3)
    client = world.client("strategist")
    assert f'name="value.{rows[0]}.omrade."' in client.get(ROWS).content.decode()
    html = client.get(f"{ROWS}?rad={rows[2]}").content.decode()
    assert f'name="value.{rows[2]}.omrade."' in html
    assert f'name="value.{rows[0]}.omrade."' not in html
    assert client.get(f"{ROWS}?rad=hej").status_code == HTTPStatus.OK


def test_a_function_reads_but_does_not_write_another_functions_answer(world, content):
    html = world.client("strategist").get("/omgangar/2019/kalmar/steg/traff-3/mall/ledarskap-och-kultur/")
    text = html.content.decode()
    assert 'name="value.blad.drivkraft.strategist"' in text
    assert 'name="value.blad.drivkraft.manager"' not in text
