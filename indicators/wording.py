"""Women's and men's figures in Swedish: numbers as they are written here, and sentences that stand without a picture.

The gap is told in one direction, for women; a hidden or missing figure is told in words, never as a zero or a sign;
a verdict never stands without its number; no sentence puts organisations in order (integrations §7, look §8).
"""

from dataclasses import dataclass
from decimal import Decimal

from indicators.arithmetic import (
    Behind,
    Comparison,
    Verdict,
    balance,
    behind,
    comparison,
    gap,
    margin_of_gap,
    ratio,
)
from indicators.figures import BySex, Figure, Kind, Measure, People, State, rounded

NBSP, MINUS = "\N{NO-BREAK SPACE}", "–"
_SIGNS = str.maketrans(",.-", f"{NBSP},{MINUS}")
#: The smallest count that is shown, unless a stricter limit is said (integrations §7).
FEWEST = 5
NO_GAP = "Ingen skillnad räknas ut."
#: What one figure is called where women's and men's are not published apart.
SINGLES = {"ratio": "kvoten", "gap": "skillnaden", "total": "alla"}
#: What stands where the source of a difference or a mean is told (Kolada's terms: own processing is not theirs).
COMPUTED = "Skillnaden är beräknad i Jämna steg."


@dataclass(frozen=True, slots=True)
class Words:
    """What the two sexes are called in one indicator."""

    women: str
    men: str
    womens: str
    mens: str


_WORDS = {
    People.ADULTS: Words("kvinnor", "män", "kvinnors", "mäns"),
    People.CHILDREN: Words("flickor", "pojkar", "flickors", "pojkars"),
}


def words(measure: Measure) -> Words:
    """Return women's and men's names, or girls' and boys'."""
    return _WORDS[People(measure.people)]


def number(value: Decimal, decimals: int) -> str:
    """Return "27 400", "–3,3": decimal comma, thousands apart, a dash for minus, and never "–0"."""
    figures = f"{rounded(value, decimals):,.{decimals}f}"
    return figures.translate(_SIGNS)


def quantity(value: Decimal, measure: Measure) -> str:
    """Return a value with its unit: "7,4 %", "31 250 kr", "1 dag"."""
    return _united(number(value, measure.decimals), measure.unit, measure.unit_one)


def _united(figures: str, unit: str, one: str) -> str:
    return f"{figures}{NBSP}{one if one and figures.lstrip(MINUS) == '1' else unit}".rstrip()


def absence(state: State, measure: Measure, *, fewest: int = FEWEST) -> str:
    """Return the words that stand where there is no value: "saknas", "döljs (färre än 5)".

    A share and a mean are also hidden for what they are computed on, so the reason is not a number there.
    """
    if state != State.HIDDEN:
        return str(State(state).label)
    is_counted = measure.kind in {Kind.COUNT, Kind.DISTRIBUTION}
    return f"döljs (färre än {fewest})" if is_counted else "döljs (för få personer)"


def figure(one: Figure, measure: Measure, *, fewest: int = FEWEST) -> str:
    """Return a figure with its unit and its margin, or why there is none: "7,4 % ± 2,1"."""
    if one.value is None:
        return absence(one.state, measure, fewest=fewest)
    margin = "" if one.margin is None else f"{NBSP}±{NBSP}{number(one.margin, measure.decimals)}"
    return quantity(one.value, measure) + margin


def size(value: Decimal, measure: Measure) -> str:
    """Return how large a difference is, without its sign: "3,3 procentenheter", "1 dag"."""
    figures = number(abs(value), measure.decimals)
    if comparison(measure) in {Comparison.POINTS, Comparison.BALANCE}:
        return f"{figures} procentenhet{'' if figures == '1' else 'er'}"
    return _united(figures, measure.unit, measure.unit_one)


def gap_words(row: BySex, measure: Measure) -> str:
    """Return the gap: "3,3 procentenheter högre för kvinnor", "lika för kvinnor och män"; "" where there is none."""
    difference, of = gap(row).value, words(measure)
    if difference is None:
        return ""
    if rounded(difference, measure.decimals) == 0:
        return f"lika för {of.women} och {of.men}"
    return f"{size(difference, measure)} {side(difference)} för {of.women}"


def side(difference: Decimal) -> str:
    """Return which way a difference other than zero goes, for women."""
    return "högre" if difference > 0 else "lägre"


