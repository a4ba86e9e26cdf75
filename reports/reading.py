"""Lists of reports."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from cohorts.models import Cohort
from reports.models import Report, ReportState

LATEST = 50


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One report in a list."""

    pk: int
    title: str
    ordered_by: str
    ordered_at: dt.datetime
    state: str
    state_label: str
    pages: int | None


def reports_of(cohort: Cohort) -> tuple[ReportLine, ...]:
    """Return the latest reports of a cohort and of its groups, newest first, in one statement."""
    reports = Report.objects.filter(Q(room=cohort.room_id) | Q(room__parent=cohort.room_id)).select_related(
        "ordered_by"
    )
    return tuple(
        ReportLine(
            pk=report.pk,
            title=report.title,
            ordered_by=report.ordered_by.name,
            ordered_at=report.ordered_at,
            state=report.state,
            state_label=ReportState(report.state).label,
            pages=report.pages,
        )
        for report in reports[:LATEST]
    )
