"""The facts of a round as forms: a new one with good defaults, and the same facts later."""

import datetime as dt
from collections.abc import Mapping
from functools import cached_property
from http import HTTPStatus
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from access import clock
from access.refusals import Refusal
from accounts.models import User
from benchmarking.meetings.forms import ActForm, Words
from benchmarking.method.models import MethodVersion
from benchmarking.method.versions import content_of
from benchmarking.overview.calendars import calendar_of, new_calendar
from benchmarking.overview.round_rows import (
    DayForm,
    DayRows,
    RequirementForm,
    RequirementRows,
    asked_in,
    days_in,
    rows_of_days,
    rows_of_requirements,
)
from benchmarking.workspace.forms import Day
from cohorts.concepts import SEATS, ends_after
from cohorts.enrolment import EndsBeforeStart, NameTaken
from cohorts.models import Cohort, Concept, Variant
from cohorts.requirements import defaults_for, requirements_of
from cohorts.roles import TRIO

#: A round begins in February or September, a Tuesday at least so long from now; its form closes some weeks before.
BEGINS, AHEAD, FORM_CLOSES = (2, 9), dt.timedelta(weeks=20), dt.timedelta(weeks=10)
TUESDAY = 1
LONGEST_PROSE = 5_000
PROGRAMME = "Modellkoncept för jämställd styrning och ledning"
METHOD, CALENDAR, REQUIREMENTS, LETTERS, FACTS, PEOPLE = "metod", "kalender", "krav", "brev", "fakta", "personer"
TAKES = (
    (METHOD, "Metodversionen"),
    (CALENDAR, "Kalendern, flyttad till de nya dagarna"),
    (REQUIREMENTS, "Kraven"),
    (LETTERS, "Egna ord i inbjudan"),
    (FACTS, "Programnamn, teman, avgift, öppen text och vilka platser som fylls"),
    (PEOPLE, "Personerna: projektledare och observatörer får samma platser"),
)
PUBLIC_TEXTS = {
    Variant.MUNICIPALITIES: (
        "Kommuner jämför hur de styr, följer upp och förbättrar sin verksamhet, så att kvinnor och män, flickor och "
        "pojkar får likvärdig service. De arbetar i grupper om två eller tre tillsammans med en mentor som har gått "
        "igenom modellen tidigare."
    ),
    Variant.REGIONS: (
        "Regioner jämför hur de styr, följer upp och förbättrar ett avgränsat område, så att kvinnor och män, flickor "
        "och pojkar får likvärdig service. De arbetar i grupper om två eller tre."
    ),
    Variant.MIXED: (
        "Kommuner och regioner jämför hur de styr, följer upp och förbättrar sin verksamhet, så att kvinnor och män, "
        "flickor och pojkar får likvärdig service. De arbetar i grupper om två eller tre tillsammans med en mentor."
    ),
}
#: What is copied from an earlier round when its facts are taken.
_COPIED = ("programme_name", "themes", "fee", "public_text")


class FactsForm(ActForm):
    """The facts of a round that can be changed as long as it lives."""

    field_of: ClassVar[Mapping[type[Refusal], str]] = {NameTaken: "name", EndsBeforeStart: "ends_on"}

    name = Words(label="Namn", longest=80, error_messages={"required": "Skriv vad omgången heter."})
    programme_name = Words(
        label="Programmets namn", longest=120, error_messages={"required": "Skriv programmets namn."}
    )
    starts_on = Day(label="Första dagen", error_messages={"required": "Välj omgångens första dag."})
    ends_on = Day(label="Sista dagen", error_messages={"required": "Välj omgångens sista dag."})
    conference_on = Day(label="Resultatkonferensens dag", required=False)
    conference_place = Words(label="Resultatkonferensens plats", required=False, longest=80)
    interest_until = Day(label="Sista dag för intresseanmälan", required=False)
    variant = forms.ChoiceField(
        label="För vilka",
        choices=Variant.choices,
        widget=forms.RadioSelect,
        help_text="Regioner arbetar med ett avgränsat område, och brukar ha två chefer med.",
    )
    politician = forms.IntegerField(label="Politiker per organisation", min_value=0, max_value=9)
    manager = forms.IntegerField(label="Chefer per organisation", min_value=0, max_value=9)
    strategist = forms.IntegerField(label="Strateger per organisation", min_value=0, max_value=9)
    themes = Words(
        label="Teman",
        lines=4,
        longest=2_000,
        required=False,
        help_text="Ett på varje rad, till exempel heltid som norm. Organisationerna väljer bland dem i sin anmälan.",
    )
    fee = forms.IntegerField(
        label="Avgift per organisation, kronor", min_value=0, max_value=10_000_000, required=False
    )
    information_contact = Words(label="Informationsansvarig", longest=120, required=False)
    public_text = Words(label="Öppen text om omgången", lines=6, longest=LONGEST_PROSE, required=False)
    invitation_words = Words(
        label="Egna ord i inbjudan",
        lines=4,
        longest=LONGEST_PROSE,
        required=False,
        help_text="Står i varje inbjudan till en plats, före länken. Du kan lämna rutan tom.",
    )

    @cached_property
    def requirements(self) -> forms.BaseFormSet[RequirementForm]:
        """The rows of what the round asks."""
        return RequirementRows(self.data if self.is_bound else None, prefix="krav", initial=self.initial.get("krav"))

    def is_valid(self) -> bool:
        """Tell whether the facts and every row can be kept."""
        return all([super().is_valid(), *(not self.is_bound or rows.is_valid() for rows in self.row_sets)])

    @property
    def row_sets(self) -> tuple[forms.BaseFormSet[Any], ...]:
        """The rows beside the facts."""
        return (self.requirements,)

    @property
    def status(self) -> HTTPStatus:
        """Return the status of a page that shows the form."""
        return self.refused if self.is_bound and not self.is_valid() else super().status

    def facts(self) -> dict[str, Any]:
        """Return the columns of the round, and what it asks."""
        typed = {name: value for name, value in self.cleaned_data.items() if name in FactsForm.base_fields}
        seats = {function.value: typed.pop(function.value) for function in TRIO}
        return {**typed, "required_seats": seats, "asked": asked_in(self.requirements)}


