"""What the pages of the calendar post."""

import datetime as dt
from typing import Any, ClassVar, cast

from django import forms

from accounts.models import Rhythm
from benchmarking.meetings.forms import ActForm, Words
from benchmarking.method.content import Content
from benchmarking.workspace.forms import Day
from cohorts import milestones
from cohorts.models import Milestone

FARTHEST = 365


class MilestoneForm(ActForm):
    """A day of the round, and the step that is due then, if any."""

    field_of: ClassVar = {milestones.OutsideRound: "day", milestones.StepHasDay: "step_key"}

    title = Words(label="Vad", longest=120, error_messages={"required": "Skriv vad dagen gäller."})
    day = Day(label="Dag", error_messages={"required": "Välj en dag."})
    step_key = forms.ChoiceField(
        label="Steg som ska vara klart då",
        required=False,
        error_messages={"invalid_choice": "Metoden har inget sådant steg. Välj ett ur listan."},
    )

    def __init__(self, *args: Any, content: Content, milestone: Milestone | None = None, **options: Any) -> None:
        if milestone is not None:
            options["initial"] = {"title": milestone.title, "day": milestone.day, "step_key": milestone.step_key}
        super().__init__(*args, **options)
        cast("forms.ChoiceField", self.fields["step_key"]).choices = [
            ("", "Inget steg"),
            *((step.key, f"{step.number}. {step.title}") for step in content.steps),
        ]


class MoveDaysForm(ActForm):
    """From which day, and how far. ``seal`` comes from the preview."""

    field_of: ClassVar = {milestones.OutsideRound: "days", milestones.NothingToMove: "since"}

    since = Day(label="Flytta allt från och med", error_messages={"required": "Välj en dag."})
    days = forms.IntegerField(
        label="Antal dagar",
        help_text="14 flyttar två veckor framåt, −7 en vecka bakåt.",
        min_value=-FARTHEST,
        max_value=FARTHEST,
        error_messages={
            "required": "Skriv hur många dagar.",
            "invalid": "Skriv antalet dagar med siffror, till exempel 14.",
            "min_value": "Flytta högst ett år åt gången.",
            "max_value": "Flytta högst ett år åt gången.",
        },
    )
    seal = forms.CharField(required=False, widget=forms.HiddenInput)

    @property
    def wanted(self) -> tuple[dt.date, int] | None:
        """Return from when and how far, when both can be read."""
        typed = self.cleaned_data if self.is_bound and self.errors is not None else {}
        return (typed["since"], typed["days"]) if {"since", "days"} <= set(typed) else None


class RhythmForm(ActForm):
    """How often the person wants reminders."""

    rhythm = forms.TypedChoiceField(
        label="Hur ofta vill du ha påminnelser?",
        choices=Rhythm.choices,
        coerce=Rhythm,
        widget=forms.RadioSelect,
        error_messages={"required": "Välj hur ofta.", "invalid_choice": "Välj ett av alternativen."},
    )
