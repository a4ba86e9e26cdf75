"""The page: who stands beside whom, what is read, and what never is."""

import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from benchmarking.comparison.marks import mark_line
from benchmarking.comparison.models import Seen
from benchmarking.method.versions import method_of
from benchmarking.sharing.models import AudienceKind, ConductAcceptance
from benchmarking.sharing.releases import withdraw
from benchmarking.sharing.steps import share_step, share_worksheet
from benchmarking.workspace.answers import write_answer
from cohorts.groups import join, leave
from cohorts.models import Cohort, CohortState
from tests.comparison.conftest import LINE, PAGE, STEP

pytestmark = pytest.mark.django_db


def cells(page, place):
    """Return what the organisation in this place says, by the label of the line."""
    found = {}
    for row in re.findall(r'<tr role="row"(?: id="[^"]*")?>(.*?)</tr>', page, flags=re.DOTALL):
        if cell := re.search(rf'<td role="cell" class="o{place}">(.*?)</td>', row, flags=re.DOTALL):
            label = re.search(r"<th.*?</th>", row, flags=re.DOTALL)[0]
            found[_text(label)] = _text(cell[1])
    return found


def _text(html):
    return " ".join(strip_tags(html.replace("<", " <")).split())


def test_the_same_field_stands_beside_itself(share, see):
    share("kalmar", styrkor="Vi mäter varje år")
    share("sodertalje", styrkor="Vi frågar nämnden", utmaningar="Tid")
    page = see("strategist")
    assert cells(page, 1)["Tre styrkor"] == "Vi mäter varje år"
    assert cells(page, 2)["Tre styrkor"] == "Vi frågar nämnden"
    assert cells(page, 1)["Tre utmaningar"] == "Inte ifyllt"
    assert cells(page, 2)["Tre utmaningar"] == "Tid"


def test_the_newest_release_stands_and_older_ones_are_reached(share, see):
    share("kalmar", styrkor="Gammalt")
    share("kalmar", utmaningar="Nytt")
    page = see("group_mate")
    assert "/omgangar/2019/kalmar/delat/2/" in page
    assert "/omgangar/2019/kalmar/delat/1/" in page
    assert "Nytt" in page


def test_drafts_are_never_read(share, see, world, write):
    share("kalmar", styrkor="Delat")
    write("kalmar", utmaningar="Ett utkast")
    assert "Ett utkast" not in see("strategist")
    share("kalmar", exempel="Till konferensen", audiences=[AudienceKind.CONFERENCE])
    assert "Till konferensen" in see("group_mate"), "what the round's trios read the group reads too"


def test_an_organisation_without_a_release_says_so(share, see):
    share("kalmar", styrkor="Delat")
    page = see("strategist")
    assert "Södertälje har inte delat steg 2 än." in page
    assert set(cells(page, 2).values()) == {"Inte delat"}
    own = see("group_mate")
    assert "Ni har inte delat steg 2 med gruppen än." in own
    assert "/omgangar/2019/sodertalje/steg/traff-1/dela/" in own


def test_a_release_that_is_taken_back_leaves_a_stub(share, see, world):
    withdraw(share("kalmar", styrkor="Ångrat"), by=world.people["strategist"])
    share("sodertalje", styrkor="Delat")
    page = see("group_mate")
    assert "Ångrat" not in page
    assert "Kalmar tog tillbaka sin delning" in page
    assert set(cells(page, 1).values()) == {"Tillbakadraget"}


def test_what_was_shared_with_an_earlier_group_is_not_in_the_new_one(share, see, world):
    share("kalmar", styrkor="Delat med den gamla gruppen")
    leave(world.own)
    join(world.other_group, world.own)
    assert world.client("strategist").get(PAGE).status_code in {403, 404}
    page = world.client("strategist").get("/omgangar/2019/grupper/askersund-fagersta/jamfor/traff-1/")
    assert "Delat med den gamla gruppen" not in page.content.decode()
    assert "Delat med den gamla gruppen" not in see("group_mate")


def test_a_mentor_that_has_shared_is_a_column(share, see):
    share("kalmar", styrkor="Delat")
    assert "Norrtälje" not in re.search(r'<ul class="cmp-orgs">.*?</ul>', see("strategist"), re.DOTALL)[0]
    share("norrtalje", styrkor="Vårt gamla svar")
    page = see("strategist")
    assert cells(page, 3)["Tre styrkor"] == "Vårt gamla svar"
    assert see("strategist", "?org=kalmar&org=norrtalje").count('scope="col" class="o') == 2


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("?org=kalmar&org=askersund", "Den organisationen hör inte till gruppen"),
        ("?org=kalmar", "Välj minst två och högst fyra"),
        ("?svar=kungen", "De svaren finns inte"),
    ],
)
def test_a_choice_that_cannot_be_is_refused_with_a_sentence(share, see, query, sentence):
    share("kalmar", styrkor="Delat")
    page = see("strategist", query, status=422)
    assert sentence in page
    assert "Delat" in cells(page, 1)["Tre styrkor"]


def test_rows_that_are_called_the_same_stand_beside_each_other(share, see):
    share("kalmar", rows=[{"niva": "namnd", "dokument": "Nämndplan"}, {"niva": "styrelse", "dokument": "Budget"}])
    share("sodertalje", rows=[{"niva": "namnd", "dokument": "Vår plan"}])
    page = see("strategist")
    assert cells(page, 1)["Nämnd"] == "Nämnd Dokument eller process Nämndplan"
    assert cells(page, 2)["Nämnd"] == "Nämnd Dokument eller process Vår plan"
    assert cells(page, 1)["Led i styrkedjan, övriga"] == "Styrelse Dokument eller process Budget"
    assert cells(page, 2)["Led i styrkedjan, övriga"] == "Ingen sådan rad"
    assert page.count('name="version.blad._."') == 1