class NewRoundForm(FactsForm):
    """A new round on one page. It is filled in from the concept, or from an earlier round, before it is created."""

    source = forms.ChoiceField(label="Utgå från", required=False)
    take = forms.MultipleChoiceField(
        label="Ta med från den omgången", choices=TAKES, required=False, widget=forms.CheckboxSelectMultiple
    )
    concept = forms.ChoiceField(label="Koncept", choices=Concept.choices, widget=forms.RadioSelect)
    version = forms.ChoiceField(
        label="Metodversion",
        error_messages={"required": "Välj en metodversion. Finns ingen behöver den som driftar tjänsten läsa in en."},
    )
    filled_for = forms.CharField(required=False, widget=forms.HiddenInput, max_length=200)
    fill = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, by: User, initial: dict[str, Any] | None = None) -> None:
        """Offer every earlier round and every stored method version; unbound, begin from the programme's defaults."""
        super().__init__(data, initial=initial)
        self.by = by
        self.rounds = {each.slug: each for each in Cohort.objects.select_related("room").order_by("-starts_on")}
        stored = MethodVersion.objects.select_related("method").defer("content").order_by("-frozen_at", "-pk")
        self.versions = {str(each.pk): each for each in stored}
        self._offer("source", [("", "Börja från början"), *((slug, each.name) for slug, each in self.rounds.items())])
        self._offer("version", [(pk, f"{each.method.title} {each.name}") for pk, each in self.versions.items()])
        if data is None and initial is None:
            self.initial = self._beginning()

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  tells the type checker what stands above
        field.choices = choices

    @cached_property
    def days(self) -> forms.BaseFormSet[DayForm]:
        """The rows of the calendar."""
        return DayRows(self.data if self.is_bound else None, prefix="dag", initial=self.initial.get("dag"))

    @property
    def row_sets(self) -> tuple[forms.BaseFormSet[Any], ...]:
        """The rows beside the facts."""
        return (self.days, self.requirements)

    @property
    def asks_to_fill(self) -> bool:
        """Tell whether the button that fills in the form was pressed, and nothing is to be created yet."""
        return self.is_bound and bool(self.data.get("fill"))

    def clean(self) -> dict[str, Any]:
        """Refuse to create a round whose days were worked out for something else than what is chosen now."""
        typed = super().clean() or self.cleaned_data
        if not self.errors and self._basis(typed) != typed["filled_for"]:
            raise ValidationError(
                "Du har ändrat det som dagarna räknas från. De är omräknade: läs dem och skapa sedan."
            )
        return typed

    def facts(self) -> dict[str, Any]:
        """Return what ``setting_up.set_up_round`` is told."""
        typed = self.cleaned_data
        people_of = self.rounds.get(typed["source"]) if PEOPLE in typed["take"] else None
        days = days_in(self.days)
        return {
            **super().facts(),
            "concept": typed["concept"],
            "version": self.versions[typed["version"]],
            "days": days,
            "people_of": people_of,
        }

    # Filling in ---------------------------------------------------------------------------------------

    @property
    def status(self) -> HTTPStatus:
        """Return the status of a page that shows the form: filling it in anew is no refusal."""
        return HTTPStatus.OK if self.asks_to_fill and self.shown is not self else super().status

    @cached_property
    def shown(self) -> "NewRoundForm":
        """The form to show: this one, or one filled in anew where that was asked for or is due."""
        if not self.is_bound:
            return self
        self.is_valid()
        typed = self.cleaned_data
        if not {"source", "concept", "variant", "starts_on", "version"} <= set(typed):
            return self
        stale = self._basis(typed) != typed.get("filled_for")
        if not self.asks_to_fill and not stale:
            return self
        filled = NewRoundForm(by=self.by, initial=self._filled(self._typed()))
        if not self.asks_to_fill:
            filled.told = self.non_field_errors()
        return filled

    #: What the page says above a form that was filled in anew at the wrong moment.
    told: Any = ()

    def _basis(self, typed: Mapping[str, Any]) -> str:
        take = ",".join(sorted(typed["take"])) if typed["source"] else ""
        parts = (typed["source"], take, typed["concept"], typed["variant"], typed["version"], typed["starts_on"])
        return "|".join(str(each) for each in parts)

    def _typed(self) -> dict[str, Any]:
        """Return what stands in the fields, as initial values of a form."""
        return {name: self.cleaned_data.get(name, self.data.get(name, "")) for name in self.fields}

    def _beginning(self) -> dict[str, Any]:
        starts_on = _usual_start(clock.today() + AHEAD)
        latest = next(iter(self.rounds.values()), None)
        return self._filled(
            {
                "source": "",
                "take": [METHOD, CALENDAR, REQUIREMENTS, LETTERS, FACTS],
                "concept": Concept.ONE_YEAR,
                "variant": Variant.MUNICIPALITIES,
                "version": next(iter(self.versions), ""),
                "starts_on": starts_on,
                "name": self._free_name(starts_on.year),
                "programme_name": (latest.programme_name if latest else "") or PROGRAMME,
                "information_contact": f"{self.by.name}, projektledare",
            }
        )

    def _free_name(self, year: int) -> str:
        taken = {each.name for each in self.rounds.values()}
        names = (f"Omgång {year}", f"Omgång {year}–{year + 1}")
        return next((name for name in names if name not in taken), "")

    def _filled(self, given: dict[str, Any]) -> dict[str, Any]:
        """Return ``given`` with everything that follows from it: what was taken, the days, the seats, the texts."""
        source, take = self.rounds.get(given["source"]), set(given["take"])
        is_new_source = source is not None and given.get("filled_for", "").split("|")[0] != source.slug
        if source is not None and is_new_source:
            given |= self._taken(source, take)
        variant, starts_on = given["variant"], given["starts_on"]
        days = self._days(given, source if CALENDAR in take else None)
        conference = next((each.day for each in reversed(days) if each.title.startswith("Resultatkonferens")), None)
        asked = requirements_of(source) if source and REQUIREMENTS in take else defaults_for(variant)
        given |= {
            "dag": rows_of_days(days),
            "krav": rows_of_requirements(asked),
            "conference_on": conference,
            "ends_on": ends_after(days, starts_on),
            "interest_until": max(starts_on - FORM_CLOSES, clock.today()),
            "public_text": given.get("public_text") or PUBLIC_TEXTS[Variant(variant)],
            "filled_for": self._basis(given),
            "fill": "",
        }
        seats = SEATS[variant] if not (source and FACTS in take) else source.required_seats
        return given | {function.value: seats.get(function.value, 0) for function in TRIO}

    def _taken(self, source: Cohort, take: set[str]) -> dict[str, Any]:
        taken: dict[str, Any] = {"variant": source.variant}
        if METHOD in take and hasattr(source, "method_pin"):
            taken["version"] = str(source.method_pin.version_id)
        if CALENDAR in take:
            taken["concept"] = source.concept
        if LETTERS in take:
            taken["invitation_words"] = source.invitation_words
        if FACTS in take:
            taken |= {name: value for name in _COPIED if (value := getattr(source, name))}
        return taken

    def _days(self, given: Mapping[str, Any], source: Cohort | None) -> Any:
        version = self.versions.get(given["version"])
        if version is None:
            return ()
        content = content_of(version)
        taken = calendar_of(source, content, given["starts_on"]) if source else ()
        return taken or new_calendar(content, given["concept"], given["starts_on"])


def _usual_start(earliest: dt.date) -> dt.date:
    """Return the first Tuesday of the next month in which rounds begin."""
    firsts = (dt.date(year, month, 1) for year in (earliest.year, earliest.year + 1) for month in BEGINS)
    first = next(day for day in firsts if day >= earliest)
    return first + dt.timedelta(days=(TUESDAY - first.weekday()) % 7)


class RoundForm(FactsForm):
    """The facts of a round that is there already."""

    def __init__(self, data: Any = None, *, cohort: Cohort) -> None:
        """Begin from what the round says."""
        own = {name: getattr(cohort, name) for name in FactsForm.base_fields if hasattr(cohort, name)}
        seats = {function.value: cohort.required_seats.get(function.value, 0) for function in TRIO}
        super().__init__(data, initial=own | seats | {"krav": rows_of_requirements(requirements_of(cohort))})


class CloseForm(ActForm):
    """That whoever closes the round has read what is not finished."""

    anyway = forms.BooleanField(label="Jag har läst listan och avslutar ändå", required=False)
