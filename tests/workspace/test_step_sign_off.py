"""Approving a step over HTTP."""

from http import HTTPStatus

import pytest

from benchmarking.models import StepSignature
from benchmarking.workspace.marks import mark_item

pytestmark = pytest.mark.django_db
STEP = "/omgangar/2019/kalmar/steg/uppstart/"


@pytest.fixture
def sign(world, content):
    return lambda function, persona="": world.client(persona or function).post(
        f"{STEP}godkann/", {"function": function}
    )


@pytest.fixture
def ready(kalmar, content, strategist):
    for item in content.step("uppstart").checklist:
        mark_item(kalmar, content, step_key="uppstart", item_key=item.key, state="done", note="", by=strategist)


@pytest.mark.usefixtures("ready")
def test_signs_and_says_so(sign, world):
    response = sign("manager")
    assert (response.status_code, response["Location"]) == (HTTPStatus.FOUND, f"{STEP}#godkann")
    html = world.client("strategist").get(STEP).content.decode()
    assert "Godkänn som strateg" in html
    assert "Godkänn som chef" not in html
    sign("politician")
    last = world.client("strategist").post(f"{STEP}godkann/", {"function": "strategist"}, follow=True)
    assert "Steget är klart." in last.content.decode()


def test_not_ready_names_what_is_open(sign, content, world):
    response = sign("manager")
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Kvar i checklistan: ”" in response.content.decode()
    assert "Godkänn som" not in world.client("manager").get(STEP).content.decode()
    assert not StepSignature.objects.exists()


@pytest.mark.usefixtures("ready")
@pytest.mark.parametrize(
    ("function", "persona", "status"),
    [
        ("manager", "strategist", HTTPStatus.FORBIDDEN),
        ("finns-inte", "manager", HTTPStatus.FORBIDDEN),
        ("", "manager", HTTPStatus.FORBIDDEN),
        ("strategist", "home_team", HTTPStatus.FORBIDDEN),
        ("strategist", "mentor", HTTPStatus.FORBIDDEN),
        ("strategist", "group_mate", HTTPStatus.NOT_FOUND),
    ],
)
def test_nobody_signs_for_another(sign, function, persona, status):
    assert sign(function, persona).status_code == status
    assert not StepSignature.objects.exists()