def ratio_words(row: BySex, measure: Measure) -> str:
    """Return the ratio: "kvinnors medianlön är 94,2 procent av mäns"; "" where there is none."""
    found, of = ratio(row).value, words(measure)
    if found is None:
        return ""
    percent = number(found, 1)
    if percent == "100,0":
        return f"{of.womens} och {of.mens} {measure.noun} är lika"
    return f"{of.womens} {measure.noun} är {percent} procent av {of.mens}"


def balance_words(row: BySex, measure: Measure) -> str:
    """Return the balance with its numbers: "33 % kvinnor och 67 % män: färre än 40 procent kvinnor"."""
    found, of = balance(row, measure.kind), words(measure)
    if found is None:
        return ""
    verdicts = {
        Verdict.EVEN: "jämn könsfördelning",
        Verdict.FEW_WOMEN: f"färre än 40 procent {of.women}",
        Verdict.FEW_MEN: f"färre än 40 procent {of.men}",
    }
    shares = f"{quantity(found.women, measure)} {of.women} och {quantity(found.men, measure)} {of.men}"
    return f"{shares}: {verdicts[found.verdict]}"


def comparison_words(row: BySex, measure: Measure) -> str:
    """Return how women's figure stands to men's, in the way this indicator is compared; "" where it cannot be."""
    match comparison(measure):
        case Comparison.BALANCE:
            return balance_words(row, measure)
        case Comparison.RATIO if ratio(row).is_known:
            return ratio_words(row, measure)
    return gap_words(row, measure) or ratio_words(row, measure)


def behind_words(row: BySex, measure: Measure) -> str:
    """Return a sentence on who is behind; "" where the indicator has no direction, or nothing more is to be said."""
    of = words(measure)
    place = "är underrepresenterade" if comparison(measure) == Comparison.BALANCE else "ligger efter"
    match behind(row, measure):
        case Behind.WOMEN:
            return sentence(f"{of.women} {place}")
        case Behind.MEN:
            return sentence(f"{of.men} {place}")
        case Behind.UNSURE:
            margin = margin_of_gap(row) or Decimal(0)
            return f"Skillnaden ryms i osäkerheten, {size(margin, measure)} åt vardera hållet."
        case Behind.UNKNOWN:
            return NO_GAP
    return ""


def reading(row: BySex, measure: Measure, *, fewest: int = FEWEST) -> str:
    """Return all that a row says: both figures, how they compare, by how much, and who is behind."""
    compared = comparison_words(row, measure)
    is_balance = comparison(measure) == Comparison.BALANCE and compared
    other = (
        "" if row.other.state == State.NOT_APPLICABLE else f"annat svar {figure(row.other, measure, fewest=fewest)}"
    )
    said = ["" if is_balance else pair_words(row, measure, fewest=fewest), other, compared]
    return " ".join(filter(None, [*map(sentence, said), behind_words(row, measure)]))


def sentence(text: str) -> str:
    """Return ``text`` with a capital and a full stop; "" for none."""
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def pair_words(row: BySex, measure: Measure, *, fewest: int = FEWEST) -> str:
    """Return "kvinnor 58,1 %, män 66,4 %"; "" where the source publishes the gap or the ratio alone.

    A figure of all has no sexes: "alla 12,1 %".
    """
    of = words(measure)
    if row.single and measure.kind != Kind.DISTRIBUTION:
        one: Figure = getattr(row, row.single)
        told = f"{SINGLES[row.single]} {figure(one, measure, fewest=fewest)}"
        return "" if one.is_known and row.single != "total" else told
    women, men = (figure(one, measure, fewest=fewest) for one in row.pair)
    return f"{of.women} {women}, {of.men} {men}"


_SIGNS_OF = {State.MISSING: MINUS, State.SECRET: "..", State.NOT_APPLICABLE: "."}


def cell_text(value: Decimal | None, state: str) -> str:
    """Return a raw figure as it is typed and read again: "7,4", "–", "..": for those who write it alone."""
    if value is None:
        return _SIGNS_OF[State(state)]
    text = f"{value.normalize():f}"
    return text.replace(".", ",")


def column_words(measure: Measure, column: str) -> str:
    """Return what a column of own figures is called: "kvinnor", "pojkar", "annat svar", "totalt"."""
    of = words(measure)
    return {"women": of.women, "men": of.men, "other": "annat svar"}.get(column, "totalt")
