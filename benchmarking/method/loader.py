"""A folder of YAML becomes a method version, or is refused with file, line and reason.

The folder holds `method.yaml`, `meetings.yaml`, `matrix.yaml` and one file per step in `steps/`
(benchmarking/content/README.md shows the shape). Attribute names are those of benchmarking.method.content.
"""

import dataclasses
from pathlib import Path

from benchmarking.method.content import (
    FIELD_TYPES,
    FUNCTIONS,
    INDICATORS_KEY,
    ITEM_FUNCTIONS,
    OWN_FUNCTIONS,
    PERSPECTIVES,
    ROOMS,
    STEP_KINDS,
    TRIO,
    AgendaItem,
    ChecklistItem,
    Choice,
    Content,
    Field,
    HostTask,
    IndicatorHint,
    Level,
    Material,
    MatrixArea,
    MeetingKind,
    Part,
    Role,
    Step,
    Worksheet,
)
from benchmarking.method.marked import Marked, MethodFault, check_slug, read

TOP_FILES = ("matrix.yaml", "meetings.yaml", "method.yaml")
MOST_MINUTES = 600
FARTHEST_DAY = 365
# The answers of a yes_partly_no field, which every method shares; a level field takes the matrix's levels.
YES_PARTLY_NO = (
    Choice(key="ja", label="Ja"),
    Choice(key="delvis", label="Delvis"),
    Choice(key="nej", label="Nej"),
)


