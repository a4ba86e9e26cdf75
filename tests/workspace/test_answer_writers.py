"""Who else is in a field: a hint from the cache, within the room, and nothing when the cache is away."""

from http import HTTPStatus

import pytest
import time_machine
from django.core.cache import caches
from django.test import override_settings

pytestmark = pytest.mark.django_db
ADDRESS = "/omgangar/2019/kalmar/steg/uppstart/svar/skriver/"
PLACE = {"worksheet": "organisationsfakta", "field_key": "styrmodell"}


@pytest.fixture
def here(world, content):
    """Ask who else is in a field, as somebody; and be seen there."""
    caches["fast"].clear()

    def here(persona, **place):
        answer = world.client(persona).post(ADDRESS, PLACE | place, headers={"HX-Request": "true"})
        assert answer.status_code == HTTPStatus.OK, answer.content
        return answer.json()["names"]

    return here


def test_who_is_in_the_same_field_is_seen_for_a_while(here):
    with time_machine.travel("2019-11-20 14:32Z", tick=False) as now:
        assert here("strategist") == []
        assert here("strategist") == [], "nobody meets oneself"
        assert here("manager") == ["Strategist"]
        assert here("politician", field_key="diarienummer") == [], "another field"
        now.shift(30)
        assert here("politician") == ["Strategist", "Manager"]
        now.shift(39)
        assert here("manager") == ["Politician"]


def test_a_field_of_nothing_is_404(world, content):
    for place in ({"worksheet": "finns-inte"}, {"field_key": "finns-inte"}):
        assert world.client("strategist").post(ADDRESS, PLACE | place).status_code == HTTPStatus.NOT_FOUND
    assert world.client("strategist").post(ADDRESS, {}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_without_the_cache_nobody_is_seen_and_nothing_breaks(here):
    away = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    with override_settings(
        CACHES={"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}, "fast": away}
    ):
        assert here("strategist") == []
        assert here("manager") == []


def test_asking_costs_few_questions_to_the_database(here, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        here("strategist")
