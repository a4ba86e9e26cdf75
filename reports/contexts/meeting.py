"""The meeting report: what a group noted, decided and promised, once the notes are out."""

from dataclasses import dataclass

from access.refusals import Refusal
from benchmarking.meetings.models import Meeting
from benchmarking.meetings.reading import MeetingView, read_meeting
from cohorts.models import Room


class NotesNotOut(Refusal):
    """Drafts are never printed: the notes must have been sent to the group first (design §4)."""

    sentence = "Anteckningarna är inte utskickade än. Skicka ut dem först, sedan går rapporten att beställa."


class MeetingGone(Refusal):
    """The room has no such meeting."""

    sentence = "Träffen finns inte i gruppen."


@dataclass(frozen=True, slots=True)
class MeetingReport:
    """What the template of a meeting report shows. It is made from notes, so it uses no releases."""

    title: str
    meeting: MeetingView
    release_ids: tuple[int, ...] = ()


def title_of(meeting: MeetingView) -> str:
    """Return what the report is called: "Kalmar – Södertälje, träff 1"."""
    return f"{meeting.facts.group_title}, träff {meeting.facts.number}"


def gather(room: Room, subject: int | None) -> MeetingReport:
    """Read the report of meeting ``subject`` in the group's room. Raises ``MeetingGone`` or ``NotesNotOut``."""
    if subject is None or not Meeting.objects.filter(pk=subject, room=room).exists():
        raise MeetingGone
    view = read_meeting(subject, drafts=False)
    if not view.open:
        raise NotesNotOut
    return MeetingReport(title=f"Minnesanteckningar: {title_of(view)}", meeting=view)
