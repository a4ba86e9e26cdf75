"""The group's notes beside the answers, and the ideas its organisations take home, typed so that nothing is lost."""

import uuid
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from access.refusals import NotYours, Refusal
from accounts.models import User
from benchmarking.comparison.lines import Key
from benchmarking.comparison.marks import require_line
from benchmarking.comparison.models import LineNote
from benchmarking.method.content import Content, UnknownKey
from benchmarking.workspace.answers import Place, Problem, Typing
from benchmarking.workspace.fields import clean_text
from benchmarking.workspace.typed import Saved, save_typed, writing
from cohorts import states
from cohorts.models import BenchmarkGroup, Participation, Seat
from cohorts.roles import TRIO


class SomebodyElsesIdea(NotYours):
    """An idea belongs to the organisation that takes it home."""

    sentence = "Varje organisation skriver sina egna idéer. Du kan läsa den här men inte ändra den."


class Noted(NamedTuple):
    """Whose note on which line: the group's, or with ``idea_of`` an organisation's idea."""

    line: Key
    idea_of: int | None = None

    @classmethod
    def at(cls, worksheet: str, place: Place) -> "Noted":
        """Return the note that a form's place names: its entry is the organisation whose idea it is."""
        return cls(Key(worksheet, place.field_key, place.function), place.entry_id)

    @property
    def place(self) -> Place:
        """Return how a form names the note."""
        return Place(self.idea_of, self.line.field, self.line.function)


def write_note(
    group: BenchmarkGroup,
    content: Content,
    *,
    step_key: str,
    noted: Noted,
    value: str,
    version: int,
    edit_id: uuid.UUID,
    by: User,
) -> Saved:
    """Store what was typed, started from ``version``; see ``workspace.typed`` for versions and edits.

    Raises ``UnknownKey``, ``BadValue``, ``SomebodyElsesIdea``, ``TypedClash`` and what ``states.require`` raises.
    """
    require_line(content.step(step_key), noted.line)
    value = clean_text(value)
    with writing():
        states.require(group.room, states.WORK)
        if noted.idea_of is not None:
            _require_own(group, noted.idea_of, by)
        key = {
            "room_id": group.pk,
            "step_key": step_key,
            "worksheet_key": noted.line.worksheet,
            "field_key": noted.line.field,
            "function": noted.line.function,
            "idea_of_id": noted.idea_of,
        }
        return save_typed(LineNote, key, value=value, version=version, edit_id=edit_id, by=by)


def _require_own(group: BenchmarkGroup, room_id: int, by: User) -> None:
    """Let an idea be written by the trio of its organisation, while it is in the group or a mentor of it."""
    here = Participation.objects.filter(pk=room_id, memberships__group=group, memberships__left_at=None)
    following = Participation.objects.filter(pk=room_id, pairings__group=group, pairings__ended_at=None)
    organisation = here.first() or following.first()
    if organisation is None:
        raise UnknownKey("Organisationen hör inte till gruppen.")
    if not Seat.objects.filter(room=room_id, function__in=TRIO, holder=by, ended_at=None).exists():
        raise SomebodyElsesIdea
    states.require(organisation.room, states.WORK)


def write_all(
    group: BenchmarkGroup,
    content: Content,
    *,
    step_key: str,
    worksheet: str,
    typed: Iterable[Typing],
    present: Mapping[Noted, str],
    by: User,
) -> dict[Noted, Problem]:
    """Store the notes of a worksheet as a plain form sends them, each for itself; return those that were not stored.

    What says what stands there already (``present``) is left alone. Raises ``UnknownKey``.
    """
    step = content.step(step_key)
    step.worksheet(worksheet)
    problems: dict[Noted, Problem] = {}
    for place, value, version in typed:
        noted = Noted.at(worksheet, place)
        require_line(step, noted.line)
        try:
            if clean_text(value) != present.get(noted, ""):
                write_note(
                    group,
                    content,
                    step_key=step_key,
                    noted=noted,
                    value=value,
                    version=version,
                    edit_id=uuid.uuid4(),
                    by=by,
                )
        except Refusal as refusal:
            problems[noted] = Problem(value, version, refusal)
    return problems
