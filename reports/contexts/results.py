"""The results sheet: one A4 per organisation, from what it has shared for the conference and nothing else.

Its back shows two of the indicators that are shared, before and after; there is none where no indicators are.
"""

from base64 import b64encode
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format

from access.refusals import Refusal
from benchmarking.sharing.followed import Drawn, drawn
from benchmarking.sharing.models import AudienceKind, Release, ReleaseKind
from cohorts.mentors import MentorNames, mentors_of
from cohorts.models import Cohort, Participation, Room
from cohorts.roles import Part as Taking
from cohorts.roles import RoomKind
from reports.contexts.fitting import Block, cut, fit, wrap

#: The worksheet that is written for the sheet: what opens it, and the rows below it with the lines each is sure of.
WORKSHEET = "resultatpresentation"
LEAD, LEAD_LEAST = "utmaning", 3
ROWS = (
    (6, (("gjort", "Det här har vi gjort"),)),
    (5, (("resultat-kvinnor", "Resultat för kvinnor"), ("resultat-man", "Resultat för män"))),
    (5, (("lardom", "Lärdom"), ("nasta-steg", "Nästa steg"))),
    (1, (("kontakt", "Kontakt"), ("diarienummer", "Beslutets diarienummer"))),
)
#: Never left out: a result for one sex only is a result that is not known for the other.
BY_SEX = frozenset({"resultat-kvinnor", "resultat-man"})
NOT_KNOWN = "Uppgift saknas"
#: Of the indicators that are shared: this many, the first in the organisation's own order.
FIGURES = 2
#: How wide a picture of an indicator is drawn, in pixels, and the most lines and type sizes of what is said beside it.
PICTURE, SAID_LINES, SAID_ROOM = 300, 12, 21.0
#: Of other shared steps: this many answers, and the lines each is sure of.
EXTRACTS, EXTRACT_LEAST = 6, 2

# What report.css makes of a sheet, in points; a line's room is in type sizes. The whole of A4 within its margins:
PAGE = 711.0
HEAD, NAME_LINE, NAME_ROOM, FACT_LINE, FACT_ROOM = 70.0, 25.2, 22.5, 13.5, 15.5
HEADING_ROOM = 31.5
LEAD_BASE, ROW_BASE, CUT_NOTE = 12.0, 42.0, 28.0
LEAD_LINE, LINE, PAIR_LINE = 17.4, 15.75, 14.0
ROOM, PAIR_ROOM = 32.5, 23.0


class NobodyTakesPart(Refusal):
    """The round has no participants, or the organisation is not one of them."""

    sentence = "Det finns ingen deltagande organisation att göra resultatblad för."


@dataclass(frozen=True, slots=True)
class Part:
    """A heading with its text."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """One part, or two side by side, and the lines they get however much the others want."""

    parts: tuple[Part, ...]
    least: int

    @property
    def is_pair(self) -> bool:
        """Tell whether two parts stand side by side."""
        return len(self.parts) > 1


@dataclass(frozen=True, slots=True)
class Figures:
    """An indicator before and after, as it stands on paper; ``src`` is its picture, "" where there is none.

    ``heads`` are what the columns of figures are called; each of ``years`` is a label and the figures under them.
    """

    title: str
    heads: tuple[str, ...]
    years: tuple[tuple[str, tuple[str, ...]], ...]
    change: str
    src: str
    alt: str
    notes: tuple[str, ...]


Written = tuple[str, tuple[Row, ...]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One organisation's page: what opens it, and the rows below, all cut to fit on it."""

    key: str
    organisation: str
    group: str
    mentors: MentorNames | None
    shared_on: str
    lead: str
    rows: tuple[Row, ...]
    figures: tuple[Figures, ...]
    was_cut: bool
    release_ids: tuple[int, ...]

    @property
    def has_shared(self) -> bool:
        """Tell whether the organisation has shared anything for the conference."""
        return bool(self.release_ids)


