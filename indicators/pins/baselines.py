"""Where an organisation started: the figures of one year, frozen when they were chosen."""

from collections.abc import Collection

from django.db import transaction

from access import clock
from access.refusals import Refusal
from accounts.models import User
from cohorts import states
from cohorts.models import Participation
from indicators.pins.figures import figures_of, is_known, latest_year
from indicators.pins.models import PinnedIndicator
from indicators.pins.pinned import held
from indicators.suppression import Shown, frozen, thawed


class NoFigures(Refusal):
    """The year has no figures to start from."""

    sentence = "Det finns inga siffror för det året. Välj ett annat år."


def freeze_latest(pins: Collection[PinnedIndicator], participation: Participation) -> None:
    """Give each pin the latest year that has figures for its baseline; the caller saves. One statement."""
    figures = figures_of([participation], [pin.indicator for pin in pins]) if pins else {}
    for pin in pins:
        shown = figures.get((pin.indicator.key, participation.pk))
        if shown and (year := latest_year(shown)) and is_known(shown.only(year).rows[0].figures):
            _freeze(pin, shown, year)


@transaction.atomic
def choose_baseline(participation: Participation, key: str, year: int, *, by: User) -> None:
    """Let an indicator that is followed start from another year, with its figures as they are now.

    Raises ``NoFigures``, ``NotPinned`` and what ``cohorts.states.require`` raises.
    """
    states.require(participation.room, states.FOLLOW)
    pin = held(participation, key)
    shown = figures_of([participation], [pin.indicator]).get((key, participation.pk))
    if shown is None or not any(is_known(row.figures) for row in shown.only(year).rows):
        raise NoFigures
    _freeze(pin, shown, year)
    pin.edited_by, pin.edited_at = by, clock.now()
    pin.save()


def _freeze(pin: PinnedIndicator, shown: Shown, year: int) -> None:
    pin.baseline_year, pin.baseline, pin.baseline_at = year, frozen(shown.only(year)), clock.now()


def baseline_of(pin: PinnedIndicator) -> Shown | None:
    """Return the figures that a pin starts from, as they were; None where it has none."""
    return thawed(pin.baseline) if pin.baseline else None
