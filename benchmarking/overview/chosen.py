"""Which indicators are followed in a round: how many follow each, and who. What they say of them is their own."""

from collections import defaultdict
from dataclasses import dataclass

from cohorts.models import Cohort, Participation, ParticipationState
from cohorts.roles import Part
from cohorts.sorting import swedish_order
from cohorts.wording import listed
from indicators.models import PinnedIndicator


@dataclass(frozen=True, slots=True)
class ChosenLine:
    """An indicator that somebody follows, and who."""

    key: str
    title: str
    organisations: tuple[str, ...]

    @property
    def names(self) -> str:
        """Return who follows it: "Kalmar och Södertälje"."""
        return listed(self.organisations)


@dataclass(frozen=True, slots=True)
class ChosenPage:
    """The indicators of a round, those that most follow first; ``without`` are participants that follow none."""

    lines: tuple[ChosenLine, ...]
    without: tuple[str, ...]
    participants: int


def chosen_page(cohort: Cohort) -> ChosenPage:
    """Read what is followed in a round, in two statements. Who has left it is not counted."""
    here = Participation.objects.filter(cohort=cohort).exclude(state=ParticipationState.WITHDRAWN)
    members = list(here.order_by("organisation__sort_key").values_list("pk", "organisation__name", "part"))
    names = {room: name for room, name, _ in members}
    taking_part = {room for room, _, part in members if part == Part.PARTICIPANT}
    titles: dict[str, str] = {}
    followers: dict[str, list[str]] = defaultdict(list)
    pins = PinnedIndicator.objects.filter(room__participation__cohort=cohort, dropped_at=None)
    following = set()
    for room, key, title in pins.values_list("room", "indicator__key", "indicator__title"):
        if room in names:
            titles[key] = title
            followers[key].append(names[room])
            following.add(room)
    lines = (ChosenLine(key, titles[key], tuple(sorted(of, key=swedish_order))) for key, of in followers.items())
    return ChosenPage(
        lines=tuple(sorted(lines, key=lambda line: (-len(line.organisations), swedish_order(line.title)))),
        without=tuple(name for room, name in names.items() if room in taking_part - following),
        participants=len(taking_part),
    )
