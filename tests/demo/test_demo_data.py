"""The demo's round: as it was where it is real, as designed where it is invented."""

import datetime as dt
from collections import defaultdict
from io import StringIO

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from accounts.models import Letter, User
from benchmarking.meetings.models import Meeting
from benchmarking.method.versions import method_of
from benchmarking.sharing.models import AudienceKind, Release
from benchmarking.sharing.steps import differences, snapshot
from benchmarking.workspace.models import Answer, CheckMark, Entry, StepSignature
from benchmarking.workspace.progress import due_days_of, step_states
from benchmarking.workspace.reading import read_step
from cohorts.access import load
from cohorts.career import career_of
from cohorts.grants import sync_grants
from cohorts.models import (
    Application,
    BenchmarkGroup,
    Cohort,
    GroupMembership,
    Invitation,
    InvitationState,
    Organisation,
    Pairing,
    Participation,
    Room,
    RoomGrant,
    Seat,
)
from cohorts.roles import TRIO, Part
from cohorts.statistics import programme_figures
from indicators.models import PinnedIndicator
from start.demo import people
from start.demo.story import REMINDED
from start.demo.timeline import moment

GROUPS = {
    ("Askersund", "Fagersta"): "Hedemora",
    ("Botkyrka", "Västerås"): "Uppsala",
    ("Nordmaling", "Robertsfors", "Örnsköldsvik"): "Vännäs med stöd av Umeå",
    ("Olofström", "Trelleborg", "Östra Göinge"): "Kristianstad med stöd av Malmö",
    ("Kalmar", "Södertälje"): "Norrtälje",
    ("Förbundet Norrbottens Kommuner",): "Boden, Luleå med stöd av Piteå",
}
VACANT = {("Robertsfors", "politician"), ("Fagersta", "manager"), ("Förbundet Norrbottens Kommuner", "manager")}
#: The eight steps of each organisation on the demo's day: done, ongoing, late, or not started.
STEPS = {
    "Askersund": "dddd d--o",
    "Fagersta": "dddd l---",
    "Botkyrka": "dddd do-o",
    "Västerås": "dddd do-o",
    "Nordmaling": "dddo ---o",
    "Robertsfors": "ddl- ----",
    "Örnsköldsvik": "dddo ---o",
    "Olofström": "dddd l---",
    "Trelleborg": "dddd l--o",
    "Östra Göinge": "dddl l--o",
    "Kalmar": "dddd o--o",
    "Södertälje": "dddd o--o",
    "Förbundet Norrbottens Kommuner": "ddo- ----",
}
NOTHING_FOR_THE_CONFERENCE = {"Fagersta", "Robertsfors", "Olofström", "Förbundet Norrbottens Kommuner"}


