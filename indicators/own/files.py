"""A file of own figures: its headings, the template to fill in, and one row of it as a line to copy.

Nothing is asked of the database for a row; what it names has been looked up when the file is opened.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from operator import itemgetter

from access import clock
from access.refusals import Refusal
from cohorts.models import Organisation
from indicators.figures import MISSING, NOT_APPLICABLE, Figure, Kind
from indicators.models import Indicator
from indicators.own.cells import COLUMNS, CellWrong, Sort, Typed, flaws_of, read_base, read_figure, read_year, sort_of
from indicators.own.models import LONGEST_NOTE, LONGEST_PLACE, LONGEST_SOURCE, WHOLE

#: Heading of the template → column; and what else people call it.
_HEADINGS = {
    "nyckeltal": ("Nyckeltal", "nyckeltals-id", "id"),
    "name": ("Namn", "nyckeltalets namn"),
    "code": ("Kommunkod", "kod", "regionkod"),
    "place": ("Del", "område", "delområde", "verksamhet"),
    "year": ("År",),
    "women": ("Kvinnor", "flickor"),
    "women_base": ("Underlag kvinnor", "underlag flickor"),
    "men": ("Män", "pojkar"),
    "men_base": ("Underlag män", "underlag pojkar"),
    "other": ("Annat svar", "annat"),
    "other_base": ("Underlag annat svar", "underlag annat"),
    "total": ("Totalt", "alla"),
    "total_base": ("Underlag totalt", "underlag alla"),
    "source": ("Källa",),
    "note": ("Anteckning", "kommentar"),
}
_COLUMNS = {called.casefold(): column for column, names in _HEADINGS.items() for called in names}
#: What a cell is called when it is wrong.
_CALLED = {column: names[0] for column, names in _HEADINGS.items()}
#: So many parts of one organisation a file can name; each is kept once, however many rows it has.
MOST_PLACES = 20_000
_REMEMBERED = 50_000
_YEARS = 5
Flaw = str
#: A figure, if any is written, and how COPY reads it.
_Written = tuple[Figure | None, str]
#: From here on a row says something; before it stands where.
_SAID = list(_HEADINGS).index("women")


class HeadingsUnknown(Refusal):
    """The first row does not say what the columns are."""


def template(organisation: Organisation, indicators: Iterable[Indicator], places: Iterable[str]) -> list[list[str]]:
    """Return the rows of a sheet to fill in: each indicator, place and recent year, and no figures."""
    latest, code = clock.today().year, codes_of(organisation)
    heads = [list(_CALLED.values())]
    return heads + [
        [indicator.key, indicator.title, code[0] if code else "", place, str(year), *[""] * 10]
        for indicator in indicators
        for place in (WHOLE, *places)
        for year in range(latest, latest - _YEARS, -1)
    ]


def codes_of(organisation: Organisation) -> tuple[str, ...]:
    """Return the codes that an organisation is known by; Gotland has two."""
    return tuple(filter(None, (organisation.municipality_code, organisation.region_code)))


class Rows:
    """Reads the rows of an organisation's file. ``places`` are those it has written already: case tells none apart."""

    def __init__(
        self,
        headings: Sequence[str],
        organisation: Organisation,
        indicators: Iterable[Indicator],
        places: Iterable[str],
    ) -> None:
        """Take the headings. Raises ``HeadingsUnknown``."""
        at = _places_of(headings)
        self._width = len(headings)
        self._cells = itemgetter(*(at.get(column, self._width) for column in _HEADINGS))
        self._own, self._codes = organisation, {"", *codes_of(organisation)}
        readers = {kind: lru_cache(_REMEMBERED)(partial(_read, kind)) for kind in Kind}
        self._sorts = {each.key: (each.pk, sort_of(each), readers[Kind(each.kind)]) for each in indicators}
        self._known = {place.casefold(): place for place in places} | {"": WHOLE}
        self._places = {place: place for place in self._known.values()}
        self._latest = clock.today().year

    def line(self, number: int, row: Sequence[str], before: str) -> str | list[Flaw]:
        """Return a row as a line of COPY, after what stands ``before`` on every line; or what is wrong with it.

        "" is a row of the template that nobody has filled in. Most rows are plain, and told to be at once.
        """
        spare = self._width - len(row)
        cells = self._cells((*row, *[""] * (spare + 1)) if spare else (*row, ""))
        key, _, code, place, year, women, b_women, men, b_men, other, b_other, total, b_total, *texts = cells
        if not any(cells[_SAID:]):
            return ""
        try:
            indicator, sort, read = self._sorts[key]
            written = (read(women, b_women), read(men, b_men), read(other, b_other), read(total, b_total))
            is_short = len(texts[0]) + len(texts[1]) <= LONGEST_SOURCE
            if is_short and code in self._codes and _is_plain(sort, written):
                where = f"{indicator}\t{_escaped(self._places[place])}\t{read_year(year, self._latest)}"
                return _line(f"{before}\t{number}\t{where}", written, *texts)
        except (CellWrong, KeyError):
            pass
        return self._looked_into(f"{before}\t{number}", dict(zip(_HEADINGS, cells, strict=True)))

    def _looked_into(self, before: str, cells: Mapping[str, str]) -> str | list[Flaw]:
        """Return what ``line`` does, for a row that has something about it."""
        indicator, sort, _ = self._sorts.get(cells["nyckeltal"].casefold(), (0, None, None))
        if sort is None:
            return [f"Nyckeltalet {cells['nyckeltal'] or '(tomt)'} finns inte i katalogen."]
        if not sort.columns:
            return ["Nyckeltalet är en färdig kvot eller skillnad och tar inga egna siffror."]
        flaws = [*self._wrong_code(cells["code"]), *_too_long(cells)]
        place, year, figures = self._place(cells["place"], flaws), self._year(cells["year"], flaws), {}
        for name in COLUMNS:
            try:
                figure, _ = _read(sort.kind, cells[name], cells[f"{name}_base"])
            except CellWrong as wrong:
                flaws.append(f"{_CALLED[name]}: {wrong}")
                continue
            if figure is not None and name not in sort.columns:
                flaws.append(f"{_CALLED[name]}: nyckeltalet har ingen sådan siffra. Lämna rutan tom.")
            elif figure is not None:
                figures[name] = figure
        if not flaws:
            found = flaws_of(sort, Typed(figures, cells["source"], cells["note"]))
            flaws = [f"{_CALLED[column]}: {flaw}" for column, flaw in found]
        if not flaws and not figures:
            flaws = ["Raden har källa eller anteckning men ingen siffra."]
        if flaws:
            return flaws
        written = [(figures.get(name), _copied(figures.get(name))) for name in COLUMNS]
        where = f"{indicator}\t{_escaped(place)}\t{year}"
        return _line(f"{before}\t{where}", written, cells["source"], cells["note"])

    def _wrong_code(self, code: str) -> Iterator[Flaw]:
        if not {code, code.zfill(4), code.zfill(2)} & self._codes:
            yield f"Kommunkod {code} är inte {self._own.name}. En fil gäller en organisation."

    def _year(self, told: str, flaws: list[Flaw]) -> int:
        try:
            return read_year(told, self._latest)
        except CellWrong as wrong:
            flaws.append(f"År: {wrong}")
            return 0

    def _place(self, text: str, flaws: list[Flaw]) -> str:
        """Return the part that a cell names; other spellings of it are looked into each time, so that few are kept."""
        told = " ".join(text.split())
        place = self._known.get(told.casefold())
        if place is None:
            if len(told) > LONGEST_PLACE or len(self._known) > MOST_PLACES:  # the whole is known too
                flaws.append(f"Del: skriv högst {LONGEST_PLACE} tecken, och högst {MOST_PLACES} delar i en fil.")
                return told
            place = self._known[told.casefold()] = told
        if text == place:
            self._places[text] = place
        return place


