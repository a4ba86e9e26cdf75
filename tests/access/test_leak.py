"""Plant a word in every text of every room: its owner finds it, and nobody finds a word that is not for them."""

import itertools
from collections import defaultdict

import pypdfium2
import pytest
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from benchmarking.overview.feeds import make_feed
from reports.kinds import KINDS
from reports.render import render_pdf
from tests.access.plants import Plant, found_in, plant
from tests.access_table import GROUP, ROWS, kwargs_of
from tests.personas import CAST, LEADERS, MEMBERS

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}

#: Other rooms' names for the parameters of an address, and other numbers: each is tried by everybody with a seat.
SITES: tuple[dict[str, object], ...] = (
    {"organisation": "sodertalje"},
    {"organisation": "norrtalje"},
    {"organisation": "askersund", "group": "askersund-fagersta"},
    {"cohort": "2018", "organisation": "linkoping", "group": "linkoping-norrkoping"},
)
NUMBERS: tuple[dict[str, object], ...] = ({"number": 2}, {"number": 4})

#: Where each text is found by those it is for.
SHOWN = {
    "accounts.Letter.body": "benchmarking:letter",
    "accounts.Letter.subject": "benchmarking:outbox",
    "accounts.Letter.to_email": "benchmarking:outbox",
    "accounts.Letter.to_name": "benchmarking:outbox",
    "accounts.User.email": "cohorts:group_contacts",
    "benchmarking.Adoption.report": "benchmarking:method",
    "benchmarking.AgendaItem.presenter": "benchmarking:meeting",
    "benchmarking.AgendaItem.title": "benchmarking:meeting",
    "benchmarking.AgendaItem.value": "benchmarking:meeting",
    "benchmarking.Answer.value": "benchmarking:step",
    "benchmarking.AnswerEvent.value": "benchmarking:step_history",
    "benchmarking.Attendance.name": "benchmarking:meeting",
    "benchmarking.Attendance.substitute": "benchmarking:meeting",
    "benchmarking.CheckMark.note": "benchmarking:step",
    "benchmarking.CheckMarkEvent.note": "benchmarking:step_history",
    "benchmarking.Decision.text": "benchmarking:meeting",
    "benchmarking.FollowUp.what": "benchmarking:group",
    "benchmarking.LineNote.value": "benchmarking:comparison",
    "benchmarking.LineNoteEvent.value": "benchmarking:comparison_history",
    "benchmarking.Meeting.cancel_reason": "benchmarking:meeting",
    "benchmarking.Meeting.link": "benchmarking:meeting",
    "benchmarking.Meeting.place": "benchmarking:meeting",
    "benchmarking.Meeting.title": "benchmarking:meeting",
    "benchmarking.OlderScale.shown": "benchmarking:step",
    "benchmarking.PublicRequest.reason": "benchmarking:public_requests",
    "benchmarking.Release.content": "benchmarking:release",
    "benchmarking.Release.title": "benchmarking:release",
    "cohorts.Application.contact_email": "cohorts:application_confirm",
    "cohorts.Application.contact_name": "cohorts:application_confirm",
    "cohorts.Application.contact_phone": "cohorts:application_decide",
    "cohorts.Application.evidence": "cohorts:application_decide",
    "cohorts.Application.other_name": "cohorts:application_confirm",
    "cohorts.Application.reason": "cohorts:application_decide",
    "cohorts.Application.themes": "cohorts:applications",
    "cohorts.BenchmarkGroup.reason_for_one": "benchmarking:group",
    "cohorts.Cohort.conference_place": "benchmarking:cohort_edit",
    "cohorts.Cohort.information_contact": "benchmarking:cohort_edit",
    "cohorts.Cohort.invitation_words": "benchmarking:cohort_edit",
    "cohorts.Cohort.name": "benchmarking:overview",
    "cohorts.Cohort.programme_name": "benchmarking:overview",
    "cohorts.Cohort.public_text": "start:home",
    "cohorts.Act.about": "benchmarking:log",
    "cohorts.Cohort.themes": "benchmarking:cohort_edit",
    "cohorts.Participation.themes": "cohorts:groups",
    "cohorts.Milestone.title": "benchmarking:calendar",
    "cohorts.LeaderNote.text": "benchmarking:cohort_notes",
    "cohorts.Mailing.subject": "benchmarking:log",
    "cohorts.Requirement.text": "benchmarking:cohort_edit",
    "cohorts.Invitation.decline_reason": "cohorts:team",
    "cohorts.Invitation.email": "cohorts:invitation",
    "cohorts.Invitation.name": "cohorts:team",
    "cohorts.Seat.title": "cohorts:group_contacts",
    "cohorts.SeatPart.title": "cohorts:team",
    "reports.Report.reason": "reports:report",
    "reports.Report.title": "reports:report",
}
HISTORY = "kept for whoever must answer for it; no page shows it"
#: Texts that no page shows, each with its reason.
UNSHOWN = {
    "benchmarking.AgendaItemEvent.presenter": HISTORY,
    "benchmarking.AgendaItemEvent.title": HISTORY,
    "benchmarking.AgendaItemEvent.value": HISTORY,
    "benchmarking.DecisionEvent.text": HISTORY,
    "benchmarking.FollowUpEvent.what": HISTORY,
    "cohorts.Participation.scope_area": "rounds of regions have it; no page asks for it yet",
    "cohorts.Participation.withdrawal_reason": "no page asks for it yet",
    "cohorts.PlannedGroup.reason_for_one": "a plan is shown until the groups are set, and here they are",
    "cohorts.SeatEvent.title": HISTORY,
}


