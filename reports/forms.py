"""The forms that order reports."""

from typing import Any, cast

from django import forms

from cohorts.models import Cohort, Participation
from cohorts.roles import Part


class ResultsForm(forms.Form):
    """Results sheets of the whole round, or of one organisation."""

    organisation = forms.TypedChoiceField(
        label="Organisation",
        required=False,
        empty_value=None,
        error_messages={"invalid_choice": "Organisationen är inte med i omgången."},
    )

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        """Offer the cohort's participants in alphabetical order, read here and not by the template."""
        super().__init__(*args, **kwargs)
        participants = Participation.objects.filter(cohort=cohort, part=Part.PARTICIPANT)
        found = participants.select_related("organisation").order_by("organisation__sort_key")
        offered = {str(participation.pk): participation for participation in found}
        names = [(key, participation.organisation.name) for key, participation in offered.items()]
        field = cast("forms.TypedChoiceField", self.fields["organisation"])
        field.choices = [("", "Alla organisationer i omgången"), *names]
        field.coerce = offered.__getitem__
        self.cohort = cohort

    def what(self) -> dict[str, Any]:
        """Return what is ordered: its subject and its title."""
        chosen = self.cleaned_data["organisation"]
        name = chosen.organisation.full_name if chosen else self.cohort.name
        return {"subject": chosen.pk if chosen else None, "title": f"Resultatblad: {name}"}
