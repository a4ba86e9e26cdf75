"""Nobody can compute what is hidden from all that the product shows: pages, pictures' text, tables, files, releases.

Thirty drawn tables of one organisation are typed, followed and shared, changed and shared again. Each persona of the
standing cast opens every address that could show them; what stands there is read back into figures, and the attacker
of ``tests.indicators.attacker`` tries. The form of those who type the figures is the one place that shows them.
"""

import csv
import io
import re
from collections import defaultdict
from dataclasses import dataclass, replace
from decimal import Decimal
from html import unescape
from itertools import count
from types import SimpleNamespace

import openpyxl
import pytest
from django.urls import reverse

from access import clock
from benchmarking.sharing.followed import share_indicators
from benchmarking.sharing.models import AudienceKind, Release
from indicators import suppression
from indicators.figures import HIDDEN, Form, Kind, State, known
from indicators.models import Indicator, Owner, Source
from indicators.own.models import OwnValue
from indicators.pins.choosing import pin_indicators
from indicators.pins.figures import figures_of
from indicators.suppression import Limits
from tests.indicators.attacker import COLUMNS, recovered
from tests.indicators.tables import drawn
from tests.personas import ANONYMOUS, CAST, OWN, accept_the_code, world
from tests.reports import papers

__all__ = ["world"]
pytestmark = pytest.mark.django_db

TABLES = 30
NBSP = "\N{NO-BREAK SPACE}"
NAMES = {
    "Kvinnor": "women",
    "Män": "men",
    "Flickor": "women",
    "Pojkar": "men",
    "Annat svar": "other",
    "Totalt": "total",
}
PLACE = "Kalmar"
_ROW = re.compile(r'<th role="rowheader" scope="row">([^<]*)</th>((?:<td role="cell" data-label="[^"]*">[^<]*</td>)+)')
_CELL = re.compile(r'data-label="([^"]*)">([^<]*)</td>')
_TOLD = re.compile(r"(20\d\d):? (?:k|K)vinnor ([^,;.]*(?:,\d[^,;.]*)?), män ([^,;.]*(?:,\d[^,;.]*)?)")


@dataclass
class Table:
    """A drawn table of one organisation as it is typed: its whole, with what is behind each cell."""

    indicator: Indicator
    measure: object
    truth: dict
    years: list


def tables(seeds=TABLES):
    """Give tables whose figures are numbers of persons, every third of another kind; the whole is called ""."""
    made = 0
    for seed in count():
        filled, truth = drawn(seed)
        if (filled.measure.kind != Kind.COUNT) is (made % 3 != 0):
            continue
        whole = filled.whole or filled.rows[0].place
        rows = [row for row in filled.rows if filled.whole or row.place == whole]
        made += 1
        yield (
            made,
            filled.measure,
            [replace(row, place="" if row.place == whole else row.place) for row in rows],
            {
                (PLACE if place == whole else place, year, column): cell
                for (place, year, column), cell in truth.items()
            },
        )
        if made == seeds:
            return


def stored(world):
    """Store the tables as Kalmar's own figures; return them by the title of their indicator."""
    found = {}
    by = world.people["strategist"]
    for number, measure, rows, truth in tables():
        indicator = Indicator.objects.create(
            key=f"prov-{number}",
            source=Source.OWN,
            form=Form.SPLIT,
            title=f"Tabell {number}",
            noun="antal",
            kind=measure.kind,
            direction="neutral",
            unit=measure.unit,
            decimals=measure.decimals,
            area="Prov",
            owners=Owner.BOTH,
        )
        OwnValue.objects.bulk_create(_value(world, indicator, row, by) for row in rows)
        found[indicator.title] = Table(indicator, indicator.measure, truth, sorted({row.year for row in rows}))
    return found


def _value(world, indicator, row, by):
    cells = {}
    for name in COLUMNS:
        cell = getattr(row.figures, name)
        cells |= {name: cell.value, f"{name}_state": cell.state, f"{name}_base": cell.base}
    here = {"room": world.own.room, "indicator": indicator, "place": row.place, "year": row.year}
    return OwnValue(**here, **cells, written_at=clock.now(), written_by=by)


