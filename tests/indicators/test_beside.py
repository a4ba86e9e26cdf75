"""An indicator's page: a place over the years and beside others, in pictures, words, a table and a file."""

import csv
import io
import re
from html import unescape

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from indicators import files
from indicators.arithmetic import group_mean
from indicators.catalogue import load_catalogue
from indicators.figures import SECRET, BySex, Direction, Kind, Measure, known
from indicators.files import FileKind, Part, file_of
from indicators.means import public_means
from indicators.models import Indicator, PublicValue
from indicators.places import Several, everywhere, side_by_side
from indicators.public import missing, public_series
from indicators.suppression import Filled, Row, suppress
from tests.indicators.figures import fill, put

NBSP = "\N{NO-BREAK SPACE}"
YEARS = range(2015, 2020)
FIGURES = {("0880", 2018): ("5.2", "3.1", "4.6"), ("0880", 2019): ("5.6", "3.6", "5.1")}
COUNTRY = {("0000", 2019): ("7.4", "4.1", "6.7")}


@pytest.fixture
def catalogue(places):
    load_catalogue()


def text_of(answer):
    return " ".join(unescape(answer.content.decode()).replace(NBSP, " ").split())


def drawings(text):
    return re.findall(r'<svg width="100%".*?</figure>', text)


def test_a_place_is_drawn_over_the_years_with_its_words_and_its_table(catalogue, client):
    put("n00090", FIGURES | COUNTRY)
    shown = text_of(client.get("/nyckeltal/n00090/?plats=kalmar"))
    assert "Skillnaden har minskat från 2,1 till 2,0 procentenheter, högre för kvinnor." in shown
    assert "2019: Kvinnor 5,6 %, män 3,6 %. 2,0 procentenheter högre för kvinnor. Kvinnor ligger efter." in shown
    assert '<td role="cell" data-label="Kvinnor">5,6 %</td><td role="cell" data-label="Män">3,6 %</td>' in shown
    assert "Källa: Kolada (RKA), N00090, hämtad 12 november 2019. Skillnaden är beräknad i Jämna steg." in shown
    assert "picture-w" in shown
    assert "Riket 2019" not in shown


@pytest.mark.parametrize(
    ("key", "figures", "said"),
    [
        ("n00953", ("94.2",), "Kvinnors medianlön är 94,2 procent av mäns."),
        ("n00951", ("-1200",), "1 200 kr lägre för kvinnor."),
        ("n05814", ("38",), "38,0 % kvinnor och 62,0 % män: färre än 40 procent kvinnor."),
        ("n00949", ("31000", "33000"), "Kvinnors medianlön är 93,9 procent av mäns."),
    ],
)
def test_each_form_has_its_picture(catalogue, client, key, figures, said):
    """A ratio and a gap have no women's and men's lines, and none are made up."""
    drawn = "picture-one" if key in {"n00951", "n00953"} else "picture-w"
    indicator = put(key, {("0880", 2018): figures, ("0880", 2019): figures, ("0000", 2019): figures})
    shown = text_of(client.get(f"/nyckeltal/{key}/?plats=kalmar&mot=riket"))
    assert said.lower() in shown.lower().replace("38 %", "38,0 %").replace("62 %", "62,0 %")
    assert drawn in shown
    assert ("picture-w" in shown) is (drawn == "picture-w")
    assert ("ej tillämplig" in shown) is False
    assert indicator.title in shown


def test_places_stand_as_they_are_asked_for_and_never_by_value(catalogue, client):
    values = {(area, 2019): (women, "50", "50") for area, women in zip(("0880", "0180", "1480"), "132", strict=True)}
    put("n00090", values | COUNTRY)
    asked = "?plats=kalmar&mot=riket&andra=stockholm&andra=goteborg"
    (across, *_) = drawings(text_of(client.get(f"/nyckeltal/n00090/{asked}")))
    names = [across.index(f">{name}<") for name in ("Kalmar", "Riket", "Göteborg", "Stockholm")]
    assert names == sorted(names)


def test_similar_organisations_come_with_an_unweighted_mean_that_is_called_so(catalogue, client):
    kalmar = next(each for each in everywhere() if each.slug == "kalmar")
    asked = side_by_side([kalmar], everywhere(), against=["liknande"], owners="K")
    assert len(asked.others) == 7
    areas = [spot.area for spot in asked.others]
    put("n00090", {(area, 2019): (str(n), str(n + 1), None) for n, area in enumerate(areas[:6])} | FIGURES)
    shown = text_of(client.get("/nyckeltal/n00090/?plats=kalmar&mot=liknande"))
    assert "Ovägt medel av 6 av 7 organisationer: kvinnor 2,5 %, män 3,5 %." in shown
    assert f">{asked.others[6].name}<" in shown  # it has no figures, and is told of
    assert "Kvinnor saknas" in shown


def test_more_places_than_can_be_drawn_stand_in_a_table(catalogue, client):
    put("n00090", FIGURES | COUNTRY)
    shown = text_of(client.get("/nyckeltal/n00090/?plats=kalmar&mot=alla"))
    assert "Alla 290 platser står i tabellen. Välj högst 16 för att se varje plats i bild." in shown
    assert ">Kalmar<" in drawings(shown)[0]
    assert drawings(shown)[0].count('font-weight="600">Al') == 0  # Ale and the others stand in the table
    assert shown.count('<th role="rowheader" scope="row">') > 290


def test_the_margin_of_error_is_told(catalogue, client):
    indicator = Indicator.objects.get(key="n01452")
    put("n01452", {("0880", 2019): ("50", "52", "51")})
    fill_margin(indicator, "3.0")
    shown = text_of(client.get("/nyckeltal/n01452/?plats=kalmar"))
    assert "± 3,0" in shown
    assert "Skillnaden ryms i osäkerheten" in shown
    assert f"Talet efter ± är osäkerheten, från {indicator.uncertainty_kpi}." in shown


