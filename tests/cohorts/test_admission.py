"""Answers to applications: what each does, that it can be taken back until its letter leaves, and who is first."""

import threading

import pytest
from django.db import connection

from access import clock
from accounts import letters
from accounts.models import Letter
from cohorts import admission, enrolment, lifecycle
from cohorts.models import Application, ApplicationState, Cohort, CohortState, Participation, Requirement, Wish
from cohorts.roles import Function
from cohorts.selection import Question, selection_of
from tests import factories

RECEIVED, CONFIRMED, ADMITTED, RESERVE, DECLINED = ApplicationState


def interest(round_, name, **facts):
    told = {
        "organisation": factories.organisation(name),
        "contact_name": "Karin Kontakt",
        "contact_email": "karin@kalmar.example",
        "state": CONFIRMED,
        "applied_at": clock.now(),
    } | facts
    return Application.objects.create(room=round_.room, **told)


def answered(application, answer, by, **facts):
    told = {"answer": answer, "part": "participant", "reason": "Skäl", "seen": CONFIRMED} | facts
    return admission.decide(application, **told, by=by)


@pytest.fixture
def round_(db):
    made = factories.cohort("2031", state=CohortState.OPEN, required_seats={"politician": 1, "strategist": 1})
    made.themes = "Skola\nHälsa"
    made.save()
    Requirement.objects.create(room=made.room, key="trio", text="Trion är utsedd", place=1)
    return made


@pytest.fixture
def leader(round_):
    by = factories.person("Lena Ledare")
    factories.seat(round_.room, Function.LEADER, by)
    return by


@pytest.fixture
def application(round_):
    factories.organisation("Umeå")
    evidence = {"trio": "Klar", "mentor": "ja", "avgransat-omrade": "Folkhälsa"}
    return interest(round_, "Kalmar", themes="Skola", wishes=["umea"], evidence=evidence)


def test_who_is_admitted_is_in_the_round_with_what_was_written(application, leader):
    made = answered(application, ADMITTED, leader)
    found = Participation.objects.get()
    assert (found.state, found.promised_mentoring, found.scope_area) == ("admitted", True, "Folkhälsa")
    assert found.theme_list == ("Skola",)
    assert Wish.objects.get(room=found.pk).organisation.name == "Umeå"
    assert found.room.seats.count() == 2
    assert made.letter.state == Letter.State.HELD
    assert "Kalmar kommun är antagen som deltagare" in made.letter.body
    assert "Skäl" in made.letter.body


def test_an_organisation_that_was_named_in_words_comes_into_the_directory(round_, leader):
    named = {"organisation": None, "other_name": "Norra förbundet", "other_kind": "association"}
    made = answered(interest(round_, "Kalmar", **named), ADMITTED, leader)
    assert (made.organisation.name, made.organisation.kind) == ("Norra förbundet", "association")


def test_an_answer_is_taken_back_until_its_letter_has_left(application, leader):
    made = admission.undo(answered(application, ADMITTED, leader), by=leader)
    assert made.state == CONFIRMED
    assert Participation.objects.count() == 0
    assert Letter.objects.get().state == Letter.State.STOPPED
    again = answered(application, ADMITTED, leader)
    assert admission.send_answers(again.room.cohort, [again.pk], by=leader) == [again.letter]
    Letter.objects.filter(pk=again.letter_id).update(state=Letter.State.SENT)
    with pytest.raises(admission.NothingToUndo):
        admission.undo(again, by=leader)
    assert Participation.objects.count() == 1


def test_an_organisation_at_work_is_not_thrown_out(application, leader):
    made = answered(application, ADMITTED, leader)
    seat = Participation.objects.get().room.seats.first()
    factories.invite(seat, by=leader)
    with pytest.raises(admission.AtWork):
        admission.undo(made, by=leader)
    made.refresh_from_db()
    assert (made.state, made.letter.state) == (ADMITTED, Letter.State.HELD)


