"""The board of groups by keyboard alone, by dragging, and without a script; then published."""

import pytest
from playwright.sync_api import expect

from cohorts.models import BenchmarkGroup, CohortState, PlannedPlace
from cohorts.roles import Function, Part
from tests import factories
from tests.browser.test_invitation import look

__all__ = ["look"]
BOARD = "/omgangar/2031/grupper/"


@pytest.fixture
def leader(server):
    """A round with five organisations, two mentors, and its leader."""
    cohort = factories.cohort("2031", state=CohortState.OPEN)
    for name in ("Boden", "Kalmar", "Karlskrona", "Luleå", "Nordmaling"):
        made = factories.participation(cohort, name)
        factories.seat(made.room, Function.STRATEGIST, factories.person(f"Stina {name}"))
    for name in ("Piteå", "Växjö"):
        factories.participation(cohort, name, part=Part.MENTOR)
    person = factories.person("Lena Ledare")
    factories.seat(cohort.room, Function.LEADER, person)
    return person


def _press(page, name, key="Enter"):
    """Go to a control with the Tab key and press it."""
    control = page.locator(name)
    for _ in range(120):
        if control.evaluate("each => each === document.activeElement"):
            page.keyboard.press(key)
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"The Tab key never comes to {name}.")


def _where(name):
    place = PlannedPlace.objects.filter(participation__organisation__name=name).first()
    return place and str(place.group.lead)


def test_groups_are_planned_by_keyboard_and_published(leader, page, sign_in, look):
    sign_in(page.context, leader)
    page.goto(BOARD)
    look(page)
    said = page.locator("#besked")
    boden = PlannedPlace._meta.get_field("participation").related_model.objects.get(organisation__name="Boden")
    _press(page, f"#val-{boden.pk}", "Space")
    page.locator("#till").focus()
    page.keyboard.type("Växjö")
    _press(page, "#flytta")
    expect(said).to_have_text("Boden är hos Växjö.")
    assert _where("Boden") == "Växjö"
    page.keyboard.press("Shift+Tab")
    page.goto(BOARD)
    _press(page, f"#val-{boden.pk}", "Space")
    page.locator("#las").focus()
    page.keyboard.press("Enter")
    expect(said).to_have_text("Boden är låst.")
    page.locator("#foresla").focus()
    page.keyboard.press("Enter")
    expect(said).to_contain_text("2 grupper är föreslagna.")
    assert (_where("Boden"), PlannedPlace.objects.count()) == ("Växjö", 5)
    look(page)
    page.locator("#granska").press("Enter")
    expect(page.get_by_role("heading", name="Granska grupperna")).to_be_visible()
    look(page)
    page.locator("#publicera").press("Enter")
    expect(page.get_by_text("Grupperna är satta. 5 brev är på väg.")).to_be_visible()
    assert BenchmarkGroup.objects.count() == 2
    look(page)
    page.get_by_role("link", name="Flytta Boden").press("Enter")
    page.get_by_label("Flytta till").select_option("ingen")
    page.get_by_label("Skäl om någon blir ensam").fill("Tillfälligt")
    page.locator("#visa").press("Enter")
    expect(page.get_by_text("Boden kommer genast inte längre åt rummet", exact=False)).to_be_visible()
    look(page)


def test_an_organisation_is_dragged_to_a_mentor(leader, page, sign_in):
    sign_in(page.context, leader)
    page.goto(BOARD)
    carried = {"dataTransfer": page.evaluate_handle("() => new DataTransfer()")}
    kalmar = page.locator(".board__member", has_text="Kalmar")
    target = page.get_by_role("article", name="Piteå").locator("[data-to]")
    kalmar.dispatch_event("dragstart", carried)
    for what in ("dragover", "drop"):
        target.dispatch_event(what, carried)
    expect(page.locator("#besked")).to_have_text("Kalmar är hos Piteå.")
    assert _where("Kalmar") == "Piteå"
