"""What needs the leader, most pressing first, in words."""

import datetime as dt

import pytest

from access import clock
from benchmarking.method.versions import method_of
from benchmarking.overview.board import read_board
from benchmarking.overview.needs import needs
from benchmarking.overview.offers import offers_in
from benchmarking.sharing.models import AudienceKind
from benchmarking.sharing.public import approve, ask, waiting_in
from benchmarking.sharing.releases import publish
from benchmarking.workspace.models import Stage, StepProgress
from cohorts import enrolment, invitations
from cohorts.groups import form_group
from cohorts.models import Invitation, Seat
from cohorts.pairings import pair
from cohorts.roles import Function
from cohorts.seats import open_seat
from tests import factories
from tests.personas import moment_ago

pytestmark = pytest.mark.django_db
LEADER = "Lena Ledare"


@pytest.fixture
def by():
    return factories.person(LEADER)


@pytest.fixture
def kalmar(round_):
    """Kalmar with a full trio, in a group of its own that has nothing left to meet about."""
    made = factories.participation(round_, "Kalmar")
    form_group(round_, [made], reason_for_one="Ensam")
    for seat in Seat.objects.filter(room=made.room):
        seat.holder = factories.person()
        seat.since = clock.today()
        seat.save()
    for step in ("traff-1", "traff-2", "traff-3"):
        StepProgress.objects.create(
            room=made.room, step_key=step, state=Stage.DONE, done_at=moment_ago(3), active_at=moment_ago(3)
        )
    return made


@pytest.fixture
def said(round_):
    """``said()``: every need as (text, meta, when)."""

    def said():
        board = read_board(round_, method_of(round_.pk), clock.today())
        return [(need.text, need.meta, need.when) for need in needs(board, offers_in(round_))]

    return said


def test_nothing_when_all_is_well(kalmar, said):
    assert said() == []


def test_a_late_step_with_its_day_and_its_points(round_, kalmar, said):
    due = clock.today() - dt.timedelta(days=9)
    factories.due(round_, "uppstart", days_ago=9)
    ((text, meta, when),) = said()
    assert text == "Steg 1 är försenat i Kalmar"
    assert meta.startswith(f"Steg 1, uppstart, skulle vara klart {due.day} ")
    assert "0 av " in meta
    assert when == "9 dagar sen"


def test_several_late_steps_are_one_need(round_, kalmar, said):
    factories.due(round_, "uppstart", days_ago=9)
    factories.due(round_, "hemma-1", days_ago=1)
    factories.due(round_, "hemma-2", days_ago=1)
    ((_, meta, _),) = said()
    assert meta.endswith("2 steg till är försenade.")


def test_one_day_late_is_singular(round_, kalmar, said):
    factories.due(round_, "uppstart", days_ago=1)
    assert said()[0][2] == "1 dag sen"


def test_a_step_that_is_done_is_never_late(round_, kalmar, said):
    factories.due(round_, "traff-1", days_ago=9)
    assert said() == []


def test_standstill_alone_and_with_a_late_step(round_, kalmar, said):
    StepProgress.objects.filter(room=kalmar.room).update(active_at=moment_ago(37))
    ((text, meta, _),) = said()
    assert (text, meta) == ("Kalmar har stått still i 37 dagar", "Ingen har skrivit eller bockat av något.")
    factories.due(round_, "uppstart", days_ago=9)
    ((text, meta, when),) = said()
    assert text == "Kalmar har stått still i 37 dagar"
    assert "skulle vara klart" in meta
    assert when == "9 dagar sen"


def test_an_organisation_that_has_left_needs_nothing(round_, kalmar, said):
    factories.due(round_, "uppstart", days_ago=9)
    enrolment.withdraw(kalmar, on=clock.today(), reason="tid")
    assert said() == []


def test_a_group_without_a_coming_meeting_and_a_meeting_left(round_, kalmar, said):
    StepProgress.objects.filter(room=kalmar.room, step_key="traff-3").update(state=Stage.ONGOING)
    assert said() == [("Kalmar har ingen bokad träff", "Hör med strategerna om en dag.", "")]
    group = kalmar.memberships.get().group
    pair(factories.participation(round_, "Norrtälje", part="mentor"), group)
    assert said()[0][1] == "Hör med mentorn och strategerna om en dag."
    factories.meeting(group, factories.person(), day=clock.today() + dt.timedelta(days=9))
    assert said() == []


