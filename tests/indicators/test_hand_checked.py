"""Cases worked out by hand: gap, ratio, balance, direction, change, mean, and how each is said.

Sources: 1.5 and 7 are sections of the integration facts (Kolada's forms; showing women and men), d is the domain's
section on comparison maths; N numbers are Kolada's indicators; SCB and SKR where the rule is theirs. Figures invented.
"""

from decimal import Decimal

import pytest

from indicators import arithmetic
from indicators.arithmetic import Behind, Course, NotADistribution, Verdict
from indicators.descriptions import change_words
from indicators.figures import (
    HIDDEN,
    MISSING,
    NOT_APPLICABLE,
    SECRET,
    BySex,
    Direction,
    Figure,
    Form,
    Kind,
    Measure,
    NotShare,
    People,
    Series,
    by_form,
    known,
    rounded,
)
from indicators.wording import behind_words, comparison_words, figure, gap_words, number, quantity, reading

NBSP = "\N{NO-BREAK SPACE}"
SHARE = Measure("Sysselsättningsgrad", Kind.SHARE, "%", direction=Direction.UP)
WHOLE = Measure("Behöriga", Kind.SHARE, "%", 0, Direction.UP, people=People.CHILDREN)
SICK = Measure("Sjukfrånvaro", Kind.SHARE, "%", direction=Direction.DOWN)
PAY = Measure("Medianlön", Kind.MEASURE, "kr", 0, Direction.EQUAL, noun="medianlön")
DAYS = Measure("Ohälsotal", Kind.MEASURE, "dagar", 0, Direction.DOWN, unit_one="dag")
LIFE = Measure("Medellivslängd", Kind.MEASURE, "år", direction=Direction.UP)
HALF = Measure("Uttag", Kind.MEASURE, "dagar", 0, Direction.TARGET, target=Decimal(50))
SEATS = Measure("Könsfördelning", Kind.DISTRIBUTION, "%", 0, Direction.BALANCE)
FOUND = Measure("Aktualiserade", Kind.COUNT, "personer", 0)


def row(women, men, **more):
    """Return a row of two numbers, or of figures as they are."""
    return BySex(*(one if isinstance(one, Figure) else known(one) for one in (women, men)), **more)


