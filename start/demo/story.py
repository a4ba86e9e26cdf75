"""The story of the 2019 round, told in one transaction: the structure first, then every act in its own time."""

import datetime as dt
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.db import transaction
from django.db.models import F

from access import clock
from accounts.models import Letter
from benchmarking.method.content import Content
from benchmarking.method.loader import load
from benchmarking.method.models import MethodVersion
from benchmarking.method.versions import content_of, pin, store
from benchmarking.overview.reminding import remind
from benchmarking.sharing.conduct import VERSION
from benchmarking.sharing.models import ConductAcceptance
from cohorts import invitations
from cohorts.enrolment import create_cohort, enrol, programme_room
from cohorts.groups import form_group
from cohorts.models import (
    Cohort,
    CohortState,
    Invitation,
    InvitationState,
    Milestone,
    Organisation,
    Participation,
    Seat,
)
from cohorts.organisations import load_organisations
from cohorts.pairings import pair
from cohorts.roles import Function, PairingKind, Part
from start.demo.cast import Cast
from start.demo.comparing import plan_comparing
from start.demo.diaries import Desk
from start.demo.figures import plan_figures
from start.demo.following import plan_following
from start.demo.gatherings import Table
from start.demo.people import DOMAIN, address
from start.demo.rounds import tell_rounds
from start.demo.steering import steer
from start.demo.timeline import Timeline, moment

HERE = Path(__file__).parent / "content"
METHOD = settings.BASE_DIR / "benchmarking/content/2019"
MORNING = dt.time(9)
REMINDED = dt.time(7, 5)


def read(name: str) -> Any:
    """Return what a file of the demo's content says."""
    with (HERE / name).open(encoding="utf-8") as file:
        return yaml.load(file, yaml.CSafeLoader)


def is_told() -> bool:
    """Tell whether the round is there already."""
    return Cohort.objects.filter(slug=read("round.yaml")["cohort"]["slug"]).exists()


@transaction.atomic
def tell() -> Cohort:
    """Load the organisations and the whole round; either all of it is there afterwards, or nothing."""
    load_organisations()
    told, people = read("round.yaml"), read("people.yaml")
    version = store(load(METHOD))
    tell_rounds(read("rounds.yaml"), version)
    with clock.at(moment(told["cohort"]["starts_on"], MORNING)):
        round_ = _open(told, version)
        round_.enrol(Part.PARTICIPANT, people["participants"])
        round_.enrol(Part.MENTOR, people["mentors"])
        tables = [round_.gather(group) for group in told["groups"]]
        round_.seat_others(people)
    round_.plan_leaving(people["leaving"], people["offers"])
    for slug, participation in round_.members.items():
        round_.plan_diary(slug, participation)
    for table in tables:
        for number, meeting in enumerate(read(f"meetings/{table.group.slug}.yaml"), start=1):
            table.plan(number, meeting)
        if (HERE / f"comparisons/{table.group.slug}.yaml").exists():
            for act in read(f"comparisons/{table.group.slug}.yaml"):
                plan_comparing(table, act)
    plan_following(round_.members, read("following.yaml"), cast=round_.cast, timeline=round_.timeline)
    plan_figures(round_.members, read("own_figures.yaml"), cast=round_.cast, timeline=round_.timeline)
    round_.timeline.tell()
    round_.accept_the_code(people["code_not_accepted"])
    steer(round_.cohort, round_.members, read("steering.yaml"), by=round_.cast.people["ledare-skr"])
    _remind(round_.cohort)
    _post_has_left()
    return round_.cohort


def _open(told: dict[str, Any], version: MethodVersion) -> "Round":
    """Create the round with its calendar and its method."""
    for facts in told["organisations"]:
        Organisation.objects.get_or_create(slug=facts["slug"], defaults=facts)
    cohort = create_cohort(state=CohortState.RUNNING, **told["cohort"])
    pin(cohort, version)
    content = content_of(version)
    due = [
        {"day": day, "step_key": step.key, "title": f"Steg {step.number} klart: {step.short_title}"}
        for step, day in ((content.step(key), day) for key, day in told["due"].items())
    ]
    Milestone.objects.bulk_create(Milestone(room=cohort.room, **day) for day in [*due, *told["milestones"]])
    return Round(cohort, content)


