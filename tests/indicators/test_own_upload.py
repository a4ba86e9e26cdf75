"""A file of own figures: validated whole, told by row, shown before it is saved; the same again changes nothing."""

import datetime as dt
import io
import itertools
import tracemalloc

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db import IntegrityError, transaction

from access import clock
from cohorts.models import Organisation
from cohorts.roles import Function
from cohorts.sheets import Most, SheetUnreadable, read_figures
from config.uploads import Bounded
from indicators.models import Indicator, OwnValue
from indicators.own import staging
from indicators.own.files import Rows
from indicators.own.forms import UploadForm
from indicators.own.models import FigureFile, StagedFigure
from indicators.own.reading import shown_of
from tests import factories

URL = "/omgangar/2033/kalmar/nyckeltal/fil/"
HEAD = "Nyckeltal;Kommunkod;Del;År;Kvinnor;Underlag kvinnor;Män;Underlag män;Totalt;Underlag totalt;Källa;Anteckning"
MOST = Most(20, 64 * 1024**2, 500_000)


@pytest.fixture
def kalmar(db):
    made = factories.participation(factories.cohort("2033"), "Kalmar")
    Organisation.objects.filter(pk=made.organisation_id).update(municipality_code="0880")
    made.organisation.refresh_from_db()
    facts = {"unit": "%", "decimals": 1, "direction": "up", "area": "Eget", "owners": "A", "source": "own"}
    for key, kind, form in (("andel", "share", "split"), ("antal", "count", "split"), ("kvot", "measure", "ratio")):
        Indicator.objects.create(key=key, title=key, noun=key, kind=kind, form=form, **facts)
    return made


@pytest.fixture
def strategist(kalmar, client):
    person = factories.person("Stina Strateg")
    factories.seat(kalmar.room, Function.STRATEGIST, person)
    client.force_login(person)
    return client


def upload(client, *rows, head=HEAD, encoding="utf-8", name="siffror.csv"):
    data = "\n".join([head, *rows]).encode(encoding)
    return client.post(URL, {"file": SimpleUploadedFile(name, data)}, follow=True)


def workbook(client, *rows, change=None):
    book = openpyxl.Workbook()
    for row in (HEAD.split(";"), *rows):
        book.active.append(row)
    if change:
        change(book.active)
    paper = io.BytesIO()
    book.save(paper)
    return client.post(URL, {"file": SimpleUploadedFile("siffror.xlsx", paper.getvalue())}, follow=True)


def save(client, answer):
    file = FigureFile.objects.get()
    return client.post(f"{URL}{file.pk}/spara/", {"seen": answer.context["effect"].seen}, follow=True)


def values():
    found = OwnValue.objects.order_by("indicator__key", "place", "year")
    return [(row.indicator.key, row.place, row.year, row.women, row.men, row.total) for row in found]


GOOD = "andel;0880;;2024;7,4;900;4,1;300;6,6;1200;Lönesystemet;"


def test_nothing_is_saved_before_save(strategist, kalmar):
    answer = upload(strategist, GOOD, "antal;;Norr;2024;20;;30;;50;;;")
    assert answer.status_code == 200
    assert "2 nya rader, 0 ändrade och 0 som redan står så." in answer.content.decode()
    assert "kvinnor 7,4 av 900, män 4,1 av 300, totalt 6,6 av 1200" in answer.content.decode()
    assert values() == []
    save(strategist, answer)
    assert [row[:3] for row in values()] == [("andel", "", 2024), ("antal", "Norr", 2024)]
    row = OwnValue.objects.get(indicator__key="andel")
    assert (float(row.women), row.women_base, row.source, row.version) == (7.4, 900, "Lönesystemet", 1)
    assert (row.written_by.name, row.room_id) == ("Stina Strateg", kalmar.pk)
    assert not FigureFile.objects.exists()
    assert not StagedFigure.objects.exists()


def test_the_same_file_again_changes_nothing_and_says_so(strategist, kalmar):
    save(strategist, upload(strategist, GOOD))
    answer = upload(strategist, GOOD)
    assert "Inget nytt i filen" in answer.content.decode()
    save(strategist, answer)
    assert OwnValue.objects.get().version == 1
    assert not OwnValue.pgh_event_model.objects.exists()


