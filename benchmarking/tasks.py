"""Jobs of benchmarking."""

from celery import shared_task

from benchmarking.overview.reminding import remind
from cohorts.models import Cohort


@shared_task
def remind_all() -> None:
    """Write the reminders that are due in every round; the sweep of letters sends them."""
    for cohort in Cohort.objects.select_related("room"):
        remind(cohort)
