"""What is asked when an organisation leaves a round, when a seat goes to somebody else, and when somebody says no."""

from django import forms

from access import clock
from cohorts.forms import OfferForm, one_line
from cohorts.models import WithdrawalCategory


class LeaveRoundForm(forms.Form):
    """When an organisation left, and why."""

    on = forms.DateField(
        label="Dag",
        initial=clock.today,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Välj dagen.", "invalid": "Skriv dagen som 2026-03-12."},
    )
    category = forms.ChoiceField(
        label="Skäl",
        choices=WithdrawalCategory.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Välj det skäl som väger tyngst."},
    )
    reason = forms.CharField(
        label="Med egna ord",
        max_length=200,
        required=False,
        validators=[one_line],
        help_text="Bara ni som leder omgången ser det. Skriv inget om enskilda personer.",
    )


class HandOverForm(OfferForm):
    """Who takes the seat over, and a word to both."""

    note = forms.CharField(
        label="Några ord till båda",
        max_length=300,
        required=False,
        validators=[one_line],
        help_text="Står i breven. Du kan lämna rutan tom.",
    )


class DeclineForm(forms.Form):
    """Why somebody says no."""

    decline_reason = forms.CharField(
        label="Varför du tackar nej",
        max_length=300,
        required=False,
        validators=[one_line],
        help_text="Den som bjöd in dig ser det. Du kan lämna rutan tom.",
    )
