"""What an organisation wants of an indicator that it follows: targets, by when, and who answers for it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction

from access import clock
from access.refusals import Clash, Refusal
from accounts.models import User
from cohorts import states
from cohorts.models import Participation, Seat
from indicators.figures import Kind
from indicators.models import Indicator
from indicators.pins.figures import has_two
from indicators.pins.models import PinnedIndicator
from indicators.pins.pinned import held
from indicators.wording import quantity, sentence, size, words

TARGETS = ("target_women", "target_men", "target_gap", "target_one")
HUNDRED = 100


class GoalsChanged(Clash):
    """Somebody else has changed the goals meanwhile."""

    def __init__(self, pin: PinnedIndicator) -> None:
        """Tell what stands there now."""
        who = pin.edited_by.name if pin.edited_by else "Någon annan"
        stands = target_words(pin).rstrip(".") or "inga mål"
        self.version = pin.version
        super().__init__(
            f"{who} ändrade målen medan du skrev. Nu gäller: {stands}. "
            "Det du skrev står kvar här nedanför. Spara igen om det ska gälla i stället."
        )


class TargetWithoutYear(Refusal):
    """A target that is to be reached some time, or a year in which nothing is."""

    sentence = "Skriv både mål och år: vad ni vill nå, och när."


class NotAShare(Refusal):
    """A target in percent that is not one."""

    sentence = "Skriv målet i procent, från 0 till 100."


@transaction.atomic
def set_goals(
    participation: Participation,
    key: str,
    *,
    targets: Mapping[str, Decimal | None],
    year: int | None,
    owner: Seat | None,
    version: int,
    by: User,
) -> None:
    """Set what is to be reached and who answers for it, over what stood there at ``version``.

    ``targets`` are named as the columns. Raises ``TargetWithoutYear``, ``NotAShare``, ``GoalsChanged`` (which tells
    what stands), ``NotPinned`` and what ``cohorts.states.require`` raises.
    """
    states.require(participation.room, states.FOLLOW)
    pin = held(participation, key)
    _check(pin.indicator, targets, year)
    if pin.version != version:
        raise GoalsChanged(PinnedIndicator.objects.select_related("indicator", "edited_by").get(pk=pin.pk))
    for name in TARGETS:
        setattr(pin, name, targets.get(name))
    pin.target_year, pin.owner = year, owner
    pin.version, pin.edited_by, pin.edited_at = version + 1, by, clock.now()
    pin.save()


def _check(indicator: Indicator, targets: Mapping[str, Decimal | None], year: int | None) -> None:
    set_ones = [target for target in targets.values() if target is not None]
    if bool(set_ones) != (year is not None):
        raise TargetWithoutYear
    is_percent = indicator.kind in {Kind.SHARE, Kind.DISTRIBUTION}
    if is_percent and any(not 0 <= target <= HUNDRED for target in set_ones):
        raise NotAShare


def target_words(pin: PinnedIndicator) -> str:
    """Return the targets in words: "2021: kvinnor 95 %, män 95 %."; "" where there is none."""
    measure = pin.indicator.measure
    of = words(measure)
    told = [
        f"{label} {quantity(target, measure)}"
        for label, target in ((of.women, pin.target_women), (of.men, pin.target_men), ("", pin.target_one))
        if target is not None
    ]
    if pin.target_gap is not None:
        told.append(f"skillnaden högst {size(pin.target_gap, measure)}")
    return sentence(f"{pin.target_year}: {', '.join(part.strip() for part in told)}") if told else ""


def targets_for(indicator: Indicator) -> tuple[str, ...]:
    """Return which targets an indicator can have: for women, men and the gap, or for its one figure."""
    return TARGETS[:3] if has_two(indicator) else TARGETS[3:]


def goals_of(pin: PinnedIndicator) -> dict[str, Any]:
    """Return what the form of goals is filled with."""
    return {name: getattr(pin, name) for name in (*TARGETS, "target_year", "version")} | {"owner": pin.owner_id or ""}