class _Once:
    """Keys already used in one place."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._keys: set[str] = set()

    def take(self, marked: Marked, name: str = "key") -> str:
        """Return the key written in `name`; refuse it the second time."""
        key = marked.slug(name)
        if key in self._keys:
            raise marked.fault(name, f"Nyckeln ”{key}” används redan {self._what}.")
        self._keys.add(key)
        return key


class _Reader:
    """What the readers of a folder need to know of its other files."""

    def __init__(self, method: Marked, matrix: Marked) -> None:
        self.parts = tuple(
            Part(key=check_slug(method.file, line, key), title=title) for key, title, line in method.pairs("parts")
        )
        self.field_minutes = method.numbers("field_minutes", 0, MOST_MINUTES)
        for name in FIELD_TYPES:
            if name not in self.field_minutes:
                raise method.fault("field_minutes", f"Minuter för fälttypen ”{name}” saknas.")
        for name in self.field_minutes:
            if name not in FIELD_TYPES:
                raise method.fault("field_minutes", f"”{name}” är ingen känd fälttyp.")
        matrix.only("levels", "areas")
        self.levels = tuple(
            Level(number=number, title=title) for number, title in enumerate(matrix.texts("levels"), start=1)
        )
        self.hints: list[IndicatorHint] = []
        self.facts: dict[str, tuple[str, str, tuple[Choice, ...]]] = {}
        self.places = _Once("av ett annat steg eller område")

    def hint(self, marked: Marked, place: str) -> None:
        """Keep the key figures hinted for a step or an area."""
        indicators = marked.indicators("indicators")
        if indicators:
            self.hints.append(IndicatorHint(place=place, indicators=indicators))

    def fact(self, marked: Marked, once: _Once, field: Field, *, rows: bool) -> Field:
        """Return the field with the fact it asks for: one that means the same wherever it is asked."""
        if not marked.has("fact"):
            return field
        if rows or field.answered_by:
            raise marked.fault("fact", "Ett ”fact” har ett svar per organisation: inte i rader, inte per funktion.")
        key, shape = once.take(marked, "fact"), (field.type, field.unit, field.choices)
        if self.facts.setdefault(key, shape) != shape:
            raise marked.fault("fact", f"”{key}” har en annan typ, enhet eller andra val i ett annat steg.")
        return dataclasses.replace(field, fact=key)


def load(folder: Path) -> Content:
    """Return the method version written in the folder; MethodFault at the first fault found."""
    if not folder.is_dir():
        raise MethodFault(folder, 1, "Mappen saknas.")
    for stray in sorted(folder.iterdir()):
        if stray.name not in (*TOP_FILES, "steps") and not stray.name.startswith("."):
            raise MethodFault(stray, 1, "Filen hör inte till en metod. Ta bort den eller flytta den.")
    method, meetings, matrix = (read(folder / name) for name in ("method.yaml", "meetings.yaml", "matrix.yaml"))
    method.only("key", "name", "title", "parts", "field_minutes")
    reader = _Reader(method, matrix)
    meetings.only("meeting_kinds")
    kinds = [(kind, kind.slug("key")) for kind in meetings.each("meeting_kinds")]
    steps = _steps(reader, folder / "steps", [key for _, key in kinds])
    return Content(
        key=method.slug("key"),
        name=method.slug("name"),
        title=method.text("title"),
        steps=steps,
        meeting_kinds=_meeting_kinds([kind for kind, _ in kinds], steps),
        areas=_areas(reader, matrix),
        levels=reader.levels,
        parts=reader.parts,
        hints=tuple(reader.hints),
    )


def _only(marked: Marked, kind: type, *more: str) -> None:
    marked.only(*(field.name for field in dataclasses.fields(kind)), *more)


def _steps(reader: _Reader, folder: Path, kinds: list[str]) -> tuple[Step, ...]:
    files = sorted(file for file in folder.glob("*") if not file.name.startswith("."))
    if not files:
        raise MethodFault(folder, 1, "Det finns inga steg i mappen.")
    for file in files:
        if file.suffix != ".yaml":
            raise MethodFault(file, 1, "Ett steg ska ligga i en fil som slutar på .yaml.")
    sheets = sorted((read(file) for file in files), key=lambda sheet: sheet.whole("number", 1, 99))
    for number, sheet in enumerate(sheets, start=1):
        if sheet.whole("number", 1, 99) != number:
            raise sheet.fault("number", f"Stegen ska numreras i följd. Här väntas {number}.")
    return tuple(_step(reader, sheet, kinds) for sheet in sheets)


def _step(reader: _Reader, sheet: Marked, kinds: list[str]) -> Step:
    _only(sheet, Step, "indicators")
    key = reader.places.take(sheet)
    if key == INDICATORS_KEY:
        raise sheet.fault("key", f"”{INDICATORS_KEY}” heter det som organisationerna delar av sina nyckeltal.")
    reader.hint(sheet, key)
    worksheet_keys, facts, item_keys, material_keys = (
        _Once("av en annan mall i steget"),
        _Once("som ”fact” av ett annat fält i steget"),
        _Once("av en annan punkt i steget"),
        _Once("av ett annat material i steget"),
    )
    return Step(
        key=key,
        number=sheet.whole("number", 1, 99),
        title=sheet.text("title"),
        short_title=sheet.text("short_title"),
        kind=sheet.code("kind", STEP_KINDS),
        purpose=sheet.text("purpose"),
        brings=sheet.texts("brings"),
        leaves=sheet.texts("leaves"),
        roles=_roles(sheet),
        worksheets=tuple(_worksheet(reader, each, worksheet_keys, facts) for each in sheet.each("worksheets")),
        checklist=tuple(_item(each, item_keys) for each in sheet.each("checklist")),
        signed_by=sheet.codes("signed_by", OWN_FUNCTIONS),
        materials=tuple(_material(each, material_keys) for each in sheet.each("materials", optional=True)),
        meeting_kind=sheet.code("meeting_kind", kinds, default=""),
        formerly=sheet.slugs("formerly"),
    )


def _roles(sheet: Marked) -> tuple[Role, ...]:
    pairs = sheet.pairs("roles")
    for function, _, line in pairs:
        if function not in FUNCTIONS:
            raise MethodFault(sheet.file, line, f"”{function}” är ingen känd funktion. Kända: {', '.join(FUNCTIONS)}.")
    for function in TRIO:
        if function not in [named for named, _, _ in pairs]:
            raise sheet.fault("roles", f"Vad ”{function}” gör i steget saknas.")
    return tuple(Role(function=function, text=text) for function, text, _ in pairs)


def _worksheet(reader: _Reader, marked: Marked, keys: _Once, facts: _Once) -> Worksheet:
    _only(marked, Worksheet)
    field_keys = _Once("av ett annat fält i mallen")
    rows = marked.flag("rows")
    if rows != marked.has("row_title"):
        raise marked.fault("row_title", "En mall med rader behöver ”row_title”, och bara den.")
    return Worksheet(
        key=keys.take(marked),
        title=marked.text("title"),
        purpose=marked.text("purpose"),
        rows=rows,
        row_title=marked.text("row_title", ""),
        fields=tuple(
            reader.fact(each, facts, _field(reader, each, field_keys), rows=rows) for each in marked.each("fields")
        ),
        parts=marked.codes("parts", [part.key for part in reader.parts], optional=True),
        minutes=marked.whole("minutes", 1, MOST_MINUTES),
        formerly=marked.slugs("formerly"),
    )


def _field(reader: _Reader, marked: Marked, keys: _Once) -> Field:
    _only(marked, Field)
    kind = marked.code("type", FIELD_TYPES)
    answered_by = marked.codes("answered_by", OWN_FUNCTIONS, optional=True)
    if marked.has("joint") and len(answered_by) < 2:  # noqa: PLR2004 (one answer is joint already)
        raise marked.fault("joint", "Bara ett fält som flera funktioner svarar på kan ha ”joint”.")
    return Field(
        key=keys.take(marked),
        label=marked.text("label"),
        type=kind,
        help=marked.text("help", ""),
        choices=_choices(reader, marked, kind),
        required=marked.flag("required"),
        answered_by=answered_by,
        unit=marked.text("unit", ""),
        minutes=marked.whole("minutes", 0, MOST_MINUTES, default=reader.field_minutes[kind]),
        formerly=marked.slugs("formerly"),
        joint=not marked.has("joint") or marked.flag("joint"),
    )


def _choices(reader: _Reader, marked: Marked, kind: str) -> tuple[Choice, ...]:
    if kind == "choice" and not marked.has("choices"):
        raise marked.fault("type", "Ett fält av typen choice behöver ”choices”.")
    if kind not in {"choice", "level"} and marked.has("choices"):
        raise marked.fault("choices", f"Ett fält av typen {kind} har inga egna ”choices”.")
    if marked.has("choices"):
        return tuple(
            Choice(key=check_slug(marked.file, line, key), label=label) for key, label, line in marked.pairs("choices")
        )
    if kind == "level":
        return tuple(Choice(key=str(level.number), label=f"{level.number} {level.title}") for level in reader.levels)
    return YES_PARTLY_NO if kind == "yes_partly_no" else ()


def _item(marked: Marked, keys: _Once) -> ChecklistItem:
    _only(marked, ChecklistItem)
    return ChecklistItem(
        key=keys.take(marked),
        text=marked.text("text"),
        help=marked.text("help"),
        function=marked.code("function", ITEM_FUNCTIONS, default=""),
        required=marked.flag("required"),
        minutes=marked.whole("minutes", 1, MOST_MINUTES),
        formerly=marked.slugs("formerly"),
    )


def _material(marked: Marked, keys: _Once) -> Material:
    _only(marked, Material)
    return Material(key=keys.take(marked), title=marked.text("title"), text=marked.text("text"))


def _meeting_kinds(kinds: list[Marked], steps: tuple[Step, ...]) -> tuple[MeetingKind, ...]:
    keys = _Once("av ett annat mötesslag")
    return tuple(_meeting_kind(kind, keys, steps) for kind in kinds)


def _meeting_kind(marked: Marked, keys: _Once, steps: tuple[Step, ...]) -> MeetingKind:
    _only(marked, MeetingKind)
    agenda_keys, task_keys = _Once("av en annan punkt på dagordningen"), _Once("av en annan uppgift för värden")
    key, held_in = keys.take(marked), marked.codes("steps", [step.key for step in steps])
    for step in steps:
        if step.meeting_kind == key and step.key not in held_in:
            raise marked.fault("steps", f"Steget ”{step.key}” bärs av mötet men nämns inte i ”steps”.")
    return MeetingKind(
        key=key,
        title=marked.text("title"),
        steps=held_in,
        room=marked.code("room", ROOMS),
        who=marked.text("who"),
        agenda=tuple(_agenda_item(each, agenda_keys) for each in marked.each("agenda")),
        host_checklist=tuple(_host_task(each, task_keys) for each in marked.each("host_checklist")),
    )


def _agenda_item(marked: Marked, keys: _Once) -> AgendaItem:
    _only(marked, AgendaItem)
    return AgendaItem(
        key=keys.take(marked),
        title=marked.text("title"),
        minutes=marked.whole("minutes", 0, MOST_MINUTES),
        minutes_per_organisation=marked.whole("minutes_per_organisation", 0, MOST_MINUTES, default=0),
        help=marked.text("help", ""),
    )


def _host_task(marked: Marked, keys: _Once) -> HostTask:
    _only(marked, HostTask)
    return HostTask(
        key=keys.take(marked),
        text=marked.text("text"),
        help=marked.text("help", ""),
        days=marked.whole("days", -FARTHEST_DAY, FARTHEST_DAY),
    )


def _areas(reader: _Reader, matrix: Marked) -> tuple[MatrixArea, ...]:
    areas = []
    for number, marked in enumerate(matrix.each("areas"), start=1):
        _only(marked, MatrixArea, "indicators")
        if marked.whole("number", 1, 99) != number:
            raise marked.fault("number", f"Områdena ska numreras i följd. Här väntas {number}.")
        levels = marked.texts("levels")
        if len(levels) != len(reader.levels):
            raise marked.fault("levels", f"Skriv en mening per nivå, {len(reader.levels)} stycken.")
        key = reader.places.take(marked)
        reader.hint(marked, key)
        areas.append(
            MatrixArea(
                key=key,
                number=number,
                title=marked.text("title"),
                perspectives=marked.codes("perspectives", PERSPECTIVES),
                levels=levels,
            )
        )
    return tuple(areas)
