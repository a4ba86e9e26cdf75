"""What the organisations wrote: their diaries, told through the workspace's and the sharing's own verbs.

A diary (content/organisations/) is a list of pages in the order of time. A page is one step, first and last day,
and any of: ``write`` (worksheet → a form's fields or new rows), ``change`` (what stood there), ``done`` or
``all_done_but``, ``not_relevant``, ``notes``, ``by`` (who types), ``signed`` (function → day), ``shared``,
``own_due`` and ``duties`` (point, or ``steget``, → who answers for it, by function or slug, and by when).
``shared`` is the whole step, or with ``sheet`` one worksheet of it, with whom and when, and if wanted when it was
``asked`` to be open and ``approved``; a page may list several.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from benchmarking.method.content import Content, Step, Worksheet
from benchmarking.sharing import public
from benchmarking.sharing.models import AudienceKind, PublicRequest, Release
from benchmarking.sharing.steps import key_of, share_step, share_worksheet
from benchmarking.workspace.answers import Place, Typing, write_sheet
from benchmarking.workspace.duties import STEP, Assignment, assign_duties
from benchmarking.workspace.entries import add_row
from benchmarking.workspace.marks import mark_item
from benchmarking.workspace.models import MarkState
from benchmarking.workspace.progress import set_due, sign_off_step
from cohorts.models import Participation
from cohorts.roles import Function
from start.demo.cast import Cast
from start.demo.timeline import Timeline, moment, sittings

#: Who answers for the programme.
LEADER = "ledare-skr"
SIGNING, SHARING = dt.time(15, 40), dt.time(16, 5)
#: Stands beside the functions in a diary, for the answer they agreed on.
JOINT = "joint"
#: Names the edits of the demo, so that telling the same story gives the same ids.
STORY = uuid.UUID("2019f3b0-0000-5000-8000-000000000000")

Fields = Mapping[str, Any]
Page = Mapping[str, Any]
#: Field, function, text.
Answers = list[tuple[str, str, str]]


@dataclass(slots=True)
class Desk:
    """One organisation at its desk: what it has planned to write, and what stands there so far."""

    participation: Participation
    content: Content
    cast: Cast
    timeline: Timeline
    rows: dict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(list))
    versions: dict[tuple[str, str, Place], int] = field(default_factory=lambda: defaultdict(int))

    def plan(self, page: Page) -> None:
        """Put what a page says into the timeline."""
        step = self.content.step(page["step"])
        first = page["from"]
        acts: list[partial[None]] = [*self._writing(step, page), *self._marking(step, page)]
        for at, act in zip(sittings(first, page.get("to", first), len(acts)), acts, strict=True):
            self.timeline.add(at, act)
        if "own_due" in page:
            self.timeline.add(moment(first, SIGNING), partial(self._set_due, step.key, page["own_due"]))
        if "duties" in page:
            self.timeline.add(moment(first, SIGNING), partial(self._deal_out, step.key, page["duties"]))
        for function, day in page.get("signed", {}).items():
            self.timeline.add(moment(day, SIGNING), partial(self._sign, step.key, function))
        told = page.get("shared", [])
        for shared in [told] if isinstance(told, Mapping) else told:
            self.timeline.add(moment(shared["day"], SHARING), partial(self._share, step.key, shared))
            if "asked" in shared:
                self.timeline.add(moment(shared["asked"], SHARING), partial(self._ask, step.key, shared))
            if "approved" in shared:
                self.timeline.add(moment(shared["approved"], SHARING), partial(self._approve, step.key, shared))

    # Writing -----------------------------------------------------------------------------------------

    def _writing(self, step: Step, page: Page) -> Iterator[partial[None]]:
        by = page.get("by", Function.STRATEGIST)
        for key, written in page.get("write", {}).items():
            sheet = step.worksheet(key)
            for fields in written if sheet.rows else [written]:
                yield from self._entry(step, sheet, None, fields, by)
        for change in page.get("change", ()):
            sheet = step.worksheet(change["sheet"])
            yield from self._entry(step, sheet, change["row"], change["fields"], change.get("by", by))

    def _entry(
        self, step: Step, sheet: Worksheet, row: int | None, fields: Fields, by: str
    ) -> Iterator[partial[None]]:
        """Write a form or a row: what each person types in it is one act. ``row`` is None for a new row."""
        typed: dict[str, Answers] = defaultdict(list)
        for key, value in fields.items():
            for who, text in value.items() if sheet.field(key).answered_by else [(JOINT, value)]:
                function = "" if who == JOINT else who
                typed[function or by].append((key, function, str(text)))
        for person, answers in typed.items():
            yield partial(self._write, step.key, sheet, row, answers, person)
            row = -1 if row is None else row

    def _write(
        self, step: str, sheet: Worksheet, row: int | None, answers: list[tuple[str, str, str]], by: str
    ) -> None:
        """Type ``answers`` in a form, in a new row, in the row just made (-1), or in the row with that number."""
        person = self._person(by)
        rows = self.rows[step, sheet.key]
        if sheet.rows and row is None:
            made = add_row(self.participation, self.content, step_key=step, worksheet_key=sheet.key, by=person)
            rows.append(made.pk)
        entry = rows[row - 1 if row and row > 0 else -1] if sheet.rows else None
        places = [Place(entry, key, function) for key, function, _ in answers]
        problems = write_sheet(
            self.participation,
            self.content,
            step_key=step,
            worksheet_key=sheet.key,
            typed=[
                Typing(place, text, self.versions[step, sheet.key, place])
                for place, (_, _, text) in zip(places, answers, strict=True)
            ],
            by=person,
        )
        for problem in problems.values():
            raise problem.refusal
        for place in places:
            self.versions[step, sheet.key, place] += 1

    def _person(self, by: str) -> Any:
        """Return a person by function, or by slug where the home team types."""
        return self.cast.people.get(by) or self.cast.writer(self.participation.pk, by)

    # Checklist, approval, sharing ----------------------------------------------------------------------

    def _marking(self, step: Step, page: Page) -> Iterator[partial[None]]:
        keys = page.get("done", [])
        if "all_done_but" in page:
            left = {*page["all_done_but"], *page.get("not_relevant", {})}
            keys = [item.key for item in step.checklist if item.key not in left and item.function != Function.LEADER]
        notes = page.get("notes", {})
        states = [(key, MarkState.DONE, notes.get(key, "")) for key in keys]
        states += [(key, MarkState.NOT_RELEVANT, why) for key, why in page.get("not_relevant", {}).items()]
        for key, state, note in states:
            by = step.item(key).function or page.get("by", Function.STRATEGIST)
            yield partial(self._mark, step.key, key, state, note, by)

    def _mark(self, step: str, key: str, state: str, note: str, by: str) -> None:
        mark_item(
            self.participation, self.content, step_key=step, item_key=key, state=state, note=note, by=self._person(by)
        )

    def _sign(self, step: str, function: str) -> None:
        sign_off_step(self.participation, self.content, step_key=step, function=function, by=self._person(function))

    def _set_due(self, step: str, due: dt.date) -> None:
        set_due(self.participation, self.content, step_key=step, due=due)

    def _deal_out(self, step: str, duties: Mapping[str, Mapping[str, Any]]) -> None:
        wanted: dict[str, Assignment] = {}
        for point, told in duties.items():
            seat = self.participation.room.seats.get(holder=self._person(told["owner"]), ended_at=None)
            due: Assignment = {"due": told["due"]} if "due" in told else {}
            wanted[STEP if point == "steget" else point] = {"owner": seat.pk, **due}
        by = self._person(Function.STRATEGIST)
        assign_duties(self.participation, self.content, step_key=step, wanted=wanted, by=by)

    def _share(self, step: str, shared: Mapping[str, Any]) -> None:
        share = partial(share_worksheet, worksheet_key=shared["sheet"]) if "sheet" in shared else share_step
        share(
            self.participation,
            self.content,
            step_key=step,
            audiences=[AudienceKind(kind) for kind in shared["with"]],
            by=self._person(shared.get("by", Function.STRATEGIST)),
        )

    def _ask(self, step: str, shared: Mapping[str, Any]) -> None:
        """Ask to show openly what was last shared of the step or the worksheet."""
        key = key_of(step, shared.get("sheet", ""))
        latest = Release.objects.filter(room=self.participation.room, key=key).latest("number")
        public.ask(latest, by=self._person(shared.get("by", Function.STRATEGIST)))

    def _approve(self, step: str, shared: Mapping[str, Any]) -> None:
        key = key_of(step, shared.get("sheet", ""))
        asked = PublicRequest.objects.get(room=self.participation.room, release__key=key, approved=None)
        public.approve(asked, by=self.cast.people[LEADER])
