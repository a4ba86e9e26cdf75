"""What an organisation can choose to follow: the method's hints first, by step and area, then the whole catalogue."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from benchmarking.method.content import Content, Step
from cohorts.models import Participation
from cohorts.wording import listed
from indicators.figures import Form
from indicators.models import Indicator, SubGoal
from indicators.pins.choosing import offered_to
from indicators.pins.pinned import pins_of


@dataclass(frozen=True, slots=True)
class Choice:
    """An indicator to choose. ``proposed`` says where the method hints at it; ``is_chosen`` that it is followed."""

    key: str
    title: str
    form: str
    goals: str
    proposed: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class ChoicePage:
    """The page: what the method proposes, in the order of its steps, and what else there is."""

    proposed: tuple[Choice, ...]
    others: tuple[Choice, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """Return the keys of all that can be ticked."""
        return tuple(choice.key for choice in (*self.proposed, *self.others) if not choice.is_chosen)


def choice_page(participation: Participation, content: Content, *, text: str = "", step: str = "") -> ChoicePage:
    """Read the page in two statements: what matches all words of ``text``, and of a ``step`` its hints alone."""
    steps = [each for each in content.steps if step in {"", each.key}]
    hints = _hints(content, steps, with_areas=not step)
    chosen = set(pins_of(participation.pk).values_list("indicator__key", flat=True))
    found = [each for each in offered_to(participation.organisation) if _matches(each, text)]
    order = {key: place for place, key in enumerate(hints)}
    choices = [_choice(each, hints.get(each.key, ()), chosen) for each in found]
    proposed = sorted((one for one in choices if one.key in hints), key=lambda one: order[one.key])
    others = () if step else (one for one in choices if one.key not in hints)
    return ChoicePage(tuple(proposed), tuple(others))


def _hints(content: Content, steps: Iterable[Step], *, with_areas: bool) -> dict[str, list[str]]:
    """Return indicator → where it is hinted at, in words, in the order of the steps."""
    numbers: dict[str, list[str]] = defaultdict(list)
    for step in steps:
        for kpi in content.indicators_for(step.key):
            numbers[kpi.lower()].append(str(step.number))
    hints = {key: [f"steg {listed(found)}"] for key, found in numbers.items()}
    for area in content.areas if with_areas else ():
        for kpi in content.indicators_for(area.key):
            hints.setdefault(kpi.lower(), []).append(f"området {area.title}")
    return hints


def _matches(indicator: Indicator, text: str) -> bool:
    told = " ".join(
        (indicator.title, indicator.noun, indicator.group, indicator.area, indicator.note, *indicator.kpis)
    )
    return all(word in told.lower() for word in text.lower().split())


def _choice(indicator: Indicator, hints: Iterable[str], chosen: set[str]) -> Choice:
    return Choice(
        key=indicator.key,
        title=indicator.title,
        form=Form(indicator.form).label,
        goals=", ".join(SubGoal(goal).label for goal in indicator.sub_goals),
        proposed=", ".join(hints),
        is_chosen=indicator.key in chosen,
    )
