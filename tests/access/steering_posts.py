"""Valid data for the POST addresses of steering; as ``tests.access.posts``."""

import datetime as dt
import uuid

from access import clock
from benchmarking.method.versions import method_of
from benchmarking.steering import planning
from cohorts import mailings
from tests.access.posts import Data
from tests.personas import World


def letters(world: World, _persona: str) -> Data:
    """Write to one's own trio, as it was shown."""
    chosen = {"rooms": [world.own.pk], "functions": ["strategist"], "subject": "Hej", "body": "Hej {namn}"}
    mark = mailings.preview(world.cohort, **chosen).mark
    return {**chosen, "org": chosen["rooms"], "key": uuid.uuid4(), "mark": mark}


def planned_steps(world: World, _persona: str) -> Data:
    """Give a step another day in one organisation, as it was shown."""
    due = clock.today() + dt.timedelta(days=5)
    chosen = {"rooms": [world.own.pk], "step": "traff-1", "due": due, "function": None}
    mark = planning.plan(world.cohort, method_of(world.cohort.pk), **chosen).mark
    return {"org": [world.own.pk], "step": "traff-1", "due": due.isoformat(), "mark": mark}


def note(_world: World, _persona: str) -> Data:
    """Write a note for colleagues."""
    return {"text": "Ring i maj."}


def waiting(world: World, _persona: str) -> Data:
    """Send all that waits, as it was shown."""
    return {"till": world.things["letter"].pk}


def colleague(_world: World, _persona: str) -> Data:
    """Ask a colleague to lead the round too."""
    return {"name": "Karin Kollega", "email": "karin.kollega@example.com"}
