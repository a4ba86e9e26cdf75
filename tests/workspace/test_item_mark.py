"""A press in the checklist, with a script and without."""

from http import HTTPStatus

import pytest

from benchmarking.models import CheckMark

pytestmark = pytest.mark.django_db
STEP = "/omgangar/2019/kalmar/steg/uppstart/"


@pytest.fixture
def press(world, content):
    def press(item="", *, persona="strategist", step=STEP, swap=False, **typed):
        key = item or content.step("uppstart").checklist[0].key
        headers = {"HX-Request": "true"} if swap else {}
        return world.client(persona).post(f"{step}punkt/{key}/", {"state": "done", **typed}, headers=headers)

    return press


def test_back_to_the_point(press, content):
    response = press()
    key = content.step("uppstart").checklist[0].key
    assert (response.status_code, response["Location"]) == (HTTPStatus.FOUND, f"{STEP}#punkt-{key}")
    assert CheckMark.objects.get().state == "done"


def test_the_point_alone(press):
    html = press(swap=True, note="Beslutat <i>i mars</i>").content.decode()
    assert html.count("<tr") == 1
    assert "Beslutat &lt;i&gt;i mars&lt;/i&gt;" in html
    assert 'aria-checked="true"' in html
    assert 'hx-swap-oob="true"' in html
    assert "<html" not in html


@pytest.mark.parametrize("swap", [True, False])
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"state": "not_relevant"}, "Skriv varför punkten inte är aktuell."),
        ({"state": "not_relevant", "note": "a\0"}, "Texten har tecken som inte går att spara."),
        ({"note": "x" * 200_000}, "Texten är för lång."),
        ({"state": "kanske"}, "Välj om punkten är klar, öppen eller inte aktuell."),
    ],
)
def test_refused_at_the_point(press, swap, typed, sentence):
    response = press(swap=swap, **typed)
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    html = response.content.decode()
    assert sentence in html
    assert ('id="delning"' in html) is not swap, "without a script the whole page comes back, what is shared too"
    assert not CheckMark.objects.exists()


@pytest.mark.parametrize("item", ["finns-inte", "styrkedja-beskriven"])
def test_a_point_of_no_step_is_404(press, item):
    assert press(item).status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize(
    ("persona", "status"),
    [
        ("home_team", HTTPStatus.FORBIDDEN),
        ("mentor", HTTPStatus.FORBIDDEN),
        ("leader", HTTPStatus.FORBIDDEN),
        ("group_mate", HTTPStatus.NOT_FOUND),
    ],
)
def test_nobody_else_marks(press, persona, status):
    assert press(persona=persona).status_code == status
    assert not CheckMark.objects.exists()