def test_a_reserve_may_be_admitted_later_and_gets_one_letter(application, leader):
    reserve = answered(application, RESERVE, leader)
    answered(reserve, ADMITTED, leader, seen=RESERVE)
    assert sorted(Letter.objects.values_list("state", flat=True)) == [Letter.State.HELD, Letter.State.STOPPED]


@pytest.mark.parametrize(
    ("state", "facts", "refusal"),
    [
        (RECEIVED, {"seen": RECEIVED}, admission.NotConfirmed),
        (CONFIRMED, {"answer": DECLINED, "reason": " "}, admission.ReasonMissing),
        (ADMITTED, {"answer": DECLINED}, admission.AnsweredByOther),
        (ADMITTED, {"seen": ADMITTED}, admission.AnsweredByOther),
    ],
)
def test_what_is_refused_writes_nothing(application, leader, state, facts, refusal):
    Application.objects.update(state=state)
    with pytest.raises(refusal):
        answered(application, by=leader, **{"answer": ADMITTED} | facts)
    assert Application.objects.get().state == state
    assert Participation.objects.count() == Letter.objects.count() == 0


def test_a_second_application_of_one_that_is_in_is_refused(application, leader):
    answered(application, ADMITTED, leader)
    with pytest.raises(enrolment.AlreadyEnrolled):
        answered(interest(application.room.cohort, "Kalmar"), ADMITTED, leader)
    assert Letter.objects.count() == 1


def test_several_get_the_same_answer_with_a_letter_each_that_is_shown_first(round_, application, leader, client):
    client.force_login(leader)
    ystad = interest(round_, "Ystad", part="mentor", contact_email="ystad@example.com")
    lund = interest(round_, "Lund", contact_email="lund@example.com")
    answered(lund, ADMITTED, leader)
    chosen = [each.pk for each in (application, ystad, lund)]
    url = "/omgangar/2031/anmalningar/besked/"
    page = client.get(url, {"vald": chosen}).content.decode()
    assert "2 valda" in page
    assert "Redan antagna, och får inget nytt besked: Lund kommun." in page
    data = {"answer": "declined", "reason": "", "sett": [f"{application.pk}:confirmed", f"{ystad.pk}:confirmed"]}
    shown = client.post(url, data | {"answer": "admitted"}).content.decode()
    assert "Kalmar kommun är antagen som deltagare" in shown
    assert "Ystad kommun är antagen som mentor" in shown
    assert Letter.objects.count() == 1
    refused = client.post(url, data | {"ge": "1"})
    assert refused.status_code == 422
    assert "Kalmar kommun: Skriv varför organisationen inte antas." in refused.content.decode()
    answered(ystad, RESERVE, leader, part="mentor")
    late = client.post(url, data | {"ge": "1", "answer": "admitted"})
    assert late.status_code == 409
    assert "Ystad kommun: Lena Ledare gav besked" in late.content.decode()
    assert Application.objects.get(pk=application.pk).state == CONFIRMED, "all or none"
    data["sett"][1] = f"{ystad.pk}:reserve"
    assert client.post(url, data | {"ge": "1", "answer": "admitted"}).status_code == 302
    assert dict(Participation.objects.values_list("organisation__name", "part")) == {
        "Kalmar": "participant",
        "Ystad": "mentor",
        "Lund": "participant",
    }
    held = Letter.objects.filter(state=Letter.State.HELD).values_list("to_email", flat=True)
    assert sorted(held) == ["karin@kalmar.example", "lund@example.com", "ystad@example.com"]
    assert client.post(url, {"answer": "admitted", "ge": "1"}).status_code == 422


