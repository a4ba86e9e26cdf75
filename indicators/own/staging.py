"""Uploading own figures: a file is copied to a table of its own, validated whole, shown, and saved or dropped.

Nothing of a file is kept in memory, so that it may have a million rows; nothing of it is saved before somebody has
seen what it changes. The same file again changes nothing.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from access import clock
from access.refusals import Clash, Refusal
from accounts.models import User
from cohorts import states
from cohorts.models import Participation
from indicators.models import Indicator
from indicators.own.files import Flaw, HeadingsUnknown, Rows
from indicators.own.models import WHOLE, FigureFile, OwnValue, StagedFigure
from indicators.own.reading import by_sex_of
from indicators.own.writing import FACTS, refuse_exposed
from indicators.suppression import Row

#: Row, cells, and what is wrong with how they are written.
Line = tuple[int, tuple[str, ...], tuple[str, ...]]
#: So many rows are told of, of those that are wrong and of those that change.
MOST_TOLD = 100
KEPT = dt.timedelta(days=1)
_BLOCK = 500

_FIELDS = ", ".join(FACTS)
_COPY = f"COPY indicators_stagedfigure (file_id, room_id, number, indicator_id, place, year, {_FIELDS}) FROM STDIN"
#: A large file is sorted in memory, for this transaction alone.
_ROOM_TO_SORT = "SET LOCAL work_mem = '64MB'"
_TWICE = """
SELECT min(number), max(number) FROM indicators_stagedfigure
 WHERE file_id = %s GROUP BY indicator_id, place, year HAVING count(*) > 1 ORDER BY 2 LIMIT %s
"""
_BESIDE = """
  FROM indicators_stagedfigure s
  LEFT JOIN indicators_ownvalue v
    ON (v.room_id, v.indicator_id, v.place, v.year) = (%(room)s, s.indicator_id, s.place, s.year)
 WHERE s.file_id = %(file)s
"""
_OLD, _NEW = (f"({', '.join(f'{table}.{name}' for name in FACTS)})" for table in ("v", "s"))
_DIFFERS = f"(v.id IS NULL OR {_OLD} IS DISTINCT FROM {_NEW})"
_COUNTS = f"""
SELECT count(*), count(*) FILTER (WHERE v.id IS NULL), count(*) FILTER (WHERE v.id IS NOT NULL AND {_DIFFERS}),
       coalesce(sum(v.version), 0), count(*) FILTER (WHERE s.place <> '')
{_BESIDE}
"""
_CHANGED = f"SELECT s.id, v.id {_BESIDE} AND {_DIFFERS} ORDER BY v.id IS NULL, s.number LIMIT {MOST_TOLD}"
_EXPOSED = f"""
SELECT DISTINCT s.indicator_id, s.year {_BESIDE} AND s.place <> '' AND {_DIFFERS}
   AND (s.indicator_id, s.year) IN (SELECT * FROM unnest(%(indicators)s::bigint[], %(years)s::smallint[]))
"""  # noqa: S608 (the names of columns are our own)
_CHANGE = f"""
UPDATE indicators_ownvalue v
   SET ({_FIELDS}) = {_NEW}, version = v.version + 1, written_at = %(at)s, written_by_id = %(by)s
  FROM indicators_stagedfigure s
 WHERE s.file_id = %(file)s AND {_OLD} IS DISTINCT FROM {_NEW}
   AND (v.room_id, v.indicator_id, v.place, v.year) = (%(room)s, s.indicator_id, s.place, s.year)
"""  # noqa: S608 (as above)
_ADD = f"""
INSERT INTO indicators_ownvalue
       (room_id, indicator_id, place, year, {_FIELDS}, version, written_at, written_by_id)
SELECT s.room_id, s.indicator_id, s.place, s.year, {", ".join(f"s.{name}" for name in FACTS)}, 1, %(at)s, %(by)s
{_BESIDE} AND v.id IS NULL
 ORDER BY s.indicator_id, s.place, s.year
