"""Pictures of what may be shown: told whole in words and in a table, with no mark for what is hidden."""

import xml.etree.ElementTree as ET
from base64 import b64encode
from decimal import Decimal
from html import escape

import pytest
from django.conf import settings
from django.templatetags.static import static

from indicators.figures import HIDDEN, MISSING, BySex, Direction, Kind, Measure, known
from indicators.pictures.drawings import balance_bars, dumbbells, lines, paired_bars, small_multiples
from indicators.pictures.scale import around, from_zero
from indicators.suppression import Filled, Row, as_published, suppress
from reports.render import render_pdf
from tests.indicators.tables import drawn
from tests.reports import papers

NBSP = "\N{NO-BREAK SPACE}"
SVG = "{http://www.w3.org/2000/svg}"
WORK = Measure("Sysselsättningsgrad", Kind.SHARE, "%", direction=Direction.UP)
SEATS = Measure("Kvinnor och män på poster", Kind.DISTRIBUTION, "%", 0, Direction.BALANCE)
#: Every drawing of places, and the marks that a known figure of each sex has in it.
OF_PLACES = [paired_bars, dumbbells, balance_bars]


def row(place, year, women, men):
    return Row(place, year, BySex(*(known(one) if isinstance(one, str) else one for one in (women, men))))


@pytest.fixture
def work():
    return as_published(
        WORK,
        [
            row("Kalmar", 2018, "58.1", "66.4"),
            row("Södertälje", 2018, "52.7", "64.9"),
            row("Piteå", 2018, HIDDEN, "70.5"),
            row("Kalmar", 2016, "55.0", "66.0"),
            row("Kalmar", 2017, MISSING, "66.2"),
        ],
    )


def parts(picture, tag):
    return list(ET.fromstring(picture.svg).iter(f"{SVG}{tag}"))


def texts(picture):
    return ["".join(text.itertext()) for text in parts(picture, "text")]


def test_the_description_alone_tells_who_is_behind_and_by_how_much(work):
    for draw in (dumbbells, paired_bars):
        told = draw(work, 2018, key="a").description
        assert f"Kalmar: Kvinnor 58,1{NBSP}%, män 66,4{NBSP}%. 8,3 procentenheter lägre för kvinnor." in told
        assert told.count("Kvinnor ligger efter.") == 2
        assert "Piteå: Kvinnor döljs (för få personer)" in told
    assert "Skillnaden har minskat från 11,0 till 8,3 procentenheter" in lines(work, "Kalmar", key="a").description


def test_a_picture_carries_its_words_and_looks_in_attributes_alone(work):
    for picture in (dumbbells(work, 2018, key="x"), lines(work, "Kalmar", key="x")):
        drawing = ET.fromstring(picture.svg)
        assert drawing.get("role") == "img"
        assert drawing.get("aria-labelledby") == "x-t x-d"
        assert [parts(picture, tag)[0].text for tag in ("title", "desc")] == [picture.title, picture.description]
        assert drawing.get("font-size") == "15"
        assert not [
            part for part in drawing.iter() if {"style", "font-size"} & set(part.attrib) and part is not drawing
        ]
        assert 'width="620"' in picture.wide(620)


def test_women_and_men_differ_in_more_than_colour(work):
    picture = dumbbells(work, 2018, key="a")
    assert len(parts(picture, "circle")) == len(parts(picture, "rect")) == 2
    assert [line.get("stroke-dasharray") for line in parts(lines(work, "Kalmar", key="a"), "line")].count("7 4") == 2
    bars = paired_bars(work, 2018, key="a")
    assert len(parts(bars, "path")) == 3  # the hatching of three men's bars; women's are two, and plain
    assert len([bar for bar in parts(bars, "rect") if bar.get("fill") == "#5b2a86"]) == 2


def test_women_stand_before_men_in_the_table_and_the_order_of_places_is_kept(work):
    table = dumbbells(work, 2018, key="a").table
    assert table.headings == ("Plats", "Kvinnor", "Män", "Skillnad, procentenheter")
    assert table.rows[0] == ("Kalmar", f"58,1{NBSP}%", f"66,4{NBSP}%", "–8,3")
    assert table.rows[2] == ("Piteå", "döljs (för få personer)", f"70,5{NBSP}%", "döljs (för få personer)")


def test_hidden_and_missing_have_no_mark_and_zero_has():
    seats = Filled(SEATS, (row("KF", 2019, "24", "27"), row("SN", 2019, "4", "7"), row("BN", 2019, "9", "0")))
    picture = balance_bars(suppress(seats), 2019, key="a")
    said = texts(picture)
    assert "Kvinnor döljs (färre än 5)" in said
    assert f"Män 0{NBSP}%" in said
    assert len([bar for bar in parts(picture, "rect") if bar.get("fill") == "#5b2a86"]) == 2
    assert picture.table.rows[1][1:3] == ("döljs (färre än 5)", "döljs (färre än 5)")
    assert "Färre än 40 procent män." in said


def test_a_year_without_a_figure_breaks_its_line(work):
    picture = lines(work, "Kalmar", key="a")
    women = [line for line in parts(picture, "line") if line.get("class") == "picture-w"]
    assert (len(women), len(parts(picture, "circle")), len(parts(picture, "polygon"))) == (0, 2, 0)
    assert f"2017: kvinnor saknas, män 66,2{NBSP}%." in picture.notes