@dataclass(slots=True)
class Round:
    """The round while it is told: its structure stands from the first day, the rest goes into the timeline."""

    cohort: Cohort
    content: Content
    cast: Cast = field(default_factory=Cast)
    timeline: Timeline = field(default_factory=Timeline)
    members: dict[str, Participation] = field(default_factory=dict)

    def enrol(self, part: Part, trios: dict[str, Any]) -> None:
        """Enrol organisations, each with its trio."""
        for slug, trio in trios.items():
            promised = part == Part.PARTICIPANT
            organisation = Organisation.objects.get(slug=slug)
            self.members[slug] = enrol(self.cohort, organisation, part=part, promised_mentoring=promised)
            self.cast.take_trio(self.members[slug], trio)

    def gather(self, told: dict[str, Any]) -> Table:
        """Form a group and pair it with its mentors, those in support behind the one they support."""
        inside = {slug: self.members[slug] for slug in told["members"]}
        group = form_group(self.cohort, list(inside.values()), reason_for_one=told.get("reason_for_one", ""))
        leads = {slug: pair(self.members[slug], group) for slug in told["mentors"]}
        for slug, lead in told.get("support", {}).items():
            pair(self.members[slug], group, kind=PairingKind.SUPPORT, supports=leads[lead])
        return Table(group, inside, self.content, self.cast, self.timeline)

    def seat_others(self, people: dict[str, Any]) -> None:
        """Fill the seats beside the trios: project leader, observer, home teams."""
        for person in people["programme"]:
            self.cast.take_extra(programme_room(), person)
        for person in people["cohort"]:
            self.cast.take_extra(self.cohort.room, person)
        for person in people["home_teams"]:
            self.cast.take_extra(self.members[person["room"]].room, {**person, "function": Function.OTHER})

    def plan_leaving(self, leaving: list[dict[str, Any]], offers: list[dict[str, Any]]) -> None:
        """Plan that people leave their seats, and that the seats are offered to others."""
        for told in leaving:
            self.timeline.add(moment(told["day"], MORNING), partial(self.cast.leave, told["slug"]))
        for told in offers:
            self.timeline.add(moment(told["day"], MORNING), partial(_offer, told, self.cast))
            if "declined" in told:
                self.timeline.add(moment(told["declined"], MORNING), partial(_decline, address(told["to"])))

    def accept_the_code(self, but: list[str]) -> None:
        """Let everybody but a few have accepted the code of conduct when the round began, in one statement."""
        seats = Seat.objects.exclude(holder__in=[self.cast.people[slug] for slug in but])
        at = moment(self.cohort.starts_on, MORNING)
        ConductAcceptance.objects.bulk_create(
            ConductAcceptance(room_id=seat.room_id, seat=seat, by_id=seat.holder_id, version=VERSION, at=at)
            for seat in seats.exclude(function=Function.OTHER)
            if seat.holder_id
        )

    def plan_diary(self, slug: str, participation: Participation) -> None:
        """Plan what an organisation wrote; most mentor organisations wrote nothing."""
        if (HERE / f"organisations/{slug}.yaml").exists():
            desk = Desk(participation, self.content, self.cast, self.timeline)
            for page in read(f"organisations/{slug}.yaml"):
                desk.plan(page)


def _offer(told: dict[str, Any], cast: Cast) -> None:
    invitations.offer(cast.seats[told["of"]], email=address(told["to"]), name=told["name"], by=cast.people[told["by"]])


def _decline(email: str) -> None:
    """Answer no through the link that the letter carried."""
    invitation = Invitation.objects.get(email=email)
    token = invitations.mint_link(invitation.pk).rstrip("/").rpartition("/")[2]
    invitations.decline(token, by=None)


def _remind(cohort: Cohort) -> None:
    """Let this week's reminders have been written by the morning of the demo's day: none is left over to flood it."""
    for days_before in (4, 0):
        with clock.at(moment(settings.DEMO_DAY - dt.timedelta(days=days_before), REMINDED)):
            remind(cohort)


def _post_has_left() -> None:
    """Say that the letters of the story left when they were written: nobody is written to now.

    A letter with a link that still waits for an answer stays in the outbox.
    """
    waiting = Invitation.objects.filter(state=InvitationState.OFFERED).exclude(letter=None)
    queued = Letter.objects.filter(state=Letter.State.QUEUED, to_email__endswith=f"@{DOMAIN}")
    queued.exclude(pk__in=waiting.values("letter")).update(state=Letter.State.SENT, sent_at=F("created_at"))