# fmt: off
GAPS = [
    # women, men, women − men, source
    ("58.1", "66.4", "-8.3", "7: kvinnor − män, one fixed direction"),
    ("33.1", "17.6", "15.5", "7: decimals, so 15,5 and not 15,499…"),
    ("50.0", "50.0", "0.0", "7: equal"),
    ("0", "4.2", "-4.2", "7: zero is a figure"),
    ("100", "97.5", "2.5", "7: 100 %"),
    ("-3.5", "-1.0", "-2.5", "7: below zero, a change of net income"),
    ("27400", "29800", "-2400", "N00951: median kvinnor − median män, kr"),
    (HIDDEN, "64.9", HIDDEN, "7: no gap across a hidden cell"),
    ("64.9", SECRET, SECRET, "7: nor across a secret one"),
    (MISSING, "64.9", MISSING, "0.7: never a missing value as 0"),
    (MISSING, HIDDEN, HIDDEN, "7: the strongest reason is told"),
    (NOT_APPLICABLE, "3", NOT_APPLICABLE, "1.4: cannot exist"),
]
RATIOS = [
    ("31250", "33180", "94.2", "N00953: kvinnors medianlön som andel av mäns"),
    ("33180", "31250", "106.2", "d: kvot = K/M, above 100"),
    ("30000", "30000", "100.0", "d: 1 is equal"),
    ("0", "12", "0.0", "7: women's zero is a figure"),
    ("12", "0", NOT_APPLICABLE, "7: divide by zero gives no ratio"),
    ("12", "-4", NOT_APPLICABLE, "a percentage of what is below zero says nothing"),
    (HIDDEN, "12", HIDDEN, "7: not from hidden"),
    ("12", MISSING, MISSING, "7: not from missing"),
]
BALANCES = [
    ("47", "53", Verdict.EVEN, "SCB: at least 40 % of each"),
    ("40", "60", Verdict.EVEN, "SCB: exactly 40 is even"),
    ("60", "40", Verdict.EVEN, "SCB: and so is 60"),
    ("39.9", "60.1", Verdict.FEW_WOMEN, "SCB: the number is not rounded up to a verdict"),
    ("64", "36", Verdict.FEW_MEN, "SCB: over 60 %"),
    ("100", "0", Verdict.FEW_MEN, "SCB: only women"),
    ("0", "100", Verdict.FEW_WOMEN, "SCB: only men"),
    (HIDDEN, HIDDEN, None, "7: no verdict from hidden"),
]
DIRECTIONS = [
    (SHARE, "58.1", "66.4", Behind.WOMEN, "N02268: ↑, the lower is behind"),
    (SHARE, "66.4", "58.1", Behind.MEN, "↑"),
    (SICK, "7.4", "4.1", Behind.WOMEN, "N00090: ↓, the higher is behind"),
    (SICK, "0", "4.1", Behind.MEN, "↓ with a zero"),
    (SHARE, "50", "50", Behind.NEITHER, "equal"),
    (HALF, "75", "25", Behind.NEITHER, "N00943: → 50, both 25 from it"),
    (HALF, "55", "25", Behind.MEN, "→ 50: the farther from it"),
    (SEATS, "33", "67", Behind.WOMEN, "N05815: 40–60"),
    (SEATS, "45", "55", Behind.NEITHER, "40–60: fewer, but even"),
    (PAY, "31250", "33180", Behind.UNSAID, "→ 100: the level has no direction, the gap has"),
    (FOUND, "31", "24", Behind.UNSAID, "U30750: neutral, found is not worse"),
    (SHARE, HIDDEN, "66.4", Behind.UNKNOWN, "7: not from hidden"),
    (SHARE, known("58", margin="3"), known("61", margin="4"), Behind.UNSURE, "N01453: |−3| ≤ √(3² + 4²) = 5"),
    (SHARE, known("56", margin="3"), known("61", margin="4"), Behind.UNSURE, "N01453: 5 ≤ 5, the limit is within"),
    (SHARE, known("55", margin="3"), known("61", margin="4"), Behind.WOMEN, "N01453: 6 > 5"),
    (SHARE, known("55", margin="9"), "61", Behind.WOMEN, "one margin alone is no margin of the difference"),
]
SENTENCES = [
    (SICK, "7.4", "4.1", "3,3 procentenheter högre för kvinnor", "7: the sentence itself"),
    (SHARE, "58.1", "66.4", "8,3 procentenheter lägre för kvinnor", "7: never 'högre för män'"),
    (SHARE, "50", "50.0", "lika för kvinnor och män", "7"),
    (SHARE, "1000.5", "0", f"1{NBSP}000,5 procentenheter högre för kvinnor", "7: nbsp as thousands separator"),
    (WHOLE, "84", "83", "1 procentenhet högre för flickor", "one is one"),
    (PAY, "31250", "33180", "kvinnors medianlön är 94,2 procent av mäns", "7: as N00953"),
    (PAY, "30000", "30000", "kvinnors och mäns medianlön är lika", "7"),
    (DAYS, "31", "20", f"11{NBSP}dagar högre för kvinnor", "7: difference in unit"),
    (DAYS, "19", "20", f"1{NBSP}dag lägre för kvinnor", "one is one, without its sign"),
    (LIFE, "84.9", "81.6", f"3,3{NBSP}år högre för kvinnor", "N00925, N00923"),
    (SEATS, "47", "53", f"47{NBSP}% kvinnor och 53{NBSP}% män: jämn könsfördelning", "7: the number and the verdict"),
    (SEATS, "33", "67", f"33{NBSP}% kvinnor och 67{NBSP}% män: färre än 40 procent kvinnor", "SCB"),
    (SHARE, HIDDEN, "66.4", "", "7: nothing is compared with hidden"),
    (PAY, "31250", "0", f"31{NBSP}250{NBSP}kr högre för kvinnor", "7: zero gives no ratio, but a difference"),
]
NUMBERS = [
    ("7.4", 1, "7,4", "7: decimal comma"),
    ("-3.25", 1, "–3,3", "7: minus is a dash; a half away from zero"),
    ("3.25", 1, "3,3", "a half away from zero, the same for both sexes"),
    ("-0.04", 1, "0,0", "no minus zero"),
    ("1234567.5", 0, f"1{NBSP}234{NBSP}568", "7: thousands"),
    ("100", 0, "100", "100 %"),
]
# fmt: on


def test_there_are_at_least_sixty_cases():
    assert len(GAPS + RATIOS + BALANCES + DIRECTIONS + SENTENCES + NUMBERS) >= 60


@pytest.mark.parametrize(("women", "men", "expected", "source"), GAPS)
def test_gap(women, men, expected, source):
    assert arithmetic.gap(row(women, men)) == (expected if isinstance(expected, Figure) else known(expected))


