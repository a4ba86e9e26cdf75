"""The door: a code by mail, a password, and an answer that tells a stranger nothing."""

import re
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import people, tasks
from accounts.models import Letter, User

LOGIN, ASK, WRITE_CODE = "/konto/login/", "/konto/kod/", "/konto/kod/skriv/"
INSIDE = "/konto/losenord/valj/"
STRANGER = "ingen@hittepa.example"
PASSWORD = "en lång och bra fras"


def ask(client: Client, address: str = "anna@kalmar.example", **more: str) -> Any:
    return client.post(ASK, {"email": address, **more})


def the_code() -> str:
    body = Letter.objects.latest("pk").body
    return next(line for line in body.splitlines() if re.fullmatch(r"[A-Z]{4}-[A-Z]{4}", line))


def is_inside(client: Client) -> bool:
    return client.get(INSIDE).status_code == 200


def plain(response: Any, address: str) -> str:
    """Return what the page says, without what differs for anybody: the address typed, and the token."""
    page = re.sub(r'(csrfmiddlewaretoken" value|csrf-token" content)="\w+"', "", response.content.decode())
    return page.replace(address, "ADDRESS")


def test_sign_in_by_code_from_end_to_end(anna, client, mailoutbox):
    client.get(LOGIN)
    answer = ask(client)
    assert (answer.status_code, answer.url) == (302, WRITE_CODE)
    letter = Letter.objects.get()
    assert (letter.to_email, letter.kind, letter.state) == (anna.email, "login_code", Letter.State.QUEUED)
    code, key_before = the_code(), client.session.session_key

    tasks.send_letter(letter.pk)
    (mail,) = mailoutbox
    assert code in mail.body
    assert mail.subject == "Din kod till Jämna steg"
    letter.refresh_from_db()
    assert (letter.state, letter.body, letter.blanked) == (Letter.State.SENT, "", True)
    assert code not in str(Letter.objects.values().get())

    answer = client.post(WRITE_CODE, {"code": code.lower().replace("-", "")})
    assert (answer.status_code, answer.url) == (302, "/")
    assert client.session.session_key != key_before
    assert is_inside(client)


def test_sign_in_leads_to_where_one_was_going(anna, client):
    answer = ask(client, next="/omgangar/2019/")
    assert answer.url == f"{WRITE_CODE}?{urlencode({'next': '/omgangar/2019/'})}"
    assert client.post(answer.url, {"code": the_code()}).url == "/omgangar/2019/"


def test_sign_in_leads_nowhere_else(anna, client):
    ask(client)
    assert client.post(WRITE_CODE, {"code": the_code(), "next": "https://fel.example/"}).url == "/"


def test_a_code_works_once_and_in_its_own_browser(anna, client):
    ask(client)
    code = the_code()
    assert Client().post(WRITE_CODE, {"code": code}).status_code == 302
    client.post(WRITE_CODE, {"code": code})
    assert is_inside(client)
    client.post("/konto/logout/")
    client.post(WRITE_CODE, {"code": code})
    assert not is_inside(client)


def test_three_wrong_codes_end_the_try(anna, client):
    ask(client)
    code = the_code()
    assert [client.post(WRITE_CODE, {"code": "BBBB-BBBB"}).status_code for _ in range(3)] == [422, 422, 302]
    client.post(WRITE_CODE, {"code": code})
    assert not is_inside(client)


def test_a_new_code_replaces_the_old(anna, client):
    ask(client)
    old = the_code()
    client.post(WRITE_CODE, {"action": "resend"})
    assert Letter.objects.count() == 2
    assert client.post(WRITE_CODE, {"code": old}).status_code == 422
    client.post(WRITE_CODE, {"code": the_code()})
    assert is_inside(client)


def test_one_can_start_again_with_another_address(anna, client):
    ask(client, STRANGER)
    assert client.get(LOGIN)["Location"] == WRITE_CODE
    assert client.post("/konto/logout/", {"next": LOGIN})["Location"] == LOGIN
    assert client.get(LOGIN).status_code == 200


def test_a_stranger_is_answered_as_a_person_is(anna):
    seen = []
    for address in (anna.email, STRANGER):
        client = Client()
        with CaptureQueriesContext(connection) as asked:
            answer = ask(client, address)
        written = sum('INSERT INTO "accounts_letter"' in query["sql"] for query in asked)
        page = client.get(WRITE_CODE)
        wrong = client.post(WRITE_CODE, {"code": "BBBB-BBBB"})
        again = client.post(WRITE_CODE, {"action": "resend"})
        seen.append(
            {
                "answers": [
                    (a.status_code, a.get("Location"), sorted(a.cookies)) for a in (answer, page, wrong, again)
                ],
                "page": plain(page, address),
                "wrong": plain(wrong, address),
                "written": written,
            }
        )
    assert seen[0] == seen[1]
    assert seen[0]["written"] == 1
    assert not Letter.objects.filter(to_email=STRANGER).exists()


