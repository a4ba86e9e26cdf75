"""What the reports of the tests are about: a meeting with everything in it, and results that are shared."""

import datetime as dt
import uuid
from http import HTTPStatus
from io import BytesIO
from pathlib import Path

import page as page_validation
import pikepdf
import pypdfium2
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from access import clock
from benchmarking.meetings import attendance, decisions, followups, holding, notes
from benchmarking.meetings.models import Meeting, Presence
from benchmarking.method.content import Step
from benchmarking.method.versions import method_of
from benchmarking.sharing.models import AudienceKind, Release
from benchmarking.sharing.steps import share_step
from benchmarking.workspace.answers import write_answer
from cohorts.models import Participation, Seat
from cohorts.roles import Function
from reports.kinds import KINDS
from reports.models import Report
from reports.printing import document
from reports.render import render_pdf
from tests import factories

NOTES = {
    "incheckning": "Alla hoppas ta med sig ett sätt att följa upp som håller längre än ett projekt.",
    "sjalvskattning": "Kalmar har flyttat sig ett steg i styrning.\n\nSödertälje står kvar men har fått en ägare.",
    "arbetssatt": (
        "Kalmar: frågan om kvinnor och män finns i mallen för beslutsunderlag. 14 av 52 ärenden är besvarade.\n\n"
        "Södertälje: sekreteraren läser alla ärenden före arbetsutskottet.\n- Tre frågor från presidiet\n- Läses högt"
    ),
    "jamfora": "Två idéer var: sekreterarläsning → Kalmar, mätplan – Södertälje. Łucja Şirin håller ihop dem.",
    "overenskommelser": "Nästa träff hålls i Kalmar.",
}
RESULTS = {
    "utmaning": "Beslut om hemtjänst prövades på olika sätt för kvinnor och män, och ingen såg det.",
    "gjort": "Vi tog fram en gemensam frågelista.\nHandläggarna prövade den i 118 beslut.\nNämnden följer upp.",
    "resultat-kvinnor": "Från 9 % prövade beslut i januari 2019 till 38 % i januari 2020.",
    "resultat-man": "Från 11 % prövade beslut i januari 2019 till 41 % i januari 2020.",
    "lardom": "Ja- och nejfrågan i mallen gav inga svar att följa. En siffra för kvinnor och en för män gjorde det.",
    "nasta-steg": "Frågelistan införs i äldreomsorgen under hösten. Förvaltningschefen leder arbetet.",
    "kontakt": "Marit Öhlund, strateg, marit.ohlund@example.com",
    "diarienummer": "KS 2018/1101",
}


def full_meeting(world, *, texts=NOTES, decided=(), promised=(), place="Södertälje, Stadshuset") -> Meeting:
    """Make a meeting of the own group with everything a report can show, its notes sent out."""
    by = world.people["strategist"]
    seats = {name: Seat.objects.get(holder=world.people[name]) for name in ("politician", "strategist", "mentor")}
    later = clock.today() + dt.timedelta(days=60)
    made = factories.meeting(
        world.group,
        by,
        place=place,
        host=world.organisations["sodertalje"],
        chair=seats["mentor"],
        note_taker=seats["strategist"],
    )
    made = holding.hold(made, by=by)
    took = {row.place.seat.pk: attendance.Took(Presence.ON_SITE) for row in attendance.rows(made)}
    took[seats["politician"].pk] = attendance.Took(Presence.REMOTE, "Elin Wallgren")
    attendance.record(made, taken=took, by=by)
    for key, text in texts.items():
        factories.note(made, text, by, key=key)
    for text in decided or ("Två skillnader följs var under året.", "Presentationer läggs upp en vecka före träffen."):
        decisions.add(made, text=text, owner=seats["mentor"], due=later, by=by)
    decisions.add(made, text="Kalmar är värd för nästa träff.", owner=None, due=None, by=by)
    for what in promised or ("Lista över luckor i statistiken", "Mätplan för biståndsbedömning"):
        followups.add(made, what=what, owner=seats["strategist"], due=later, by=by)
    factories.meeting(world.group, by, step_key="traff-2", day=clock.today() + dt.timedelta(days=50), place="Kalmar")
    notes.send_notes(made, by=by)
    made.refresh_from_db()
    return made


def crowd(world, *, people: int) -> None:
    """Seat more politicians in the own group until a meeting has ``people`` rows more."""
    seated = Seat.objects.filter(room=world.own.room).count()
    for number in range(people):
        name = f"Nämndledamot Åkesson-Öberg {number}"
        person = factories.person(name, email=f"ledamot-{seated}-{number}@example.com")
        factories.seat(world.own.room, Function.POLITICIAN, person)


