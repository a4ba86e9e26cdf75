"""The rows of a round's form: the days of its calendar, and what it asks of those who want to take part."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.text import slugify

from benchmarking.meetings.forms import Words
from benchmarking.workspace.forms import Day as DayField
from cohorts.concepts import Day
from cohorts.models import Evidence
from cohorts.requirements import Asked

#: More rows than any round has; what is posted beyond them is not read.
MOST_ROWS = 60


class DayForm(forms.Form):
    """A day of the calendar. A row without text and day is not kept."""

    title = Words(label="Vad", required=False, longest=120)
    day = DayField(label="Dag", required=False)
    step_key = forms.CharField(required=False, widget=forms.HiddenInput, max_length=80)

    def clean(self) -> dict[str, Any]:
        """Ask for what is missing in a row that is half written."""
        typed = self.cleaned_data
        if not self.errors and bool(typed.get("title")) != bool(typed.get("day")):
            missing = "title" if typed.get("day") else "day"
            self.add_error(missing, "Skriv vad som händer." if missing == "title" else "Välj en dag, eller töm raden.")
        return typed


class RequirementForm(forms.Form):
    """A requirement. A row without text is not kept."""

    text = Words(label="Krav", lines=2, required=False, longest=300)
    evidence = forms.ChoiceField(label="Visas med", choices=Evidence.choices, initial=Evidence.TEXT, required=False)
    key = forms.SlugField(required=False, widget=forms.HiddenInput, max_length=60)


DayRows = forms.formset_factory(DayForm, extra=1, max_num=MOST_ROWS, absolute_max=MOST_ROWS)
RequirementRows = forms.formset_factory(RequirementForm, extra=1, max_num=MOST_ROWS, absolute_max=MOST_ROWS)


def rows_of_days(days: Sequence[Day]) -> list[dict[str, Any]]:
    """Return the initial values of the rows of ``days``."""
    return [{"title": each.title, "day": each.day, "step_key": each.step_key} for each in days]


def rows_of_requirements(asked: Sequence[Asked]) -> list[dict[str, Any]]:
    """Return the initial values of the rows of ``asked``."""
    return [each._asdict() for each in asked]


def days_in(rows: forms.BaseFormSet[DayForm]) -> tuple[Day, ...]:
    """Return the days that valid rows hold; a step is due once, by its first row."""
    found: dict[object, Day] = {}
    for place, form in enumerate(rows):
        typed = form.cleaned_data
        if typed.get("day"):
            found.setdefault(typed["step_key"] or place, Day(typed["title"], typed["day"], typed["step_key"]))
    return tuple(found.values())


def asked_in(rows: forms.BaseFormSet[RequirementForm]) -> tuple[Asked, ...]:
    """Return the requirements that valid rows hold; a new one gets a key after its words."""
    found: dict[str, Asked] = {}
    for place, form in enumerate(rows, start=1):
        typed = form.cleaned_data
        if text := " ".join(typed.get("text", "").split()):
            key = typed["key"] or slugify(text)[:50].strip("-") or "krav"
            key = f"{key}-{place}" if key in found else key
            found[key] = Asked(key, text, Evidence(typed["evidence"] or Evidence.TEXT))
    return tuple(found.values())
