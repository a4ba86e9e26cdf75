"""What the running product's worker has sent."""

import time
from collections.abc import Callable
from email.message import EmailMessage

PATIENCE = 60


def arrived(delivered: Callable[[], list[EmailMessage]], *, number: int = 1) -> EmailMessage:
    """Wait for the letter with that number, counted from one, and return it."""
    end = time.monotonic() + PATIENCE
    while len(letters := delivered()) < number:
        assert time.monotonic() < end, "The letter was not sent."
        time.sleep(0.1)
    return letters[number - 1]
