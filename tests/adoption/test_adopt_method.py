"""The demo's running round goes over to a second version of the method: everything follows by key."""

import datetime as dt
import re
import uuid
from http import HTTPStatus
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Letter, User
from benchmarking.comparison.lines import Key
from benchmarking.comparison.marks import mark_line
from benchmarking.comparison.notes import Noted, write_note
from benchmarking.meetings.models import Meeting
from benchmarking.method import versions
from benchmarking.method.loader import load
from benchmarking.method.models import Adoption, MethodVersion
from benchmarking.overview.adopting import adopt, preview
from benchmarking.sharing.models import AudienceKind, Release
from benchmarking.sharing.pages import release_url
from benchmarking.sharing.reading import newest_of, releases_for_groups
from benchmarking.sharing.register import register_page
from benchmarking.sharing.status import CHANGED, changes_since, share_statuses
from benchmarking.sharing.steps import share_step, share_worksheet
from benchmarking.workspace.answers import Place, Typing, write_sheet
from benchmarking.workspace.duties import Assignment, assign_duties, duties_in
from benchmarking.workspace.models import FACTS, Answer, CheckMark, Entry, OlderScale, StepProgress, StepSignature
from benchmarking.workspace.older import older_steps
from benchmarking.workspace.progress import step_states
from benchmarking.workspace.reading import read_step
from cohorts.access import load as access_of
from cohorts.models import BenchmarkGroup, Cohort, CohortState, Participation, Room
from cohorts.states import RoundClosed
from start.demo import people, story
from tests.access.oracles import digest_of_rows

pytestmark = pytest.mark.django_db
MOVED_SHEET = {"worksheet_key": "nulage-och-orsak"}
SKILLS = {"step_key": "uppstart", "worksheet_key": "kompetensinventering"}


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker, first_folder, folder):
    """The demo's round by the first version, and the second beside it; rolled back after the module."""
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(story, "METHOD", first_folder)
        call_command("demo_data", stdout=StringIO())
        versions.store(load(folder))
        yield Cohort.objects.get(slug="2019")
        transaction.set_rollback(True)


@pytest.fixture
def cohort(demo, db):
    return Cohort.objects.select_related("room").get(pk=demo.pk)


@pytest.fixture
def adopted(cohort):
    return adopt(cohort, "2020", by=User.objects.get(email=people.address("ledare-skr")))


def _kalmar():
    return Participation.objects.select_related("organisation", "cohort", "room").get(
        cohort__slug="2019", organisation__name="Kalmar"
    )


def _client(slug):
    client = Client()
    client.force_login(User.objects.get(email=people.address(slug)))
    return client


def _read(path):
    return _client("strateg-kalmar").get(f"/omgangar/2019/kalmar/{path}").content.decode()


def _step(report, title):
    return next(step for step in report.steps if title in step.title)


def test_the_report_says_what_is_kept_moved_new_and_to_be_looked_at(cohort):
    report = preview(cohort, "2020")
    first, meeting, home = (_step(report, title) for title in ("Uppstart", "Steg 2:", "Steg 3:"))
    assert len(_step(report, "Steg 6:").moved + _step(report, "Steg 7:").moved) == 0
    assert meeting.new == ("Punkten ”Mentorn är inbjuden till nästa styrgruppsmöte” är ny.",)
    assert (meeting.moved, meeting.look) == ((), ())
    assert first.kept.startswith("3 mallar och 11 punkter är kvar. ")
    assert len(first.look) == 2
    assert "har en ny skala: 4 nivåer i stället för 3" in first.look[0]
    assert "”Kanal” i ”Intressentanalys och kommunikationsplan” finns inte så i version 2020" in first.look[1]
    assert len(home.look) == 1
    assert "”Styrgruppen hemma har gått igenom självskattningen” finns inte i version 2020" in home.look[0]
    # Steps 4 and 5 have changed places, and the later home work has got a worksheet and a point.
    later = _step(report, "Steg 4:")
    assert later.moved[0].startswith("Steget byter nummer från 5 till 4.")
    assert "Mallen ”Nuläge och orsak” flyttar hit från steg 3." in later.moved[1]
    assert "Punkten ”En lärdom är skriven så att andra kan använda den” flyttar hit från steg 3." in later.moved[2]
    assert _step(report, "Steg 5:").moved == ("Steget byter nummer från 4 till 5. Gamla länkar leder rätt.",)
    assert report.look == 3