@dataclass(frozen=True, slots=True)
class ResultsReport:
    """What the template of the results sheets shows: the sheets in alphabetical order."""

    title: str
    cohort_name: str
    conference: str
    sheets: tuple[Sheet, ...]
    with_contents: bool

    @property
    def sharing(self) -> int:
        """Return how many organisations have shared something."""
        return sum(sheet.has_shared for sheet in self.sheets)

    @property
    def release_ids(self) -> tuple[int, ...]:
        """Return every release the sheets are made from."""
        return tuple(pk for sheet in self.sheets for pk in sheet.release_ids)


def gather(room: Room, subject: int | None) -> ResultsReport:
    """Read the sheets of a cohort's participants, or of the one whose participation is ``subject``.

    Four statements, however many organisations. Raises ``NobodyTakesPart``.
    """
    cohort = Cohort.objects.get(pk=room.pk)
    participations = Participation.objects.filter(cohort=cohort, part=Taking.PARTICIPANT)
    if subject is not None:
        participations = participations.filter(pk=subject)
    chosen = list(participations.select_related("organisation", "room__parent").order_by("organisation__sort_key"))
    if not chosen:
        raise NobodyTakesPart
    releases = _latest([participation.pk for participation in chosen], cohort)
    mentors = mentors_of({p.room.parent_id for p in chosen if p.room.parent_id})
    sheets = tuple(_sheet(p, releases[p.pk], mentors.get(p.room.parent_id or 0)) for p in chosen)
    name = sheets[0].organisation if subject is not None else cohort.name
    return ResultsReport(
        title=f"Resultatblad: {name}",
        cohort_name=cohort.name,
        conference=_conference(cohort),
        sheets=sheets,
        with_contents=subject is None,
    )


def _conference(cohort: Cohort) -> str:
    if cohort.conference_on is None:
        return "Till resultatkonferensen"
    place = f" i {cohort.conference_place}" if cohort.conference_place else ""
    return f"Till resultatkonferensen {date_format(cohort.conference_on, 'j F Y')}{place}"


def _latest(rooms: list[int], cohort: Cohort) -> dict[int, list[Release]]:
    """Return room → the latest standing release of each thing shared for the conference, the newest first."""
    shared = Release.objects.filter(
        room__in=rooms, withdrawn_at=None, audiences__kind=AudienceKind.CONFERENCE, audiences__room=cohort.pk
    ).order_by("room", "key", "-number")
    latest: dict[int, list[Release]] = defaultdict(list)
    for release in sorted(shared.distinct("room", "key"), key=lambda release: -release.number):
        latest[release.room_id].append(release)
    return latest


def _sheet(participation: Participation, releases: list[Release], mentors: MentorNames | None) -> Sheet:
    worksheets = _newest_worksheets([each for each in releases if each.kind != ReleaseKind.INDICATORS])
    figures = _figures(releases)
    name = participation.organisation.full_name
    group = participation.room.parent
    title = group.title if group and group.kind == RoomKind.GROUP else ""
    facts = max(wrap(title, FACT_ROOM), wrap(mentors.phrase if mentors else "", FACT_ROOM), 1)
    head = HEAD + NAME_LINE * wrap(name, NAME_ROOM) + FACT_LINE * facts
    written = _presentation(worksheets) or _extracts(worksheets) or (_without(name, releases, figures), ())
    lead, rows = _fitted(*written, height=PAGE - head - CUT_NOTE)
    return Sheet(
        key=participation.organisation.slug,
        organisation=name,
        group=title,
        mentors=mentors,
        shared_on=date_format(max(r.published_at for r in releases), "j F Y") if releases else "",
        lead=lead,
        rows=rows,
        figures=figures,
        was_cut=(lead, rows) != written,
        release_ids=tuple(release.pk for release in releases),
    )


def _newest_worksheets(releases: list[Release]) -> list[dict[str, Any]]:
    """Return each worksheet once, as it was last shared, by itself or in its step; those of the last step first."""
    found: dict[tuple[str, str], tuple[int, dict[str, Any]]] = {}
    for release in releases:
        step = release.content["step"]
        for sheet in release.content["worksheets"]:
            found.setdefault((step["key"], sheet["key"]), (step["number"], sheet))
    return [sheet for _, sheet in sorted(found.values(), key=lambda each: -each[0])]


