"""A round's life: what leads on, what leads back, what is refused, and that two at once do it once."""

import datetime as dt

import pytest

from access import clock
from cohorts import lifecycle, states
from cohorts.groups import form_group
from cohorts.models import Cohort, CohortState, Participation, Requirement, StateChange
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return factories.person("Lena Ledare")


@pytest.fixture
def round_():
    """A draft that lacks nothing, and begins in a month."""
    starts_on = clock.today() + dt.timedelta(days=30)
    made = factories.cohort("2031", state=CohortState.DRAFT, starts_on=starts_on)
    made.public_text, made.information_contact = "Om omgången", "Lena Ledare"
    made.save()
    Requirement.objects.create(room=made.room, key="trio", text="Trion är utsedd", place=1)
    return made


def test_from_draft_to_closed_and_who_did_it(round_, by):
    lifecycle.open_for_interest(round_, by=by)
    members = [factories.participation(round_, name, state="admitted") for name in ("Lund", "Eslöv")]
    left = factories.participation(round_, "Grums", state="withdrawn")
    form_group(round_, members)
    lifecycle.set_groups(round_, by=by)
    lifecycle.start(round_, by=by)
    assert _states(round_) == {"Lund": "active", "Eslöv": "active", "Grums": "withdrawn"}
    lifecycle.close(round_, by=by)
    assert _states(round_) == {"Lund": "completed", "Eslöv": "completed", "Grums": "withdrawn"}
    changes = StateChange.objects.filter(room=round_.pk)
    assert [(each.state, each.by) for each in changes] == [
        (state, by) for state in ("open", "grouped", "running", "closed")
    ]
    assert left.part == "participant"


def _states(round_):
    return dict(Participation.objects.filter(cohort=round_).values_list("organisation__name", "state"))


def test_opening_names_everything_that_is_missing(by):
    empty = factories.cohort("2032", state=CohortState.DRAFT)
    empty.interest_until = clock.today() - dt.timedelta(days=1)
    empty.save()
    with pytest.raises(lifecycle.NotReady) as refused:
        lifecycle.open_for_interest(empty, by=by)
    for word in ("öppna texten", "informationsansvarig", "krav", "Sista dag"):
        assert word in str(refused.value)
    assert Cohort.objects.get(pk=empty.pk).state == "draft"


def test_groups_are_not_set_while_somebody_waits_or_stands_outside(round_, by):
    lifecycle.open_for_interest(round_, by=by)
    factories.participation(round_, "Lund", state="applied")
    factories.participation(round_, "Eslöv")
    factories.participation(round_, "Ystad", part="mentor")
    with pytest.raises(lifecycle.NotReady) as refused:
        lifecycle.set_groups(round_, by=by)
    assert str(refused.value) == "Ge besked till Lund. Placera Eslöv i en grupp. Bilda minst en grupp."


def test_of_two_with_the_same_page_the_second_is_told(round_, by):
    another = Cohort.objects.get(pk=round_.pk)
    lifecycle.open_for_interest(round_, by=by)
    with pytest.raises(lifecycle.NoWay, match="öppen för intresse"):
        lifecycle.open_for_interest(another, by=by)
    assert StateChange.objects.filter(room=round_.pk).count() == 1


def test_back_before_the_first_day_and_not_after(round_, by):
    factories.group(round_, "Lund", "Eslöv")
    lifecycle.set_groups(round_, by=by)
    lifecycle.start(round_, by=by)
    lifecycle.step_back(round_, by=by)
    assert round_.state == "grouped"
    Cohort.objects.filter(pk=round_.pk).update(starts_on=clock.today())
    with pytest.raises(lifecycle.NotReady, match="har börjat"):
        lifecycle.step_back(round_, by=by)
    assert Cohort.objects.get(pk=round_.pk).state == "grouped"


def test_nobody_applied_nobody_is_lost(round_, by):
    lifecycle.open_for_interest(round_, by=by)
    lifecycle.step_back(round_, by=by)
    lifecycle.open_for_interest(round_, by=by)
    factories.participation(round_, "Lund", state="applied")
    with pytest.raises(lifecycle.NotReady, match="redan anmälningar"):
        lifecycle.step_back(round_, by=by)


def test_nothing_leads_out_of_a_closed_round(by):
    closed = factories.cohort("2033", state=CohortState.CLOSED)
    for act in (lifecycle.step_back, lifecycle.start, lifecycle.close, lifecycle.set_groups):
        with pytest.raises(states.RoundClosed):
            act(closed, by=by)
    assert lifecycle.leads_to(closed) == ()


@pytest.mark.parametrize("state", CohortState.values)
def test_interest_is_taken_while_the_form_is_open_and_through_its_last_day(round_, state):
    for days, is_open in ((None, True), (0, True), (-1, False)):
        until = None if days is None else clock.today() + dt.timedelta(days=days)
        Cohort.objects.filter(pk=round_.pk).update(state=state, interest_until=until)
        round_.refresh_from_db()
        expected = is_open and state == "open"
        assert states.takes_interest(round_) is expected
        if expected:
            states.require(round_.room, states.APPLY)
        else:
            with pytest.raises(states.InterestClosed):
                states.require(round_.room, states.APPLY)
