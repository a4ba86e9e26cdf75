"""The form that says whom a step is shared with."""

from typing import Any

from django import forms

from benchmarking.sharing.models import AudienceKind


class ShareForm(forms.Form):
    """One or more audiences; nothing is chosen beforehand, since sharing is always a press of one's own.

    ``seen`` is the mark of the preview that the page showed.
    """

    audiences = forms.TypedMultipleChoiceField(
        label="Vilka ska få läsa?",
        choices=AudienceKind.choices,
        coerce=AudienceKind,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Välj vilka du vill dela med.", "invalid_choice": "Den mottagaren finns inte."},
    )
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    @property
    def chosen(self) -> dict[str, Any]:
        """Return what the verb takes: the audiences, and the preview that was read through."""
        return {"audiences": self.cleaned_data["audiences"], "preview": self.cleaned_data["seen"]}
