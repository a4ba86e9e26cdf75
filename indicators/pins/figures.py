"""The figures that an organisation follows: Kolada's and its own, as they may be seen."""

from collections.abc import Collection, Iterable

from cohorts.models import Participation
from indicators.figures import BySex, Form, State
from indicators.models import Indicator, Source
from indicators.own.models import WHOLE
from indicators.own.reading import shown_of
from indicators.public import area_of, public_series
from indicators.suppression import Row, Shown, as_published
from indicators.wording import SINGLES, figure, words


def figures_of(
    participations: Collection[Participation], indicators: Iterable[Indicator]
) -> dict[tuple[str, int], Shown]:
    """Return (indicator's key, room) → all its years there, under the organisation's name. Two statements."""
    chosen = list(indicators)
    public = [each for each in chosen if each.source == Source.KOLADA]
    areas = {area_of(each.organisation, owners) for each in participations for owners in {i.owners for i in public}}
    series = public_series(public, areas - {""}) if public else {}
    found = _own_figures(participations, [each for each in chosen if each.source == Source.OWN])
    for indicator in public:
        for participation in participations:
            place = participation.organisation.name
            years = series.get((indicator.key, area_of(participation.organisation, indicator.owners)))
            rows = (Row(place, year, row) for year, row in years.rows) if years else ()
            found[indicator.key, participation.pk] = as_published(indicator.measure, rows)
    return found


def _own_figures(
    participations: Iterable[Participation], indicators: Collection[Indicator]
) -> dict[tuple[str, int], Shown]:
    """Return the same for what is typed: of the organisation as a whole, its parts left out."""
    names = {each.pk: each.organisation.name for each in participations}
    found = shown_of(names, indicators) if indicators else {}
    return {(key, room): shown.renamed(WHOLE, names[room]) for (key, room), shown in found.items()}


def latest_year(shown: Shown) -> int | None:
    """Return the last year with both women's and men's figures, else with any, else with any that is hidden.

    None where there is none.
    """
    rows = [row for row in shown.rows if is_there(row.figures)]
    whole = [row.year for row in rows if row.figures.is_told]
    known = [row.year for row in rows if is_known(row.figures)]
    return max(whole or known or [row.year for row in rows], default=None)


def is_known(row: BySex) -> bool:
    """Tell whether a year has any figure that may be seen."""
    return any(cell.is_known for cell in row.cells)


def is_there(row: BySex) -> bool:
    """Tell whether a year has any figure, be it hidden."""
    return any(cell.state not in {State.MISSING, State.NOT_APPLICABLE} for cell in row.cells)


def has_two(indicator: Indicator) -> bool:
    """Tell whether an indicator has a figure for women and one for men, and not one alone for both."""
    return Form(indicator.form) not in {Form.RATIO, Form.GAP, Form.WHOLE}


def told(row: BySex, shown: Shown) -> tuple[tuple[str, str], ...]:
    """Return the figures of a year in words, each with its label: women's and men's, or the one that is published."""
    of = words(shown.measure)
    both = ((of.women.capitalize(), row.women), (of.men.capitalize(), row.men))
    found = ((SINGLES[row.single], getattr(row, row.single)),) if row.single else both
    return tuple((label.capitalize(), figure(one, shown.measure, fewest=shown.limits.count)) for label, one in found)
