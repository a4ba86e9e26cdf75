"""What is hidden cannot be computed from what is shown."""

import ast
import json
from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest

from indicators import arithmetic
from indicators.figures import (
    HIDDEN,
    MISSING,
    NOT_APPLICABLE,
    SECRET,
    BySex,
    Direction,
    Kind,
    Measure,
    People,
    known,
    without_value,
)
from indicators.suppression import (
    Filled,
    Limits,
    NotACount,
    PartsExceedTotal,
    PlacesDiffer,
    Row,
    Shown,
    TooLax,
    as_published,
    frozen,
    suppress,
    thawed,
)
from tests.floor_plan.plan import dotted, sources, tree
from tests.indicators.attacker import COLUMNS, recovered
from tests.indicators.tables import MEASURES, drawn

COUNT, SHARE, DISTRIBUTION, MEAN = MEASURES


def shown(measure, women, men, total=MISSING, other=NOT_APPLICABLE, *, limits=None):
    """Return the one row of a table as it is shown: women, men, total, other."""
    figures = BySex(*(known(one) if isinstance(one, int) else one for one in (women, men, total, other)))
    (row,) = suppress(Filled(measure, (Row("Kalmar", 2024, figures),)), limits).rows
    return row.figures.women, row.figures.men, row.figures.total, row.figures.other


def share(percent, base):
    return known(percent, base=base)


# The rules ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("filled", "seen"),
    [
        ((31, 24, 55), (known(31), known(24), known(55), NOT_APPLICABLE)),
        ((4, 13, 17), (HIDDEN, HIDDEN, known(17), NOT_APPLICABLE)),
        ((1, 2, 3), (HIDDEN, HIDDEN, HIDDEN, NOT_APPLICABLE)),
        ((0, 12, 12), (known(0), known(12), known(12), NOT_APPLICABLE)),
        ((0, 3, 3), (HIDDEN, HIDDEN, HIDDEN, NOT_APPLICABLE)),
        ((5, 5, 10), (known(5), known(5), known(10), NOT_APPLICABLE)),
        ((20, 18, 41, 3), (known(20), known(18), HIDDEN, HIDDEN)),
        ((20, 18, 41), (known(20), known(18), HIDDEN, NOT_APPLICABLE)),
        ((20, 3, 23, 0), (HIDDEN, HIDDEN, known(23), HIDDEN)),
        ((20, MISSING, 23), (known(20), MISSING, HIDDEN, NOT_APPLICABLE)),
        ((SECRET, 18, 38), (SECRET, known(18), HIDDEN, NOT_APPLICABLE)),
        ((20, 18, SECRET), (HIDDEN, HIDDEN, SECRET, NOT_APPLICABLE)),
        ((3, MISSING), (HIDDEN, MISSING, MISSING, NOT_APPLICABLE)),
    ],
    ids=str,
)
def test_counts(filled, seen):
    assert shown(COUNT, *filled) == seen


@pytest.mark.parametrize(
    ("filled", "seen"),
    [
        ((share(50, 20), share(40, 30), share(44, 50)), "women men total"),
        ((share(10, 20), share(40, 30), share(28, 50)), "total"),  # 2 of 20 have it
        ((share(90, 20), share(40, 30), share(60, 50)), "total"),  # 2 of 20 have it not
        ((share(100, 9), share(40, 30), share("53.8", 39)), "total"),  # nine answers
        ((share(0, 20), share(40, 30), share(24, 50)), "women men total"),  # nobody is not few
        ((share(0, 4), share(0, 30), share(0, 34)), ""),  # a total of 0 % tells that both are 0 %
        ((share(100, 4), share(100, 30), share(100, 34)), ""),
        ((known(50), share(40, 30), share(44, 50)), "men"),  # on how many is not known
        ((share(50, 20), share(40, 30), share("44.4", 54), share(50, 4)), "women men"),
        ((share("7.4", 100), share("12.0", 200), MISSING), "women men"),
        ((share("2.0", 100), share("12.0", 200), MISSING), ""),
    ],
    ids=str,
)
def test_shares(filled, seen):
    cells = dict(zip(("women", "men", "total", "other"), shown(SHARE, *filled), strict=True))
    assert [name for name, cell in cells.items() if cell.is_known] == seen.split()


def test_means_are_hidden_for_their_base():
    assert shown(MEAN, share(12, 9), share(14, 40), share("13.6", 49)) == (
        HIDDEN,
        HIDDEN,
        known("13.6", base=49),
        NOT_APPLICABLE,
    )
    assert shown(MEAN, share(0, 9), share(0, 40), share(0, 49))[2] == HIDDEN


