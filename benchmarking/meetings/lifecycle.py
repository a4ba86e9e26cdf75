"""What the state of a meeting allows. Every verb on a meeting takes it in hand here first."""

from access.refusals import Clash
from benchmarking.meetings.models import Meeting, MeetingState
from cohorts import states

_TOLD = {
    MeetingState.PLANNED: "Träffen är inte genomförd än.",
    MeetingState.INVITED: "Träffen är inte genomförd än.",
    MeetingState.HELD: "Träffen är genomförd, och anteckningarna är inte utskickade än.",
    MeetingState.NOTES_SENT: (
        "Anteckningarna är utskickade. Öppna dem för rättelse om något ska ändras, och skicka dem sedan igen."
    ),
    MeetingState.APPROVED: (
        "Anteckningarna är godkända. Öppna dem för rättelse om något ska ändras, och skicka dem sedan igen."
    ),
    MeetingState.LOCKED: "Anteckningarna är låsta och går inte längre att ändra.",
    MeetingState.CANCELLED: "Träffen är inställd. Planera en ny träff i stället.",
}


class WrongMoment(Clash):
    """The meeting is in another state than the act needs: often somebody else was first."""


def take(meeting: Meeting, *allowed: MeetingState) -> Meeting:
    """Hold the meeting's room for this transaction and return the meeting as it stands now.

    All who write in a meeting hold its room, so they come one after the other. Call inside a transaction.
    Raises ``WrongMoment`` unless its state is one of ``allowed`` (all when none is named), and what
    ``cohorts.states.require`` raises.
    """
    states.require(meeting.room, states.WORK)
    held = Meeting.objects.select_related("room__benchmarkgroup__cohort").get(pk=meeting.pk)
    if allowed and held.state not in allowed:
        raise WrongMoment(_TOLD[MeetingState(held.state)])
    return held
