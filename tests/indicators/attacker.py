"""Somebody who reads what is shown and tries to compute what is not. Knows the formats, and nothing of our code.

Each figure shown is turned into bounds on whole numbers of persons: a count is itself, a percentage with its base is
the counts that round to it. Women, men and others add up to the total, places to the whole. The bounds are narrowed
until nothing more follows, also through sums and differences of the equations.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from itertools import product
from math import ceil, floor, inf

COLUMNS = ("women", "men", "other", "total")
QUANTITIES = {
    "count": ("having",),
    "distribution": ("having",),
    "share": ("having", "lacking", "base"),
    "measure": ("base", "sum"),
}


@dataclass
class Guess:
    """What is known of one table: bounds of each unknown, and equations that add up to nothing."""

    shown: object
    whole: str | None
    spare: bool  # whether there may be persons in none of the parts
    bounds: dict = field(default_factory=dict)
    equations: list = field(default_factory=list)
    spares: set = field(default_factory=set)
    missing: set = field(default_factory=set)

    def __post_init__(self):
        self.kind = self.shown.measure.kind.value
        for row in self.shown.rows:
            for column in COLUMNS:
                self._read(row, column)
        for row, quantity in product(self.shown.rows, QUANTITIES[self.kind]):
            self._adds_up(
                (row.place, row.year, "total", quantity),
                [(row.place, row.year, column, quantity) for column in COLUMNS[:3]],
            )
        for whole in [row for row in self.shown.rows if row.place == self.whole]:
            places = [row.place for row in self.shown.rows if row.year == whole.year and row.place != self.whole]
            for column, quantity in product(COLUMNS, QUANTITIES[self.kind]):
                self._adds_up(
                    (self.whole, whole.year, column, quantity),
                    [(place, whole.year, column, quantity) for place in places],
                )

    def _read(self, row, column):
        cell = getattr(row.figures, column)
        key = (row.place, row.year, column)
        if cell.state.value in {"missing", "not_applicable"}:
            self.missing |= {key} if cell.state.value == "missing" else set()
            return
        for quantity in QUANTITIES[self.kind]:
            self.bounds[*key, quantity] = [0, inf]
        if cell.value is not None:
            for quantity, span in _told(self.kind, column, cell, self.shown.measure.decimals).items():
                self.bounds[*key, quantity] = list(span)
        if self.kind == "share":
            self.equations.append({(*key, "base"): 1, (*key, "having"): -1, (*key, "lacking"): -1})

    def _adds_up(self, whole, parts):
        known = [part for part in parts if part in self.bounds]
        if whole not in self.bounds or not known:
            return
        equation = {whole: 1} | dict.fromkeys(known, -1)
        if self.spare or any(part[:3] in self.missing for part in parts):
            spare = ("spare", whole, parts[0])
            self.bounds[spare] = [0, inf]
            self.spares.add(spare)
            equation[spare] = -1
        self.equations.append(equation)

    def narrow(self):
        """Narrow the bounds until nothing more follows; False where no table could look like this."""
        if not self._propagate(self.equations):
            return False
        left = [each for each in self.equations if any(low != high for low, high in map(self.bounds.get, each))]
        return not left or self._propagate(left + self._combined(left))

    def _propagate(self, equations):
        for _ in range(40):
            changed = False
            for equation in equations:
                for key, factor in equation.items():
                    changed |= self._tighten(key, factor, equation)
                    low, high = self.bounds[key]
                    if low > high:
                        return False
            if not changed:
                return True
        return True

    def _tighten(self, key, factor, equation):
        low = high = 0
        for other, weight in equation.items():
            if other == key:
                continue
            span = self.bounds[other]
            first, last = -weight * span[0] if span[0] else 0, -weight * span[1] if span[1] else 0
            low, high = low + min(first, last), high + max(first, last)
        low, high = (
            sorted((low / factor, high / factor))
            if low not in {inf, -inf} or high not in {inf, -inf}
            else (
                -inf,
                inf,
            )
        )
        if key[-1] != "sum" and not (key[0] == "spare" and key[1][-1] == "sum"):
            low, high = (low if low in {inf, -inf} else ceil(low)), (high if high in {inf, -inf} else floor(high))
        span = self.bounds[key]
        if low > span[0] or high < span[1]:
            span[0], span[1] = max(low, span[0]), min(high, span[1])
            return True
        return False

    def _combined(self, equations):
        """Return the equations of what is still unknown, reduced: a figure that they decide together stands alone."""
        one = ("one", "sum")
        self.bounds[one] = [1, 1]
        rows = []
        for equation in equations:
            row = {}
            for key, factor in equation.items():
                low, high = self.bounds[key]
                name, value = (one, factor * low) if low == high else (key, factor)
                row[name] = row.get(name, 0) + Fraction(value)
            if len(row.keys() - {one}) > 1:
                rows.append(row)
        done = []
        while rows:
            row = rows.pop()
            pivot = next((key for key in row if key != one and row[key]), None)
            if pivot is None:
                continue
            row = {key: factor / row[pivot] for key, factor in row.items() if factor}
            rows, done = [_without(pivot, row, each) for each in rows], [_without(pivot, row, each) for each in done]
            done.append(row)
        return [row for row in done if row.keys() - {one}]

    def decides(self, key):
        """Return the value that a hidden number must have; None where it can be several."""
        low, high = self.bounds.get(key, (0, inf))
        return low if low == high else None


def _without(pivot, row, other):
    factor = other.get(pivot)
    if not factor:
        return other
    keys = {**other, **row}
    return {key: left for key in keys if (left := other.get(key, 0) - factor * row.get(key, 0))}


def _told(kind, column, cell, decimals):
    value, base = Fraction(cell.value), cell.base
    half = Fraction(Decimal(1).scaleb(-decimals)) / 2
    if kind == "count":
        return {"having": (int(value), int(value))}
    if kind == "distribution" and column == "total":
        return {"having": (base, base)}
    if kind == "measure":
        return {
            "base": (base, base),
            "sum": (max((value - half) * base, 0) if value else 0, (value + half) * base if value else 0),
        }
    low, high = max(ceil((value - half) * base / 100), 0), min(floor((value + half) * base / 100), base)
    if kind == "distribution":
        return {"having": (low, high)}
    return {"having": (low, high), "lacking": (base - high, base - low), "base": (base, base)}


def recovered(shown, whole, truth):
    """Return the hidden cells, and the few persons in none of the parts, that can be computed from what is shown.

    ``truth`` has the persons behind each cell by place, year, column and quantity: a guess counts when it is right.
    """
    found = set()
    for spare in (False, True):
        guess = Guess(shown, whole, spare)
        if not guess.narrow():
            continue
        for row, column in product(shown.rows, COLUMNS):
            if getattr(row.figures, column).state.value == "hidden":
                found |= {(row.place, row.year, column)} if _gives_away(guess, row, column, truth) else set()
        for key in guess.spares:
            low, high = guess.bounds[key]
            quantity = key[1][-1]
            few = {"base": shown.limits.base, "sum": 0}.get(quantity, shown.limits.count)
            if low == high and 0 < low < few:
                found.add(key)
    return found


def _gives_away(guess, row, column, truth):
    key = (row.place, row.year, column)
    said = {quantity: guess.decides((*key, quantity)) for quantity in QUANTITIES[guess.kind]}
    said = {quantity: value for quantity, value in said.items() if value is not None}
    is_told = any(quantity in {"having", "base"} or value == 0 for quantity, value in said.items())
    return is_told and all(truth[*key].get(quantity) == value for quantity, value in said.items())
