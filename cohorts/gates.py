"""The gates of the four kinds of rooms: from an address to a room that this person sees.

Each loader reads its subject and the rooms above it in one statement. Whether the person may see it is
asked by ``access.gates.gate``, so a room that does not exist and one that is foreign look the same.
"""

from functools import partial

from django.db.models import Q
from django.shortcuts import get_object_or_404

from access.gates import Lineage, gate
from cohorts.models import BenchmarkGroup, Cohort, Participation, Room, Seat
from cohorts.roles import RoomKind


def load_programme() -> tuple[Room, Lineage]:
    """Find the one programme room."""
    room = get_object_or_404(Room, kind=RoomKind.PROGRAMME)
    return room, room.lineage


def load_cohort(cohort: str) -> tuple[Cohort, Lineage]:
    """Find a cohort by the name in its address."""
    found = get_object_or_404(Cohort.objects.select_related("room__parent"), slug=cohort)
    return found, found.room.lineage


def load_group(cohort: str, group: str) -> tuple[BenchmarkGroup, Lineage]:
    """Find a group by the names in its address."""
    found = get_object_or_404(
        BenchmarkGroup.objects.select_related("cohort", "room__parent__parent"), cohort__slug=cohort, slug=group
    )
    return found, found.room.lineage


def load_participation(cohort: str, organisation: str) -> tuple[Participation, Lineage]:
    """Find an organisation's participation in a cohort by the names in its address."""
    found = get_object_or_404(
        Participation.objects.select_related(
            "cohort", "organisation", "room__parent__parent__parent", "room__parent__benchmarkgroup"
        ),
        cohort__slug=cohort,
        organisation__slug=organisation,
    )
    return found, found.room.lineage


def load_seat(cohort: str, seat: int) -> tuple[Seat, Lineage]:
    """Find an open seat of a cohort, of those who lead it or of an organisation in it, by its number."""
    here = Q(room__cohort__slug=cohort) | Q(room__participation__cohort__slug=cohort)
    participation = ("room__participation__cohort", "room__participation__organisation")
    seats = Seat.objects.select_related("holder", "room__parent__parent__parent", "room__cohort", *participation)
    found = get_object_or_404(seats, here, pk=seat, ended_at=None)
    return found, found.room.lineage


programme_gate = partial(gate, load_programme)
cohort_gate = partial(gate, load_cohort)
group_gate = partial(gate, load_group)
participation_gate = partial(gate, load_participation)
seat_gate = partial(gate, load_seat)
