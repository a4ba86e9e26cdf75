"""The group's room and its meetings, over HTTP. One address per act."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from access.refusals import Refusal
from accounts.models import Letter
from accounts.tasks import send_letter
from benchmarking.meetings import (
    agenda,
    attendance,
    circle,
    decisions,
    followups,
    holding,
    hosting,
    minutes,
    notes,
    pages,
    planning,
)
from benchmarking.meetings.forms import (
    ActForm,
    AgendaForm,
    AttendanceForm,
    CancelForm,
    DecisionForm,
    FollowUpForm,
    FollowUpStateForm,
    HostTaskForm,
    MoveForm,
    PlanForm,
    initial_of,
)
from benchmarking.meetings.models import FollowUp, Meeting
from benchmarking.meetings.note_sheet import field_of, place_of
from benchmarking.meetings.pages import find
from benchmarking.meetings.post import address_of
from benchmarking.meetings.room import read_group
from benchmarking.meetings.sight import sight_of
from benchmarking.method.versions import method_of
from benchmarking.workspace.forms import AnswerForm, SheetForm
from benchmarking.workspace.replies import field_refused, field_saved, incomplete
from cohorts.gates import group_gate
from cohorts.models import BenchmarkGroup
from cohorts.requests import MemberRequest

asks = require_http_methods(["GET", "HEAD", "POST"])


@require_GET
@group_gate("read_group", "see_progress", "read_past_meeting")
def group(request: MemberRequest, group: BenchmarkGroup) -> HttpResponse:
    """Show the group's room: its people, its meetings, what is promised and what is shared."""
    room = read_group(group, sight_of(request.access, request.can, group), request.access)
    return render(request, "benchmarking/group.html", {"group": room, "crumbs": pages.crumbs(request, group)})


@require_GET
@group_gate("read_group_meeting", "read_sent_notes", "read_past_meeting")
def meeting(request: MemberRequest, group: BenchmarkGroup, number: int) -> HttpResponse:
    """Show a meeting: as much of it as the person may read, with what the person may do."""
    found, sight = pages.find_seen(request, group, number)
    context = pages.meeting_page(request, group, found, sight)
    return render(request, "benchmarking/meetings/meeting.html", context)


# Before the meeting ---------------------------------------------------------------------------------------


@asks
@group_gate("plan_meeting")
def meeting_plan(request: MemberRequest, group: BenchmarkGroup) -> HttpResponse:
    """Ask what the next meeting is and when, and plan it."""
    form = PlanForm(
        request.POST if request.method == "POST" else None, group=group, content=method_of(group.cohort_id)
    )
    if form.carry_out(planning.plan_meeting, group, by=request.user):
        messages.success(request, "Träffen är planerad. Läs igenom dagordningen och skicka sedan kallelsen.")
        return redirect("benchmarking:meeting", group.cohort.slug, group.slug, form.done.number)
    path = pages.crumbs(request, group, ("Planera en träff", ""))
    context = {"form": form, "title": "Planera en träff", "crumbs": path, "back": path[-2][1]}
    return render(request, "benchmarking/meetings/meeting_plan.html", context, status=form.status)


@asks
@group_gate("plan_meeting")
def meeting_move(request: MemberRequest, group: BenchmarkGroup, number: int) -> HttpResponse:
    """Ask for another day, place or person, and move the meeting."""
    found = find(group, number)
    form = MoveForm(request.POST if request.method == "POST" else None, group=group, initial=initial_of(found))
    if form.carry_out(planning.move_meeting, found, by=request.user):
        return _done(request, found, "Träffen är ändrad.")
    return _show(request, "meeting_move", found, form, "Ändra tid och plats")


@asks
@group_gate("plan_meeting")
def meeting_cancel(request: MemberRequest, group: BenchmarkGroup, number: int) -> HttpResponse:
    """Ask why, then cancel the meeting and tell everybody."""
    found = find(group, number)
    form = CancelForm(request.POST if request.method == "POST" else None)
    if form.carry_out(planning.cancel_meeting, found, by=request.user):
        return _posted_letters(request, found, form.done, "Träffen är inställd. Beskedet")
    return _show(request, "meeting_cancel", found, form, "Ställ in träffen")