def test_markup_is_text(share, see, note):
    share("kalmar", styrkor="<script>alert(1)</script>")
    note("<b>fet</b>")
    note("<img src=x onerror=alert(1)>", idea_of="kalmar")
    page = see("group_mate")
    assert "&lt;script&gt;alert(1)" in page
    assert "&lt;b&gt;fet" in page
    assert "<img src=x" not in page
    assert "<script>alert" not in page


def test_only_the_differences(share, see, world):
    share("kalmar", styrkor="Delat", utmaningar="Annat")
    share("sodertalje", styrkor="Delat")
    mark_line(
        world.group,
        method_of(world.cohort.pk),
        step_key=STEP,
        line=LINE,
        seen=Seen.DIFFERENT,
        by=world.people["mentor"],
    )
    page = see("strategist", "?skillnader=on")
    assert len(cells(page, 1)) == 1
    assert "markera/?skillnader=on" in page


def test_a_closed_round_is_read_and_not_written(share, see, note, world):
    share("kalmar", styrkor="Delat")
    note("Vår anteckning")
    Cohort.objects.filter(pk=world.cohort.pk).update(state=CohortState.CLOSED)
    page = see("strategist")
    assert "Vår anteckning" in page
    assert "textarea" not in page
    answer = world.client("strategist").post(f"{PAGE}markera/", {"mark": "presentation.styrkor same"})
    assert answer.status_code == 422
    assert "Omgången är avslutad" in answer.content.decode()


@pytest.mark.parametrize("step", ["finns-inte", "9"])
def test_an_unknown_step_is_not_there(world, step):
    assert world.client("strategist").get(PAGE.replace(STEP, step)).status_code == 404


def test_four_organisations_and_the_largest_step_ask_the_database_the_same(world, share, note):
    """Two with a line each, and four with all its fields: the same statements, fifteen at the most."""
    for slug in ("kalmar", "sodertalje"):
        share(slug, styrkor="Delat")
    few = statements(world)
    rest = {key: f"Svar på {key}" for key in ("utmaningar", "exempel", "fraga-till-gruppen")}
    for slug in ("kalmar", "sodertalje", "norrtalje", "umea"):
        share(slug, rows=[{"niva": "namnd"}, {"niva": "styrelse"}] * 3, **rest)
    note("En anteckning")
    note("En idé", idea_of="kalmar")
    many = statements(world)
    assert few == many
    assert len(many) <= 15


def statements(world):
    with CaptureQueriesContext(connection) as asked:
        assert world.client("strategist").get(PAGE).status_code == 200
    return [re.sub(r"\([^()]*\)|'[^']*'|\d+", "", each["sql"]) for each in asked]


def test_a_worksheet_shared_by_itself_stands_before_an_older_step(share, see, world, write):
    share("kalmar", styrkor="Från steget", rows=[{"niva": "namnd"}])
    write("kalmar", utmaningar="Från mallen")
    method, by = method_of(world.cohort.pk), world.people["strategist"]
    sheet = {"step_key": STEP, "worksheet_key": "presentation"}
    share_worksheet(world.own, method, **sheet, audiences=[AudienceKind.GROUP], by=by)
    write("sodertalje", styrkor="Bara mallen")
    mate, by = world.organisations["sodertalje"], world.people["group_mate"]
    share_worksheet(mate, method, **sheet, audiences=[AudienceKind.COHORT], by=by)
    page = see("mentor")
    assert cells(page, 1)["Tre utmaningar"] == "Från mallen"
    assert cells(page, 1)["Led i styrkedjan"] == "Nämnd"
    assert cells(page, 2)["Tre styrkor"] == "Bara mallen"
    assert cells(page, 2)["Led i styrkedjan"] == "Inte delat"


def test_the_code_of_conduct_comes_before_what_others_share(share, see, world):
    ConductAcceptance.objects.filter(by=world.people["mentor"]).delete()
    see("mentor")
    share("kalmar", styrkor="Delat")
    page = see("mentor", status=403)
    assert "Godta och läs vidare" in page
    assert ">Delat<" not in page


def test_function_stands_beside_function(world):
    """Each function's answer is a line of its own, and the filter keeps one function's, or the joint ones."""
    method = method_of(world.cohort.pk)
    for slug, by in (("kalmar", "strategist"), ("sodertalje", "group_mate")):
        own, person = world.organisations[slug], world.people[by]
        for sheet, key, function in (("utvardering", "plus", "strategist"), ("resultatpresentation", "lardom", "")):
            place = {"step_key": "resultat", "worksheet_key": sheet, "entry_id": None, "field_key": key}
            edit = {"value": f"{key} i {own}", "version": 0, "edit_id": uuid.uuid4(), "function": function}
            write_answer(own, method, **place, **edit, by=person)
        share_step(own, method, step_key="resultat", audiences=[AudienceKind.GROUP], by=person)

    def lines(query):
        page = world.client("mentor").get(PAGE.replace(STEP, "resultat") + query).content.decode()
        return {label: (said, cells(page, 2)[label]) for label, said in cells(page, 1).items()}

    by_strategist = lines("?svar=strategist")
    assert set(by_strategist) == {label for label in lines("") if label.endswith("Strateg")}
    assert ("plus i Kalmar", "plus i Södertälje") in by_strategist.values()
    assert set(lines("?svar=politician").values()) == {("Inte ifyllt", "Inte ifyllt")}
    joint = lines("?svar=joint")
    assert ("lardom i Kalmar", "lardom i Södertälje") in joint.values()
    assert not any(label.endswith("Strateg") for label in joint)
