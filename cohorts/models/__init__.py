"""The tables of the cohorts app, each in the file of its noun.

Everything that belongs to somebody names its room; what belongs to nobody is listed as GLOBAL with a reason
in ``tests/floor_plan``.
"""

from cohorts.models.applications import Application, ApplicationState
from cohorts.models.organisations import Organisation, OrganisationKind
from cohorts.models.participations import (
    BenchmarkGroup,
    GroupMembership,
    Pairing,
    Participation,
    ParticipationState,
    WithdrawalCategory,
)
from cohorts.models.plans import GroupPlan, PlannedGroup, PlannedMentor, PlannedPlace, Wish
from cohorts.models.rooms import RESERVED_SLUGS, Room, RoomGrant
from cohorts.models.rounds import Cohort, CohortState, Concept, Evidence, Milestone, Requirement, StateChange, Variant
from cohorts.models.seats import Dispatch, Invitation, InvitationState, Seat, SeatPart
from cohorts.models.steering import Act, ActKind, LeaderNote, Mailing

__all__ = [
    "RESERVED_SLUGS",
    "Act",
    "ActKind",
    "Application",
    "ApplicationState",
    "BenchmarkGroup",
    "Cohort",
    "CohortState",
    "Concept",
    "Dispatch",
    "Evidence",
    "GroupMembership",
    "GroupPlan",
    "Invitation",
    "InvitationState",
    "LeaderNote",
    "Mailing",
    "Milestone",
    "Organisation",
    "OrganisationKind",
    "Pairing",
    "Participation",
    "ParticipationState",
    "PlannedGroup",
    "PlannedMentor",
    "PlannedPlace",
    "Requirement",
    "Room",
    "RoomGrant",
    "Seat",
    "SeatPart",
    "StateChange",
    "Variant",
    "Wish",
    "WithdrawalCategory",
]
