"""Ordering, following and fetching reports."""

from http import HTTPStatus

from django.core.files.storage import default_storage
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from access.gates import gate_where
from benchmarking.meetings import pages
from cohorts.gates import cohort_gate, group_gate
from cohorts.models import BenchmarkGroup, Cohort
from cohorts.requests import MemberRequest
from reports import ordering
from reports.contexts import meeting as meeting_context
from reports.fetching import admits, require_conduct, require_fetchable
from reports.forms import ResultsForm
from reports.kinds import KINDS
from reports.models import Report
from reports.reading import read_report, reports_of, reports_of_meeting
from reports.tasks import print_report


def load_report(pk: int) -> Report:
    """Find a report with its room and the rooms above."""
    return get_object_or_404(Report.objects.select_related("ordered_by", "room__parent__parent__parent"), pk=pk)


@require_GET
@gate_where(load_report, admits)
def report(request: MemberRequest, report: Report) -> HttpResponse:
    """Show how far a report has come, and its file when it is there. A page that knows it already gets nothing new."""
    if request.htmx and request.GET.get("sedan") == report.stamp:
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    view = read_report(report)
    template = "reports/progress.html" if request.htmx else "reports/report.html"
    return render(request, template, {"report": view, "crumbs": [view.home, (view.title, "")]})


@require_GET
@gate_where(load_report, admits)
def report_file(request: MemberRequest, report: Report) -> HttpResponseBase:
    """Hand over the file of a finished report; nothing is cached on the way."""
    require_fetchable(report)
    require_conduct(request.access, report)
    answer = FileResponse(default_storage.open(report.file_name), filename=report.download_name, as_attachment=True)
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_GET
@group_gate("read_group_report", "read_report")
def meeting_report(request: MemberRequest, group: BenchmarkGroup, number: int) -> HttpResponse:
    """Show a meeting's report on screen: the same template and content as the file."""
    meeting = pages.find(group, number)
    preview = {"report": meeting_context.gather(group.room, meeting.pk), "preview": True}
    return render(request, KINDS["meeting"].template, preview)


@require_GET
@group_gate("read_group_report", "read_report", "read_past_meeting")
def meeting_reports(request: MemberRequest, group: BenchmarkGroup, number: int) -> HttpResponse:
    """List a meeting's reports, and offer to make one; within the meeting's own page, the list alone."""
    meeting, sight = pages.find_seen(request, group, number)
    crumbs = pages.crumbs_within(request, meeting, "Rapporter")
    context = {"meeting": meeting, "reports": reports_of_meeting(meeting, sight), "group": group, "crumbs": crumbs}
    template = "reports/meeting_list.html" if request.htmx else "reports/meeting_reports.html"
    return render(request, template, context)


@require_POST
@group_gate("order_group_report", "order_report")
def meeting_report_order(request: MemberRequest, group: BenchmarkGroup, number: int) -> HttpResponse:
    """Order a meeting's report."""
    meeting = pages.find(group, number)
    title = meeting_context.gather(group.room, meeting.pk).title
    ordered = ordering.order(group.room, kind="meeting", subject=meeting.pk, title=title, by=request.user)
    print_report.delay_on_commit(ordered.pk)
    return redirect("reports:report", pk=ordered.pk)


@require_GET
@cohort_gate("order_report", "read_report")
def cohort_reports(request: MemberRequest, cohort: Cohort) -> HttpResponse:
    """List the round's reports, and offer to order results sheets."""
    context = {"cohort": cohort, "reports": reports_of(cohort), "form": ResultsForm(cohort=cohort)}
    return render(request, "reports/cohort_reports.html", context)


@require_POST
@cohort_gate("order_report")
def results_order(request: MemberRequest, cohort: Cohort) -> HttpResponse:
    """Order the results sheets of the round or of one organisation."""
    form = ResultsForm(request.POST, cohort=cohort)
    if not form.is_valid():
        context = {"cohort": cohort, "reports": reports_of(cohort), "form": form}
        return render(request, "reports/cohort_reports.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    ordered = ordering.order(cohort.room, kind="results", **form.what(), by=request.user)
    print_report.delay_on_commit(ordered.pk)
    return redirect("reports:report", pk=ordered.pk)
