"""The gate of what is typed finds what the gate of the workspace finds, in one statement."""

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from benchmarking.method.content import Content
from benchmarking.method.versions import NoMethod, followed_by
from benchmarking.workspace.typing_gate import load_typing_room
from cohorts.gates import load_participation
from cohorts.models import Participation
from tests import factories

pytestmark = pytest.mark.django_db


def _same(found: Participation) -> None:
    address = (found.cohort.slug, found.organisation.slug)
    with CaptureQueriesContext(connection) as asked:
        room, lineage = load_typing_room(*address)
    whole, above = load_participation(*address)
    assert lineage == above
    assert room.participation == whole
    assert (room.participation.state, room.participation.cohort.state) == (whole.state, whole.cohort.state)
    assert (room.participation.room, room.participation.room.parent_id) == (whole.room, whole.room.parent_id)
    assert len(asked) == 1


def test_in_a_group_and_in_none() -> None:
    cohort = factories.cohort("typing")
    grouped = factories.group(cohort, "Kalmar", "Lund").memberships.get(participation__organisation__name="Lund")
    alone = factories.participation(cohort, "Orust")
    assert grouped.participation.room.parent_id != cohort.pk
    assert alone.room.parent_id == cohort.pk
    _same(grouped.participation)
    _same(alone)


def test_the_method_that_is_followed(kalmar: Participation, content: Content) -> None:
    room, _ = load_typing_room(kalmar.cohort.slug, kalmar.organisation.slug)
    assert room.followed == followed_by(kalmar.cohort_id) == (content, False)


def test_a_round_without_a_method_is_found_and_says_so() -> None:
    found = factories.participation(factories.cohort("utan-metod"), "Orust")
    room, _ = load_typing_room("utan-metod", found.organisation.slug)
    with pytest.raises(NoMethod):
        _ = room.followed


def test_an_organisation_of_another_round_is_not_found() -> None:
    elsewhere = factories.participation(factories.cohort("annan"), "Orust")
    factories.cohort("typing")
    with pytest.raises(Http404):
        load_typing_room("typing", elsewhere.organisation.slug)
