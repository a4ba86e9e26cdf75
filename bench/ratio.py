"""How many times as long one thing takes as another, measured so that a busy machine does not decide it."""

import gc
import time
from collections.abc import Callable
from statistics import median

Act = Callable[[], object]
ROUNDS, CALLS = 15, 3


def of(act: Act, yardstick: Act, *, rounds: int = ROUNDS, calls: int = CALLS) -> float:
    """Return the median over the rounds of ``act`` against ``yardstick``, in the order A/B/A.

    The yardstick is measured before and after each time, so that a machine that grows slower meanwhile weighs on
    both. Of several calls in a row the middle one counts.
    """
    act()
    yardstick()
    ratios = []
    for _round in range(rounds):
        before, middle, after = (_leg(each, calls) for each in (yardstick, act, yardstick))
        ratios.append(2 * middle / (before + after))
    return median(ratios)


def _leg(act: Act, calls: int) -> float:
    gc.collect()
    gc.disable()  # what the rest of the bench has left in memory is nobody's to tidy up here
    try:
        return median(_seconds(act) for _call in range(calls))
    finally:
        gc.enable()


def _seconds(act: Act) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start
