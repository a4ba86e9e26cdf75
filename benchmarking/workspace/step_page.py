"""The step page: everything it shows, in a fixed number of SQL statements, as frozen dataclasses."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from benchmarking.method.content import ChecklistItem, Material
from benchmarking.workspace.desks import Desk, sheets_of
from benchmarking.workspace.duties import duties_in, owner_label
from benchmarking.workspace.history import Change, latest
from benchmarking.workspace.marks import Refused
from benchmarking.workspace.models import Duty, MarkState
from benchmarking.workspace.past import past_facts
from benchmarking.workspace.progress import StepState, days_late, due_days_of, step_states
from benchmarking.workspace.reading import MarkContent, StepContent, read_step
from benchmarking.workspace.sheet_page import Sheet, sheet_of
from benchmarking.workspace.talks import talks_of
from cohorts.models import Seat
from cohorts.roles import TRIO, Function

#: Whose a point or a task is, where a seat's own function does not say it.
OTHERS = {"mentor": "Mentor", "": "Trion"}


class PathStep(NamedTuple):
    """One step of the path at the top."""

    number: int
    name: str
    url: str
    state: str
    current: bool


class Holder(NamedTuple):
    """Who has a seat."""

    name: str
    title: str
    is_you: bool


class Task(NamedTuple):
    """What one function does in the step, and who that is here. No holder is a vacancy."""

    function: str
    text: str
    holders: tuple[Holder, ...]


class Point(NamedTuple):
    """One point of the checklist."""

    key: str
    text: str
    help: str
    whose: str
    is_assigned: bool
    is_vacant: bool
    due: dt.date | None
    days_late: int
    assign_url: str
    is_required: bool
    state: str
    note: str
    by: str
    at: dt.datetime | None
    url: str
    error: str


class OwnSheet(NamedTuple):
    """A worksheet that a home team works in, wherever in the method it is."""

    number: int
    title: str
    url: str


class Signer(NamedTuple):
    """One function that approves the step. ``is_stale`` when something changed since; ``is_you`` may press."""

    function: str
    label: str
    by: str
    at: dt.datetime | None
    is_stale: bool
    is_you: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StepPage:
    """A step as its trio sees it; a home team has its worksheets only (``is_whole`` is false).

    ``written`` is what the page was laid out from, for what else wants to read it.
    """

    number: int
    title: str
    purpose: str
    is_whole: bool
    is_open: bool
    own_sheets: tuple[OwnSheet, ...]
    path: tuple[PathStep, ...]
    state: StepState
    owner: str
    duties_url: str
    tasks: tuple[Task, ...]
    others: tuple[Task, ...]
    brings: tuple[str, ...]
    leaves: tuple[str, ...]
    points: tuple[Point, ...]
    sheets: tuple[Sheet, ...]
    signers: tuple[Signer, ...]
    still_open: tuple[str, ...]
    materials: tuple[Material, ...]
    changes: tuple[Change, ...]
    history_url: str
    older_url: str
    indicators_url: str
    sign_url: str
    written: StepContent

    def point(self, key: str) -> Point:
        """Return the point with this key; the step has it."""
        return next(point for point in self.points if point.key == key)


def step_page(desk: Desk, today: dt.date, *, refused: Refused | None = None) -> StepPage:
    """Read and lay out the page of a step, in nine SQL statements; ``refused`` is a mark that was not stored.

    One statement more where the organisation has been in an earlier round, whose facts are offered.
    """
    written = read_step(desk.participation.pk, desk.step)
    due_days = due_days_of(desk.participation.cohort_id)
    states = step_states([desk.participation.pk], desk.content, due_days, today)
    state = states[desk.participation.pk, desk.step.key]
    seats = _seats(desk) if desk.is_whole else []
    duties = duties_in(desk.participation.pk, desk.step.key) if desk.is_whole else {}
    past = past_facts(desk, *written.worksheets)
    page = desk.url("step")
    talks = talks_of(desk.participation.pk, desk.step)
    return StepPage(
        number=desk.step.number,
        title=desk.step.title,
        purpose=desk.step.purpose,
        is_whole=desk.is_whole,
        is_open=desk.is_open,
        own_sheets=() if desk.is_whole else tuple(_own_sheets(desk)),
        path=tuple(_path(desk, states)),
        state=state,
        owner=owner_label(seats, state.owner),
        duties_url=desk.url("step_duties"),
        tasks=tuple(_task(desk, function, seats) for function in TRIO),
        others=tuple(Task(_label(r.function), r.text, ()) for r in desk.step.roles if r.function not in TRIO),
        brings=desk.step.brings,
        leaves=desk.step.leaves,
        points=tuple(
            _point(desk, item, mark, seats, duty=duties.get(item.key), today=today, refused=refused)
            for item, mark in zip(desk.step.checklist, written.marks, strict=True)
        ),
        sheets=tuple(
            sheet_of(desk, sheet, written.worksheet(sheet.key), page=page, past=past, talks=talks)
            for sheet in desk.sheets
        ),
        signers=tuple(_signers(desk, written, state.changed_at)),
        still_open=tuple(_still_open(desk, written)),
        materials=desk.step.materials,
        changes=latest(desk, written),
        history_url=desk.url("step_history"),
        older_url=desk.older_url,
        indicators_url=desk.indicators_url,
        sign_url=desk.url("step_sign_off"),
        written=written,
    )


def _seats(desk: Desk) -> list[Seat]:
    open_seats = Seat.objects.filter(room=desk.participation.pk, ended_at=None)
    return list(open_seats.select_related("holder").order_by("pk"))


def _path(desk: Desk, states: dict[tuple[int, str], StepState]) -> Iterable[PathStep]:
    for step in desk.content.steps:
        yield PathStep(
            step.number,
            step.short_title,
            desk.url("step", step=step.key),
            states[desk.participation.pk, step.key].look,
            step.key == desk.step.key,
        )


def _label(function: str) -> str:
    return OTHERS.get(function) or Function(function).label


def _task(desk: Desk, function: Function, seats: Iterable[Seat]) -> Task:
    text = next((role.text for role in desk.step.roles if role.function == function), "")
    holders = [
        Holder(seat.holder.name, seat.title, seat.holder_id == desk.user_id)
        for seat in seats
        if seat.function == function and seat.holder
    ]
    return Task(function.label, text, tuple(holders))


def _own_sheets(desk: Desk) -> Iterable[OwnSheet]:
    for step in desk.content.steps:
        for sheet in sheets_of(step, desk.parts):
            yield OwnSheet(step.number, sheet.title, desk.url("worksheet", step=step.key, worksheet=sheet.key))


def _point(
    desk: Desk,
    item: ChecklistItem,
    mark: MarkContent,
    seats: Collection[Seat],
    *,
    duty: Duty | None,
    today: dt.date,
    refused: Refused | None,
) -> Point:
    names = [seat.holder.name.split()[0] for seat in seats if seat.function == item.function and seat.holder]
    label = _label(item.function)
    owner = owner_label(seats, duty.owner_id) if duty else ""
    due = duty.due if duty else None
    wrong = refused if refused and refused.item_key == item.key else None
    return Point(
        key=item.key,
        text=item.text,
        help=item.help,
        whose=owner or (f"{' och '.join(names)}, {label.lower()}" if names else label),
        is_assigned=bool(owner),
        is_vacant=bool(owner) and not any(seat.pk == duty.owner_id and seat.holder for seat in seats if duty),
        due=due,
        days_late=days_late(due, today) if mark.state == MarkState.OPEN else 0,
        assign_url=f"{desk.url('step_duties')}#ansvar-{item.key}",
        is_required=item.required,
        state=mark.state,
        note=wrong.note if wrong else mark.note,
        by=mark.by,
        at=mark.at,
        url=desk.url("item_mark", item=item.key),
        error=str(wrong.refusal) if wrong else "",
    )


def _signers(desk: Desk, written: StepContent, changed_at: dt.datetime | None) -> Iterable[Signer]:
    signed = {signature.function: signature for signature in written.signatures}
    for function in desk.step.signed_by:
        signature = signed.get(function)
        yield Signer(
            function=function,
            label=_label(function),
            by=signature.by if signature else "",
            at=signature.at if signature else None,
            is_stale=bool(signature and changed_at and signature.at < changed_at),
            is_you=function in desk.functions,
        )


def _still_open(desk: Desk, written: StepContent) -> Iterable[str]:
    for item, mark in zip(desk.step.checklist, written.marks, strict=True):
        if item.required and mark.state == MarkState.OPEN:
            yield item.text
