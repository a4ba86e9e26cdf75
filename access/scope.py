"""The scoped queryset: which rows of a table with a room a person may see for a verb."""

from typing import Protocol, Self, TypeVar

from django.db import models
from django.db.models import Q


class Reachable(Protocol):
    """The part of an access that a list needs."""

    def rooms(self, verb: str) -> frozenset[int]:
        """Return the ids of the rooms on which ``verb`` is held by name."""

    def reaches_below(self, verb: str) -> bool:
        """Tell whether ``verb`` opens the rooms under the one it is held on."""


#: A participation lies under a group, a cohort and the programme: three steps up at the most.
DEPTH = 3

M_co = TypeVar("M_co", bound=models.Model, covariant=True)


class ScopedQuerySet(models.QuerySet[M_co]):
    """Rows that carry a ``room``, asked for through a person."""

    room_path = "room"

    def visible_to(self, access: Reachable, verb: str) -> Self:
        """Keep the rows whose room the person may use ``verb`` on: the same answer as the gate's."""
        rooms = access.rooms(verb)
        question = Q(**{f"{self.room_path}__in": rooms})
        if access.reaches_below(verb):
            path = self.room_path
            for _ in range(DEPTH):
                path += "__parent"
                question |= Q(**{f"{path}__in": rooms})
        return self.filter(question)
