"""A report's page and its file: who may see them, what they show, and what closes them."""

import datetime as dt
from hashlib import sha256
from http import HTTPStatus

import pytest
from django.urls import reverse

from access import clock
from benchmarking.sharing.models import ConductAcceptance
from benchmarking.sharing.releases import withdraw
from cohorts.groups import join, leave
from cohorts.models import Seat
from cohorts.roles import Function
from cohorts.seats import end_seat
from reports import lease as leases
from reports import ordering, printing
from reports.fetching import NotReady, SourceWithdrawn
from reports.models import Report
from tests import factories
from tests.personas import ANONYMOUS, CAST, LEADERS, MENTORS, OWN
from tests.reports import papers

pytestmark = pytest.mark.django_db

READERS = OWN | MENTORS | LEADERS | {"group_mate"}
#: They have left the group, and the report is of a meeting after that.
LEFT = {"past_member", "ended_mentor"}
GONE_TO_THE_DOOR = {ANONYMOUS, "deactivated"}


def page(report):
    return reverse("reports:report", kwargs={"pk": report.pk})


def file(report):
    return reverse("reports:report_file", kwargs={"pk": report.pk})


def expected(persona):
    if persona in READERS:
        return HTTPStatus.OK
    if persona in GONE_TO_THE_DOOR:
        return HTTPStatus.FOUND
    return HTTPStatus.FORBIDDEN if persona in LEFT else HTTPStatus.NOT_FOUND


def test_who_reads_the_report_of_a_group(world, done):
    report = done()
    for address in (page(report), file(report)):
        got = {persona: world.client(persona).get(address).status_code for persona in CAST}
        assert got == {persona: expected(persona) for persona in CAST}


def test_who_reads_the_results_of_a_round(world, done):
    """In the round's room others are seen too, so they are told no (403)."""
    report = done(room=world.cohort.room, kind="results", subject=None)
    for address in (page(report), file(report)):
        got = {persona: world.client(persona).get(address).status_code for persona in CAST}
        assert {persona for persona, status in got.items() if status == HTTPStatus.OK} == LEADERS
        assert {got["strategist"], got["mentor"], got["observer"], got["past_member"]} == {HTTPStatus.FORBIDDEN}
        assert {got["outsider"], got["superuser"], got["other_cohort"], got["other_leader"]} == {HTTPStatus.NOT_FOUND}


def test_the_file_is_the_one_that_was_made(world, done):
    report = done()
    answer = world.client("mentor").get(file(report))
    body = b"".join(answer.streaming_content)
    assert sha256(body).hexdigest() == report.sha256
    assert papers.faults(body) == []
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"
    day = f"{clock.today():%Y-%m-%d}"
    assert report.download_name == f"Minnesanteckningar Kalmar – Södertälje träff 1 {day}.pdf"


# Ordering ------------------------------------------------------------------------------------------------


def test_a_file_with_what_others_shared_asks_for_the_code_of_conduct_first(world, done):
    papers.share_results(world.own, by=world.people["strategist"])
    report = done(kind="results", room=world.cohort.room, subject=None, title="Resultatblad")
    leader = world.client("leader")
    assert leader.get(file(report)).status_code == HTTPStatus.OK
    ConductAcceptance.objects.all().delete()
    asked = leader.get(file(report))
    assert asked.status_code == HTTPStatus.FORBIDDEN
    assert f'name="next" value="{file(report)}"' in asked.content.decode()
    assert leader.get(file(done())).status_code == HTTPStatus.OK, "notes of a meeting are nobody's release"


@pytest.fixture
def press(world, meeting, django_capture_on_commit_callbacks):
    """``press("mentor")``: order the meeting's report, and let the job run."""

    def pressed(persona):
        kwargs = {"cohort": world.cohort.slug, "group": world.group.slug, "number": meeting.number}
        with django_capture_on_commit_callbacks(execute=True):
            return world.client(persona).post(reverse("reports:meeting_report_order", kwargs=kwargs))

    return pressed


@pytest.mark.parametrize("persona", ["politician", "group_mate", "mentor", "leader"])
def test_the_group_its_mentor_and_the_leader_order_with_one_button(world, press, persona):
    answer = press(persona)
    report = Report.objects.get()
    assert (answer.status_code, answer.url) == (HTTPStatus.FOUND, page(report))
    assert (report.state, report.pages, report.ordered_by) == ("done", 2, world.people[persona])
    assert "Hämta PDF" in world.client(persona).get(answer.url).content.decode()


@pytest.mark.parametrize(
    ("persona", "status"),
    [
        ("supporting_mentor", 403),
        ("past_member", 403),
        ("ended_mentor", 403),
        ("observer", 404),
        ("home_team", 404),
        ("other_group", 404),
        ("other_leader", 404),
        ("superuser", 404),
        (ANONYMOUS, 302),
    ],
)
def test_nobody_else_does(press, persona, status):
    assert press(persona).status_code == status
    assert not Report.objects.exists()


def test_a_second_press_finds_the_first_order(order):
    assert order(by="leader") == order(by="strategist")
    assert Report.objects.count() == 1


def test_a_finished_report_is_made_anew(order, done):
    first = done()
    assert order() != first


def test_the_verb_asks_too(world, order):
    with pytest.raises(ordering.MayNotOrder):
        order(by="supporting_mentor")


def test_the_job_asks_again(world, order):
    """Whoever ordered it has lost the seat before the job began: no file."""
    report = order(by="group_mate")
    end_seat(Seat.objects.get(holder=world.people["group_mate"]))
    printing.print_report(report.pk)
    report.refresh_from_db()
    assert (report.state, report.reason, report.file_name) == ("failed", ordering.MayNotOrder.sentence, "")


