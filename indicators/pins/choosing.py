"""Which indicators an organisation follows: chosen from the catalogue, put in order, dropped."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import QuerySet

from access import clock
from access.refusals import Refusal
from accounts.models import User
from cohorts import states
from cohorts.models import Organisation, Participation
from indicators.models import Indicator, Owner
from indicators.pins.baselines import freeze_latest
from indicators.pins.models import PinnedIndicator
from indicators.pins.pinned import held, pins_of


class NothingChosen(Refusal):
    """No indicator was named that is to be had."""

    sentence = "Välj minst ett nyckeltal."


def offered_to(organisation: Organisation) -> QuerySet[Indicator]:
    """Return the indicators that an organisation of its kind can have figures of."""
    owners = [Owner.BOTH]
    owners += [Owner.MUNICIPALITY] if organisation.municipality_code else []
    owners += [Owner.REGION] if organisation.region_code else []
    return Indicator.objects.filter(owners__in=owners) if len(owners) > 1 else Indicator.objects.all()


@transaction.atomic
def pin_indicators(participation: Participation, keys: Collection[str], *, by: User) -> tuple[Indicator, ...]:
    """Follow the indicators with these keys, in that order after those that are followed; return the new ones.

    The baseline is the latest year that has figures, as they are now. One that has been dropped comes back with its
    baseline, goals and comments. Raises ``NothingChosen`` and what ``cohorts.states.require`` raises.
    """
    states.require(participation.room, states.FOLLOW)
    order = {key: place for place, key in enumerate(keys)}
    wanted = sorted(
        offered_to(participation.organisation).filter(key__in=keys), key=lambda indicator: order[indicator.key]
    )
    if not wanted:
        raise NothingChosen
    had = {pin.indicator_id: pin for pin in PinnedIndicator.objects.filter(room=participation.pk)}
    last = max((pin.position for pin in had.values()), default=0)
    fresh = [each for each in wanted if each.pk not in had or had[each.pk].dropped_at]
    for position, indicator in enumerate(fresh, start=last + 1):
        pin = had.get(indicator.pk) or PinnedIndicator(
            room=participation.room, indicator=indicator, pinned_by=by, pinned_at=clock.now()
        )
        pin.position, pin.dropped_at, pin.dropped_by = position, None, None
        had[indicator.pk] = pin
    freeze_latest([had[each.pk] for each in fresh if not had[each.pk].baseline], participation)
    for indicator in fresh:
        had[indicator.pk].save()
    return tuple(fresh)


@transaction.atomic
def drop_indicator(participation: Participation, key: str, *, by: User) -> None:
    """Follow an indicator no longer. All that was typed stays, and what was shared too.

    Raises ``NotPinned`` and what ``cohorts.states.require`` raises.
    """
    states.require(participation.room, states.FOLLOW)
    pin = held(participation, key)
    pin.dropped_at, pin.dropped_by = clock.now(), by
    pin.save(update_fields=["dropped_at", "dropped_by"])


@transaction.atomic
def move_indicator(participation: Participation, key: str, *, up: bool, by: User) -> None:  # noqa: ARG001  every verb says who
    """Let an indicator change places with the one above it, or below; the outermost stays where it is.

    Raises ``NotPinned`` and what ``cohorts.states.require`` raises.
    """
    states.require(participation.room, states.FOLLOW)
    pin = held(participation, key)
    others = pins_of(participation.pk)
    before = others.filter(position__lt=pin.position).last()
    after = others.filter(position__gt=pin.position).first()
    if other := before if up else after:
        pin.position, other.position = other.position, pin.position
        pin.save(update_fields=["position"])
        other.save(update_fields=["position"])
