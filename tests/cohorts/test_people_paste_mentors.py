"""A list that says which mentor a participant is to have: planned and locked, or refused by row."""

from tests.cohorts.test_people_paste import everything, leader, round_

__all__ = ["everything", "leader", "round_"]
