"""The forms of home-team seats."""

from typing import Any

from django import forms

from benchmarking.method.content import Content
from benchmarking.workspace.home_seats import parts_of, sheets_of_method
from cohorts.forms import OfferForm


class PartsForm(forms.Form):
    """What a home-team seat opens: parts of the work, or single worksheets."""

    parts = forms.MultipleChoiceField(label="Delar", required=False, widget=forms.CheckboxSelectMultiple)
    sheets = forms.MultipleChoiceField(label="Enskilda mallar", required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, content: Content, *args: Any, **options: Any) -> None:
        """Offer what the method has."""
        super().__init__(*args, **options)
        parts, sheets = parts_of(content), sheets_of_method(content)
        self._titles = {each.key: each.title for each in (*parts, *sheets)}
        self._choose("parts", [(each.key, f"{each.title}: {each.opens}") for each in parts])
        self._choose("sheets", [(each.key, f"{each.title}, {each.opens}") for each in sheets])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]
        self.fields[name].error_messages["invalid_choice"] = "Metoden har inte det du valde. Ladda om sidan."

    @property
    def chosen(self) -> dict[str, str]:
        """Return key → title of what was chosen."""
        return {key: self._titles[key] for key in (*self.cleaned_data["parts"], *self.cleaned_data["sheets"])}


class HomeSeatForm(PartsForm, OfferForm):
    """Whom a new home-team seat is offered to, and what it opens."""

    field_order = ("name", "email", "parts", "sheets")