def shared(world, found):
    """Follow and share all, and once more after somebody has written in a later year."""
    by, keys = world.people["strategist"], [each.indicator.key for each in found.values()]
    pin_indicators(world.own, keys, by=by)
    everybody = [AudienceKind.GROUP, AudienceKind.COHORT, AudienceKind.CONFERENCE]
    share_indicators(world.own, keys=keys, audiences=everybody, by=by)
    for each in found.values():
        last = OwnValue.objects.filter(indicator=each.indicator, place="").order_by("year").last()
        last.pk, last.year = None, last.year + 1
        last.save()
        for (place, year, column), cell in list(each.truth.items()):
            if (place, year) == (PLACE, last.year - 1):
                each.truth[place, last.year, column] = cell
        each.years.append(last.year)
    share_indicators(world.own, keys=keys, audiences=everybody, by=by)


def surfaces(world, persona, found):
    """Give (table's title, place, year, column, text) of every figure that the persona may open anywhere."""
    client = world.client(persona)
    for address, title in addresses(world, found, few=persona != "strategist"):
        answer = client.get(address)
        if answer.status_code == 200:
            SEEN[persona].append(address)
            yield from _read(answer, title, found)


def addresses(world, found, *, few):
    """Give every address that could show the figures, with the title of the one table it is of.

    The pages of one table each are the same for all who may open them: ``few`` leaves out most of those.
    """
    own = {"cohort": "2019", "organisation": "kalmar"}
    at = reverse("indicators:pins", kwargs=own)
    yield at, ""
    for title, table in list(found.items())[:: 6 if few else 1]:
        yield from ((f"{at}{table.indicator.key}/{part}", title) for part in ("", "fil/csv/", "fil/xlsx/"))
    for release in Release.objects.filter(room=world.own.room, kind="indicators"):
        yield reverse("benchmarking:release", kwargs=own | {"number": release.number}), ""
        yield f"/delat/{release.pk}/", ""
    group = reverse("benchmarking:comparison_indicators", kwargs={"cohort": "2019", "group": world.group.slug})
    for part in range(0, TABLES, 15):
        keys = "&".join(f"nyckeltal={each.indicator.key}" for each in list(found.values())[part : part + 15])
        yield from ((f"{group}{file}?{keys}", "") for file in ("", "fil/csv/", "fil/xlsx/"))