@pytest.mark.parametrize(("women", "men", "expected", "source"), RATIOS)
def test_ratio(women, men, expected, source):
    assert arithmetic.ratio(row(women, men)).rounded(1) == (
        expected if isinstance(expected, Figure) else known(expected)
    )


@pytest.mark.parametrize(("women", "men", "verdict", "source"), BALANCES)
def test_balance(women, men, verdict, source):
    found = arithmetic.balance(row(women, men), Kind.DISTRIBUTION)
    assert found == (verdict and arithmetic.Balance(verdict, Decimal(women), Decimal(men)))


@pytest.mark.parametrize(("measure", "women", "men", "expected", "source"), DIRECTIONS)
def test_direction(measure, women, men, expected, source):
    assert arithmetic.behind(row(women, men), measure) == expected


@pytest.mark.parametrize(("measure", "women", "men", "expected", "source"), SENTENCES)
def test_sentence(measure, women, men, expected, source):
    assert comparison_words(row(women, men), measure) == expected


@pytest.mark.parametrize(("value", "decimals", "expected", "source"), NUMBERS)
def test_number(value, decimals, expected, source):
    assert number(Decimal(value), decimals) == expected


def test_balance_of_shares_is_refused_by_name():
    """Two shares of different wholes are no könsfördelning, however they add up (7)."""
    with pytest.raises(NotADistribution, match="gäller bara könsfördelning"):
        arithmetic.balance(row("45", "55"), Kind.SHARE)
    with pytest.raises(ValueError, match="balance"):
        Measure("Andel", Kind.SHARE, "%", direction=Direction.BALANCE)


# Forms (1.5) --------------------------------------------------------------------------------------


def test_a_split_and_a_pair_take_womens_figure_first():
    for form in (Form.SPLIT, Form.PAIR):
        assert by_form(form, known("7.4"), known("4.1"), total=known("6.7")) == row("7.4", "4.1", total=known("6.7"))


def test_a_share_of_women_gives_men_the_rest():
    assert by_form(Form.SHARE_WOMEN, known("43.5")).men == known("56.5")
    assert by_form(Form.SHARE_WOMEN, known(100)).men == known(0)
    assert by_form(Form.SHARE_WOMEN, known(40, margin=3)).men == known(60, margin=3)
    assert by_form(Form.SHARE_WOMEN, SECRET).men == SECRET
    with pytest.raises(NotShare):
        by_form(Form.SHARE_WOMEN, known("100.1"))


def test_a_published_ratio_or_gap_makes_up_no_figures():
    ratio, gap = by_form(Form.RATIO, known("94.2")), by_form(Form.GAP, known(-1930))
    assert reading(ratio, PAY) == "Kvinnors medianlön är 94,2 procent av mäns."
    assert reading(gap, PAY) == f"1{NBSP}930{NBSP}kr lägre för kvinnor."
    assert arithmetic.behind(ratio, Measure("Inkomst", Kind.MEASURE, "kr", 0, Direction.UP)) == Behind.WOMEN
    for one in (ratio, gap):
        assert (one.women, one.men) == (NOT_APPLICABLE, NOT_APPLICABLE)


def test_a_form_is_refused_what_it_does_not_carry():
    with pytest.raises(ValueError, match="split"):
        by_form(Form.SPLIT, known(1))


def test_a_figure_without_a_value_keeps_nothing_that_would_tell_it():
    for wrong in (
        {"value": None},
        {"value": Decimal(1), "state": "hidden"},
        {"value": None, "state": "hidden", "base": 3},
    ):
        with pytest.raises(ValueError, match=r"known|hidden"):
            Figure(**wrong)


# Changes between years ----------------------------------------------------------------------------


