"""Who follows a group, in words."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from cohorts.models import Pairing
from cohorts.roles import PairingKind
from cohorts.sorting import swedish_order


@dataclass(frozen=True, slots=True)
class MentorNames:
    """The mentor organisations of a group, lead and supporting, in alphabetical order."""

    leads: tuple[str, ...]
    supports: tuple[str, ...]

    @property
    def phrase(self) -> str:
        """Return them in words: "Boden och Luleå, med stöd av Piteå"."""
        lead = " och ".join(self.leads)
        return f"{lead}, med stöd av {' och '.join(self.supports)}" if self.supports else lead

    @property
    def label(self) -> str:
        """Return "Mentor" or "Mentorer"."""
        return "Mentorer" if len(self.leads) > 1 else "Mentor"


def mentors_of(groups: Iterable[int]) -> dict[int, MentorNames]:
    """Return group room id → its mentors now, in one statement. A group without mentors is not in it."""
    names: dict[tuple[int, str], list[str]] = defaultdict(list)
    for group, kind, name in Pairing.objects.filter(group__in=list(groups), ended_at=None).values_list(
        "group_id", "kind", "mentor__organisation__name"
    ):
        names[group, kind].append(name)
    return {
        group: MentorNames(
            leads=tuple(sorted(names.get((group, PairingKind.LEAD), ()), key=swedish_order)),
            supports=tuple(sorted(names.get((group, PairingKind.SUPPORT), ()), key=swedish_order)),
        )
        for group in {group for group, _ in names}
    }