def test_old_and_new_are_shown_and_the_old_is_kept(strategist, kalmar):
    save(strategist, upload(strategist, GOOD))
    answer = upload(strategist, GOOD.replace(";7,4;", ";8,4;").replace("6,6", "7,3"))
    text = answer.content.decode()
    assert "kvinnor 7,4 av 900" in text
    assert "kvinnor 8,4 av 900" in text
    save(strategist, answer)
    assert (float(OwnValue.objects.get().women), OwnValue.objects.get().version) == (8.4, 2)
    assert [float(each.women) for each in OwnValue.pgh_event_model.objects.all()] == [7.4]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (GOOD.replace("andel", "finns-inte"), "Nyckeltalet finns-inte finns inte i katalogen"),
        (GOOD.replace("andel", "kvot"), "färdig kvot"),
        (GOOD.replace("0880", "9999"), "Kommunkod 9999 är inte Kalmar"),
        (GOOD.replace("2024", "0202"), "0202 är inget år"),
        (GOOD.replace("7,4", "101 %"), "101 % är ingen andel"),
        (GOOD.replace("7,4", "1.250,5"), "både komma och punkt"),
        (GOOD.replace("4,1;300", ";"), "Skriv mäns siffra också"),
        (GOOD.replace(";900;", ";;"), "hur många siffran är beräknad på"),
        (GOOD.replace("1200", "1100"), "fler än totalt 1100"),
        (GOOD.replace("6,6", "60"), "Totalt ligger utanför"),
        ("antal;;;2024;-3;;30;;;;;", "-3 är inget antal"),
        ("antal;;;2024;20;9;30;;;;;", "ett antal har inget underlag"),
        ("antal;;;2024;;;;;;;Lönesystemet;", "men ingen siffra"),
        (f"antal;;{'x' * 81};2024;20;;30;;;;;", "Del: skriv högst 80 tecken"),
        (f"antal;;;2024;20;;30;;;;{'x' * 201};", "Källa: skriv högst 200 tecken"),
    ],
)
def test_a_row_that_is_wrong_is_told_with_its_number_and_nothing_is_kept(strategist, kalmar, row, told):
    answer = upload(strategist, "antal;;;2023;20;;30;;50;;;", row)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Rad 3: " in text
    assert told in text
    assert not FigureFile.objects.exists()
    assert not StagedFigure.objects.exists()


def test_the_57_000th_row_wrong_stops_all_of_it(kalmar):
    rows = [f"antal;;Enhet {n // 30};{1995 + n % 30};20;;30;;50;;;" for n in range(60_000)]
    rows[56_999] = rows[56_999].replace(";20;", ";tjugo;")
    data = io.BytesIO("\n".join([HEAD, *rows]).encode())
    with pytest.raises(staging.FileRefused) as refused:
        staging.stage(kalmar, read_figures(data, MOST), name="stor.csv", by=factories.person())
    told = "Kvinnor: tjugo är inget antal. Skriv ett heltal från 0, utan komma och punkt."
    assert refused.value.flaws == ((57_001, told),)
    assert not StagedFigure.objects.exists()


def test_a_row_that_stands_twice_is_told_with_both_numbers(strategist, kalmar):
    answer = upload(strategist, GOOD, "antal;;norr;2024;2;;3;;;;;", "antal;;NORR;2024;4;;5;;;;;")
    assert "Rad 4: Samma nyckeltal, del och år står redan på rad 3." in answer.content.decode()


def test_windows_1252_utf_16_and_commas_are_read(strategist, kalmar):
    for encoding in ("cp1252", "utf-16", "utf-8-sig"):
        answer = upload(strategist, GOOD, encoding=encoding)
        assert answer.context["effect"].new == 1, encoding
    head = "Nyckeltal,År,Kvinnor,Underlag kvinnor,Män,Underlag män"
    answer = upload(strategist, "andel,2024,7.4,900,4.1,300", head=head)
    assert answer.context["effect"].new == 1
    assert FigureFile.objects.count() == 1, "one file at a time"


def test_a_workbook_is_read_with_its_percent_and_without_its_dates_and_formulas(strategist, kalmar):
    def percent(sheet):
        for cell in ("E2", "G2"):
            sheet[cell].number_format = "0.0%"

    row = ["andel", "880", None, 2024, 0.074, 900, 0.041, 300, None, None, "Lönesystemet", None]
    answer = workbook(strategist, row, change=percent)
    assert "kvinnor 7,4 av 900, män 4,1 av 300" in answer.content.decode()
    wrong = workbook(
        strategist,
        [*row[:4], dt.date(2019, 5, 6), *row[5:]],
        [*row[:3], 2023, "=A1", *row[5:]],
        ["antal", None, None, 2022, 1.5, None, 3, None, None, None, None, None],
    ).content.decode()
    assert "Rad 2: E2 är ett datum." in wrong
    assert "Rad 3: E3 är en formel." in wrong
    assert "Rad 4: Kvinnor: 1.500000 är inget antal" in wrong
    assert not FigureFile.objects.filter(name="saknas").exists()