def _read(answer, title, found):
    kind = answer["Content-Type"]
    if kind.startswith("text/csv"):
        yield from _lines(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    elif "spreadsheet" in kind:
        yield from _lines(openpyxl.load_workbook(io.BytesIO(answer.content))["Siffror"].iter_rows(values_only=True))
    else:
        yield from _told(unescape(answer.content.decode()).replace(NBSP, " "), title, found)


#: Persona → the addresses that opened.
SEEN = defaultdict(list)


def _lines(rows):
    headings, *lines = [list(row) for row in rows]
    for line in lines:
        if len(line) > 8:
            for column, cell in zip(headings[4:8], line[4:8], strict=True):
                yield line[0], line[2], int(line[3]), NAMES[column], str(cell)


def _told(text, title, found):
    """Give each figure of a page: those of its tables, and those of the words beside and in its pictures."""
    parts = re.split(r"(?=<figure)|(?=<section)", text)
    for part in parts:
        named = re.search(r"Tabell \d+(?!\d)", part)
        of = title or (named.group() if named else "")
        if of not in found:
            continue
        year_of = re.search(rf"<caption[^>]*>{of}[^<]*(20\d\d)</caption>", part)
        for heading, cells in _ROW.findall(part):
            place, year = (PLACE, heading) if heading.isdigit() else (heading, year_of.group(1) if year_of else "")
            if year.isdigit():
                for label, cell in _CELL.findall(cells):
                    if label in NAMES:
                        yield of, place, int(year), NAMES[label], cell
        for year, women, men in _TOLD.findall(part):
            yield of, PLACE, int(year), "women", women
            yield of, PLACE, int(year), "men", men


def _number(text):
    match = re.match(r"\s*([–-]?[\d ]+(?:[.,]\d+)?)", str(text))
    return Decimal(match.group(1).replace(" ", "").replace(",", ".").replace("–", "-")) if match else None


def seen_by(world, persona, found):
    """Return (title, place, year) → column → the numbers that stand somewhere for it."""
    cells = defaultdict(lambda: defaultdict(set))
    for title, place, year, column, text in surfaces(world, persona, found):
        cells[title, place, year][column] |= {_number(text)} - {None}
    return cells


def got_by(seen, found, told):
    """Return the cells that are hidden and can be had from ``seen``: read as they stand, or computed."""
    got = set()
    for title, table in found.items():
        for row in told[title].rows:
            columns = seen.get((title, row.place, row.year), {})
            hidden = {name for name in COLUMNS if getattr(row.figures, name).state == State.HIDDEN}
            got |= {(title, row.year, name) for name in hidden if columns.get(name)}
            if table.measure.kind == Kind.COUNT and columns:
                figures = {name: _as_seen(columns.get(name), getattr(row.figures, name)) for name in COLUMNS}
                read = SimpleNamespace(place=row.place, year=row.year, figures=SimpleNamespace(**figures))
                shown = SimpleNamespace(measure=table.measure, rows=[read], limits=Limits())
                got |= {(title, *each) for each in recovered(shown, None, table.truth) if each[0] == PLACE}
    return got


def _as_seen(numbers, cell):
    """Return a number that stands somewhere, else why there is none; one that is nowhere seen may be anything."""
    if numbers:
        return known(min(numbers))
    return HIDDEN if cell.is_known else cell


def told_of(world, found):
    """Return what ``suppress`` lets out of each table, by its title."""
    shown = figures_of([world.own], [each.indicator for each in found.values()])
    return {title: shown[table.indicator.key, world.own.pk] for title, table in found.items()}


def test_nobody_recovers_a_hidden_cell_from_what_they_may_open(world):
    """No persona gets one; those who may read the figures do read many that are not hidden."""
    accept_the_code(world.cohort, world.other_cohort)
    found = stored(world)
    shared(world, found)
    read, told = {}, told_of(world, found)
    for persona in CAST:
        seen = seen_by(world, persona, found)
        assert not got_by(seen, found, told), persona
        read[persona] = sum(bool(numbers) for columns in seen.values() for numbers in columns.values())
    assert all(read[persona] > TABLES for persona in (*OWN, "group_mate", "mentor"))
    assert not any(read[persona] for persona in (ANONYMOUS, "outsider", "other_cohort", "home_team"))
    assert {address.rsplit("/", 2)[1] for address in SEEN["strategist"]} >= {"csv", "xlsx"}


def test_nothing_hidden_stands_on_the_results_sheet(world):
    """The paper shows two indicators of the newest release: as they are shared, two by two."""
    found = stored(world)
    told, by = told_of(world, found), world.people["strategist"]
    keys = [each.indicator.key for each in found.values()]
    pin_indicators(world.own, keys, by=by)
    printed = 0
    for first in range(0, TABLES, 2):
        share_indicators(world.own, keys=keys[first : first + 2], audiences=[AudienceKind.CONFERENCE], by=by)
        pages = [papers.html("results", world.cohort.room, world.own.pk)]
        if first < 4:
            pages += papers.texts(papers.printed("results", world.cohort.room, world.own.pk))
        for page in pages:
            for title, figures in _on_paper(page, found):
                hidden = [name for name in ("women", "men") if _state(told[title], figures[0], name) == State.HIDDEN]
                assert not [figures for name in hidden if _number(figures[1 if name == "women" else 2])]
                printed += 1
    assert printed > TABLES


def _on_paper(page, found):
    """Give (title, (year, women, men)) of what a sheet says in words."""
    text = unescape(page).replace(NBSP, " ")
    for part in re.split(r"(?=Tabell \d+)", text):
        named = re.match(r"Tabell \d+(?!\d)", part)
        if named and named.group() in found:
            yield from ((named.group(), figures) for figures in _TOLD.findall(part))


def _state(shown, year, name):
    return next((getattr(row.figures, name).state for row in shown.rows if row.year == int(year)), None)


def test_the_search_finds_what_a_single_rule_leaves_open(world, monkeypatch):
    """Hide what is few and nothing beside it, and the search gets it, from the team's pages and what is shared."""
    hide = suppression._hidden_in  # noqa: SLF001  the rule that is taken away

    def few(row, limits):
        return hide(row, limits) & frozenset(name for name, cell in row.items() if cell.is_few(limits))

    accept_the_code(world.cohort)
    found = stored(world)
    told = told_of(world, found)
    monkeypatch.setattr(suppression, "_hidden_in", few)
    shared(world, found)
    for persona in ("strategist", "group_mate"):
        seen = seen_by(world, persona, found)
        assert len(got_by(seen, found, told)) > 3, persona
