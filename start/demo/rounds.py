"""The demo's other rounds, as far as public facts go: written in bulk, since nobody sits in them."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.text import slugify

from benchmarking.method.models import CohortMethod, MethodVersion
from cohorts.enrolment import create_cohort
from cohorts.models import (
    Application,
    ApplicationState,
    BenchmarkGroup,
    Cohort,
    CohortState,
    GroupMembership,
    Organisation,
    Pairing,
    Participation,
    ParticipationState,
    Requirement,
    Room,
    Seat,
)
from cohorts.requirements import defaults_for
from cohorts.roles import Part, RoomKind
from cohorts.sorting import swedish_order
from start.demo.people import DOMAIN
from start.demo.timeline import moment

MORNING, NOON = dt.time(9), dt.time(12)
_STATE_OF = {
    CohortState.CLOSED: ParticipationState.COMPLETED,
    CohortState.RUNNING: ParticipationState.ACTIVE,
    CohortState.OPEN: ParticipationState.ADMITTED,
}


@dataclass(frozen=True, slots=True)
class _Member:
    """An organisation in a group of a round, or the mentor of one."""

    told: Mapping[str, Any]
    cohort: Cohort
    group: Mapping[str, Any]
    slug: str
    part: Part

    @property
    def key(self) -> tuple[int, str]:
        return self.cohort.pk, self.slug

    @property
    def began(self) -> dt.datetime:
        return moment(self.cohort.starts_on, MORNING)


def tell_rounds(told: Mapping[str, Any], version: MethodVersion) -> None:
    """Write the rounds of ``told`` that came before, beside and after the demo's own, in a few statements each.

    Nobody holds a seat in them, so no grant follows: those who sit in the demo's own round get theirs when they are
    seated. Call inside a transaction, with every municipality and region loaded.
    """
    for facts in told["organisations"]:
        parent = Organisation.objects.get(slug=facts["parent"])
        Organisation.objects.get_or_create(slug=facts["slug"], defaults={**facts, "parent": parent})
    made = [(each, create_cohort(**each["cohort"])) for each in told["rounds"]]
    Application.objects.bulk_create(one for each, cohort in made for one in _applications(each, cohort))
    members = [member for each, cohort in made for member in _members(each, cohort)]
    groups = _form_groups([member for member in members if member.part == Part.PARTICIPANT])
    participations = _enrol(members, groups)
    GroupMembership.objects.bulk_create(
        GroupMembership(group=groups[id(m.group)], participation=participations[m.key], joined_at=m.began)
        for m in members
        if m.part == Part.PARTICIPANT
    )
    Pairing.objects.bulk_create(
        Pairing(group=groups[id(m.group)], mentor=participations[m.key], started_at=m.began)
        for m in members
        if m.part == Part.MENTOR
    )
    cohorts = {member.cohort.pk: member.cohort for member in members}.values()
    CohortMethod.objects.bulk_create(CohortMethod(cohort=each, version=version) for each in cohorts)
    Requirement.objects.bulk_create(
        Requirement(room=each.room, place=place, **asked._asdict())
        for each in cohorts
        if each.state == CohortState.OPEN
        for place, asked in enumerate(defaults_for(each.variant), start=1)
    )


def _applications(told: Mapping[str, Any], cohort: Cohort) -> Iterator[Application]:
    """Yield the interests written in a round; nobody has answered them, and one is not confirmed."""
    facts_of = {each["organisation"]: each for each in told.get("applications", ())}
    for organisation in Organisation.objects.filter(slug__in=facts_of):
        facts = facts_of[organisation.slug]
        state = ApplicationState.RECEIVED if facts.get("received") else ApplicationState.CONFIRMED
        yield Application(
            room=cohort.room,
            organisation=organisation,
            part=facts.get("part", Part.PARTICIPANT),
            contact_name=f"{facts['contact']} (demo)",
            contact_email=f"anmalan-{organisation.slug}@{DOMAIN}",
            evidence=facts["evidence"],
            themes="\n".join(facts.get("themes", ())),
            wishes=facts.get("wishes", []),
            state=state,
            applied_at=moment(facts["day"], MORNING),
            confirmed_at=None if facts.get("received") else moment(facts["day"], NOON),
        )


def _members(told: Mapping[str, Any], cohort: Cohort) -> Iterator[_Member]:
    for group in told["groups"]:
        for slug in group["members"]:
            yield _Member(told, cohort, group, slug, Part.PARTICIPANT)
        for slug in group.get("mentors", ()):
            yield _Member(told, cohort, group, slug, Part.MENTOR)


def _form_groups(members: list[_Member]) -> dict[int, BenchmarkGroup]:
    """Return the groups by the identity of what is told of them."""
    named = dict(Organisation.objects.values_list("slug", "name"))
    of_group = {id(member.group): member for member in members}
    titles = {
        key: " – ".join(sorted((named[slug] for slug in member.group["members"]), key=swedish_order))
        for key, member in of_group.items()
    }
    rooms = Room.objects.bulk_create(
        Room(kind=RoomKind.GROUP, parent=member.cohort.room, title=titles[key]) for key, member in of_group.items()
    )
    groups = BenchmarkGroup.objects.bulk_create(
        BenchmarkGroup(room=room, cohort=member.cohort, slug=slugify(room.title))
        for room, member in zip(rooms, of_group.values(), strict=True)
    )
    return dict(zip(of_group, groups, strict=True))


def _enrol(members: list[_Member], groups: Mapping[int, BenchmarkGroup]) -> dict[tuple[int, str], Participation]:
    """Enrol each organisation once in a round, with the vacant seats that the round asks for."""
    once = {member.key: member for member in members}
    organisations = {each.slug: each for each in Organisation.objects.filter(slug__in={slug for _, slug in once})}
    rooms = Room.objects.bulk_create(
        Room(
            kind=RoomKind.PARTICIPATION,
            parent=groups[id(member.group)].room if member.part == Part.PARTICIPANT else member.cohort.room,
            title=organisations[member.slug].name,
        )
        for member in once.values()
    )
    made = Participation.objects.bulk_create(
        Participation(
            room=room,
            cohort=member.cohort,
            organisation=organisations[member.slug],
            part=member.part,
            scope_area=member.group.get("area", ""),
            **_how_it_went(member),
        )
        for room, member in zip(rooms, once.values(), strict=True)
    )
    Seat.objects.bulk_create(
        Seat(room=room, function=function)
        for room, member in zip(rooms, once.values(), strict=True)
        for function, count in member.told["cohort"].get("required_seats", {}).items()
        for _ in range(count)
    )
    return dict(zip(once, made, strict=True))


def _how_it_went(member: _Member) -> dict[str, Any]:
    left = member.told.get("withdrawn", {}).get(member.slug)
    if left is None:
        promised = bool(member.told.get("promised")) and member.part == Part.PARTICIPANT
        return {"state": _STATE_OF[CohortState(member.cohort.state)], "promised_mentoring": promised}
    return {
        "state": ParticipationState.WITHDRAWN,
        "withdrawal_category": left["category"],
        "withdrawal_reason": left["reason"],
    }
