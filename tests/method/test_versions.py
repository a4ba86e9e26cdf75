"""Versions in the database: stored once, frozen, pinned once, read with one small query."""

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models.deletion import ProtectedError
from django.test.utils import CaptureQueriesContext

from access.refusals import Refusal
from accounts import people
from benchmarking.method import versions
from benchmarking.method.content import digest
from benchmarking.method.loader import load
from benchmarking.method.models import CohortMethod, Method, MethodVersion
from cohorts.enrolment import create_cohort
from cohorts.models import CohortState
from cohorts.states import RoundClosed

pytestmark = pytest.mark.django_db


def stored():
    """The versions of the small method; the real one is there from the start."""
    return MethodVersion.objects.filter(method__key="litet")


@pytest.fixture
def small(folder):
    return load(folder)


@pytest.fixture
def reworded(folder, small):
    """The same name, other words; `small` is read before they change."""
    step = folder / "steps" / "1-forst.yaml"
    step.write_text(step.read_text("utf-8").replace("Titta efter.", "Titta noga."), "utf-8")
    assert load(folder) != small
    return load(folder)


@pytest.fixture
def renamed(folder, small):
    method = folder / "method.yaml"
    method.write_text(method.read_text("utf-8").replace('name: "1"', 'name: "2"'), "utf-8")
    assert load(folder) != small
    return load(folder)


@pytest.fixture
def cohort():
    return create_cohort(name="Omgång 2031", slug="2031", starts_on=dt.date(2031, 1, 1), ends_on=dt.date(2031, 12, 31))


def test_stored_version_says_what_was_loaded(method_2019):
    version = versions.store(method_2019)
    assert (version.method.key, version.name, version.sha256) == (
        "modellkoncept",
        "2019",
        digest(method_2019),
    )
    assert versions.content_of(MethodVersion.objects.get(pk=version.pk)) == method_2019


def test_second_store_gives_the_same_row(small):
    assert versions.store(small) == versions.store(small)
    assert (Method.objects.filter(key="litet").count(), stored().count()) == (1, 1)


def test_name_taken_by_other_words_is_refused_and_nothing_changes(small, reworded):
    version = versions.store(small)
    with pytest.raises(versions.VersionFrozen, match="redan sparad med ett annat innehåll"):
        versions.store(reworded)
    assert stored().get() == version
    assert versions.content_of(version).item("forst", "klart").help == "Titta efter."


def test_new_name_is_a_new_version_of_the_same_method(small, renamed):
    assert versions.store(small).method == versions.store(renamed).method
    assert stored().count() == 2


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE benchmarking_methodversion SET name = 'annat'",
        "UPDATE benchmarking_methodversion SET content = '{}'",
        "UPDATE benchmarking_methodversion SET sha256 = repeat('0', 64)",
        "UPDATE benchmarking_methodversion SET frozen_at = now()",
        "DELETE FROM benchmarking_methodversion",
    ],
)
def test_database_refuses_to_change_or_delete_a_frozen_version(small, statement):
    versions.store(small)
    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
        connection.cursor().execute(statement)
    assert versions.content_of(stored().get()) == small


def test_cohort_follows_what_is_pinned(cohort, small):
    leader = people.create(email="ledare@exempel.se", name="Ledare")
    pinned = versions.pin(cohort, versions.store(small), by=leader)
    assert (pinned.cohort, pinned.pinned_by) == (cohort, leader)
    assert versions.method_of(cohort.pk) == small


def test_same_pin_again_changes_nothing(cohort, small):
    first = versions.pin(cohort, versions.store(small))
    again = versions.pin(cohort, versions.store(small))
    assert (again, again.pinned_at) == (first, first.pinned_at)


def test_other_pin_is_refused(cohort, small, renamed):
    versions.pin(cohort, versions.store(small))
    with pytest.raises(versions.PinFixed):
        versions.pin(cohort, versions.store(renamed))
    assert versions.method_of(cohort.pk) == small


def test_closed_round_takes_no_pin(cohort, small):
    cohort.state = CohortState.CLOSED
    cohort.save()
    with pytest.raises(RoundClosed):
        versions.pin(cohort, versions.store(small))
    assert not CohortMethod.objects.exists()


def test_pinned_version_cannot_be_deleted_by_the_orm_either(cohort, small):
    version = versions.store(small)
    versions.pin(cohort, version)
    with pytest.raises(ProtectedError):
        version.delete()


def test_cohort_without_a_pin_is_refused_by_name(cohort):
    with pytest.raises(versions.NoMethod, match="ingen metod") as refusal:
        versions.method_of(cohort.pk)
    assert isinstance(refusal.value, Refusal)


def test_method_is_read_with_one_small_query_once_parsed(cohort, method_2019):
    versions.pin(cohort, versions.store(method_2019))
    first = versions.method_of(cohort.pk)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        second = versions.method_of(cohort.pk)
    assert second is first
    assert len(queries) == 1
    assert '"content"' not in queries[0]["sql"]
