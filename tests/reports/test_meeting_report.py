"""The meeting report: on screen as on paper, complete whatever was written, and never of drafts."""

from http import HTTPStatus
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benchmarking.meetings import notes
from reports.contexts.meeting import MeetingGone, NotesNotOut, gather
from reports.models import Report
from tests import factories
from tests.reports import papers

pytestmark = pytest.mark.django_db

LONG = "Jämställdhetsintegreringsuppföljning" * 6
SCRIPT = '<script>alert("hej")</script> <b>fet</b> &amp; {{ 7|add:7 }} <img src="http://127.0.0.1:9/x"> <!--'
HOSTILE = {
    "incheckning": SCRIPT,
    "sjalvskattning": LONG,
    "arbetssatt": "Med meningen blir texten så lång att den går över flera sidor. " * 50,
    "rollsamtal": "🎉 שלום مرحبا 漢字 Жанна \u202eomvänt\u202c",
    "jamfora": "\n\n\nRad\n" * 30,
}


def address(world, meeting, name="meeting_report"):
    kwargs = {"cohort": world.cohort.slug, "group": world.group.slug, "number": meeting.number}
    return reverse(f"reports:{name}", kwargs=kwargs)


@pytest.fixture
def pdf(world, meeting):
    return papers.printed("meeting", world.group.room, meeting.pk)


def test_it_says_all_that_was_noted(pdf, meeting):
    text = " ".join(papers.texts(pdf))
    for said in (
        meeting.title,
        "Utskickade",
        "Kalmar – Södertälje",
        "Södertälje, Stadshuset",
        "Norrtälje, med stöd av Umeå",
        "Elin Wallgren (ersätter Politician)",
        "Strateg, ordförande",
        "Projektledare",
        "sekreterarläsning → Kalmar, mätplan – Södertälje. Łucja Şirin håller ihop dem.",
        "Inget antecknat.",
        "Två skillnader följs var under året.",
        "Alla",
        "Mätplan för biståndsbedömning",
        "Ej påbörjat",
        "Sida 1 av 2",
    ):
        assert said in text, said


def test_it_is_an_accessible_pdf_in_our_typeface(pdf):
    assert papers.faults(pdf) == []
    assert papers.fonts(pdf) == {"Source-Sans-3,", "Source-Sans-3-Semi-Bold"}
    assert papers.language_and_title(pdf) == ("sv", "Minnesanteckningar: Kalmar – Södertälje, träff 1")
    levels = papers.headings(pdf)
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_whatever_was_written_stands_as_text_and_nothing_is_clipped(world):
    papers.crowd(world, people=40)
    decided = [LONG, "Ett långt beslut i många ord. " * 60, "Rad\n" * 60]
    meeting = papers.full_meeting(world, texts=HOSTILE, decided=decided, promised=["W" * 160], place=LONG[:160])
    pdf = papers.printed("meeting", world.group.room, meeting.pk)
    pages = papers.texts(pdf)
    whole = " ".join(pages)
    unbroken = whole.replace(" ", "")
    assert papers.faults(pdf) == []
    assert SCRIPT.replace(" ", "") in unbroken
    assert LONG in unbroken
    assert whole.count("meningen") == 50
    assert whole.count("många") == 60
    assert whole.count("Rad") == 30 + 60
    assert all(f"Åkesson-Öberg {number} " in whole for number in range(40))
    assert "W" * 160 in unbroken
    assert papers.beyond_the_margins(pdf) == []


def test_the_head_of_a_table_stands_on_every_page_it_covers(world):
    papers.crowd(world, people=40)
    meeting = papers.full_meeting(world, decided=["Rad\n" * 60])
    pages = papers.texts(papers.printed("meeting", world.group.room, meeting.pk))
    with_people = [page for page in pages if "Åkesson-Öberg" in page]
    assert len(with_people) == 2
    assert all("Namn Organisation Roll Närvaro" in page for page in with_people)
    with_decisions = [page for page in pages if "Rad Rad" in page]
    assert len(with_decisions) == 2
    assert all("Nr Vad gruppen kom överens om Vem Senast" in page for page in with_decisions)


def test_a_meeting_with_next_to_nothing(world):
    by = world.people["strategist"]
    meeting = factories.sent_meeting(world.group, by, text="x")
    pdf = papers.printed("meeting", world.group.room, meeting.pk)
    text = " ".join(papers.texts(pdf))
    assert papers.faults(pdf) == []
    assert "Inga överenskommelser antecknades." in text
    assert "Inga åtgärder är öppna." in text
    assert "Inte bokad" in text


def test_a_promise_of_an_earlier_meeting_says_from_which(world, meeting):
    by = world.people["strategist"]
    later = factories.sent_meeting(world.group, by, step_key="traff-2")
    text = " ".join(papers.texts(papers.printed("meeting", world.group.room, later.pk)))
    assert "Lista över luckor i statistiken (från träff 1)" in text


def test_drafts_are_never_printed(world):
    by = world.people["strategist"]
    held = factories.held_meeting(world.group, by)
    with pytest.raises(NotesNotOut):
        gather(world.group.room, held.pk)
    answer = world.client("strategist").post(address(world, held, "meeting_report_order"))
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert NotesNotOut.sentence in answer.content.decode()
    assert world.client("leader").get(address(world, held)).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert not Report.objects.exists()


def test_reopened_notes_are_drafts_again(world, meeting):
    notes.reopen(meeting, by=world.people["strategist"])
    with pytest.raises(NotesNotOut):
        gather(world.group.room, meeting.pk)


def test_a_meeting_of_another_group_is_not_found(world, meeting):
    with pytest.raises(MeetingGone):
        gather(world.other_group.room, meeting.pk)


def test_the_screen_shows_the_same_as_the_paper(world, meeting):
    page = world.client("strategist").get(address(world, meeting))
    assert page.status_code == HTTPStatus.OK
    assert papers.said(page.content.decode()) == papers.said(papers.html("meeting", world.group.room, meeting.pk))
    assert "Skapa PDF" in page.content.decode()
    assert "Skapa PDF" not in world.client("supporting_mentor").get(address(world, meeting)).content.decode()


def test_a_report_of_the_demo_says_so(world, meeting, settings):
    settings.DEMO = True
    assert (
        "Demo, alla personer är påhittade" in papers.texts(papers.printed("meeting", world.group.room, meeting.pk))[0]
    )


def test_the_same_sql_however_much_was_noted(world):
    counts = []
    for rows in (1, 3, 33):
        papers.crowd(world, people=rows)
        many = [f"Nummer {number}" for number in range(rows)]
        meeting = papers.full_meeting(world, decided=many, promised=many)
        with CaptureQueriesContext(connection) as queries:
            gather(world.group.room, meeting.pk)
        counts.append(len(queries))
    assert len(set(counts)) == 1
    assert counts[0] <= 12