def test_a_dry_run_writes_nothing_and_tells_the_same(cohort):
    before, out = digest_of_rows(), StringIO()
    call_command("adopt_method", "2019", "2020", "--dry-run", stdout=out)
    assert digest_of_rows() == before
    told = out.getvalue()
    assert "Flyttat: Mallen ”Nuläge och orsak” flyttar hit från steg 3." in told
    assert "Inget är ändrat. 3 saker att se över." in told


def test_no_answer_mark_or_release_is_changed_or_lost(cohort):
    watched = ("benchmarking_methodversion", "benchmarking_release", "benchmarking_releaseaudience")
    frozen = digest_of_rows(watched)
    written = "pk", "value", "version", "edit_id", "edited_by", "edited_at", "function", "entry_id"
    answers = list(Answer.objects.order_by("pk").values_list(*written))
    marks = list(CheckMark.objects.order_by("pk").values_list("pk", "state", "note", "by", "at"))
    signed = list(StepSignature.objects.order_by("pk").values_list("pk", "function", "by", "at"))
    adopt(cohort, "2020")
    assert answers
    assert list(Answer.objects.order_by("pk").values_list(*written)) == answers
    assert list(CheckMark.objects.order_by("pk").values_list("pk", "state", "note", "by", "at")) == marks
    assert list(StepSignature.objects.order_by("pk").values_list("pk", "function", "by", "at")) == signed
    assert digest_of_rows(watched) == frozen


def test_moved_things_stand_in_their_new_step(cohort, adopted):
    content = versions.method_of(cohort.pk)
    assert content.name == "2020"
    assert not Entry.objects.filter(step_key="hemma-1", **MOVED_SHEET).exists()
    assert Entry.objects.filter(step_key="hemma-2", **MOVED_SHEET).exists()
    assert not CheckMark.objects.filter(step_key="hemma-1", item_key="lardom-skriven").exists()
    assert CheckMark.objects.filter(step_key="hemma-2", item_key="lardom-skriven").exists()
    renamed = Answer.objects.filter(entry__worksheet_key="intressentanalys")
    assert not renamed.filter(field_key="budskap").exists()
    assert renamed.filter(field_key="karnbudskap").exists()
    assert not StepProgress.objects.filter(step_key="resultat").exists()
    states = step_states([_kalmar().pk], content, {}, _kalmar().cohort.starts_on)
    for step in content.steps:
        mine = read_step(_kalmar().pk, step)
        done = sum(mark.state != "open" for mark in mine.marks)
        assert states[_kalmar().pk, step.key].points_done == done


def test_what_has_no_home_is_readable(cohort, adopted):
    content = versions.method_of(cohort.pk)
    lines = {(step.key, line.label, line.shown) for step in older_steps(_kalmar(), content) for line in step.lines}
    channel = Answer.objects.filter(room=_kalmar().pk, field_key="kanal").exclude(value="").first()
    assert ("uppstart", "Intressentanalys och kommunikationsplan: Kanal", channel.value) in lines
    assert any("Styrgruppen hemma" in label for _, label, _ in lines)
    assert all("Nuläge och orsak" not in label for _, label, _ in lines)
    assert channel.value in _read("aldre-svar/")
    assert "/kalmar/aldre-svar/" in _read("")
    assert "/kalmar/aldre-svar/" in _read("steg/uppstart/")
    assert channel.value in _read("steg/uppstart/historik/")


def test_a_level_keeps_its_old_value_beside_the_new_scale_until_somebody_answers(cohort, adopted):
    kalmar, content = _kalmar(), versions.method_of(cohort.pk)
    answer = Answer.objects.filter(
        room=kalmar.pk, field_key="niva", entry__worksheet_key="kompetensinventering"
    ).first()

    def shown():
        sheet = read_step(kalmar.pk, content.step("uppstart")).worksheet("kompetensinventering")
        entry = next(entry for entry in sheet.entries if entry.id == answer.entry_id)
        return next(field.shown for field in entry.fields if field.key == "niva")

    old = f"{answer.value} av 3 i version 2018"
    assert shown() == old
    assert f'<option value="">{old}, välj på nytt</option>' in _read(f"steg/uppstart/?rad={answer.entry_id}")
    by = User.objects.get(email=people.address("strateg-kalmar"))

    def save(value):
        typed = [Typing(Place(answer.entry_id, "niva"), value, answer.version)]
        assert write_sheet(kalmar, content, **SKILLS, typed=typed, by=by) == {}

    save("")
    assert shown() == old
    save(answer.value)
    scale = content.field("uppstart", "kompetensinventering", "niva").choices
    assert shown() == next(choice.label for choice in scale if choice.key == answer.value)


