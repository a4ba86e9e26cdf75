"""The forms of meetings: the only readers of what is posted."""

from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField

from access.refusals import Refusal
from benchmarking.meetings import circle, decisions, planning
from benchmarking.meetings.agenda import Point
from benchmarking.meetings.attendance import Row, Took
from benchmarking.meetings.circle import Place
from benchmarking.meetings.models import AgendaItem, Decision, FollowUpState, Meeting, Presence
from benchmarking.meetings.planning import Plan
from benchmarking.method.content import Content
from benchmarking.workspace.fields import clean_text
from benchmarking.workspace.forms import Day
from cohorts.models import BenchmarkGroup, Seat

LONGEST_LINE, LONGEST_TEXT = 160, 2_000


class Words(forms.CharField):
    """A text that can be kept: no control characters, and on one line unless it is a text area."""

    def __init__(self, *, lines: int = 1, longest: int = LONGEST_LINE, **options: Any) -> None:
        widget = forms.Textarea(attrs={"rows": lines}) if lines > 1 else forms.TextInput()
        super().__init__(widget=widget, **options)
        self.validators = []  # clean_text says it in our words
        self.lines, self.longest = lines, longest

    def to_python(self, value: Any) -> str:
        """Return the text in one normal form, or say why it cannot be kept."""
        try:
            text = clean_text(str(value or ""), longest=self.longest).strip()
        except Refusal as refusal:
            raise ValidationError(str(refusal)) from refusal
        return text if self.lines > 1 else " ".join(text.split())