@pytest.mark.django_db(transaction=True)
def test_of_two_leaders_at_once_the_second_is_told(application, leader):
    clashes, gate = [], threading.Barrier(2)

    def press(answer):
        try:
            gate.wait(timeout=10)
            answered(Application.objects.select_related("room").get(pk=application.pk), answer, leader)
        except admission.AnsweredByOther as clash:
            clashes.append(str(clash))
        finally:
            connection.close()

    both = [threading.Thread(target=press, args=(answer,)) for answer in (ADMITTED, DECLINED)]
    for each in both:
        each.start()
    for each in both:
        each.join(timeout=20)
    assert [clash.startswith("Lena Ledare gav besked") for clash in clashes] == [True]
    assert Letter.objects.count() == 1


def test_groups_are_not_set_while_somebody_waits_for_an_answer(application):
    assert "Ge besked till Kalmar kommun." in lifecycle.lacking_for(application.room.cohort, CohortState.GROUPED)


def test_the_selection_shows_spread_and_filters(round_, application):
    skelleftea = factories.organisation("Skellefteå", county="24")
    skelleftea.population, skelleftea.latitude, skelleftea.longitude = 74_000, 64.7, 20.9
    skelleftea.save()
    north = interest(round_, "Skellefteå", themes="Hälsa")
    interest(round_, "Umeå", state=RECEIVED)
    found = selection_of(round_, Question(), {north.pk})
    assert [row.name for row in found.rows] == ["Kalmar kommun", "Skellefteå kommun"]
    assert [row.name for row in found.unconfirmed] == ["Umeå kommun"]
    parts = {
        title: {share.label: (share.chosen, share.applied) for share in shares}
        for title, shares in found.balance.parts
    }
    assert parts["Landsdel"]["Norrland"] == (1, 1)
    assert parts["Storlek"]["50 000–99 999"] == (1, 1)
    assert parts["Tema"] == {"Skola": (0, 1), "Hälsa": (1, 1)}
    only = selection_of(round_, Question(theme="Skola"), {north.pk})
    assert [row.name for row in only.rows] == ["Kalmar kommun"]
    assert only.hidden == (north.pk,)
    assert only.balance.chosen == 1
    left = selection_of(round_, Question(requirements="kvar"), ())
    assert [row.name for row in left.rows] == ["Skellefteå kommun"]


@pytest.mark.parametrize("tail", ["", "besked/", "skicka/"])
def test_the_pages_take_the_same_statements_however_many_apply(round_, client, statements, scale, tail):
    leader = factories.person("Lena Ledare")
    factories.seat(round_.room, Function.LEADER, leader)
    client.force_login(leader)
    url = f"/omgangar/2031/anmalningar/{tail}"
    counts = []
    for number in (3, 30, 300):
        for each in range(Application.objects.count(), scale(number // 3, number)):
            made = interest(round_, f"Kommun nr {each}", themes="Skola")
            if tail == "skicka/":
                made.letter = letters.write(to="x@example.com", subject="Besked", body="Hej", kind="answer", held=True)
                made.state = RESERVE
                made.save()
        asked = {"vald": list(Application.objects.values_list("pk", flat=True))}
        pages = []
        counts.append(statements(lambda asked=asked, pages=pages: pages.append(client.get(url, asked))))
        assert pages[0].content.decode().count("Kommun nr") >= len(asked["vald"])
    assert len(set(counts)) == 1
    assert counts[0] <= 15


def test_the_letter_is_shown_before_the_answer_is_given(round_, application, leader, client):
    client.force_login(leader)
    url = f"/omgangar/2031/anmalningar/{application.pk}/"
    assert "Kvar" not in client.get(url).content.decode()
    data = {"answer": "admitted", "part": "mentor", "reason": "", "seen": "confirmed"}
    page = client.post(url, data)
    assert "är antagen som mentor" in page.content.decode()
    assert Letter.objects.count() == 0
    assert client.post(url, data | {"ge": "1"}).status_code == 302
    assert client.post(url, data | {"ge": "1", "answer": "declined"}).status_code == 409
    assert "är antagen som mentor" in client.get("/omgangar/2031/anmalningar/skicka/").content.decode()
    assert client.post(f"{url}angra/").status_code == 302
    assert Cohort.objects.get().participations.count() == 0
