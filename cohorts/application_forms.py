"""The open form of a round. Nobody is signed in, so it also tells people from programs, without a riddle."""

import datetime as dt
from http import HTTPStatus
from typing import Any, cast

from django import forms
from django.core import signing
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms import BoundField
from django.http import QueryDict

from access import clock
from cohorts.forms import one_line
from cohorts.models import Cohort, Evidence, Organisation, OrganisationKind, Requirement
from cohorts.roles import Part

#: Nobody reads the page and writes this much faster; a page that has lain open longer gets a new stamp.
FASTEST, SLOWEST = dt.timedelta(seconds=3), dt.timedelta(hours=24)
LONGEST_PROSE = 1_000
MOST_WISHES = 3
#: The list in the page that the fields with organisations suggest from.
LIST = "organisationer"
_SALT = "cohorts.application_forms.stamp"
_OTHERS = (OrganisationKind.ASSOCIATION, OrganisationKind.DISTRICT, OrganisationKind.ADMINISTRATION)


class OrganisationField(forms.CharField):
    """The typed name of an organisation of the directory: "Kalmar" or "Kalmar kommun"; None where it is empty."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"list": LIST, "autocomplete": "off"})
        super().__init__(max_length=80, widget=widget, required=False, **options)
        self.by_name: dict[str, Organisation] = {}

    def clean(self, value: Any) -> Organisation | None:
        """Return the organisation of that name, or say that there is none."""
        typed = super().clean(value)
        if not typed:
            return None
        found = self.by_name.get(" ".join(typed.casefold().split()))
        if found is None:
            raise ValidationError(f"Vi hittar ingen organisation som heter {typed}. Välj ett namn i listan.")
        return found


class ApplicationForm(forms.Form):
    """An organisation's interest in one round, with what the round asks for."""

    organisation = OrganisationField(
        label="Kommun eller region", help_text="Börja skriva namnet och välj i listan, till exempel Kalmar kommun."
    )
    other_name = forms.CharField(
        label="Annan organisation",
        max_length=80,
        required=False,
        validators=[one_line],
        help_text="Fyll i bara om ni inte finns i listan: ett kommunalförbund, en stadsdel eller en förvaltning.",
    )
    other_kind = forms.ChoiceField(
        label="Typ av annan organisation",
        required=False,
        choices=[("", "Välj"), *((kind.value, kind.label) for kind in _OTHERS)],
    )
    part = forms.ChoiceField(
        label="Vi vill vara med som",
        choices=Part.choices,
        initial=Part.PARTICIPANT,
        widget=forms.RadioSelect,
        error_messages={"required": "Välj om ni vill vara deltagare eller mentor."},
    )
    contact_name = forms.CharField(
        label="Kontaktpersonens namn",
        max_length=120,
        validators=[one_line],
        error_messages={"required": "Skriv namnet på den vi ska kontakta."},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    contact_email = forms.EmailField(
        label="E-post",
        max_length=254,
        help_text="Hit skickar vi ett brev med en länk. Anmälan räknas när du har öppnat den och bekräftat.",
        error_messages={
            "required": "Skriv adressen som brevet ska gå till.",
            "invalid": "Det är ingen e-postadress. Skriv den som namn@kommun.se.",
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    contact_phone = forms.CharField(
        label="Telefon (valfritt)",
        max_length=40,
        required=False,
        validators=[one_line],
        widget=forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"}),
    )
    themes = forms.MultipleChoiceField(
        label="Teman som intresserar er", required=False, widget=forms.CheckboxSelectMultiple
    )
    website = forms.CharField(
        label="Lämna den här rutan tom", required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    stamp = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any, *, cohort: Cohort) -> None:
        """Ask what ``cohort`` asks, in two statements."""
        super().__init__(data)
        self.requirements = list(Requirement.objects.filter(room=cohort.room_id))
        self.organisations = list(Organisation.objects.all())
        for requirement in self.requirements:
            self.fields[_name(requirement.key)] = _evidence_field(requirement)
        for place in range(1, MOST_WISHES + 1):
            self.fields[f"wish_{place}"] = OrganisationField(label=f"Organisation {place}")
        for field in self.fields.values():
            if isinstance(field, OrganisationField):
                field.by_name = self._by_name
        themes = self.fields["themes"]
        if isinstance(themes, forms.MultipleChoiceField):
            themes.choices = [(theme, theme) for theme in cohort.theme_list]
        if not cohort.theme_list:
            del self.fields["themes"]
        self.fields["stamp"].initial = signing.dumps(clock.now().timestamp(), salt=_SALT)

    @property
    def _by_name(self) -> dict[str, Organisation]:
        """Return casefolded name → organisation, by both names it goes under; of two alike the directory's first."""
        found: dict[str, Organisation] = {}
        for each in self.organisations:
            for name in (each.full_name, each.name):
                found.setdefault(name.casefold(), each)
        return found

    @property
    def is_trapped(self) -> bool:
        """Tell whether the box that people do not see was filled in; then it is shown, so that nothing is lost."""
        return "website" in self.errors

    def clean_website(self) -> str:
        """Refuse what only a program would fill in."""
        if self.cleaned_data["website"]:
            raise ValidationError("Töm rutan och skicka igen. Den är till för att stoppa skräppost.")
        return ""

    def clean_stamp(self) -> str:
        """Refuse what came faster than anybody writes, or from a page that is too old or not ours."""
        try:
            made = signing.loads(self.cleaned_data["stamp"], salt=_SALT)
        except signing.BadSignature:
            made = 0.0
        age = clock.now().timestamp() - made
        if FASTEST.total_seconds() <= age <= SLOWEST.total_seconds():
            return ""
        if age > SLOWEST.total_seconds():
            self._stamp_again()
            raise ValidationError("Sidan har legat öppen länge. Det du skrev finns kvar: skicka igen.")
        raise ValidationError("Det gick fortare än någon hinner skriva. Vänta några sekunder och skicka igen.")

    def _stamp_again(self) -> None:
        """Let the page that is shown next carry a stamp of now, not the one that was posted."""
        posted = cast("QueryDict", self.data).copy()
        posted["stamp"] = self.fields["stamp"].initial
        self.data = posted

    def clean(self) -> dict[str, Any]:
        """Ask for one organisation: of the list, or named with its kind."""
        typed = super().clean() or self.cleaned_data
        known, other = typed.get("organisation"), typed.get("other_name")
        if known and other:
            self.add_error("other_name", "Skriv bara en organisation. Töm den här rutan eller den i listan.")
        elif other and not typed.get("other_kind"):
            self.add_error("other_kind", "Välj vad för slags organisation det är.")
        elif not known and not other and "organisation" not in self.errors:
            self.add_error("organisation", "Skriv vilken organisation det gäller.")
        return typed

    def facts(self) -> dict[str, Any]:
        """Return what ``applications.apply`` is told."""
        typed = self.cleaned_data
        columns = ("organisation", "other_name", "part", "contact_name", "contact_email", "contact_phone")
        evidence = {each.key: _as_text(typed[_name(each.key)]) for each in self.requirements}
        wishes = [typed[f"wish_{place}"] for place in range(1, MOST_WISHES + 1)]
        return {
            **{name: typed[name] for name in columns},
            "other_kind": typed["other_kind"] if typed["other_name"] else "",
            "themes": "\n".join(typed.get("themes", ())),
            "wishes": list(dict.fromkeys(each.slug for each in wishes if each)),
            "evidence": {key: text for key, text in evidence.items() if text},
        }

    @property
    def evidence_fields(self) -> list[BoundField]:
        """Return the fields of the requirements, in the round's order."""
        return [self[_name(each.key)] for each in self.requirements]

    @property
    def wish_fields(self) -> list[BoundField]:
        """Return the fields of the organisations one would like to meet."""
        return [self[f"wish_{place}"] for place in range(1, MOST_WISHES + 1)]

    def refuse_flood(self, sentence: str) -> None:
        """Say that too many forms have come; nothing in this one is wrong."""
        self.add_error(None, ValidationError(sentence, code="flood"))

    @property
    def status(self) -> HTTPStatus:
        """Return the status of a page that shows the form."""
        if self.has_error(NON_FIELD_ERRORS, "flood"):
            return HTTPStatus.TOO_MANY_REQUESTS
        return HTTPStatus.UNPROCESSABLE_ENTITY if self.errors else HTTPStatus.OK


def _name(key: str) -> str:
    return f"krav-{key}"


def _evidence_field(requirement: Requirement) -> forms.Field:
    """Return the field in which an organisation shows that it meets a requirement. It may be left empty."""
    told: dict[str, Any] = {"label": requirement.text, "required": False}
    match requirement.evidence:
        case Evidence.DATE:
            wrong = {"invalid": "Skriv datumet som år, månad och dag, till exempel 2031-03-12."}
            widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
            return forms.DateField(**told, error_messages=wrong, widget=widget)
        case Evidence.CASE_NUMBER:
            hint = "Skriv diarienumret."
            return forms.CharField(**told, max_length=60, validators=[one_line], help_text=hint)
        case Evidence.LINK:
            wrong = {"invalid": "Skriv hela länken, till exempel https://www.kommun.se/beslut."}
            hint = "Klistra in en länk."
            return forms.URLField(**told, max_length=500, assume_scheme="https", error_messages=wrong, help_text=hint)
        case Evidence.CONFIRM:
            return forms.BooleanField(**told)
        case _:
            return forms.CharField(**told, max_length=LONGEST_PROSE, widget=forms.Textarea(attrs={"rows": 3}))


def _as_text(value: object) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    return "ja" if value is True else str(value or "")
