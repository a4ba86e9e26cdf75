"""Jobs of the reports app: ids only, and each asks the row what is true."""

import resource
from typing import Any

from celery import shared_task
from celery.signals import worker_process_init

from accounts.doorbell import Doorbell
from reports import lease, printing, render

#: What a worker's child may use: a report that asks for more fails by itself, and the worker goes on. The whole
#: round of all 290 municipalities takes a tenth of the memory and a third of the time.
MEMORY = 3 * 1024**3
SOFT_SECONDS, HARD_SECONDS = 120, 150
SWEEP = 20


@worker_process_init.connect
def prepare_child(**_signal: Any) -> None:
    """Limit the memory of a new child, and let it read the fonts before its first report."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    render.fonts()


@shared_task(base=Doorbell, soft_time_limit=SOFT_SECONDS, time_limit=HARD_SECONDS)
def print_report(report_id: int) -> None:
    """Make the file of one ordered report."""
    printing.print_report(report_id)


@shared_task
def sweep_reports() -> None:
    """Ring again for reports that nobody works on: the bell was lost, or the worker died."""
    for report_id in lease.lapsed(SWEEP):
        print_report.delay(report_id)
