"""The acts over HTTP: what is typed, what is refused and how, and that nothing typed is lost."""

import datetime as dt
import json
import uuid

import pytest
from django.urls import reverse

from access import clock
from accounts.models import Letter
from benchmarking.meetings import decisions, followups, planning
from benchmarking.meetings.models import Decision, FollowUpState, Meeting, MeetingState, Presence
from tests import factories

pytestmark = pytest.mark.django_db

WRITERS = ("politician", "strategist", "group_mate", "mentor")


def url(meeting, name="meeting", **more):
    group = meeting.room.benchmarkgroup
    address = {"cohort": group.cohort.slug, "group": group.slug, "number": meeting.number}
    return reverse(f"benchmarking:{name}", kwargs=address | more)


@pytest.fixture
def plan_url(world):
    return reverse("benchmarking:meeting_plan", kwargs={"cohort": "2019", "group": world.group.slug})


@pytest.fixture
def typed():
    """What a person types to plan a meeting."""
    return {
        "kind": "benchmarkingtraff/traff-1",
        "day": (clock.today() + dt.timedelta(days=20)).isoformat(),
        "starts_at": "9:30",
        "ends_at": "15:30",
        "place": "Rådhuset, Kalmar",
        "link": "mote.example/rum",
        "host": "",
        "chair": "",
        "note_taker": "",
    }


def stands(form):
    """What the form shows of what was typed."""
    return {field.name: field.value() for field in form}


@pytest.mark.parametrize("persona", WRITERS)
def test_a_meeting_is_planned(world, plan_url, typed, seat_of, persona):
    typed |= {"host": world.own.pk, "chair": seat_of("mentor").pk}
    page = world.client(persona).post(plan_url, typed)
    meeting = Meeting.objects.get()
    assert (page.status_code, page.url) == (302, url(meeting))
    assert (meeting.starts_at, meeting.place, meeting.link) == (
        dt.time(9, 30),
        typed["place"],
        "https://mote.example/rum",
    )
    assert (meeting.host, meeting.chair, meeting.planned_by) == (world.own, seat_of("mentor"), world.people[persona])


def test_a_day_before_the_round_is_refused_at_the_field_and_what_was_typed_stays(world, plan_url, typed):
    typed["day"] = (world.cohort.starts_on - dt.timedelta(days=1)).isoformat()
    page = world.client("strategist").post(plan_url, typed)
    assert page.status_code == 422
    form = page.context["form"]
    assert list(form.errors) == ["day"]
    assert "Välj en dag från och med då." in form.errors["day"][0]
    assert stands(form) == typed
    assert not Meeting.objects.exists()


