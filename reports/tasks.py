"""Jobs of the reports app: ids only, and each asks the row what is true."""

import resource
from typing import Any

from celery import shared_task
from celery.signals import worker_process_init

from accounts.doorbell import Doorbell
from reports import lease

#: What a worker's child may use: a report that asks for more fails by itself, and the worker goes on. The results of
#: all 311 municipalities and regions, 322 pages, take 0.6 GB and a minute of the four that settings allow a task.
MEMORY = 3 * 1024**3
SWEEP = 20


@worker_process_init.connect
def prepare_child(**_signal: Any) -> None:
    """Limit the memory of a new child, and let it read WeasyPrint and the fonts before its first report."""
    from reports import render  # noqa: PLC0415 - as in print_report

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    render.fonts()


@shared_task(base=Doorbell)
def print_report(report_id: int) -> None:
    """Make the file of one ordered report."""
    from reports import printing  # noqa: PLC0415 - the web server rings this task, and lays nothing out

    printing.print_report(report_id)


@shared_task
def sweep_reports() -> None:
    """Ring again for reports that nobody works on: the bell was lost, or the worker died."""
    for report_id in lease.lapsed(SWEEP):
        print_report.delay(report_id)