def test_a_seat_that_ends_closes_the_download(world, done):
    report = done(by="group_mate")
    client = world.client("group_mate")
    assert client.get(file(report)).status_code == HTTPStatus.OK
    end_seat(Seat.objects.get(holder=world.people["group_mate"]))
    assert client.get(file(report)).status_code == HTTPStatus.NOT_FOUND
    assert client.get(page(report)).status_code == HTTPStatus.NOT_FOUND


# Those who have left --------------------------------------------------------------------------------------


def test_those_who_have_left_keep_the_reports_of_their_time(world):
    """A meeting while they were there, printed while they were there: theirs. Printed afterwards: 403."""
    now = clock.now()
    leader, strategist = world.people["leader"], world.people["strategist"]
    gone = factories.participation(world.cohort, "Nybro")
    person = factories.person("Har lämnat")
    factories.seat(gone.room, Function.STRATEGIST, person)

    def printed(meeting):
        what = {"kind": "meeting", "subject": meeting.pk, "title": "Anteckningar", "by": leader}
        report = ordering.order(world.group.room, **what)
        printing.print_report(report.pk)
        report.refresh_from_db()
        return report

    with clock.at(now - dt.timedelta(days=60)):
        join(world.group, gone)
    theirs = factories.sent_meeting(world.group, strategist, day=clock.today() - dt.timedelta(days=40))
    with clock.at(now - dt.timedelta(days=30)):
        during = printed(theirs)
    with clock.at(now - dt.timedelta(days=20)):
        leave(gone)
    afterwards = printed(theirs)
    later = printed(factories.sent_meeting(world.group, strategist, day=clock.today() - dt.timedelta(days=5)))

    client = papers.browser(person)
    assert [client.get(file(each)).status_code for each in (during, afterwards, later)] == [200, 403, 403]
    assert [client.get(page(each)).status_code for each in (during, afterwards, later)] == [200, 403, 403]
    kwargs = {"cohort": world.cohort.slug, "group": world.group.slug}
    listed = reverse("reports:meeting_reports", kwargs={**kwargs, "number": theirs.number})
    text = client.get(listed).content.decode()
    assert page(during) in text
    assert page(afterwards) not in text
    assert "Skapa PDF" not in text
    assert client.get(listed.replace(f"/{theirs.number}/", f"/{theirs.number + 1}/")).status_code == 404
    ordered = client.post(reverse("reports:meeting_report_order", kwargs={**kwargs, "number": theirs.number}))
    assert ordered.status_code == HTTPStatus.FORBIDDEN


# What was taken back --------------------------------------------------------------------------------------


def test_a_release_that_is_taken_back_closes_the_file_until_it_is_made_anew(world, done):
    release = papers.share_results(world.own, by=world.people["strategist"])
    results = {"room": world.cohort.room, "kind": "results", "subject": None, "title": "Resultatblad"}
    before, client = done(**results), world.client("leader")
    assert client.get(file(before)).status_code == HTTPStatus.OK
    withdraw(release, by=world.people["strategist"])
    for address in (file(before), page(before)):
        assert SourceWithdrawn.sentence in client.get(address).content.decode()
    assert client.get(file(before)).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Hämta PDF" not in client.get(page(before)).content.decode()
    listed = reverse("reports:cohort_reports", kwargs={"cohort": world.cohort.slug})
    assert "Källan har dragits tillbaka" in client.get(listed).content.decode()
    assert client.get(file(done(**results))).status_code == HTTPStatus.OK


# While it is made ----------------------------------------------------------------------------------------


def test_the_page_shows_how_far_it_has_come(world, order):
    report, client = order(), world.client("leader")
    whole = client.get(page(report)).content.decode()
    assert "Väntar på sin tur" in whole
    assert '<progress id="framsteg" max="4" value="0">0 av 4 delar</progress>' in whole
    assert f'<a href="{page(report)}">Se om den är klar</a>' in whole
    assert client.get(file(report)).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert NotReady.sentence in client.get(file(report)).content.decode()

    lease = leases.claim(report.pk)
    leases.enter(lease, "layout")
    fragment = client.get(page(report), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment
    assert "Sätter sidorna" in fragment
    assert 'value="2"' in fragment
    assert f'hx-get="{page(report)}?sedan=working-layout"' in fragment


def test_a_page_that_knows_it_already_gets_nothing_new(world, order):
    report, client = order(), world.client("leader")
    asked = {"headers": {"HX-Request": "true"}, "query_params": {"sedan": "ordered-waiting"}}
    assert client.get(page(report), **asked).status_code == HTTPStatus.NO_CONTENT
    leases.fail(leases.claim(report.pk), "Gick inte")
    answer = client.get(page(report), **asked)
    assert "Gick inte" in answer.content.decode()
    assert "hx-get" not in answer.content.decode()


def test_lists_take_the_same_sql_for_any_number_of_reports(world, order):
    addresses = [
        reverse("reports:cohort_reports", kwargs={"cohort": world.cohort.slug}),
        reverse(
            "reports:meeting_reports", kwargs={"cohort": world.cohort.slug, "group": world.group.slug, "number": 1}
        ),
    ]
    counts = []
    for rows in (1, 3, 33):
        for _row in range(rows):
            leases.fail(leases.claim(order().pk), "Gick inte")
        counts.append([papers.statements(world.client("leader"), address) for address in addresses])
    assert counts[0] == counts[1] == counts[2]
    assert max(counts[0]) <= 15


def test_a_group_of_another_name_or_number_is_not_found(world, meeting):
    kwargs = {"cohort": world.cohort.slug, "group": world.other_group.slug, "number": meeting.number}
    for name in ("meeting_report", "meeting_reports"):
        assert world.client("leader").get(reverse(f"reports:{name}", kwargs=kwargs)).status_code == 404
