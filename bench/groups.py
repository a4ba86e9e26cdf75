"""Proposed groups against the plainest way to make them: each mentor in turn takes those who are nearest."""

from statistics import median

from cohorts.matching import proposal_cost, propose
from tests.cohorts.drawing import drawn, nearest_first

ORGANISATIONS, MENTORS = 30, 12
SEEDS = (2, 4, 6)


def cost() -> float:
    """Return what a proposal costs on the stated objective, as a share of what nearest first does: lower is better.

    The median of three rounds drawn by seed, so the figure is the same on every machine.
    """
    return median(_share(seed) for seed in SEEDS)


def _share(seed: int) -> float:
    candidates, mentors = drawn(seed, ORGANISATIONS, MENTORS)
    groups, left = nearest_first(candidates, mentors)
    return propose(candidates, mentors).cost / proposal_cost(groups, len(left))