def test_old_links_lead_to_the_right_step(cohort, adopted):
    client = _client("strateg-kalmar")
    assert "<h1>Steg 5: " in client.get("/omgangar/2019/kalmar/steg/traff-2/").content.decode()
    renamed = client.get("/omgangar/2019/kalmar/steg/resultat/")
    assert renamed.status_code == HTTPStatus.OK
    assert "/steg/resultatkonferens/" in renamed.content.decode()


def test_links_in_old_letters_lead_to_the_right_step(cohort):
    """Each letter that names a step is opened by who got it: the demo's reminders and questions, and one more."""
    group = "/omgangar/2019/grupper/nordmaling-robertsfors-ornskoldsvik"
    asked = _client("strateg-nordmaling").post(f"{group}/jamfor/resultat/fraga/robertsfors/")
    assert asked.status_code == HTTPStatus.FOUND
    titles = {step.key: step.title for step in versions.method_of(cohort.pk).steps}
    adopt(cohort, "2020")
    numbers = {step.title: step.number for step in versions.method_of(cohort.pk).steps}
    opened = set()
    for letter in Letter.objects.filter(body__contains="/steg/"):
        for path, key in re.findall(r"(/omgangar/2019/[a-z-]+/steg/([a-z0-9-]+)/\S*)", letter.body):
            reader = Client()
            reader.force_login(User.objects.get(email=letter.to_email))
            page = reader.get(path, follow=True)
            assert page.status_code == HTTPStatus.OK, path
            assert f"teg {numbers[titles[key]]}" in page.content.decode().split("<h1")[1].split("</h1>")[0], path
            opened.add(key)
    assert opened >= {"hemma-1", "hemma-2", "resultat"}


def test_what_was_shared_before_is_found_by_its_keys_of_then(cohort):
    kalmar, by = _kalmar(), User.objects.get(email=people.address("strateg-kalmar"))
    sheet, step = _share(kalmar, "hemma-1/nulage-och-orsak", by=by), _share(kalmar, "resultat", by=by)
    adopt(cohort, "2020")
    content = versions.method_of(cohort.pk)
    mate = _client("strateg-sodertalje")
    for key, release in (("hemma-2/nulage-och-orsak", sheet), ("resultatkonferens", step)):
        place = key.partition("/")[0]
        status = share_statuses(kalmar.pk, content, read_step(kalmar.pk, content.step(place)), ())[key]
        assert (status.number, status.changes) == (release.number, ())
        line = next(each for each in register_page(kalmar, content).lines if each.number == release.number)
        assert (line.is_newest, line.changes) == (True, ())
        assert f"/steg/{place}/" in line.share_url
        assert mate.get(release_url(kalmar, release.number)).status_code == HTTPStatus.OK
        compared = mate.get(f"/omgangar/2019/grupper/kalmar-sodertalje/jamfor/{place}/").content.decode()
        assert release_url(kalmar, release.number) in compared


def test_what_a_group_marked_and_noted_is_told_once_under_the_new_key(cohort):
    group = BenchmarkGroup.objects.select_related("room", "cohort").get(slug="kalmar-sodertalje", cohort=cohort)
    by, old = User.objects.get(email=people.address("strateg-kalmar")), versions.method_of(cohort.pk)
    sheet = next(sheet for sheet in old.step("resultat").worksheets if not sheet.rows)
    line = Key(sheet.key, sheet.fields[0].key, sheet.fields[0].answerers[0])
    mark_line(group, old, step_key="resultat", line=line, seen="different", by=by)
    for version, value in enumerate(("Sagt först", "Sagt före bytet")):
        typed = {"value": value, "version": version, "edit_id": uuid.uuid4(), "by": by}
        write_note(group, old, step_key="resultat", noted=Noted(line), **typed)
    adopt(cohort, "2020")
    told = (
        _client("strateg-kalmar")
        .get("/omgangar/2019/grupper/kalmar-sodertalje/jamfor/resultatkonferens/historik/")
        .context["page"]
    )
    assert sorted((event.what, event.text) for event in told.events) == [
        ("Gruppens anteckning", "Sagt före bytet"),
        ("Gruppens anteckning", "Sagt först"),
        ("Skillnad", ""),
    ]
    assert {event.where for event in told.events} == {f"{sheet.title}: {sheet.fields[0].label}"}


