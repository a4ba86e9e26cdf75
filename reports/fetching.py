"""Who may see and fetch a report, asked at every look."""

from access.gates import Can, Lineage
from access.refusals import Refusal
from benchmarking.meetings.models import Meeting
from benchmarking.meetings.sight import sight_of
from benchmarking.sharing.models import Release
from cohorts.access import Access
from reports.kinds import KINDS
from reports.models import Report, ReportState


class NotReady(Refusal):
    """The file does not exist yet, or never came to be."""

    sentence = "Rapporten är inte klar än. Sidan visar hur långt den har kommit."


class SourceWithdrawn(Refusal):
    """Something the report was made from has been taken back."""

    sentence = (
        "Källan har dragits tillbaka: en organisation har tagit tillbaka något som rapporten bygger på. "
        "Beställ rapporten på nytt."
    )


def admits(access: Access, report: Report) -> Lineage | None:
    """Return the lineage of the report's room if ``access`` may see it, else None.

    Those who have left a group keep the finished reports of meetings held while they belonged (design §3).
    """
    lineage = report.room.lineage
    if any(access.allows(lineage, verb) for verb in KINDS[report.kind].fetch):
        return lineage
    if report.kind == "meeting" and report.state == ReportState.DONE and access.allows(lineage, "read_past_meeting"):
        meeting = Meeting.objects.select_related("room__benchmarkgroup").get(pk=report.subject or 0)
        sight = sight_of(access, Can(access, lineage), meeting.room.benchmarkgroup)
        return lineage if sight.covers(meeting) else None
    return None


def require_fetchable(report: Report) -> None:
    """Refuse the file of a report that is not done, or that used a release withdrawn since.

    Raises ``NotReady`` or ``SourceWithdrawn``.
    """
    if report.state != ReportState.DONE:
        raise NotReady
    if Release.objects.filter(pk__in=report.release_ids, withdrawn_at__isnull=False).exists():
        raise SourceWithdrawn
