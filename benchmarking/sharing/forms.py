"""The form that says whom a step is shared with."""

from django import forms

from benchmarking.sharing.models import AudienceKind


class ShareForm(forms.Form):
    """One or more audiences; nothing is chosen beforehand, since sharing is always a press of one's own."""

    audiences = forms.TypedMultipleChoiceField(
        label="Vilka ska få läsa?",
        choices=AudienceKind.choices,
        coerce=AudienceKind,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Välj vilka du vill dela med.", "invalid_choice": "Den mottagaren finns inte."},
    )