def test_a_file_of_200_mb_is_refused_by_its_size_before_it_is_read(strategist, kalmar):
    handler = Bounded()
    handler.handle_raw_input(io.BytesIO(), {}, 200 * 1024**2, None)
    handler.file_name, handler.content_type = "stor.csv", "text/csv"
    assert handler.receive_data_chunk(b"x", 0) is None
    file = handler.file_complete(1)
    assert isinstance(file, UploadedFile)
    assert file.read() == b""
    form = UploadForm({}, {"file": file})
    assert "större än 20 MB" in str(form.errors)


def test_a_request_that_is_too_large_is_told_on_the_page(strategist, kalmar, monkeypatch):
    monkeypatch.setattr("config.uploads.MOST_BYTES", 1000)
    monkeypatch.setattr("django.core.files.uploadhandler.MemoryFileUploadHandler.new_file", None)
    answer = strategist.post(URL, {"file": SimpleUploadedFile("stor.csv", b"x" * 2000)})
    assert answer.status_code == 422
    assert not FigureFile.objects.exists()


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"\x00\x01binary", "varken .xlsx eller text"),
        (b"PK\x03\x04broken", "går inte att läsa som .xlsx"),
        (b"\xd0\xcf\x11\xe0old", "Excels gamla format"),
        (b"\x81\x8d", "varken .xlsx eller text"),
        (b"\n\n", "tom"),
        (b"Nyckeltal;Kvinnor\n", "\xc5r saknas"),
        ("Nyckeltal;År;Kvinnor;Kvinnor\n".encode(), "finns två gånger"),
        ("Nyckeltal;År;Kvinnor;Hund\n".encode(), "Rubriken Hund är okänd"),
        ("Nyckeltal;År;Kvinnor;Män\nandel;2024;;\n".encode(), "Filen har inga siffror"),
        (b'Nyckeltal;"' + b"x" * 200_000, "går inte att läsa som tabell"),
    ],
)
def test_what_is_no_file_of_figures_is_told(strategist, kalmar, data, told):
    answer = strategist.post(URL, {"file": SimpleUploadedFile("fil.csv", data)})
    assert answer.status_code == 422
    assert told in answer.content.decode()


def test_a_file_is_not_saved_over_what_somebody_has_written_since_it_was_shown(strategist, kalmar):
    save(strategist, upload(strategist, GOOD))
    answer = upload(strategist, GOOD.replace("7,4", "7,5"))
    row = OwnValue.objects.get()
    row.women, row.version = 9, 2
    row.save()
    assert save(strategist, answer).status_code == 409
    assert OwnValue.objects.get().women == 9
    again = strategist.get(f"{URL}{FigureFile.objects.get().pk}/")
    assert "kvinnor 9 av 900" in again.content.decode()
    save(strategist, again)
    assert float(OwnValue.objects.get().women) == 7.5


def test_a_file_cannot_tell_what_a_shown_whole_hides(strategist, kalmar):
    save(strategist, upload(strategist, "antal;;;2024;53;;60;;;;;"))
    answer = upload(strategist, "antal;;Norr;2024;50;;30;;;;;", "antal;;Syd;2024;3;;30;;;;;")
    assert "Lägg ihop den med en annan del" in save(strategist, answer).content.decode()
    assert OwnValue.objects.count() == 1


def test_a_whole_in_the_same_file_as_its_places_hides_what_they_hide(strategist, kalmar):
    rows = ("antal;;;2024;53;;60;;;;;", "antal;;Norr;2024;50;;30;;;;;", "antal;;Syd;2024;3;;30;;;;;")
    save(strategist, upload(strategist, *rows))
    (shown,) = shown_of([kalmar.pk], Indicator.objects.filter(key="antal")).values()
    assert shown.series("").at(2024).women.state == "hidden"


