"""The history of a step, of a worksheet or of one answer: who, when, what differs, and the way back."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from benchmarking.method.content import Field, UnknownKey, Worksheet
from benchmarking.workspace import fields
from benchmarking.workspace.desks import Desk
from benchmarking.workspace.differing import Kind, Span, count_words, differences, in_brief
from benchmarking.workspace.history import MARKED
from benchmarking.workspace.models import FACTS, Answer, CheckMark, Entry, MarkState
from benchmarking.workspace.older import asked_before
from benchmarking.workspace.questions import answer_label
from benchmarking.workspace.restoring import RESTORED, UNDONE
from benchmarking.workspace.runs import Run, runs_of
from benchmarking.workspace.typed import MERGED, REFUSED

PAGE = 50
LONGEST_TITLE = 60
TEXTS = {"text", "long_text", "person"}
#: What became of a text that did not simply come to stand as it was typed.
FATES = {
    REFUSED: "Sparades inte, en annan text gällde",
    MERGED: "Sattes ihop med en annan text",
    RESTORED: "En äldre text togs tillbaka",
    UNDONE: "Den senaste ändringen ångrades",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One stretch of writing in one answer, and what may be done about it.

    ``spans`` are against the text that stood before; ``words`` says the difference in a few words. ``restore_url``
    and ``undo_url`` are empty where there is nothing to put back, or it is not this person's to do.
    """

    at: dt.datetime | None
    began: dt.datetime | None
    who: str
    where: str
    fate: str
    words: str
    spans: tuple[Span, ...]
    is_present: bool
    texts: int
    event: str
    version: str
    all_url: str
    restore_url: str
    undo_url: str


class MarkTold(NamedTuple):
    """One change of a point; ``undo_url`` for the last one of each, where this person may undo it."""

    at: dt.datetime
    who: str
    what: str
    note: str
    event: str
    undo_url: str


class Line(NamedTuple):
    """What stands in one field of a row that is taken away; ``kind`` is the field's type."""

    label: str
    kind: str
    shown: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovedRow:
    """A row that is taken away, and all that stood in it."""

    sheet_title: str
    title: str
    at: dt.datetime
    who: str
    lines: tuple[Line, ...]
    restore_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryPage:
    """A page of a history; ``older_url`` is empty on the last one. ``of`` says what it is the history of."""

    number: int
    title: str
    of: str
    step_url: str
    told: tuple[Told, ...]
    marks: tuple[MarkTold, ...]
    removed: tuple[RemovedRow, ...]
    newer_url: str
    older_url: str


def step_history(desk: Desk) -> HistoryPage:
    """Read a page of all that has happened in a step, in seven SQL statements; ``desk.page`` says which."""
    sheets = None if desk.is_whole else [sheet.key for sheet in desk.sheets]
    first = desk.page == 1
    return _page(
        desk,
        of="",
        url=desk.url("step_history"),
        runs=runs_of(desk.participation.pk, desk.step.key, sheets=sheets, facts=desk.facts, **_slice(desk)),
        marks=_marks(desk) if desk.is_whole and first else (),
        removed=_removed(desk, desk.sheets) if first else (),
    )


def worksheet_history(desk: Desk, sheet: Worksheet) -> HistoryPage:
    """Read a page of the history of a worksheet, its removed rows first, in six SQL statements."""
    facts = [fact for fact, (asked_in, _) in desk.facts.items() if asked_in == sheet]
    return _page(
        desk,
        of=sheet.title,
        url=desk.url("worksheet_history", worksheet=sheet.key),
        runs=runs_of(desk.participation.pk, desk.step.key, sheets=[sheet.key], facts=facts, **_slice(desk)),
        removed=_removed(desk, [sheet]) if desk.page == 1 else (),
    )


def answer_history(desk: Desk, answer_id: int) -> HistoryPage:
    """Read every text of one answer, each by itself. Raises what ``answer_at`` raises."""
    answer = answer_at(desk, answer_id)
    _, field = _asked_at(desk, answer)
    asked: dict[str, Any] = {"answer": answer.pk, "facts": desk.facts, "pause": dt.timedelta()}
    runs = runs_of(desk.participation.pk, desk.step.key, **asked, **_slice(desk))
    url = desk.url("answer_history", answer=answer.pk)
    return _page(desk, of=answer_label(field, answer.function), url=url, runs=runs, whole=True)


