"""A leader sets up the round of 2017 from a pasted list, and does not press more than sixty times."""

import time

import pytest
from playwright.sync_api import expect

from accounts.models import Letter
from cohorts.enrolment import programme_room
from cohorts.models import BenchmarkGroup, Cohort, Organisation, OrganisationKind, Pairing, Participation, Seat
from cohorts.organisations import load_organisations
from cohorts.roles import Function
from tests import factories
from tests.browser.test_invitation import look

__all__ = ["look"]
MOST = 60
#: The round as it was: mentors, and those they followed.
GROUPS = {
    "Eskilstuna": {"Hedemora", "Norrtälje", "Enskede-Årsta-Vantör"},
    "Jönköping": {"Linköping", "Norrköping"},
    "Malmö": {"Halmstad", "Kristianstad"},
    "Piteå": {"Luleå", "Boden", "Skellefteå"},
    "Umeå": {"Lycksele", "Vännäs"},
    "Örebro": {"Karlskoga", "Kristinehamn", "Uppsala"},
}


class Hand:
    """Somebody at a desk with a mouse and a list on the clipboard: every click and every key that goes down counts."""

    def __init__(self, page):
        self.page, self.pressed = page, 0

    def click(self, control):
        """Click, which is one press."""
        control.click()
        self.pressed += 1

    def choose(self, select, label):
        """Choose in a list that drops down: one press to open it and one to take the line."""
        select.select_option(label=label)
        self.pressed += 2

    def type(self, field, text):
        """Click in a field and write over what stands there: a press for each key, and two for Ctrl+A."""
        self.click(field)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)
        self.pressed += 2 + len(text)

    def paste(self, field, text):
        """Click in a field and paste, which is counted as one press more."""
        self.click(field)
        self.page.keyboard.insert_text(text)
        self.pressed += 1


def _list():
    """Return the list as it is copied from a spreadsheet: an organisation to a row, with its trio beside it."""
    head = ["Organisation", "Del", "Tar emot"]
    head += [f"{function} {what}" for function in ("Politiker", "Chef", "Strateg") for what in ("namn", "e-post")]
    rows = [head]
    for mentor, members in GROUPS.items():
        for name, part, takes in [
            (mentor, "mentor", str(len(members))),
            *((each, "deltagare", "") for each in members),
        ]:
            slug = Organisation.objects.get(name=name).slug
            people = [(f"{word.title()} {name}", f"{word}@{slug}.example") for word in ("pia", "curt", "siv")]
            trio = [cell for person in people for cell in person]
            rows.append([name, part, takes, *trio])
    return "\n".join("\t".join(row) for row in rows)


@pytest.fixture
def leader(server):
    """Sweden's municipalities and regions, the city district that took part, and a leader of the programme."""
    load_organisations()
    Organisation.objects.create(
        kind=OrganisationKind.DISTRICT,
        name="Enskede-Årsta-Vantör",
        slug="enskede-arsta-vantor",
        parent=Organisation.objects.get(slug="stockholm"),
    )
    person = factories.person("Lena Ledare")
    factories.seat(programme_room(), Function.LEADER, person)
    return person


def _create(hand):
    hand.page.goto("/")
    hand.click(hand.page.get_by_role("link", name="Omgångar").first)
    hand.click(hand.page.get_by_role("link", name="Ny omgång"))
    hand.type(hand.page.get_by_label("Namn", exact=True), "Omgång 2017")
    hand.click(hand.page.get_by_role("button", name="Skapa omgången"))


def _take_in(hand, look):
    page = hand.page
    hand.click(page.get_by_role("link", name="Lägg in många på en gång"))
    hand.paste(page.get_by_label("Listan"), _list())
    hand.click(page.get_by_role("button", name="Granska listan"))
    expect(page.get_by_text("21 nya organisationer och 63 inbjudningar.")).to_be_visible()
    look(page)
    hand.click(page.get_by_role("button", name="Lägg in 63 personer"))


def _send(hand):
    hand.click(hand.page.get_by_role("button", name="Skicka inbjudningar (63)"))
    expect(hand.page.get_by_text("63 inbjudningar är på väg.")).to_be_visible()


def _group(hand):
    """Take the proposal, and change it where the organisations had agreed on something else."""
    page, said = hand.page, hand.page.locator("#besked")
    hand.click(page.get_by_role("link", name="Gör grupper"))
    hand.click(page.get_by_role("button", name="Föreslå grupper"))
    expect(said).to_contain_text("6 grupper är föreslagna.", timeout=60_000)
    wrong = {mentor: names - GROUPS[mentor] for mentor, names in _groups_on(page).items()}
    assert sum(map(len, wrong.values())) <= 4, "the proposal is near to what people agreed on"
    for mentor, names in [(None, set().union(*wrong.values())), *wrong.items()]:
        moving = names if mentor is None else GROUPS[mentor] - _groups_on(page)[mentor]
        if not moving:
            continue
        for name in sorted(moving):
            hand.click(page.get_by_role("checkbox", name=name, exact=True))
        hand.choose(page.locator("#till"), _option(page, mentor))
        hand.click(page.get_by_role("button", name="Flytta", exact=True))
        expect(said).to_contain_text("har ingen plats" if mentor is None else f"är hos {mentor}.")
    assert _groups_on(page) == GROUPS
    hand.click(page.get_by_role("link", name="Granska och publicera"))
    hand.click(page.locator("#publicera"))
    expect(page.get_by_text("Grupperna är satta. 0 brev är på väg.")).to_be_visible()


def _groups_on(page):
    """Return mentor → members, as the board shows them."""
    cards = page.locator(".board__cards article")
    return {
        card.get_by_role("heading").first.inner_text(): set(card.locator(".board__member label").all_inner_texts())
        for card in cards.all()
    }


def _option(page, mentor):
    words = page.locator("#till option").all_inner_texts()
    return next(each for each in words if each.startswith(mentor or "Ingen grupp"))


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

    made = Cohort.objects.get()
    parts = list(Participation.objects.filter(cohort=made).values_list("part", flat=True))
    assert (parts.count("participant"), parts.count("mentor")) == (15, 6)
    assert {
        str(Pairing.objects.get(group=group).mentor): {str(each.participation) for each in group.memberships.all()}
        for group in BenchmarkGroup.objects.all()
    } == GROUPS
    letters = _sent(delivered)
    seats = Seat.objects.filter(room__participation__cohort=made)
    invited = set(seats.values_list("invitations__email", flat=True))
    assert seats.count() == len(invited) == 63
    assert sorted(letter["To"].addresses[0].addr_spec for letter in letters) == sorted(invited)
