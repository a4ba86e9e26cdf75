"""The plan of a round's groups: proposed, moved, locked. Nothing of it is in effect until it is published.

Every verb names the version it saw and holds the cohort's room, so two leaders never write over each other.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction
from django.utils import timezone

from access import clock
from access.refusals import Clash, Refusal
from accounts.models import User
from cohorts import states
from cohorts.candidates import Field, field_of
from cohorts.groups import LARGEST
from cohorts.matching import BadLock, Lock, Mentor, ProposedGroup, propose
from cohorts.models import Cohort, CohortState, GroupPlan, Participation, PlannedGroup, PlannedMentor, PlannedPlace
from cohorts.roles import PairingKind
from cohorts.wording import listed

#: A plan is made before the groups are set; after that they are changed one by one.
PLANNING = (CohortState.DRAFT, CohortState.OPEN)
#: More at once would keep the leader waiting.
MOST = 100

#: Where an organisation may be put: with a mentor, in a group that has none, in a new such group, or nowhere.
WITH_MENTOR, IN_GROUP, NEW, NOWHERE = "m", "g", "ny", "ingen"


class PlanChanged(Clash):
    """Somebody else changed the groups after the page was read."""


class AlreadyPublished(Clash):
    """The plan has become groups."""

    sentence = "Grupperna är redan satta. Det du gjorde är inte sparat. Ändra en grupp i taget på sidan."


class NotHere(Refusal):
    """An organisation or a place of another round, or one that is gone."""


class FullGroup(Refusal):
    """More than the mentor takes, or more than a group holds."""


class TooMany(Refusal):
    """More organisations than one proposal weighs."""

    sentence = f"Förslag räknas fram för högst {MOST} organisationer åt gången. Placera och lås några först."


class OwnSupport(Refusal):
    """The mentor follows the group already, or would follow itself."""


class NothingChosen(Refusal):
    """No organisation was ticked."""

    sentence = "Markera minst en organisation först."


def hold_plan(cohort: Cohort, *, version: int, by: User, planning: bool) -> GroupPlan:
    """Hold the round's groups for this transaction, and count the change that comes.

    ``planning`` says whether the plan or the formed groups are meant. Raises ``PlanChanged``, ``AlreadyPublished``,
    ``NotHere`` where there are no formed groups yet, and what ``states.require`` raises.
    """
    states.require(cohort.room, states.STEER)
    GroupPlan.objects.get_or_create(room=cohort.room)
    plan = GroupPlan.objects.select_related("changed_by").get(room=cohort.room)
    is_planning = Cohort.objects.values_list("state", flat=True).get(pk=cohort.pk) in PLANNING
    if planning and not is_planning:
        raise AlreadyPublished
    if is_planning and not planning:
        raise NotHere("Grupperna är inte satta än. Granska och publicera planen först.")
    if plan.version != version:
        when = timezone.localtime(plan.changed_at).strftime("%H:%M") if plan.changed_at else "nyss"
        raise PlanChanged(
            f"{plan.changed_by or 'Någon'} ändrade grupperna {when}. Det du gjorde är inte sparat. "
            "Sidan visar hur det ser ut nu."
        )
    plan.version, plan.changed_by, plan.changed_at = version + 1, by, clock.now()
    plan.save()
    return plan


def planned_groups(cohort: Cohort) -> list[PlannedGroup]:
    """Return the planned groups with their places and mentors, in three statements."""
    return list(
        PlannedGroup.objects.filter(room=cohort.room)
        .select_related("lead__organisation")
        .prefetch_related("places", "mentors__mentor__organisation")
    )


def propose_groups(cohort: Cohort, *, version: int, by: User) -> str:
    """Fill the plan with the best groups found: what is locked stays, everybody else is placed anew.

    Groups without a mentor keep those that are locked there. The search runs before anything is locked. Returns
    what was done, in words. Raises ``TooMany``, ``FullGroup``, and what ``hold_plan`` raises.
    """
    field, planned = field_of(cohort), planned_groups(cohort)
    locked = {place.participation_id: group for group in planned for place in group.places.all() if place.locked}
    alone = {pk for pk, group in locked.items() if group.lead_id not in field.mentors}
    free = [pk for pk in field.members if pk not in alone]
    if len(free) > MOST + len(locked):
        raise TooMany
    mentors = [Mentor(field.of(pk), mentor.mentor_capacity) for pk, mentor in field.mentors.items()]
    locks = [
        Lock(field.of(pk).key, field.of(group.lead.pk).key)
        for pk, group in locked.items()
        if group.lead and group.lead.pk in field.mentors and pk in field.members
    ]
    try:
        found = propose([field.of(pk) for pk in free], mentors, locks=locks)
    except BadLock as refused:
        raise FullGroup(str(refused)) from refused
    _write(cohort, field, found.groups, keep=locked, version=version, by=by)
    left = f" Utan plats: {listed([each.name for each in found.unplaced])}." if found.unplaced else ""
    return f"{len(found.groups)} grupper är föreslagna.{left}"


@transaction.atomic
def _write(
    cohort: Cohort,
    field: Field,
    groups: Sequence[ProposedGroup],
    *,
    keep: Iterable[int],
    version: int,
    by: User,
) -> None:
    hold_plan(cohort, version=version, by=by, planning=True)
    kept = set(keep)
    PlannedPlace.objects.filter(room=cohort.room).exclude(participation__in=kept).delete()
    leads = {field.participation(group.mentor.key): group for group in groups}
    by_lead = {group.lead_id: group for group in PlannedGroup.objects.filter(room=cohort.room)}
    missing = [PlannedGroup(room=cohort.room, lead_id=lead) for lead in leads if lead not in by_lead]
    by_lead |= {group.lead_id: group for group in PlannedGroup.objects.bulk_create(missing)}
    PlannedPlace.objects.bulk_create(
        [
            PlannedPlace(room=cohort.room, group=by_lead[lead], participation_id=member)
            for lead, group in leads.items()
            for member in map(field.participation, (candidate.key for candidate in group.members))
            if member not in kept
        ]
    )
    _sweep(cohort)


def _sweep(cohort: Cohort) -> None:
    """Take away planned groups that hold nobody and say nothing."""
    PlannedGroup.objects.filter(room=cohort.room, places=None, mentors=None).delete()


@transaction.atomic
def group_place(cohort: Cohort, *, members: Iterable[int], to: str, version: int, by: User) -> str:
    """Put organisations with a mentor (``m<participation>``), in a group (``g<id>``), a new one, or nowhere.

    A place that was locked is so no longer. Raises ``NothingChosen``, ``NotHere``, ``FullGroup``, and what
    ``hold_plan`` raises.
    """
    hold_plan(cohort, version=version, by=by, planning=True)
    field = field_of(cohort)
    moved = _chosen(field, members)
    PlannedPlace.objects.filter(participation__in=[each.pk for each in moved]).delete()
    words = listed([str(each) for each in moved])
    if to == NOWHERE:
        _sweep(cohort)
        return f"{words} har ingen plats."
    group = _group_at(cohort, field, to)
    _require_room(field.mentors.get(group.lead_id or 0), group.places.count() + len(moved))
    PlannedPlace.objects.bulk_create(
        [PlannedPlace(room=cohort.room, group=group, participation=each) for each in moved]
    )
    _sweep(cohort)
    return (
        f"{words} är hos {field.mentors[group.lead_id]}." if group.lead_id else f"{words} är i en grupp utan mentor."
    )


@transaction.atomic
def place_with_mentors(cohort: Cohort, *, mentor_of: Mapping[int, int], by: User) -> None:
    """Put each organisation with its mentor (participations both) and lock it there, as a list says.

    The caller holds the cohort's room, so the plan is changed as it stands. Raises what ``group_place`` raises.
    """
    version = GroupPlan.objects.get_or_create(room=cohort.room)[0].version
    hold_plan(cohort, version=version, by=by, planning=True)
    field = field_of(cohort)
    moved = _chosen(field, mentor_of)
    PlannedPlace.objects.filter(participation__in=mentor_of).delete()
    leads = set(mentor_of.values())
    there = {group.lead_id: group for group in PlannedGroup.objects.filter(room=cohort.room, lead__in=leads)}
    new = [PlannedGroup(room=cohort.room, lead=field.mentors[pk]) for pk in sorted(leads - there.keys())]
    there |= {group.lead_id: group for group in PlannedGroup.objects.bulk_create(new)}
    places = [
        PlannedPlace(room=cohort.room, group=there[mentor_of[each.pk]], participation=each, locked=True)
        for each in moved
    ]
    PlannedPlace.objects.bulk_create(places)
    full = PlannedPlace.objects.filter(group__lead__in=leads).values_list("group__lead", flat=True)
    for lead, members in Counter(full).items():
        _require_room(field.mentors[lead], members)
    _sweep(cohort)


def _require_room(mentor: Participation | None, members: int) -> None:
    most = mentor.mentor_capacity if mentor else LARGEST
    if members > most:
        raise FullGroup(f"{mentor or 'En grupp'} tar emot {most} organisationer. Flytta någon därifrån först.")


def _chosen(field: Field, members: Iterable[int]) -> list[Participation]:
    members = list(members)
    if not members:
        raise NothingChosen
    if any(pk in field.mentors for pk in members):
        mentor = next(field.mentors[pk] for pk in members if pk in field.mentors)
        raise NotHere(f"{mentor} är mentor i omgången och kan inte vara med i en grupp.")
    if not all(pk in field.members for pk in members):
        raise NotHere("Någon av organisationerna är inte med i omgången, eller har lämnat den. Ladda om sidan.")
    return [field.members[pk] for pk in members]


def _group_at(cohort: Cohort, field: Field, to: str) -> PlannedGroup:
    """Return the planned group that ``to`` names, made where it is a mentor's first or a new one."""
    if to == NEW:
        return PlannedGroup.objects.create(room=cohort.room)
    kind, number = to[:1], int(to[1:])
    if kind == WITH_MENTOR and number in field.mentors:
        return PlannedGroup.objects.get_or_create(room=cohort.room, lead_id=number)[0]
    found = PlannedGroup.objects.filter(room=cohort.room, pk=number).first() if kind == IN_GROUP else None
    if found is None or (found.lead_id and found.lead_id not in field.mentors):
        raise NotHere("Gruppen du valde finns inte kvar. Ladda om sidan.")
    return found


