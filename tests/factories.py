"""Rows to test with, made by the product's own verbs. Everything is optional and nothing is random.

A factory makes one thing and says in its arguments what else it needs; the standing cast and its two rounds
are in ``tests/personas.py``.
"""

import datetime as dt
import itertools
import uuid

from django.utils.text import slugify

from access import clock
from accounts.models import User
from accounts.people import create
from benchmarking.meetings import attendance, holding, minutes, notes, planning
from benchmarking.meetings.models import Meeting, Presence
from benchmarking.meetings.planning import Plan
from cohorts.enrolment import create_cohort, enrol
from cohorts.groups import form_group
from cohorts.invitations import mint_link, offer
from cohorts.models import (
    BenchmarkGroup,
    Cohort,
    CohortState,
    Milestone,
    Organisation,
    OrganisationKind,
    Participation,
    Room,
    Seat,
)
from cohorts.roles import Function
from cohorts.seats import fill, open_seat
from tests.database import WORKER

#: Each process of a run counts from a number of its own: what one has made, another may find (``database.Kept``).
_number = itertools.count(1 + 1_000_000 * WORKER)


def person(name: str = "", *, email: str = "") -> User:
    """Make a person without a seat. Names and addresses are made up when none are given."""
    name = name or f"Person {next(_number)}"
    return create(email=email or f"{slugify(name)}@example.com", name=name)


def organisation(name: str = "", *, county: str = "") -> Organisation:
    """Make a municipality, or return the one of that name."""
    name = name or f"Kommun {next(_number)}"
    made, _ = Organisation.objects.get_or_create(
        slug=slugify(name),
        defaults={"kind": OrganisationKind.MUNICIPALITY, "name": name, "county_code": county},
    )
    return made


def cohort(
    slug: str = "",
    *,
    state: CohortState = CohortState.RUNNING,
    starts_on: dt.date | None = None,
    required_seats: dict[str, int] | None = None,
) -> Cohort:
    """Make a round that began nine months ago and runs for a year. It opens no seats unless told which."""
    slug = slug or f"omgang-{next(_number)}"
    starts_on = starts_on or clock.today() - dt.timedelta(days=280)
    return create_cohort(
        name=f"Omgång {slug}",
        slug=slug,
        starts_on=starts_on,
        ends_on=starts_on + dt.timedelta(days=365),
        state=state,
        required_seats=required_seats or {},
    )


def participation(round_: Cohort, name: str = "", **facts) -> Participation:
    """Let an organisation, by name, into a round."""
    return enrol(round_, organisation(name), **facts)


def group(round_: Cohort, *names: str) -> BenchmarkGroup:
    """Enrol the named organisations and form a group of them."""
    return form_group(round_, [participation(round_, name) for name in names], reason_for_one="Ensam i sitt slag")


def seat(room: Room, function: Function, holder: User | None = None, **facts) -> Seat:
    """Open a seat in a room; with a holder it is filled too. ``parts`` are keys, which stand for their titles too."""
    parts = {key: key for key in facts.pop("parts", ())}
    opened = open_seat(room, function, parts=parts, **facts)
    return fill(opened, holder) if holder else opened


def invite(vacant: Seat, *, email: str = "", name: str = "Inga Bjuden", by: User | None = None) -> str:
    """Offer a seat, and return the token that the sending task would put in the letter."""
    email = email or f"inga-{next(_number)}@example.com"
    return mint_link(offer(vacant, email=email, name=name, by=by or person()).pk).rsplit("/", 2)[-2]


def meeting(
    group_: BenchmarkGroup, by: User, *, step_key: str = "traff-1", day: dt.date | None = None, **facts
) -> Meeting:
    """Plan a group's benchmarking meeting, a week ago unless told when. The round follows the method of 2019."""
    day = day or clock.today() - dt.timedelta(days=7)
    plan = Plan(**{"day": day, "starts_at": dt.time(9, 30), "ends_at": dt.time(15, 30), **facts})
    return planning.plan_meeting(group_, kind="benchmarkingtraff", step_key=step_key, plan=plan, by=by)


def note(meeting_: Meeting, text: str, by: User, *, key: str = "incheckning") -> None:
    """Write ``text`` under a point of the agenda, over what stood there."""
    item = meeting_.agenda.get(key=key)
    minutes.write_minutes(item, value=text, version=item.version, edit_id=uuid.uuid4(), by=by)


def held_meeting(group_: BenchmarkGroup, by: User, *, text: str = "Alla berättade om läget.", **facts) -> Meeting:
    """Plan, hold and write down a meeting that ``by`` took notes at and was at, alone."""
    seat_ = Seat.objects.filter(holder=by)[0]
    made = holding.hold(meeting(group_, by, note_taker=seat_, **facts), by=by)
    attendance.record(made, taken={seat_.pk: attendance.Took(Presence.ON_SITE)}, by=by)
    note(made, text, by)
    return made


def sent_meeting(group_: BenchmarkGroup, by: User, **facts) -> Meeting:
    """Make a held meeting whose notes are out."""
    made = held_meeting(group_, by, **facts)
    notes.send_notes(made, by=by)
    made.refresh_from_db()
    return made


def due(round_: Cohort, step_key: str, *, days_ago: int) -> Milestone:
    """Let a step of the round have been due some days ago."""
    day = clock.today() - dt.timedelta(days=days_ago)
    return Milestone.objects.create(room=round_.room, title=step_key, step_key=step_key, day=day)
