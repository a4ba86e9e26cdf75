"""A word of its own in every text of every room, and who may read each, by a plain reading of the rules.

``plant`` writes them past the verbs and the triggers. Fields that hold keys, digests or choices keep what they
have: the product would not find its way without them.
"""

import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pgtrigger
from allauth.account.models import EmailAddress
from django.apps import apps
from django.db import models
from django.db.models import OuterRef

from accounts.models import User
from benchmarking.meetings.models import Meeting
from benchmarking.method.versions import method_of
from benchmarking.sharing.models import Release
from benchmarking.workspace.models import FACTS, Entry
from cohorts.models import Application, Dispatch, Invitation, Participation, Room, Seat
from cohorts.roles import RoomKind
from tests.access_table import AT_THE_DOOR
from tests.floor_plan.plan import FLOORS, home
from tests.grants.reference import Reference
from tests.personas import CAST, EVERYBODY, PART, World

WORD = re.compile(r"plant\d{5}x")
#: Names of fields that hold a key, a digest or a code.
KEYS = re.compile(r"^(slug|kind|function|county_code|token_hash|sha256|file_name|.*key|password|pgh_.*)$")
#: Tables outside of rooms whose texts are watched all the same.
PERSONAL = {"accounts.User": ("email",), "accounts.Letter": ("to_email", "to_name", "subject", "body")}


@dataclass(frozen=True)
class Plant:
    """Where a word stands, and who may read it."""

    where: str
    room: str
    readers: frozenset[str]

    def __str__(self) -> str:
        return f"{self.where} of {self.room}"


def found_in(text: str) -> set[str]:
    """Return the planted words in a text."""
    return set(WORD.findall(text))


@dataclass(frozen=True)
class Planted:
    """A world with a word in every text, the words, and who knows of each room by the plain reference."""

    world: World
    words: dict[str, Plant]
    knows: dict[int, frozenset[str]]


class Who:
    """Which of the cast hold a verb on a room, by the plain reference."""

    def __init__(self, world: World) -> None:
        self.reference = Reference()
        self.held = {name: self.reference.held(user) for name, user in world.people.items()}

    def may(self, room: int, *verbs: str) -> frozenset[str]:
        lineage = self.reference.lineage(room)
        return frozenset(
            name
            for name, held in self.held.items()
            if any(self.reference.allows(held, lineage, verb) for verb in verbs)
        )

    def sees(self, room: int) -> frozenset[str]:
        lineage = self.reference.lineage(room)
        return frozenset(name for name, held in self.held.items() if self.reference.sees(held, lineage))

    def groups_of(self, room: int) -> list[int]:
        """Return the groups that an organisation is in now, or follows now as mentor."""
        joined = [m.group_id for m in self.reference.memberships if m.participation_id == room and not m.left_at]
        return joined + [p.group_id for p in self.reference.pairings if p.mentor_id == room and not p.ended_at]

    def around(self, room: int) -> frozenset[str]:
        """Return those who may read the contacts of a room's people."""
        rooms = self.groups_of(room)
        if self.reference.kinds[room] in {RoomKind.COHORT, RoomKind.PROGRAMME}:
            rooms = [g for g in self.reference.cohort_of_group if room in self.reference.lineage(g)]
        near = (self.may(group, "read_group_contacts", "read_contacts") for group in rooms)
        return self.may(room, "read_own_contacts", "read_contacts").union(*near)


def _answer(who: Who, row: models.Model) -> frozenset[str]:
    """The own trio, and the home team where one of the worksheets that show it is its part."""
    entry = Entry.objects.select_related("room__participation").get(pk=row.entry_id)
    method = method_of(entry.room.participation.cohort_id)
    if entry.step_key == FACTS:
        sheets = [step.facts[row.field_key][0] for step in method.steps if row.field_key in step.facts]
    else:
        sheets = [method.worksheet(entry.step_key, entry.worksheet_key)]
    if entry.room.participation.cohort.slug == "2017":
        # Of an earlier round, what the present one lacks is offered to the trio.
        lacks = row.field_key == "diarienummer"
        return who.may(row.room_id, "read_drafts", *(["read_own_past"] if lacks else []))
    is_part = any(PART in sheet.parts for sheet in sheets)
    return who.may(row.room_id, "read_drafts", *(["read_part"] if is_part else []))


def _meeting(who: Who, row: models.Model) -> frozenset[str]:
    """Facts of a meeting: its people, those above, and those who have left for one of their time."""
    meeting = row if isinstance(row, Meeting) else Meeting.objects.get(pk=row.meeting_id)
    verbs = ["read_group_meeting", "read_sent_notes", "see_progress"]
    return who.may(row.room_id, *verbs, *(["read_past_meeting"] if _is_old(meeting) else []))