class TestSeats:
    @pytest.fixture
    def vacant(self, kalmar):
        seat = Seat.objects.get(room=kalmar.room, function=Function.MANAGER)
        seat.holder = None
        seat.save()
        return seat

    def offer(self, seat, by, **facts):
        made = invitations.offer(seat, email="siv@example.com", name="Siv Sund", by=by)
        Invitation.objects.filter(pk=made.pk).update(**facts)

    @pytest.mark.usefixtures("vacant")
    def test_vacant(self, said):
        assert said() == [("Kalmar saknar chef", "Platsen är vakant. Bjud in någon till den.", "")]

    def test_a_fresh_offer_is_left_in_peace(self, vacant, by, said):
        self.offer(vacant, by)
        assert said() == []

    @pytest.mark.parametrize(
        ("facts", "meta"),
        [
            ({"offered_at": 8}, "Siv Sund är inbjuden sedan"),
            ({"expires_at": 2}, "Inbjudan till Siv Sund gick ut"),
            ({"answered_at": 3, "state": "declined"}, "Siv Sund tackade nej"),
        ],
    )
    def test_an_offer_without_an_answer_or_with_a_no(self, vacant, by, said, facts, meta):
        self.offer(vacant, by, **{name: moment_ago(v) if isinstance(v, int) else v for name, v in facts.items()})
        ((text, told, _),) = said()
        assert text == "Kalmar saknar chef"
        assert told.startswith(meta)

    def test_a_letter_that_has_not_left(self, vacant, by, said):
        self.offer(vacant, by)
        letter = Invitation.objects.get().letter
        assert letter is not None
        letter.state = letter.State.STOPPED
        letter.save(update_fields=["state"])
        assert said()[0][1] == "Brevet till Siv Sund har inte gått iväg. Skicka det igen."

    def test_an_offer_taken_back_leaves_the_seat_vacant(self, vacant, by, said):
        self.offer(vacant, by)
        invitations.take_back(vacant, by=by)
        assert said()[0][1] == "Platsen är vakant. Bjud in någon till den."

    def test_seats_that_the_round_does_not_require_are_told_too(self, round_, kalmar, by, said):
        for room, function in ((kalmar.room, Function.OTHER), (round_.room, Function.LEADER)):
            self.offer(open_seat(room, function), by, state="declined", answered_at=moment_ago(3))
        assert sorted(said()) == [
            ("Siv Sund har inte tagit plats i Kalmar", said()[0][1], ""),
            ("Siv Sund har inte tagit plats i Omgång 2021", said()[1][1], ""),
        ]
        assert {meta.split(".")[0] for _, meta, _ in said()} == {"Hemmateam", "Projektledare"}

    def test_nothing_of_another_round(self, by, said):
        other = factories.participation(factories.cohort("2018"), "Linköping")
        self.offer(open_seat(other.room, Function.OTHER), by, state="declined", answered_at=moment_ago(3))
        assert said() == []


def test_the_most_pressing_comes_first(round_, kalmar, said):
    late = factories.participation(round_, "Robertsfors")
    factories.due(round_, "uppstart", days_ago=9)
    StepProgress.objects.create(room=kalmar.room, step_key="uppstart", state=Stage.DONE, done_at=moment_ago(10))
    StepProgress.objects.create(
        room=late.room,
        step_key="traff-1",
        due=clock.today() - dt.timedelta(days=40),
        state=Stage.ONGOING,
        active_at=moment_ago(1),
    )
    texts = [text for text, _, _ in said()]
    assert texts[0].endswith("i Robertsfors")
    assert texts[1:] == ["Robertsfors saknar politiker", "Robertsfors saknar chef", "Robertsfors saknar strateg"]


def test_what_an_organisation_waits_to_show_openly_comes_first(kalmar, by):
    def said():
        board = read_board(kalmar.cohort, method_of(kalmar.cohort_id), clock.today())
        return [(need.icon, need.text, need.url) for need in needs(board, (), waiting_in(kalmar.cohort))]

    content = {"step": {"key": "traff-1"}, "worksheets": []}
    release = publish(
        kalmar,
        kind="step",
        key="traff-1",
        title="Steg 2: Träff 1",
        content=content,
        audiences=[AudienceKind.COHORT],
        by=by,
    )
    asked = ask(release, by=by)
    need = ("share", "Kalmar vill visa en delning öppet", f"/omgangar/2021/oppet/{asked.pk}/")
    factories.due(kalmar.cohort, "uppstart", days_ago=90)
    assert said()[0] == need
    approve(asked, by=by)
    assert need not in said()
