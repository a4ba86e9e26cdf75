"""What a leader does on the board of groups. Whether a thing is there is for the verbs to say, in words."""

import re
from typing import Any

from django import forms

from cohorts.forms import one_line
from cohorts.group_plans import IN_GROUP, NEW, NOWHERE, WITH_MENTOR
from cohorts.models import Participation
from cohorts.preferences import Facts
from cohorts.roles import PairingKind, Part

OLD_PAGE = "Sidan är gammal. Ladda om den."
_ID = "[0-9]{1,9}"
_PLACE = rf"^(?:[{WITH_MENTOR}{IN_GROUP}]{_ID}|{NEW}|{NOWHERE})\Z"


class VersionForm(forms.Form):
    """What every act on the groups carries: which version of them the person saw."""

    version = forms.IntegerField(
        widget=forms.HiddenInput,
        min_value=0,
        error_messages={"required": OLD_PAGE, "invalid": OLD_PAGE},
    )


class _PlaceField(forms.RegexField):
    def __init__(self, **kwargs: Any) -> None:
        words = "Välj en grupp i listan."
        super().__init__(_PLACE, error_messages={"required": words, "invalid": words}, **kwargs)


class _Numbers(forms.TypedMultipleChoiceField):
    """Ids as they come from tick boxes; the verb says which of them are there."""

    def __init__(self) -> None:
        super().__init__(coerce=int, required=False)

    def valid_value(self, value: str) -> bool:
        return re.fullmatch(_ID, value) is not None


class PlaceForm(VersionForm):
    """Which organisations go where."""

    member = _Numbers()
    to = _PlaceField()


class LockForm(VersionForm):
    """Which organisations stay where they are."""

    member = _Numbers()
    locked = forms.TypedChoiceField(choices=[("1", "Lås"), ("0", "Lås upp")], coerce=lambda value: value == "1")


class PlannedMentorForm(VersionForm):
    """Which mentor follows a planned group beside the first, and how."""

    to = _PlaceField()
    mentor = forms.IntegerField(min_value=1, error_messages={"required": "Välj en mentor i listan."})
    kind = forms.ChoiceField(choices=PairingKind.choices)


class PlannedMentorRemoveForm(VersionForm):
    """Which mentor no longer follows a planned group."""

    planned = forms.IntegerField(min_value=1)


class ReasonForm(VersionForm):
    """Why a group is one organisation alone."""

    to = _PlaceField()
    reason = forms.CharField(
        label="Skäl", max_length=200, validators=[one_line], error_messages={"required": "Skriv varför."}
    )


class MatchFactsForm(forms.Form):
    """What a proposal weighs of an organisation. Themes are those of the round, and those it has chosen before."""

    themes = forms.MultipleChoiceField(label="Teman", required=False, widget=forms.CheckboxSelectMultiple)
    wishes = forms.TypedMultipleChoiceField(
        label="Vill gärna träffa",
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text="Organisationer och mentorer i omgången.",
        error_messages={"invalid_choice": "Någon du valde är inte med i omgången. Välj bland dem som står här."},
    )
    mentor_capacity = forms.TypedChoiceField(
        label="Tar som mentor emot", choices=[(2, "Två organisationer"), (3, "Tre organisationer")], coerce=int
    )

    def __init__(self, data: Any = None, *, participation: Participation, facts: Facts) -> None:
        """Offer the themes of the round and the others in it; only a mentor is asked how many it takes."""
        super().__init__(data, initial=facts._asdict() | {"others": None})
        themes = tuple(dict.fromkeys((*participation.cohort.theme_list, *facts.themes)))
        for name, choices in (("themes", [(each, each) for each in themes]), ("wishes", list(facts.others))):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices
        if not themes:
            del self.fields["themes"]
        if participation.part != Part.MENTOR:
            del self.fields["mentor_capacity"]