@pytest.mark.parametrize("draw", OF_PLACES)
def test_more_places_than_a_paper_holds_are_drawn_in_pieces_with_one_set_of_words(draw):
    places = [f"Plats {letter}" for letter in "ABCDEFGHIJKLMNOP"]
    pictured = Measure("Kvinnor och män", Kind.DISTRIBUTION if draw == balance_bars else Kind.SHARE, "%")
    picture = draw(as_published(pictured, [row(place, 2018, "58", "42") for place in places]), 2018, key="a")
    pieces = ET.fromstring(f"<div>{picture.svg}</div>").findall(f"{SVG}svg")
    said = [["".join(text.itertext()) for text in piece.iter(f"{SVG}text")] for piece in pieces]
    assert [text for piece in said for text in piece if text in places] == places
    assert max(int(piece.get("height")) for piece in pieces) < 800, "a page has room for it under its headings"
    assert [piece.get("role") for piece in pieces] == ["img", None, None]
    assert [piece.get("aria-hidden") for piece in pieces] == [None, "true", "true"]
    assert [len(piece.findall(f"{SVG}desc")) for piece in pieces] == [1, 0, 0]
    assert all(place in picture.description for place in places)


def test_small_multiples_have_one_scale(work):
    pictures = small_multiples(work, key="m")
    assert [one.title.partition(", ")[2] for one in pictures] == ["Kalmar 2016–2018", "Södertälje 2018", "Piteå 2018"]
    steps = [[text for text in texts(one) if text in {"40", "50", "60", "70", f"80{NBSP}%"}] for one in pictures]
    assert steps[0] == steps[1] == steps[2] == ["40", "50", "60", "70", f"80{NBSP}%"]
    assert len({one.svg.partition("aria-labelledby")[2][:12] for one in pictures}) == 3


def test_every_drawn_number_stands_in_the_description_and_the_table():
    for seed in range(40):
        filled, _ = drawn(seed)
        shown = suppress(filled)
        for draw in OF_PLACES if filled.measure.kind == Kind.DISTRIBUTION else OF_PLACES[:2]:
            picture = draw(shown, 2020, key="a")
            numbers = [one.split(" ", 1)[1] for one in texts(picture) if one.startswith(("Kvinnor ", "Män "))]
            cells = {cell for line in picture.table.rows for cell in line}
            assert set(numbers) <= cells
            assert all(one in picture.description for one in numbers)
        for place in {each.place for each in filled.rows}:
            assert lines(shown, place, key="a").svg


def test_a_scale_says_when_it_does_not_begin_at_zero():
    near, far = around([Decimal(3), Decimal(9)], WORK), around([Decimal("52.7"), Decimal("66.4")], WORK)
    assert (near.low, near.note(WORK)) == (0, "")
    assert (far.low, far.note(WORK)) == (40, f"Skalan börjar vid 40{NBSP}%.")
    assert from_zero([Decimal(97)], WORK).high == 100
    assert from_zero([Decimal(-5), Decimal(12)], WORK).low < -4


# On paper and on screen ---------------------------------------------------------------------------


@pytest.fixture
def gallery(work):
    """One picture of each kind."""
    seats = Filled(SEATS, (row("KF", 2019, "24", "27"), row("SN", 2019, "4", "7"), row("BN", 2019, "9", "0")))
    of_work = [draw(work, 2018, key=draw.__name__) for draw in (paired_bars, dumbbells)]
    return [*of_work, balance_bars(suppress(seats), 2019, key="balance"), lines(work, "Kalmar", key="lines")]


def test_a_pdf_with_pictures_is_accessible(gallery):
    """PDF/UA-1 wants the words of each picture, and the fonts that are drawn with."""
    pictures = "".join(
        f'<h2>{one.title}</h2><img alt="{escape(one.description)}"'
        f' src="data:image/svg+xml;base64,{b64encode(one.wide(620).encode()).decode()}">'
        for one in gallery
    )
    sheet = f'<link rel="stylesheet" href="{static("css/paper-fonts.css")}">'
    pdf, _ = render_pdf(f"<!DOCTYPE html><html lang=sv><title>Bilder</title>{sheet}<h1>Bilder</h1>{pictures}</html>")
    assert papers.faults(pdf) == []
    told = "".join(papers.texts(pdf))
    assert all(word in told for word in ("Kvinnor 58,1", "Män döljs (färre än 5)", "8,3 procentenheter lägre"))


def test_pictures_are_accessible_on_a_phone_too(page, gallery, assert_accessible):
    look = (settings.BASE_DIR / "static/css/pictures.css").read_text(encoding="utf-8")
    body = "".join(f"<h2>{one.title}</h2>{one.svg}" for one in gallery)
    page.set_viewport_size({"width": 375, "height": 800})
    page.set_content(
        f"<!DOCTYPE html><html lang=sv><title>Bilder</title><style>{look}</style><main><h1>Bilder</h1>{body}</main>"
    )
    assert_accessible(page)
    outside = "[...document.querySelectorAll('svg text')].filter(one => { const box = one.getBoundingClientRect();"
    outside += " return box.left < 0 || box.right > innerWidth }).map(one => one.textContent)"
    assert page.evaluate(outside) == []
    page.emulate_media(forced_colors="active")
    fills = "[...document.querySelectorAll('.picture-fill')].map(one => getComputedStyle(one).fill)"
    assert len(set(page.evaluate(fills))) == 1
    assert "rgb(91, 42, 134)" not in page.evaluate(fills)
