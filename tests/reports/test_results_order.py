"""The results sheets: one A4 each whatever was written, from what is shared for the conference and nothing else."""

from http import HTTPStatus
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benchmarking.method.versions import method_of, pin, store
from benchmarking.sharing.models import AudienceKind
from benchmarking.sharing.releases import withdraw
from benchmarking.sharing.steps import share_step, share_worksheet
from cohorts.pairings import pair
from cohorts.roles import Part
from reports.contexts.results import NobodyTakesPart, gather
from reports.models import Report
from tests import factories
from tests.personas import method_2019
from tests.reports import papers

pytestmark = pytest.mark.django_db

#: These hold one line; a fact, the number of the decision, comes from another step.
ONE_LINE = {"kontakt", "diarienummer"}
SAYS_A_LOT = {key: (f"{text} " * 40)[: 900 if key in ONE_LINE else None] for key, text in papers.RESULTS.items()}
HOSTILE = {
    "words": dict.fromkeys(papers.RESULTS, "W" * 200 + " "),
    "lines": {key: "\n".join("a" * 300) for key in papers.RESULTS if key not in ONE_LINE},
    "wide": dict.fromkeys(papers.RESULTS, ("mmmmmmmmmmmmmmmmmmmmmmmmm " * 200)[:900]),
    "other scripts": dict.fromkeys(papers.RESULTS, "漢字🎉 שלום " * 80),
    "markup": dict.fromkeys(papers.RESULTS, '<script>alert("hej")</script><h1>stor</h1>' * 20),
}


@pytest.fixture
def share(world):
    """``share("kalmar", utmaning=…)``: an organisation shares its results for the conference."""
    return lambda name="kalmar", **answers: papers.share_results(
        world.organisations[name], by=world.people["strategist"], **answers
    )


def test_one_organisations_sheet(world, share):
    share()
    pdf = papers.printed("results", world.cohort.room, world.own.pk)
    (text,) = papers.texts(pdf)
    for answer in papers.RESULTS.values():
        assert " ".join(answer.split()) in text
    for said in ("Kalmar kommun", "Kalmar – Södertälje", "Norrtälje, med stöd av Umeå", "Resultat för kvinnor"):
        assert said in text
    assert "kortad" not in text
    assert papers.faults(pdf) == []
    assert papers.fonts(pdf) == {"Source-Sans-3,", "Source-Sans-3-Semi-Bold"}
    assert papers.language_and_title(pdf) == ("sv", "Resultatblad: Kalmar kommun")
    assert papers.headings(pdf) == [1, 2, 2, 2, 2, 2, 2, 2]


def test_the_whole_round_with_contents(world, share):
    share()
    share("askersund", **SAYS_A_LOT)
    pdf = papers.printed("results", world.cohort.room)
    contents, *sheets = papers.texts(pdf)
    names = ["Askersund", "Botkyrka", "Fagersta", "Kalmar", "Södertälje", "Västerås"]
    assert [sheet.split(" kommun ")[0].rsplit(" ", 1)[1] for sheet in sheets] == names
    assert "2 av 6 organisationer har delat något" in contents
    for number, name in enumerate(names, start=2):
        line = contents.split(f"{name} kommun ")[1]
        assert line.split()[-1 if name == names[-1] else line.split().index(names[number - 1])]
        assert f" {number} " in f"{line} "
        assert ("har inte delat något för resultatkonferensen" in sheets[number - 2]) == (
            name not in {"Askersund", "Kalmar"}
        )
    assert contents.count("Har inte delat något") == 4
    assert papers.faults(pdf) == []
    levels = papers.headings(pdf)
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_mentors_have_no_sheet(world):
    text = " ".join(papers.texts(papers.printed("results", world.cohort.room)))
    assert "Norrtälje kommun" not in text
    with pytest.raises(NobodyTakesPart):
        gather(world.cohort.room, world.organisations["norrtalje"].pk)


@pytest.mark.parametrize("name", HOSTILE)
def test_one_page_whatever_was_written(world, share, name):
    share(**HOSTILE[name])
    pdf = papers.printed("results", world.cohort.room, world.own.pk)
    (text,) = papers.texts(pdf)
    assert "Texten är kortad för att rymmas på en sida." in text
    assert "Sida 1 av 1" in text
    assert papers.faults(pdf) == []
    assert papers.beyond_the_margins(pdf) == []


def test_one_page_of_many_long_answers_of_other_steps(world):
    content = method_of(world.cohort.pk)
    by = world.people["strategist"]
    for step in (content.step("uppstart"), content.step("traff-1")):
        papers.fill(world.own, step, "Ett långt svar som berättar allt. " * 60, by=by)
        share_step(world.own, content, step_key=step.key, audiences=[AudienceKind.CONFERENCE], by=by)
    (text,) = papers.texts(papers.printed("results", world.cohort.room, world.own.pk))
    assert "Organisationen har delat delar av sitt arbete." in text
    assert text.count("Ett långt svar som berättar allt.") > 6


