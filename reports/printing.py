"""From a row to a file: claim, check the right again, gather, lay out, write, finish."""

import logging
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.template.loader import render_to_string

from access.refusals import Refusal
from reports import lease as leases
from reports.kinds import KINDS, Kind
from reports.lease import Lease, LeaseLost
from reports.models import Report, ReportPart
from reports.ordering import MayNotOrder, may
from reports.render import render_pdf

log = logging.getLogger(__name__)
COULD_NOT = "Rapporten gick inte att sätta. Felet är noterat. Beställ den igen lite senare."


def print_report(report_id: int) -> None:
    """Make the file of an ordered report, if it is free to take; a finished or taken one is left alone.

    Ends as done, as failed with a reason, or, if this process dies, with a lease that lapses.
    """
    lease = leases.claim(report_id)
    if lease is None:
        return
    try:
        with leases.heartbeat(lease):
            _print(lease)
    except LeaseLost:
        log.info("report %s was taken over by another worker", report_id)
    except Refusal as refusal:
        leases.fail(lease, str(refusal))
    except Exception:  # a document that cannot be laid out, or that takes more than this process may use
        log.exception("report %s could not be printed", report_id)
        leases.fail(lease, COULD_NOT)


def _print(lease: Lease) -> None:
    report = Report.objects.select_related("ordered_by", "room__parent__parent__parent").get(pk=lease.report_id)
    kind = KINDS[report.kind]
    if not may(report.ordered_by, report.room, kind.order):
        raise MayNotOrder
    context = kind.gather(report.room, report.subject)
    leases.enter(lease, ReportPart.LAYOUT)
    pdf, pages = render_pdf(document(kind, context))
    leases.enter(lease, ReportPart.WRITING)
    stored = default_storage.save(f"{_folder(report)}/{lease.token}.pdf", ContentFile(pdf))
    try:
        leases.finish(
            lease,
            file_name=stored,
            sha256=sha256(pdf).hexdigest(),
            pages=pages,
            title=context.title,
            release_ids=list(context.release_ids),
        )
    except LeaseLost:
        default_storage.delete(stored)
        raise
    _clear(report, keep=stored)


def document(kind: Kind, context: Any) -> str:
    """Return the HTML of a report, as it goes on paper."""
    return render_to_string(kind.template, {"report": context, "demo": settings.DEMO})


def _folder(report: Report) -> str:
    return f"reports/{report.pk}"


def _clear(report: Report, *, keep: str) -> None:
    """Remove what workers that died while writing left behind: a report has one file."""
    for name in default_storage.listdir(_folder(report))[1]:
        if f"{_folder(report)}/{name}" != keep:
            default_storage.delete(f"{_folder(report)}/{name}")
