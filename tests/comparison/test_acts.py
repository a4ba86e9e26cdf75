"""What the group makes of a comparison: marks, notes, ideas, and asking for what is missing."""

import datetime as dt
import uuid

import pytest
from django.utils import timezone

from access import clock
from accounts.models import Letter
from benchmarking.comparison.models import LineMark, LineNote, ShareRequest
from benchmarking.comparison.notes import SomebodyElsesIdea
from benchmarking.sharing.releases import withdraw
from benchmarking.workspace.typed import TypedClash
from cohorts.groups import leave
from cohorts.models import Cohort, CohortState, Seat
from cohorts.seats import vacate
from tests.comparison.conftest import PAGE

pytestmark = pytest.mark.django_db
MARK = f"{PAGE}markera/"
NOTE = f"{PAGE}anteckna/presentation/falt/"
SHEET = f"{PAGE}anteckna/presentation/"
ASK = f"{PAGE}fraga/kalmar/"


@pytest.fixture
def post(world):
    """``post("mentor", MARK, mark="presentation.styrkor same")``: the answer to a form of that person."""
    return lambda persona, url, **data: world.client(persona).post(url, data)


def typed(value, *, version=0, **more):
    return {
        "worksheet": "presentation",
        "field_key": "styrkor",
        "value": value,
        "version": version,
        "edit_id": uuid.uuid4(),
        **more,
    }


# Marks -----------------------------------------------------------------------------------------------------


def test_the_latest_mark_stands_and_all_are_in_the_history(share, post, see):
    share("kalmar", styrkor="Delat")
    assert post("mentor", MARK, mark="presentation.styrkor same").status_code == 302
    assert (
        post("group_mate", MARK, mark="presentation.styrkor different").headers["Location"]
        == f"{PAGE}#rad-presentation-styrkor"
    )
    assert LineMark.objects.get().seen == "different"
    page = see("strategist")
    assert "cmp__mark--different" in page
    assert "Group mate, " in page
    history = see("strategist", "historik/")
    assert "Likhet, Mentor" in history
    assert "Skillnad, Group mate" in history


def test_pressing_a_mark_that_stands_takes_it_away(share, post, see):
    share("kalmar", styrkor="Delat")
    post("mentor", MARK, mark="presentation.styrkor same")
    post("mentor", MARK, mark="presentation.styrkor")
    assert "cmp__mark--" not in see("strategist")
    assert LineMark.objects.get().seen == ""


@pytest.mark.parametrize(
    ("line", "seen", "status"),
    [
        ("presentation.styrkor", "bäst", 422),
        ("presentation.finns-inte", "same", 404),
        ("presentation.styrkor.politician", "same", 404),
        ("presentation._", "same", 404),
        ("styrkedjebeskrivning._", "same", 302),
        ("styrkedjebeskrivning.niva", "same", 404),
        ("....", "same", 404),
    ],
)
def test_a_mark_is_for_a_line_of_the_step(post, line, seen, status):
    assert post("strategist", MARK, mark=f"{line} {seen}").status_code == status
    assert LineMark.objects.exists() == (status == 302)


# Notes and ideas -------------------------------------------------------------------------------------------


def test_a_note_is_saved_by_version_and_a_repeated_edit_is_one(post):
    edit = typed("Vi gör lika")
    first, again = post("strategist", NOTE, **edit), post("strategist", NOTE, **edit)
    assert first.json()["version"] == again.json()["version"] == 1
    assert LineNote.objects.get().value == "Vi gör lika"


def test_two_in_the_same_note_lose_nothing(post, note):
    note("Mentorns ord.", by="mentor")
    clash = post("group_mate", NOTE, **typed("Gruppens ord."))
    assert clash.status_code == 409
    assert "Mentorns ord." in clash.content.decode()
    assert "Gruppens" in clash.content.decode()
    assert LineNote.objects.get().value == "Mentorns ord."
    assert LineNote.pgh_event_model.objects.filter(pgh_label="refused").get().value == "Gruppens ord."


def test_a_plain_form_shows_both_texts_on_the_page(share, post, note):
    share("kalmar", styrkor="Delat")
    note("Mentorns ord.", by="mentor")
    form = {"value.blad.styrkor.": "Gruppens ord.", "version.blad.styrkor.": 0, "value.blad.utmaningar.": "Tid"}
    page = post("group_mate", SHEET, **form)
    assert page.status_code == 409
    assert "Två har ändrat samma fält" in page.content.decode()
    assert set(LineNote.objects.values_list("value", flat=True)) == {"Mentorns ord.", "Tid"}
    chosen = form | {
        "choice.blad.styrkor.": "both",
        "theirs.blad.styrkor.": "Mentorns ord.",
        "version.blad.styrkor.": 1,
    }
    assert post("group_mate", SHEET, **chosen).status_code == 302
    assert LineNote.objects.get(field_key="styrkor").value == "Gruppens ord.\n\nMentorns ord."


