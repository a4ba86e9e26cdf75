"""What those who steer a round type: letters and days for many, and notes."""

import uuid
from collections.abc import Callable, Sequence
from typing import Any

from django import forms

from access.refusals import Refusal
from accounts.models import User
from benchmarking.meetings.forms import ActForm, Words
from benchmarking.method.content import Content
from benchmarking.workspace.forms import Day
from cohorts.mailings import ORGANISATION, PERSON
from cohorts.outbox import FIRST, HEAPS
from cohorts.roles import TRIO, Function

LONGEST_LETTER, LONGEST_NOTE = 10_000, 5_000


class HeapForm(forms.Form):
    """Which heap of the outbox, and which page of it; what cannot be read is the first of each."""

    visa = forms.ChoiceField(required=False, choices=[(word, label) for word, (label, _) in HEAPS.items()])
    sida = forms.IntegerField(required=False, min_value=1, max_value=10**6)

    @property
    def heap(self) -> str:
        """Return the word of the chosen heap."""
        return self._typed.get("visa") or FIRST

    @property
    def page(self) -> int:
        """Return the number of the chosen page."""
        return self._typed.get("sida") or 1

    @property
    def _typed(self) -> dict[str, Any]:
        self.is_valid()
        return self.cleaned_data


class SendAllForm(forms.Form):
    """The latest of the letters that the page showed as waiting; none that came later is sent."""

    till = forms.IntegerField(min_value=0)

    @property
    def last(self) -> int:
        """Return the number of the letter, 0 (no letter) where it cannot be read."""
        return self.cleaned_data["till"] if self.is_valid() else 0


class LogForm(forms.Form):
    """Whose acts, and which page of them; what cannot be read is as if it were not there."""

    org = forms.TypedChoiceField(label="Organisation", required=False, coerce=int, empty_value=None)
    sida = forms.IntegerField(required=False, min_value=1, max_value=10**6, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, organisations: Sequence[tuple[int, str]]) -> None:
        """Offer ``organisations`` (room id, name)."""
        super().__init__(data)
        offered = self.fields["org"]
        assert isinstance(offered, forms.ChoiceField)  # noqa: S101  tells the type checker
        offered.choices = [("", "Hela omgången"), *organisations]
        self.is_valid()

    @property
    def room(self) -> int | None:
        """Return the room of the chosen organisation."""
        return self.cleaned_data.get("org")

    @property
    def page(self) -> int:
        """Return the number of the chosen page."""
        return self.cleaned_data.get("sida") or 1


class ManyForm(ActForm):
    """An act on several organisations: shown first, and done when what was shown is what is done."""

    org = forms.TypedMultipleChoiceField(
        label="Organisationer",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Kryssa i minst en organisation.",
            "invalid_choice": "En av organisationerna är inte med i omgången. Ladda om sidan.",
        },
    )
    mark = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, ticked: Any, organisations: Sequence[tuple[int, str]], **options: Any) -> None:
        """Offer ``organisations`` (room id, name); ``ticked`` is the query that the overview sent on."""
        super().__init__(data, initial={**options.pop("initial", {}), "org": ticked.getlist("org")}, **options)
        offered = self.fields["org"]
        assert isinstance(offered, forms.TypedMultipleChoiceField)  # noqa: S101  tells the type checker
        offered.choices = organisations

    @property
    def is_confirmed(self) -> bool:
        """Tell whether what was shown has been pressed on."""
        return self.is_valid() and bool(self.cleaned_data["mark"])

    def shown_by(self, look: Callable[..., Any], *subjects: Any) -> Any:
        """Return what ``look`` shows of what was typed, or None; its refusal is told in the form."""
        if not self.is_bound or set(self.fields) - set(self.cleaned_data if hasattr(self, "cleaned_data") else ()):
            return None
        try:
            return look(*subjects, **self.facts_to_show())
        except Refusal as refusal:
            if not self.errors:
                self.add_error(None, str(refusal))
            return None

    def facts_to_show(self) -> dict[str, Any]:
        """Return what ``look`` is asked."""
        return {name: fact for name, fact in self.facts().items() if name not in {"mark", "key"}}

    def facts(self) -> dict[str, Any]:
        """Return what was typed, the organisations as ``rooms``."""
        typed = dict(self.cleaned_data)
        return {"rooms": typed.pop("org"), **typed}


class LettersForm(ManyForm):
    """A letter to those who sit in the chosen seats of the chosen organisations."""

    functions = forms.MultipleChoiceField(
        label="Till",
        choices=[(function.value, function.label) for function in TRIO],
        initial=[function.value for function in TRIO],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Välj minst en funktion."},
    )
    subject = Words(label="Ämne", longest=150, error_messages={"required": "Skriv ett ämne."})
    body = Words(
        label="Text",
        lines=12,
        longest=LONGEST_LETTER,
        error_messages={"required": "Skriv vad brevet ska säga."},
        help_text=f"{ORGANISATION} byts mot organisationens namn och {PERSON} mot mottagarens, i ämnet också.",
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, by: User, **options: Any) -> None:
        """Begin with a greeting and the name of who writes."""
        body = f"Hej {PERSON}.\n\n\n\nHälsningar\n{by.name}"
        super().__init__(*args, **options, initial={"key": uuid.uuid4(), "body": body})


class StepsForm(ManyForm):
    """A day, or who answers, for one step in the chosen organisations."""

    step = forms.ChoiceField(label="Steg", error_messages={"required": "Välj ett steg."})
    due = Day(label="Klart senast", required=False, help_text="Lämna tomt om dagen inte ska ändras.")
    function = forms.ChoiceField(
        label="Ansvarig",
        required=False,
        choices=[("", "Ändra inte"), *[(function.value, function.label) for function in TRIO]],
    )

    def __init__(self, *args: Any, content: Content, **options: Any) -> None:
        """Offer the steps of the round's method."""
        super().__init__(*args, **options)
        chosen = self.fields["step"]
        assert isinstance(chosen, forms.ChoiceField)  # noqa: S101  tells the type checker
        chosen.choices = [(step.key, f"{step.number}. {step.title}") for step in content.steps]

    def clean(self) -> dict[str, Any]:
        """Ask for something to change."""
        typed = super().clean() or self.cleaned_data
        if not self.errors and not typed.get("due") and not typed.get("function"):
            self.add_error("due", "Välj en dag eller en ansvarig.")
        return typed

    def facts(self) -> dict[str, Any]:
        """Return what was typed, with the function as such or None."""
        facts = super().facts()
        return facts | {"function": Function(facts["function"]) if facts["function"] else None}


class NoteForm(ActForm):
    """A note for colleagues."""

    text = Words(
        label="Ny anteckning",
        lines=4,
        longest=LONGEST_NOTE,
        error_messages={"required": "Skriv något i anteckningen."},
        help_text="Bara de som leder omgången läser den. Skriv så att den du skriver om kan läsa den.",
    )