@pytest.fixture(scope="module")
def cohort(django_db_setup, django_db_blocker):
    """The round as the command loads it, rolled back after the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("demo_data", stdout=StringIO())
        yield Cohort.objects.get(slug="2019")
        transaction.set_rollback(True)


@pytest.fixture
def content(cohort, db):
    return method_of(cohort.pk)


def _user(slug):
    return User.objects.get(email=people.address(slug))


def _organisations(**conditions):
    return Participation.objects.filter(cohort__slug="2019", **conditions).select_related("organisation", "room")


def test_groups_and_mentors_are_those_of_the_round(cohort, db):
    found = {}
    for group in BenchmarkGroup.objects.filter(cohort=cohort):
        members = GroupMembership.objects.filter(group=group, left_at=None)
        names = members.order_by("participation__organisation__sort_key").values_list(
            "participation__organisation__name", flat=True
        )
        pairings = Pairing.objects.filter(group=group, ended_at=None)
        leads, supports = (
            ", ".join(
                pairings.filter(supports__isnull=alone)
                .order_by("mentor__organisation__sort_key")
                .values_list("mentor__organisation__name", flat=True)
            )
            for alone in (True, False)
        )
        found[tuple(names)] = f"{leads} med stöd av {supports}" if supports else leads
    assert found == GROUPS


def test_every_organisation_of_the_country_is_there_and_twenty_three_take_part(cohort, db):
    assert Organisation.objects.count() == 312
    assert _organisations(part=Part.PARTICIPANT).count() == 13
    assert _organisations(part=Part.MENTOR).count() == 10


def test_every_trio_seat_is_filled_but_three(cohort, db):
    seats = Seat.objects.filter(room__participation__cohort=cohort, function__in=TRIO, ended_at=None)
    assert seats.count() == 23 * 3
    assert {(seat.room.title, seat.function) for seat in seats.filter(holder=None)} == VACANT
    assert not seats.exclude(holder=None).filter(title="").exists()


def test_everybody_is_invented_and_known_by_slug(cohort, db):
    assert not User.objects.exclude(email__endswith="@demo.invalid").exists()
    cast = people.everyone()
    slugs = {person.slug for person in cast}
    assert len({person.name for person in cast}) == len(cast) == len(slugs)
    wanted = "ledare-skr observator controller-kalmar strateg-kalmar politiker-sodertalje chef-askersund"
    assert {*wanted.split(), "mentor-norrtalje", "mentorchef-norrtalje", "mentorpolitiker-norrtalje"} <= slugs
    assert _user("strateg-kalmar").name == "Marit Öhlund"


def test_somebody_has_two_hats_and_somebody_sees_one_county(cohort, db):
    assert [seat.label for seat in load(_user("mentor-umea")).seats] == ["Strateg, Umeå", "Hemmateam, Vännäs"]
    (seat,) = load(_user("observator")).seats
    assert (seat.function, seat.county_code) == ("observer", "08")
    (seat,) = load(_user("controller-kalmar")).seats
    assert seat.parts == {"uppfoljning"}
    (seat,) = load(_user("ledare-skr")).seats
    assert seat.kind == "programme"


def test_only_the_open_invitation_and_the_leaders_letter_to_two_wait(cohort, db):
    (offer,) = Invitation.objects.filter(state=InvitationState.OFFERED)
    assert offer.room.title == "Fagersta"
    waiting = Letter.objects.exclude(state=Letter.State.SENT)
    assert list(waiting.exclude(state=Letter.State.HELD)) == [offer.letter]
    held = waiting.filter(state=Letter.State.HELD).order_by("subject").values_list("subject", flat=True)
    assert list(held) == ["Hur går det i Askersund", "Hur går det i Fagersta"]
    assert Invitation.objects.get(state=InvitationState.DECLINED).room.title == "Förbundet Norrbottens Kommuner"
    assert not Letter.objects.filter(state=Letter.State.SENT, sent_at__year__gt=2019).exists()


def test_steps_are_where_they_are_meant_to_be(cohort, content, settings):
    lines = {organisation.pk: organisation.organisation.name for organisation in _organisations(part=Part.PARTICIPANT)}
    states = step_states(lines, content, due_days_of(cohort.pk), settings.DEMO_DAY)
    drawn: dict[str, str] = defaultdict(str)
    for (room, _), state in sorted(states.items(), key=lambda each: content.step(each[0][1]).number):
        drawn[lines[room]] += {"not_started": "-", "ongoing": "o", "done": "d", "late": "l"}[state.look]
    assert drawn == {name: steps.replace(" ", "") for name, steps in STEPS.items()}


def test_one_organisation_stands_still_since_spring_and_one_step_was_changed_after_approval(cohort, content, settings):
    rooms = {organisation.organisation.slug: organisation.pk for organisation in _organisations()}
    states = step_states(rooms.values(), content, due_days_of(cohort.pk), settings.DEMO_DAY)
    active = [state.active_at for (room, _), state in states.items() if room == rooms["robertsfors"]]
    assert max(at for at in active if at).month == 5
    changed = {key for key, state in states.items() if state.changed_after_sign_off}
    assert changed == {(rooms["vasteras"], "traff-2")}


def test_nine_have_shared_their_result_for_the_conference(cohort, db):
    shared = Release.objects.filter(
        key="resultat", audiences__kind=AudienceKind.CONFERENCE, withdrawn_at=None
    ).values_list("room__title", flat=True)
    assert set(shared) == {*STEPS} - NOTHING_FOR_THE_CONFERENCE
    assert not Release.objects.filter(
        audiences__kind=AudienceKind.CONFERENCE, room__title__in=NOTHING_FOR_THE_CONFERENCE
    ).exists()


def test_kalmar_has_changed_what_it_shared(cohort, content):
    kalmar = _organisations(organisation__slug="kalmar").get()
    step = content.step("hemma-2")
    release = Release.objects.filter(room=kalmar.room, key=step.key).latest("number")
    assert differences(release.content, snapshot(read_step(kalmar.pk, step)))
    written = read_step(kalmar.pk, step).worksheet("rutin-jamstallda-beslut")
    assert len(written.entries) == 2


def test_every_group_has_met_and_one_has_no_next_meeting(cohort, db, settings):
    meetings = Meeting.objects.filter(room__benchmarkgroup__cohort=cohort)
    first = meetings.filter(number=1)
    assert first.count() == 6
    assert all(meeting.notes_are_out for meeting in first)
    for meeting in first:
        assert 3 <= meeting.decisions.count() <= 5
        assert meeting.follow_ups.exists()
        assert meeting.attendance.count() >= 6
        assert meeting.agenda.exclude(value="").count() >= 6
    ahead = meetings.filter(day__gt=settings.DEMO_DAY)
    assert not any(meeting.notes_are_out for meeting in ahead)
    without = set(BenchmarkGroup.objects.filter(cohort=cohort).exclude(room__meetings__in=ahead))
    assert [str(group) for group in without] == ["Nordmaling – Robertsfors – Örnsköldsvik"]


def test_everything_happened_between_the_start_and_the_morning_of_the_demos_day(cohort, db, settings):
    moments = [
        *Answer.objects.values_list("edited_at", flat=True),
        *Entry.objects.values_list("created_at", flat=True),
        *CheckMark.objects.values_list("at", flat=True),
        *StepSignature.objects.values_list("at", flat=True),
        *Release.objects.values_list("published_at", flat=True),
        *Letter.objects.values_list("created_at", flat=True),
        *Invitation.objects.values_list("offered_at", flat=True),
        *Meeting.objects.values_list("notes_sent_at", flat=True),
    ]
    told = [at for at in moments if at is not None]
    assert cohort.starts_on <= timezone.localdate(min(told))
    assert max(told) <= moment(settings.DEMO_DAY, REMINDED)


def test_grants_are_in_step_with_the_seats(cohort, db):
    before = _grants()
    sync_grants(*Room.objects.values_list("pk", flat=True))
    assert _grants() == before


def _grants():
    rows = set(RoomGrant.objects.values_list("group__name", "content_object", "permission__codename"))
    return rows, set(Group.objects.values_list("name", "user__email"))


def test_a_second_run_leaves_the_round_alone(cohort, db):
    counted = [model.objects.count() for model in (User, Answer, Release, Letter, Meeting)]
    said = StringIO()
    call_command("demo_data", stdout=said)
    assert "loaded already" in said.getvalue()
    assert [model.objects.count() for model in (User, Answer, Release, Letter, Meeting)] == counted


def test_it_is_refused_in_production(db, settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="not in production"):
        call_command("demo_data")


def test_demo_people_prints_slug_and_name(cohort, db):
    said = StringIO()
    call_command("demo_people", stdout=said)
    assert "mentor-norrtalje Kerstin Almroth" in said.getvalue().splitlines()


def test_the_coming_round_has_invented_applications_that_wait_for_an_answer(cohort, db, settings):
    coming = Cohort.objects.get(slug="2020")
    found = list(Application.objects.filter(room=coming.room))
    assert [str(each) for each in found if each.is_confirmed] == [
        f"{name} kommun" for name in ("Sundsvall", "Borås", "Ludvika", "Kiruna", "Norrtälje")
    ]
    assert [str(each) for each in found if not each.is_confirmed] == ["Gävle kommun"]
    keys = set(coming.room.requirements.values_list("key", flat=True))
    for each in found:
        assert each.contact_name.endswith("(demo)")
        assert each.contact_email.endswith(f"@{people.DOMAIN}")
        assert set(each.evidence) <= keys
        assert set(each.theme_list) <= set(coming.theme_list)
        assert moment(settings.DEMO_DAY, dt.time()) > each.applied_at


def test_the_other_rounds_are_there_with_kalmars_story(cohort, db):
    rounds = Cohort.objects.order_by("starts_on").values_list("slug", "state")
    assert list(rounds) == [
        ("2015", "closed"),
        ("2017", "closed"),
        ("regioner-2019", "running"),
        ("2019", "running"),
        ("2020", "open"),
    ]
    career = career_of(Organisation.objects.get(slug="kalmar"))
    assert [(each.years, each.part, each.category) for each in career.rounds] == [
        ("2020–2022", "Mentor", ""),
        ("2019–2020", "Deltagare, kom tillbaka", ""),
        ("2015–2016", "Deltagare, lämnade omgången", "Tid eller personal räckte inte"),
    ]
    assert career.rounds[0].groups == ("Karlskrona – Karlstad",)
    assert career.commitment.phrase.endswith("Mentor i Omgång 2020, som inte har börjat än.")
    regions = Participation.objects.filter(cohort__slug="regioner-2019")
    assert regions.exclude(scope_area="").count() == 6
    assert Seat.objects.filter(room__participation__in=regions, function="manager").count() == 12
    assert not Seat.objects.filter(room__participation__cohort__state="closed").exists()
    figures = {each.name: (each.participants, each.mentors, each.left) for each in programme_figures().rounds}
    assert figures["Omgång 2017"] == (15, 6, 0)
    assert figures["Pilotomgången"] == (7, 0, 1)


def test_kalmar_follows_four_and_has_shared_two_for_the_conference(cohort, db):
    pins = PinnedIndicator.objects.filter(room__title="Kalmar", room__participation__cohort=cohort)
    assert [pin.indicator.key for pin in pins.select_related("indicator")] == ["n00206", "n00090", "n05816", "n00952"]
    assert {pin.baseline_year for pin in pins} <= {2015, 2016, 2017}
    release = Release.objects.get(kind="indicators", room__title="Kalmar")
    assert [each["key"] for each in release.content["indicators"]] == ["n00206", "n00090"]
    assert all(row["year"] <= 2018 for each in release.content["indicators"] for row in each["figures"]["rows"])
