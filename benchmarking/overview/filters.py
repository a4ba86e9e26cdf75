"""The filters of the overview: a GET form, so that a filtered page has an address."""

import datetime as dt
from dataclasses import replace
from typing import Any

from django import forms

from benchmarking.overview.board import Board, GroupBlock, OrganisationLine
from benchmarking.overview.risks import risks_of
from cohorts.models import OrganisationKind
from cohorts.sorting import swedish_order

QUIET_DAYS = 14


class FilterForm(forms.Form):
    """Kind of organisation, mentor, state, and only those with an empty seat, or with any risk."""

    typ = forms.ChoiceField(label="Typ", required=False)
    mentor = forms.ChoiceField(label="Mentor", required=False)
    lage = forms.ChoiceField(
        label="Läge",
        required=False,
        choices=[("", "Alla lägen"), ("sen", "Försenad"), ("tyst", f"Utan aktivitet i {QUIET_DAYS} dagar")],
    )
    vakant = forms.BooleanField(label="Bara med vakant plats", required=False)
    stod = forms.BooleanField(label="Behöver stöd", required=False)

    def __init__(self, *args: Any, board: Board, **kwargs: Any) -> None:
        """Offer only kinds and mentors that the board has."""
        super().__init__(*args, **kwargs)
        self._board = board
        kinds = sorted({line.kind for line in board.lines})
        mentors = sorted(
            {name for group in board.groups if group.mentors for name in group.mentors.leads}, key=swedish_order
        )
        self._offer("typ", [("", "Alla typer"), *((kind, str(OrganisationKind(kind).label)) for kind in kinds)])
        self._offer("mentor", [("", "Alla mentorer"), *((name, name) for name in mentors)])

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  tells the type checker what stands above
        field.choices = choices

    @property
    def is_used(self) -> bool:
        """Tell whether any filter is on."""
        return self.is_valid() and any(self.cleaned_data.values())

    def groups(self) -> tuple[GroupBlock, ...]:
        """Return the groups with the organisations that pass; groups left empty are dropped.

        A filter that cannot be read is as if it were not there: a list never fails for its address.
        """
        wanted = self.cleaned_data if self.is_valid() else {}
        kept = []
        for group in self._board.groups:
            if wanted.get("mentor") and (not group.mentors or wanted["mentor"] not in group.mentors.leads):
                continue
            lines = tuple(line for line in group.lines if self._passes(line, wanted))
            if lines:
                kept.append(replace(group, lines=lines))
        return tuple(kept)

    def _passes(self, line: OrganisationLine, wanted: dict[str, Any]) -> bool:
        if wanted.get("typ") and line.kind != wanted["typ"]:
            return False
        if (wanted.get("vakant") and not line.missing) or (wanted.get("stod") and not risks_of(self._board, line)):
            return False
        if wanted.get("lage") == "sen":
            return bool(line.late)
        if wanted.get("lage") == "tyst" and line.left_on is not None:
            return False
        if wanted.get("lage") == "tyst":
            return line.active_on is None or self._board.today - line.active_on >= dt.timedelta(days=QUIET_DAYS)
        return True