@asks
@group_gate("plan_meeting")
def meeting_agenda(request: MemberRequest, group: BenchmarkGroup, number: int) -> HttpResponse:
    """Show the agenda as a form, and make it what is sent."""
    found = find(group, number)
    form = AgendaForm(request.POST if request.method == "POST" else None, items=found.agenda.all())
    if form.carry_out(agenda.set_agenda, found, by=request.user):
        return _done(request, found, "Dagordningen är ändrad.")
    return _show(request, "meeting_agenda", found, form, "Ändra dagordningen")


@require_POST
@group_gate("plan_meeting")
def meeting_invite(request: MemberRequest, group: BenchmarkGroup, number: int) -> HttpResponse:
    """Send the invitation to the group's trios and mentors."""
    found = find(group, number)
    letters = planning.invite(found, by=request.user)
    return _posted_letters(request, found, letters, "Kallelsen")


@require_POST
@group_gate("plan_meeting")
def host_task_mark(request: MemberRequest, group: BenchmarkGroup, number: int, key: str) -> HttpResponse:
    """Tick a task of the host, or take the tick away."""
    found = find(group, number)
    task = hosting.task_of(method_of(group.cohort_id), found, key)
    if task is None:
        raise Http404
    form = HostTaskForm(request.POST)
    form.carry_out(hosting.mark, found, task, by=request.user)
    return redirect(f"{address_of(found)}#vard")


# At the meeting -------------------------------------------------------------------------------------------


@require_POST
@group_gate("plan_meeting")
def meeting_hold(request: MemberRequest, group: BenchmarkGroup, number: int) -> HttpResponse:
    """Say that the meeting has taken place."""
    found = find(group, number)
    holding.hold(found, by=request.user)
    return _done(request, found, "Träffen är genomförd. Skicka anteckningarna inom en vecka.")


@asks
@group_gate("write_minutes")
def meeting_attendance(request: MemberRequest, group: BenchmarkGroup, number: int) -> HttpResponse:
    """Show who was expected, and record how each took part."""
    found = find(group, number)
    form = AttendanceForm(request.POST if request.method == "POST" else None, rows=attendance.rows(found))
    if form.carry_out(attendance.record, found, by=request.user):
        return _done(request, found, "Närvaron är sparad.")
    return _show(request, "meeting_attendance", found, form, "Fyll i närvaro")


@asks
@group_gate("write_minutes")
def meeting_minutes(request: MemberRequest, group: BenchmarkGroup, number: int) -> HttpResponse:
    """Show the notes on a page of their own; store all of them as a plain form sends them."""
    found = find(group, number)
    problems = {}
    if request.method == "POST":
        problems = minutes.write_all(found, typed=SheetForm(request.POST).typed, by=request.user)
        if not problems:
            return _done(request, found, "Sparat.")
    context = pages.minutes_page(request, found, problems)
    return render(
        request, "benchmarking/meetings/meeting_minutes.html", context, status=pages.status_of(problems.values())
    )


@require_POST
@group_gate("write_minutes")
def minutes_write(request: MemberRequest, group: BenchmarkGroup, number: int) -> HttpResponse:
    """Store the notes of one point as autosave sends them: JSON when saved, a fragment when refused."""
    found = find(group, number)
    form = AnswerForm(request.POST, writer=request.user)
    if not form.is_valid():
        return incomplete(request, form)
    item = get_object_or_404(found.agenda.select_related("meeting__room"), key=form.place.field_key)
    field, edit = field_of(item), {name: form.cleaned_data[name] for name in ("value", "version", "edit_id")}
    try:
        return field_saved(field, minutes.write_minutes(item, **edit, by=request.user))
    except Refusal as refusal:
        return field_refused(request, field, place_of(item), refusal)


@asks
@group_gate("write_minutes")
def decision_add(request: MemberRequest, group: BenchmarkGroup, number: int) -> HttpResponse:
    """Add something the group has agreed on."""
    found = find(group, number)
    form = DecisionForm(request.POST if request.method == "POST" else None, places=circle.around(group))
    if form.carry_out(decisions.add, found, by=request.user):
        return redirect(f"{address_of(found)}#beslut")
    return _show(request, "decision_add", found, form, "Ny överenskommelse")


