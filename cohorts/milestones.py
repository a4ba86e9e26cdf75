"""The days of a round: added, changed, removed, and moved together after a look at what that means."""

import datetime as dt
import hashlib
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format

from access.refusals import Clash, Refusal
from accounts import letters
from accounts.models import Letter, User
from cohorts import acts, states
from cohorts.models import ActKind, Cohort, Dispatch, Milestone, Participation, ParticipationState, Seat
from cohorts.roles import TRIO, Function


class OutsideRound(Refusal):
    """A day lies before the round begins or after it ends."""


class StepHasDay(Refusal):
    """The step is due on another day of the calendar already."""

    sentence = "Steget har redan en dag i kalendern. Ändra den dagen i stället."


class NothingToMove(Refusal):
    """No day of the round is that late, or it would be moved by no days."""

    sentence = "Det finns inget i kalendern att flytta. Välj en tidigare dag."


class CalendarChanged(Clash):
    """Somebody has changed the calendar, or people have come and gone, since the preview."""

    sentence = "Kalendern eller mottagarna har ändrats sedan du såg förhandsvisningen. Läs igenom den nya."


@dataclass(frozen=True, slots=True)
class MovedDay:
    """A day of the round before and after a move; ``pk`` is None for the conference day of the round's own facts."""

    pk: int | None
    title: str
    before: dt.date
    after: dt.date


@dataclass(frozen=True, slots=True)
class Move:
    """What a move means: the days, who gets a letter, and a seal that changes when either does."""

    days: tuple[MovedDay, ...]
    told: tuple[User, ...]

    @property
    def seal(self) -> str:
        """Return what the act is given back, so that it does what was shown and nothing else."""
        shown = [*((day.pk, day.before, day.after) for day in self.days), *(person.pk for person in self.told)]
        return hashlib.sha256(repr(shown).encode()).hexdigest()[:16]


@transaction.atomic
def add_milestone(cohort: Cohort, *, title: str, day: dt.date, step_key: str = "", by: User) -> Milestone:
    """Add a day to the round's calendar; with ``step_key`` it is the day that a step is due.

    Raises ``OutsideRound``, ``StepHasDay`` and what ``states.require`` raises.
    """
    states.require(cohort.room, states.STEER)
    _require_possible(cohort, title, day, step_key)
    acts.record(cohort.pk, ActKind.DAY_ADDED, acts.on_day(title, day), by=by)
    return Milestone.objects.create(room=cohort.room, title=title, day=day, step_key=step_key)


@transaction.atomic
def change_milestone(milestone: Milestone, *, title: str, day: dt.date, step_key: str = "", by: User) -> None:
    """Change a day of the round's calendar. Raises what ``add_milestone`` raises."""
    states.require(milestone.room, states.STEER)
    _require_possible(milestone.room.cohort, title, day, step_key, but=milestone)
    facts = {"title": title, "day": day, "step_key": step_key}
    Milestone.objects.filter(pk=milestone.pk).update(**facts, sequence=F("sequence") + 1)
    changed = f"{acts.on_day(milestone.title, milestone.day)} blev {acts.on_day(title, day)}"
    acts.record(milestone.room_id, ActKind.DAY_CHANGED, changed, by=by)


@transaction.atomic
def remove_milestone(milestone: Milestone, *, by: User) -> None:
    """Take a day out of the round's calendar. Raises what ``states.require`` raises."""
    states.require(milestone.room, states.STEER)
    Milestone.objects.filter(pk=milestone.pk).delete()
    acts.record(milestone.room_id, ActKind.DAY_REMOVED, acts.on_day(milestone.title, milestone.day), by=by)


