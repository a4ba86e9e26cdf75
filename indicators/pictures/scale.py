"""From figures to places: round numbers at both ends, and whether the scale begins at zero."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from indicators.figures import HUNDRED, Kind, Measure
from indicators.wording import NBSP, number


@dataclass(frozen=True, slots=True)
class Scale:
    """A stretch of values in even steps."""

    low: Decimal
    high: Decimal
    step: Decimal

    def share(self, value: Decimal) -> Decimal:
        """Return how far along the scale a value lies, from 0 to 1."""
        return (value - self.low) / (self.high - self.low)

    @property
    def steps(self) -> list[Decimal]:
        """Return the values to write at the scale."""
        return [self.low + self.step * place for place in range(int((self.high - self.low) / self.step) + 1)]

    def labels(self, measure: Measure) -> list[tuple[Decimal, str]]:
        """Return the values with their labels; the last has the unit."""
        *steps, last = self.steps
        return [*((value, number(value, self._decimals)) for value in steps), (last, self._label(last, measure))]

    def note(self, measure: Measure) -> str:
        """Return what must be said of a scale that does not begin at zero; "" of one that does."""
        return "" if self.low <= 0 else f"Skalan börjar vid {self._label(self.low, measure)}."

    def _label(self, value: Decimal, measure: Measure) -> str:
        return f"{number(value, self._decimals)}{NBSP}{measure.unit}".rstrip()

    @property
    def _decimals(self) -> int:
        return max(0, -int(self.step.normalize().as_tuple().exponent))


def from_zero(values: Iterable[Decimal], measure: Measure) -> Scale:
    """Return a scale with zero on it, as lengths are compared; percent end at 100."""
    found = [Decimal(0), *values]
    return _round(min(found), max(found), measure)


def around(values: Iterable[Decimal], measure: Measure) -> Scale:
    """Return a scale around the values, as places are compared: zero is on it where it is near."""
    found = list(values) or [Decimal(0), Decimal(1)]
    low, high = min(found), max(found)
    room = (high - low) / 4 or abs(high) / 10 or Decimal(1)
    low = low - room if low < 0 or low - room > high / 4 else Decimal(0)
    return _round(low, high + room, measure)


def _round(low: Decimal, high: Decimal, measure: Measure) -> Scale:
    step = _step((high - low) / 4 or Decimal(1))
    first = (low / step).to_integral_value("ROUND_FLOOR") * step
    last = max((high / step).to_integral_value("ROUND_CEILING") * step, first + step)
    if measure.kind in {Kind.SHARE, Kind.DISTRIBUTION} and high <= HUNDRED < last:
        last = HUNDRED
        first = last - ((last - first) / step).to_integral_value("ROUND_FLOOR") * step
    return Scale(first, last, step)


def _step(wanted: Decimal) -> Decimal:
    """Return 1, 2, 5 or 10 of the power of ten that gives no more than four steps or so."""
    power = Decimal(1).scaleb(wanted.adjusted())
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= wanted)