def share_results(participation: Participation, *, by, **answers) -> Release:
    """Fill the results worksheet and share it for the conference."""
    content = method_of(participation.cohort_id)
    for key, value in (answers or RESULTS).items():
        _write(participation, "resultat", "resultatpresentation", key.replace("_", "-"), value, by=by)
    return share_step(participation, content, step_key="resultat", audiences=[AudienceKind.CONFERENCE], by=by)


def fill(participation: Participation, step: Step, text: str, *, by) -> None:
    """Write the same in every long answer of a step's forms; the facts, which other steps show too, are left."""
    for sheet in step.worksheets:
        for field in sheet.fields:
            if field.type == "long_text" and not (sheet.rows or field.answered_by or field.fact):
                _write(participation, step.key, sheet.key, field.key, text, by=by)


def _write(participation, step_key, worksheet_key, field_key, value, *, by):
    write_answer(
        participation,
        method_of(participation.cohort_id),
        step_key=step_key,
        worksheet_key=worksheet_key,
        entry_id=None,
        field_key=field_key,
        value=value,
        version=0,
        edit_id=uuid.uuid4(),
        by=by,
    )


def files(report: Report) -> list[str]:
    """Return the names of the files that are stored of a report."""
    folder = Path(default_storage.path(f"reports/{report.pk}"))
    return sorted(path.name for path in folder.glob("*"))


# Reading what came out ------------------------------------------------------------------------------


def printed(kind: str, room, subject=None) -> bytes:
    """Return the PDF of a report, made as the job makes it but without the row."""
    return render_pdf(html(kind, room, subject))[0]


def texts(pdf: bytes) -> list[str]:
    """Return the text of each page, its line breaks as spaces."""
    document = pypdfium2.PdfDocument(pdf)
    return [" ".join(sheet.get_textpage().get_text_range().split()) for sheet in document]


def faults(pdf: bytes) -> list[str]:
    """Return what keeps a file from being PDF/UA-1."""
    report = page_validation.validate_pdf_bytes(pdf, profile=page_validation.ValidationProfile.PDF_UA_1)
    return [failure.message for failure in report.failures] + ([] if report.is_compliant else ["not compliant"])


def fonts(pdf: bytes) -> set[str]:
    """Return the names of the fonts that a file uses."""
    with pikepdf.open(BytesIO(pdf)) as document:
        used = [sheet.Resources.Font for sheet in document.pages if "/Font" in sheet.Resources]
        return {str(font.BaseFont).split("+")[1] for each in used for font in each.values()}


def headings(pdf: bytes) -> list[int]:
    """Return the levels of the headings in a file, in reading order."""
    found = []

    def walk(node):
        if isinstance(node, pikepdf.Array):
            for each in node:
                walk(each)
        elif isinstance(node, pikepdf.Dictionary):
            kind = str(node.get("/S", ""))
            if kind[:2] == "/H" and kind[2:].isdigit():
                found.append(int(kind[2:]))
            if "/K" in node:
                walk(node.K)

    with pikepdf.open(BytesIO(pdf)) as document:
        walk(document.Root.StructTreeRoot.K)
    return found


def blank() -> ContentFile:
    """Return a small file that is no PDF."""
    return ContentFile(b"half a file")


def html(kind: str, room, subject=None) -> str:
    """Return the HTML that a report is laid out from."""
    return document(KINDS[kind], KINDS[kind].gather(room, subject))


def said(page: str) -> list[str]:
    """Return the words on the sheets of a page."""
    return strip_tags(page.split('<main class="sheets">')[1].split("</main>", maxsplit=1)[0]).split()


def language_and_title(pdf: bytes) -> tuple[str, str]:
    """Return the language of a file, and the title that its window has."""
    with pikepdf.open(BytesIO(pdf)) as document:
        assert document.Root.ViewerPreferences.DisplayDocTitle
        return str(document.Root.Lang), str(document.docinfo["/Title"])


def beyond_the_margins(pdf: bytes) -> list[tuple[int, str]]:
    """Return the signs that stand outside the page's margins, with their page."""
    left, right = 22 / 25.4 * 72 - 1, (210 - 18) / 25.4 * 72 + 1
    found = []
    for number, sheet in enumerate(pypdfium2.PdfDocument(pdf), start=1):
        text = sheet.get_textpage()
        for index in range(text.count_chars()):
            x0, y0, x1, y1 = text.get_charbox(index)
            if x1 > x0 and (x0 < left or x1 > right or y0 < 0 or y1 > 842):
                found.append((number, text.get_text_range(index, 1)))
    return found


def browser(person) -> Client:
    """Return a browser in which somebody outside the cast is signed in."""
    client = Client()
    client.force_login(person)
    return client


def statements(client: Client, address: str) -> int:
    """Return how many SQL statements a page takes."""
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == HTTPStatus.OK
    return len(queries)
