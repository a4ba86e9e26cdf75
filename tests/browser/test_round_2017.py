"""A leader sets up the round of 2017 from a pasted list, and does not press more than sixty times."""

import time

import pytest
from playwright.sync_api import expect

from accounts.models import Letter
from benchmarking.method.models import MethodVersion
from cohorts.enrolment import programme_room
from cohorts.models import Cohort, Organisation, Pairing, Participation, Seat
from cohorts.organisations import load_organisations
from cohorts.roles import Function
from start.demo.rounds import tell_rounds
from start.demo.story import read
from tests import factories
from tests.browser.test_invitation import look

__all__ = ["look"]
MOST = 60
#: The round as it was: mentors, and those they followed.
GROUPS = {
    "Eskilstuna": {"Hedemora", "Norrtälje", "Enskede-Årsta-Vantörs stadsdelsförvaltning"},
    "Jönköping": {"Linköping", "Norrköping"},
    "Malmö": {"Halmstad", "Kristianstad"},
    "Piteå": {"Luleå", "Boden", "Skellefteå"},
    "Umeå": {"Lycksele", "Vännäs"},
    "Örebro": {"Karlskoga", "Kristinehamn", "Uppsala"},
}
#: The mentors whose organisations had agreed on them beforehand; the others' are proposed.
AGREED = {"Eskilstuna", "Piteå", "Umeå", "Örebro"}


class Hand:
    """Somebody at a desk with a mouse and a list on the clipboard: every click and every key that goes down counts."""

    def __init__(self, page):
        self.page, self.pressed = page, 0

    def click(self, control):
        """Click, which is one press."""
        control.click()
        self.pressed += 1

    def paste(self, field, text):
        """Click in a field and paste, which is counted as one press more."""
        self.click(field)
        self.page.keyboard.insert_text(text)
        self.pressed += 1


def _list():
    """Return the list as it is copied from a spreadsheet: an organisation to a row, with its trio beside it."""
    head = ["Organisation", "Del", "Tar emot", "Mentor"]
    head += [f"{function} {what}" for function in ("Politiker", "Chef", "Strateg") for what in ("namn", "e-post")]
    rows = [head]
    for mentor, members in GROUPS.items():
        agreed = mentor if mentor in AGREED else ""
        told = [(mentor, "mentor", str(len(members)), ""), *((each, "deltagare", "", agreed) for each in members)]
        for name, *rest in told:
            slug = Organisation.objects.get(name=name).slug
            people = [(f"{word.title()} {name}", f"{word}@{slug}.example") for word in ("pia", "curt", "siv")]
            rows.append([name, *rest, *(cell for person in people for cell in person)])
    return "\n".join("\t".join(row) for row in rows)


@pytest.fixture
def leader(server):
    """Every municipality and region, the other rounds of the demo, and a leader of the programme."""
    load_organisations()
    tell_rounds(read("rounds.yaml"), MethodVersion.objects.get(name="2019"))
    person = factories.person("Lena Ledare")
    factories.seat(programme_room(), Function.LEADER, person)
    return person


def _create(hand):
    hand.page.goto("/")
    hand.click(hand.page.get_by_role("link", name="Omgångar").first)
    hand.click(hand.page.get_by_role("link", name="Ny omgång"))
    hand.click(hand.page.get_by_role("button", name="Skapa omgången"))


def _take_in(hand, look):
    page = hand.page
    hand.click(page.get_by_role("link", name="Lägg in många på en gång"))
    hand.paste(page.get_by_label("Listan"), _list())
    hand.click(page.get_by_role("button", name="Granska listan"))
    expect(
        page.get_by_text("21 nya organisationer, 63 inbjudningar och 11 organisationer placerade hos sin mentor.")
    ).to_be_visible()
    look(page)
    hand.click(page.get_by_role("button", name="Lägg in 63 personer"))


def _send(hand):
    hand.click(hand.page.get_by_role("button", name="Skicka inbjudningar (63)"))
    expect(hand.page.get_by_text("63 inbjudningar är på väg.")).to_be_visible()


def _group(hand):
    """Let those who have agreed on nothing be proposed a mentor, and publish."""
    page, said = hand.page, hand.page.locator("#besked")
    hand.click(page.get_by_role("link", name="Gör grupper"))
    hand.click(page.get_by_role("button", name="Föreslå grupper"))
    expect(said).to_contain_text("6 grupper är föreslagna.", timeout=60_000)
    hand.click(page.get_by_role("link", name="Granska och publicera"))
    hand.click(page.locator("#publicera"))
    expect(page.get_by_text("Grupperna är satta. 0 brev är på väg.")).to_be_visible()


def _sent(delivered):
    for _ in range(600):
        if not Letter.objects.exclude(state=Letter.State.SENT).exists():
            return delivered()
        time.sleep(0.1)
    raise AssertionError("Some letters have not left.")


def test_the_round_of_2017_is_set_up_in_sixty_presses(leader, page, sign_in, look, delivered):
    sign_in(page.context, leader)
    hand = Hand(page)
    _create(hand)
    _take_in(hand, look)
    assert set(Letter.objects.values_list("state", flat=True)) == {Letter.State.HELD}
    assert delivered() == []
    _send(hand)
    _group(hand)
    assert hand.pressed <= MOST, hand.pressed

    made = Cohort.objects.latest("pk")
    parts = list(Participation.objects.filter(cohort=made).values_list("part", flat=True))
    assert (parts.count("participant"), parts.count("mentor")) == (15, 6)
    assert {
        str(Pairing.objects.get(group=group).mentor): {str(each.participation) for each in group.memberships.all()}
        for group in made.groups.all()
    } == GROUPS
    letters = _sent(delivered)
    seats = Seat.objects.filter(room__participation__cohort=made)
    invited = set(seats.values_list("invitations__email", flat=True))
    assert seats.count() == len(invited) == 63
    assert sorted(letter["To"].addresses[0].addr_spec for letter in letters) == sorted(invited)
