"""Thirty trios from a list: errors by row, all or nothing, and no letter before the click."""

import csv
import datetime as dt
import io
import threading
import time
import zipfile

import openpyxl
import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.utils import timezone

from access import clock
from accounts.models import Letter
from cohorts import invitations, outgoing, sheets
from cohorts.enrolment import TRIO_SEATS
from cohorts.intake import ListRefused, take_in
from cohorts.lists import read_people
from cohorts.models import Cohort, Invitation, Organisation, Participation, Room, Seat
from cohorts.naming import Finder
from cohorts.organisations import DATA, GOTLAND, municipality_slugs
from cohorts.roles import Function
from tests import factories
from tests.personas import days_ago

HEAD = ("Organisation", "Funktion", "Namn", "E-post", "Titel", "Del")
FUNCTIONS = ("Politiker", "Chef", "Nyckelperson")
URL = "/omgangar/2033/deltagare/"


def trio(place, part=""):
    return [
        (place, word, f"{word} i {place}", f"{word}.{place}@example.com".lower().replace(" ", "-"), "", part)
        for word in FUNCTIONS
    ]


def text_of(rows, delimiter="\t", head=HEAD):
    paper = io.StringIO()
    csv.writer(paper, delimiter=delimiter).writerows([head, *rows])
    return paper.getvalue()


def workbook_of(rows, change=None, head=HEAD):
    book = openpyxl.Workbook()
    for row in (head, *rows):
        book.active.append(row)
    if change:
        change(book.active)
    paper = io.BytesIO()
    book.save(paper)
    return paper.getvalue()


@pytest.fixture
def thirty():
    """A list of thirty trios, and their organisations; the round has none of them yet."""
    names = [f"Ort {chr(97 + place // 26)}{chr(97 + place % 26)}" for place in range(30)]
    for place, name in enumerate(names):
        Organisation.objects.filter(pk=factories.organisation(name).pk).update(municipality_code=f"{100 + place:04}")
    return [row for name in names for row in trio(name)]


@pytest.fixture
def round_(db):
    cohort = factories.cohort("2033", state="draft", required_seats=TRIO_SEATS)
    factories.seat(cohort.room, Function.LEADER, factories.person("Lena Ledare"))
    return cohort


@pytest.fixture
def leader(round_, client):
    client.force_login(round_.room.seats.get().holder)
    return client


@pytest.fixture
def everything():
    """``everything()``: how many rows there are of all that taking in a list may write."""
    tables = (Room, Participation, Seat, Invitation, Letter)
    return lambda: [table.objects.count() for table in tables]


def review(leader, rows, **more):
    answer = leader.post(f"{URL}klistra/", {"text": text_of(rows), **more})
    return answer, answer.context["plan"]


def test_five_planted_errors_are_named_by_row_and_nothing_is_written(leader, thirty, everything):
    before = everything()
    rows = [list(row) for row in thirty]
    rows[4][0] = "Ort zz"
    rows[10][1] = "Sekreterare"
    rows[20][3] = "inte en adress"
    rows[33][3] = rows[31][3]
    rows[50] = rows[49]
    for act in ("klistra/", "klistra/lagg-in/"):
        answer = leader.post(f"{URL}{act}", {"text": text_of(rows)})
        page = answer.content.decode()
        assert answer.status_code == 422
        assert {line.row for line in answer.context["plan"].wrong} == {6, 12, 22, 35, 52}
        assert "5 rader att rätta" in page
        for sentence in (
            "Rad 6, Ort zz, Chef i Ort ab: Ingen organisation heter Ort zz. Menar du",
            "Funktionen Sekreterare finns inte. Skriv politiker, chef eller strateg.",
            "inte en adress är ingen e-postadress. Skriv den som namn@kommun.se.",
            "står redan på rad 33 för en annan organisation.",
            "står redan på rad 51 för samma plats.",
        ):
            assert sentence in page
        assert "Ort zz\tChef" in page, "what was pasted is kept to be put right"
        assert everything() == before