@pytest.fixture(scope="module")
def planted(full_world, django_db_blocker):
    """Every word, and where it stands, while this module runs."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield plant(full_world)
        transaction.set_rollback(True)


Found = dict[str, dict[str, set[str]]]


def _harvest(world) -> Found:
    """Return persona → word → names of the addresses where it was found: on a page, in a fragment, in a refusal."""
    found: Found = defaultdict(lambda: defaultdict(set))
    for row, persona in itertools.product(ROWS, CAST):
        urls = _addresses(row, world)
        for url in urls if persona in MEMBERS else urls[:1]:
            for answer in _answers(world.client(persona), row, url, both=url == urls[0]):
                for word in found_in(answer):
                    found[persona][word].add(row.name)
    return found


def _addresses(row, world):
    """Return the row's address in each of the rooms, and with each of the numbers, that the world has."""
    own = kwargs_of(row, world)
    others = [*SITES, *([] if row.post else NUMBERS)] if row.get else []
    tried = [own, *(own | {name: value for name, value in other.items() if name in own} for other in others)]
    return list(dict.fromkeys(reverse(row.name, kwargs=kwargs) for kwargs in tried))


def _answers(client, row, url, *, both):
    page = client.get(url)
    yield _text(page)
    if page.status_code == 200 and both:
        yield _text(client.get(url, headers=HTMX))
    elif row.post and page.status_code in {403, 404, 405}:
        with transaction.atomic():
            yield _text(client.post(url))
            transaction.set_rollback(True)


def _text(answer):
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body.decode(errors="replace") + str(answer.headers)


def test_a_word_is_found_by_those_it_is_for_and_by_nobody_else(planted, full_world):
    """One walk over every page of everybody, and three questions to what it brings home."""
    found = _harvest(full_world)
    _nobody_reads_what_is_not_for_them(planted, found)
    _those_it_is_for_find_it(planted, found)
    _everybody_finds_their_own_drafts(planted, found)


def _nobody_reads_what_is_not_for_them(planted: dict[str, Plant], found: Found) -> None:
    leaks = {
        f"{persona} reads {planted[word]} on {', '.join(sorted(pages))}"
        for persona, words in found.items()
        for word, pages in words.items()
        if persona not in planted[word].readers
    }
    assert sorted(leaks) == []


def _those_it_is_for_find_it(planted: dict[str, Plant], found: Found) -> None:
    """The positive control: a word that is on no page would make the first question say nothing."""
    shown: dict[str, set[str]] = defaultdict(set)
    for words in found.values():
        for word, pages in words.items():
            shown[planted[word].where] |= pages
    everywhere = {each.where for each in planted.values()}
    assert {where: page for where, page in SHOWN.items() if page not in shown[where]} == {}
    assert {where for where in everywhere if not shown[where]} == set(UNSHOWN), (
        "texts on no page, and the list of them"
    )
    assert everywhere == set(SHOWN) | set(UNSHOWN)


def _everybody_finds_their_own_drafts(planted: dict[str, Plant], found: Found) -> None:
    answers = {word: each.room for word, each in planted.items() if each.where == "benchmarking.Answer.value"}
    read = {name: {answers[word] for word in words if word in answers} for name, words in found.items()}
    assert {name: rooms for name, rooms in read.items() if rooms} == {
        "politician": {"Kalmar"},
        "manager": {"Kalmar"},
        "strategist": {"Kalmar"},
        "home_team": {"Kalmar"},
        "group_mate": {"Södertälje"},
        "other_group": {"Askersund"},
        "mentor": {"Norrtälje"},
        "other_cohort": {"Linköping"},
    }


def _printed(kind, room, subject):
    """Return the planted words in a report's file."""
    pdf, _pages = render_pdf(render_to_string(KINDS[kind].template, {"report": KINDS[kind].gather(room, subject)}))
    return found_in("".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)))


def test_a_meetings_report_holds_what_all_its_readers_may_read(planted, full_world):
    words = _printed("meeting", full_world.group.room, full_world.things["sent"].pk)
    assert {
        "benchmarking.AgendaItem.value",
        "benchmarking.Decision.text",
        "benchmarking.FollowUp.what",
        "benchmarking.Attendance.name",
    } <= {planted[word].where for word in words}
    assert [str(planted[word]) for word in words if not planted[word].readers >= GROUP | LEADERS] == []


def test_the_results_sheets_hold_what_is_shared_with_the_conference(planted, full_world):
    words = _printed("results", full_world.cohort.room, None)
    assert "benchmarking.Release.content" in {planted[word].where for word in words}
    assert [str(planted[word]) for word in words if "observer" not in planted[word].readers] == []


def test_a_feed_holds_nothing_that_its_owner_may_not_see(full_world, planted, client):
    found = {}
    for persona in MEMBERS:
        address = make_feed(by=full_world.people[persona])
        found[persona] = found_in(client.get("/" + address.split("/", 3)[3]).content.decode())
    leaks = {(name, str(planted[word])) for name, words in found.items() for word in words}
    allowed = {(name, str(plant)) for plant in planted.values() for name in plant.readers}
    assert leaks - allowed == set()
    assert found["strategist"]
    assert found["observer"] == found["home_team"] == set()
