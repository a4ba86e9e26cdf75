"""The days of a round."""

import datetime as dt

from cohorts.models import Milestone


def due_days(cohort_room_id: int) -> dict[str, dt.date]:
    """Return step key → the day the step is due in the round, in one statement."""
    return dict(Milestone.objects.filter(room=cohort_room_id).exclude(step_key="").values_list("step_key", "day"))