def test_corrected_it_is_ninety_seats_and_ninety_letters_and_none_leaves_before_the_click(
    leader, round_, thirty, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        plan = review(leader, thirty)[1]
        assert (plan.enrolled, plan.offered, plan.wrong) == (30, 90, ())
        done = leader.post(f"{URL}klistra/lagg-in/", {"text": text_of(thirty)})
    assert done["Location"] == f"{URL}skicka/"
    assert Seat.objects.filter(room__participation__cohort=round_).count() == 90
    assert Letter.objects.filter(state=Letter.State.HELD, dispatch__room__participation__cohort=round_).count() == 90
    assert mail.outbox == []
    assert not Letter.objects.exclude(state=Letter.State.HELD).exists()

    shown = leader.get(f"{URL}skicka/")
    assert "Skicka inbjudningar (90)" in shown.content.decode()
    assert len(shown.context["bundles"]) == 30
    first, *others = (bundle.value for bundle in shown.context["bundles"])
    with django_capture_on_commit_callbacks(execute=True):
        leader.post(f"{URL}skicka/", {"send": [first]})
    assert len(mail.outbox) == 3
    with django_capture_on_commit_callbacks(execute=True):
        leader.post(f"{URL}skicka/", {"send": [first, *others]})
    assert len(mail.outbox) == 90
    assert len({message.to[0] for message in mail.outbox}) == 90
    again = leader.post(f"{URL}skicka/", {"send": [first]})
    assert again.status_code == 409
    assert len(mail.outbox) == 90


def test_the_days_to_answer_begin_when_the_letter_leaves(leader, round_, django_capture_on_commit_callbacks):
    factories.organisation("Ystad")
    with days_ago(40):
        leader.post(f"{URL}klistra/lagg-in/", {"text": text_of(trio("Ystad"))})
    Cohort.objects.filter(pk=round_.pk).update(invitation_words="Nya ord från ledaren.")
    numbers = leader.get(f"{URL}skicka/").context["bundles"][0].value
    with django_capture_on_commit_callbacks(execute=True):
        leader.post(f"{URL}skicka/", {"send": [numbers]})
    link = next(word for word in str(mail.outbox[0].body).split() if "/inbjudan/" in word)
    assert "Nya ord från ledaren." in str(mail.outbox[0].body)
    left = Invitation.objects.filter(letter__state=Letter.State.SENT)
    assert {clock.today() + dt.timedelta(days=14)} == {timezone.localdate(each.expires_at) for each in left}
    leader.logout()
    assert leader.get(link).status_code == 200


def test_a_list_taken_in_twice_does_nothing_more(leader, thirty, everything):
    leader.post(f"{URL}klistra/lagg-in/", {"text": text_of(thirty)})
    before = everything()
    answer, plan = review(leader, thirty)
    assert plan.changes_nothing
    assert "Inget nytt i listan" in answer.content.decode()
    assert leader.post(f"{URL}klistra/lagg-in/", {"text": text_of(thirty)}).status_code == 302
    assert everything() == before


def test_a_seat_just_taken_is_told_of_by_its_row(leader, round_, everything):
    factories.organisation("Ystad")
    place = factories.participation(round_, "Ystad")
    _, plan = review(leader, trio("Ystad"))
    assert plan.offered == 3
    factories.invite(place.room.seats.get(function=Function.MANAGER))
    before = everything()
    answer = leader.post(f"{URL}klistra/lagg-in/", {"text": text_of(trio("Ystad"))})
    assert answer.status_code == 422
    assert "Ystad kommun har redan en chef på plats eller inbjuden" in answer.content.decode()
    assert everything() == before


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Kalmar", "Kalmar"),
        ("kalmar KOMMUN", "Kalmar"),
        ("Kalmars kommun", "Kalmar"),
        ("880", "Kalmar"),
        ("0880", "Kalmar"),
        ("haabo", "Håbo"),
        ("Håbo", "Håbo"),
        ("Region Skåne", "Region Skåne"),
        ("Skåne", "Region Skåne"),
        ("Malmö stad", "Malmö"),
        ("Örebro", "Örebro"),
        ("Region Örebro", "Region Örebro län"),
        ("Västra Götaland", "Västra Götalandsregionen"),
    ],
)
def test_an_organisation_is_known_by_what_people_call_it(all_organisations, typed, found):
    assert all_organisations.named(typed).name == found


