"""The gate of what is typed: from an address to the participation and its method, in one statement.

Asked at every pause in typing, where building eight joins, planning them and making the rows into objects would cost
more than saving the text.
"""

from functools import partial
from typing import Any, NamedTuple

from django.db import connection
from django.http import Http404

from access.gates import Lineage, gate
from benchmarking.method.versions import PIN, PINS, Followed, follow
from cohorts.models import Cohort, Organisation, Participation, Room

# The rooms above are asked for one by one: the planner takes longer over a join for each of them.
_FIND = f"""
SELECT p.room_id, p.cohort_id, p.organisation_id, p.state, c.state,
       (SELECT r.parent_id FROM cohorts_room r WHERE r.id = p.room_id),
       (SELECT r.parent_id FROM cohorts_room r WHERE r.id = p.cohort_id),
       {PIN}
  FROM cohorts_participation p
  JOIN cohorts_cohort c ON c.room_id = p.cohort_id AND c.slug = %s
  JOIN cohorts_organisation o ON o.id = p.organisation_id AND o.slug = %s
  LEFT JOIN ({PINS}) ON pin.cohort_id = p.cohort_id
"""  # noqa: S608 (the names of the pins' table)


class TypingRoom(NamedTuple):
    """A participation, of which no more is read than saving a field takes, and the pin of its cohort's method."""

    participation: Participation
    pin: tuple[Any, ...] | None

    @property
    def followed(self) -> Followed:
        """Return the method that the cohort follows. Raises NoMethod when nothing is pinned."""
        return follow(self.pin)


def load_typing_room(cohort: str, organisation: str) -> tuple[TypingRoom, Lineage]:
    """Find what ``cohorts.gates.load_participation`` finds, but read the rest of it only when it is asked for."""
    with connection.cursor() as cursor:
        cursor.execute(_FIND, [cohort, organisation])
        row = cursor.fetchone()
    if row is None:
        raise Http404
    room_id, cohort_id, organisation_id, state, cohort_state, parent, programme, *pin = row
    using = connection.alias
    found = Participation.from_db(
        using, ["room_id", "cohort_id", "organisation_id", "state"], [room_id, cohort_id, organisation_id, state]
    )
    found.cohort = Cohort.from_db(using, ["room_id", "slug", "state"], [cohort_id, cohort, cohort_state])
    found.organisation = Organisation.from_db(using, ["id", "slug"], [organisation_id, organisation])
    found.room = Room.from_db(using, ["id", "parent_id"], [room_id, parent])
    group = () if parent == cohort_id else (parent,)
    is_pinned = pin[0] is not None
    return TypingRoom(found, tuple(pin) if is_pinned else None), (room_id, *group, cohort_id, programme)


typing_gate = partial(gate, load_typing_room)
