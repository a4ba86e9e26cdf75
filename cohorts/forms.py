"""What people type on the pages of this app. The forms alone read a request's data."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator

from cohorts.models import OrganisationKind

one_line = RegexValidator(
    r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", "Skriv på en rad, utan radbrytning.", inverse_match=True
)


class OfferForm(forms.Form):
    """Whom a seat is offered to."""

    name = forms.CharField(
        label="Namn",
        max_length=120,
        validators=[one_line],
        error_messages={"required": "Skriv namnet på den du bjuder in."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    email = forms.EmailField(
        label="E-post",
        max_length=254,
        help_text="Inbjudan skickas hit och gäller i 14 dagar. Den kan bara besvaras av den som får brevet.",
        error_messages={
            "required": "Skriv adressen som inbjudan ska gå till.",
            "invalid": "Det är ingen e-postadress. Skriv den som namn@kommun.se.",
        },
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


class AcceptForm(forms.Form):
    """What the invited person adds when saying yes."""

    title = forms.CharField(
        label="Din titel",
        max_length=120,
        required=False,
        validators=[one_line],
        help_text="Till exempel förvaltningschef. Den visas för din grupp. Du kan lämna rutan tom.",
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )


class PeopleFilterForm(forms.Form):
    """Which seats of a round are shown; a word that is none of the choices shows all."""

    visa = forms.ChoiceField(
        label="Visa",
        required=False,
        choices=[("", "Alla platser"), ("vakanta", "Vakanta platser"), ("inbjudna", "Inbjudna som inte har svarat")],
    )

    @property
    def only(self) -> str:
        """Return the chosen key of ``people.FILTERS``."""
        return self.cleaned_data["visa"] if self.is_valid() else ""


class DirectoryFilterForm(forms.Form):
    """Which organisations the list shows."""

    namn = forms.CharField(
        label="Namn", max_length=80, required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    typ = forms.ChoiceField(label="Typ", required=False, choices=[("", "Alla typer"), *OrganisationKind.choices])
    med = forms.BooleanField(label="Bara de som har varit med i en omgång", required=False)

    @property
    def question(self) -> dict[str, Any]:
        """Return what ``directory.organisations_like`` is asked; every answer empty means all of them."""
        asked = self.cleaned_data
        return {"name": asked["namn"], "kind": asked["typ"], "taken_part": asked["med"]}