def _presentation(worksheets: list[dict[str, Any]]) -> Written | None:
    """Return the opening and the rows of the results worksheet, from the last step that has one."""
    for sheet in worksheets:
        if sheet["key"] == WORKSHEET:
            said = {field["key"]: field["shown"].strip() for field in sheet["entries"][0]["fields"]}
            said |= {key: said.get(key) or NOT_KNOWN for key in BY_SEX}
            rows = (
                Row(tuple(Part(title, said[key]) for key, title in row if said.get(key)), least) for least, row in ROWS
            )
            return said.get(LEAD, ""), tuple(row for row in rows if row.parts)
    return None


def _extracts(worksheets: list[dict[str, Any]]) -> Written | None:
    """Return the first long answers of what is shared, where no results worksheet is."""
    found = [
        Part(cut(f"{sheet['title']}: {field['label'].lower()}", HEADING_ROOM, 1), field["shown"].strip())
        for sheet in worksheets
        for field in _long_answers(sheet)
    ]
    rows = tuple(Row((part,), EXTRACT_LEAST) for part in found[:EXTRACTS])
    return ("Organisationen har delat delar av sitt arbete.", rows) if rows else None


def _long_answers(sheet: dict[str, Any]) -> list[dict[str, str]]:
    return [f for entry in sheet["entries"] for f in entry["fields"] if f["type"] == "long_text" and f["shown"]]


def _figures(releases: list[Release]) -> tuple[Figures, ...]:
    """Return the first indicators of the newest release of them, drawn from its content alone."""
    shared = next((each for each in releases if each.kind == ReleaseKind.INDICATORS), None)
    return tuple(_on_paper(each) for each in drawn(shared.content)[:FIGURES]) if shared else ()


def _on_paper(each: Drawn) -> Figures:
    years = [(f"{when} {told.year}", told) for when, told in (("Före,", each.before), ("Efter,", each.after)) if told]
    picture = each.picture
    svg = picture.wide(PICTURE) if picture else ""
    return Figures(
        title=each.title,
        heads=tuple(label for label, _ in years[0][1].figures) if years else (),
        years=tuple((label, tuple(figure for _, figure in told.figures)) for label, told in years),
        change=cut(each.change, SAID_ROOM, SAID_LINES),
        src=f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}" if svg else "",
        alt=picture.description if picture else "",
        notes=tuple(cut(note, SAID_ROOM, 3) for note in (*(picture.notes if picture else ()), *each.sources[:1])),
    )


def _without(name: str, releases: list[Release], figures: tuple[Figures, ...]) -> str:
    if figures:
        return "Organisationen har delat nyckeltal för kvinnor och män."
    if releases:
        return "Organisationen har delat material som inte ryms på ett blad. Det finns att läsa i Jämna steg."
    return f"{name} har inte delat något för resultatkonferensen."


def _fitted(lead: str, rows: tuple[Row, ...], *, height: float) -> Written:
    """Cut the opening and the rows so that they stand within ``height`` points."""
    opening = Block((lead,), LEAD_BASE, LEAD_LINE, ROOM, LEAD_LEAST)
    (lead,), *texts = fit([opening, *map(_block, rows)], height)
    return lead, tuple(_with(row, cuts) for row, cuts in zip(rows, texts, strict=True))


def _block(row: Row) -> Block:
    texts = tuple(part.text for part in row.parts)
    line, room = (PAIR_LINE, PAIR_ROOM) if row.is_pair else (LINE, ROOM)
    return Block(texts, ROW_BASE, line, room, row.least)


def _with(row: Row, texts: tuple[str, ...]) -> Row:
    parts = (Part(part.heading, text) for part, text in zip(row.parts, texts, strict=True))
    return Row(tuple(parts), row.least)
