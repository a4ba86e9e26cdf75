"""The days of one person, for the feed: meetings, days of the rounds, and what the person answers for."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse

from access import clock
from access.scope import ScopedQuerySet
from benchmarking.meetings.models import Meeting
from benchmarking.meetings.post import event_of
from benchmarking.method.content import Content, UnknownKey
from benchmarking.method.versions import NoMethod, method_of
from benchmarking.workspace.duties import STEP, standing
from benchmarking.workspace.models import Stage, StepProgress
from cohorts import ical
from cohorts.access import Access, OpenSeat
from cohorts.models import Milestone

#: So far back a feed reaches: calendars that keep what is gone lose nothing.
KEPT = dt.timedelta(days=400)


def own_events(access: Access) -> tuple[ical.Event, ...]:
    """Return everything that the person's calendar shows, read with what the person may see now.

    Four statements, and one for each round that the person has a seat in.
    """
    since = clock.today() - KEPT
    meetings = known_meetings(access).filter(day__gte=since).select_related("room__benchmarkgroup__cohort")
    rounds = Milestone.objects.filter(day__gte=since)
    days = rounds.visible_to(access, "read_cohort") | rounds.visible_to(access, "see_progress")
    return (
        *(event_of(meeting) for meeting in meetings.order_by("day", "starts_at", "pk")),
        *(_milestone(day) for day in days.select_related("room__cohort").order_by("day", "pk")),
        *_duties(access),
    )


def known_meetings(access: Access) -> ScopedQuerySet[Meeting]:
    """Return the meetings of the person's groups, and of those that the person follows or leads."""
    return Meeting.objects.visible_to(access, "read_group_meeting") | Meeting.objects.visible_to(
        access, "see_progress"
    )


def _milestone(day: Milestone) -> ical.Event:
    cohort = day.room.cohort
    return ical.Event(
        uid=f"dag-{day.pk}",
        sequence=day.sequence,
        title=day.title,
        day=day.day,
        text=cohort.name,
        path=reverse("benchmarking:calendar", kwargs={"cohort": cohort.slug}),
    )


def _duties(access: Access) -> Iterator[ical.Event]:
    """Yield the points and steps that the person's seats answer for and that are not done, where they have a day."""
    seats = {seat.pk: seat for seat in access.seats if seat.cohort_id and seat.organisation}
    methods = {seat.cohort_id: _method(seat.cohort_id or 0) for seat in seats.values()}
    points = standing().filter(owner__in=seats, due__isnull=False).order_by("due", "pk")
    for duty in points:
        seat = seats[duty.owner_id or 0]
        place = (duty.step_key, duty.item_key)
        yield from _due(seat, methods[seat.cohort_id], place, due=duty.due, sequence=ical.edition(duty.at))
    days = {
        (day.room_id, day.step_key): day
        for day in Milestone.objects.filter(~Q(step_key=""), room__in={seat.cohort_id for seat in seats.values()})
    }
    for step in StepProgress.objects.filter(owner__in=seats).exclude(state=Stage.DONE).order_by("pk"):
        seat = seats[step.owner_id or 0]
        milestone = days.get((seat.cohort_id or 0, step.step_key))
        due = step.due or (milestone.day if milestone else None)
        sequence = ical.edition(step.planned_at) + (milestone.sequence if milestone else 0)
        yield from _due(seat, methods[seat.cohort_id], (step.step_key, STEP), due=due, sequence=sequence)


def _method(cohort_id: int) -> Content | None:
    try:
        return method_of(cohort_id)
    except NoMethod:
        return None


def _due(
    seat: OpenSeat, content: Content | None, place: tuple[str, str], *, due: dt.date | None, sequence: int
) -> Iterator[ical.Event]:
    """Yield the event of a point or a step, unless it has no day or the method does not have it any more."""
    step_key, item_key = place
    if content is None or due is None:
        return
    try:
        step = content.step(step_key)
        text = step.item(item_key).text if item_key else step.title
    except UnknownKey:
        return
    page = "step" if seat.in_trio else "participation"
    own = {"cohort": seat.cohort, "organisation": seat.organisation}
    yield ical.Event(
        uid=f"ansvar-{seat.room_id}-{step_key}-{item_key or 'steget'}",
        sequence=sequence,
        title=f"Senast: {text}" if item_key else f"Steg {step.number} klart: {text}",
        day=due,
        text=f"Du är ansvarig. {seat.room_title}, steg {step.number}.",
        path=reverse(f"benchmarking:{page}", kwargs={**own, "step": step.key} if seat.in_trio else own),
    )