def test_only_what_is_shared_for_the_conference_is_on_it(world, share):
    content = method_of(world.cohort.pk)
    by = world.people["strategist"]
    papers.fill(world.own, content.steps[0], "Bara för gruppen", by=by)
    share_step(world.own, content, step_key=content.steps[0].key, audiences=[AudienceKind.GROUP], by=by)
    papers.fill(world.own, content.steps[1], "Inte delat alls", by=by)
    sheet = gather(world.cohort.room, world.own.pk).sheets[0]
    assert not sheet.has_shared
    text = " ".join(papers.texts(papers.printed("results", world.cohort.room)))
    assert "Bara för gruppen" not in text
    assert "Inte delat alls" not in text


def test_a_later_sharing_takes_the_place_of_the_former_and_a_withdrawn_one_is_gone(world, share):
    first = share(utmaning="Den första texten")
    second = share(gjort="Den andra texten")
    assert gather(world.cohort.room, world.own.pk).release_ids == (second.pk,)
    withdraw(second, by=world.people["strategist"])
    withdraw(first, by=world.people["strategist"])
    assert gather(world.cohort.room, world.own.pk).release_ids == ()


def test_a_worksheet_stands_as_it_was_last_shared_by_itself_or_in_its_step(world, share):
    def headings():
        (sheet,) = gather(world.cohort.room, world.own.pk).sheets
        return [part.heading for row in sheet.rows for part in row.parts]

    by, place = world.people["strategist"], {"step_key": "resultat", "worksheet_key": "resultatpresentation"}
    share(utmaning="Det första")
    withdraw(share(gjort="Det andra"), by=by)
    assert "Det här har vi gjort" not in headings()
    share_worksheet(world.own, method_of(world.cohort.pk), **place, audiences=[AudienceKind.CONFERENCE], by=by)
    assert "Det här har vi gjort" in headings()
    assert "Lärdom" not in headings()
    share(lardom="Det tredje")
    assert "Lärdom" in headings()


def test_a_result_for_one_sex_only_says_that_the_other_is_not_known(world, share):
    share(resultat_kvinnor="Från 9 till 38 procent")
    (text,) = papers.texts(papers.printed("results", world.cohort.room, world.own.pk))
    assert "Resultat för kvinnor Från 9 till 38 procent" in text
    assert "Resultat för män Uppgift saknas" in text


def test_the_same_sql_for_any_number_of_organisations(world):
    by = world.people["leader"]
    version = store(method_2019())
    counts = []
    for rows in (1, 3, 12):
        cohort = factories.cohort()
        pin(cohort, version, by=by)
        mentor = factories.participation(cohort, f"Mentor {rows}", part=Part.MENTOR)
        for _row in range(rows):
            group = factories.group(cohort, "")
            pair(mentor, group)
            papers.share_results(group.memberships.get().participation, by=by, utmaning="En utmaning")
        with CaptureQueriesContext(connection) as queries:
            report = gather(cohort.room, None)
        assert len(report.sheets) == rows
        counts.append(len(queries))
    assert len(set(counts)) == 1
    assert counts[0] <= 5


# Over HTTP -----------------------------------------------------------------------------------------------


@pytest.fixture
def post(world, django_capture_on_commit_callbacks):
    """``post("leader", organisation=pk)``: press the button."""

    def press(persona, **data):
        with django_capture_on_commit_callbacks(execute=True):
            address = reverse("reports:results_order", kwargs={"cohort": world.cohort.slug})
            return world.client(persona).post(address, data)

    return press


def test_the_leader_orders_and_fetches(world, share, post):
    release = share()
    answer = post("leader", organisation=world.own.pk)
    report = Report.objects.get()
    assert answer.status_code == HTTPStatus.FOUND
    assert answer.url == reverse("reports:report", kwargs={"pk": report.pk})
    assert (report.state, report.release_ids, report.pages) == ("done", [release.pk], 1)
    file = world.client("leader").get(f"{answer.url}hamta/")
    assert b"".join(file.streaming_content).startswith(b"%PDF")


def test_an_organisation_of_another_round_is_refused_at_the_field(world, post):
    answer = post("leader", organisation=world.organisations["linkoping"].pk)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Organisationen är inte med i omgången." in answer.content.decode()
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    ("persona", "status"),
    [("strategist", 403), ("mentor", 403), ("observer", 403), ("other_leader", 404), ("superuser", 404)],
)
def test_nobody_else_orders(world, post, persona, status):
    assert post(persona).status_code == status
    assert not Report.objects.exists()
