"""The form that deals out a step and its points."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any, NamedTuple

from django import forms
from django.forms import BoundField

from benchmarking.method.content import Step
from benchmarking.workspace.duties import STEP, Assignment, Misplaced, seat_label
from benchmarking.workspace.forms import Day
from cohorts.models import Seat


class DutyRow(NamedTuple):
    """The two fields of one point, or of the step as a whole."""

    anchor: str
    title: str
    meta: str
    fields: tuple[BoundField, BoundField]
    before: tuple[str, str]


class DutiesForm(forms.Form):
    """Who answers for a step and for each of its points, and by when; the verb is told what was changed here only."""

    refused: HTTPStatus = HTTPStatus.UNPROCESSABLE_ENTITY

    def __init__(
        self, step: Step, present: Mapping[str, Assignment], seats: Iterable[Seat], *args: Any, **options: Any
    ) -> None:
        """Ask for each key of ``present``: ``STEP`` and the points. ``seats`` are those to choose among."""
        super().__init__(*args, **options)
        self._step, self._keys = step, tuple(present)
        choices = [("", "Ingen vald"), *((str(seat.pk), seat_label(seat)) for seat in seats)]
        chosen = {pk for pk, _ in choices}
        for key, assignment in present.items():
            seat = str(assignment["owner"] or "")
            self.fields[_name("owner", key)] = forms.TypedChoiceField(
                label="Ansvarig",
                required=False,
                choices=choices,
                coerce=int,
                empty_value=None,
                initial=seat if seat in chosen else "",
                show_hidden_initial=True,
                error_messages={"invalid_choice": "Platsen hör inte till er organisation. Välj någon ur listan."},
            )
            due = assignment["due"]
            day = Day(label="Klart senast", required=False, initial=due, show_hidden_initial=True)
            self.fields[_name("due", key)] = day

    @property
    def rows(self) -> list[DutyRow]:
        """Return the fields of the step first, then of each point."""
        points = {item.key: item for item in self._step.checklist}
        fields = {key: (self[_name("owner", key)], self[_name("due", key)]) for key in self._keys}
        return [
            DutyRow(
                anchor=f"ansvar-{key or 'steget'}",
                title=points[key].text if key else "Steget som helhet",
                meta="" if key else "Utan eget datum gäller omgångens.",
                fields=(owner, due),
                before=(owner.as_hidden(only_initial=True), due.as_hidden(only_initial=True)),
            )
            for key, (owner, due) in fields.items()
        ]

    @property
    def wanted(self) -> dict[str, Assignment]:
        """Return what was changed on this page: what others changed meanwhile stays."""
        changed: dict[str, Assignment] = {}
        for key in self._keys:
            if (name := _name("owner", key)) in self.changed_data:
                changed.setdefault(key, {})["owner"] = self.cleaned_data[name]
            if (name := _name("due", key)) in self.changed_data:
                changed.setdefault(key, {})["due"] = self.cleaned_data[name]
        return changed

    def refuse(self, refusal: Misplaced) -> None:
        """Show a refusal at the field it is about."""
        self.add_error(_name(refusal.fact, refusal.item), str(refusal))

    @property
    def status(self) -> HTTPStatus:
        """Return the status of a page that shows the form."""
        return self.refused if self.errors else HTTPStatus.OK


def _name(fact: str, key: str) -> str:
    return f"{fact}-{key}" if key != STEP else fact
