"""Meetings follow to another method version by the key of their step, and keep their words where it has none."""

from collections.abc import Callable, Collection
from contextlib import suppress
from typing import TypeVar

from benchmarking.meetings.models import Meeting
from benchmarking.method.content import Content, MeetingKind, Step, UnknownKey
from benchmarking.method.moving import Moves
from benchmarking.method.versions import earlier_of
from benchmarking.workspace.following import rekey

T = TypeVar("T")


def follow(groups: Collection[int], moved: Moves) -> None:
    """Let the meetings of groups follow to their steps' new keys; part of ``overview.adopting.adopt``."""
    steps = {(key,): (home,) for key, home in moved.steps.items()}
    rekey(Meeting.objects.filter(room__in=groups), ("step_key",), steps)


def step_of(content: Content, meeting: Meeting) -> Step:
    """Return a meeting's step, in the words of the latest version that has it. Raises ``UnknownKey``."""
    return _latest(content, meeting, lambda version: version.step(meeting.step_key))


def kind_of(content: Content, meeting: Meeting) -> MeetingKind:
    """Return a meeting's kind, in the words of the latest version that has it. Raises ``UnknownKey``."""
    return _latest(content, meeting, lambda version: version.meeting_kind(meeting.kind))


def _latest(content: Content, meeting: Meeting, look: Callable[[Content], T]) -> T:
    try:
        return look(content)
    except UnknownKey:
        for earlier in earlier_of(meeting.room.benchmarkgroup.cohort_id):
            with suppress(UnknownKey):
                return look(earlier)
        raise
