"""Which seats that a round requires stand empty."""

from collections import Counter
from collections.abc import Iterable, Mapping

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from cohorts.models import Participation, Seat
from cohorts.roles import Function


def held_functions() -> ArraySubquery:
    """Return, for a row of participations, the functions of the seats that somebody holds there."""
    held = Seat.objects.filter(room=OuterRef("pk"), ended_at=None, holder__isnull=False)
    return ArraySubquery(held.values("function"))


def missing_among(held: Iterable[str], required: Mapping[str, int]) -> tuple[Function, ...]:
    """Return the functions that ``required`` (function → how many) asks for and that are too few in ``held``."""
    counted = Counter(held)
    return tuple(function for function in Function if counted[function] < required.get(function, 0))


def missing_functions(participation: Participation) -> tuple[Function, ...]:
    """Return the functions that an organisation's round asks for and nobody in it holds, in one statement."""
    held = Seat.objects.filter(room=participation.pk, ended_at=None, holder__isnull=False)
    return missing_among(held.values_list("function", flat=True), participation.cohort.required_seats)
