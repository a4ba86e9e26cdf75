"""Asking an organisation of the group to share a step, or the indicators it follows."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

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
from benchmarking.comparison.released import sharers_of
from benchmarking.method.content import INDICATORS_KEY, Content, Step
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


class OwnIndicators(NotYours):
    """One does not ask oneself."""

    sentence = "Det är din egen organisation. Dela nyckeltalen från sidan med era nyckeltal."


class IndicatorsSharedAlready(Clash):
    """There is something to read: it was shared meanwhile."""

    sentence = "Nyckeltalen är redan delade med dig. Ladda om sidan så syns de."


class _Wanted(NamedTuple):
    """What is asked for: the key it is known by, what a letter calls it, and where it is shared."""

    key: str
    subject: str
    what: str
    it: str
    view: str
    place: dict[str, str]


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
    subject, what = f"steg {step.number}", f"steg {step.number}, {step.title},"
    wanted = _Wanted(step.key, subject, what, "steget", "benchmarking:step_share", {"step": step.key})
    return _ask(group, wanted, of, by)


@transaction.atomic
def ask_for_indicators(group: BenchmarkGroup, of: Organisation, *, access: Access, by: User) -> Sequence[Letter]:
    """Write to the trio of ``of`` that the group waits for its indicators; otherwise as ``ask``.

    Raises ``OwnIndicators``, ``IndicatorsSharedAlready``, and the rest of what ``ask`` raises.
    """
    if of.is_own:
        raise OwnIndicators
    states.require(group.room, states.WORK)
    (sharer,) = sharers_of(group, [of], access)
    if sharer.release:
        raise IndicatorsSharedAlready
    return _ask(
        group, _Wanted(INDICATORS_KEY, "nyckeltal", "nyckeltal", "era nyckeltal", "indicators:pins", {}), of, by
    )


def _ask(group: BenchmarkGroup, wanted: _Wanted, of: Organisation, by: User) -> Sequence[Letter]:
    since = clock.now() - PATIENCE
    asked = ShareRequest.objects.filter(room=group.pk, step_key=wanted.key, of=of.room_id, at__gt=since)
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
    ShareRequest.objects.create(room=group.room, step_key=wanted.key, of_id=of.room_id, by=by, at=clock.now())
    return _write(group, wanted, of, people.values(), by)


def _write(group: BenchmarkGroup, wanted: _Wanted, of: Organisation, people: Iterable[User], by: User) -> list[Letter]:
    address = {"cohort": group.cohort.slug, "organisation": of.slug, **wanted.place}
    facts = {
        "group": group,
        "wanted": wanted,
        "by": by,
        "url": settings.SITE_URL + reverse(wanted.view, kwargs=address),
    }
    body = render_to_string("benchmarking/comparison/letters/share-request.txt", facts)
    subject = f"Gruppen väntar på {wanted.subject}"
    written = [letters.write(to=person, subject=subject, body=body, kind="share-request") for person in people]
    Dispatch.objects.bulk_create(Dispatch(room_id=group.pk, letter=letter) for letter in written)
    return written
