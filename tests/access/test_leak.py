"""A planted word is on no paper, and in no calendar, that somebody may open who may not read it."""

import pypdfium2
import pytest
from django.template.loader import render_to_string

from benchmarking.overview.feeds import make_feed
from reports.kinds import KINDS
from reports.render import render_pdf
from tests.access.plants import found_in
from tests.access_table import GROUP
from tests.personas import LEADERS, MEMBERS

pytestmark = pytest.mark.django_db


def _printed(kind, room, subject):
    """Return the planted words in a report's file."""
    pdf, _pages = render_pdf(render_to_string(KINDS[kind].template, {"report": KINDS[kind].gather(room, subject)}))
    return found_in("".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)))


def test_a_meetings_report_holds_what_all_its_readers_may_read(planted):
    words = _printed("meeting", planted.world.group.room, planted.world.things["sent"].pk)
    assert {
        "benchmarking.AgendaItem.value",
        "benchmarking.Decision.text",
        "benchmarking.FollowUp.what",
        "benchmarking.Attendance.name",
    } <= {planted.words[word].where for word in words}
    assert [str(planted.words[word]) for word in words if not planted.words[word].readers >= GROUP | LEADERS] == []


def test_the_results_sheets_hold_what_is_shared_with_the_conference(planted):
    words = _printed("results", planted.world.cohort.room, None)
    assert "benchmarking.Release.content" in {planted.words[word].where for word in words}
    assert [str(planted.words[word]) for word in words if "observer" not in planted.words[word].readers] == []


def test_a_feed_holds_nothing_that_its_owner_may_not_see(planted, client):
    found = {}
    for persona in MEMBERS:
        address = make_feed(by=planted.world.people[persona])
        found[persona] = found_in(client.get("/" + address.split("/", 3)[3]).content.decode())
    leaks = {(name, str(planted.words[word])) for name, words in found.items() for word in words}
    allowed = {(name, str(plant)) for plant in planted.words.values() for name in plant.readers}
    assert leaks - allowed == set()
    assert found["strategist"]
    assert found["observer"] == found["home_team"] == set()
