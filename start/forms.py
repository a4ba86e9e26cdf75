"""The forms of the front door."""

from typing import Any

from django import forms

from cohorts.access import Access


class HatForm(forms.Form):
    """Which of one's own seats to act from."""

    hat = forms.IntegerField()

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        """Only seats of ``access`` can be chosen."""
        super().__init__(*args, **kwargs)
        self._seats = {seat.pk for seat in access.seats}

    def clean_hat(self) -> int:
        """Refuse a seat that is not one's own."""
        hat: int = self.cleaned_data["hat"]
        if hat not in self._seats:
            raise forms.ValidationError("Den platsen är inte din.")
        return hat