@pytest.fixture(scope="module")
def all_organisations():
    """Every municipality and region of the country, without a database."""
    rows = list(csv.DictReader((DATA / "municipalities.csv").open(encoding="utf-8")))
    slugs = municipality_slugs([row["name"] for row in rows])
    found = [
        Organisation(kind="municipality", name=row["name"], slug=slugs[row["name"]], municipality_code=row["code"])
        for row in rows
    ]
    found += [
        Organisation(kind="region", name=row["name"], slug=row["code"], region_code=row["code"])
        for row in csv.DictReader((DATA / "regions.csv").open(encoding="utf-8"))
        if row["code"] != GOTLAND[:2]
    ]
    for number, each in enumerate(found, start=1):
        each.pk = number
    return Finder(found)


WIDE = ("Kommun", "Politiker", "Politiker e-post", "Chef namn", "Chef mejl", "Chef titel", "Strateg", "Strateg e-post")


def test_one_organisation_to_a_row_is_known_by_its_headings():
    row = ("Ystad", "Pia", "pia@example.com", "Curt", "curt@example.com", "Kanslichef", "", "")
    people = read_people(sheets.read_text(text_of([row], head=WIDE)))
    assert [(each.row, each.function, each.name, each.email, each.title, each.errors) for each in people] == [
        (2, Function.POLITICIAN, "Pia", "pia@example.com", "", ()),
        (2, Function.MANAGER, "Curt", "curt@example.com", "Kanslichef", ()),
    ]


@pytest.mark.parametrize("delimiter", ["\t", ";", ","])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_file_is_read_in_the_encodings_that_people_have(delimiter, encoding):
    data = text_of([("Östra Göinge", "Chef", "Åsa Öberg", "asa@example.com")], delimiter).encode(encoding)
    (person,) = read_people(sheets.read_file(data))
    assert (person.organisation, person.name, person.errors) == ("Östra Göinge", "Åsa Öberg", ())


def test_a_workbook_and_its_codes_that_have_become_numbers():
    head = ("Kod", "Funktion", "Namn", "E-post")
    (person,) = read_people(sheets.read_file(workbook_of([(880.0, "Chef", "Åsa", "asa@example.com")], head=head)))
    assert (person.code, person.name, person.errors) == ("880", "Åsa", ())


def test_merged_cells_and_formulas_are_errors_by_row(leader, everything):
    factories.organisation("Ystad")
    before = everything()

    def spoil(sheet):
        sheet["C2"] = '=CONCATENATE("Pia"," P")'
        sheet.merge_cells("A3:A4")

    upload = SimpleUploadedFile("trio.xlsx", workbook_of(trio("Ystad"), spoil))
    answer = leader.post(f"{URL}klistra/", {"file": upload})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "C2 är en formel. Skriv värdet i stället." in page
    assert page.count("Cellerna A3:A4 är sammanslagna. Dela dem och skriv värdet på varje rad.") == 4
    kept = answer.context["form"]["text"].value()
    assert "CONCATENATE" not in kept
    assert {line.row for line in review_text(leader, kept).wrong} == {2, 4}, "what was lost is asked for again"
    assert everything() == before


def review_text(leader, text):
    return leader.post(f"{URL}klistra/", {"text": text}).context["plan"]


