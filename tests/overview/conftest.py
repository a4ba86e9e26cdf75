"""Rounds of any size to look over."""

import pytest

from benchmarking.method.versions import pin, store
from benchmarking.workspace.models import Stage, StepProgress
from cohorts.groups import form_group
from cohorts.models import Organisation, OrganisationKind, Participation, ParticipationState, Room
from cohorts.pairings import pair
from cohorts.roles import RoomKind
from tests import factories
from tests.personas import method_2019, world

__all__ = ["world"]


@pytest.fixture
def grow(db):
    """``grow(round, 33)``: let organisations in until there are so many, each with a step begun and a mentor."""

    def grow(round_, size):
        while (there := round_.participations.filter(part="participant").count()) < size:
            members = [
                factories.participation(round_, f"Ort {there + number:03}") for number in range(min(3, size - there))
            ]
            group = form_group(round_, members, reason_for_one="Ensam kvar")
            pair(factories.participation(round_, f"Mentor {there:03}", part="mentor"), group)
            for member in members:
                StepProgress.objects.create(room=member.room, step_key="uppstart", state=Stage.ONGOING, points_done=3)

    return grow


@pytest.fixture
def crowd(db):
    """``crowd(round, 311)``: let organisations in, outside the groups, until there are so many; quick and plain."""

    def crowd(round_, size):
        there = round_.participations.filter(part="participant").count()
        names = [f"By {number:03}" for number in range(there, size)]
        places = Organisation.objects.bulk_create(
            Organisation(name=name, slug=name.replace(" ", "-").lower(), kind=OrganisationKind.MUNICIPALITY)
            for name in names
        )
        rooms = Room.objects.bulk_create(
            Room(kind=RoomKind.PARTICIPATION, parent=round_.room, title=name) for name in names
        )
        Participation.objects.bulk_create(
            Participation(room=room, cohort=round_, organisation=place, state=ParticipationState.ACTIVE)
            for room, place in zip(rooms, places, strict=True)
        )

    return crowd


@pytest.fixture
def round_(db):
    """An empty round that follows the method of 2019, led by somebody."""
    made = factories.cohort("2021", required_seats={"politician": 1, "manager": 1, "strategist": 1})
    pin(made, store(method_2019()))
    return made
