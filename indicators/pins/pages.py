"""The pages of what an organisation follows, as frozen rows."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from access import clock
from cohorts import states
from cohorts.models import Participation, Seat
from cohorts.roles import Function
from indicators.beside import sources_of
from indicators.descriptions import change_words
from indicators.figures import BySex
from indicators.files import Part
from indicators.models import KpiSnapshot, Source
from indicators.pictures.choice import across_places, over_years
from indicators.pictures.picture import Picture
from indicators.pins.baselines import baseline_of
from indicators.pins.comments import PARTS
from indicators.pins.figures import figures_of, is_known, is_there, latest_year, told
from indicators.pins.goals import target_words
from indicators.pins.models import IndicatorComment, PinnedIndicator
from indicators.pins.pinned import pins_of
from indicators.suppression import Shown
from indicators.wording import comparison_words

#: So many years make lines; fewer are bars.
LINES_FROM = 2
#: So many of the newest years are offered to comment on.
NEWEST = 3


@dataclass(frozen=True, slots=True)
class Told:
    """A year's figures in words, each with its label, and how women's stand to men's."""

    year: int
    figures: tuple[tuple[str, str], ...]
    compared: str


@dataclass(frozen=True, slots=True)
class Comment:
    """A year's comment: its parts with something in them, by what each is called."""

    year: int
    parts: tuple[tuple[str, str], ...]
    by: str
    at: dt.datetime
    url: str


@dataclass(frozen=True, slots=True)
class PinLine:
    """An indicator that is followed, in the list. ``revised`` says what the baseline's year looks like now."""

    key: str
    title: str
    latest: Told | None
    baseline: Told | None
    revised: str
    target: str
    owner: str
    comment: Comment | None
    url: str


@dataclass(frozen=True, slots=True)
class PinsPage:
    """All that an organisation follows, in its order."""

    organisation: str
    lines: tuple[PinLine, ...]
    is_open: bool
    address: dict[str, str]


@dataclass(frozen=True, slots=True)
class PinPage:
    """One indicator that is followed: its figures as a picture, where they started, and what is said of them.

    ``figures_url`` is where its figures are typed, "" for those that are fetched.
    """

    line: PinLine
    organisation: str
    picture: Picture | None
    change: str
    comments: tuple[Comment, ...]
    years: tuple[int, ...]
    open_years: tuple[int, ...]
    figures_url: str
    is_open: bool
    address: dict[str, str]


def address_of(participation: Participation) -> dict[str, str]:
    """Return the words of the participation's address."""
    return {"cohort": participation.cohort.slug, "organisation": participation.organisation.slug}


def pins_url(participation: Participation) -> str:
    """Return where the organisation finds what it follows."""
    return reverse("indicators:pins", kwargs=address_of(participation))


def pins_page(participation: Participation) -> PinsPage:
    """Read what an organisation follows, in a number of statements that does not grow with it."""
    pins = list(pins_of(participation.pk).select_related("indicator", "owner__holder"))
    figures = figures_of([participation], [pin.indicator for pin in pins])
    comments: dict[int, list[IndicatorComment]] = defaultdict(list)
    for comment in IndicatorComment.objects.filter(pin__in=pins).select_related("edited_by"):
        comments[comment.pin_id].append(comment)
    here = address_of(participation)
    return PinsPage(
        organisation=participation.organisation.name,
        lines=tuple(_line(pin, figures.get((pin.indicator.key, pin.room_id)), comments[pin.pk], here) for pin in pins),
        is_open=states.is_open_for_following(participation),
        address=here,
    )


def pin_page(participation: Participation, pin: PinnedIndicator) -> PinPage:
    """Read the page of one indicator that is followed."""
    here = address_of(participation)
    shown = figures_of([participation], [pin.indicator]).get((pin.indicator.key, pin.room_id))
    comments = list(pin.comments.select_related("edited_by"))
    years = tuple(row.year for row in reversed(shown.rows) if is_known(row.figures)) if shown else ()
    at = here | {"indicator": pin.indicator.key}
    said = {comment.year for comment in comments}
    return PinPage(
        line=_line(pin, shown, comments, here),
        organisation=participation.organisation.name,
        picture=picture_of(shown, participation.organisation.name, key=pin.indicator.key) if shown else None,
        change=change_since(baseline_of(pin), shown) if shown else "",
        comments=tuple(_comment(each, pin, here) for each in comments),
        years=years,
        open_years=tuple(year for year in years[:NEWEST] or (clock.today().year,) if year not in said),
        figures_url=reverse("indicators:own_figures_write", kwargs=at) if pin.indicator.source == Source.OWN else "",
        is_open=states.is_open_for_following(participation),
        address=at,
    )