def test_the_groups_note_and_each_organisations_idea_are_apart(share, note, see):
    share("kalmar", styrkor="Delat")
    note("Gruppens ord")
    note("Kalmars idé", idea_of="kalmar")
    note("Södertäljes idé", by="group_mate", idea_of="sodertalje")
    page = see("strategist")
    for text in ("Gruppens ord", "Kalmars idé", "Södertäljes idé"):
        assert text in page
    own = page.split('id="hem"')[1]
    assert "Kalmars idé" in own
    assert "Södertäljes idé" not in own


def test_an_idea_is_its_organisations_own(note, post, world):
    with pytest.raises(SomebodyElsesIdea):
        note("Inte min", by="group_mate", idea_of="kalmar")
    foreign = typed("Inte i gruppen", entry_id=world.organisations["askersund"].pk)
    assert post("strategist", NOTE, **foreign).status_code == 404
    assert not LineNote.objects.exists()


def test_a_mentor_in_support_notes_too(note):
    note("Från Umeå", by="supporting_mentor")
    note("Umeås idé", by="supporting_mentor", idea_of="umea")
    with pytest.raises(TypedClash):
        note("Ett annat ord", by="strategist")


def test_who_has_left_neither_reads_nor_writes(note, post, world):
    note("Gruppens ord")
    leave(world.own)
    for url, data in ((NOTE, typed("Efteråt")), (MARK, {"mark": "presentation.styrkor same"})):
        assert post("strategist", url, **data).status_code == 403
    assert world.client("strategist").get(PAGE).status_code == 403
    assert LineNote.objects.get().value == "Gruppens ord"


def test_a_closed_round_takes_no_notes(note, post, world):
    note("Gruppens ord")
    Cohort.objects.filter(pk=world.cohort.pk).update(state=CohortState.CLOSED)
    late = post("strategist", NOTE, **typed("För sent", version=1))
    assert late.status_code == 422
    assert "Omgången är avslutad" in late.content.decode()
    assert LineNote.objects.get().value == "Gruppens ord"


# Asking ----------------------------------------------------------------------------------------------------


def test_who_is_asked_gets_a_letter_and_the_page_says_who_asked(post, see, world):
    Letter.objects.all().delete()
    assert post("group_mate", ASK).status_code == 302
    letters = Letter.objects.filter(kind="share-request")
    assert {each.to_email for each in letters} == {
        world.people[who].email for who in ("politician", "manager", "strategist")
    }
    assert "/omgangar/2019/kalmar/steg/traff-1/dela/" in letters[0].body
    page = see("mentor")
    assert "av Group mate." in page
    assert ASK not in page


def test_asking_again_waits_a_week(post, see, world):
    post("group_mate", ASK)
    again = post("mentor", ASK)
    assert again.status_code == 409
    assert "Group mate frågade" in again.content.decode()
    assert ShareRequest.objects.count() == 1
    ShareRequest.objects.update(at=clock.now() - dt.timedelta(days=7, minutes=1))
    assert ASK in see("mentor")
    assert post("mentor", ASK).status_code == 302
    assert timezone.localdate(ShareRequest.objects.latest("at").at) == clock.today()


def test_asking_for_what_is_shared_or_ones_own_is_refused(post, share, world):
    assert post("strategist", ASK).status_code == 403
    released = share("kalmar", styrkor="Delat")
    assert post("group_mate", ASK).status_code == 409
    withdraw(released, by=world.people["strategist"])
    assert post("group_mate", ASK).status_code == 302


def test_nobody_is_asked_where_nobody_sits(post, world):
    for seat in Seat.objects.filter(room=world.own.room, ended_at=None):
        vacate(seat)
    refused = post("group_mate", ASK)
    assert refused.status_code == 422
    assert "Ingen sitter i trion" in refused.content.decode()
    assert not ShareRequest.objects.exists()


@pytest.mark.parametrize("slug", ["askersund", "finns-inte", "linkoping"])
def test_only_the_groups_own_are_asked(post, slug):
    assert post("group_mate", f"{PAGE}fraga/{slug}/").status_code == 404
