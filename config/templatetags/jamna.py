"""How the product writes days, times, numbers, icons and states. Pure words: nothing here asks the database.

The filters take what a frozen dataclass holds (``date``, ``datetime``, numbers) and give Swedish text.
A moment with a time zone is read in the zone of the product. Where a filter takes a reference day it
decides what "i dag" means and whether the year must be written; without one it is today.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django import template
from django.forms import BoundField
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from access import clock as clock_of_domain

register = template.Library()

NBSP = "\u00a0"
MONTHS = (
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
)
SHORT_MONTHS = ("jan", "feb", "mars", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")

# Every symbol of components/sprite.html.
ICONS = frozenset(
    {"none", "going", "done", "late", "lock", "share", "home", "loan", "saved", "next", "person", "info"},
)


# State of a step → its icon and its word (look: shape and text always, tint comes third).
@dataclass(frozen=True)
class StateLook:
    """How a state of a step is drawn and said."""

    symbol: str
    word: str


STATES = {
    "not_started": StateLook("none", "Ej påbörjat"),
    "ongoing": StateLook("going", "Pågår"),
    "done": StateLook("done", "Klar"),
    "late": StateLook("late", "Försenad"),
}


def _day_of(moment: date) -> date:
    """Return the calendar day of a date or a moment, in the zone of the product."""
    if not isinstance(moment, datetime):
        return moment
    return timezone.localtime(moment).date() if timezone.is_aware(moment) else moment.date()


def _reference(reference: date | None) -> date:
    return _day_of(reference) if reference else clock_of_domain.today()


@register.filter
def day(value: date | None, reference: date | None = None) -> str:
    """Write a day as "12 mars", with the year when it is not the year of the reference."""
    if not value:
        return ""
    that = _day_of(value)
    written = f"{that.day} {MONTHS[that.month - 1]}"
    return written if that.year == _reference(reference).year else f"{written} {that.year}"


@register.filter
def full_day(value: date | None) -> str:
    """Write a day with its year always, "12 mars 2020": for paper, which is read later."""
    if not value:
        return ""
    that = _day_of(value)
    return f"{that.day} {MONTHS[that.month - 1]} {that.year}"


@register.filter
def short_day(value: date | None) -> str:
    """Write a day in the least space, "12 jun", for the cells of the matrix."""
    if not value:
        return ""
    that = _day_of(value)
    return f"{that.day} {SHORT_MONTHS[that.month - 1]}"


@register.filter
def clock(value: datetime | time | None) -> str:
    """Write a time as "14:32"."""
    if not value:
        return ""
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return f"{value:%H:%M}"


@register.filter
def ago_day(value: date | None, reference: date | None = None) -> str:
    """Write a day as "i dag", "i går", else as ``day`` does."""
    if not value:
        return ""
    today = _reference(reference)
    words = {today: "i dag", today - timedelta(days=1): "i går"}
    return words.get(_day_of(value)) or day(value, reference)


@register.filter
def moment(value: datetime | None, reference: date | None = None) -> str:
    """Write a moment as "i dag 14:32", "i går 09:12", "18 mars 16:05"."""
    return f"{ago_day(value, reference)} {clock(value)}" if value else ""


@register.filter
def week(value: date | None) -> str:
    """Write the ISO week of a day, "vecka 12"."""
    return f"vecka {_day_of(value).isocalendar().week}" if value else ""


@register.filter
def number_sv(value: float | Decimal | None, decimals: int | None = None) -> str:
    """Write a number with decimal comma, thousands parted by a no-break space and a real minus sign.

    With ``decimals`` the number is rounded half up to that many; without, it is written as it is.
    """
    if value is None or value == "":
        return ""
    number = Decimal(str(value))
    if decimals is not None:
        number = number.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    written = f"{number:,f}".replace(",", NBSP).replace(".", ",")
    return written.replace("-", "−")


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    """Draw an icon of the sprite beside text; a name that is not in it is an error of the template."""
    if name not in ICONS:
        raise ValueError(f"No icon is called {name!r}; sprite.html has {', '.join(sorted(ICONS))}.")
    classes = f"icon {css}".strip()
    return format_html('<svg class="{}" aria-hidden="true" focusable="false"><use href="#i-{}"/></svg>', classes, name)


@register.simple_tag
def step_look(key: str) -> StateLook:
    """Give symbol and word of a state to a template that draws them its own way; an unknown key is an error."""
    return STATES[key]


@register.inclusion_tag("components/state.html")
def state(key: str, detail: str = "", *, compact: bool = False) -> dict[str, object]:
    """Show the state of a step: icon, word and detail ("Pågår, 6 av 9 punkter klara", "Klar 12 mars").

    ``compact`` is for the matrix: the icon and the detail are seen, the word is read out.
    An unknown key is an error of the view.
    """
    joint = " " if key == "done" else ", "
    return {"look": STATES[key], "detail": detail, "compact": compact, "joint": joint}


@register.simple_block_tag
def scroll(content: str, label: str) -> SafeString:
    """Wrap a table so that a wide one scrolls by itself, reachable and named for the keyboard."""
    return format_html('<div class="tbl-wrap" role="region" aria-label="{}" tabindex="0">{}</div>', label, content)


@register.filter
def control(field: BoundField) -> SafeString:
    """Draw the widget of a form field with the class our stylesheet knows."""
    kind = getattr(field.field.widget, "input_type", "")
    if kind in {"checkbox", "radio", "hidden"}:
        return field.as_widget()
    sized = f" input--{kind}" if kind in {"date", "time", "number"} else ""
    own = field.field.widget.attrs.get("class", "")
    return field.as_widget(attrs={"class": f"input{sized} {own}".strip()})
