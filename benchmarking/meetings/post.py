"""The letters of a meeting: worded here, put in the outbox, and tied to the group's room."""

from collections.abc import Iterable, Mapping

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from accounts import letters
from accounts.models import Letter, User
from benchmarking.meetings.circle import Place
from benchmarking.meetings.models import Meeting, MeetingState
from cohorts import ical
from cohorts.models import Dispatch


def write_invitations(meeting: Meeting, people: Iterable[Place], *, by: User) -> list[Letter]:
    """Write the invitation, with the agenda and for the calendar, to each of ``people``."""
    facts = {"agenda": list(meeting.agenda.all())}
    return _write(meeting, people, by=by, subject="Kallelse", kind="meeting-invitation", facts=facts, invites=True)


def write_cancellations(meeting: Meeting, people: Iterable[Place], *, by: User) -> list[Letter]:
    """Tell each of ``people`` that the meeting is cancelled, and their calendars if these were told of it."""
    invites = meeting.invited_at is not None
    return _write(meeting, people, by=by, subject="Inställd", kind="meeting-cancelled", facts={}, invites=invites)


def write_notes_letters(meeting: Meeting, people: Iterable[Place], *, by: User) -> list[Letter]:
    """Tell each of ``people`` that the notes are out, and where."""
    return _write(meeting, people, by=by, subject="Anteckningar", kind="meeting-notes", facts={})


def address_of(meeting: Meeting) -> str:
    """Return the path of a meeting's page."""
    group = meeting.room.benchmarkgroup
    parts = {"cohort": group.cohort.slug, "group": group.slug, "number": meeting.number}
    return reverse("benchmarking:meeting", kwargs=parts)


def event_of(meeting: Meeting) -> ical.Event:
    """Return a meeting as calendars show it; its room, group and round come with it."""
    return ical.Event(
        uid=f"traff-{meeting.pk}",
        sequence=meeting.sequence,
        title=meeting.title,
        day=meeting.day,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        place=meeting.place or meeting.link,
        text=f"Gruppen {meeting.room.title}",
        path=address_of(meeting),
        cancelled=meeting.state == MeetingState.CANCELLED,
    )


def _write(
    meeting: Meeting,
    people: Iterable[Place],
    *,
    by: User,
    subject: str,
    kind: str,
    facts: Mapping[str, object],
    invites: bool = False,
) -> list[Letter]:
    """Write one letter per person, however many seats the person has; ``invites`` adds a part for calendars."""
    template = f"benchmarking/meetings/letters/{kind}.txt"
    body = render_to_string(
        template, {"meeting": meeting, "by": by, "url": settings.SITE_URL + address_of(meeting), **facts}
    )
    users = {place.user.pk: place.user for place in people if place.user}
    event = event_of(meeting) if invites else None
    written = [
        letters.write(
            to=user,
            subject=f"{subject}: {meeting.title}",
            body=body,
            kind=kind,
            ics=ical.letter_part(event, to=user) if event else "",
        )
        for user in users.values()
    ]
    Dispatch.objects.bulk_create(Dispatch(room_id=meeting.room_id, letter=letter) for letter in written)
    return written
