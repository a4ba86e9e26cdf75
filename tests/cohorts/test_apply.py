"""An organisation asks to take part: the open form, what stops floods and programs, and the link that confirms."""

import datetime as dt
import re

import pytest
from django.test import Client

from access import clock
from accounts.models import Letter
from cohorts import applications
from cohorts.models import Application, ApplicationState, CohortState, Evidence, Requirement
from tests import factories

pytestmark = pytest.mark.django_db
URL = "/omgangar/2031/anmalan/"
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def round_():
    """An open round that asks for a decision, a signature, a trio and a yes."""
    made = factories.cohort("2031", state=CohortState.OPEN, starts_on=clock.today() + dt.timedelta(days=90))
    made.themes, made.interest_until = "Skola\nHälsa", clock.today() + dt.timedelta(days=10)
    made.save()
    asked = (("beslut", Evidence.CASE_NUMBER), ("cemr", Evidence.DATE), ("trio", Evidence.TEXT))
    for place, (key, evidence) in enumerate((*asked, ("lank", Evidence.LINK), ("mentor", Evidence.CONFIRM))):
        Requirement.objects.create(room=made.room, key=key, text=f"Krav {key}", evidence=evidence, place=place)
    for name in ("Kalmar", "Södertälje", "Umeå"):
        factories.organisation(name)
    return made


def page_of(client, url=URL, *, age=MINUTE):
    """Open the form as if ``age`` ago, and return what the page holds."""
    with clock.at(clock.now() - age):
        return client.get(url).content.decode()


def typed(page, **changes):
    stamp = re.search(r'name="stamp" value="([^"]+)"', page)[1]
    return {
        "stamp": stamp,
        "organisation": "kalmar kommun",
        "part": "participant",
        "contact_name": "Karin Kontakt",
        "contact_email": "karin@kalmar.example",
        "themes": ["Skola"],
        "wish_1": "Umeå",
        "krav-beslut": "KS 2031/12",
        "krav-cemr": "2031-03-12",
        "krav-mentor": "on",
    } | changes


def send(client, **changes):
    return client.post(URL, typed(page_of(client), **changes))


def token_of(application):
    return applications.mint_link(application.pk).rsplit("/", 2)[-2]


def test_what_is_written_is_kept_and_counts_when_it_is_confirmed(round_, client):
    assert send(client).url == f"{URL}mottagen/"
    found = Application.objects.get()
    assert found.state == ApplicationState.RECEIVED
    assert found.organisation.name == "Kalmar"
    assert found.evidence == {"beslut": "KS 2031/12", "cemr": "2031-03-12", "mentor": "ja"}
    assert (found.theme_list, found.wishes) == (("Skola",), ["umea"])
    link = f"/anmalan/{token_of(found)}/"
    assert "Bekräfta" in client.get(link).content.decode()
    assert Application.objects.get().state == ApplicationState.RECEIVED, "mail filters open links"
    assert "är bekräftad" in client.post(link).content.decode()
    assert Application.objects.get().state == ApplicationState.CONFIRMED
    assert client.post(link).status_code == 422


def test_the_letter_says_nothing_that_was_typed(round_, client):
    words = "KÖP NU https://spam.example"
    send(client, organisation="", other_name=words, other_kind="district", contact_name=words)
    letter = Letter.objects.get()
    assert "spam" not in letter.subject + letter.body + letter.to_name
    assert Application.objects.get().other_name == words


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"organisation": "Kalmmar"}, "Vi hittar ingen organisation som heter Kalmmar."),
        ({"organisation": ""}, "Skriv vilken organisation det gäller."),
        ({"other_name": "Norra förbundet"}, "Skriv bara en organisation."),
        ({"organisation": "", "other_name": "Norra förbundet"}, "Välj vad för slags organisation det är."),
        ({"contact_email": "karin"}, "Det är ingen e-postadress."),
        ({"contact_name": "Karin\u2028Kontakt"}, "Skriv på en rad"),
        ({"krav-cemr": "i vår"}, "Skriv datumet som år, månad och dag"),
        ({"krav-lank": "inte en länk"}, "Skriv hela länken"),
        ({"themes": ["Rymden"]}, "Rymden"),
        ({"wish_2": "Atlantis"}, "Vi hittar ingen organisation som heter Atlantis."),
        ({"website": "https://spam.example"}, "Töm rutan och skicka igen."),
        ({"stamp": "påhittad"}, "Sidan har legat öppen länge."),
    ],
)
def test_what_must_be_put_right_is_said_and_nothing_is_lost(round_, client, changes, sentence):
    answer = send(client, **changes)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert "KS 2031/12" in page
    assert Application.objects.count() == Letter.objects.count() == 0


