"""What is typed on the pages of own figures. The forms alone read a request's data."""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.forms.boundfield import BoundField

from access import clock
from cohorts.forms import one_line
from cohorts.sheets import Most, read_figures
from indicators.models import Indicator
from indicators.own.cells import (
    FIRST_YEAR,
    CellWrong,
    Sort,
    Typed,
    flaws_of,
    read_base,
    read_figure,
    read_year,
    sort_of,
)
from indicators.own.models import LONGEST_NOTE, LONGEST_PLACE, LONGEST_SOURCE, WHOLE, OwnValue
from indicators.own.staging import Line
from indicators.own.writing import Change
from indicators.wording import cell_text, column_words

#: So many years stand open to be typed from the start: the present one and those before it.
YEARS = 5
#: A file of figures; a workbook is read more slowly, so that a larger one comes as .csv.
MOST = Most(megabytes=20, unpacked=64 * 1024**2, rows=500_000)
_LONGEST_CELL = 40
_VERSION = re.compile(r"[0-9]{4}-version")


class WhereForm(forms.Form):
    """Which part of the organisation is typed, and a year beside those that stand there."""

    plats = forms.CharField(
        label="Del av organisationen",
        max_length=LONGEST_PLACE,
        required=False,
        validators=[one_line],
        help_text="Till exempel ett område eller en verksamhet. Lämna tomt för hela organisationen.",
    )
    ar = forms.CharField(label="Ett år till", max_length=4, required=False, help_text="Till exempel 2015.")

    def __init__(self, *args: Any, places: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._places = {place.casefold(): place for place in places}

    def clean_plats(self) -> str:
        """Return the place as it is written already, where it is."""
        told = " ".join(str(self.cleaned_data["plats"]).split())
        return self._places.get(told.casefold(), told)

    def clean_ar(self) -> int | None:
        """Return the year."""
        told = self.cleaned_data["ar"]
        try:
            return read_year(told, clock.today().year) if told else None
        except CellWrong as wrong:
            raise forms.ValidationError(str(wrong)) from None

    @property
    def place(self) -> str:
        """Return the chosen place; the whole where it is none."""
        return self.cleaned_data.get("plats", WHOLE) if self.is_valid() else WHOLE

    @property
    def years(self) -> tuple[int, ...]:
        """Return the years that stand open whatever has been written."""
        latest = clock.today().year
        extra = self.cleaned_data.get("ar") if self.is_valid() else None
        return tuple({*range(latest, max(latest - YEARS, FIRST_YEAR - 1), -1), *([extra] if extra else [])})


@dataclass(frozen=True, slots=True)
class Box:
    """The fields of one year."""

    year: int
    fields: tuple[BoundField, ...]


class FiguresForm(forms.Form):
    """Several years of an indicator in one place, the latest first; ``typed`` and ``seen`` are what was written."""

    sure = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, indicator: Indicator, rows: Iterable[OwnValue], years: Iterable[int], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._sort, there = sort_of(indicator), {row.year: row for row in rows}
        posted = {int(name[:4]) for name in self.data if _VERSION.fullmatch(name)}
        possible = range(FIRST_YEAR, clock.today().year + 1)
        self._years = sorted({*years, *there, *posted.intersection(possible)}, reverse=True)
        for year in self._years:
            for name, field in _fields(self._sort, indicator, year, there.get(year)):
                self.fields[f"{year}-{name}"] = field
        self.typed: dict[int, Typed] = {}
        self.seen: dict[int, int] = {}

    @property
    def boxes(self) -> tuple[Box, ...]:
        """Return the years with their fields."""
        return tuple(
            Box(year, tuple(self[name] for name in self.fields if name.startswith(f"{year}-"))) for year in self._years
        )

    def clean(self) -> dict[str, Any]:
        """Read every year that the page showed; what is wrong is told at its field."""
        told = super().clean() or {}
        for year in self._years:
            if told.get(f"{year}-version") is None:
                continue
            typed = self._typed(year, told)
            for name, flaw in () if self._has_errors(year) else flaws_of(self._sort, typed):
                self.add_error(f"{year}-{name}", flaw)
            self.typed[year], self.seen[year] = typed, told[f"{year}-version"]
        return told

    def follow(self, rows: Iterable[OwnValue]) -> None:
        """Go on from the versions that ``rows`` have now, with what was typed still in the fields."""
        self.data = {**self.data.dict(), **{f"{row.year}-version": str(row.version) for row in rows}}  # type: ignore[attr-defined]  # a QueryDict

    def is_sure_of(self, changes: Iterable[Change]) -> bool:
        """Tell whether the writer has seen these very figures written over."""
        return bool(self.cleaned_data["sure"] == sign_of(changes))

    def _has_errors(self, year: int) -> bool:
        return any(name.startswith(f"{year}-") for name in self.errors)

    def _typed(self, year: int, told: Mapping[str, Any]) -> Typed:
        figures = {}
        for column in self._sort.columns:
            name = f"{year}-{column}"
            figure = self._read(name, lambda text: read_figure(text, self._sort.kind), told)
            base = self._read(f"{name}_base", read_base, told) if self._sort.has_bases else None
            if base is not None and (figure is None or not figure.is_known):
                self.add_error(f"{name}_base", "Skriv siffran också, eller ta bort antalet.")
            elif figure is not None:
                figures[column] = replace(figure, base=base) if figure.is_known else figure
        return Typed(figures, told.get(f"{year}-source", ""), told.get(f"{year}-note", ""))

    def _read(self, name: str, read: Callable[[str], Any], told: Mapping[str, Any]) -> Any:
        try:
            return read(told.get(name) or "")
        except CellWrong as wrong:
            self.add_error(name, str(wrong))
            return None


class UploadForm(forms.Form):
    """A file of figures."""

    file = forms.FileField(
        label="Fil",
        max_length=200,
        help_text=f"En .csv med högst {MOST.megabytes} MB, eller en .xlsx (första bladet läses).",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
        error_messages={"required": "Välj en fil.", "empty": "Filen är tom."},
    )

    def clean_file(self) -> "UploadedFile[bytes]":
        """Refuse a file by its size, before any of it is read."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > MOST.megabytes * 1024**2:
            raise forms.ValidationError(
                f"Filen är större än {MOST.megabytes} MB. Dela upp den, eller spara den som .csv utan bilder."
            )
        return file

    @property
    def name(self) -> str:
        """Return what the file is called."""
        return str(self.cleaned_data["file"].name)[:200]

    @property
    def lines(self) -> Iterator[Line]:
        """Read the file, row by row."""
        return read_figures(self.cleaned_data["file"], MOST)


class SaveForm(forms.Form):
    """What a file was compared with when its effect was shown."""

    seen = forms.CharField(max_length=60, widget=forms.HiddenInput)

    @property
    def sign(self) -> str:
        """Return the sign; "" is of nothing that was ever shown."""
        return str(self.cleaned_data["seen"]) if self.is_valid() else ""


def sign_of(changes: Iterable[Change]) -> str:
    """Return a short sign of what is written over, and by what."""
    told = repr([(change.year, change.version, change.new) for change in changes])
    return hashlib.sha256(told.encode()).hexdigest()


def _fields(sort: Sort, indicator: Indicator, year: int, row: OwnValue | None) -> Iterator[tuple[str, forms.Field]]:
    measure = indicator.measure
    for column in sort.columns:
        called = column_words(measure, column).capitalize()
        unit = measure.unit if sort.has_bases else "antal"
        value = cell_text(getattr(row, column), getattr(row, f"{column}_state")) if row else ""
        yield (
            column,
            _text(f"{called} {year}, {unit}", _LONGEST_CELL, value, mode="decimal" if sort.has_bases else "numeric"),
        )
        if sort.has_bases:
            base = getattr(row, f"{column}_base") if row else None
            yield f"{column}_base", _text(f"{called} {year}, underlag", _LONGEST_CELL, base or "", mode="numeric")
    yield "source", _text(f"Källa {year}", LONGEST_SOURCE, row.source if row else "")
    yield "note", _text(f"Anteckning {year}", LONGEST_NOTE, row.note if row else "")
    version = row.version if row else 0
    yield "version", forms.IntegerField(required=False, min_value=0, initial=version, widget=forms.HiddenInput)


def _text(label: str, longest: int, initial: object, *, mode: str = "") -> forms.CharField:
    attrs = {"autocomplete": "off", **({"inputmode": mode} if mode else {})}
    return forms.CharField(
        label=label,
        max_length=longest,
        required=False,
        initial=initial,
        validators=[one_line],
        widget=forms.TextInput(attrs=attrs),
    )
