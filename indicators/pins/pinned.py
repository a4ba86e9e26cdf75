"""What a room follows, and one of it by the indicator's key."""

from django.db.models import Q, QuerySet

from access.refusals import Clash
from cohorts.models import Participation
from indicators.models import Indicator
from indicators.pins.models import PinnedIndicator


class NotPinned(Clash):
    """The indicator is not followed, perhaps since a moment ago."""

    sentence = "Nyckeltalet är inte längre valt. Någon annan kan ha tagit bort det."


def pins_of(room: int) -> QuerySet[PinnedIndicator]:
    """Return what a room follows, in its order, each with its indicator."""
    return PinnedIndicator.objects.filter(room=room, dropped_at=None).select_related("indicator")


def followed_anywhere() -> QuerySet[Indicator]:
    """Return the indicators that somebody follows, and the counterparts that their figures are set beside."""
    followed = PinnedIndicator.objects.filter(dropped_at=None).values("indicator")
    counterparts = Indicator.objects.filter(pk__in=followed).values("counterpart")
    return Indicator.objects.filter(Q(pk__in=followed) | Q(pk__in=counterparts))


def held(participation: Participation, key: str) -> PinnedIndicator:
    """Return what the room follows under this key; the verb holds the room. Raises ``NotPinned``."""
    pin = pins_of(participation.pk).filter(indicator__key=key).first()
    if pin is None:
        raise NotPinned
    return pin