def plan_move(cohort: Cohort, *, since: dt.date, days: int) -> Move:
    """Return what it would mean to move everything from ``since`` on by ``days``, back where negative.

    The day of the conference follows. What organisations have set for themselves, and the groups' meetings, stay.
    Raises ``NothingToMove`` and ``OutsideRound``, which names the first day that cannot move so far.
    """
    far = dt.timedelta(days=days)
    later = Milestone.objects.filter(room=cohort.room_id, day__gte=since)
    moved = [MovedDay(day.pk, day.title, day.day, day.day + far) for day in later]
    if cohort.conference_on and cohort.conference_on >= since:
        moved.append(MovedDay(None, "Resultatkonferensens dag", cohort.conference_on, cohort.conference_on + far))
    if not moved or not days:
        raise NothingToMove
    for day in sorted(moved, key=lambda each: each.after, reverse=days > 0):
        require_within(cohort, day.title, day.after)
    return Move(tuple(moved), _told(cohort))


@transaction.atomic
def move_following(cohort: Cohort, *, since: dt.date, days: int, seal: str, by: User) -> list[Letter]:
    """Move everything from ``since`` on and write to those that the preview named; ``seal`` is the preview's.

    The caller rings ``accounts.tasks.send_letter`` for each letter. Raises ``CalendarChanged``, and what
    ``plan_move`` and ``states.require`` raise.
    """
    states.require(cohort.room, states.STEER)
    held = Cohort.objects.select_related("room").get(pk=cohort.pk)
    move = plan_move(held, since=since, days=days)
    if move.seal != seal:
        raise CalendarChanged
    pks = [day.pk for day in move.days if day.pk]
    far = dt.timedelta(days=days)
    Milestone.objects.filter(pk__in=pks).update(day=F("day") + far, sequence=F("sequence") + 1)
    if len(pks) < len(move.days):
        Cohort.objects.filter(pk=held.pk).update(conference_on=F("conference_on") + far)
    way = f"{abs(days)} {'dag' if abs(days) == 1 else 'dagar'} {'framåt' if days > 0 else 'bakåt'}"
    acts.record(held.pk, ActKind.DAYS_MOVED, f"allt från {_written(since)}, {way}", by=by)
    return _write(held, move, by=by)


def require_within(cohort: Cohort, title: str, day: dt.date) -> None:
    """Refuse a day outside the round, by the name of what is on it. Raises ``OutsideRound``."""
    said = f"”{title}” hamnar den {_written(day)}."
    if day > cohort.ends_on:
        raise OutsideRound(f"{said} {cohort} slutar {_written(cohort.ends_on)}. Välj en dag senast då.")
    if day < cohort.starts_on:
        raise OutsideRound(f"{said} {cohort} börjar {_written(cohort.starts_on)}. Välj en dag från och med då.")


def _require_possible(
    cohort: Cohort, title: str, day: dt.date, step_key: str, *, but: Milestone | None = None
) -> None:
    require_within(cohort, title, day)
    same = Milestone.objects.filter(room=cohort.pk, step_key=step_key)
    if step_key and (same.exclude(pk=but.pk) if but else same).exists():
        raise StepHasDay


def _told(cohort: Cohort) -> tuple[User, ...]:
    """Return the trios of those who take part and the round's leaders; nobody before the groups are set."""
    if not states.is_running(cohort):
        return ()
    gone = [ParticipationState.APPLIED, ParticipationState.WITHDRAWN]
    taking_part = Participation.objects.filter(cohort=cohort).exclude(state__in=gone)
    told = Q(function__in=TRIO, room__in=taking_part.values("pk")) | Q(function=Function.LEADER, room=cohort.pk)
    holders = Seat.objects.filter(told, ended_at=None).values("holder")
    return tuple(User.objects.filter(pk__in=holders, is_active=True).order_by("name", "pk"))


def _write(cohort: Cohort, move: Move, *, by: User) -> list[Letter]:
    url = f"{settings.SITE_URL.rstrip('/')}{reverse('benchmarking:calendar', kwargs={'cohort': cohort.slug})}"
    body = render_to_string(
        "cohorts/letters/calendar-moved.txt", {"cohort": cohort, "days": move.days, "by": by, "url": url}
    )
    subject = f"Nya dagar i {cohort.name.lower()}"
    written = [letters.write(to=person, subject=subject, body=body, kind="calendar-moved") for person in move.told]
    Dispatch.objects.bulk_create(Dispatch(room_id=cohort.pk, letter=letter) for letter in written)
    return written


def _written(day: dt.date) -> str:
    return date_format(day, "j F Y")
