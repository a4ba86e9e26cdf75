"""The bell of a task: the row is the truth, so a broker that is down costs time and nothing else."""

import logging
from typing import Any

from celery.contrib.django.task import DjangoTask
from celery.result import AsyncResult
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


class Doorbell(DjangoTask):
    """A task whose work lies in a row that a beat sweep also finds."""

    abstract = True

    def apply_async(self, *args: Any, **options: Any) -> AsyncResult | None:
        """Ring once more on a stale connection, then leave the row to the sweep and return None."""
        options.setdefault("retry_policy", {"max_retries": 1, "interval_start": 0})
        try:
            return super().apply_async(*args, **options)
        except OperationalError:
            logger.warning("No broker answers: what %s was to do waits for its sweep.", self.name)
            return None
