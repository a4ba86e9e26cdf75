"""What the meeting's page shows beside the meeting itself, and how a page finds its meeting."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from access import clock
from benchmarking.meetings import circle, hosting, notes
from benchmarking.meetings.forms import DecisionForm, FollowUpForm
from benchmarking.meetings.models import FollowUpState, Meeting, MeetingState
from benchmarking.meetings.note_sheet import note_sheet
from benchmarking.meetings.post import address_of
from benchmarking.meetings.reading import read_meeting
from benchmarking.meetings.sight import Sight, sight_of
from benchmarking.method.versions import method_of
from benchmarking.workspace.answers import Problem
from cohorts.models import BenchmarkGroup
from cohorts.requests import MemberRequest


@dataclass(frozen=True, slots=True)
class Act:
    """The button that brings a meeting on: its address, its words, and whether it is the next thing to do."""

    url: str
    label: str
    main: bool


#: State → (name of the address, words of the button), the next thing to do first.
_ACTS = {
    MeetingState.PLANNED: (("meeting_invite", "Skicka kallelsen"), ("meeting_hold", "Träffen är genomförd")),
    MeetingState.INVITED: (("meeting_hold", "Träffen är genomförd"),),
    MeetingState.HELD: (("notes_send", "Skicka anteckningarna"),),
    MeetingState.NOTES_SENT: (("notes_approve", "Godkänn anteckningarna"), ("notes_reopen", "Öppna för rättelse")),
    MeetingState.APPROVED: (("notes_lock", "Lås anteckningarna"), ("notes_reopen", "Öppna för rättelse")),
    MeetingState.LOCKED: (),
    MeetingState.CANCELLED: (),
}


def find(group: BenchmarkGroup, number: int) -> Meeting:
    """Return the meeting of the gated group with this number, or raise ``Http404``."""
    meetings = Meeting.objects.select_related("room__benchmarkgroup__cohort")
    return get_object_or_404(meetings, room=group.pk, number=number)


def find_seen(request: MemberRequest, group: BenchmarkGroup, number: int) -> tuple[Meeting, Sight]:
    """Return the meeting and how the person sees it; one outside the person's time in the group is 404."""
    meeting, sight = find(group, number), sight_of(request.access, request.can, group)
    if not sight.covers(meeting):
        raise Http404
    return meeting, sight


def meeting_page(request: MemberRequest, group: BenchmarkGroup, meeting: Meeting, sight: Sight) -> dict[str, Any]:
    """Return the context of the meeting's page, with the forms that this person may use now."""
    writes = request.can["write_minutes"]
    notes_open = writes and meeting.takes_notes and meeting.day <= clock.today()
    content = method_of(group.cohort_id)
    view = read_meeting(meeting.pk, drafts=sight.drafts, until=sight.until(meeting), content=content)
    places = circle.around(group) if notes_open else ()
    return {
        "meeting": view,
        "sheet": note_sheet(view) if notes_open else None,
        "crumbs": crumbs(request, group, (f"Träff {meeting.number}", "")),
        "acts": _acts(group, meeting) if request.can["plan_meeting"] else (),
        "host_tasks": hosting.lines(content, meeting) if sight.drafts and meeting.takes_notes else (),
        "missing": notes.missing(view) if writes and meeting.state == MeetingState.HELD else [],
        "moved": writes and meeting.state == MeetingState.PLANNED and meeting.invited_at is not None,
        "upcoming": meeting.day > clock.today(),
        "movable": request.can["plan_meeting"] and meeting.state in (MeetingState.PLANNED, MeetingState.INVITED),
        "writable": notes_open,
        "plannable": request.can["plan_meeting"] and meeting.takes_notes,
        "decision_form": DecisionForm(places=places) if notes_open else None,
        "follow_up_form": FollowUpForm(places=places) if notes_open else None,
        "follow_up_states": FollowUpState.choices if writes else (),
    }


def minutes_page(request: MemberRequest, meeting: Meeting, problems: Mapping[str, Problem]) -> dict[str, Any]:
    """Return the context of the page where only notes are taken; ``problems`` are what could not be stored."""
    view = read_meeting(meeting.pk, drafts=True)
    return {
        "meeting": view,
        "sheet": note_sheet(view, problems=problems),
        "crumbs": crumbs_within(request, meeting, "Anteckningar"),
        "back": address_of(meeting),
    }


def status_of(problems: Iterable[Problem]) -> HTTPStatus:
    """Return the status of a page that shows ``problems``: a clash weighs most."""
    found = {problem.refusal.status for problem in problems}
    return HTTPStatus.CONFLICT if HTTPStatus.CONFLICT in found else max(found, default=HTTPStatus.OK)


def crumbs(request: MemberRequest, group: BenchmarkGroup, *rest: tuple[str, str]) -> list[tuple[str, str]]:
    """Return the path to a page of the group's; the last step is the page itself and has no address."""
    cohort = {"cohort": group.cohort.slug}
    above = (
        [(group.cohort.name, reverse("benchmarking:overview", kwargs=cohort))] if request.can["steer_cohort"] else []
    )
    room = reverse("benchmarking:group", kwargs={**cohort, "group": group.slug}) if rest else ""
    return [*above, (group.room.title, room), *rest]


def crumbs_within(request: MemberRequest, meeting: Meeting, last: str) -> list[tuple[str, str]]:
    """Return the path to a page that belongs to a meeting."""
    return crumbs(request, meeting.room.benchmarkgroup, (f"Träff {meeting.number}", address_of(meeting)), (last, ""))


def _acts(group: BenchmarkGroup, meeting: Meeting) -> tuple[Act, ...]:
    """Return the buttons of the meeting's state; an invitation goes out before the day, and holding comes on it."""
    address = {"cohort": group.cohort.slug, "group": group.slug, "number": meeting.number}
    today = clock.today()
    too_early = {"meeting_hold"} if meeting.day > today else set()
    too_late = {"meeting_invite"} if meeting.day < today else set()
    offered = [act for act in _ACTS[MeetingState(meeting.state)] if act[0] not in too_early | too_late]
    return tuple(
        Act(reverse(f"benchmarking:{name}", kwargs=address), label, main=place == 0)
        for place, (name, label) in enumerate(offered)
    )
