"""What the pages of a workspace post."""

import re
from typing import Any

from django import forms
from django.http import QueryDict

from accounts.models import User
from benchmarking.method.content import UnknownKey
from benchmarking.workspace.answers import Place, Typing
from benchmarking.workspace.controls import FORM
from benchmarking.workspace.past import PastFact

_MOST = 2**31 - 1
LONGEST_NUMBER = 20
_NAME = re.compile(rf"(\d{{1,18}}|{FORM})\.([\w-]+)\.([a-z]*)")


class PlaceForm(forms.Form):
    """A field of a worksheet, as a page asks about it."""

    worksheet = forms.CharField()
    entry_id = forms.IntegerField(required=False, min_value=0, max_value=2**63 - 1)
    field_key = forms.CharField()
    function = forms.CharField(required=False)

    @property
    def place(self) -> Place:
        """Return the place that is meant."""
        typed = self.cleaned_data
        return Place(typed["entry_id"], typed["field_key"], typed["function"])


class AnswerForm(PlaceForm):
    """One field as autosave sends it. The text is judged by ``fields.parse``, so it is taken here as it is.

    ``person`` is who the page was made for: another may have signed in since, in this window or beside it.
    """

    value = forms.Field(required=False)
    version = forms.IntegerField(min_value=0, max_value=_MOST)
    edit_id = forms.UUIDField()
    person = forms.IntegerField(required=False)

    def __init__(self, posted: QueryDict, *, writer: User) -> None:
        """Take what was posted, and who is signed in."""
        super().__init__(posted)
        self.writer = writer

    def clean(self) -> dict[str, Any]:
        """Refuse the text of somebody else: it would be stored in the wrong name."""
        typed = super().clean() or self.cleaned_data
        if typed.pop("person", None) not in (None, self.writer.pk):
            raise forms.ValidationError(
                f"Du är inloggad som {self.writer.name}, men texten skrevs av någon annan. "
                "Logga in som den som skrev, så sparas den."
            )
        return typed

    def clean_value(self) -> str:
        """Take no text for an empty one."""
        return self.cleaned_data["value"] or ""


class SheetForm:
    """A whole worksheet as a plain form sends it: ``value.<name>`` and ``version.<name>`` for each field on the page.

    Where two texts clashed, ``choice.<name>`` says which: mine stays as posted, theirs is left as it is, and
    both puts theirs (``theirs.<name>``) behind mine. ``to`` is the number that a row is moved to.
    """

    def __init__(self, posted: QueryDict, *, restored: int | None = None) -> None:
        """Read what was posted. Raises ``UnknownKey`` for a name that no page of ours has.

        What was typed in a row that is gone is sent along as ``stray.<name>``, and read where that row is
        ``restored``.
        """
        names = [name.removeprefix("value.") for name in posted if name.startswith("value.")]
        kept = [name for name in names if posted.get(f"choice.{name}") != "theirs"]
        self.typed = [Typing(_place(name), _text(posted, name), _version(posted, name)) for name in kept]
        gone = [name.removeprefix("stray.") for name in posted if name.startswith(f"stray.{restored}.")]
        self.typed += [Typing(_place(name), posted.get(f"stray.{name}", ""), _version(posted, name)) for name in gone]
        self.is_from_sheet = posted.get("page") == "mall"
        self.to = _number(posted.get("to", ""))


def _place(name: str) -> Place:
    found = _NAME.fullmatch(name)
    if found is None:
        raise UnknownKey("Fältet finns inte i mallen.")
    row, field, function = found.groups()
    return Place(None if row == FORM else int(row), field, function)


def _text(posted: QueryDict, name: str) -> str:
    mine = posted.get(f"value.{name}", "")
    if posted.get(f"choice.{name}") == "both":
        return f"{mine}\n\n{posted.get(f'theirs.{name}', '')}"
    return mine


def _version(posted: QueryDict, name: str) -> int:
    return _number(posted.get(f"version.{name}", ""))


def _number(text: str) -> int:
    return min(int(text), _MOST) if text.isascii() and text.isdigit() and len(text) < LONGEST_NUMBER else 0


class MarkForm(forms.Form):
    """A point of the checklist and its note. The verb judges both, so they are taken here as they are."""

    state = forms.Field(required=False)
    note = forms.Field(required=False)

    @property
    def typed(self) -> dict[str, str]:
        """Return the state and the note as they were sent."""
        self.full_clean()
        return {name: self.cleaned_data[name] or "" for name in ("state", "note")}


class FetchForm(forms.Form):
    """Which fact of an earlier round is fetched; none named is all of them."""

    fact = forms.Field(required=False)

    def among(self, past: dict[str, PastFact]) -> dict[str, PastFact]:
        """Return what was chosen of ``past``."""
        self.full_clean()
        chosen = self.cleaned_data["fact"]
        return {fact: found for fact, found in past.items() if chosen in (None, "", fact)}


class SignOffForm(forms.Form):
    """The function that approves the step."""

    function = forms.Field(required=False)

    @property
    def typed(self) -> dict[str, str]:
        """Return the function as it was sent."""
        self.full_clean()
        return {"function": self.cleaned_data["function"] or ""}


class TalkForm(forms.Form):
    """Whether the trio has talked about a question; what else the page holds is the worksheet's own form."""

    talked = forms.ChoiceField(choices=[("ja", "ja"), ("nej", "nej")])

    @property
    def has_talked(self) -> bool:
        """Tell which button was pressed; none is a no."""
        self.full_clean()
        return self.cleaned_data.get("talked") == "ja"


class RestoreForm(forms.Form):
    """A text of the history that is to stand again, and the version that the person saw."""

    event_id = forms.IntegerField(min_value=0, max_value=_MOST)
    version = forms.IntegerField(min_value=0, max_value=_MOST)


class UndoForm(forms.Form):
    """The version of the answer whose last change is to be undone, as the person saw it."""

    version = forms.IntegerField(min_value=0, max_value=_MOST)


class UndoMarkForm(forms.Form):
    """The change of a point that is to be undone, as the person saw it."""

    event_id = forms.IntegerField(min_value=0, max_value=_MOST)


class Day(forms.DateField):
    """A calendar day."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(widget=widget, input_formats=["%Y-%m-%d"], **options)
        self.error_messages["invalid"] = "Skriv hela datumet, till exempel 2020-04-15."
