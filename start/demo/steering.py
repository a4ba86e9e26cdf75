"""What the demo's project leader does around the round: its states, notes, the log, and a letter that waits."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.conf import settings

from access import clock
from accounts.models import User
from cohorts import mailings
from cohorts.models import Act, Cohort, LeaderNote, Participation, StateChange
from start.demo.timeline import moment

NOON = dt.time(12)


def steer(cohort: Cohort, members: Mapping[str, Participation], told: Mapping[str, Any], *, by: User) -> None:
    """Write what is told, each in its own days; the letter waits in the outbox since the day before the demo's."""
    StateChange.objects.bulk_create(
        StateChange(room=cohort.room, state=each["state"], by=by, at=moment(each["day"], NOON))
        for each in told["states"]
    )
    LeaderNote.objects.bulk_create(
        LeaderNote(
            room=_room(cohort, members, each.get("about")), text=each["text"], by=by, at=moment(each["day"], NOON)
        )
        for each in told["notes"]
    )
    Act.objects.bulk_create(
        Act(
            room=_room(cohort, members, each.get("room")),
            kind=each["kind"],
            about=each["about"],
            by=by,
            at=moment(each["day"], NOON),
        )
        for each in told["acts"]
    )
    letter = told["letter"]
    wanted = {
        "rooms": [members[slug].pk for slug in letter["to"]],
        "functions": letter["functions"],
        "subject": letter["subject"],
        "body": letter["body"],
    }
    with clock.at(moment(settings.DEMO_DAY - dt.timedelta(days=1), NOON)):
        mark = mailings.preview(cohort, **wanted).mark
        mailings.write_to_many(cohort, **wanted, mark=mark, key=uuid.uuid4(), by=by)


def _room(cohort: Cohort, members: Mapping[str, Participation], slug: str | None) -> Any:
    return members[slug].room if slug else cohort.room
