"""A plain form is sent: what is asserted next is about its answer, not about the page it was sent from."""

from playwright.sync_api import Locator


def send(button: Locator) -> None:
    """Press the button and wait until the page that answers is loaded."""
    with button.page.expect_navigation():
        button.click()