class Clock(forms.TimeField):
    """A time of the day."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
        super().__init__(widget=widget, input_formats=["%H:%M", "%H.%M", "%H:%M:%S"], **options)
        self.error_messages["invalid"] = "Skriv tiden med timmar och minuter, till exempel 9:30."


class SeatChoice(forms.TypedChoiceField):
    """One of the people around the table; ``offer`` says which."""

    def __init__(self, *, empty: str = "Välj", **options: Any) -> None:
        super().__init__(empty_value=None, **options)
        self.empty = empty
        self.error_messages["invalid_choice"] = "Personen hör inte till gruppen. Välj någon ur listan."

    def offer(self, places: Iterable[Place], *, kept: Seat | None = None) -> None:
        """Let one of ``places`` be chosen, or the seat that stands there already."""
        seats = {str(place.seat.pk): (place.seat, place.label) for place in places}
        if kept is not None and str(kept.pk) not in seats:
            seats[str(kept.pk)] = (kept, f"{kept.holder or kept.get_function_display()}, {kept.room.title}")
        self.choices = [("", self.empty), *((pk, label) for pk, (_, label) in seats.items())]
        self.coerce = lambda pk: seats[str(pk)][0]


#: Where a refusal is shown: the field that can put it right.
_FIELD_OF: dict[type[Refusal], str] = {
    planning.MeetingBeforeRound: "day",
    planning.MeetingAfterRound: "day",
    planning.EndsBeforeStart: "ends_at",
    planning.HostOutsideGroup: "host",
    planning.NoSuchMeeting: "kind",
    decisions.DueBeforeMeeting: "due",
}


class ActForm(forms.Form):
    """A form that carries out one act. A refusal stands at its field, and what was typed stays."""

    #: Where a refusal is shown: the field that can put it right.
    field_of: ClassVar[Mapping[type[Refusal], str]] = _FIELD_OF
    refused: HTTPStatus = HTTPStatus.UNPROCESSABLE_ENTITY
    done: Any = None

    def facts(self) -> dict[str, Any]:
        """Return what the act is told of what was typed."""
        return self.cleaned_data

    def carry_out(self, act: Callable[..., Any], *subjects: Any, **facts: Any) -> bool:
        """Do ``act`` with what was typed and keep its answer in ``done``; False where something must be put right."""
        if not self.is_valid():
            return False
        try:
            self.done = act(*subjects, **self.facts(), **facts)
        except Refusal as refusal:
            self.add_error(self.field_of.get(type(refusal)), str(refusal))
            self.refused = refusal.status
            return False
        return True

    @property
    def status(self) -> HTTPStatus:
        """Return the status of a page that shows the form."""
        return self.refused if self.errors else HTTPStatus.OK


class MoveForm(ActForm):
    """When and where a meeting is, and who does what."""

    day = Day(label="Dag", error_messages={"required": "Välj en dag."})
    starts_at = Clock(label="Börjar", error_messages={"required": "Skriv när träffen börjar."})
    ends_at = Clock(label="Slutar", error_messages={"required": "Skriv när träffen slutar."})
    place = Words(label="Plats", required=False)
    link = forms.URLField(
        label="Länk för dem som är med digitalt",
        required=False,
        max_length=500,
        assume_scheme="https",
        error_messages={"invalid": "Skriv hela länken, till exempel https://mote.example/rum."},
    )
    host = forms.TypedChoiceField(label="Värd", required=False, empty_value=None)
    chair = SeatChoice(label="Ordförande", required=False, empty="Inte bestämt")
    note_taker = SeatChoice(label="Antecknare", required=False, empty="Inte bestämt")

    def __init__(self, *args: Any, group: BenchmarkGroup, **options: Any) -> None:
        super().__init__(*args, **options)
        self.places = circle.around(group)
        hosts = {str(each.pk): each for each in circle.members(group)}
        host = cast("forms.TypedChoiceField", self.fields["host"])
        host.choices = [("", "Inte bestämt"), *((pk, str(each)) for pk, each in hosts.items())]
        host.coerce = lambda pk: hosts[str(pk)]
        host.error_messages["invalid_choice"] = planning.HostOutsideGroup.sentence
        _offer(self, "chair", circle.may_chair(self.places))
        _offer(self, "note_taker", circle.of_group(self.places))

    def facts(self) -> dict[str, Any]:
        """Return the plan, and the kind of meeting where one is chosen here."""
        typed = dict(self.cleaned_data)
        chosen = typed.pop("kind", "")
        plan = {"plan": Plan(**typed)}
        return plan | dict(zip(("kind", "step_key"), chosen.split("/"), strict=False)) if chosen else plan


class PlanForm(MoveForm):
    """A new meeting: what kind, and all that can be moved later."""

    kind = forms.ChoiceField(
        label="Vad för träff",
        error_messages={"invalid_choice": planning.NoSuchMeeting.sentence, "required": "Välj vad för träff det är."},
    )
    field_order = ("kind",)

    def __init__(self, *args: Any, group: BenchmarkGroup, content: Content, **options: Any) -> None:
        super().__init__(*args, group=group, **options)
        proposal = planning.propose(group, content, self.places)
        self.initial = {
            "kind": f"{proposal.kind}/{proposal.step_key}",
            "host": proposal.host.pk if proposal.host else None,
            "chair": proposal.chair.pk if proposal.chair else None,
        }
        cast("forms.ChoiceField", self.fields["kind"]).choices = [
            (f"{kind.key}/{step}", planning.title_of(content, kind, step)) for kind, step in planning.kinds_of(content)
        ]


class CancelForm(ActForm):
    """Why a meeting will not take place."""

    reason = Words(
        label="Varför",
        longest=200,
        help_text="Skälet står i brevet till gruppen.",
        error_messages={"required": "Skriv varför träffen ställs in."},
    )


class AgendaForm(ActForm):
    """The whole agenda: each point's place, words, time and presenter, and room for one more."""

    NEW = "ny"

    def __init__(self, *args: Any, items: Iterable[AgendaItem], **options: Any) -> None:
        super().__init__(*args, **options)
        self.keys: list[str] = []
        for item in items:
            self._add(item.key, position=item.position, title=item.title, minutes=item.minutes, by=item.presenter)
        self._add(self.NEW, position=len(self.keys) + 1)

    def _add(self, key: str, *, position: int, title: str = "", minutes: int | None = None, by: str = "") -> None:
        new = key == self.NEW
        which = "ny punkt" if new else f"punkt {position}"
        self.keys.append(key)
        self.fields |= {
            f"{key}-position": forms.IntegerField(
                label=f"Ordning, {which}", initial=position, min_value=1, max_value=99
            ),
            f"{key}-title": Words(label=which.capitalize(), initial=title, required=False),
            f"{key}-minutes": forms.IntegerField(
                label=f"Minuter, {which}", initial=minutes, min_value=0, max_value=600, required=not new
            ),
            f"{key}-presenter": Words(label=f"Vem, {which}", initial=by, required=False),
        }

    @property
    def rows(self) -> list[list[BoundField]]:
        """Return the fields a row at a time, for the template."""
        return [[self[f"{key}-{name}"] for name in ("position", "title", "minutes", "presenter")] for key in self.keys]

    def facts(self) -> dict[str, Any]:
        """Return the points in their new order; a row without words is left out."""
        typed = self.cleaned_data
        order = sorted(self.keys, key=lambda key: typed[f"{key}-position"])
        return {
            "points": [
                Point(
                    key="" if key == self.NEW else key,
                    title=typed[f"{key}-title"],
                    minutes=typed[f"{key}-minutes"] or 0,
                    presenter=typed[f"{key}-presenter"],
                )
                for key in order
                if typed[f"{key}-title"]
            ]
        }