def answer_at(desk: Desk, answer_id: int) -> Answer:
    """Return an answer of this step.

    Raises ``UnknownKey``, and ``PermissionDenied`` when it is not this person's part.
    """
    rows = Answer.objects.filter(room=desk.participation.pk, entry__step_key__in=[desk.step.key, FACTS])
    answer = rows.filter(pk=answer_id).select_related("entry").first()
    if answer is None or (answer.entry.step_key == FACTS and answer.field_key not in desk.step.facts):
        raise UnknownKey("Svaret finns inte i steget.")
    sheet, _ = _asked_at(desk, answer)
    desk.sheet(sheet.key)
    return answer


def _slice(desk: Desk) -> dict[str, Any]:
    return {"limit": PAGE + 1, "offset": (desk.page - 1) * PAGE}


def _page(
    desk: Desk,
    *,
    of: str,
    url: str,
    runs: list[Run],
    marks: tuple[MarkTold, ...] = (),
    removed: tuple[RemovedRow, ...] = (),
    whole: bool = False,
) -> HistoryPage:
    return HistoryPage(
        number=desk.step.number,
        title=desk.step.title,
        of=of,
        step_url=desk.url("step"),
        told=tuple(_told(desk, runs[:PAGE], whole=whole)),
        marks=marks,
        removed=removed,
        newer_url=f"{url}?sida={desk.page - 1}" if desk.page > 1 else "",
        older_url=f"{url}?sida={desk.page + 1}" if len(runs) > PAGE else "",
    )


def _told(desk: Desk, runs: list[Run], *, whole: bool) -> Iterator[Told]:
    """Yield each stretch; ``whole`` shows long texts in full."""
    ids = {run.event for run in runs} | {run.before for run in runs if run.before}
    model = Answer.pgh_event_model  # type: ignore[attr-defined]  # made by pghistory
    events = {e.pgh_id: e for e in model.objects.filter(pk__in=ids).select_related("edited_by", "pgh_context")}
    answers = {a.pk: a for a in Answer.objects.filter(pk__in={run.answer for run in runs}).select_related("entry")}
    titles = _titles(desk, {a.entry for a in answers.values() if a.entry.position})
    for run in runs:
        answer, event = answers[run.answer], events[run.event]
        before = events[run.before].value if run.before else ""
        yield _one(desk, run, answer, event, before, title=titles.get(answer.entry_id, ""), whole=whole)


def _one(desk: Desk, run: Run, answer: Answer, event: Any, before: str, *, title: str, whole: bool) -> Told:
    sheet, field = _asked_at(desk, answer)
    spans = _spans(field, before, event.value)
    is_present = event.pgh_label not in FATES and event.version == answer.version
    may = desk.is_open and answer.entry.removed_at is None and answer.function in {"", *desk.functions}
    url = {"answer": answer.pk}
    return Told(
        at=event.edited_at,
        began=run.began if run.texts > 1 else None,
        who=event.edited_by.name if event.edited_by else "",
        where=f"{_where(sheet, answer.entry, title)}: {answer_label(field, answer.function)}",
        fate=FATES.get(event.pgh_label) or FATES.get(_act(event), ""),
        words=_words(spans),
        spans=spans if whole else in_brief(spans),
        is_present=is_present,
        texts=run.texts,
        event=str(run.event),
        version=str(answer.version),
        all_url="" if whole else desk.url("answer_history", **url),
        restore_url=desk.url("answer_restore", **url) if may and event.value != answer.value else "",
        undo_url=desk.url("answer_undo", **url) if may and is_present and not whole else "",
    )


def _act(event: Any) -> str:
    return event.pgh_context.metadata.get("act", "") if event.pgh_context else ""


def _spans(field: Field, before: str, after: str) -> tuple[Span, ...]:
    """Return the difference as people read it: word by word in a text, else the one value for the other."""
    old, new = fields.show(field, before), fields.show(field, after)
    if field.type in TEXTS:
        return differences(old, new)
    if old == new:
        return (Span(new, Kind.KEPT),)
    return tuple(span for span in (Span(old, Kind.REMOVED), Span(new, Kind.ADDED)) if span.text)


def _words(spans: tuple[Span, ...]) -> str:
    added, removed = count_words(spans)
    told = [f"{added} ord till"] * bool(added) + [f"{removed} ord bort"] * bool(removed)
    return ", ".join(told) or "Samma ord"