def _places_of(headings: Sequence[str]) -> dict[str, int]:
    read = [" ".join(text.casefold().split()).rstrip(":*") for text in headings]
    twice = [text for text, count in Counter(filter(None, read)).items() if count > 1]
    if twice:
        raise HeadingsUnknown(f"Rubriken {twice[0]} finns två gånger. Ge varje kolumn en egen rubrik.")
    found: dict[str, int] = {}
    for at, text in enumerate(read):
        if text and text not in _COLUMNS:
            raise HeadingsUnknown(f"Rubriken {headings[at]} är okänd. Utgå från mallen.")
        if text:
            found[_COLUMNS[text]] = at
    for column in ("nyckeltal", "year"):
        if column not in found:
            raise HeadingsUnknown(f"Kolumnen {_CALLED[column]} saknas. Utgå från mallen.")
    if not found.keys() & set(COLUMNS):
        raise HeadingsUnknown("Kolumnerna Kvinnor och Män saknas. Utgå från mallen.")
    return found


def _read(kind: Kind, text: str, under: str) -> _Written:
    """Return the figure that two cells are, and as COPY reads it. Raises ``CellWrong``."""
    figure = read_figure(text, kind)
    base = read_base(under) if under else None
    if base is not None and kind in {Kind.COUNT, Kind.DISTRIBUTION}:
        raise CellWrong("ett antal har inget underlag. Lämna den rutan tom.")
    if base is not None and (figure is None or not figure.is_known):
        raise CellWrong("underlaget står utan siffra. Skriv siffran, eller ta bort underlaget.")
    if figure is not None and base is not None:
        figure = replace(figure, base=base)
    return figure, _copied(figure)


def _is_plain(sort: Sort, written: Sequence[_Written]) -> bool:
    """Tell at once, as ``flaws_of`` would after a while, that nothing is wrong with most rows."""
    (women, _), (men, _), (other, _), (total, _) = written
    if women is None or men is None or other is not None or not sort.has_sexes:
        return False
    if women.value is None or men.value is None:
        return False
    if not sort.has_bases:
        return total is None or total.value == women.value + men.value
    if women.base is None or men.base is None:
        return False
    if total is None:
        return True
    is_between = total.value is not None and (
        women.value <= total.value <= men.value or men.value <= total.value <= women.value
    )
    return is_between and total.base == women.base + men.base


def _line(before: str, written: Sequence[_Written], source: str, note: str) -> str:
    (_, women), (_, men), (one, other), (_, total) = written
    other = other if one is not None else _NO_OTHER
    return f"{before}\t{women}\t{men}\t{other}\t{total}\t{_escaped(source)}\t{_escaped(note)}\n"


def _too_long(cells: Mapping[str, str]) -> Iterator[Flaw]:
    for column, longest in (("source", LONGEST_SOURCE), ("note", LONGEST_NOTE)):
        if len(cells[column]) > longest:
            yield f"{_CALLED[column]}: skriv högst {longest} tecken."


def _escaped(text: str) -> str:
    """Return a text as COPY reads it; what breaks a line has been taken away when the file was read."""
    return text.replace("\\", "\\\\") if "\\" in text else text


def _copied(figure: Figure | None) -> str:
    """Return a figure as COPY reads its value, state and base; nothing written is missing."""
    if figure is None or figure.value is None:
        return f"\\N\t{(figure or MISSING).state.value}\t\\N"
    return f"{figure.value:f}\t{figure.state.value}\t{figure.base or _NULL}"


_NULL = "\\N"
_NO_OTHER = _copied(NOT_APPLICABLE)