def test_a_gap_that_closes_because_one_side_got_worse_is_told():
    before, after = row("40.8", "20.2"), row("33.1", "24.6")
    change = arithmetic.gap_change(before, after, SICK)
    assert (change.before, change.after, change.course) == (known("20.6"), known("8.5"), Course.NARROWED)
    assert (change.women, change.men) == (known("-7.7"), known("4.4"))
    assert change.worse_for == (Behind.MEN,)
    assert change_words((2014, 2019), before, after, SICK) == (
        "Skillnaden har minskat från 20,6 till 8,5 procentenheter, högre för kvinnor. "
        f"Kvinnor från 40,8{NBSP}% till 33,1{NBSP}%, män från 20,2{NBSP}% till 24,6{NBSP}%. "
        "Skillnaden minskade, men det blev sämre för män."
    )


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (
            row("50", "60"),
            row("52", "63"),
            "har ökat från 10,0 till 11,0 procentenheter, lägre för kvinnor.",
        ),
        (row("50", "60"), row("55", "65"), "är lika stor 2014 och 2019: 10,0 procentenheter lägre för kvinnor."),
        (row("50", "60"), row("60", "60"), "Skillnaden har minskat från 10,0 till 0,0 procentenheter. Kvinnor från"),
        (
            row("50", "60"),
            row("60", "50"),
            "har vänt: 10,0 procentenheter lägre för kvinnor 2014, 10,0 procentenheter högre för kvinnor 2019.",
        ),
        (row(HIDDEN, "60"), row("60", "50"), "Utvecklingen går inte att jämföra: kvinnors och mäns värden finns inte"),
        (row("50", "60"), row("60", MISSING), "finns inte båda för 2019."),
    ],
)
def test_changes_in_words(before, after, told):
    assert told in change_words((2014, 2019), before, after, SHARE)


def test_nothing_is_worse_without_a_direction():
    change = arithmetic.gap_change(row("27400", "29800"), row("27000", "29000"), PAY)
    assert change.worse_for == ()
    assert change.course == Course.NARROWED


def test_years_stand_once_and_in_order():
    series = Series(((2018, row("1", "2")), (2019, row(HIDDEN, "2"))))
    assert [year for year, _ in series.told] == [2018]
    assert series.at(2017) == BySex(MISSING, MISSING)
    with pytest.raises(ValueError, match="years"):
        Series(((2019, row("1", "2")), (2018, row("1", "2"))))


# Means --------------------------------------------------------------------------------------------


def test_a_mean_is_unweighted_and_says_how_many_it_is_of():
    """(10 + 20) / 2 and (40 + 21) / 2: whoever lacks either is in neither (1.3, 7)."""
    rows = [row("10", "40", total=known(30)), row("20", "21", total=known(20)), row(HIDDEN, "90"), row("5", MISSING)]
    mean = arithmetic.group_mean(rows, SHARE)
    assert mean.row == row("15.0", "30.5", total=known("25.0"))
    assert (mean.contributed, mean.of) == (2, 4)


def test_one_organisation_is_no_group():
    mean = arithmetic.group_mean([row("10", "40"), row(HIDDEN, HIDDEN)], SHARE)
    assert (mean.row.women, mean.row.men, mean.contributed, mean.of) == (HIDDEN, HIDDEN, 1, 2)


# Words --------------------------------------------------------------------------------------------


def test_what_has_no_value_is_told_in_words():
    told = [figure(one, FOUND) for one in (HIDDEN, SECRET, MISSING, NOT_APPLICABLE, known(0))]
    assert told == ["döljs (färre än 5)", "sekretess", "saknas", "ej tillämplig", f"0{NBSP}personer"]
    assert figure(HIDDEN, FOUND, fewest=10) == "döljs (färre än 10)"
    assert figure(HIDDEN, SHARE) == "döljs (för få personer)"


def test_a_reading_tells_who_is_behind_and_by_how_much():
    assert reading(row("58.1", "66.4"), SHARE) == (
        f"Kvinnor 58,1{NBSP}%, män 66,4{NBSP}%. 8,3 procentenheter lägre för kvinnor. Kvinnor ligger efter."
    )
    assert reading(row("84", "79"), WHOLE).endswith("5 procentenheter högre för flickor. Pojkar ligger efter.")
    assert reading(row("33", "67"), SEATS).endswith("färre än 40 procent kvinnor. Kvinnor är underrepresenterade.")
    assert behind_words(row(known("58", margin="3"), known("61", margin="4")), SHARE) == (
        "Skillnaden ryms i osäkerheten, 5,0 procentenheter åt vardera hållet."
    )
    assert reading(row(HIDDEN, "66.4"), SHARE) == (
        f"Kvinnor döljs (för få personer), män 66,4{NBSP}%. Ingen skillnad räknas ut."
    )
    assert "Annat svar 12,0" in reading(row("58.1", "66.4", other=known(12)), SHARE)


def test_a_sentence_uses_the_figures_that_are_shown():
    """7,44 and 7,36 are both 7,4 as shown, so they are equal; unrounded they are not even a tenth apart."""
    shown = row("7.44", "7.36").rounded(1)
    assert gap_words(shown, SHARE) == "lika för kvinnor och män"
    assert quantity(rounded(Decimal("7.25"), 1), SHARE) == f"7,3{NBSP}%"
