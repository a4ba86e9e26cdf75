"""What is asked and written on the pages of the catalogue. The forms alone read a request's data."""

from typing import Any

from django import forms

from cohorts.forms import one_line
from indicators.figures import Direction, Form, Kind, People
from indicators.kolada.rows import is_kpi_id
from indicators.models import Indicator, Owner, SubGoal
from indicators.places import Against, Asked, everywhere, side_by_side
from indicators.reading import areas

_NUMBERED = [(str(goal.value), f"{goal.value}. {goal.label}") for goal in SubGoal]


class CatalogueFilterForm(forms.Form):
    """Which indicators the list shows."""

    sok = forms.CharField(label="Sök", max_length=80, required=False, widget=forms.TextInput(attrs={"type": "search"}))
    delmal = forms.ChoiceField(label="Delmål", required=False, choices=[("", "Alla delmål"), *_NUMBERED])
    omrade = forms.ChoiceField(label="Område", required=False)
    form = forms.ChoiceField(label="Form", required=False, choices=[("", "Alla former"), *Form.choices])
    finns = forms.ChoiceField(
        label="Finns för",
        required=False,
        choices=[("", "Alla"), *((owner.value, owner.label) for owner in (Owner.MUNICIPALITY, Owner.REGION))],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["omrade"].choices = [("", "Alla områden"), *((area, area) for area in areas())]  # type: ignore[attr-defined]

    @property
    def question(self) -> dict[str, str]:
        """Return what ``reading.catalogue_like`` is asked."""
        asked = self.cleaned_data
        return {
            "text": asked["sok"],
            "goal": asked["delmal"],
            "area": asked["omrade"],
            "form": asked["form"],
            "owner": asked["finns"],
        }


class PlaceForm(forms.Form):
    """Whose figures the page shows, and what they are set beside; a word that is no such thing is left out."""

    plats = forms.ChoiceField(label="Kommun eller region", required=False)
    mot = forms.MultipleChoiceField(
        label="Jämför med", required=False, choices=Against.choices, widget=forms.CheckboxSelectMultiple
    )
    andra = forms.MultipleChoiceField(
        label="Andra platser",
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6, "class": "input", "aria-describedby": "andra-hjalp"}),
        help_text="Välj flera med Ctrl eller Cmd.",
    )

    def __init__(self, *args: Any, owners: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._owners, self._everywhere = owners, everywhere()
        has = {Owner.MUNICIPALITY: "municipality_code", Owner.REGION: "region_code"}.get(Owner(owners), "")
        self._offered = {each.slug: each for each in self._everywhere if not has or getattr(each, has)}
        offered = [(slug, each.name) for slug, each in self._offered.items()]
        fields: Any = self.fields
        fields["plats"].choices = [("", "Riket"), *offered]
        fields["andra"].choices = offered
        self.is_valid()

    @property
    def asked(self) -> Asked:
        """Return what stands side by side: the country alone where nothing, or nothing possible, is asked for."""
        told = self.cleaned_data
        own = [self._offered[told["plats"]]] if told.get("plats") else []
        others = [each for slug, each in self._offered.items() if slug in told.get("andra", ())]
        against = told.get("mot", ())
        return side_by_side(own, self._everywhere, against=against, chosen=others, owners=self._owners)


class IndicatorForm(forms.Form):
    """What the catalogue says of an indicator, whatever its figures come from."""

    title = forms.CharField(
        label="Namn",
        max_length=160,
        validators=[one_line],
        error_messages={"required": "Skriv vad nyckeltalet heter."},
    )
    noun = forms.CharField(
        label="Siffran i en mening",
        max_length=80,
        validators=[one_line],
        help_text="Så att det går att läsa: ”kvinnors medianlön är 94 procent av mäns”. Skriv till exempel medianlön.",
        error_messages={"required": "Skriv vad siffran kallas i en mening."},
    )
    area = forms.CharField(
        label="Område", max_length=80, validators=[one_line], error_messages={"required": "Skriv området."}
    )
    group = forms.CharField(
        label="Vilka som räknas",
        max_length=120,
        required=False,
        validators=[one_line],
        help_text="Till exempel 20–64 år.",
    )
    people = forms.ChoiceField(label="De kallas", choices=People.choices)
    sub_goals = forms.TypedMultipleChoiceField(
        label="Delmål i jämställdhetspolitiken",
        required=False,
        coerce=int,
        choices=_NUMBERED,
        widget=forms.CheckboxSelectMultiple,
    )
    kind = forms.ChoiceField(label="Vad siffran är", choices=Kind.choices)
    unit = forms.CharField(
        label="Enhet",
        max_length=20,
        validators=[one_line],
        error_messages={"required": "Skriv enheten, till exempel %."},
    )
    decimals = forms.TypedChoiceField(label="Decimaler", coerce=int, choices=[(str(n), str(n)) for n in range(4)])
    direction = forms.ChoiceField(label="Riktning", choices=Direction.choices)
    target = forms.DecimalField(
        label="Mål",
        required=False,
        max_digits=12,
        decimal_places=2,
        localize=True,
        help_text="Bara när riktningen är mot ett mål.",
    )
    note = forms.CharField(
        label="Förklaring", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def clean(self) -> dict[str, Any]:
        """Refuse a target without its direction, or the other way, and balance of anything but könsfördelning."""
        told = super().clean() or {}
        direction, target = told.get("direction"), told.get("target")
        if direction == Direction.TARGET and target is None:
            self.add_error("target", "Skriv målet, eller välj en annan riktning.")
        if direction != Direction.TARGET:
            told["target"] = None
        if direction == Direction.BALANCE and told.get("kind") != Kind.DISTRIBUTION:
            self.add_error("direction", "40–60 gäller bara könsfördelning. Välj en annan riktning.")
        return told

    @staticmethod
    def facts_of(indicator: Indicator) -> dict[str, Any]:
        """Return what the form is filled with."""
        return {name: getattr(indicator, name) for name in IndicatorForm.base_fields}


class KpiField(forms.CharField):
    """The name of one of Kolada's key figures, in capitals."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=12, required=False, widget=forms.TextInput(attrs={"size": 8}), **options)

    def clean(self, value: Any) -> str:
        """Return the name as Kolada writes it. Refuses what cannot be one."""
        told = str(super().clean(value)).strip().upper()
        if told and not is_kpi_id(told):
            raise forms.ValidationError(
                "Skriv nyckeltalets id i Kolada: N eller U och fem siffror, till exempel N00090."
            )
        return told


class NewIndicatorForm(IndicatorForm):
    """An indicator that is put into the catalogue, and where its figures come from."""

    form = forms.ChoiceField(label="Så finns kvinnor och män i siffran", choices=Form.choices)
    kpi = KpiField(label="Id i Kolada", help_text="Till exempel N00090. Lämna tomt för ett eget nyckeltal.")
    kpi_men = KpiField(label="Mäns id i Kolada", help_text="Bara när män har ett eget nyckeltal.")
    uncertainty_kpi = KpiField(label="Osäkerhetstalets id i Kolada", help_text="Lämna tomt om det inte finns något.")
    owners = forms.ChoiceField(label="Finns för", choices=Owner.choices)

    def clean(self) -> dict[str, Any]:
        """Refuse a pair that is not two, and forms that only Kolada has for an own indicator."""
        told = super().clean()
        is_pair = told.get("form") == Form.PAIR
        kpi, men = told.get("kpi"), told.get("kpi_men")
        if kpi and is_pair and (not men or men == kpi):
            self.add_error("kpi_men", "Skriv mäns nyckeltal: det är ett annat än kvinnors.")
        elif men and not (kpi and is_pair):
            self.add_error("kpi_men", "Mäns id gäller bara när kvinnor och män har var sitt nyckeltal.")
        if not kpi and told.get("form") not in {Form.SPLIT, Form.WHOLE, None}:
            self.add_error("form", "Ett eget nyckeltal är könsuppdelat, eller en siffra för alla.")
        return told