def test_the_newest_release_of_a_thing_counts_under_any_of_its_keys(cohort):
    kalmar, by = _kalmar(), User.objects.get(email=people.address("strateg-kalmar"))
    mate = access_of(User.objects.get(email=people.address("strateg-sodertalje")))
    before = [_share(kalmar, key, by=by) for key in ("hemma-1/nulage-och-orsak", "resultat")]
    adopt(cohort, "2020")
    after = [_share(kalmar, key, by=by) for key in ("hemma-2/nulage-och-orsak", "resultatkonferens")]
    numbers = {line.number for line in releases_for_groups(mate, [kalmar.room.parent_id]) if line.room_id == kalmar.pk}
    assert numbers >= {release.number for release in after}
    assert not numbers & {release.number for release in before}
    for old, new in zip(before, after, strict=True):
        assert newest_of(mate, Release.objects.get(pk=old.pk)) == new.number


def _share(participation, key, *, by):
    """Share a step, or a worksheet of it, with the group, by its key in the version that the round follows."""
    content, (step, _, sheet) = versions.method_of(participation.cohort_id), key.partition("/")
    whom = {"audiences": [AudienceKind.GROUP], "by": by}
    if sheet:
        return share_worksheet(participation, content, step_key=step, worksheet_key=sheet, **whom)
    return share_step(participation, content, step_key=step, **whom)


def test_overview_meetings_comparison_and_reports_work_afterwards(cohort, adopted):
    leader, strategist = _client("ledare-skr"), _client("strateg-kalmar")
    meeting = Meeting.objects.filter(room__benchmarkgroup__memberships__participation=_kalmar()).first()
    group = meeting.room.benchmarkgroup.slug
    for client, path in (
        (leader, ""),
        (leader, "metod/"),
        (leader, "rapporter/"),
        (strategist, "kalmar/"),
        (strategist, f"grupper/{group}/"),
        (strategist, f"grupper/{group}/moten/{meeting.number}/"),
        (strategist, f"grupper/{group}/jamfor/traff-1/"),
        (strategist, f"grupper/{group}/jamfor/hemma-2/"),
        *((strategist, f"kalmar/steg/{step.key}/") for step in versions.method_of(cohort.pk).steps),
        *((strategist, f"kalmar/steg/{step.key}/historik/") for step in versions.method_of(cohort.pk).steps),
    ):
        assert client.get(f"/omgangar/2019/{path}").status_code in {HTTPStatus.OK, HTTPStatus.FOUND}, path


def test_a_renumbered_step_is_not_changed_since_it_was_shared(cohort, adopted):
    shared = Release.objects.filter(key="traff-2", withdrawn_at=None).select_related("room__participation").first()
    written = read_step(shared.room_id, versions.method_of(cohort.pk).step("traff-2"))
    assert (shared.content["step"]["number"], written.number) == (4, 5)
    assert CHANGED not in changes_since(shared, shared.key, written)


def test_the_leader_sees_the_difference_before_and_after(cohort):
    leader = _client("ledare-skr")
    with CaptureQueriesContext(connection) as asked:
        before = leader.get("/omgangar/2019/metod/?version=2020").content.decode()
    assert len(asked) <= 15
    assert "Skillnaden mot version 2020" in before
    assert leader.post("/omgangar/2019/metod/byt/", {"version": "2020"}).status_code == HTTPStatus.FOUND
    kept = Adoption.objects.get()
    assert (kept.before.name, kept.after.name, kept.by.email) == ("2018", "2020", people.address("ledare-skr"))
    after = leader.get("/omgangar/2019/metod/").content.decode()
    assert "Från version 2018 till 2020" in after
    assert "4 nivåer i stället för 3" in after