def _bomb():
    paper = io.BytesIO()
    with zipfile.ZipFile(paper, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b" " * 300_000_000)
    return paper.getvalue()


def _entities():
    paper = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook_of(trio("Ystad")))) as good, zipfile.ZipFile(paper, "w") as packed:
        for name in good.namelist():
            text = good.read(name)
            if name == "xl/worksheets/sheet1.xml":
                text = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet>&a;</worksheet>'
            packed.writestr(name, text)
    return paper.getvalue()


MANY = [("Ystad", "Chef", f"Person {number}", f"person{number}@example.com") for number in range(10_000)]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (_bomb, "Filen packar upp till mer än en lista kan vara"),
        (_entities, "Filen går inte att läsa som .xlsx"),
        (lambda: b"PK\x03\x04 not a workbook", "Filen går inte att läsa som .xlsx"),
        (lambda: b"\xd0\xcf\x11\xe0 an old one", "Spara den som .xlsx utan lösenord"),
        (lambda: b"x" * (2 * 1024 * 1024 + 1), "Filen är större än 2 MB"),
        (lambda: b"\x00\x01\x02", "tecken som inte är text"),
        (lambda: text_of(MANY).encode(), "Listan har fler än 2 000 rader"),
        (lambda: workbook_of(MANY), "Listan har fler än 2 000 rader"),
        (lambda: b"Organisation;Funktion\r\nYstad;Chef", "Rubrikerna går inte att tyda"),
        (lambda: b"Ystad;Chef;Pia;pia@example.com\r\n", "Listan är tom"),
    ],
)
def test_a_file_that_cannot_be_a_list_is_refused_in_words(leader, everything, data, sentence):
    before = everything()
    answer = leader.post(f"{URL}klistra/", {"file": SimpleUploadedFile("lista.xlsx", data())})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert everything() == before


def test_one_person_in_two_trios_is_asked_for_and_two_seats_in_one_trio_are_not(leader):
    factories.organisation("Ystad")
    factories.organisation("Lund")
    rows = [("Ystad", "Chef", "Åsa", "asa@example.com"), ("Lund", "Chef", "Åsa", "asa@example.com")]
    assert {line.row for line in review(leader, rows)[1].wrong} == {3}
    assert review(leader, rows, twice="on")[1].offered == 2
    rows[1] = ("Ystad", "Strateg", "Åsa", "asa@example.com")
    _, plan = review(leader, rows, twice="on")
    assert "En person har en plats i varje organisation" in plan.wrong[0].errors[0]


def test_a_mentor_takes_as_many_as_the_list_says(leader, round_):
    for name in ("Lund", "Malmö", "Ystad"):
        factories.organisation(name)
    head = ("Organisation", "Del", "Tar emot", "Chef", "Chef e-post", "Strateg", "Strateg e-post")
    people = ("Åsa", "asa@{}.example", "Siv", "siv@{}.example")
    rows = [
        (name, part, takes, *(each.format(name.lower()) for each in people))
        for name, part, takes in [("Lund", "mentor", "2"), ("Ystad", "deltagare", ""), ("Malmö", "mentor", "")]
    ]
    leader.post(f"{URL}klistra/lagg-in/", {"text": text_of(rows, head=head)})
    takes = dict(Participation.objects.filter(part="mentor").values_list("organisation__name", "mentor_capacity"))
    assert takes == {"Lund": 2, "Malmö": 3}

    wrong = [("Lund", "mentor", "3"), ("Ystad", "deltagare", "2"), ("Malmö", "mentor", "4")]
    rows = [(*each, "Pia", f"pia@{each[0]}.example", "", "") for each in wrong]
    errors = [line.errors for line in review_text(leader, text_of(rows, head=head)).wrong]
    assert errors == [
        ("Lund kommun tar redan emot 2 i omgången. Ändra det på sidan med organisationens önskemål.",),
        ("Ystad kommun är inte mentor. Bara en mentor tar emot organisationer.",),
        ("En mentor tar emot 2 eller 3 organisationer, inte 4.",),
    ]


