"""What the pages of reports show: frozen, and in a constant number of statements."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.urls import reverse

from benchmarking.meetings.models import Meeting
from benchmarking.meetings.sight import Sight
from cohorts.models import Cohort
from reports.fetching import SourceWithdrawn, withdrawn_among
from reports.models import Report, ReportPart, ReportState

LATEST = 50


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One report in a list."""

    pk: int
    title: str
    ordered_by: str
    ordered_at: dt.datetime
    label: str
    pages: int | None


@dataclass(frozen=True, slots=True)
class ReportView:
    """One report: how far it has come, and what is wrong where something is. ``stamp`` changes with what is seen."""

    pk: int
    title: str
    ordered_by: str
    ordered_at: dt.datetime
    is_open: bool
    stamp: str
    part: str
    progress: int
    pages: int | None
    problem: str
    home: tuple[str, str]


def reports_of(cohort: Cohort) -> tuple[ReportLine, ...]:
    """Return the latest reports of a cohort and of its groups, newest first, in two statements."""
    return _lines(Report.objects.filter(Q(room=cohort.room_id) | Q(room__parent=cohort.room_id)))


def reports_of_meeting(meeting: Meeting, sight: Sight) -> tuple[ReportLine, ...]:
    """Return a meeting's reports, newest first, in two statements; for those who have left, those made before."""
    reports = Report.objects.filter(room=meeting.room_id, kind="meeting", subject=meeting.pk)
    return _lines(reports.filter(finished_at__lte=sight.until(meeting)) if sight.is_past else reports)


def _lines(reports: QuerySet[Report]) -> tuple[ReportLine, ...]:
    found = list(reports.select_related("ordered_by")[:LATEST])
    withdrawn = withdrawn_among(pk for report in found for pk in report.release_ids)
    return tuple(_line(report, closed=not withdrawn.isdisjoint(report.release_ids)) for report in found)


def _line(report: Report, *, closed: bool) -> ReportLine:
    label = "Källan har dragits tillbaka" if closed else ReportState(report.state).label
    return ReportLine(report.pk, report.title, report.ordered_by.name, report.ordered_at, label, report.pages)


def read_report(report: Report) -> ReportView:
    """Return what the page of ``report`` shows, in two statements at the most."""
    closed = report.state == ReportState.DONE and withdrawn_among(report.release_ids)
    return ReportView(
        pk=report.pk,
        title=report.title,
        ordered_by=report.ordered_by.name,
        ordered_at=report.ordered_at,
        is_open=report.is_open,
        stamp=report.stamp,
        part=ReportPart(report.part).label,
        progress=report.progress,
        pages=report.pages,
        problem=SourceWithdrawn.sentence if closed else report.reason,
        home=_home(report),
    )


def _home(report: Report) -> tuple[str, str]:
    """Return where a report is at home and ordered again: the meeting's reports, or the cohort's."""
    if report.kind == "meeting":
        meeting = Meeting.objects.select_related("room__benchmarkgroup__cohort").get(pk=report.subject or 0)
        group = meeting.room.benchmarkgroup
        address = {"cohort": group.cohort.slug, "group": group.slug, "number": meeting.number}
        return f"Rapporter från träff {meeting.number}", reverse("reports:meeting_reports", kwargs=address)
    cohort = Cohort.objects.get(pk=report.room_id)
    return f"Rapporter, {cohort.name.lower()}", reverse("reports:cohort_reports", kwargs={"cohort": cohort.slug})
