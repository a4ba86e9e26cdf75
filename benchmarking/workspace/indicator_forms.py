"""How one looks for an indicator to follow, and ticks it."""

from django import forms
from django.http import QueryDict

from benchmarking.method.content import Content


class ChoiceFilterForm(forms.Form):
    """Which indicators are listed: by words, or those that the method proposes for a step."""

    sok = forms.CharField(label="Sök", max_length=80, required=False, widget=forms.TextInput(attrs={"type": "search"}))
    steg = forms.ChoiceField(label="Förslag till", required=False)

    def __init__(self, asked: QueryDict, *, content: Content) -> None:
        """Offer the steps of the method."""
        super().__init__(asked)
        steps = [(step.key, f"Steg {step.number}: {step.short_title}") for step in content.steps]
        self.fields["steg"].choices = [("", "Alla steg"), *steps]  # type: ignore[attr-defined]

    @property
    def question(self) -> dict[str, str]:
        """Return what ``indicator_choice.choice_page`` is asked; what it cannot answer asks for nothing."""
        asked = self.cleaned_data if self.is_valid() else {}
        return {"text": asked.get("sok", ""), "step": asked.get("steg", "")}


class ChosenForm(forms.Form):
    """The indicators that were ticked."""

    def __init__(self, posted: QueryDict) -> None:
        """Take what was posted: the keys are looked up by the verb."""
        super().__init__(posted)

    @property
    def keys(self) -> list[str]:
        """Return the keys of what was ticked."""
        data: QueryDict = self.data  # type: ignore[assignment]
        return data.getlist("indicator")
