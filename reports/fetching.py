"""Who may see and fetch a report, asked at every look."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied

from access.gates import Can, Lineage
from access.refusals import Refusal
from benchmarking.meetings.models import Meeting
from benchmarking.meetings.sight import sight_of
from benchmarking.sharing import conduct
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
    """Return the lineage of the report's room if ``access`` may read the report, None if the room is not seen.

    Raises ``PermissionDenied`` where the room is seen and the report is not this person's.
    """
    lineage = report.room.lineage
    if any(access.allows(lineage, verb) for verb in KINDS[report.kind].fetch) or _was_there(access, lineage, report):
        return lineage
    if access.sees(lineage):
        raise PermissionDenied
    return None


def _was_there(access: Access, lineage: Lineage, report: Report) -> bool:
    """Tell whether somebody who has left the group keeps this report: of a meeting then, finished then (design §3)."""
    if report.kind != "meeting" or report.finished_at is None or not access.allows(lineage, "read_past_meeting"):
        return False
    meeting = Meeting.objects.select_related("room__benchmarkgroup").get(pk=report.subject or 0)
    until = sight_of(access, Can(access, lineage), meeting.room.benchmarkgroup).until(meeting)
    return until is not None and report.finished_at <= until


def require_fetchable(report: Report) -> None:
    """Refuse the file of a report that is not done, or that used a release withdrawn since.

    Raises ``NotReady`` or ``SourceWithdrawn``.
    """
    if report.state != ReportState.DONE:
        raise NotReady
    if withdrawn_among(report.release_ids):
        raise SourceWithdrawn


def require_conduct(access: Access, report: Report) -> None:
    """Refuse a file with what others have shared to those who have not accepted the code of conduct.

    Raises ``benchmarking.sharing.conduct.CodeNotAccepted``.
    """
    if report.release_ids:
        conduct.require_for(access, Release.objects.filter(pk__in=report.release_ids).only("room"), report.room)


def withdrawn_among(releases: Iterable[int]) -> set[int]:
    """Return those of the releases that have been taken back, in one statement."""
    withdrawn = Release.objects.filter(pk__in=list(releases), withdrawn_at__isnull=False)
    return set(withdrawn.values_list("pk", flat=True))