def test_a_code_that_differs_from_the_name_or_is_nobodys_is_an_error(leader):
    factories.organisation("Lund")
    Organisation.objects.filter(pk=factories.organisation("Ystad").pk).update(municipality_code="1286")
    head = ("Organisation", "Kod", "Funktion", "Namn", "E-post")
    row = ("Lund", "1286", "Chef", "Åsa", "asa@example.com")
    unknown = ("", "9999", "Chef", "Pia", "pia@example.com")
    plan = review_text(leader, text_of([row, unknown], head=head))
    assert [(line.row, line.errors) for line in plan.wrong] == [
        (2, ("Koden 1286 är Ystad kommun, men på raden står Lund.",)),
        (3, ("Ingen organisation har koden 9999.",)),
    ]


def test_what_begins_as_a_formula_is_text_here_and_in_the_template(leader):
    Organisation.objects.filter(pk=factories.organisation("Ystad").pk).update(name='=HYPERLINK("x")')
    factories.participation(Cohort.objects.get(slug="2033"), "Ystad")
    book = openpyxl.load_workbook(io.BytesIO(leader.get(f"{URL}klistra/mall/").content))
    cell = book.active["A2"]
    assert (cell.data_type, cell.value) == ("s", '=HYPERLINK("x") kommun')
    assert [cell.value for cell in book.active["B"]] == ["Funktion", "Politiker", "Chef", "Strateg"]


@pytest.mark.parametrize("count", [3, 30])
def test_as_many_statements_however_many_there_are(leader, thirty, statements, count):
    rows = thirty[: count * 3]
    leader.get(f"{URL}klistra/")
    assert statements(lambda: review(leader, rows)) <= 12
    took = statements(lambda: leader.post(f"{URL}klistra/lagg-in/", {"text": text_of(rows)}))
    assert took <= 60
    assert statements(lambda: leader.get(f"{URL}skicka/")) <= 8
    assert statements(lambda: leader.get(URL)) <= 15


@pytest.mark.django_db(transaction=True)
def test_two_leaders_at_once_send_each_letter_once(round_, thirty):
    factories.organisation("Ystad")
    place = factories.participation(round_, "Ystad")
    seats = list(place.room.seats.all())
    by = factories.person("Lotta Ledare")
    offers = [(seat, outgoing.Invitee(f"Person {seat.pk}", f"p{seat.pk}@example.com")) for seat in seats]
    numbers = [each.letter_id for each in outgoing.offer_all(offers, by=by)]
    gone, gate = [], threading.Barrier(2)

    def send():
        gate.wait()
        try:
            gone.extend(outgoing.send_held(round_, numbers, by=by))
        except outgoing.NothingHeld:
            pass
        finally:
            connection.close()

    workers = [threading.Thread(target=send) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(gone) == 3
    assert len({letter.pk for letter in gone}) == 3


@pytest.mark.django_db(transaction=True)
def test_a_list_waits_for_whoever_is_offering_one_of_its_seats(round_):
    factories.organisation("Ystad")
    seat = factories.participation(round_, "Ystad").room.seats.get(function=Function.MANAGER)
    by, offered = factories.person("Lotta Ledare"), threading.Event()

    def offer():
        try:
            with transaction.atomic():
                invitations.offer(seat, email="nina@example.com", name="Nina Nygren", by=by)
                offered.set()
                time.sleep(0.5)
        finally:
            connection.close()

    other = threading.Thread(target=offer)
    other.start()
    offered.wait()
    with pytest.raises(ListRefused, match="En rad behöver rättas"):
        take_in(round_, read_people(sheets.read_text(text_of(trio("Ystad")))), by=by)
    other.join()
    assert Invitation.objects.get().name == "Nina Nygren"
