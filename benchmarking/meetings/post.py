"""The letters of a meeting: worded here, put in the outbox, and tied to the group's room."""

from collections.abc import Iterable, Mapping

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from accounts import letters
from accounts.models import Letter, User
from benchmarking.meetings.circle import Place
from benchmarking.meetings.models import Meeting
from cohorts.models import Dispatch


def write_invitations(meeting: Meeting, people: Iterable[Place], *, by: User) -> list[Letter]:
    """Write the invitation, with the agenda, to each of ``people``."""
    facts = {"agenda": list(meeting.agenda.all())}
    return _write(meeting, people, by=by, subject="Kallelse", kind="meeting-invitation", facts=facts)


def write_notes_letters(meeting: Meeting, people: Iterable[Place], *, by: User) -> list[Letter]:
    """Tell each of ``people`` that the notes are out, and where."""
    return _write(meeting, people, by=by, subject="Anteckningar", kind="meeting-notes", facts={})


def address_of(meeting: Meeting) -> str:
    """Return the path of a meeting's page."""
    group = meeting.room.benchmarkgroup
    parts = {"cohort": group.cohort.slug, "group": group.slug, "number": meeting.number}
    return reverse("benchmarking:meeting", kwargs=parts)


def _write(
    meeting: Meeting, people: Iterable[Place], *, by: User, subject: str, kind: str, facts: Mapping[str, object]
) -> list[Letter]:
    """Write one letter per person, however many seats the person has at the table."""
    template = f"benchmarking/meetings/letters/{kind}.txt"
    body = render_to_string(
        template, {"meeting": meeting, "by": by, "url": settings.SITE_URL + address_of(meeting), **facts}
    )
    users = {place.user.pk: place.user for place in people if place.user}
    written = [
        letters.write(to=user, subject=f"{subject}: {meeting.title}", body=body, kind=kind) for user in users.values()
    ]
    Dispatch.objects.bulk_create(Dispatch(room_id=meeting.room_id, letter=letter) for letter in written)
    return written