@asks
@group_gate("write_minutes")
def decision_edit(request: MemberRequest, group: BenchmarkGroup, number: int, decision: int) -> HttpResponse:
    """Change something the group has agreed on."""
    found = find(group, number)
    chosen = get_object_or_404(found.decisions.select_related("owner__holder", "owner__room"), pk=decision)
    places = circle.around(group)
    form = DecisionForm(request.POST if request.method == "POST" else None, places=places, decision=chosen)
    if form.carry_out(decisions.edit, chosen, by=request.user):
        return redirect(f"{address_of(found)}#beslut")
    remove = f"{address_of(found)}beslut/{chosen.pk}/ta-bort/"
    return _show(request, "decision_edit", found, form, "Ändra överenskommelse", remove=remove)


@require_POST
@group_gate("write_minutes")
def decision_remove(request: MemberRequest, group: BenchmarkGroup, number: int, decision: int) -> HttpResponse:
    """Take away something that was not agreed on after all."""
    found = find(group, number)
    decisions.remove(get_object_or_404(found.decisions, pk=decision))
    return _done(request, found, "Överenskommelsen är borttagen.")


@asks
@group_gate("write_minutes")
def follow_up_add(request: MemberRequest, group: BenchmarkGroup, number: int) -> HttpResponse:
    """Write down what somebody promises to do."""
    found = find(group, number)
    form = FollowUpForm(request.POST if request.method == "POST" else None, places=circle.around(group))
    if form.carry_out(followups.add, found, by=request.user):
        return redirect(f"{address_of(found)}#uppfoljning")
    return _show(request, "follow_up_add", found, form, "Ny åtgärd")


@require_POST
@group_gate("write_minutes")
def follow_up_state(request: MemberRequest, group: BenchmarkGroup, number: int, follow_up: int) -> HttpResponse:
    """Say how far something promised has come; ``number`` is the meeting one looks at it from."""
    found = find(group, number)
    promised = get_object_or_404(FollowUp.objects.select_related("meeting__room"), room=group.pk, pk=follow_up)
    form = FollowUpStateForm(request.POST)
    if form.carry_out(followups.set_state, promised, by=request.user):
        return redirect(f"{address_of(found)}#uppfoljning")
    return _show(request, "follow_up_state", found, form, "Ändra läge")


# After the meeting ----------------------------------------------------------------------------------------


@require_POST
@group_gate("write_minutes")
def notes_send(request: MemberRequest, group: BenchmarkGroup, number: int) -> HttpResponse:
    """Let the notes be read, and write to the group's people."""
    found = find(group, number)
    letters = notes.send_notes(found, by=request.user)
    return _posted_letters(request, found, letters, "Anteckningarna")


@require_POST
@group_gate("write_minutes")
def notes_approve(request: MemberRequest, group: BenchmarkGroup, number: int) -> HttpResponse:
    """Approve notes that are out."""
    found = find(group, number)
    notes.approve(found, by=request.user)
    return _done(request, found, "Anteckningarna är godkända.")


@require_POST
@group_gate("write_minutes")
def notes_lock(request: MemberRequest, group: BenchmarkGroup, number: int) -> HttpResponse:
    """Close approved notes for good."""
    found = find(group, number)
    notes.lock(found, by=request.user)
    return _done(request, found, "Anteckningarna är låsta.")


@require_POST
@group_gate("write_minutes")
def notes_reopen(request: MemberRequest, group: BenchmarkGroup, number: int) -> HttpResponse:
    """Open notes that are out, to put them right."""
    found = find(group, number)
    notes.reopen(found, by=request.user)
    return _done(request, found, "Anteckningarna är öppna igen. Skicka dem på nytt när de är rättade.")


def _done(request: MemberRequest, meeting: Meeting, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect(address_of(meeting))


def _posted_letters(request: MemberRequest, meeting: Meeting, letters: list[Letter], what: str) -> HttpResponse:
    """Ring for each letter, and say how many got one."""
    for letter in letters:
        send_letter.delay_on_commit(letter.pk)
    return _done(request, meeting, f"{what} skickas till {len(letters)} personer.")


def _show(
    request: MemberRequest, name: str, meeting: Meeting, form: ActForm, title: str, **more: object
) -> HttpResponse:
    """Show a page with one form that belongs to a meeting."""
    context = {
        "form": form,
        "meeting": meeting,
        "title": title,
        "crumbs": pages.crumbs_within(request, meeting, title),
        "back": address_of(meeting),
        **more,
    }
    return render(request, f"benchmarking/meetings/{name}.html", context, status=form.status)
