"""What a leader pastes or uploads, and which of the invitations that wait are sent."""

import re
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from access.refusals import Refusal
from cohorts.lists import Typed, read_people
from cohorts.sheets import MOST_BYTES, Sheet, read_file, read_text

_NUMBERS = re.compile(r"\d{1,18}(,\d{1,18})*")


class PasteForm(forms.Form):
    """A list of people, as text or as a file; what a file holds comes back as text, to be put right on the page."""

    text = forms.CharField(
        label="Listan",
        required=False,
        max_length=MOST_BYTES,
        strip=False,
        help_text="Kopiera raderna i kalkylbladet, med rubrikerna, och klistra in dem här.",
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "autocomplete": "off", "wrap": "off"}),
        error_messages={"max_length": "Listan är större än 2 MB. Dela upp den."},
    )
    file = forms.FileField(
        label="Eller välj en fil",
        required=False,
        max_length=200,
        help_text="En .xlsx (första bladet läses) eller en .csv, högst 2 MB och 2 000 rader.",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
        error_messages={"empty": "Filen är tom."},
    )
    twice = forms.BooleanField(label="En person får sitta i två organisationer", required=False)

    people: tuple[Typed, ...] = ()

    def clean(self) -> dict[str, Any]:
        """Read the list: the file where there is one, else the text."""
        asked = super().clean() or self.cleaned_data
        if self.errors:
            return asked
        uploaded: UploadedFile[bytes] | None = asked.get("file")
        source = "file" if uploaded else "text"
        try:
            sheet = self._read(uploaded, asked.get("text", ""))
            self.people = read_people(sheet)
        except Refusal as refusal:
            self.add_error(source, str(refusal))
        return asked

    def _read(self, uploaded: "UploadedFile[bytes] | None", text: str) -> Sheet:
        if uploaded is None:
            return read_text(text)
        sheet = read_file(uploaded.read(MOST_BYTES + 1), size=uploaded.size)
        self.data = {**self.data.dict(), "text": sheet.text}  # type: ignore[attr-defined]  # a QueryDict
        return sheet


class _BundlesField(forms.MultipleChoiceField):
    """Numbers of letters; those that no longer wait are left out by the verb, which says so."""

    def valid_value(self, value: str) -> bool:
        """Tell whether the value is numbers."""
        return _NUMBERS.fullmatch(value) is not None


class SendForm(forms.Form):
    """Which invitations that wait are sent: those of the organisations that are ticked."""

    send = _BundlesField(
        label="Organisationer",
        error_messages={
            "required": "Välj minst en organisation.",
            "invalid_choice": "Listan har ändrats. Ladda om sidan.",
        },
    )

    @property
    def letters(self) -> tuple[int, ...]:
        """Return the numbers of the letters of the chosen invitations."""
        return tuple(int(number) for value in self.cleaned_data["send"] for number in value.split(","))
