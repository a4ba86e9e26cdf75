"""The gate cannot be forgotten, and what it refuses is said with the right status."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.template import Context, Template
from django.test import Client
from django.urls import path

from access.gates import Can, UnknownVerb, member, public
from access.middleware import GateMissing
from access.refusals import Clash, NotYours, Refusal
from cohorts.access import load
from cohorts.gates import cohort_gate, participation_gate
from config.urls import urlpatterns as real

pytestmark = pytest.mark.django_db


def ungated(_request):
    return HttpResponse("data")


@participation_gate("read_drafts")
def drafts(request, participation):
    return HttpResponse(f"{participation} {request.can['share']}")


@cohort_gate("no_such_verb")
def misspelt(_request, _cohort):
    return HttpResponse("data")


@member("a test")
def members(_request):
    return HttpResponse("data")


class SeatTaken(Refusal):
    sentence = "Platsen är tagen. Välj en annan."


class Overwritten(Clash):
    sentence = "Någon hann före. Läs båda texterna."


REFUSALS = {"422": SeatTaken(), "403": NotYours(), "409": Overwritten()}


@public("a test")
def refusing(_request, kind):
    raise REFUSALS[kind]


urlpatterns = [
    path("_ungated/", ungated),
    path("_drafts/<cohort>/<organisation>/", drafts),
    path("_misspelt/<cohort>/", misspelt),
    path("_members/", members),
    path("_refusing/<kind>/", refusing),
    *real,
]


@pytest.fixture
def our_urls(settings):
    settings.ROOT_URLCONF = __name__


def test_a_view_without_a_stamp_gives_500_and_no_data(our_urls, world):
    client = world.client("programme_leader")
    with pytest.raises(GateMissing, match="ungated has no gate"):
        client.get("/_ungated/")
    client.raise_request_exception = False
    answer = client.get("/_ungated/")
    client.raise_request_exception = True
    assert answer.status_code == 500
    assert b"data" not in answer.content


def test_signed_out_is_led_to_the_door_and_a_fragment_says_401(our_urls):
    page = Client().get("/_members/")
    assert (page.status_code, page.url) == (302, "/konto/login/?next=/_members/")
    fragment = Client().get("/_members/", headers={"HX-Request": "true"})
    assert fragment.status_code == 401
    assert b"<html" not in fragment.content
    assert "Logga in" in fragment.content.decode()


@pytest.mark.parametrize("kind", sorted(REFUSALS))
def test_a_refusal_is_shown_with_its_status(our_urls, kind):
    page = Client().get(f"/_refusing/{kind}/")
    assert page.status_code == int(kind)
    assert str(REFUSALS[kind]) in page.content.decode()
    fragment = Client().get(f"/_refusing/{kind}/", headers={"HX-Request": "true"})
    assert fragment.status_code == int(kind)
    assert str(REFUSALS[kind]) in fragment.content.decode()
    assert b"<html" not in fragment.content


def test_a_gate_answers_404_403_or_opens(our_urls, world):
    url = "/_drafts/2019/kalmar/"
    answers = {
        name: world.client(name).get(url).status_code for name in ("strategist", "home_team", "leader", "mentor")
    }
    assert answers == {"strategist": 200, "home_team": 403, "leader": 403, "mentor": 403}
    hidden = {name: world.client(name).get(url).status_code for name in ("group_mate", "past_member", "superuser")}
    assert set(hidden.values()) == {404}
    assert world.client("strategist").get(url).content.decode() == "Kalmar True"
    assert world.client("strategist").get("/_drafts/2018/kalmar/").status_code == 404


def test_an_unknown_verb_is_a_fault_in_a_gate_and_in_a_question(our_urls, world):
    with pytest.raises(UnknownVerb, match="no_such_verb"):
        world.client("leader").get("/_misspelt/2019/")
    can = Can(load(AnonymousUser()), (world.cohort.pk,))
    with pytest.raises(UnknownVerb):
        can["no_such_verb"]
    with pytest.raises(UnknownVerb):
        can.any(["see_progress", "no_such_verb"])


def test_an_unknown_verb_is_a_fault_in_a_template(world):
    can = Can(load(world.people["leader"]), (world.cohort.pk,))
    template = Template("{% if can.no_such_verb %}data{% endif %}")
    with pytest.raises(UnknownVerb, match="no_such_verb"):
        template.render(Context({"can": can}))


def test_access_is_one_statement_a_request(our_urls, world, django_assert_num_queries):
    client = world.client("strategist")
    with django_assert_num_queries(4):  # session, person, access, room
        client.get("/_drafts/2019/kalmar/")
