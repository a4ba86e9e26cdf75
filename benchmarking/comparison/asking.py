"""Asking an organisation of the group to share a step."""

from collections.abc import Iterable, Sequence

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from access import clock
from access.refusals import Clash, NotYours, Refusal
from accounts import letters
from accounts.models import Letter, User
from benchmarking.comparison.columns import PATIENCE, Organisation, shared_with
from benchmarking.comparison.models import ShareRequest
from benchmarking.method.content import Content, Step
from benchmarking.workspace.fields import MONTHS
from cohorts import states
from cohorts.access import Access
from cohorts.models import BenchmarkGroup, Dispatch, Seat
from cohorts.roles import TRIO


class AskedAlready(Clash):
    """Somebody in the group has asked the same not long ago."""


class SharedAlready(Clash):
    """There is something to read: it was shared meanwhile."""

    sentence = "Steget är redan delat med dig. Ladda om sidan så syns det."


class NobodyToAsk(Refusal):
    """No seat of the trio has a holder."""

    sentence = "Ingen sitter i trion just nu, så det finns ingen att fråga. Hör med projektledaren."


class OwnStep(NotYours):
    """One does not ask oneself."""

    sentence = "Det är din egen organisation. Dela steget från stegets sida."


@transaction.atomic
def ask(
    group: BenchmarkGroup, content: Content, step: Step, of: Organisation, *, access: Access, by: User
) -> Sequence[Letter]:
    """Write to the trio of ``of`` that the group waits for a step; the caller rings for each letter.

    Once per organisation, step and group within ``PATIENCE``. Raises ``OwnStep``, ``SharedAlready``,
    ``AskedAlready``, ``NobodyToAsk`` and what ``states.require`` raises.
    """
    if of.is_own:
        raise OwnStep
    states.require(group.room, states.WORK)  # holds the room, so that of two who ask at once one is first
    shared = shared_with(access, group, content, step, [of.room_id])
    if any(not each.withdrawn_at for each in shared.get(of.room_id, [])):
        raise SharedAlready
    since = clock.now() - PATIENCE
    asked = ShareRequest.objects.filter(room=group.pk, step_key=step.key, of=of.room_id, at__gt=since)
    if earlier := asked.select_related("by").first():
        day = timezone.localdate(earlier.at)
        again = timezone.localdate(earlier.at + PATIENCE)
        raise AskedAlready(
            f"{earlier.by.name} frågade {day.day} {MONTHS[day.month - 1]}. "
            f"Går att fråga igen {again.day} {MONTHS[again.month - 1]}."
        )
    seats = Seat.objects.filter(room=of.room_id, function__in=TRIO, ended_at=None, holder__is_active=True)
    people = {seat.holder_id: seat.holder for seat in seats.select_related("holder") if seat.holder}
    if not people:
        raise NobodyToAsk
    ShareRequest.objects.create(room=group.room, step_key=step.key, of_id=of.room_id, by=by, at=clock.now())
    return _write(group, step, of, people.values(), by)


def _write(group: BenchmarkGroup, step: Step, of: Organisation, people: Iterable[User], by: User) -> list[Letter]:
    address = {"cohort": group.cohort.slug, "organisation": of.slug, "step": step.key}
    url = settings.SITE_URL + reverse("benchmarking:step_share", kwargs=address)
    facts = {"group": group, "step": step, "by": by, "url": url}
    body = render_to_string("benchmarking/comparison/letters/share-request.txt", facts)
    subject = f"Gruppen väntar på steg {step.number}"
    written = [letters.write(to=person, subject=subject, body=body, kind="share-request") for person in people]
    Dispatch.objects.bulk_create(Dispatch(room_id=group.pk, letter=letter) for letter in written)
    return written