def _asked_at(desk: Desk, answer: Answer) -> tuple[Worksheet, Field]:
    """Return the worksheet and the field of the step that an answer is given in."""
    if answer.entry.step_key == FACTS:
        return desk.step.facts[answer.field_key]
    try:
        sheet = desk.step.worksheet(answer.entry.worksheet_key)
        return sheet, sheet.field(answer.field_key)
    except UnknownKey:
        return asked_before(desk.participation.cohort_id, answer)


def _where(sheet: Worksheet, entry: Entry, title: str) -> str:
    named = f"{sheet.title}, ”{title}”" if title else sheet.title
    return f"{named} (borttagen rad)" if entry.removed_at else named


def _titles(desk: Desk, rows: Iterable[Entry]) -> dict[int, str]:
    """Return entry id → what a reader knows a row by: what stands in its first field."""
    known = {sheet.key: sheet for sheet in desk.step.worksheets}
    first = {row.pk: known[row.worksheet_key].fields[0] for row in rows if row.worksheet_key in known}
    found: dict[int, str] = {}
    for pk, key, value in Answer.objects.filter(entry__in=first).values_list("entry_id", "field_key", "value"):
        if key == first[pk].key:
            line = fields.show(first[pk], value).splitlines()[0] if value else ""
            found[pk] = line if len(line) <= LONGEST_TITLE else f"{line[:LONGEST_TITLE].rstrip()}…"
    return found


def _marks(desk: Desk) -> tuple[MarkTold, ...]:
    texts: Mapping[str, str] = {item.key: item.text for item in desk.step.checklist}
    events = CheckMark.pgh_event_model.objects.filter(  # type: ignore[attr-defined]  # made by pghistory
        pgh_obj__room=desk.participation.pk, pgh_obj__step_key=desk.step.key, pgh_obj__item_key__in=texts
    )
    seen: set[int] = set()
    told = []
    rows = list(events.select_related("by", "pgh_obj").order_by("-pgh_id")[:PAGE])
    # A mark that has followed to another step is written again as it was: that is no change.
    first: dict[tuple[object, ...], Any] = {}
    for row in rows:
        first.setdefault((row.pgh_obj_id, row.state, row.note, row.at), row)
    for event in first.values():
        key = event.pgh_obj.item_key
        is_last = event.pgh_obj_id not in seen
        seen.add(event.pgh_obj_id)
        undo = desk.url("mark_undo", item=key) if desk.is_open and is_last else ""
        what = f"{MARKED[MarkState(event.state)]} ”{texts[key]}”"
        told.append(MarkTold(event.at, event.by.name, what, event.note, str(event.pgh_id), undo))
    return tuple(told)


def _removed(desk: Desk, sheets: Iterable[Worksheet]) -> tuple[RemovedRow, ...]:
    """Read the rows that are taken away, the latest first, in two SQL statements."""
    known = {sheet.key: sheet for sheet in sheets if sheet.rows}
    here = {"room": desk.participation.pk, "step_key": desk.step.key, "worksheet_key__in": known}
    gone = Entry.objects.filter(**here, removed_at__isnull=False).select_related("removed_by").order_by("-removed_at")
    rows = list(gone[:PAGE])
    written: dict[int, dict[tuple[str, str], str]] = {row.pk: {} for row in rows}
    for pk, key, function, value in Answer.objects.filter(entry__in=written).values_list(
        "entry_id", "field_key", "function", "value"
    ):
        written[pk][key, function] = value
    return tuple(_removed_row(desk, known[row.worksheet_key], row, written[row.pk]) for row in rows)


def _removed_row(desk: Desk, sheet: Worksheet, row: Entry, written: Mapping[tuple[str, str], str]) -> RemovedRow:
    lines = tuple(
        Line(answer_label(field, function), field.type, fields.show(field, written[field.key, function]))
        for field in sheet.fields
        for function in field.answerers
        if written.get((field.key, function))
    )
    return RemovedRow(
        sheet_title=sheet.title,
        title=lines[0].shown.splitlines()[0] if lines else sheet.row_title,
        at=row.removed_at or row.created_at,
        who=row.removed_by.name if row.removed_by else "",
        lines=lines,
        restore_url=desk.url("row_restore", worksheet=sheet.key, entry=row.pk) if desk.is_open else "",
    )