def test_a_distribution_is_of_women_and_men_and_does_not_move_with_another_answer():
    women, men, total, _ = shown(DISTRIBUTION, 20, 30, 53, 3)
    assert (women, men, total) == (known("40.0", base=50), known("60.0", base=50), HIDDEN)
    assert shown(DISTRIBUTION, 3, 7, 10)[:3] == (HIDDEN, HIDDEN, known("100.0", base=10))


def test_a_whole_shows_a_column_only_where_all_its_places_do():
    rows = (
        Row("Norra", 2024, BySex(known(31), known(24), known(55))),
        Row("Södra", 2024, BySex(known(4), known(13), known(17))),
        Row("Alla", 2024, BySex(known(35), known(37), known(72))),
        Row("Norra", 2023, BySex(known(30), MISSING, MISSING)),
        Row("Södra", 2023, BySex(known(20), known(7), known(27))),
        Row("Alla", 2023, BySex(known(50), known(37), known(87))),
    )
    norra, sodra, whole, *_, year_before = (row.figures for row in suppress(Filled(COUNT, rows, whole="Alla")).rows)
    assert (norra.women, norra.men) == (known(31), known(24))
    assert (sodra.women, sodra.men, sodra.total) == (HIDDEN, HIDDEN, known(17))
    assert (whole.women, whole.men, whole.total) == (HIDDEN, HIDDEN, known(72))
    assert (year_before.women, year_before.men, year_before.total) == (known(50), MISSING, MISSING)
    with pytest.raises(PlacesDiffer, match="inte helheten"):
        suppress(Filled(COUNT, (rows[0], rows[2]), whole="Alla"))


def test_a_row_is_hidden_in_the_same_way_in_every_table():
    """So a release, a comparison and an earlier version cannot be laid over each other."""
    for seed in range(60):
        filled, _ = drawn(seed)
        together = suppress(replace(filled, whole=None))
        apart = [suppress(Filled(filled.measure, (row,))).rows[0] for row in filled.rows]
        assert list(together.rows) == apart


def test_limits_are_never_laxer():
    for lax in ({"count": 4}, {"base": 9}):
        with pytest.raises(TooLax, match="inte lägre än 5"):
            Limits(**lax)
    assert Limits(count=10).stricter(Limits(base=30)) == Limits(10, 30)
    assert shown(COUNT, 9, 20, 29, limits=Limits(count=10))[:2] == (HIDDEN, HIDDEN)
    assert shown(SHARE, share(50, 20), share(40, 30), limits=Limits(base=30))[0] == HIDDEN


def test_what_cannot_be_is_refused():
    for row in ((20, 18, 30), (20, 18, 41, 30)):
        with pytest.raises(PartsExceedTotal, match="fler än totalen"):
            shown(COUNT, *row)
    for measure, cell in ((COUNT, known("2.5")), (COUNT, known(-1)), (SHARE, share(101, 20)), (SHARE, share(5, -1))):
        with pytest.raises(NotACount):
            shown(measure, cell, 20 if measure is COUNT else share(50, 20))


def test_published_figures_are_only_rounded():
    row = Row("Kalmar", 2024, BySex(known("7.44"), SECRET, total=known("6.75")))
    (seen,) = as_published(SHARE, [row]).rows
    assert (seen.figures.women, seen.figures.men, seen.figures.total) == (known("7.4"), SECRET, known("6.8"))


@pytest.mark.deep
def test_what_is_frozen_thaws_to_the_same(scale):
    for seed in range(scale(300, 5000)):
        seen = suppress(drawn(seed)[0], Limits() if seed % 3 else Limits(count=8, base=25))
        stored = json.dumps(frozen(seen))
        assert thawed(json.loads(stored)) == seen
        assert frozen(thawed(json.loads(stored))) == json.loads(stored)
    margin = replace(known("7.40"), margin=Decimal("2.10"), base=250)
    to_fifty = Measure("Dagar", Kind.SHARE, "%", 2, Direction.TARGET, Decimal("50.0"), People.CHILDREN, group="alla")
    seen = as_published(to_fifty, [Row("Kalmar", 2024, BySex(margin, SECRET, gap=known(-1)))])
    assert thawed(json.loads(json.dumps(frozen(seen)))) == seen
    with pytest.raises(ValueError, match="shape 2"):
        thawed({**frozen(seen), "shape": 2})


def test_only_this_module_makes_what_may_be_shown():
    makers = {
        dotted(path)
        for path in sources()
        if "Shown(" in path.read_text(encoding="utf-8")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) == "Shown"
    }
    assert makers == {"indicators.suppression"}


# The attacker -------------------------------------------------------------------------------------


@pytest.mark.deep
def test_no_hidden_figure_can_be_computed(scale):
    found = {}
    for seed in range(scale(300, 5000)):
        filled, truth = drawn(seed)
        limits = Limits() if seed % 3 else Limits(count=8, base=25)
        if cells := recovered(suppress(filled, limits), filled.whole, truth):
            found[seed] = cells
    assert found == {}


