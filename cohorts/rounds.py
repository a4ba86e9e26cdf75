"""The rounds a person has to do with, and what may be opened in them."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, Q

from cohorts.access import Access, OpenSeat
from cohorts.models import Cohort, CohortState
from cohorts.roles import Part, RoomKind


@dataclass(frozen=True, slots=True)
class Round:
    """A round, how large it is, and the person's own seats in it; ``leads`` opens the whole of it."""

    name: str
    slug: str
    programme_name: str
    starts_on: dt.date
    ends_on: dt.date
    state: str
    participants: int
    mentors: int
    groups: int
    leads: bool
    seats: tuple[OpenSeat, ...]


def rounds_of(access: Access) -> tuple[Round, ...]:
    """Return the rounds that the person leads or has a seat in, the newest first, in one statement."""
    own: dict[int, list[OpenSeat]] = defaultdict(list)
    for seat in access.seats:
        if seat.kind != RoomKind.PROGRAMME:
            own[seat.cohort_id or seat.room_id].append(seat)
    cohorts = Cohort.objects.visible_to(access, "see_progress") | Cohort.objects.filter(pk__in=own)
    part = "participations__part"
    counted = cohorts.select_related("room").annotate(
        participants=Count("participations", filter=Q(**{part: Part.PARTICIPANT}), distinct=True),
        mentors=Count("participations", filter=Q(**{part: Part.MENTOR}), distinct=True),
        formed=Count("groups", filter=Q(groups__memberships__left_at=None), distinct=True),
    )
    return tuple(
        Round(
            name=cohort.name,
            slug=cohort.slug,
            programme_name=cohort.programme_name,
            starts_on=cohort.starts_on,
            ends_on=cohort.ends_on,
            state=CohortState(cohort.state).label,
            participants=cohort.participants,
            mentors=cohort.mentors,
            groups=cohort.formed,
            leads=access.allows((cohort.pk, cohort.room.parent_id or 0), "see_progress"),
            seats=tuple(own[cohort.pk]),
        )
        for cohort in counted.order_by("-starts_on", "slug")
    )
