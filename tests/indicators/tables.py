"""Tables of own figures drawn at random, small numbers more often than not, with the persons behind them."""

from collections import defaultdict
from decimal import Decimal
from random import Random

from indicators.figures import MISSING, NOT_APPLICABLE, SECRET, BySex, Kind, Measure, known, rounded
from indicators.suppression import Filled, Row

MEASURES = (
    Measure("Antal", Kind.COUNT, "personer", 0),
    Measure("Andel", Kind.SHARE, "%"),
    Measure("Könsfördelning", Kind.DISTRIBUTION, "%"),
    Measure("Dagar", Kind.MEASURE, "dagar"),
)
PARTS = ("women", "men", "other")


def drawn(seed):
    """Return a table and the persons behind each of its cells."""
    random = Random(seed)
    measure = random.choice(MEASURES)
    places = [f"Ort {number}" for number in range(random.randint(1, 4))]
    columns = PARTS if random.random() < 0.4 else PARTS[:2]
    whole = "Alla" if random.random() < 0.6 else None
    truth, rows = {}, []
    for year in range(2020, 2020 + random.randint(1, 3)):
        sums = defaultdict(lambda: defaultdict(int))
        for place in places:
            row = {column: _persons(random, measure.kind) for column in columns}
            spare = _persons(random, measure.kind) if random.random() < 0.12 else {}
            row["total"] = _summed([*row.values(), spare])
            for column, cell in row.items():
                truth[place, year, column] = cell
                sums[column] = _summed([sums[column], cell])
            rows.append(_row(random, place, year, row, measure))
        if whole:
            for column, cell in sums.items():
                truth[whole, year, column] = cell
            rows.append(_row(random, whole, year, sums, measure, complete=random.random() < 0.9))
    return Filled(measure, tuple(rows), whole), truth


def _persons(random, kind):
    def some():
        return random.choice([0, 0, random.randint(1, 4), random.randint(1, 9), random.randint(5, 60)])

    if kind == Kind.SHARE:
        having, lacking = some(), some()
        return {"having": having, "lacking": lacking, "base": having + lacking}
    if kind == Kind.MEASURE:
        base = random.choice([0, random.randint(1, 9), random.randint(10, 60)])
        return {"base": base, "sum": base * random.choice([0, random.randint(1, 30)])}
    return {"having": some()}


def _summed(cells):
    total = defaultdict(int)
    for cell in cells:
        for quantity, number in cell.items():
            total[quantity] += number
    return dict(total)


def _row(random, place, year, cells, measure, *, complete=False):
    figures = {"other": NOT_APPLICABLE}
    for column, cell in cells.items():
        gone = random.random()
        figures[column] = _figure(cell, measure)
        if not complete and gone < 0.05:
            figures[column] = MISSING
        elif not complete and gone < 0.08 and any(cell.values()):  # who guesses that nobody is a secret guesses right
            figures[column] = SECRET
    return Row(place, year, BySex(**figures))


def _figure(cell, measure):
    if measure.kind in {Kind.COUNT, Kind.DISTRIBUTION}:
        return known(cell["having"])
    base = cell["base"]
    if not base:
        return NOT_APPLICABLE
    value = Decimal(cell["having"] * 100 if measure.kind == Kind.SHARE else cell["sum"]) / base
    return known(rounded(value, measure.decimals), base=base)