def _primary_only(filled):
    """Return the table with the few hidden, and nothing else: what the first rule alone would do."""
    rows = []
    for row in filled.rows:
        alone = {name: suppress(Filled(filled.measure, (_only(row, name),))).rows[0].figures for name in COLUMNS}
        rows.append(replace(row, figures=BySex(**{name: getattr(one, name) for name, one in alone.items()})))
    return Shown(filled.measure, tuple(rows), Limits())


def _only(row, name):
    return replace(row, figures=replace(BySex(MISSING, MISSING), **{name: getattr(row.figures, name)}))


@pytest.mark.parametrize(
    "weaker",
    [_primary_only, lambda filled: suppress(replace(filled, whole=None))],
    ids=["no complement is hidden", "a whole is as any row"],
)
def test_the_attacker_gets_through_a_rule_too_few(weaker):
    broken = 0
    for seed in range(100):
        filled, truth = drawn(seed)
        if filled.measure.kind != Kind.DISTRIBUTION:
            broken += bool(recovered(weaker(filled), filled.whole, truth))
    assert broken > 10


def test_nothing_computed_later_has_a_value_where_something_is_hidden():
    for seed in range(100):
        filled, _ = drawn(seed)
        table = suppress(filled)
        for row in table.rows:
            if without_value(row.figures.pair):
                assert not arithmetic.gap(row.figures).is_known
                assert not arithmetic.ratio(row.figures).is_known
                assert arithmetic.behind(row.figures, table.measure) == arithmetic.Behind.UNKNOWN
        for before, after in product(table.rows, repeat=2):
            change = arithmetic.gap_change(before.figures, after.figures, table.measure)
            both = before.figures.women.is_known and after.figures.women.is_known
            assert change.women.is_known == both


# One who knows the rules too ----------------------------------------------------------------------


def _undecided(tables, *, within=None):
    """Fail where all that look alike have the same number in a hidden cell; return how many cells were hidden.

    ``tables`` are pairs of a table and the real numbers of its cells, row by row. One who knows the rules can tell two
    tables apart by nothing but what is shown of them. What shows more than ``within`` is left out: some that look like
    it lie outside the box that was gone through.
    """
    families = defaultdict(set)
    for filled, real in tables:
        families[suppress(filled).rows].add(real)
    hidden = 0
    for seen, real in families.items():
        cells = [getattr(row.figures, name) for row in seen for name in COLUMNS]
        if within is not None and sum(cell.value or 0 for cell in cells) > within:
            continue
        for place, cell in enumerate(cells):
            if cell == HIDDEN:
                hidden += 1
                assert len({numbers[place] for numbers in real}) > 1, (seen, place, real)
    return hidden


def test_every_small_row_of_counts_looks_like_another():
    def rows():
        numbers = product(range(7), range(7), (None, *range(4)), (0, 1, 2))
        for (women, men, other, rest), states in product(numbers, product((None, MISSING, SECRET), repeat=3)):
            real = (women, men, other or 0, women + men + (other or 0) + rest)
            named = (states[0], states[1], NOT_APPLICABLE if other is None else None, states[2])
            if any(state == SECRET and not number for state, number in zip(named, real, strict=True)):
                continue  # who guesses that nobody is a secret guesses right
            cells = [state or known(number) for state, number in zip(named, real, strict=True)]
            yield Filled(COUNT, (Row("", 0, BySex(cells[0], cells[1], cells[3], cells[2])),)), real

    assert _undecided(rows(), within=6) > 100


def test_every_small_row_of_shares_looks_like_another():
    exact = Measure("Andel", Kind.SHARE, "%", 6)

    def figure(having, base):
        return share(f"{having * 100 / base:.6f}", base) if base else NOT_APPLICABLE

    def rows():
        cells = [(having, base) for base in range(15) for having in range(base + 1)]
        for women, men in product(cells, repeat=2):
            total = (women[0] + men[0], women[1] + men[1])
            if total[1] < 15:
                yield (
                    Filled(exact, (Row("", 0, BySex(figure(*women), figure(*men), figure(*total))),)),
                    tuple(Fraction(*one) if one[1] else None for one in (women, men, (0, 0), total)),
                )

    assert _undecided(rows()) > 20


def test_every_small_whole_looks_like_another():
    def rows():
        for one, two in product(product(range(8), repeat=2), repeat=2):
            places = [(*one, 0, sum(one)), (*two, 0, sum(two)), (one[0] + two[0], one[1] + two[1], 0, sum(one + two))]
            filled = [
                Row(place, 0, BySex(known(women), known(men), known(total)))
                for place, (women, men, _, total) in zip("ABW", places, strict=True)
            ]
            yield Filled(COUNT, tuple(filled), whole="W"), tuple(number for place in places for number in place)

    assert _undecided(rows()) > 100