def fill_margin(indicator, margin):
    PublicValue.objects.bulk_create(
        PublicValue(kpi_id=indicator.uncertainty_kpi, area="0880", period=2019, gender=g, value=margin, state="known")
        for g in "KMT"
    )


def test_the_page_asks_the_same_of_the_database_however_many_places(catalogue, client, places):
    fill([Indicator.objects.get(key="n00090")], [each.municipality_code or "0000" for each in everywhere("K")], YEARS)
    asked = []
    for query in ("plats=kalmar", "plats=kalmar&mot=liknande&mot=lan", "plats=kalmar&mot=alla"):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(f"/nyckeltal/n00090/?{query}").status_code == 200
        asked.append(len(queries))
    assert len(set(asked)) == 1
    assert asked[0] <= 15


def test_the_database_sums_what_arithmetic_would(catalogue):
    chosen = list(Indicator.objects.filter(source="kolada").exclude(form="whole").order_by("key"))
    areas = [f"{n:04}" for n in range(1, 12)]
    fill(chosen, areas, YEARS, missing=0.3)
    found = public_means(chosen, {owners: [Several("m", tuple(areas))] for owners in "KLA"})
    series = public_series(chosen, areas)
    compared = 0
    for indicator in chosen:
        for year in YEARS:
            rows = [series[indicator.key, area].at(year) for area in areas]
            expected = group_mean(
                [row.rounded(indicator.decimals) if row.is_told else missing(indicator) for row in rows],
                indicator.measure,
            )
            mean = found[indicator.key, "m"][year]
            assert (mean.contributed, mean.of) == (expected.contributed, expected.of), (indicator.key, year)
            assert [cell.value for cell in mean.row.pair] == [cell.value for cell in expected.row.pair]
            assert (mean.row.gap, mean.row.ratio) == (expected.row.gap, expected.row.ratio)
            compared += mean.contributed
    assert compared > 1000


# Files --------------------------------------------------------------------------------------------

COUNTED = Measure("=cmd()", Kind.COUNT, "personer", 0, Direction.DOWN)


@pytest.fixture
def part():
    rows = (
        Row("+Norra", 2019, BySex(known(12), known(9), known(21))),
        Row("@Södra", 2019, BySex(known(3), known(40), known(43))),
        Row("Västra", 2019, BySex(known(0), SECRET, SECRET)),
    )
    return Part(suppress(Filled(COUNTED, rows)), ("Källa: egen uppgift.", "=1+1"))


def test_a_text_file_opens_in_a_swedish_spreadsheet_and_runs_nothing(part):
    data = file_of([part], FileKind.CSV)
    assert data.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))
    assert not [cell for line in lines for cell in line if cell.startswith(("=", "+", "@", "\t"))]
    assert lines[1][:9] == ["'=cmd()", "personer", "'+Norra", "2019", "12", "9", "ej tillämplig", "21", "3"]
    assert lines[2][4:9] == ["döljs (färre än 5)", "döljs (färre än 5)", "ej tillämplig", "43", "döljs (färre än 5)"]
    assert ["'=cmd()", "Källa: egen uppgift."] in lines
    assert any("Ett dolt tal är inte noll" in cell for line in lines for cell in line)


def test_a_workbook_has_numbers_words_and_no_formula(part):
    book = openpyxl.load_workbook(io.BytesIO(file_of([part], FileKind.XLSX)))
    rows = list(book["Siffror"].iter_rows(min_row=2))
    assert {cell.data_type for row in rows for cell in row} == {"s", "n"}
    assert [cell.value for cell in rows[0]][:6] == ["=cmd()", "personer", "+Norra", 2019, 12, 9]
    assert [cell.value for cell in rows[1]][4:6] == ["döljs (färre än 5)"] * 2
    assert all(cell.value not in {None, ""} for row in rows for cell in row)
    assert ("=cmd()", "=1+1") in list(book["Om siffrorna"].iter_rows(values_only=True))


def test_the_file_holds_what_the_page_shows(catalogue, client):
    put("n00090", FIGURES | COUNTRY | {("0180", 2019): (None, "4.0", None)})
    query = "?plats=kalmar&mot=riket&andra=stockholm"
    answer = client.get(f"/nyckeltal/n00090/fil/csv/{query}")
    assert answer["Content-Disposition"].startswith('attachment; filename="n00090-')
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    figures = {(line[2], line[3]): line[4:9] for line in lines[1:] if len(line) > 8}
    assert figures["Kalmar", "2019"] == ["5,6", "3,6", "ej tillämplig", "5,1", "2,0"]
    assert figures["Stockholm", "2019"] == ["saknas", "4,0", "ej tillämplig", "saknas", "saknas"]
    assert set(figures) == {("Kalmar", "2018"), ("Kalmar", "2019"), ("Riket", "2019"), ("Stockholm", "2019")}
    told = " ".join(cell for line in lines for cell in line)
    assert "Källa: Kolada (RKA), N00090, hämtad 12 november 2019." in told
    assert client.get(f"/nyckeltal/n00090/fil/xlsx/{query}")["Content-Type"] == files.MIME[FileKind.XLSX]
    assert client.get("/nyckeltal/n00090/fil/exe/").status_code == 404


def test_figures_are_written_with_comma_and_plain_minus(catalogue, client):
    put("n00951", {("0880", 2019): ("-1200",)})
    lines = client.get("/nyckeltal/n00951/fil/csv/?plats=kalmar").content.decode("utf-8-sig").splitlines()
    assert lines[1].split(";")[8] == "-1200"
