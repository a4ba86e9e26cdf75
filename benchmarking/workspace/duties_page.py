"""The page where a trio says who answers for what in a step, and by when."""

from collections.abc import Mapping
from dataclasses import dataclass

from benchmarking.workspace.desks import Desk
from benchmarking.workspace.duties import STEP, Assignment, duties_in
from benchmarking.workspace.models import StepProgress
from cohorts.models import Seat


@dataclass(frozen=True, slots=True, kw_only=True)
class DutiesPage:
    """What stands about a step's duties now, and among whom they are dealt out."""

    number: int
    title: str
    step_url: str
    is_open: bool
    present: Mapping[str, Assignment]
    seats: tuple[Seat, ...]


def duties_page(desk: Desk) -> DutiesPage:
    """Read a step's duties and the room's open seats, in three SQL statements."""
    room = desk.participation.pk
    duties = duties_in(room, desk.step.key)
    row = StepProgress.objects.filter(room=room, step_key=desk.step.key).values_list("owner_id", "due").first()
    owner, due = row or (None, None)
    present = {STEP: Assignment(owner=owner, due=due)}
    for item in desk.step.checklist:
        duty = duties.get(item.key)
        present[item.key] = Assignment(owner=duty.owner_id, due=duty.due) if duty else Assignment(owner=None, due=None)
    seats = Seat.objects.filter(room=room, ended_at=None).select_related("holder").order_by("pk")
    return DutiesPage(
        number=desk.step.number,
        title=desk.step.title,
        step_url=desk.url("step"),
        is_open=desk.is_open,
        present=present,
        seats=tuple(seats),
    )