class AttendanceForm(ActForm):
    """How each seat around the table took part."""

    def __init__(self, *args: Any, rows: Iterable[Row], **options: Any) -> None:
        super().__init__(*args, **options)
        self.people = list(rows)
        for row in self.people:
            seat = row.place.seat.pk
            self.fields[f"presence-{seat}"] = forms.ChoiceField(
                label=f"Närvaro för {row.name}", choices=Presence.choices, initial=row.took.presence
            )
            self.fields[f"substitute-{seat}"] = Words(
                label=f"Ersättare för {row.name}", required=False, longest=150, initial=row.took.substitute
            )

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Return each seat with its two fields, for the template."""
        return [
            {"row": row, "fields": [self[f"{name}-{row.place.seat.pk}"] for name in ("presence", "substitute")]}
            for row in self.people
        ]

    def facts(self) -> dict[str, Any]:
        """Return how each seat took part, by its id."""
        typed = self.cleaned_data
        seats = [row.place.seat.pk for row in self.people]
        return {
            "taken": {seat: Took(Presence(typed[f"presence-{seat}"]), typed[f"substitute-{seat}"]) for seat in seats}
        }


class DecisionForm(ActForm):
    """Something the group agrees on."""

    text = Words(
        label="Överenskommelse",
        lines=2,
        longest=LONGEST_TEXT,
        error_messages={"required": "Skriv vad ni har kommit överens om."},
    )
    owner = SeatChoice(label="Ansvarig", required=False, empty="Hela gruppen")
    due = Day(label="Senast", required=False)

    def __init__(self, *args: Any, places: Iterable[Place], decision: Decision | None = None, **options: Any) -> None:
        if decision is not None:
            options["initial"] = {"text": decision.text, "owner": decision.owner_id, "due": decision.due}
        super().__init__(*args, **options)
        _offer(self, "owner", circle.of_group(places), kept=decision.owner if decision else None)


class FollowUpForm(ActForm):
    """Something somebody promises to do."""

    what = Words(label="Vad", lines=2, longest=LONGEST_TEXT, error_messages={"required": "Skriv vad som ska göras."})
    owner = SeatChoice(label="Vem", error_messages={"required": "Välj vem som gör det."})
    due = Day(label="Senast", error_messages={"required": "Välj senast vilken dag."})

    def __init__(self, *args: Any, places: Iterable[Place], **options: Any) -> None:
        super().__init__(*args, **options)
        _offer(self, "owner", circle.of_group(places))


class FollowUpStateForm(ActForm):
    """How far something promised has come."""

    state = forms.TypedChoiceField(
        label="Läge",
        choices=FollowUpState.choices,
        coerce=FollowUpState,
        error_messages={"invalid_choice": "Välj ett av lägena.", "required": "Välj ett av lägena."},
    )


class HostTaskForm(ActForm):
    """Whether the host has done a task: a ticked box is sent, an empty one is not."""

    done = forms.BooleanField(required=False)


class NothingForm(ActForm):
    """An act that is one press of a button."""


def initial_of(meeting: Meeting) -> dict[str, Any]:
    """Return what stands in the form that moves a meeting."""
    return {
        "day": meeting.day,
        "starts_at": meeting.starts_at,
        "ends_at": meeting.ends_at,
        "place": meeting.place,
        "link": meeting.link,
        "host": meeting.host_id,
        "chair": meeting.chair_id,
        "note_taker": meeting.note_taker_id,
    }


def _offer(form: ActForm, name: str, places: Iterable[Place], *, kept: Seat | None = None) -> None:
    cast("SeatChoice", form.fields[name]).offer(places, kept=kept)