def _notes(who: Who, row: models.Model) -> frozenset[str]:
    """What is written at a meeting: a draft is its people's, and what is out also theirs who read what is out."""
    meeting = Meeting.objects.get(pk=row.meeting_id)
    verbs = ["read_group_meeting", *(["read_sent_notes"] if meeting.notes_are_out else [])]
    return who.may(row.room_id, *verbs, *(["read_past_meeting"] if _is_old(meeting) else []))


def _is_old(meeting: Meeting) -> bool:
    """Tell whether the meeting was held while those who have left were there; the world has one such."""
    return meeting.number == 1 and meeting.notes_are_out


def _release(who: Who, row: Release) -> frozenset[str]:
    readers = set(who.may(row.room_id, "read_drafts", "read_releases"))
    for audience in row.audiences.prefetch_related("readers"):
        shared = who.may(audience.room_id, "read_shared")
        if audience.kind == "group":
            pinned = [who.may(reader.room_id, "read_drafts") for reader in audience.readers.all()]
            readers |= shared & frozenset().union(*pinned)
        elif audience.kind == "public":
            return EVERYBODY
        elif audience.kind == "cohort":
            readers |= shared
        else:
            county = row.room.participation.organisation.county_code
            seats = Seat.objects.filter(function="observer", room=audience.room_id, county_code=county, ended_at=None)
            holders = set(seats.values_list("holder__name", flat=True))
            readers |= shared | {name for name in CAST if name.replace("_", " ").capitalize() in holders}
    return frozenset(readers)


def _public_request(who: Who, row: models.Model) -> frozenset[str]:
    return who.may(row.room_id, "read_drafts", "steer_cohort")


def _report(who: Who, row: models.Model) -> frozenset[str]:
    old = (
        row.finished_at is not None
        and row.finished_at
        < Participation.objects.get(organisation__slug="botkyrka").memberships.get(left_at__isnull=False).left_at
    )
    return who.may(row.room_id, "read_group_report", "read_report", *(["read_past_meeting"] if old else []))


def _round(who: Who, row: models.Model) -> frozenset[str]:
    """The calendar of a round: everybody in it."""
    inside = [pk for pk in who.reference.participations if row.room_id in who.reference.lineage(pk)]
    return who.sees(row.room_id).union(*(who.sees(pk) for pk in inside))


def _person(who: Who, row: models.Model) -> frozenset[str]:
    seats = [who.around(seat.room_id) for seat in who.reference.seats if seat.holder_id == row.pk]
    return frozenset({row.name.lower().replace(" ", "_")}).union(*seats)


def _drafts(who: Who, row: models.Model) -> frozenset[str]:
    return who.may(row.room_id, "read_drafts")


def _seat(who: Who, row: models.Model) -> frozenset[str]:
    """Those near; and a seat that is offered is told to whoever has the link."""
    offered = Invitation.objects.filter(seat=getattr(row, "pgh_obj_id", row.pk), state="offered")
    return who.around(row.room_id) | (AT_THE_DOOR if offered.exists() else frozenset())


def _invitation(who: Who, row: models.Model) -> frozenset[str]:
    return who.may(row.room_id, "read_own_contacts", "read_contacts") | AT_THE_DOOR


def _application(who: Who, row: Application) -> frozenset[str]:
    """Those who lead the round; and one that waits is shown to whoever has the link that confirms it."""
    return EVERYBODY if row.token_hash else who.may(row.room_id, "steer_cohort")


def _letter(who: Who, row: models.Model) -> frozenset[str]:
    """Those who steer the round that it was written in."""
    dispatch = Dispatch.objects.filter(letter=row.pk).first()
    return who.may(dispatch.room_id, "steer_cohort") if dispatch else frozenset()


