"""What is a risk, decided in one place from what the board has read."""

import pytest

from access import clock
from benchmarking.method.versions import method_of
from benchmarking.overview.board import read_board
from benchmarking.overview.risks import risks_of, said
from benchmarking.sharing.models import AudienceKind
from benchmarking.sharing.releases import publish, withdraw
from benchmarking.workspace.models import Stage, StepProgress
from cohorts import enrolment
from cohorts.models import Seat
from tests import factories
from tests.personas import moment_ago

pytestmark = pytest.mark.django_db
CONTENT = {"step": {"number": 1, "title": "Uppstart"}, "worksheets": []}


@pytest.fixture
def kalmar(round_):
    """Kalmar, with a full trio, that has just done something."""
    made = factories.participation(round_, "Kalmar")
    for seat in Seat.objects.filter(room=made.room):
        seat.holder = factories.person()
        seat.save()
    StepProgress.objects.create(
        room=made.room, step_key="traff-1", state=Stage.ONGOING, points_done=1, active_at=clock.now()
    )
    return made


@pytest.fixture
def risk(round_):
    """``risk()``: what is said of the one organisation in the round."""

    def risk():
        board = read_board(round_, method_of(round_.pk), clock.today())
        return said(risks_of(board, board.groups[0].lines[0]))

    return risk


@pytest.mark.usefixtures("kalmar")
def test_nothing_is_said_of_one_that_keeps_pace(risk):
    assert risk() == ""


@pytest.mark.parametrize(("days", "told"), [(29, ""), (30, "Ingen aktivitet på 30 dagar.")])
def test_thirty_days_of_silence(kalmar, risk, days, told):
    StepProgress.objects.update(active_at=moment_ago(days))
    assert risk() == told


def test_one_that_never_began_is_silent_since_the_first_day(kalmar, risk):
    StepProgress.objects.all().delete()
    assert risk() == "Ingen aktivitet på 280 dagar."


def test_a_seat_that_stands_empty(kalmar, risk):
    Seat.objects.filter(room=kalmar.room, function="manager").update(holder=None)
    assert risk() == "Chef saknas."


def test_a_late_step_and_what_of_it_is_missing(kalmar, round_, risk):
    factories.due(round_, "traff-1", days_ago=9)
    total = len(method_of(round_.pk).step("traff-1").checklist)
    assert risk() == f"Steg 2 är 9 dagar sent, steg 2: {total - 1} punkter kvar och inte delat."
    StepProgress.objects.update(points_done=total, minutes_left=20)
    assert risk() == "Steg 2 är 9 dagar sent, steg 2: fält kvar att fylla i och inte delat."


def test_nothing_is_missing_on_the_day_that_a_step_is_due(kalmar, round_, risk):
    factories.due(round_, "traff-1", days_ago=0)
    assert risk() == ""


def test_a_step_that_is_done_in_time_and_not_shared_is_missing_until_it_is_shared(kalmar, round_, risk):
    factories.due(round_, "traff-1", days_ago=1)
    StepProgress.objects.update(state=Stage.DONE, done_at=clock.now())
    assert risk() == "Steg 2: inte delat."
    release = publish(
        kalmar,
        kind="step",
        key="traff-1",
        title="Steg 2",
        content=CONTENT,
        audiences=[AudienceKind.COHORT],
        by=factories.person(),
    )
    assert risk() == ""
    withdraw(release, by=factories.person())
    assert risk() == "Steg 2: inte delat."


def test_one_that_has_left_needs_nothing(kalmar, round_, risk):
    factories.due(round_, "traff-1", days_ago=9)
    enrolment.withdraw(kalmar, on=clock.today(), reason="tid")
    assert risk() == ""
