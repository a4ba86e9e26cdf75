"""The forms of sharing: with whom, where to go on, and why not."""

from typing import Any

from django import forms
from django.utils.http import url_has_allowed_host_and_scheme

from benchmarking.sharing.models import CHOSEN, AudienceKind


class ManyKeys(forms.MultipleChoiceField):
    """Any number of keys, each of which is looked up where it is used."""

    widget = forms.MultipleHiddenInput

    def valid_value(self, value: str) -> bool:  # noqa: ARG002  nothing is refused here
        """Take any."""
        return True


class ShareForm(forms.Form):
    """One or more audiences; nothing is chosen beforehand, since sharing is always a press of one's own.

    ``seen`` is the mark of the preview that the page showed.
    """

    audiences = forms.TypedMultipleChoiceField(
        label="Vilka ska få läsa?",
        choices=[(kind.value, kind.label) for kind in CHOSEN],
        coerce=AudienceKind,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Välj vilka du vill dela med.", "invalid_choice": "Den mottagaren finns inte."},
    )
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    @property
    def chosen(self) -> dict[str, Any]:
        """Return what the verb takes: the audiences, and the preview that was read through."""
        return {"audiences": self.cleaned_data["audiences"], "preview": self.cleaned_data["seen"]}


class WhichForm(forms.Form):
    """Which of the indicators that are followed; the verb looks their keys up."""

    indicator = ManyKeys(required=False)

    @property
    def keys(self) -> list[str]:
        """Return the keys."""
        return list(self.cleaned_data["indicator"]) if self.is_valid() else []


class FollowedShareForm(ShareForm, WhichForm):
    """Some of the indicators that are followed, and with whom."""

    @property
    def chosen(self) -> dict[str, Any]:
        """Return what the verb takes: which, the audiences, and the preview that was read through."""
        return {**super().chosen, "keys": self.keys}


class NextForm(forms.Form):
    """Where one was going; an address elsewhere is not followed."""

    next = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)

    def target(self, otherwise: str) -> str:
        """Return the path to go on to, or ``otherwise`` where none is given that is our own."""
        path: str = self.cleaned_data.get("next", "") if self.is_valid() else ""
        return (
            path if path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None) else otherwise
        )


class DeclineForm(forms.Form):
    """Why something is not shown openly."""

    reason = forms.CharField(
        label="Varför inte?",
        help_text="Organisationen får läsa det här i ett brev.",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": "Skriv varför, så att organisationen vet vad den kan ändra.",
            "max_length": "Skriv högst 1 000 tecken.",
        },
    )