def file_parts(participation: Participation, pin: PinnedIndicator) -> tuple[Part, ...]:
    """Return what a file of a followed indicator holds: its years as they may be seen, and where they come from."""
    indicator = pin.indicator
    shown = figures_of([participation], [indicator]).get((indicator.key, pin.room_id))
    told = tuple(sources_of(indicator, KpiSnapshot.objects.in_bulk(indicator.kpis)))
    return (Part(shown, told),) if shown else ()


def picture_of(shown: Shown, place: str, *, key: str) -> Picture | None:
    """Return the years of a place as a picture, its one year as bars, or None where there is nothing to draw."""
    years = [row.year for row in shown.rows if is_there(row.figures)]
    if len(years) >= LINES_FROM:
        return over_years(shown, place, key=key)
    return across_places(shown, years[0], key=key) if years else None


def _line(
    pin: PinnedIndicator, shown: Shown | None, comments: Iterable[IndicatorComment], here: dict[str, str]
) -> PinLine:
    year, start = latest_year(shown) if shown else None, baseline_of(pin)
    key = pin.indicator.key
    return PinLine(
        key=key,
        title=pin.indicator.title,
        latest=told_year(shown, year) if shown and year else None,
        baseline=told_year(start, start.rows[0].year) if start else None,
        revised=_revised(start, shown) if start and shown else "",
        target=target_words(pin),
        owner=seat_words(pin.owner) if pin.owner else "",
        comment=next((_comment(each, pin, here) for each in comments), None),
        url=reverse("indicators:pin", kwargs=here | {"indicator": key}),
    )


def told_year(shown: Shown, year: int) -> Told:
    """Return a year of the one place in ``shown`` in words."""
    row = _row(shown, year)
    return Told(year, told(row, shown), "" if row.single else comparison_words(row, shown.measure))


def _row(shown: Shown, year: int) -> BySex:
    return next(figures for _, figures in shown.places(year))


def _revised(start: Shown, shown: Shown) -> str:
    """Return what the source now says of the baseline's year, where that is another thing."""
    year = start.rows[0].year
    before = told(_row(start, year), start)
    now = told(_row(shown, year), shown) if shown.only(year).rows else ()
    if now == before:
        return ""
    if not now:
        return f"Källan har inte längre någon siffra för {year}. Utgångsläget står kvar som det var."
    figures = ", ".join(f"{label.lower()} {figure}" for label, figure in now)
    return f"Källan har ändrat siffran för {year} sedan ni valde den. Nu är den {figures}. Utgångsläget står kvar."


def change_since(start: Shown | None, shown: Shown) -> str:
    """Return how the gap and each sex's figure have moved since the baseline; "" where it cannot be said."""
    year = latest_year(shown)
    if start is None or year is None or start.rows[0].year >= year or start.rows[0].figures.single:
        return ""
    since = start.rows[0]
    return change_words((since.year, year), since.figures, _row(shown, year), shown.measure)


def _comment(comment: IndicatorComment, pin: PinnedIndicator, here: dict[str, str]) -> Comment:
    at = here | {"indicator": pin.indicator.key, "year": str(comment.year)}
    return Comment(
        year=comment.year,
        parts=tuple((label, getattr(comment, part)) for part, label in PARTS.items() if getattr(comment, part)),
        by=comment.edited_by.name,
        at=comment.edited_at,
        url=reverse("indicators:comment_write", kwargs=at),
    )


def seat_words(seat: Seat) -> str:
    """Return a seat as an owner is named: "Anna Berg, chef", "Chef, vakant"."""
    function = Function(seat.function).label
    if seat.ended_at:
        return f"{function}, platsen är avslutad"
    return f"{seat.holder.name}, {function.lower()}" if seat.holder else f"{function}, vakant"
