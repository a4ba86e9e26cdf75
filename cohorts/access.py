"""A person's access: what the guardian rows and open seats say, read in one SQL statement per request."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.db import connection

from cohorts.roles import BELOW, TRIO, VERBS, Function, Part, RoomKind

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser

    from access.gates import Lineage

# One statement, two kinds of rows: what the person's auth groups grant in each room, and the person's open seats
# with what the header needs to name them. A seat's group is the parent of its participation's room. Asked in every
# request: OFFSET 0 has the planner look up the few seats' rooms by their keys, where it would else read whole tables.
_SQL = """
SELECT 'grants' AS kind, g.content_object_id AS room_id, string_agg(p.codename, ' '),
       NULL::bigint, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
  FROM accounts_user_groups ug
  JOIN cohorts_roomgrant g ON g.group_id = ug.group_id
  JOIN auth_permission p ON p.id = g.permission_id
 WHERE ug.user_id = %(user)s
 GROUP BY g.content_object_id
UNION ALL
SELECT 'seat', s.room_id, s.function, s.id, s.title, r.kind, r.title,
       (SELECT o.slug FROM cohorts_organisation o WHERE o.id = pa.organisation_id), pa.part, c.slug, c.name,
       (SELECT gr.slug FROM cohorts_benchmarkgroup gr WHERE gr.room_id = r.parent_id), s.county_code,
       array_to_string(array(SELECT sp.key FROM cohorts_seatpart sp WHERE sp.seat_id = s.id ORDER BY sp.key), ' '),
       pa.cohort_id::text
  FROM cohorts_seat s
 CROSS JOIN LATERAL (SELECT * FROM cohorts_room r WHERE r.id = s.room_id OFFSET 0) r
  LEFT JOIN LATERAL (SELECT * FROM cohorts_participation pa WHERE pa.room_id = s.room_id OFFSET 0) pa ON true
  LEFT JOIN LATERAL (
      SELECT * FROM cohorts_cohort c WHERE c.room_id = coalesce(pa.cohort_id, s.room_id) OFFSET 0) c ON true
 WHERE s.holder_id = %(user)s AND s.ended_at IS NULL
 ORDER BY 4
"""


@dataclass(frozen=True, slots=True)
class OpenSeat:
    """A seat the person holds now, with what the header and the addresses need to know of it."""

    pk: int
    room_id: int
    kind: RoomKind
    function: Function
    title: str
    room_title: str
    organisation: str
    part: str
    cohort: str
    cohort_name: str
    group: str
    county_code: str
    parts: frozenset[str]
    cohort_id: int | None

    @property
    def in_trio(self) -> bool:
        """Tell whether the seat is one of the three that every organisation fills."""
        return self.function in TRIO and self.kind == RoomKind.PARTICIPATION

    @property
    def is_mentor(self) -> bool:
        """Tell whether the seat is in a mentor organisation's participation."""
        return self.part == Part.MENTOR

    @property
    def label(self) -> str:
        """Return the seat in words: "Strateg, Kalmar"."""
        return f"{Function(self.function).label}, {self.room_title}"


@dataclass(frozen=True)
class Access:
    """What one person may do. Frozen, made anew for every request, never cached."""

    user_id: int | None
    grants: frozenset[tuple[int, str]] = frozenset()
    seats: tuple[OpenSeat, ...] = ()

    def knows(self, verb: str) -> bool:
        """Tell whether ``verb`` is in the role table."""
        return verb in VERBS

    def allows(self, lineage: Lineage, verb: str) -> bool:
        """Tell whether ``verb`` is held on the room, or, for a verb that reaches below, on one above it."""
        rooms = lineage if VERBS[verb].reach is BELOW else lineage[:1]
        return any((room, verb) in self.grants for room in rooms)

    def sees(self, lineage: Lineage) -> bool:
        """Tell whether any verb is held on the room, or any verb reaches it from above (design §3: 403, else 404)."""
        if lineage[0] in self._granted_rooms:
            return True
        return any(room in self._below_rooms for room in lineage[1:])

    def rooms(self, verb: str) -> frozenset[int]:
        """Return the rooms on which ``verb`` is held by name."""
        return frozenset(room for room, held in self.grants if held == verb)

    def reaches_below(self, verb: str) -> bool:
        """Tell whether ``verb`` opens the rooms under the one it is held on."""
        return VERBS[verb].reach is BELOW

    @property
    def is_member(self) -> bool:
        """Tell whether the person holds any open seat."""
        return bool(self.seats)

    @cached_property
    def _granted_rooms(self) -> frozenset[int]:
        return frozenset(room for room, _ in self.grants)

    @cached_property
    def _below_rooms(self) -> frozenset[int]:
        return frozenset(room for room, verb in self.grants if VERBS[verb].reach is BELOW)

    def seat_in(self, room_id: int, *, hat: int | None = None) -> OpenSeat | None:
        """Return the seat to act from in a room: the hat where it is there, else the first seat there."""
        here = [seat for seat in self.seats if seat.room_id == room_id]
        return next((seat for seat in here if seat.pk == hat), here[0] if here else None)

    def trio_seat_in(self, room_id: int) -> int | None:
        """Return the number of the person's own trio seat in a room, the first of several."""
        return next((seat.pk for seat in self.seats if seat.room_id == room_id and seat.in_trio), None)

    def functions_in(self, room_id: int) -> frozenset[Function]:
        """Return the functions the person holds in a room."""
        return frozenset(seat.function for seat in self.seats if seat.room_id == room_id)

    def parts_in(self, room_id: int) -> frozenset[str]:
        """Return the home-team parts the person holds in a room."""
        return frozenset().union(*(seat.parts for seat in self.seats if seat.room_id == room_id))

    def counties_in(self, room_id: int) -> frozenset[str]:
        """Return the counties that the person's observer seats in a room are limited to."""
        return frozenset(
            seat.county_code for seat in self.seats if seat.room_id == room_id and seat.function == Function.OBSERVER
        )


NOBODY = Access(user_id=None)


def load(user: AbstractBaseUser | AnonymousUser) -> Access:
    """Read what ``user`` may do, in one statement; a superuser flag gives nothing.

    Somebody signed out, or deactivated while signed in, may do nothing.
    """
    if not user.is_authenticated or not user.is_active:
        return NOBODY
    grants: set[tuple[int, str]] = set()
    seats: list[OpenSeat] = []
    with connection.cursor() as cursor:
        cursor.execute(_SQL, {"user": user.pk})
        for kind, room_id, word, *rest in cursor.fetchall():
            if kind == "grants":
                grants.update((room_id, verb) for verb in word.split())
                continue
            (
                pk,
                title,
                room_kind,
                room_title,
                organisation,
                part,
                cohort,
                cohort_name,
                group,
                county,
                parts,
                cohort_id,
            ) = rest
            seats.append(
                OpenSeat(
                    pk=pk,
                    room_id=room_id,
                    kind=RoomKind(room_kind),
                    function=Function(word),
                    title=title,
                    room_title=room_title,
                    organisation=organisation or "",
                    part=part or "",
                    cohort=cohort or "",
                    cohort_name=cohort_name or "",
                    group=group or "",
                    county_code=county,
                    parts=frozenset(parts.split()),
                    cohort_id=int(cohort_id) if cohort_id else None,
                )
            )
    return Access(user_id=user.pk, grants=frozenset(grants), seats=tuple(seats))
