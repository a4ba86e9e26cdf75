"""What the state of a round and of a participation allows. Every writing verb above this floor asks first."""

from access.refusals import Refusal
from cohorts.models import Cohort, CohortState, Participation, ParticipationState, Room
from cohorts.roles import RoomKind


class RoundClosed(Refusal):
    """The round is over: steps and meetings are kept as they were."""

    sentence = "Omgången är avslutad. Det som skrevs finns kvar, men går inte längre att ändra."


class RoundNotOpen(Refusal):
    """The round has not begun."""

    sentence = "Omgången har inte börjat än. Projektledaren öppnar den när grupperna är klara."


class ParticipationWithdrawn(Refusal):
    """The organisation has left the round; its drafts are frozen."""

    sentence = "Organisationen har lämnat omgången. Utkasten är kvar, men går inte längre att ändra."


#: What may be done in a room: work on steps and meetings, run the round around them, or take back what is shared.
WORK, STEER, TAKE_BACK = "work", "steer", "take_back"
_WORKING = {CohortState.GROUPED, CohortState.RUNNING}


def require(room: Room, act: str) -> None:
    """Hold ``room`` for this transaction and refuse ``act`` where the state of the round forbids it.

    The row lock keeps a closing act, which locks every room of the cohort before it changes the state,
    from slipping in between the question and the write. Call inside a transaction. ``TAKE_BACK`` is never refused.

    Raises ``RoundClosed``, ``RoundNotOpen`` or ``ParticipationWithdrawn``.
    """
    locked = (
        Room.objects.select_for_update(no_key=True, of=("self",))
        .select_related("participation__cohort", "benchmarkgroup__cohort", "cohort")
        .get(pk=room.pk)
    )
    cohort = _cohort_of(locked)
    if cohort is None or act == TAKE_BACK:
        return
    if cohort.state == CohortState.CLOSED:
        raise RoundClosed
    if act == WORK and cohort.state not in _WORKING:
        raise RoundNotOpen
    if locked.kind == RoomKind.PARTICIPATION and locked.participation.state == ParticipationState.WITHDRAWN:
        raise ParticipationWithdrawn


def is_open_for_work(participation: Participation) -> bool:
    """Tell whether ``require`` would let this participation work now; for pages, which take no lock."""
    return participation.cohort.state in _WORKING and participation.state != ParticipationState.WITHDRAWN


def _cohort_of(room: Room) -> Cohort | None:
    if room.kind == RoomKind.PARTICIPATION:
        participation: Participation = room.participation
        return participation.cohort
    if room.kind == RoomKind.GROUP:
        return room.benchmarkgroup.cohort
    return room.cohort if room.kind == RoomKind.COHORT else None
