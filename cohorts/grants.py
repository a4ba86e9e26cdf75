"""Seats are the truth; guardian rows are their image. ``sync_grants`` makes the image equal again.

One auth group per room and function, named ``<room id>:<function>``. Its members are the holders of open
seats, its RoomGrant rows are what ``roles`` says for that function: nothing else writes either table.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import F, Q

from cohorts.models import GroupMembership, Pairing, Participation, Room, RoomGrant, Seat
from cohorts.roles import AFTER_LEAVING, OWN_PAST, PAIRED, ROLES, Function, PairingKind, Part, RoomKind


def group_name(room_id: int, function: str) -> str:
    """Return the name of the auth group of a room and function."""
    return f"{room_id}:{function}"


@transaction.atomic
def sync_grants(*rooms: int) -> None:
    """Make the auth groups and grants of ``rooms`` (ids) equal to their open seats and the role table.

    Idempotent; call it in the transaction of every act that opens, fills or ends a seat, a group
    membership or a pairing, with every participation, cohort or programme room whose seats are touched.
    Concurrent calls for one room wait for each other.
    """
    if not rooms:
        return
    held = Room.objects.select_for_update(no_key=True).filter(pk__in=rooms).order_by("pk")
    kinds = dict(held.values_list("pk", "kind"))
    members = _members(rooms)
    wanted = _wanted(kinds, members)
    groups = {group.name: group for group in Group.objects.filter(_groups_of(rooms))}
    missing = [Group(name=name) for name in members if name not in groups]
    groups |= {group.name: group for group in Group.objects.bulk_create(missing)}
    _sync_members(groups, members)
    _sync_rows(groups, wanted)


def _groups_of(rooms: Iterable[int]) -> Q:
    return Q(name__in=[group_name(room, function) for room in rooms for function in Function])


def _members(rooms: Iterable[int]) -> dict[str, set[int]]:
    """Return auth group name → holders, for every function that somebody holds: a vacant seat grants nothing."""
    members: dict[str, set[int]] = defaultdict(set)
    seats = Seat.objects.filter(room__in=rooms, ended_at=None).exclude(holder=None)
    for room, function, holder in seats.values_list("room_id", "function", "holder_id"):
        members[group_name(room, function)].add(holder)
    return members


def _wanted(kinds: Mapping[int, str], names: Iterable[str]) -> dict[str, set[tuple[int, str]]]:
    """Return auth group name → (room id, verb) rows, as the role table has it for rooms of these kinds."""
    names = set(names)
    within = [room for room, kind in kinds.items() if kind == RoomKind.PARTICIPATION]
    parts = {
        pk: (cohort, part)
        for pk, cohort, part in Participation.objects.filter(pk__in=within).values_list("pk", "cohort_id", "part")
    }
    outside = _outside(parts)
    wanted: dict[str, set[tuple[int, str]]] = {}
    for (level, function), row in ROLES.items():
        for room, kind in kinds.items():
            name = group_name(room, function)
            if kind != level or name not in names:
                continue
            rows = {(room, verb) for verb in row.own}
            if level == RoomKind.PARTICIPATION and row.group:
                rows |= {(parts[room][0], verb) for verb in row.cohort} | outside[room]
            wanted[name] = rows
    return wanted


def _outside(parts: Mapping[int, tuple[int, str]]) -> dict[int, set[tuple[int, str]]]:
    """Return participation room → its trio's grants elsewhere: on groups, and on its own past."""
    rows: dict[int, set[tuple[int, str]]] = defaultdict(set)
    trio = ROLES[RoomKind.PARTICIPATION, Function.STRATEGIST]
    for room, group, left_at in GroupMembership.objects.filter(participation__in=parts).values_list(
        "participation_id", "group_id", "left_at"
    ):
        rows[room] |= {(group, verb) for verb in (AFTER_LEAVING if left_at else trio.group)}
    mentors = [room for room, (_, part) in parts.items() if part == Part.MENTOR]
    for room, group, kind, ended_at in Pairing.objects.filter(mentor__in=mentors).values_list(
        "mentor_id", "group_id", "kind", "ended_at"
    ):
        rows[room] |= {(group, verb) for verb in (AFTER_LEAVING if ended_at else PAIRED[PairingKind(kind)])}
    past = Participation.objects.filter(
        pk__in=parts, organisation__participations__cohort__starts_on__lt=F("cohort__starts_on")
    )
    for room, earlier in past.values_list("pk", "organisation__participations"):
        rows[room] |= {(earlier, verb) for verb in OWN_PAST}
    return rows


def _sync_members(groups: Mapping[str, Group], members: Mapping[str, set[int]]) -> None:
    through = get_user_model().groups.through
    name_of = {group.pk: name for name, group in groups.items()}
    present = {(row.group_id, row.user_id): row.pk for row in through.objects.filter(group__in=name_of)}
    wanted = {(groups[name].pk, user) for name, users in members.items() for user in users}
    through.objects.filter(pk__in=[pk for key, pk in present.items() if key not in wanted]).delete()
    through.objects.bulk_create([through(group_id=g, user_id=u) for g, u in sorted(wanted - set(present))])


def _sync_rows(groups: Mapping[str, Group], wanted: Mapping[str, set[tuple[int, str]]]) -> None:
    rows = RoomGrant.objects.filter(group__in=groups.values())
    columns = ("pk", "group_id", "content_object_id", "permission__codename")
    present = {(group, room, verb): pk for pk, group, room, verb in rows.values_list(*columns)}
    target = {(groups[name].pk, room, verb) for name, pairs in wanted.items() for room, verb in pairs}
    RoomGrant.objects.filter(pk__in=[pk for key, pk in present.items() if key not in target]).delete()
    missing = sorted(target - set(present))
    permissions = Permission.objects.filter(
        content_type__app_label="cohorts", codename__in={verb for _, _, verb in missing}
    )
    permission = dict(permissions.values_list("codename", "pk"))
    RoomGrant.objects.bulk_create(
        [
            RoomGrant(group_id=group, content_object_id=room, permission_id=permission[verb])
            for group, room, verb in missing
        ]
    )
