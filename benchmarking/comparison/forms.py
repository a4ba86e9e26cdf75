"""What the pages of a comparison send."""

from typing import Any

from django import forms
from django.http import QueryDict

from benchmarking.comparison.columns import MOST
from benchmarking.comparison.indicators import Board, Choice
from benchmarking.comparison.lines import JOINT, Key
from benchmarking.comparison.setting import Chosen, Setting
from cohorts.roles import Function
from indicators.places import Against

FEWEST = 2


class ChooseForm(forms.Form):
    """Which organisations stand beside each other, and which answers; nothing is asked for where all is usual."""

    org = forms.MultipleChoiceField(
        label="Organisationer",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Den organisationen hör inte till gruppen. Välj bland dem som står här."},
    )
    svar = forms.ChoiceField(
        label="Visa svar från",
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "De svaren finns inte. Välj bland dem som står här."},
    )
    skillnader = forms.BooleanField(label="Bara det som gruppen har märkt som skillnad", required=False)

    def __init__(self, asked: QueryDict, setting: Setting) -> None:
        """Offer the group's organisations, and the functions that answer for themselves in this step."""
        super().__init__(asked or None)
        self._query = asked.urlencode()
        fields: Any = self.fields
        fields["org"].choices = [(each.slug, each.label) for each in setting.organisations]
        answering = {f for sheet in setting.step.worksheets for field in sheet.fields for f in field.answered_by}
        functions = [(f.value, f.label) for f in Function if f in answering]
        fields["svar"].choices = [("", "Alla"), *functions, (JOINT, "Gemensamt")] if functions else [("", "Alla")]
        self.has_functions = bool(functions)
        self.has_choice = len(setting.organisations) > FEWEST

    def clean_org(self) -> list[str]:
        """Compare at least two and at most as many as there is room for."""
        chosen: list[str] = self.cleaned_data["org"]
        if chosen and not FEWEST <= len(chosen) <= MOST:
            raise forms.ValidationError("Välj minst två och högst fyra organisationer.")
        return chosen

    @property
    def chosen(self) -> Chosen:
        """Return what to show: the usual where nothing, or nothing possible, was asked for."""
        if not self.is_bound or not self.is_valid():
            return Chosen()
        data = self.cleaned_data
        return Chosen(tuple(data["org"]), data["svar"], data["skillnader"], self._query)


class IndicatorsForm(forms.Form):
    """Which indicators stand side by side, and what the group is set beside; a key of none is left out."""

    sok = forms.CharField(
        label="Sök nyckeltal", max_length=80, required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    mot = forms.MultipleChoiceField(
        label="Jämför med", required=False, choices=Against.choices, widget=forms.CheckboxSelectMultiple
    )
    andra = forms.MultipleChoiceField(
        label="Andra platser",
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6, "class": "input", "aria-describedby": "andra-hjalp"}),
        help_text="Välj flera med Ctrl eller Cmd.",
    )

    def __init__(self, asked: QueryDict, board: Board) -> None:
        """Offer every organisation that Kolada has figures of."""
        super().__init__(asked)
        self._keys = tuple(asked.getlist("nyckeltal"))
        fields: Any = self.fields
        fields["andra"].choices = [(each.slug, each.name) for each in board.everywhere]

    @property
    def choice(self) -> Choice:
        """Return what to show: nothing where something impossible was asked for."""
        if not self.is_valid():
            return Choice()
        told = self.cleaned_data
        return Choice(self._keys, told["sok"], tuple(told["mot"]), tuple(told["andra"]))


class LineMarkForm(forms.Form):
    """What the group sees in a line, as one button says it: "presentation.styrkor same", or the line alone.

    The verb judges both, so they are taken here as they are.
    """

    mark = forms.Field(required=False)

    def __init__(self, posted: QueryDict) -> None:
        """Read the button that was pressed."""
        super().__init__(posted)
        self.full_clean()
        word, _, self.seen = str(self.cleaned_data["mark"] or "").partition(" ")
        self.line = Key.named(word)
