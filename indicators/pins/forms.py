"""What is asked and written on the pages of what an organisation follows."""

from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict

from access.refusals import Refusal
from cohorts.models import Seat
from indicators.figures import Kind
from indicators.pins.comments import PARTS, YEARS, CommentChanged
from indicators.pins.goals import GoalsChanged, goals_of, targets_for
from indicators.pins.models import IndicatorComment, PinnedIndicator
from indicators.pins.pages import seat_words
from indicators.wording import words

LONGEST = 4000


class Overwriting(forms.Form):
    """A form over something that another may change meanwhile. ``version`` is the one that the page was made from.

    ``clash`` is the refusal that tells what the other wrote.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    clash: CommentChanged | GoalsChanged | None = None

    def refuse(self, refusal: Refusal) -> None:
        """Show a refusal; after a clash, the next press writes over what the page then shows."""
        self.add_error(None, str(refusal))
        if isinstance(refusal, CommentChanged | GoalsChanged):
            self.clash = refusal
            self.data = {**self.data.dict(), "version": str(refusal.version)}  # type: ignore[attr-defined]


class MoveForm(forms.Form):
    """Which way an indicator is moved in the list."""

    way = forms.ChoiceField(choices=[("upp", "Upp"), ("ner", "Ner")])

    @property
    def up(self) -> bool:
        """Tell whether it is moved up."""
        return bool(self.is_valid() and self.cleaned_data["way"] == "upp")


class BaselineForm(forms.Form):
    """The year that the organisation starts from."""

    year = forms.TypedChoiceField(label="Utgångsår", coerce=int)

    def __init__(self, *args: Any, years: tuple[int, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [(str(year), str(year)) for year in years]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> int:
        """Return the year, 0 where it is none of those that have figures."""
        return self.cleaned_data["year"] if self.is_valid() else 0


class GoalsForm(Overwriting):
    """Targets, when, and who answers for it."""

    target_women = forms.DecimalField(required=False, max_digits=14, decimal_places=3, localize=True)
    target_men = forms.DecimalField(required=False, max_digits=14, decimal_places=3, localize=True)
    target_gap = forms.DecimalField(
        label="Skillnaden högst",
        required=False,
        max_digits=14,
        decimal_places=3,
        localize=True,
        min_value=0,
        help_text="Skriv hur stor skillnaden får vara, åt vilket håll den än går.",
    )
    target_one = forms.DecimalField(label="Mål", required=False, max_digits=14, decimal_places=3, localize=True)
    target_year = forms.IntegerField(
        label="Målet ska vara nått", required=False, min_value=YEARS[0], max_value=YEARS[-1], help_text="Ett årtal."
    )
    owner = forms.TypedChoiceField(label="Ansvarig", required=False, coerce=int, empty_value=None)

    def __init__(self, posted: QueryDict | None, *, pin: PinnedIndicator) -> None:
        super().__init__(posted, initial=goals_of(pin))
        measure = pin.indicator.measure
        of, unit = words(measure), f" ({measure.unit})"
        self.fields["target_women"].label = f"Mål för {of.women}{unit}"
        self.fields["target_men"].label = f"Mål för {of.men}{unit}"
        points = measure.kind in {Kind.SHARE, Kind.DISTRIBUTION}
        self.fields["target_gap"].label = f"Skillnaden högst ({'procentenheter' if points else measure.unit})"
        for name in {"target_women", "target_men", "target_gap", "target_one"} - set(targets_for(pin.indicator)):
            del self.fields[name]
        seats = Seat.objects.filter(room=pin.room_id, ended_at=None).select_related("holder")
        self._seats = {seat.pk: seat for seat in seats}
        choices = [(str(pk), seat_words(seat)) for pk, seat in self._seats.items()]
        self.fields["owner"].choices = [("", "Ingen"), *choices]  # type: ignore[attr-defined]

    @property
    def goals(self) -> dict[str, Any]:
        """Return what ``goals.set_goals`` takes."""
        told = self.cleaned_data
        targets: dict[str, Decimal | None] = {name: told[name] for name in told if name.startswith("target_")}
        year = targets.pop("target_year")
        return {
            "targets": targets,
            "year": year,
            "owner": self._seats.get(told["owner"]),
            "version": told["version"],
        }


def _part(name: str, asks: str) -> forms.CharField:
    return forms.CharField(
        label=PARTS[name],
        help_text=asks,
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class CommentForm(Overwriting):
    """A year's comment in three parts."""

    reading = _part("reading", "Vad visar siffrorna för kvinnor och män, och vad tror ni att skillnaden beror på?")
    reason = _part(
        "reason", "Finns det ett sakligt skäl till skillnaden? Skriv vilket, eller att det inte finns något."
    )
    action = _part("action", "Vad gör ni åt den, vem gör det och när?")

    @staticmethod
    def filled(stands: IndicatorComment | None) -> dict[str, Any]:
        """Return what the form is filled with."""
        return {name: getattr(stands, name) for name in (*PARTS, "version")} if stands else {"version": 0}

    @property
    def comment(self) -> dict[str, Any]:
        """Return what ``comments.write_comment`` takes."""
        told = self.cleaned_data
        return {"parts": {part: told[part] for part in PARTS}, "version": told["version"]}


class ChosenForm(forms.Form):
    """The indicators that were ticked."""

    indicator = forms.MultipleChoiceField(required=False, error_messages={"invalid_choice": "Nyckeltalet finns inte."})

    def __init__(self, *args: Any, keys: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["indicator"].choices = [(key, key) for key in keys]  # type: ignore[attr-defined]

    @property
    def keys(self) -> tuple[str, ...]:
        """Return the keys of what was ticked and is offered."""
        return tuple(self.cleaned_data["indicator"]) if self.is_valid() else ()