def test_going_back_brings_everything_home(cohort):
    placed = "pk", "entry__step_key", "entry__worksheet_key", "field_key", "value"
    before = list(Answer.objects.order_by("pk").values_list(*placed))
    counted = list(StepProgress.objects.order_by("pk").values_list("room", "points_done", "minutes_left"))
    adopt(cohort, "2020")
    version = MethodVersion.objects.get(name="2018")
    back = preview(cohort, version.name)
    assert back.look
    adopt(cohort, version.name)
    assert not OlderScale.objects.exists()
    assert list(Answer.objects.order_by("pk").values_list(*placed)) == before
    assert set(counted) <= set(StepProgress.objects.values_list("room", "points_done", "minutes_left"))


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("2031", "ingen version ”2031”. Välj en av dem som finns: 2019, 2018, 2020."),
        ("2018", "följer redan version 2018"),
        ("annan", "hör till en annan metod"),
    ],
)
def test_refusals_say_what_is_wrong_and_write_nothing(cohort, name, sentence):
    other = MethodVersion.objects.get(name="2020")
    method = type(other.method).objects.create(key="annan-metod", title="Annan")
    MethodVersion.objects.create(method=method, name="annan", content=other.content, sha256=other.sha256)
    before = digest_of_rows()
    with pytest.raises(CommandError, match=sentence):
        call_command("adopt_method", "2019", name, stdout=StringIO())
    assert digest_of_rows() == before


def test_a_closed_round_stays_with_its_version(cohort):
    Cohort.objects.filter(pk=cohort.pk).update(state=CohortState.CLOSED)
    with pytest.raises(RoundClosed):
        adopt(Cohort.objects.get(pk=cohort.pk), "2020")
    assert not Adoption.objects.exists()
    with pytest.raises(CommandError, match="ingen omgång"):
        call_command("adopt_method", "1999", "2020", stdout=StringIO())
    assert Room.objects.exists()


def test_a_link_to_a_moved_worksheet_leads_to_it_and_what_is_typed_there_is_saved(cohort, adopted):
    client, was = _client("strateg-kalmar"), "/omgangar/2019/kalmar/steg/hemma-1/"
    led = client.get(f"{was}mall/nulage-och-orsak/?rad=7")
    assert (led.status_code, led.url) == (
        HTTPStatus.FOUND,
        "/omgangar/2019/kalmar/steg/hemma-2/mall/nulage-och-orsak/?rad=7",
    )
    assert client.get("/omgangar/2019/kalmar/steg/traff-1/mall/nulage-och-orsak/").status_code == HTTPStatus.NOT_FOUND
    place = Entry.objects.filter(room=_kalmar().pk, **MOVED_SHEET, removed_at=None).first()
    field = versions.method_of(cohort.pk).worksheet("hemma-2", "nulage-och-orsak").fields[0].key
    before = Answer.objects.filter(entry=place, field_key=field).first()
    typed = {"worksheet": "nulage-och-orsak", "entry_id": place.pk, "field_key": field, "edit_id": str(uuid.uuid4())}
    typed |= {"value": "Skrivet medan sidan stod öppen", "version": before.version if before else 0}
    assert client.post(f"{was}svar/", typed).status_code == HTTPStatus.OK
    assert Answer.objects.get(entry=place, field_key=field).value == typed["value"]


def test_duties_and_facts_follow_by_key(cohort):
    kalmar, by = _kalmar(), User.objects.get(email=people.address("strateg-kalmar"))
    owner = by.seats.filter(ended_at=None).first()
    old = versions.method_of(cohort.pk)
    day = kalmar.cohort.starts_on + dt.timedelta(days=30)
    wanted = {"lardom-skriven": Assignment(owner=owner.pk, due=day)}
    assign_duties(kalmar, old, step_key="hemma-1", wanted=wanted, by=by)
    facts = list(
        Answer.objects.filter(room=kalmar.pk, entry__step_key=FACTS).order_by("pk").values_list("pk", "value")
    )
    adopt(cohort, "2020")
    duty = duties_in(kalmar.pk, "hemma-2")["lardom-skriven"]
    assert (duty.owner_id, duty.due) == (owner.pk, day)
    assert "lardom-skriven" not in duties_in(kalmar.pk, "hemma-1")
    now = Answer.objects.filter(room=kalmar.pk, entry__step_key=FACTS).order_by("pk").values_list("pk", "value")
    assert facts
    assert list(now) == facts
