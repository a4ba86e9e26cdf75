"""The host's list: the method's tasks with days counted from the meeting, and which are done."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from access import clock
from accounts.models import User
from benchmarking.meetings.following import kind_of
from benchmarking.meetings.lifecycle import take
from benchmarking.meetings.models import HostTaskMark, Meeting
from benchmarking.method.content import Content, HostTask


@dataclass(frozen=True, slots=True)
class HostLine:
    """One task of the host, the day it should be done, and who has done it."""

    key: str
    text: str
    help: str
    day: dt.date
    done_at: dt.datetime | None
    done_by: str
    late: bool


def task_of(content: Content, meeting: Meeting, key: str) -> HostTask | None:
    """Return the task of the meeting's kind with this key, or None."""
    tasks = kind_of(content, meeting).host_checklist
    return next((task for task in tasks if task.key == key), None)


def lines(content: Content, meeting: Meeting) -> tuple[HostLine, ...]:
    """Return the host's list of a meeting in the method's order, in one statement."""
    marks = {mark.key: mark for mark in meeting.host_marks.select_related("done_by")}
    today = clock.today()
    return tuple(
        _line(task, meeting.day + dt.timedelta(days=task.days), marks.get(task.key), today)
        for task in kind_of(content, meeting).host_checklist
    )


@transaction.atomic
def mark(meeting: Meeting, task: HostTask, *, done: bool, by: User) -> None:
    """Tick a task of the host, or take the tick away. The same again changes nothing.

    Raises what ``cohorts.states.require`` raises.
    """
    held = take(meeting)
    if not done:
        HostTaskMark.objects.filter(meeting=held, key=task.key).delete()
        return
    HostTaskMark.objects.get_or_create(
        meeting=held, key=task.key, defaults={"room_id": held.room_id, "done_at": clock.now(), "done_by": by}
    )


def _line(task: HostTask, day: dt.date, done: HostTaskMark | None, today: dt.date) -> HostLine:
    return HostLine(
        key=task.key,
        text=task.text,
        help=task.help,
        day=day,
        done_at=done.done_at if done else None,
        done_by=done.done_by.name if done else "",
        late=done is None and day < today,
    )