"""


class FileRefused(Refusal):
    """Something in the file is wrong, and nothing of it is kept; ``flaws`` are the first of them, by row."""

    def __init__(self, flaws: list[tuple[int, Flaw]], rows: int) -> None:
        """Keep the flaws, and in how many rows there are any."""
        self.flaws, self.rows = tuple(flaws), rows
        super().__init__(f"{rows} {'rad' if rows == 1 else 'rader'} att rätta. Inget är sparat.")


class FileChanged(Clash):
    """Somebody has written figures that the file writes over, since it was shown."""

    sentence = "Någon har ändrat siffror som filen skriver över, sedan du granskade den. Granska den på nytt."


class FileGone(Refusal):
    """The rows of the file are not there any more."""

    sentence = "Filen finns inte kvar. Ladda upp den på nytt."


@dataclass(frozen=True, slots=True)
class Effect:
    """What saving a file would do: its rows, those that are new, and those that change what stands.

    ``seen`` is a sign of what it was compared with; ``parts`` is how many rows are of a part of the organisation.
    """

    rows: int
    new: int
    changed: int
    seen: str
    parts: int

    @property
    def same(self) -> int:
        """Return how many rows say what stands there."""
        return self.rows - self.new - self.changed


@transaction.atomic
def stage(participation: Participation, lines: Iterable[Line], *, name: str, by: User) -> FigureFile:
    """Copy a file and validate it whole; it takes the place of the one that the person uploaded before.

    Raises ``FileRefused``, ``HeadingsUnknown``, what reading ``lines`` raises and what ``states.require`` raises.
    """
    FigureFile.objects.filter(room=participation.room, uploaded_by=by).delete()
    file = FigureFile.objects.create(room=participation.room, name=name, uploaded_at=clock.now(), uploaded_by=by)
    copying = _Copying(file, participation, iter(lines))
    with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        for block in copying.blocks():
            copy.write(block)
    copying.refuse()
    file.rows = copying.rows
    file.save(update_fields=["rows"])
    states.require(participation.room, states.FOLLOW)
    return file


class _Copying:
    """Reads a file once: lines to copy as long as nothing is wrong, and what is wrong."""

    def __init__(self, file: FigureFile, participation: Participation, lines: Iterator[Line]) -> None:
        _, headings, _ = next(lines, (0, (), ()))
        if not headings:
            raise HeadingsUnknown("Filen är tom. Börja med en rad med rubriker, som i mallen.")
        places = OwnValue.objects.filter(room=file.room_id).exclude(place=WHOLE)
        self._rows = Rows(
            headings,
            participation.organisation,
            Indicator.objects.all(),
            places.values_list("place", flat=True).distinct(),
        )
        self._file, self._lines = file, lines
        self._flaws: list[tuple[int, Flaw]] = []
        self._wrong = self.rows = 0

    def blocks(self) -> Iterator[str]:
        """Yield lines of COPY, many at a time."""
        before, block, line = f"{self._file.pk}\t{self._file.room_id}", [], self._rows.line
        for number, cells, wrong in self._lines:
            found = list(wrong) or line(number, cells, before)
            if isinstance(found, list):
                self._tell(number, found)
            elif found:
                block.append(found)
                self.rows += 1
            if len(block) >= _BLOCK:
                yield "".join(block)
                block.clear()
        yield "".join(block)

    def refuse(self) -> None:
        """Raise ``FileRefused`` where anything is wrong, in a row or between two of them."""
        if not self._flaws:
            with connection.cursor() as cursor:
                cursor.execute(_ROOM_TO_SORT)
                cursor.execute(_TWICE, [self._file.pk, MOST_TOLD])
                for first, last in cursor.fetchall():
                    self._tell(last, [f"Samma nyckeltal, del och år står redan på rad {first}."])
        if not self._flaws and not self.rows:
            raise HeadingsUnknown("Filen har inga siffror. Fyll i mallen och ladda upp den igen.")
        if self._flaws:
            raise FileRefused(self._flaws, self._wrong)

    def _tell(self, number: int, flaws: list[Flaw]) -> None:
        self._wrong += 1
        if len(self._flaws) < MOST_TOLD:
            self._flaws.append((number, " ".join(flaws)))


def effect(file: FigureFile) -> Effect:
    """Return what saving the file would do now. One statement. Raises ``FileGone``."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, {"file": file.pk, "room": file.room_id})
        rows, new, changed, versions, parts = cursor.fetchone()
    if rows != file.rows:
        raise FileGone
    return Effect(rows, new, changed, f"{rows - new}-{versions}", parts)


def changed_rows(file: FigureFile) -> tuple[tuple[StagedFigure, OwnValue | None], ...]:
    """Return the first rows that differ from what stands, beside it: those that are written over come first."""
    with connection.cursor() as cursor:
        cursor.execute(_CHANGED, {"file": file.pk, "room": file.room_id})
        pairs = cursor.fetchall()
    new = StagedFigure.objects.filter(file=file).select_related("indicator").in_bulk([one for one, _ in pairs])
    old = OwnValue.objects.filter(room=file.room_id).in_bulk([one for _, one in pairs if one])
    return tuple((new[one], old.get(other)) for one, other in pairs)


def waiting(room: int) -> QuerySet[FigureFile]:
    """Return the files of a room that wait to be saved."""
    return FigureFile.objects.filter(room=room).select_related("uploaded_by")


@transaction.atomic
def save_file(participation: Participation, file: FigureFile, *, seen: str, by: User) -> Effect:
    """Save all of a file, and return what that did. ``seen`` is the sign of the effect that the person was shown.

    Raises ``FileChanged``, ``FileGone``, ``WholeExposed`` and what ``states.require`` raises.
    """
    states.require(participation.room, states.FOLLOW)
    done = effect(file)
    if done.seen != seen:
        raise FileChanged
    if done.parts:
        _refuse_exposed(file)
    with connection.cursor() as cursor:
        cursor.execute(_ROOM_TO_SORT)
        for statement, count in ((_CHANGE, done.changed), (_ADD, done.new)):
            if count:
                facts: dict[str, Any] = {"file": file.pk, "room": file.room_id, "at": clock.now(), "by": by.pk}
                cursor.execute(statement, facts)
    file.delete()
    return done


@transaction.atomic
def forget_old() -> None:
    """Throw away every file that has waited a day."""
    FigureFile.objects.filter(uploaded_at__lt=clock.now() - KEPT).delete()


@transaction.atomic
def drop_file(file: FigureFile) -> None:
    """Throw away a file that was not saved."""
    file.delete()


def _refuse_exposed(file: FigureFile) -> None:
    wholes = OwnValue.objects.filter(room=file.room_id, place=WHOLE).order_by().values_list("indicator", "year")
    if not (written := list(wholes)):
        return
    named, of_years = [indicator for indicator, _ in written], [year for _, year in written]
    with connection.cursor() as cursor:
        cursor.execute(_EXPOSED, {"file": file.pk, "room": file.room_id, "indicators": named, "years": of_years})
        years = cursor.fetchall()
    indicators: Mapping[int, Indicator] = Indicator.objects.in_bulk({indicator for indicator, _ in years})
    for indicator, year in years:
        here: dict[str, Any] = {"room": file.room_id, "indicator": indicator, "year": year}
        before = [Row(row.place, row.year, by_sex_of(row)) for row in OwnValue.objects.filter(**here)]
        after = [Row(row.place, row.year, by_sex_of(row)) for row in StagedFigure.objects.filter(file=file, **here)]
        refuse_exposed(indicators[indicator], before, after)
