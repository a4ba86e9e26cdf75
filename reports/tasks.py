"""Jobs of the reports app: ids only, and each asks the row what is true."""

from celery import shared_task

from accounts.doorbell import Doorbell
from reports import lease, printing

SWEEP = 20


@shared_task(base=Doorbell)
def print_report(report_id: int) -> None:
    """Make the file of one ordered report."""
    printing.print_report(report_id)


@shared_task
def sweep_reports() -> None:
    """Ring again for reports that nobody works on: the bell was lost, or the worker died."""
    for report_id in lease.lapsed(SWEEP):
        print_report.delay(report_id)