@pytest.mark.parametrize(
    "case",
    [
        ({"day": "2019-02-30"}, "day", "Skriv hela datumet, till exempel 2020-04-15."),
        ({"day": ""}, "day", "Välj en dag."),
        ({"day": "1999-01-01"}, "day", "Välj en dag från och med då."),
        ({"day": "9999-12-31"}, "day", "Välj en dag senast då."),
        ({"ends_at": "9:30"}, "ends_at", "slutar innan den börjar"),
        ({"starts_at": "halv tio"}, "starts_at", "till exempel 9:30"),
        ({"kind": "hemmamote/hemma-1"}, "kind", "Metoden har ingen sådan träff"),
        ({"kind": "benchmarkingtraff"}, "kind", "Metoden har ingen sådan träff"),
        ({"link": "javascript:alert(1)"}, "link", "Skriv hela länken"),
        ({"host": "999999"}, "host", "Välj en av gruppens organisationer"),
        ({"chair": "999999"}, "chair", "hör inte till gruppen"),
        ({"place": "a\x00b"}, "place", "tecken som inte går att spara"),
        ({"place": "x" * 200_000}, "place", "för lång"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(world, plan_url, typed, case):
    wrong, field, says = case
    page = world.client("strategist").post(plan_url, typed | wrong)
    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]
    assert says in page.content.decode()
    assert not Meeting.objects.exists()


def test_a_supporting_mentor_may_not_be_chosen_as_chair(world, plan_url, typed, seat_of):
    page = world.client("mentor").post(plan_url, typed | {"chair": seat_of("supporting_mentor").pk})
    assert list(page.context["form"].errors) == ["chair"]


def test_a_meeting_is_moved_with_what_stands_there_filled_in(world, planned):
    client = world.client("mentor")
    page = client.get(url(planned, "meeting_move"))
    assert f'value="{planned.day:%Y-%m-%d}"' in page.content.decode()
    assert 'value="09:30"' in page.content.decode()
    facts = {"day": planned.day.isoformat(), "starts_at": "10:00", "ends_at": "12:00", "place": "Nytt"}
    assert client.post(url(planned, "meeting_move"), facts).status_code == 302
    planned.refresh_from_db()
    assert (planned.starts_at, planned.place) == (dt.time(10), "Nytt")


def test_moving_a_held_meeting_is_a_clash_and_what_was_typed_stays(world, held):
    facts = {"day": held.day.isoformat(), "starts_at": "10:00", "ends_at": "12:00", "place": "Nytt"}
    page = world.client("mentor").post(url(held, "meeting_move"), facts)
    assert page.status_code == 409
    assert page.context["form"]["place"].value() == "Nytt"


def test_inviting_rings_for_each_letter(world, planned, django_capture_on_commit_callbacks, mailoutbox):
    with django_capture_on_commit_callbacks(execute=True):
        page = world.client("strategist").post(url(planned, "meeting_invite"))
    assert page.status_code == 302
    assert len(mailoutbox) == 6
    assert set(Letter.objects.filter(kind="meeting-invitation").values_list("state", flat=True)) == {"sent"}
    again = world.client("strategist").post(url(planned, "meeting_invite"))
    assert again.status_code == 409
    assert Letter.objects.filter(kind="meeting-invitation").count() == 6


def test_the_page_says_when_the_meeting_has_changed_since_the_invitation(world, planned, strategist):
    planning.invite(planned, by=strategist)
    facts = {"day": planned.day.isoformat(), "starts_at": "10:00", "ends_at": "12:00"}
    world.client("mentor").post(url(planned, "meeting_move"), facts)
    assert "ändrad sedan kallelsen gick ut" in world.client("group_mate").get(url(planned)).content.decode()


def test_the_agenda_is_changed_in_one_form(world, planned):
    client = world.client("strategist")
    form = client.get(url(planned, "meeting_agenda")).context["form"]
    posted = {name: field.initial if field.initial is not None else "" for name, field in form.fields.items()}
    posted |= {"incheckning-title": "", "ny-title": "Studiebesök", "ny-minutes": 25, "ny-position": 1}
    assert client.post(url(planned, "meeting_agenda"), posted).status_code == 302
    rows = list(planned.agenda.values_list("title", "minutes"))
    assert rows[0] == ("Studiebesök", 25)
    assert len(rows) == 8
    assert "incheckning" not in planned.agenda.values_list("key", flat=True)


def test_attendance_is_filled_in(world, held, seat_of):
    client = world.client("mentor")
    form = client.get(url(held, "meeting_attendance")).context["form"]
    assert [line["row"].name for line in form.rows] == [
        "Politician",
        "Manager",
        "Strategist",
        "Group mate",
        "Mentor",
        "Supporting mentor",
        "Leader",
        "Programme leader",
    ]
    posted = {name: field.initial for name, field in form.fields.items()}
    seat = seat_of("group_mate").pk
    posted |= {f"presence-{seat}": "remote", f"substitute-{seat}": "Vera Vikarie"}
    assert client.post(url(held, "meeting_attendance"), posted).status_code == 302
    row = held.attendance.get(seat=seat)
    assert (row.presence, row.substitute, row.recorded_by) == (Presence.REMOTE, "Vera Vikarie", world.people["mentor"])
    page = client.post(url(held, "meeting_attendance"), posted | {f"presence-{seat}": "kanske"})
    assert page.status_code == 422


def test_a_decision_is_added_changed_and_removed(world, held, seat_of):
    client = world.client("group_mate")
    typed = {"text": "Vi följer två skillnader", "owner": seat_of("manager").pk, "due": clock.today().isoformat()}
    assert client.post(url(held, "decision_add"), typed).status_code == 302
    decision = Decision.objects.get()
    assert (decision.text, decision.owner) == (typed["text"], seat_of("manager"))
    address = url(held, "decision_edit", decision=decision.pk)
    assert typed["text"] in client.get(address).content.decode()
    assert client.post(address, typed | {"text": "Tre skillnader"}).status_code == 302
    assert client.post(url(held, "decision_remove", decision=decision.pk)).status_code == 302
    assert not Decision.objects.exists()


@pytest.mark.parametrize(
    "case",
    [
        ("decision_add", {"text": ""}, "text"),
        ("decision_add", {"text": "a", "due": "2001-01-01"}, "due"),
        ("decision_add", {"text": "x" * 5000}, "text"),
        ("follow_up_add", {"what": "a", "due": "2100-01-01"}, "owner"),
        ("follow_up_add", {"what": "", "due": "2100-01-01"}, "what"),
    ],
)
def test_what_is_wrong_in_a_decision_or_follow_up_is_said_at_its_field(world, held, seat_of, case):
    name, wrong, field = case
    if field != "owner":
        wrong |= {"owner": seat_of("manager").pk}
    page = world.client("strategist").post(url(held, name), wrong)
    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]
    assert not held.decisions.exists()
    assert not held.follow_ups.exists()


def test_a_follow_up_is_added_and_set_from_a_later_meeting(world, held, strategist, seat_of):
    client = world.client("strategist")
    typed = {"what": "Räkna om", "owner": seat_of("manager").pk, "due": clock.today().isoformat()}
    assert client.post(url(held, "follow_up_add"), typed).status_code == 302
    promised = held.follow_ups.get()
    later = factories.held_meeting(world.group, strategist, step_key="traff-2", day=clock.today())
    answer = client.post(url(later, "follow_up_state", follow_up=promised.pk), {"state": "done"})
    assert (answer.status_code, answer.url) == (302, f"{url(later)}#uppfoljning")
    promised.refresh_from_db()
    assert promised.state == FollowUpState.DONE
    assert client.post(url(later, "follow_up_state", follow_up=promised.pk), {"state": "borta"}).status_code == 422


def test_a_task_of_the_host_is_ticked_and_unticked(world, planned):
    client = world.client("group_mate")
    address = url(planned, "host_task_mark", key="lokal")
    assert client.post(address, {"done": "on"}).url == f"{url(planned)}#vard"
    assert planned.host_marks.get().done_by == world.people["group_mate"]
    client.post(address)
    assert not planned.host_marks.exists()
    assert client.post(url(planned, "host_task_mark", key="kaffe"), {"done": "on"}).status_code == 404


def test_from_held_to_locked_by_the_buttons(world, strategist, seat_of):
    meeting = factories.meeting(world.group, strategist, note_taker=seat_of("strategist"))
    client = world.client("mentor")
    assert client.post(url(meeting, "notes_send")).status_code == 409
    assert client.post(url(meeting, "meeting_hold")).status_code == 302
    refused = client.post(url(meeting, "notes_send"))
    assert refused.status_code == 422
    assert "vilka som var med" in refused.content.decode()
    factories.note(meeting, "Ord", strategist)
    seat = seat_of("manager").pk
    client.post(url(meeting, "meeting_attendance"), _whole(client, meeting) | {f"presence-{seat}": "on_site"})
    for name in ("notes_send", "notes_approve", "notes_reopen", "notes_send", "notes_approve", "notes_lock"):
        assert client.post(url(meeting, name)).status_code == 302, name
    meeting.refresh_from_db()
    assert (meeting.state, meeting.notes_version) == (MeetingState.LOCKED, 2)


def _whole(client, meeting):
    form = client.get(url(meeting, "meeting_attendance")).context["form"]
    return {name: field.initial for name, field in form.fields.items()}


# Minutes ----------------------------------------------------------------------------------------------


def edit(text, version=0, key="jamfora"):
    facts = {"worksheet": "anteckningar", "entry_id": "", "field_key": key, "function": ""}
    return facts | {"value": text, "version": version, "edit_id": str(uuid.uuid4())}


def test_autosave_answers_with_the_version_and_the_same_edit_again_with_the_same(world, held):
    client, sent = world.client("mentor"), edit("Vi jämförde")
    first = client.post(url(held, "minutes_write"), sent)
    assert (first.status_code, json.loads(first.content)["version"]) == (200, 1)
    assert client.post(url(held, "minutes_write"), sent).content == first.content
    assert held.agenda.get(key="jamfora").edited_by == world.people["mentor"]


def test_a_stale_edit_is_answered_with_both_texts(world, held):
    world.client("mentor").post(url(held, "minutes_write"), edit("Mentorns <b>text</b>"))
    clash = world.client("strategist").post(url(held, "minutes_write"), edit("Strategens text"))
    assert clash.status_code == 409
    page = clash.content.decode()
    assert "Strategens" in page
    assert "Mentorns" in page
    assert "<b>" not in page
    assert held.agenda.get(key="jamfora").value == "Mentorns <b>text</b>"


def test_autosave_refuses_what_it_cannot_keep(world, held, sent):
    client = world.client("strategist")
    for text in ("x" * 200_000, "a\x00b"):
        assert client.post(url(held, "minutes_write"), edit(text)).status_code == 422
    assert client.post(url(held, "minutes_write"), edit("a", key="incheckning-2")).status_code == 404
    assert client.post(url(held, "minutes_write"), {"value": "a"}).status_code == 422
    refused = client.post(url(sent, "minutes_write"), edit("Efteråt"))
    assert refused.status_code == 409
    assert "Öppna dem för rättelse" in refused.content.decode()


def posted(**texts):
    """What the plain form sends: ``posted(jamfora=("text", version))``."""
    return {
        f"{name}.blad.{key}.": value
        for key, (text, version) in texts.items()
        for name, value in (("value", text), ("version", version))
    }


def test_without_a_script_all_notes_are_saved_with_one_button(world, held):
    answer = world.client("group_mate").post(
        url(held, "meeting_minutes"), posted(jamfora=("Lika och olika", 0), hemplan=("Tre idéer", 0))
    )
    assert (answer.status_code, answer.url) == (302, url(held))
    notes = dict(held.agenda.values_list("key", "value"))
    assert (notes["jamfora"], notes["hemplan"]) == ("Lika och olika", "Tre idéer")
    assert notes["incheckning"] == "Alla berättade om läget.", "what was not sent is left alone"


def test_without_a_script_a_clash_shows_both_texts_and_saves_the_rest(world, held):
    world.client("mentor").post(url(held, "minutes_write"), edit("Mentorns text"))
    page = world.client("strategist").post(
        url(held, "meeting_minutes"), posted(jamfora=("Strategens text", 0), hemplan=("Sparas", 0))
    )
    assert page.status_code == 409
    text = page.content.decode()
    assert "Mentorns" in text
    assert "Strategens" in text
    assert held.agenda.get(key="hemplan").value == "Sparas"
    assert held.agenda.get(key="jamfora").value == "Mentorns text"


def test_without_a_script_notes_sent_too_late_stand_in_the_page(world, sent):
    page = world.client("strategist").post(url(sent, "meeting_minutes"), posted(jamfora=("Efter utskicket", 0)))
    assert page.status_code == 409
    assert "Efter utskicket" in page.content.decode()
    assert sent.agenda.get(key="jamfora").value == ""


# Who may ----------------------------------------------------------------------------------------------

ACTS = (
    "meeting_move",
    "meeting_agenda",
    "meeting_invite",
    "meeting_hold",
    "meeting_attendance",
    "meeting_minutes",
    "minutes_write",
    "decision_add",
    "follow_up_add",
    "notes_send",
    "notes_approve",
    "notes_lock",
    "notes_reopen",
)


@pytest.mark.parametrize("name", ACTS)
@pytest.mark.parametrize(
    ("persona", "status"),
    [("supporting_mentor", 403), ("leader", 403), ("past_member", 403), ("ended_mentor", 403), ("other_group", 404)],
)
def test_who_may_not_write(world, held, persona, status, name):
    assert world.client(persona).post(url(held, name)).status_code == status
    held.refresh_from_db()
    assert held.state == MeetingState.HELD


@pytest.mark.parametrize(
    ("persona", "status"),
    [("supporting_mentor", 403), ("leader", 403), ("past_member", 403), ("other_group", 404), ("home_team", 404)],
)
def test_who_may_not_plan(world, plan_url, typed, persona, status):
    assert world.client(persona).post(plan_url, typed).status_code == status
    assert not Meeting.objects.exists()


def test_what_belongs_to_a_meeting_is_not_written_by_others(world, held, strategist, seat_of):
    decision = decisions.add(held, text="Ett beslut", owner=None, due=None, by=strategist)
    promised = followups.add(held, what="Gör", owner=seat_of("manager"), due=clock.today(), by=strategist)
    for persona, status in (("supporting_mentor", 403), ("leader", 403), ("other_group", 404)):
        client = world.client(persona)
        assert client.post(url(held, "decision_edit", decision=decision.pk), {"text": "a"}).status_code == status
        assert client.post(url(held, "decision_remove", decision=decision.pk)).status_code == status
        assert (
            client.post(url(held, "follow_up_state", follow_up=promised.pk), {"state": "done"}).status_code == status
        )
        assert client.post(url(held, "host_task_mark", key="lokal"), {"done": "on"}).status_code == status
    assert Decision.objects.get().text == "Ett beslut"
    assert not held.host_marks.exists()
