"""Who may what: one table, function by level (docs/access.md reads it aloud).

A verb has one reach. HERE opens only the room its grant names; BELOW opens that room and all under it.
A seat in a participation gets HERE grants only: on its own room, its current group, its cohort, and, for a
mentor's seat, on each group it is paired with. BELOW grants come from leader seats and open pairings.
"""

from enum import Enum
from typing import NamedTuple

from django.db import models


class RoomKind(models.TextChoices):
    """The four levels of rooms, outermost first."""

    PROGRAMME = "programme", "Programmet"
    COHORT = "cohort", "Omgång"
    GROUP = "group", "Grupp"
    PARTICIPATION = "participation", "Deltagande organisation"


class Function(models.TextChoices):
    """What a seat is for. The first three are the trio."""

    POLITICIAN = "politician", "Politiker"
    MANAGER = "manager", "Chef"
    STRATEGIST = "strategist", "Strateg"
    OTHER = "other", "Hemmateam"
    LEADER = "leader", "Projektledare"
    OBSERVER = "observer", "Observatör"


TRIO = (Function.POLITICIAN, Function.MANAGER, Function.STRATEGIST)


class Part(models.TextChoices):
    """How an organisation takes part in a cohort."""

    PARTICIPANT = "participant", "Deltagare"
    MENTOR = "mentor", "Mentor"


class PairingKind(models.TextChoices):
    """How a mentor organisation stands to a group."""

    LEAD = "lead", "Mentor"
    SUPPORT = "support", "Stödjande mentor"


class Reach(Enum):
    """How far a verb carries from the room its grant names."""

    HERE = "here"
    BELOW = "below"


HERE, BELOW = Reach.HERE, Reach.BELOW


class Verb(NamedTuple):
    """A thing one may do: how far the grant carries, and what it is in words."""

    reach: Reach
    meaning: str


VERBS: dict[str, Verb] = {
    # An organisation's own room.
    "read_drafts": Verb(HERE, "läsa organisationens utkast"),
    "write_answer": Verb(HERE, "skriva i mallar"),
    "write_figures": Verb(HERE, "skriva organisationens egna siffror"),
    "mark_item": Verb(HERE, "bocka av punkter i checklistan"),
    "assign_duty": Verb(HERE, "sätta ansvarig och datum"),
    "sign_off_step": Verb(HERE, "godkänna ett steg för sin funktion"),
    "share": Verb(HERE, "dela med andra och ta tillbaka"),
    "offer_own_seat": Verb(HERE, "bjuda in till en plats i det egna teamet"),
    "read_own_contacts": Verb(HERE, "se vilka som sitter i det egna teamet"),
    "read_own_past": Verb(HERE, "hämta uppgifter ur en tidigare omgång"),
    "read_part": Verb(HERE, "läsa sina delar"),
    "write_part": Verb(HERE, "skriva i sina delar"),
    # A group's room.
    "read_group": Verb(HERE, "öppna gruppens rum"),
    "read_group_contacts": Verb(HERE, "se gruppens kontakter"),
    "read_shared": Verb(HERE, "läsa det som delats här"),
    "compare": Verb(HERE, "markera och anteckna i gruppens jämförelser"),
    "plan_meeting": Verb(HERE, "planera gruppens träffar"),
    "write_minutes": Verb(HERE, "föra minnesanteckningar"),
    "read_group_meeting": Verb(HERE, "läsa gruppens träffar"),
    "read_past_meeting": Verb(HERE, "läsa träffar från tiden i gruppen"),
    "order_group_report": Verb(HERE, "beställa gruppens rapporter"),
    "read_group_report": Verb(HERE, "hämta gruppens rapporter"),
    # A cohort's room.
    "read_cohort": Verb(HERE, "se vilka som är med i omgången"),
    "read_approved": Verb(HERE, "läsa det som är godkänt för observatörer"),
    # The programme's room.
    "create_cohort": Verb(HERE, "starta en ny omgång"),
    "edit_catalogue": Verb(HERE, "ändra i katalogen över nyckeltal"),
    # From above.
    "see_progress": Verb(BELOW, "se lägen, antal och datum"),
    "read_contacts": Verb(BELOW, "se kontaktuppgifter"),
    "read_releases": Verb(BELOW, "läsa allt som delats"),
    "read_sent_notes": Verb(BELOW, "läsa utskickade minnesanteckningar"),
    "steer_cohort": Verb(BELOW, "styra omgången"),
    "offer_seat": Verb(BELOW, "bjuda in till platser"),
    "order_report": Verb(BELOW, "beställa rapporter"),
    "read_report": Verb(BELOW, "hämta rapporter"),
}

_OWN_TRIO = {
    "read_drafts",
    "write_answer",
    "write_figures",
    "mark_item",
    "assign_duty",
    "sign_off_step",
    "share",
    "offer_own_seat",
    "read_own_contacts",
}
_GROUP_READER = {
    "read_group",
    "read_group_contacts",
    "read_shared",
    "compare",
    "read_group_meeting",
    "read_group_report",
}
_GROUP_HOST = _GROUP_READER | {"plan_meeting", "write_minutes", "order_group_report"}
_COHORT_MEMBER = {"read_cohort", "read_shared"}
_LEADER = {
    "see_progress",
    "read_contacts",
    "read_releases",
    "read_sent_notes",
    "steer_cohort",
    "offer_seat",
    "order_report",
    "read_report",
}


class Row(NamedTuple):
    """What one function may do, a column per level of room."""

    own: frozenset[str] = frozenset()
    group: frozenset[str] = frozenset()
    cohort: frozenset[str] = frozenset()


def _row(own: set[str], group: set[str] | None = None, cohort: set[str] | None = None) -> Row:
    return Row(frozenset(own), frozenset(group or ()), frozenset(cohort or ()))


#: (level of the seat's room, function) → verbs on the own room, on the current group, on the cohort.
ROLES: dict[tuple[RoomKind, Function], Row] = {
    **{(RoomKind.PARTICIPATION, f): _row(_OWN_TRIO, _GROUP_HOST, _COHORT_MEMBER) for f in TRIO},
    (RoomKind.PARTICIPATION, Function.OTHER): _row({"read_part", "write_part"}),
    (RoomKind.COHORT, Function.LEADER): _row(_LEADER),
    (RoomKind.PROGRAMME, Function.LEADER): _row(_LEADER | {"create_cohort", "edit_catalogue"}),
    (RoomKind.COHORT, Function.OBSERVER): _row({"read_approved"}),
    (RoomKind.PROGRAMME, Function.OBSERVER): _row({"read_approved"}),
}

#: What the trio of a mentor organisation may do on each group it is paired with.
PAIRED: dict[PairingKind, frozenset[str]] = {
    PairingKind.LEAD: frozenset(_GROUP_HOST | {"see_progress", "read_contacts"}),
    PairingKind.SUPPORT: frozenset(_GROUP_READER | {"see_progress", "read_contacts"}),
}

#: What an organisation's trio may do in its own participations in earlier rounds.
OWN_PAST = frozenset({"read_own_past"})

#: What stays after leaving a group, or after a pairing with it has ended.
AFTER_LEAVING = frozenset({"read_past_meeting"})