def test_who_writes_faster_than_anybody_can_is_asked_to_send_again(round_, client):
    now = page_of(client, age=dt.timedelta(0))
    assert "fortare än någon hinner skriva" in client.post(URL, typed(now)).content.decode()
    with clock.at(clock.now() + MINUTE):
        assert client.post(URL, typed(now)).status_code == 302


def test_a_page_left_open_overnight_works_at_the_second_try(round_, client):
    answer = client.post(URL, typed(page_of(client, age=dt.timedelta(days=2))))
    assert answer.status_code == 422
    with clock.at(clock.now() + MINUTE):
        assert client.post(URL, typed(answer.content.decode())).status_code == 302


@pytest.mark.deep
def test_a_flood_from_one_place_does_not_fill_the_list(round_, client, scale):
    data = typed(page_of(client))
    tries = scale(14, 10_000)
    answers = [client.post(URL, data | {"contact_email": f"{n}@x.example"}).status_code for n in range(tries)]
    assert answers == [302] * 10 + [429] * (tries - 10)
    assert Application.objects.count() == Letter.objects.count() == 10
    assert "Det du skrev finns kvar" in client.post(URL, data).content.decode()


@pytest.mark.deep
def test_a_flood_from_everywhere_stops_at_what_a_round_takes_in_a_day(round_, client, scale, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"apply_in_round": "20/d/key"}
    data, answers = typed(page_of(client)), []
    for number in range(scale(25, 10_000)):
        caller = Client(REMOTE_ADDR=f"10.{number // 65536}.{number // 256 % 256}.{number % 256}")
        answers.append(caller.post(URL, data | {"contact_email": f"{number}@x.example"}).status_code)
    assert answers == [302] * 20 + [429] * (len(answers) - 20)


def test_nobody_is_sent_more_than_three_letters_a_day(round_):
    callers = [Client(REMOTE_ADDR=f"10.0.0.{number}") for number in range(4)]
    data = typed(page_of(callers[0]))
    assert [caller.post(URL, data).status_code for caller in callers] == [302, 302, 302, 429]


def test_a_second_interest_of_the_same_organisation_is_told_and_both_stand(round_, client):
    for _ in range(2):
        send(client)
    first, second = Application.objects.all()
    client.post(f"/anmalan/{token_of(first)}/")
    link = f"/anmalan/{token_of(second)}/"
    assert "Det finns redan en bekräftad anmälan från Kalmar kommun" in client.get(link).content.decode()
    assert "Det fanns redan en anmälan från er." in client.post(link).content.decode()
    assert Application.objects.filter(state=ApplicationState.CONFIRMED).count() == 2


def test_the_first_page_leads_to_the_form_while_it_is_open(round_, client):
    assert f'href="{URL}"' in client.get("/").content.decode()
    with clock.at(clock.now() + dt.timedelta(days=11)):
        assert f'href="{URL}"' not in client.get("/").content.decode()


def test_a_round_that_is_not_open_says_when_it_was(round_, client):
    data = typed(page_of(client))
    with clock.at(clock.now() + dt.timedelta(days=11)):
        data["stamp"] = typed(page_of(Client(), age=dt.timedelta(days=5)))["stamp"]
        page = client.get(URL).content.decode()
        assert "Sista dag att anmäla intresse var" in page
    round_.state = CohortState.RUNNING
    round_.save()
    assert "Anmälan stängde när grupperna bildades." in client.get(URL).content.decode()
    assert client.post(URL, data).status_code == 422
    round_.state = CohortState.DRAFT
    round_.save()
    assert client.get(URL).status_code == client.post(URL, data).status_code == 404
    assert Application.objects.count() == 0


def test_what_nobody_needs_is_forgotten(round_, client):
    for _ in range(2):
        send(client)
    kept, link = Application.objects.first(), None
    client.post(f"/anmalan/{token_of(kept)}/")
    link = f"/anmalan/{token_of(Application.objects.last())}/"
    with clock.at(clock.now() + applications.VALID_FOR):
        assert "har gått ut" in client.post(link).content.decode()
        assert applications.forget() == 1
    assert Application.objects.get() == kept
    with clock.at(clock.now() + dt.timedelta(days=90 + 365 + 370)):
        assert applications.forget() == 1
