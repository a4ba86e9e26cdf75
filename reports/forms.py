"""The forms that order reports."""

from typing import Any

from django import forms

from cohorts.models import Cohort, Participation
from cohorts.roles import Part


class OrganisationChoice(forms.ModelChoiceField[Participation]):
    """A participation, shown by its organisation's name."""

    def label_from_instance(self, obj: Participation) -> str:
        """Return the name."""
        return obj.organisation.name


class ResultsForm(forms.Form):
    """Results sheets of the whole round, or of one organisation."""

    organisation = OrganisationChoice(
        label="Organisation",
        queryset=Participation.objects.none(),
        required=False,
        empty_label="Alla organisationer i omgången",
        error_messages={"invalid_choice": "Organisationen är inte med i omgången."},
    )

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        """Offer the cohort's participants in alphabetical order."""
        super().__init__(*args, **kwargs)
        self.cohort = cohort
        field = self.fields["organisation"]
        field.queryset = (  # type: ignore[attr-defined]
            Participation.objects.filter(cohort=cohort, part=Part.PARTICIPANT)
            .select_related("organisation")
            .order_by("organisation__sort_key")
        )

    def what(self) -> dict[str, Any]:
        """Return what is ordered: its subject and its title."""
        chosen = self.cleaned_data["organisation"]
        name = chosen.organisation.full_name if chosen else self.cohort.name
        return {"subject": chosen.pk if chosen else None, "title": f"Resultatblad: {name}"}
