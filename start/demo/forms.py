"""The form of the demo's door."""

from django import forms

from accounts.models import User
from start.demo import people


class EnterForm(forms.Form):
    """Whom to enter as."""

    person = forms.SlugField()

    def clean_person(self) -> User:
        """Return the demo person; refuse a name that is none."""
        found = people.find(self.cleaned_data["person"])
        if found is None:
            raise forms.ValidationError("Det finns ingen demoperson med det namnet.")
        return found