def test_the_template_is_filled_in_and_read_again(strategist, kalmar):
    save(strategist, upload(strategist, "antal;;Norr;2024;20;;30;;50;;;"))
    answer = strategist.get(f"{URL}mall/")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    rows = list(book.active.iter_rows(values_only=True))
    year = str(clock.today().year)
    assert rows[0][:6] == ("Nyckeltal", "Namn", "Kommunkod", "Del", "År", "Kvinnor")
    assert ("antal", "antal", "0880", "Norr", year) in [row[:5] for row in rows]
    assert not any(cell for row in rows[1:] for cell in row[5:]), "no raw figure leaves the form and the preview"
    at = next(number for number, row in enumerate(rows, start=1) if row[:1] + row[3:5] == ("andel", "Norr", year))
    for column, value in zip("FGHI", (7.4, 900, 4.1, 300), strict=True):
        book.active[f"{column}{at}"] = value
    paper = io.BytesIO()
    book.save(paper)
    answer = strategist.post(URL, {"file": SimpleUploadedFile("mall.xlsx", paper.getvalue())}, follow=True)
    assert answer.context["effect"].new == 1


def test_a_file_that_is_dropped_or_forgotten_leaves_nothing(strategist, kalmar):
    upload(strategist, GOOD)
    strategist.post(f"{URL}{FigureFile.objects.get().pk}/ta-bort/")
    assert not StagedFigure.objects.exists()
    upload(strategist, GOOD)
    staging.forget_old()
    assert FigureFile.objects.exists()
    FigureFile.objects.update(uploaded_at=clock.now() - dt.timedelta(days=2))
    staging.forget_old()
    assert not StagedFigure.objects.exists()


def test_what_a_crash_took_away_is_uploaded_again(strategist, kalmar):
    upload(strategist, GOOD)
    StagedFigure.objects.all().delete()
    answer = strategist.get(f"{URL}{FigureFile.objects.get().pk}/")
    assert "Ladda upp den på nytt" in answer.content.decode()


def test_a_figure_names_a_room_an_indicator_and_a_person_that_are_there(kalmar):
    facts = {"place": "", "year": 2024, "written_at": clock.now()}
    antal = Indicator.objects.get(key="antal")
    named = {"room_id": kalmar.pk, "indicator_id": antal.pk, "written_by": factories.person()}
    for wrong in ({"room_id": 0}, {"indicator_id": 0}, {"written_by": None, "written_by_id": 0}):
        with pytest.raises(IntegrityError), transaction.atomic():
            OwnValue.objects.bulk_create([OwnValue(**facts | named | wrong)])
    OwnValue.objects.bulk_create([OwnValue(**facts | named)])


def test_a_file_names_at_most_twenty_thousand_parts_however_they_are_spelt(kalmar):
    rows = Rows(("Nyckeltal", "Del", "År", "Kvinnor", "Män"), kalmar.organisation, Indicator.objects.all(), ())
    found = [rows.line(n, ("antal", f"Enhet {n}", "2020", "20", "30"), "") for n in range(20_002)]
    assert [n for n, told in enumerate(found) if isinstance(told, list)] == [20_000, 20_001]
    spelt = rows.line(1, ("antal", "ENHET  7", "2021", "20", "30"), "")
    assert spelt.split("\t")[3] == "Enhet 7"


@pytest.mark.deep
def test_a_long_file_takes_no_more_memory_than_a_short_one(kalmar, tmp_path, scale):
    by, peaks = factories.person(), {}
    antal = Indicator.objects.get(key="antal")
    antal.pk, antal.key = None, "antal-2"
    antal.save()
    rows = scale(40_000, 1_000_000)
    path = tmp_path / "lang.csv"
    with path.open("w") as file:
        file.write("Nyckeltal;Del;År;Kvinnor;Män;Totalt\n")
        file.writelines(
            f"antal{'-2' * (n // 500_000)};Enhet {n // 25 % 20_000};{1990 + n % 25};{20 + n % 9};30;{50 + n % 9}\n"
            for n in range(rows)
        )
    for most in (10_000, 10_000, rows):
        tracemalloc.start()
        with path.open("rb") as file:
            lines = itertools.islice(read_figures(file, Most(200, 0, 2_000_000)), most)
            staged = staging.stage(kalmar, lines, name="lang.csv", by=by)
        staging.save_file(kalmar, staged, seen=staging.effect(staged).seen, by=by)
        peaks[most] = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    places = 200 * rows / 25  # each part's name is kept once
    assert peaks[rows] < 1.5 * peaks[10_000] + places
    assert OwnValue.objects.count() >= rows - 1


@pytest.mark.parametrize("data", [b"a;b\n" + b"1;2\n" * 11, b"a;b\n1;" + b"x" * 1001, b"a;b\n" + b";" * 41 + b"1"])
def test_a_file_has_limits(data):
    with pytest.raises(SheetUnreadable):
        list(read_figures(io.BytesIO(data), Most(1, 1024, 10)))