@transaction.atomic
def group_lock(cohort: Cohort, *, members: Iterable[int], locked: bool, version: int, by: User) -> str:
    """Lock organisations where they are in the plan, or let them go. Raises what ``group_place`` raises."""
    hold_plan(cohort, version=version, by=by, planning=True)
    chosen = _chosen(field_of(cohort), members)
    places = PlannedPlace.objects.filter(participation__in=[each.pk for each in chosen])
    if places.count() < len(chosen):
        raise NotHere("Den som inte har någon plats går inte att låsa. Placera organisationen först.")
    places.update(locked=locked)
    return f"{listed([str(each) for each in chosen])} är {'låst' if locked else 'upplåst'}."


@transaction.atomic
def group_mentor_add(cohort: Cohort, *, to: str, mentor: int, kind: str, version: int, by: User) -> str:
    """Put one more mentor to a planned group, in support or beside the first; without a first it leads.

    Raises ``NotHere``, ``OwnSupport``, and what ``hold_plan`` raises.
    """
    hold_plan(cohort, version=version, by=by, planning=True)
    field = field_of(cohort)
    if mentor not in field.mentors:
        raise NotHere("Organisationen är inte mentor i omgången.")
    who, group = field.mentors[mentor], _group_at(cohort, field, to)
    if group.lead_id == mentor or group.mentors.filter(mentor=mentor).exists():
        raise OwnSupport(f"{who} följer redan gruppen.")
    leads = kind == PairingKind.LEAD and not PlannedGroup.objects.filter(lead=mentor).exists()
    if leads and group.lead_id is None:
        _require_room(who, group.places.count())
        group.lead = who
        group.save(update_fields=["lead"])
        return f"{who} är mentor i gruppen."
    PlannedMentor.objects.create(room=cohort.room, group=group, mentor=who, kind=kind)
    return f"{who} är {PairingKind(kind).label.lower()} i gruppen."


@transaction.atomic
def group_mentor_remove(cohort: Cohort, *, planned: int, version: int, by: User) -> str:
    """Take a mentor beside the first away from a planned group. Raises ``NotHere`` and what ``hold_plan`` raises."""
    hold_plan(cohort, version=version, by=by, planning=True)
    found = PlannedMentor.objects.filter(room=cohort.room, pk=planned).select_related("mentor__organisation").first()
    if found is None:
        raise NotHere("Mentorn följer inte gruppen längre. Ladda om sidan.")
    found.delete()
    _sweep(cohort)
    return f"{found.mentor} följer inte gruppen."


@transaction.atomic
def group_reason(cohort: Cohort, *, to: str, reason: str, version: int, by: User) -> str:
    """Say why a planned group is one organisation alone. Raises ``NotHere`` and what ``hold_plan`` raises."""
    hold_plan(cohort, version=version, by=by, planning=True)
    group = _group_at(cohort, field_of(cohort), to)
    group.reason_for_one = reason.strip()
    group.save(update_fields=["reason_for_one"])
    return "Skälet är sparat."
