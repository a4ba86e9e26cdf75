"""How the groups met: their meetings, told through the meetings' own verbs.

A meeting (content/meetings/) says ``step``, ``planned`` (day, by), ``day``, ``time``, ``place`` or ``link``, ``host``,
``chair`` and ``note_taker``; once it was so: ``invited`` (day), ``attendance`` (person → presence or substitute,
the others were on site), ``minutes`` (agenda key → text), ``decisions``, ``follow_ups`` (with ``ongoing`` or ``done``
as a day), ``sent``, ``approved`` and ``locked`` (days). ``host_tasks`` are those the host has done.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from accounts.models import User
from benchmarking.meetings import attendance, decisions, followups, holding, hosting, minutes, notes, planning
from benchmarking.meetings.models import FollowUp, FollowUpState, Meeting, Presence
from benchmarking.method.content import Content
from cohorts.models import BenchmarkGroup, Participation
from start.demo.cast import Cast
from start.demo.diaries import STORY
from start.demo.timeline import Timeline, moment

KIND = "benchmarkingtraff"
OFFICE, AFTERNOON = dt.time(10, 15), dt.time(16, 30)

Told = Mapping[str, Any]


@dataclass(slots=True)
class Table:
    """A group around its table."""

    group: BenchmarkGroup
    members: Mapping[str, Participation]
    content: Content
    cast: Cast
    timeline: Timeline
    meetings: dict[int, Meeting] = field(default_factory=dict)
    promises: dict[tuple[int, int], FollowUp] = field(default_factory=dict)

    def plan(self, number: int, told: Told) -> None:
        """Put a meeting into the timeline, as far as it has come."""
        writer = self._person(told["note_taker"])
        self._on(told["planned"]["day"], OFFICE, self._plan, number, told)
        if "invited" in told:
            self._on(told["invited"], OFFICE, self._invite, number, self._person(told["planned"]["by"]))
        for key, day in told.get("host_tasks", {}).items():
            self._on(day, OFFICE, self._mark_task, number, key, self._person(told["planned"]["by"]))
        if "sent" not in told:
            return
        self._on(told["day"], AFTERNOON, self._hold, number, told, writer)
        for place, promise in enumerate(told.get("follow_ups", ())):
            for state in (FollowUpState.ONGOING, FollowUpState.DONE):
                if state in promise:
                    self._on(promise[state], OFFICE, self._follow_up, number, place, state, promise["owner"])
        self._on(told["sent"], AFTERNOON, self._then, notes.send_notes, number, writer)
        chair = self._person(told["chair"])
        if "approved" in told:
            self._on(told["approved"], AFTERNOON, self._then, notes.approve, number, chair)
        if "locked" in told:
            self._on(told["locked"], AFTERNOON, self._then, notes.lock, number, chair)

    def _on(self, day: dt.date, time: dt.time, act: Callable[..., None], *facts: Any) -> None:
        self.timeline.add(moment(day, time), partial(act, *facts))

    def _person(self, slug: str) -> User:
        return self.cast.people[slug]

    # The acts -----------------------------------------------------------------------------------------

    def _plan(self, number: int, told: Told) -> None:
        begins, ends = (dt.time.fromisoformat(part) for part in told["time"].split("–"))
        self.meetings[number] = planning.plan_meeting(
            self.group,
            kind=KIND,
            step_key=told["step"],
            plan=planning.Plan(
                day=told["day"],
                starts_at=begins,
                ends_at=ends,
                place=told.get("place", ""),
                link=told.get("link", ""),
                host=self.members[told["host"]],
                chair=self.cast.seats[told["chair"]],
                note_taker=self.cast.seats[told["note_taker"]],
            ),
            by=self._person(told["planned"]["by"]),
        )

    def _then(self, act: Callable[..., object], number: int, by: User) -> None:
        act(self.meetings[number], by=by)

    def _invite(self, number: int, by: User) -> None:
        planning.invite(self.meetings[number], by=by)

    def _mark_task(self, number: int, key: str, by: User) -> None:
        meeting = self.meetings[number]
        task = hosting.task_of(self.content, meeting, key)
        if task is None:
            raise LookupError(key)
        hosting.mark(meeting, task, done=True, by=by)

    def _hold(self, number: int, told: Told, by: User) -> None:
        meeting = holding.hold(self.meetings[number], by=by)
        attendance.record(meeting, taken=self._taken(meeting, told.get("attendance", {})), by=by)
        written = told["minutes"]
        for item in meeting.agenda.filter(key__in=written):
            edit_id = uuid.uuid5(STORY, f"{self.group} {number} {item.key}")
            minutes.write_minutes(item, value=written[item.key], version=0, edit_id=edit_id, by=by)
        for decision in told["decisions"]:
            owner = self.cast.seats[decision["owner"]] if "owner" in decision else None
            decisions.add(meeting, text=decision["text"], owner=owner, due=decision.get("due"), by=by)
        for place, promise in enumerate(told.get("follow_ups", ())):
            self.promises[number, place] = followups.add(
                meeting, what=promise["what"], owner=self.cast.seats[promise["owner"]], due=promise["due"], by=by
            )

    def _taken(self, meeting: Meeting, told: Mapping[str, str]) -> dict[int, attendance.Took]:
        """Return how each seat took part: on site unless told otherwise; a name is a substitute's."""
        slugs = {seat.pk: slug for slug, seat in self.cast.seats.items()}
        taken = {}
        for row in attendance.rows(meeting):
            said = told.get(slugs[row.place.seat.pk], Presence.ON_SITE)
            known = said in Presence.values
            taken[row.place.seat.pk] = attendance.Took(
                Presence(said) if known else Presence.ON_SITE, "" if known else said
            )
        return taken

    def _follow_up(self, number: int, place: int, state: FollowUpState, owner: str) -> None:
        followups.set_state(self.promises[number, place], state=state, by=self._person(owner))
