"""What a cell means, and what of a row does not agree: one test for each kind of bad input."""

import random
from decimal import Decimal

import pytest

from indicators.figures import MISSING, NOT_APPLICABLE, SECRET, Figure, Kind, Measure
from indicators.own.cells import CellWrong, Sort, Typed, flaws_of, read_base, read_figure, read_year
from indicators.suppression import Filled, Row, suppress

ALL = ("women", "men", "other", "total")
COUNT, SHARE, MEAN = (Sort(kind, ALL) for kind in (Kind.COUNT, Kind.SHARE, Kind.MEASURE))


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("7,4", Kind.SHARE, "7.4"),
        ("7.4", Kind.SHARE, "7.4"),
        (" 7,4 % ", Kind.SHARE, "7.4"),
        ("7,425", Kind.SHARE, "7.425"),
        ("0", Kind.SHARE, "0"),
        ("100", Kind.SHARE, "100"),
        ("31 250,50", Kind.MEASURE, "31250.50"),
        ("31\u00a0250", Kind.MEASURE, "31250"),
        ("0,125", Kind.MEASURE, "0.125"),
        ("31250.000000", Kind.MEASURE, "31250"),
        ("\u22123,5", Kind.MEASURE, "-3.5"),
        ("1 250", Kind.COUNT, "1250"),
        ("0", Kind.COUNT, "0"),
    ],
)
def test_a_number_is_read_as_it_is_written_here(text, kind, value):
    assert read_figure(text, kind) == Figure(Decimal(value))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("–", MISSING),
        ("-", MISSING),
        ("saknas", MISSING),
        ("..", SECRET),
        (".", NOT_APPLICABLE),
        ("", None),
        (" ", None),
    ],
)
def test_dash_dots_and_empty_are_never_zero(text, found):
    assert {read_figure(text, kind) for kind in Kind} == {found}


@pytest.mark.parametrize(
    ("text", "kind", "told"),
    [
        ("101 %", Kind.SHARE, "procent mellan 0 och 100"),
        ("-1", Kind.SHARE, "procent mellan 0 och 100"),
        ("-3", Kind.COUNT, "heltal från 0"),
        ("2,5", Kind.COUNT, "heltal från 0"),
        ("1.250", Kind.COUNT, "utan komma och punkt"),
        ("99999999999", Kind.COUNT, "heltal från 0"),
        ("1.250,5", Kind.MEASURE, "både komma och punkt"),
        ("1,250.5", Kind.MEASURE, "både komma och punkt"),
        ("31.250", Kind.MEASURE, "på två sätt"),
        ("31,250", Kind.MEASURE, "på två sätt"),
        ("9999999999", Kind.MEASURE, "för stort"),
        ("=SUM(A1)", Kind.MEASURE, "inget tal"),
        ("2019-05-06 00:00:00", Kind.SHARE, "inget tal"),
        ("1e5", Kind.MEASURE, "inget tal"),
        ("NaN", Kind.MEASURE, "inget tal"),
        ("²", Kind.COUNT, "inget antal"),
    ],
)
def test_what_is_no_figure_is_refused_with_what_to_write(text, kind, told):
    with pytest.raises(CellWrong, match=told):
        read_figure(text, kind)


@pytest.mark.parametrize("text", ["0202", "202", "20244", "1989", "2027", "tjugo", "", "2024,0"])
def test_a_year_is_plausible(text):
    with pytest.raises(CellWrong, match="från 1990 till 2026"):
        read_year(text, 2026)
    assert read_year(" 2024 ", 2026) == 2024


def test_nobody_is_no_number_to_compute_on():
    assert (read_base("120"), read_base("")) == (120, None)
    with pytest.raises(CellWrong, match="Antalet är 0"):
        read_base("0")


def figures(sort, **cells):
    """Return a row: a number for a count, (value, base) for a share or a mean."""
    made = {}
    for name, cell in cells.items():
        value, base = cell if isinstance(cell, tuple) else (cell, None)
        made[name] = cell if isinstance(cell, Figure) else Figure(Decimal(value), base=base)
    return Typed(made)


@pytest.mark.parametrize(
    ("sort", "row", "column"),
    [
        (COUNT, {"women": 20}, "men"),
        (COUNT, {"men": 20}, "women"),
        (COUNT, {"total": 20}, "women"),
        (COUNT, {"women": 20, "men": 30, "total": 48}, "total"),
        (COUNT, {"women": 20, "men": 30, "other": 9, "total": 55}, "total"),
        (COUNT, {"women": 20, "men": MISSING, "total": 15}, "total"),
        (COUNT, {"women": 20, "men": 30, "total": 55}, "note"),
        (SHARE, {"women": 20, "men": (30, 100)}, "women_base"),
        (SHARE, {"women": (20, 60), "men": (30, 60), "total": (25, 110)}, "total_base"),
        (SHARE, {"women": (20, 60), "men": (30, 60), "total": (41, 120)}, "note"),
        (MEAN, {"women": (20, 60), "men": (30, 60), "total": (12, 120)}, "note"),
        (SHARE, {"women": (20, 50), "men": (30, 60), "total": (25, 120)}, "note"),
    ],
)
def test_what_does_not_agree_is_told_at_its_field(sort, row, column):
    assert [name for name, _ in flaws_of(sort, figures(sort, **row))] == [column]


@pytest.mark.parametrize(
    ("sort", "row"),
    [
        (COUNT, {"women": 20, "men": 30, "total": 50}),
        (COUNT, {"women": 20, "men": 30, "other": 5, "total": 55}),
        (COUNT, {"women": 20, "men": MISSING, "total": SECRET}),
        (COUNT, {"women": 20, "men": 30}),
        (SHARE, {"women": ("33.3", 60), "men": ("33.3", 60), "total": ("33.4", 120)}),
        (SHARE, {"women": MISSING, "men": SECRET, "total": (5, 120)}),
        (COUNT, {}),
    ],
)
def test_what_agrees_is_not_asked_about(sort, row):
    assert list(flaws_of(sort, figures(sort, **row))) == []


def test_a_note_says_why_parts_and_total_differ():
    typed = figures(COUNT, women=20, men=30, total=55)
    assert list(flaws_of(COUNT, Typed(typed.figures, note="Fem har skyddade uppgifter."))) == []
    too_many = figures(COUNT, women=20, men=30, total=45)
    assert list(flaws_of(COUNT, Typed(too_many.figures, note="Fel i källan."))), "more than all is never right"


@pytest.mark.deep
@pytest.mark.parametrize("kind", list(Kind))
def test_a_row_without_flaws_can_always_be_suppressed(kind, scale):
    """What the form and the upload take in never stops a page."""
    chance, taken = random.Random(5), 0
    sort = Sort(kind, tuple(name for name in ALL if name != "other" or kind != Kind.DISTRIBUTION))
    measure = Measure("Prov", kind, "%", decimals=chance.choice([0, 1]))
    for _ in range(scale(2000, 50_000)):
        cells = {}
        for name in sort.columns:
            base = chance.randint(1, 30) if sort.has_bases and chance.random() < 0.9 else None
            value = Decimal(chance.randint(0, 100)) if sort.has_bases else Decimal(chance.randint(0, 20))
            cells[name] = chance.choice([MISSING, SECRET, NOT_APPLICABLE, *[Figure(value, base=base)] * 5])
        typed = Typed(
            {name: cell for name, cell in cells.items() if chance.random() < 0.9}, note=chance.choice(["", "Ja"])
        )
        if not list(flaws_of(sort, typed)):
            taken += 1
            suppress(Filled(measure, (Row("", 2024, typed.by_sex),)))
    assert taken > 100
