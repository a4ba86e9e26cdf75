"""The tasks that empty the outbox. Only views, commands and the allauth adapter ring them."""

from celery import shared_task

from accounts import letters
from accounts.doorbell import Doorbell
from accounts.models import Letter

SWEEP_SIZE = 50


@shared_task(base=Doorbell)
def send_letter(pk: int) -> None:
    """Send that letter, if it is queued and due and nobody else has it."""
    letter = letters.claim(pk)
    if letter is not None:
        letters.deliver(letter)


@shared_task(base=Doorbell)
def sweep_letters() -> None:
    """Settle what was lost or grew stale, then send what is due.

    Ends early when a letter comes back: the mail server may be down, and the next sweep tries.
    """
    letters.doubt_the_lost()
    letters.stop_the_stale()
    for pk in letters.due(limit=SWEEP_SIZE):
        letter = letters.claim(pk)
        if letter is not None and letters.deliver(letter).state == Letter.State.QUEUED:
            return
