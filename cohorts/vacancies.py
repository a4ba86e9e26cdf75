"""Which seats that a round requires stand empty."""

from collections import Counter
from collections.abc import Iterable, Mapping

from cohorts.models import Seat
from cohorts.roles import Function


def missing_functions(rooms: Iterable[int], required: Mapping[str, int]) -> dict[int, tuple[Function, ...]]:
    """Return room → the functions that ``required`` (function → how many) asks for and nobody holds.

    One statement for any number of rooms; every room is in the answer, the full ones with an empty tuple.
    """
    rooms = list(rooms)
    held = Counter(
        Seat.objects.filter(room__in=rooms, ended_at=None, holder__isnull=False).values_list("room_id", "function")
    )
    return {room: tuple(Function(f) for f in Function if held[room, f] < required.get(f, 0)) for room in rooms}
