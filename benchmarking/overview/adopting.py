"""A round goes over to another version of its method in the middle: everything follows by key, in one transaction."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from accounts.models import User
from benchmarking.comparison import following as comparisons
from benchmarking.meetings import following as meetings
from benchmarking.method.models import Adoption, CohortMethod, MethodVersion
from benchmarking.method.moving import moves
from benchmarking.method.versions import content_of, find_for, move_pin
from benchmarking.workspace import following
from benchmarking.workspace.adoption import Report, from_json, tell, to_json, used_by
from cohorts import states
from cohorts.models import BenchmarkGroup, Cohort, CohortState, Participation, Room


def preview(cohort: Cohort, name: str) -> Report:
    """Return what going over to the version ``name`` would mean; nothing is written.

    Raises what ``versions.find_for`` raises.
    """
    before, after = find_for(cohort, name)
    return tell(content_of(before), content_of(after), used_by(_rooms(cohort)))


@transaction.atomic
def adopt(cohort: Cohort, name: str, *, by: User | None = None) -> Report:
    """Let a round follow the version ``name`` from now on, and keep the report of what that meant.

    Answers, marks, duties, signatures, due days, meetings and the groups' notes follow by key. What has no home is
    left where it stands, for ``workspace.older``. Releases are not touched. Raises what ``versions.find_for`` and
    ``cohorts.states.require`` raise; then nothing is written.
    """
    states.require(cohort.room, states.STEER)
    before, after = find_for(cohort, name)
    participations = list(Participation.objects.filter(cohort=cohort).order_by("pk"))
    groups = list(BenchmarkGroup.objects.filter(cohort=cohort).order_by("pk").values_list("pk", flat=True))
    rooms = [participation.pk for participation in participations]
    # Writers hold their own room (``states.require``): none may write by the old keys meanwhile.
    list(Room.objects.select_for_update(no_key=True).filter(pk__in=[*rooms, *groups]).order_by("pk").values_list("pk"))
    old, new = content_of(before), content_of(after)
    report, moved = tell(old, new, used_by(rooms)), moves(old, new)
    following.follow(participations, old, new, moved, before=before, after=after)
    meetings.follow(groups, moved)
    comparisons.follow(groups, moved)
    move_pin(cohort, before=before, after=after, report=to_json(report), by=by)
    return report


def _rooms(cohort: Cohort) -> list[int]:
    return list(Participation.objects.filter(cohort=cohort).values_list("pk", flat=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Adopted:
    """That the round has gone over, with the report as it was."""

    at: dt.datetime
    who: str
    report: Report


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodPage:
    """What a round follows, what it may go over to and what that would mean, and what it has gone over from."""

    title: str
    version: str
    since: dt.datetime
    others: tuple[str, ...]
    chosen: str
    report: Report | None
    adopted: tuple[Adopted, ...]
    is_open: bool


def method_page(cohort: Cohort, chosen: str) -> MethodPage:
    """Read the page of a round's method; with ``chosen``, the difference to that version.

    Raises ``NoMethod`` and what ``versions.find_for`` raises.
    """
    report = preview(cohort, chosen) if chosen else None
    pinned = CohortMethod.objects.select_related("version__method").get(cohort=cohort)
    versions = MethodVersion.objects.filter(method=pinned.version.method_id).exclude(pk=pinned.version_id)
    return MethodPage(
        title=pinned.version.method.title,
        version=pinned.version.name,
        since=pinned.pinned_at,
        others=tuple(versions.order_by("frozen_at").values_list("name", flat=True)),
        chosen=chosen,
        report=report,
        adopted=tuple(
            Adopted(at=each.at, who=each.by.name if each.by else "", report=from_json(each.report))
            for each in Adoption.objects.filter(room=cohort.pk).select_related("by")
        ),
        is_open=cohort.state != CohortState.CLOSED,
    )