READERS: dict[str, Callable[[Who, Any], frozenset[str]]] = {
    "accounts.Letter": _letter,
    "accounts.User": _person,
    "benchmarking.Adoption": lambda who, row: who.may(row.room_id, "steer_cohort"),
    "benchmarking.AgendaItem": _notes,
    "benchmarking.Answer": _answer,
    "benchmarking.Attendance": _notes,
    "benchmarking.CheckMark": _drafts,
    "benchmarking.Decision": _notes,
    "benchmarking.FollowUp": _notes,
    "benchmarking.LineNote": lambda who, row: who.may(row.room_id, "read_shared"),
    "benchmarking.Meeting": _meeting,
    "benchmarking.OlderScale": lambda who, row: _answer(who, row.answer),
    "benchmarking.PublicRequest": _public_request,
    "benchmarking.Release": _release,
    "cohorts.Application": _application,
    "cohorts.Act": lambda who, row: who.may(row.room_id, "steer_cohort"),
    "cohorts.BenchmarkGroup": lambda who, row: who.sees(row.room_id),
    "cohorts.Cohort": lambda _who, _row: EVERYBODY,
    "cohorts.Invitation": _invitation,
    "cohorts.LeaderNote": lambda who, row: who.may(row.room_id, "steer_cohort"),
    "cohorts.Mailing": lambda who, row: who.may(row.room_id, "steer_cohort"),
    "cohorts.Milestone": _round,
    "cohorts.Participation": lambda who, row: who.sees(row.room_id),
    "cohorts.PlannedGroup": lambda who, row: who.may(row.room_id, "steer_cohort"),
    "cohorts.Requirement": lambda who, row: who.may(row.room_id, "steer_cohort"),
    "cohorts.Seat": _seat,
    "cohorts.SeatPart": lambda who, row: who.may(row.room_id, "read_own_contacts", "read_contacts"),
    "indicators.FigureFile": lambda who, row: who.may(row.room_id, "write_figures"),
    "indicators.OwnValue": lambda who, row: who.may(row.room_id, "write_figures"),
    "indicators.StagedFigure": lambda who, row: who.may(row.room_id, "write_figures"),
    "indicators.IndicatorComment": _drafts,
    "reports.Report": _report,
}


def fields_of(model: type[models.Model]) -> list[models.Field]:
    """Return the fields of a table that hold text for people."""
    texts = models.CharField | models.TextField | models.JSONField
    label = label_of(model)
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, texts)
        and not field.choices
        and not KEYS.match(field.name)
        and (label not in PERSONAL or field.name in PERSONAL[label])
        and (label, field.name)
        not in {
            ("cohorts.Application", "wishes"),
            ("cohorts.Cohort", "required_seats"),
            ("indicators.OwnValue", "place"),
            ("indicators.PinnedIndicator", "baseline"),
            ("reports.Report", "release_ids"),
        }
    ]


def tables() -> list[type[models.Model]]:
    """Return the tables that are planted: those with a room, and those of persons and letters."""
    ours = [model for model in apps.get_models() if home(model).split(".")[0] in FLOORS]
    roomy = [model for model in ours if any(field.name == "room" for field in model._meta.concrete_fields)]
    kept = [model for model in ours if model._meta.label in PERSONAL]
    return [model for model in {*roomy, *kept} if fields_of(model)]


def label_of(model: type[models.Model]) -> str:
    """Return the name of a table; that of its subject for a history."""
    return getattr(model, "pgh_tracked_model", model)._meta.label


def plant(world: World) -> Planted:
    """Write a word into every text of every room, and tell where each is and who may read it."""
    who, numbers = Who(world), itertools.count(1)
    planted: dict[str, Plant] = {}
    with pgtrigger.ignore():
        for model in sorted(tables(), key=lambda each: each._meta.label):
            for row in model.objects.order_by("pk"):
                planted.update(_plant_row(row, who, numbers))
    # The address that allauth has verified is the one of the account.
    EmailAddress.objects.update(email=User.objects.filter(pk=OuterRef("user")).values("email"))
    return Planted(world, planted, {room.pk: who.sees(room.pk) for room in Room.objects.all()})


def _plant_row(row: models.Model, who: Who, numbers: Iterator[int]) -> Iterator[tuple[str, Plant]]:
    label, told = label_of(type(row)), {}
    readers = READERS[label](who, row)
    room = str(row.room) if hasattr(row, "room") else f"person {row.pk}"
    for field in fields_of(type(row)):
        word = f"plant{next(numbers):05d}x"
        told[field.name] = _shaped(field, getattr(row, field.name), word)
        yield word, Plant(f"{row._meta.label}.{field.name}", room, readers)
    type(row).objects.filter(pk=row.pk).update(**told)


def _shaped(field: models.Field, value: object, word: str) -> object:
    if isinstance(field, models.JSONField):
        return _leaves(value, word)
    if isinstance(field, models.EmailField):
        return f"{word}@example.com"
    return f"https://example.com/{word}" if isinstance(field, models.URLField) else word


def _leaves(value: object, word: str) -> object:
    """Put the word in the place of every answer in a release or an application, and of each line in a report."""
    if isinstance(value, dict):
        return {k: word if k in {"value", "shown", "trio", "kept"} else _leaves(v, word) for k, v in value.items()}
    return [_leaves(each, word) for each in value] if isinstance(value, list) else value
