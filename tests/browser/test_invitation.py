"""From an offered seat to a person at work: the leader asks, the letter arrives, the invited person says yes."""

import re

import pytest
from playwright.sync_api import expect

from accounts.models import User
from cohorts.roles import Function
from tests import factories
from tests.browser.forms import send
from tests.browser.post import arrived

WIDTHS = (1280, 375)


@pytest.fixture
def look(assert_accessible):
    """``look(page)``: axe finds nothing, and nothing is wider than the window, at a desk and on a phone."""

    def run(page):
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            assert_accessible(page)
            assert page.evaluate("document.documentElement.scrollWidth") == width

    return run


@pytest.fixture
def round_2019(server):
    """A round with a group, its mentor, a leader, and a vacant manager's seat in Kalmar."""
    cohort = factories.cohort("2019")
    group = factories.group(cohort, "Kalmar", "Södertälje")
    leader = factories.person("Lena Ledare")
    factories.seat(cohort.room, Function.LEADER, leader)
    for membership in group.memberships.all():
        room = membership.participation.room
        factories.seat(room, Function.STRATEGIST, factories.person(f"Siv i {room}"), title="Utvecklingsstrateg")
        factories.seat(room, Function.MANAGER)
    return leader


def test_the_leader_asks_and_the_invited_person_says_yes(round_2019, delivered, page, sign_in, look):
    sign_in(page.context, round_2019)
    page.goto("/omgangar/2019/deltagare/")
    look(page)
    page.get_by_role("link", name="Bjud in chef, Kalmar").click()
    page.get_by_label("Namn").fill("Karin Kandidat")
    page.get_by_label("E-post").fill("karin")
    send(page.get_by_role("button", name="Skicka inbjudan"))
    expect(page.get_by_label("Namn")).to_have_value("Karin Kandidat")
    look(page)
    page.get_by_label("E-post").fill("karin.kandidat@example.com")
    page.get_by_role("button", name="Skicka inbjudan").click()
    expect(page.get_by_role("cell", name="Inbjuden")).to_be_visible()
    look(page)

    letter = arrived(delivered)
    assert letter["To"] == "Karin Kandidat <karin.kandidat@example.com>"
    page.context.clear_cookies()
    page.goto(re.findall(r"http://\S+/inbjudan/\S+", letter.get_content())[0])
    look(page)
    page.get_by_label("Din titel").fill("Kanslichef")
    page.get_by_role("button", name="Tacka ja").press("Enter")
    page.get_by_text("Du är inloggad och platsen är din").wait_for()

    for address in (
        "/omgangar/",
        "/omgangar/2019/kalmar/team/",
        "/omgangar/2019/grupper/kalmar-sodertalje/kontakter/",
    ):
        page.goto(address)
        look(page)
    expect(page.get_by_role("cell", name="Kanslichef")).to_be_visible()
    assert User.objects.get(email="karin.kandidat@example.com").seats.get().room.title == "Kalmar"


@pytest.mark.parametrize("address", ["/organisationer/", "/organisationer/?namn=kalm", "/organisationer/kalmar/"])
def test_what_anybody_may_read(round_2019, page, look, address):
    page.goto(address)
    look(page)


def test_no_without_a_script(round_2019, server, browser, db):
    """Plain forms do the same job, and the leader may be told no."""
    seat = round_2019.seats.get().room.cohort.participations.first().room.seats.get(function=Function.MANAGER)
    token = factories.invite(seat, by=round_2019)
    context = browser.new_context(java_script_enabled=False, base_url=server)
    page = context.new_page()
    page.goto(f"/inbjudan/{token}/")
    page.get_by_role("button", name="Tacka nej").click()
    expect(page.get_by_text("Du har tackat nej")).to_be_visible()
    assert page.goto(f"/inbjudan/{token}/").status == 422
    context.close()
