"""What the state of a round and of a participation allows. Every writing verb above this floor asks first.

The states and the ways between them are in ``cohorts.lifecycle``.
"""

import datetime as dt

from django.db import connection

from access import clock
from access.refusals import Refusal
from cohorts.models import Cohort, CohortState, Participation, ParticipationState, Room


class RoundClosed(Refusal):
    """The round is over: steps and meetings are kept as they were."""

    sentence = "Omgången är avslutad. Det som skrevs finns kvar, men går inte längre att ändra."


class RoundNotOpen(Refusal):
    """The round has not begun."""

    sentence = "Omgången har inte börjat än. Projektledaren öppnar den när grupperna är klara."


class ParticipationWithdrawn(Refusal):
    """The organisation has left the round; its drafts are frozen."""

    sentence = "Organisationen har lämnat omgången. Utkasten är kvar, men går inte längre att ändra."


class InterestClosed(Refusal):
    """The round takes no applications: not yet, or no longer."""

    sentence = "Omgången tar inte emot intresseanmälningar nu. Hör av dig till den som är informationsansvarig."


#: What may be done in a room: work on steps and meetings, follow one's indicators (also when the round is over), run
#: the round around them, take back what is shared, or, in the round's own room, ask to be let in.
WORK, FOLLOW, STEER, TAKE_BACK, APPLY = "work", "follow", "steer", "take_back", "apply"
_WORKING = {CohortState.GROUPED, CohortState.RUNNING}

# Two statements in one errand: one that waited for the lock would still read the states as they were before the wait,
# while the second of two sees what was committed until it begins.
_LOCK_AND_STATES = """
SELECT 1 FROM cohorts_room WHERE id = %s FOR NO KEY UPDATE;
SELECT c.state, p.state, c.interest_until
  FROM cohorts_room r
  LEFT JOIN cohorts_participation p ON p.room_id = r.id
  LEFT JOIN cohorts_benchmarkgroup g ON g.room_id = r.id
  LEFT JOIN cohorts_cohort c ON c.room_id = coalesce(p.cohort_id, g.cohort_id, r.id)
 WHERE r.id = %s
"""


def require(room: Room, act: str) -> None:
    """Hold ``room`` for this transaction and refuse ``act`` where the state of the round forbids it.

    The row lock keeps a closing act, which locks every room of the cohort before it changes the state,
    from slipping in between the question and the write. Call inside a transaction. ``TAKE_BACK`` is never refused.

    Raises ``RoundClosed``, ``RoundNotOpen`` or ``ParticipationWithdrawn``, and ``InterestClosed`` for ``APPLY``.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_AND_STATES, [room.pk, room.pk])
        cursor.nextset()
        cohort, participation, interest_until = cursor.fetchone()
    if cohort is None or act == TAKE_BACK:
        return
    if act == APPLY:
        if not _takes_interest(cohort, interest_until):
            raise InterestClosed
        return
    if cohort == CohortState.CLOSED and act != FOLLOW:
        raise RoundClosed
    if act in {WORK, FOLLOW} and cohort not in {*_WORKING, CohortState.CLOSED}:
        raise RoundNotOpen
    if participation == ParticipationState.WITHDRAWN:
        raise ParticipationWithdrawn


def takes_interest(cohort: Cohort) -> bool:
    """Tell whether ``require`` would let an organisation apply now; for pages, which take no lock."""
    return _takes_interest(cohort.state, cohort.interest_until)


def _takes_interest(state: str, until: dt.date | None) -> bool:
    return state == CohortState.OPEN and (until is None or clock.today() <= until)


def is_open_for_work(participation: Participation) -> bool:
    """Tell whether ``require`` would let this participation work now; for pages, which take no lock."""
    return is_running(participation.cohort) and participation.state != ParticipationState.WITHDRAWN


def is_open_for_following(participation: Participation) -> bool:
    """Tell whether ``require`` would let this participation follow its indicators; for pages, which take no lock."""
    is_over = participation.cohort.state == CohortState.CLOSED
    return participation.state != ParticipationState.WITHDRAWN and (is_over or is_running(participation.cohort))


def is_running(cohort: Cohort) -> bool:
    """Tell whether ``require`` would let the groups of this round work now; for pages, which take no lock."""
    return cohort.state in _WORKING