def test_asking_for_a_password_tells_a_stranger_nothing(anna):
    seen = []
    for address in (anna.email, STRANGER):
        client = Client()
        answer = client.post("/konto/losenord/nytt/", {"email": address})
        seen.append((answer.status_code, answer["Location"], plain(client.get(answer["Location"]), address)))
    assert seen[0] == seen[1]
    assert list(Letter.objects.values_list("to_email", flat=True)) == [anna.email]


def test_a_wrong_password_tells_a_stranger_nothing(anna):
    anna.set_password(PASSWORD)
    anna.save()
    pages = []
    for address in (anna.email, STRANGER):
        answer = Client().post(LOGIN, {"login": address, "password": "fel"})
        assert answer.status_code == 422
        pages.append(plain(answer, address))
    assert pages[0] == pages[1]
    assert "hör inte ihop" in pages[0]


def test_sign_in_by_password(anna, client):
    anna.set_password(PASSWORD)
    anna.save()
    answer = client.post(LOGIN, {"login": "Anna@KALMAR.example", "password": PASSWORD})
    assert (answer.status_code, answer.url) == (302, "/")


def test_a_person_without_a_password_is_not_let_in_by_one(anna, client):
    for password in (anna.password, "", "!"):
        client.post(LOGIN, {"login": anna.email, "password": password})
    assert "_auth_user_id" not in client.session


def test_a_deactivated_person_comes_in_by_neither_way(anna, client):
    people.deactivate(anna, by=anna)
    User.objects.update(password=_hash(PASSWORD))
    assert client.post(LOGIN, {"login": anna.email, "password": PASSWORD}).url == "/konto/inactive/"
    assert client.get("/konto/inactive/").status_code == 200
    assert ask(client).url == WRITE_CODE
    assert not Letter.objects.exists()
    assert "_auth_user_id" not in client.session


def test_a_code_is_dead_once_the_person_is_deactivated(anna, client):
    ask(client)
    people.deactivate(anna, by=anna)
    assert client.post(WRITE_CODE, {"code": the_code()}).url == "/konto/inactive/"
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_signs_up(db, client, method):
    answer = getattr(client, method)("/konto/signup/", {"email": STRANGER, "password1": PASSWORD})
    assert "Du får konto genom en inbjudan" in answer.content.decode()
    assert not User.objects.exists()


@pytest.mark.parametrize("path", ["email/", "confirm-email/", "reauthenticate/", "signup/passkey/", "login/code/"])
def test_what_is_not_used_is_not_mounted(db, client, path):
    assert client.get(f"/konto/{path}").status_code == 404


def test_signing_out_takes_a_post(anna, client):
    client.force_login(anna)
    client.get("/konto/logout/")
    assert is_inside(client)
    assert client.post("/konto/logout/").url == "/"
    assert not is_inside(client)


@pytest.mark.parametrize("path", [LOGIN, ASK, "/konto/losenord/nytt/", "/konto/logout/"])
def test_the_door_wants_a_csrf_token(db, path):
    assert Client(enforce_csrf_checks=True).post(path, {"email": STRANGER}).status_code == 403


def test_a_json_caller_gets_the_same_pages(anna, client):
    answer = client.get(LOGIN, headers={"Accept": "application/json"})
    assert answer["Content-Type"].startswith("text/html")


@pytest.mark.parametrize(
    ("path", "data", "sentence"),
    [
        (ASK, {"email": ""}, "Skriv din e-postadress."),
        (ASK, {"email": "anna"}, "Skriv adressen som namn@kommun.se."),
        (LOGIN, {"login": STRANGER}, "Skriv ditt lösenord."),
        ("/konto/losenord/nytt/", {"email": ""}, "Skriv din e-postadress."),
    ],
)
def test_an_empty_or_broken_field_is_said_at_the_field(db, client, path, data, sentence):
    answer = client.post(path, data)
    assert answer.status_code == 422
    assert re.search(rf'<p class="error">((?!</p>).)*{sentence}', answer.content.decode(), re.DOTALL)


def test_a_hostile_address_is_only_text(db, client):
    hostile = "<script>alert(1)</script>@x.example\0"
    answer = client.post(ASK, {"email": hostile})
    assert answer.status_code == 422
    assert b"<script>alert" not in answer.content


def _hash(password: str) -> str:
    user = User()
    user.set_password(password)
    return user.password
