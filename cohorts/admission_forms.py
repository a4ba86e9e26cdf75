"""What a leader types when choosing among applications, and when answering one."""

from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import Any

from django import forms
from django.http import QueryDict

from access.refusals import Refusal
from accounts.models import User
from cohorts import admission
from cohorts.models import Application, ApplicationState, Cohort
from cohorts.roles import Part
from cohorts.selection import LARGEST, SIZES, Question, Selection

_ALL = ("", "Alla")
_ANSWERS = [(each.value, each.label) for each in admission.ANSWERS]
_STATES = [(state.value, state.label) for state in ApplicationState if state != ApplicationState.RECEIVED]


def _is_number(text: str) -> bool:
    return text.isdecimal() and len(text) < 18  # noqa: PLR2004  a bigint holds it


class SelectionForm(forms.Form):
    """Which applications are shown, and which are ticked; read from the query string."""

    county = forms.CharField(label="Län", required=False)
    size = forms.CharField(label="Storlek", required=False)
    skr_group = forms.CharField(label="Kommungrupp", required=False)
    theme = forms.CharField(label="Tema", required=False)
    earlier = forms.CharField(label="Tidigare omgångar", required=False)
    requirements = forms.CharField(label="Krav", required=False)
    state = forms.CharField(label="Besked", required=False)

    def __init__(self, asked: QueryDict) -> None:
        """Take the question as it stands; what is none of the choices finds nothing."""
        super().__init__(asked)
        self.asked = asked

    @property
    def question(self) -> Question:
        """Return what ``selection_of`` is asked."""
        return Question(**self.cleaned_data) if self.is_valid() else Question()

    @property
    def chosen(self) -> frozenset[int]:
        """Return the ids that are ticked; what is no number is left out."""
        return frozenset(int(each) for each in self.asked.getlist("vald") if _is_number(each))

    def offer(self, found: Selection, themes: tuple[str, ...]) -> None:
        """Let the filters be chosen among what there is."""
        sizes = [label for _, label in SIZES] + [LARGEST]
        for name, choices in {
            "county": [(each, each) for each in found.counties],
            "size": [(each, each) for each in sizes],
            "skr_group": [(each, each) for each in found.skr_groups],
            "theme": [(each, each) for each in themes],
            "earlier": [("ja", "Har varit med"), ("nej", "Har inte varit med")],
            "requirements": [("klart", "Alla uppfyllda"), ("kvar", "Något är kvar")],
            "state": _STATES,
        }.items():
            self.fields[name].widget = forms.Select(choices=[_ALL, *choices])


class _Answering(forms.Form):
    """An answer that is given only when what it leads to has been shown."""

    refused = HTTPStatus.UNPROCESSABLE_ENTITY

    def _give(self, answer: Callable[..., object], *, by: User) -> bool:
        """Do ``answer`` with what is typed if its letter has been shown; False where the page is shown again."""
        if not self.is_valid() or "ge" not in self.data:
            return False
        try:
            answer(**self.cleaned_data, by=by)
        except Refusal as refusal:
            self.add_error("reason" if isinstance(refusal, admission.ReasonMissing) else None, str(refusal))
            self.refused = refusal.status
            return False
        return True

    @property
    def status(self) -> HTTPStatus:
        """Return the status of a page that shows the form."""
        return self.refused if self.errors else HTTPStatus.OK


class AnswerForm(_Answering):
    """The answer to an application. It is given only when the letter has been shown."""

    answer = forms.ChoiceField(
        label="Besked",
        choices=_ANSWERS,
        widget=forms.RadioSelect,
        error_messages={"required": "Välj vilket besked organisationen får."},
    )
    part = forms.ChoiceField(label="Som", choices=Part.choices)
    reason = forms.CharField(
        label="Skäl",
        required=False,
        max_length=2_000,
        help_text="Står i brevet. Behövs när organisationen inte antas.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    seen = forms.ChoiceField(choices=ApplicationState.choices, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None, *, application: Application) -> None:
        """Begin with what the organisation asked for."""
        super().__init__(data, initial={"part": application.part, "seen": application.state})
        self.application = application

    @property
    def letter(self) -> tuple[str, str] | None:
        """Return subject and body of the letter, once the answer is whole."""
        if not self.is_bound or "answer" not in self.cleaned_data or "part" not in self.cleaned_data:
            return None
        typed = {name: self.cleaned_data.get(name, "") for name in ("answer", "part", "reason")}
        return admission.letter_text(self.application, **typed)

    def carry_out(self, *, by: User) -> bool:
        """Answer the application if the letter has been shown; False where the page is shown again."""
        return self._give(partial(admission.decide, self.application), by=by)


class AnswersForm(_Answering):
    """One answer to several applications. It is given only when every letter has been shown."""

    answer = forms.ChoiceField(
        label="Besked till alla",
        choices=_ANSWERS,
        widget=forms.RadioSelect,
        error_messages={"required": "Välj vilket besked organisationerna får."},
    )
    reason = forms.CharField(
        label="Skäl",
        required=False,
        max_length=2_000,
        help_text="Står i alla breven. Behövs när organisationerna inte antas.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, data: QueryDict | None, *, cohort: Cohort, asked: QueryDict) -> None:
        """Read which applications are meant: those ticked in ``asked``, or those that the page showed with a state."""
        super().__init__(data)
        shown = [each.split(":") for each in data.getlist("sett")] if data is not None else []
        self.seen = {int(pk): state for pk, state in (each for each in shown if len(each) == 2) if _is_number(pk)}  # noqa: PLR2004
        meant = self.seen or SelectionForm(asked).chosen
        found = Application.objects.filter(room=cohort.room_id, pk__in=meant).exclude(state=ApplicationState.RECEIVED)
        every = list(found.select_related("room__cohort", "organisation"))
        for each in every:
            each.state = self.seen.get(each.pk, each.state)
        self.applications = [each for each in every if each.state != ApplicationState.ADMITTED]
        self.left_out = [each for each in every if each.state == ApplicationState.ADMITTED]

    @property
    def letters(self) -> list[tuple[Application, str, str]]:
        """Return each application with subject and body of its letter, once the answer is whole."""
        if not self.is_bound or "answer" not in self.cleaned_data:
            return []
        answer, reason = self.cleaned_data["answer"], self.cleaned_data.get("reason", "")
        return [
            (each, *admission.letter_text(each, answer=answer, part=each.part, reason=reason))
            for each in self.applications
        ]

    def clean(self) -> dict[str, Any]:
        """Refuse an answer to nobody."""
        typed = super().clean() or self.cleaned_data
        if not self.applications:
            raise forms.ValidationError("Bocka i minst en anmälan som inte är antagen.")
        return typed

    def carry_out(self, *, by: User) -> bool:
        """Answer all of them if the letters have been shown; False where the page is shown again."""
        return self._give(partial(admission.decide_all, self.applications), by=by)


class SendAnswersForm(forms.Form):
    """Which of the letters that wait are sent."""

    brev = forms.TypedMultipleChoiceField(
        label="Brev", coerce=int, error_messages={"required": "Välj minst ett brev att skicka."}
    )

    def __init__(self, data: Any, *, waiting: list[Application]) -> None:
        """Offer the letters that wait."""
        super().__init__(data)
        field = self.fields["brev"]
        if isinstance(field, forms.TypedMultipleChoiceField):
            field.choices = [(each.pk, str(each)) for each in waiting]
        self.waiting = waiting
