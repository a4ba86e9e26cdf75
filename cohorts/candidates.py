"""A round's organisations as the proposals see them (``cohorts.matching``), read in four statements."""

import csv
import datetime as dt
import itertools
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple, TypeVar

from django.db.models import QuerySet

from cohorts.matching import Candidate
from cohorts.models import (
    Cohort,
    GroupMembership,
    Organisation,
    OrganisationKind,
    Pairing,
    Participation,
    ParticipationState,
    Wish,
)
from cohorts.organisations import DATA
from cohorts.roles import Part

Key = TypeVar("Key", int, str)

#: Those who have not been let in, or are in no longer, are in no group.
OUTSIDE = (ParticipationState.APPLIED, ParticipationState.WITHDRAWN)


class Stay(NamedTuple):
    """That an organisation was in a group, or followed it, from when until when."""

    organisation: int
    since: dt.datetime
    until: dt.datetime | None

    def overlaps(self, other: "Stay") -> bool:
        """Tell whether the two were there at the same time."""
        return (other.until is None or self.since < other.until) and (self.until is None or other.since < self.until)


@dataclass(frozen=True)
class Field:
    """Those who may be in the groups of a round, by participation, in alphabetical order."""

    members: Mapping[int, Participation]
    mentors: Mapping[int, Participation]
    candidates: Mapping[int, Candidate]

    def of(self, participation: int) -> Candidate:
        """Return the candidate that a participation is."""
        return self.candidates[participation]

    def participation(self, key: str) -> int:
        """Return the participation of a candidate's key."""
        return next(pk for pk, candidate in self.candidates.items() if candidate.key == key)


def field_of(cohort: Cohort) -> Field:
    """Read everybody of a round who is let in and has not left it, with wishes and earlier meetings."""
    present = list(
        Participation.objects.filter(cohort=cohort)
        .exclude(state__in=OUTSIDE)
        .select_related("organisation__parent")
        .order_by("organisation__sort_key")
    )
    wishes: dict[int, set[int]] = defaultdict(set)
    for room, wished in Wish.objects.filter(room__in=[each.pk for each in present]).values_list(
        "room_id", "organisation_id"
    ):
        wishes[room].add(wished)
    met = _met(cohort, [each.organisation_id for each in present])
    similar, slug_of = similar_codes(), {each.organisation_id: each.organisation.slug for each in present}
    slug_by_code = {kolada_code(each.organisation): each.organisation.slug for each in present}
    return Field(
        members={each.pk: each for each in present if each.part == Part.PARTICIPANT},
        mentors={each.pk: each for each in present if each.part == Part.MENTOR},
        candidates={
            each.pk: _candidate(
                each,
                wishes=_named(wishes[each.pk], slug_of),
                met=_named(met[each.organisation_id], slug_of),
                similar=_named(similar.get(kolada_code(each.organisation), ()), slug_by_code),
            )
            for each in present
        },
    )


def _named(those: Iterable[Key], names: Mapping[Key, str]) -> frozenset[str]:
    return frozenset(names[each] for each in those if each in names)


def _candidate(participation: Participation, **ties: frozenset[str]) -> Candidate:
    organisation = participation.organisation
    point, where = None, organisation
    if organisation.latitude is None and organisation.parent is not None:
        where = organisation.parent  # a part of a municipality lies where that does
    if where.latitude is not None and where.longitude is not None:
        point = (float(where.latitude), float(where.longitude))
    return Candidate(
        key=organisation.slug,
        name=organisation.name,
        kind=OrganisationKind(organisation.kind),
        point=point,
        population=organisation.population,
        skr_group=organisation.skr_group,
        themes=frozenset(participation.theme_list),
        **ties,
    )


def _met(cohort: Cohort, organisations: list[int]) -> dict[int, set[int]]:
    """Return organisation → those that it was in a group with, or followed, at the same time in another round."""
    elsewhere: dict[int, list[Stay]] = defaultdict(list)
    members = GroupMembership.objects.filter(participation__organisation__in=organisations)
    mentors = Pairing.objects.filter(mentor__organisation__in=organisations)
    stays: tuple[QuerySet[Any, Any], ...] = (
        members.exclude(group__cohort=cohort).values_list(
            "group_id", "participation__organisation_id", "joined_at", "left_at"
        ),
        mentors.exclude(group__cohort=cohort).values_list(
            "group_id", "mentor__organisation_id", "started_at", "ended_at"
        ),
    )
    for group, *stay in itertools.chain(*stays):
        elsewhere[group].append(Stay(*stay))
    met: dict[int, set[int]] = defaultdict(set)
    for there in elsewhere.values():
        for one, other in itertools.combinations(there, 2):
            if one.organisation != other.organisation and one.overlaps(other):
                met[one.organisation].add(other.organisation)
                met[other.organisation].add(one.organisation)
    return met


def kolada_code(organisation: Organisation) -> str:
    """Return the name that Kolada has for an organisation; "" where it has none."""
    if organisation.municipality_code:
        return organisation.municipality_code
    return f"00{organisation.region_code}" if organisation.region_code else ""


@cache
def similar_codes() -> dict[str, frozenset[str]]:
    """Return Kolada's name → the names of those it counts as similar."""
    found: dict[str, set[str]] = defaultdict(set)
    with (DATA / "similar_organisations.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[row["code"]].add(row["similar_code"])
    return {code: frozenset(codes) for code, codes in found.items()}
