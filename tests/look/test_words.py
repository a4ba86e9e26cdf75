"""How days, times, numbers and states are written."""

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.template.loader import render_to_string

from config.templatetags import jamna

TODAY = dt.date(2020, 3, 19)
STOCKHOLM = ZoneInfo("Europe/Stockholm")
LATE_IN_UTC = dt.datetime(2020, 3, 18, 23, 32, tzinfo=dt.UTC)  # already the 19th in Stockholm


def draw(source, **context):
    return Template("{% load jamna %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (dt.date(2020, 3, 12), "12 mars"),
        (dt.date(2019, 3, 12), "12 mars 2019"),
        (dt.date(2021, 1, 1), "1 januari 2021"),
        (LATE_IN_UTC, "19 mars"),
        (None, ""),
    ],
)
def test_day(value, written):
    assert jamna.day(value, TODAY) == written


def test_days_for_paper_and_for_the_matrix():
    assert jamna.full_day(TODAY) == "19 mars 2020"
    assert [jamna.short_day(dt.date(2020, month, 1)) for month in (1, 3, 4, 6, 9)] == [
        "1 jan",
        "1 mars",
        "1 apr",
        "1 jun",
        "1 sep",
    ]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (dt.datetime(2020, 3, 19, 14, 32, tzinfo=STOCKHOLM), "i dag 14:32"),
        (LATE_IN_UTC, "i dag 00:32"),
        (dt.datetime(2020, 3, 18, 9, 5, tzinfo=STOCKHOLM), "i går 09:05"),
        (dt.datetime(2020, 3, 17, 16, 5, tzinfo=STOCKHOLM), "17 mars 16:05"),
        (dt.datetime(2019, 12, 31, 16, 5, tzinfo=STOCKHOLM), "31 december 2019 16:05"),
        (None, ""),
    ],
)
def test_moment(value, written):
    assert jamna.moment(value, TODAY) == written


def test_without_reference_the_day_of_the_domain_decides(settings):
    settings.CLOCK_OFFSET = dt.datetime(2020, 3, 19, tzinfo=dt.UTC) - dt.datetime.now(tz=dt.UTC)
    assert jamna.ago_day(dt.date(2020, 3, 19)) == "i dag"
    assert jamna.day(dt.date(2020, 12, 1)) == "1 december"


def test_clock_and_week():
    assert jamna.clock(LATE_IN_UTC) == "00:32"
    assert jamna.clock(dt.time(9, 5)) == "09:05"
    assert jamna.week(dt.date(2021, 1, 1)) == "vecka 53"


@pytest.mark.parametrize(
    ("value", "decimals", "written"),
    [
        (7.4, None, "7,4"),
        (1234567, None, "1\u00a0234\u00a0567"),
        (Decimal("15.25"), 1, "15,3"),
        (33, 1, "33,0"),
        (-2.5, None, "−2,5"),
        (0, None, "0"),
        (None, None, ""),
    ],
)
def test_number(value, decimals, written):
    assert jamna.number_sv(value, decimals) == written


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ('{% state "not_started" %}', "Ej påbörjat"),
        ('{% state "ongoing" "6 av 9 punkter klara" %}', "Pågår, 6 av 9 punkter klara"),
        ('{% state "done" "12 mars" %}', "Klar 12 mars"),
        ('{% state "late" "9 dagar sen" %}', "Försenad, 9 dagar sen"),
    ],
)
def test_state_is_shape_and_words(call, said):
    drawn = draw(call)
    assert f'<span class="state__txt">{said}</span>' in drawn
    assert 'aria-hidden="true"' in drawn


def test_a_compact_state_keeps_its_word_for_readers():
    assert '<span class="vh">Försenad, </span>9 dgr sen' in draw('{% state "late" "9 dgr sen" compact=True %}')


def test_an_unknown_icon_or_state_is_an_error():
    with pytest.raises(ValueError, match="No icon"):
        draw('{% icon "star" %}')
    with pytest.raises(KeyError):
        draw('{% state "paused" %}')


def test_a_scrolling_table_is_named_and_reachable():
    drawn = draw("{% scroll name %}<table></table>{% endscroll %}", name='Tabell: "A"')
    assert 'role="region" aria-label="Tabell: &quot;A&quot;" tabindex="0"><table></table></div>' in drawn
    with pytest.raises(TemplateSyntaxError):
        draw("{% scroll name %}<table></table>")


EVIL = "<script>x</script>"


class Row:
    """Says the same foul words whatever it is asked."""

    late = current = False
    icon = "home"
    state = "done"
    day = TODAY

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        return EVIL

    def __getitem__(self, key):
        raise KeyError(key)


@pytest.mark.parametrize(
    "name", ["buttons", "crumbs", "dates", "empty", "facts", "filters", "needs", "notice", "path", "state", "tag"]
)
def test_components_escape_what_people_write(name):
    row = Row()
    names = ["heading", "text", "submit", "back", "back_label", "url", "action", "label", "clear", "none", "detail"]
    context: dict[str, object] = dict.fromkeys(names, EVIL)
    context |= {"rows": [row], "steps": [row], "crumbs": [(EVIL, EVIL), (EVIL, "")], "look": jamna.STATES["done"]}
    drawn = render_to_string(f"components/{name}.html", context)
    assert "<script" not in drawn
    assert "&lt;script&gt;" in drawn
