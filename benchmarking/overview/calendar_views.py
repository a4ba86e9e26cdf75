"""The calendar of a round, each person's own feed of it, and how often a person is reminded."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from access import clock
from access.gates import member, public
from accounts.people import choose_rhythm
from accounts.tasks import send_letter
from benchmarking.method.versions import method_of
from benchmarking.overview import feeds, moving_days
from benchmarking.overview.calendar_forms import MilestoneForm, MoveDaysForm, RhythmForm
from benchmarking.overview.own_days import own_events
from benchmarking.overview.rhythms import rhythm_of
from benchmarking.overview.round_calendar import read_calendar
from cohorts import ical, milestones
from cohorts.access import load
from cohorts.gates import cohort_gate
from cohorts.models import Cohort, Milestone
from cohorts.requests import MemberRequest

asks = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@cohort_gate("read_cohort", "see_progress")
def calendar(request: MemberRequest, cohort: Cohort) -> HttpResponse:
    """Show the days of a round and the meetings one may know of."""
    page = read_calendar(cohort, request.access, clock.today(), steers=request.can["steer_cohort"])
    return render(request, "benchmarking/overview/calendar.html", {"page": page, "crumbs": _path(request, cohort)})


@asks
@cohort_gate("steer_cohort")
def milestone_add(request: MemberRequest, cohort: Cohort) -> HttpResponse:
    """Ask for a day of the round, and add it."""
    form = MilestoneForm(request.POST if request.method == "POST" else None, content=method_of(cohort.pk))
    if form.carry_out(milestones.add_milestone, cohort, by=request.user):
        return _done(request, cohort, "Dagen är tillagd i kalendern.")
    return _show(request, cohort, form, "Lägg till en dag")


@asks
@cohort_gate("steer_cohort")
def milestone_edit(request: MemberRequest, cohort: Cohort, milestone: int) -> HttpResponse:
    """Show a day of the round as a form, and change it."""
    day = _find(cohort, milestone)
    content = method_of(cohort.pk)
    form = MilestoneForm(request.POST if request.method == "POST" else None, content=content, milestone=day)
    if form.carry_out(milestones.change_milestone, day, by=request.user):
        return _done(request, cohort, "Dagen är ändrad.")
    return _show(request, cohort, form, "Ändra dagen", milestone=day)


@require_POST
@cohort_gate("steer_cohort")
def milestone_remove(request: MemberRequest, cohort: Cohort, milestone: int) -> HttpResponse:
    """Take a day out of the calendar."""
    day = _find(cohort, milestone)
    milestones.remove_milestone(day, by=request.user)
    return _done(request, cohort, f"”{day.title}” är borttagen ur kalendern.")


@asks
@cohort_gate("steer_cohort")
def calendar_move(request: MemberRequest, cohort: Cohort) -> HttpResponse:
    """Ask from when and how far, show what that changes and who is told, and move on a second press."""
    form = MoveDaysForm(request.POST if request.method == "POST" else request.GET or None)
    if request.method == "POST" and form.carry_out(milestones.move_following, cohort, by=request.user):
        for letter in form.done:
            send_letter.delay_on_commit(letter.pk)
        return _done(request, cohort, f"Kalendern är flyttad. Brev skickas till {len(form.done)} personer.")
    preview = moving_days.preview(cohort, form)
    context = {"form": form, "preview": preview, "cohort": cohort, "crumbs": _path(request, cohort, "Flytta dagar")}
    return render(request, "benchmarking/overview/calendar_move.html", context, status=form.status)


@require_safe
@member("one's own calendar")
def own_calendar(request: MemberRequest) -> HttpResponse:
    """Explain the feed, and say whether the person has one."""
    return render(request, "benchmarking/overview/own_calendar.html", {"feed": feeds.feed_of(request.user)})


@require_POST
@member("makes one's own feed only")
def feed_make(request: MemberRequest) -> HttpResponse:
    """Make a new address, shut the old one, and show the new one this once."""
    address = feeds.make_feed(by=request.user)
    context = {"feed": feeds.feed_of(request.user), "address": address}
    answer = render(request, "benchmarking/overview/own_calendar.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
@member("shuts one's own feed only")
def feed_shut(request: MemberRequest) -> HttpResponse:
    """Let the person's address open nothing any more."""
    feeds.shut_feed(by=request.user)
    messages.success(request, "Adressen är stängd. Kalendern som hämtade den får inget mer härifrån.")
    return redirect("benchmarking:own_calendar")


@require_safe
@public("secret in the address")
def calendar_feed(request: HttpRequest, secret: str) -> HttpResponse:  # noqa: ARG001  a view's signature
    """Hand over the calendar of whoever the secret belongs to, with what that person may see now."""
    owner = feeds.owner_of(secret)
    if owner is None:
        raise Http404
    text = ical.feed(own_events(load(owner)), name="Jämna steg")
    return HttpResponse(text, content_type="text/calendar; charset=utf-8", headers={"Cache-Control": "private"})


@asks
@member("one's own letters")
def own_letters(request: MemberRequest) -> HttpResponse:
    """Ask how often the person wants reminders, and keep the answer."""
    initial = {"rhythm": rhythm_of(request.user, {seat.function for seat in request.access.seats})}
    form = RhythmForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.carry_out(choose_rhythm, request.user):
        messages.success(request, "Ditt val är sparat.")
        return redirect("benchmarking:own_letters")
    return render(request, "benchmarking/overview/own_letters.html", {"form": form}, status=form.status)


def _find(cohort: Cohort, milestone: int) -> Milestone:
    return get_object_or_404(Milestone.objects.select_related("room__cohort"), room=cohort.pk, pk=milestone)


def _done(request: MemberRequest, cohort: Cohort, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("benchmarking:calendar", cohort.slug)


def _show(
    request: MemberRequest, cohort: Cohort, form: MilestoneForm, title: str, *, milestone: Milestone | None = None
) -> HttpResponse:
    path = _path(request, cohort, title)
    context = {"form": form, "title": title, "cohort": cohort, "milestone": milestone, "crumbs": path}
    return render(request, "benchmarking/overview/milestone.html", context, status=form.status)


def _path(request: MemberRequest, cohort: Cohort, last: str = "") -> list[tuple[str, str]]:
    """Return the path to the calendar, or to a page of it."""
    above = reverse("benchmarking:overview", args=[cohort.slug]) if request.can["see_progress"] else ""
    here = reverse("benchmarking:calendar", args=[cohort.slug]) if last else ""
    steps = [(cohort.name, above), ("Kalender", here), *([(last, "")] if last else [])]
    return [step for step in steps if step[1] or step is steps[-1]]
