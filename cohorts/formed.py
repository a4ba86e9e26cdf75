"""The groups of a round as they are now: who is in each, and who follows it."""

from collections import defaultdict
from dataclasses import dataclass

from cohorts.groups import LARGEST
from cohorts.models import BenchmarkGroup, Cohort, GroupMembership, Pairing, Participation
from cohorts.roles import PairingKind
from cohorts.sorting import swedish_order


@dataclass(frozen=True)
class FormedGroup:
    """A group that somebody is in; members in alphabetical order, leads before supports."""

    group: BenchmarkGroup
    members: tuple[Participation, ...]
    pairings: tuple[Pairing, ...]

    @property
    def lead(self) -> Pairing | None:
        """Return the pairing of the mentor that leads, the first of several."""
        return next((each for each in self.pairings if each.kind == PairingKind.LEAD), None)

    @property
    def room(self) -> int:
        """Return how many organisations the group holds at the most: as many as its mentor takes."""
        return self.lead.mentor.mentor_capacity if self.lead else LARGEST

    @property
    def everybody(self) -> tuple[Participation, ...]:
        """Return the members and the mentors."""
        return (*self.members, *(pairing.mentor for pairing in self.pairings))


def formed_groups(cohort: Cohort) -> dict[int, FormedGroup]:
    """Return the groups that somebody is in, by room, in two statements."""
    inside: dict[int, list[Participation]] = defaultdict(list)
    groups: dict[int, BenchmarkGroup] = {}
    memberships = GroupMembership.objects.filter(group__cohort=cohort, left_at=None)
    for membership in memberships.select_related("group__room", "participation__organisation").order_by(
        "group__slug", "participation__organisation__sort_key"
    ):
        groups[membership.group_id] = membership.group
        inside[membership.group_id].append(membership.participation)
    following: dict[int, list[Pairing]] = defaultdict(list)
    for pairing in Pairing.objects.filter(group__cohort=cohort, ended_at=None).select_related("mentor__organisation"):
        following[pairing.group_id].append(pairing)
    return {
        pk: FormedGroup(group, tuple(inside[pk]), tuple(sorted(following[pk], key=_leads_first)))
        for pk, group in groups.items()
    }


def _leads_first(pairing: Pairing) -> tuple[bool, str]:
    return pairing.kind != PairingKind.LEAD, swedish_order(str(pairing.mentor))
