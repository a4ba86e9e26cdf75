"""Choosing a password, changing it, and getting a new one by mail."""

import re

import pytest
from django.test import Client

from accounts import tasks
from accounts.models import Letter

PASSWORD, OTHER = "en lång och bra fras", "en annan ganska lång fras"
RESET, SET, CHANGE = "/konto/losenord/nytt/", "/konto/losenord/valj/", "/konto/losenord/"


@pytest.fixture
def link(anna, client, settings):
    settings.SITE_URL = "https://steg.example"
    settings.ALLOWED_HOSTS = ["testserver", "annan.example"]
    client.post(RESET, {"email": anna.email}, headers={"Host": "annan.example"})
    return re.findall(r"^https://steg\.example(/konto/losenord/nytt/\S+)$", Letter.objects.get().body, re.MULTILINE)[0]


def lets_in(password: str) -> bool:
    client = Client()
    client.post("/konto/login/", {"login": "anna@kalmar.example", "password": password})
    return "_auth_user_id" in client.session


def test_a_reset_goes_by_mail_and_works_once(link, client, mailoutbox):
    letter = Letter.objects.get()
    tasks.send_letter(letter.pk)
    letter.refresh_from_db()
    assert link in mailoutbox[0].body
    assert (letter.body, letter.blanked) == ("", True)

    form = client.get(link, follow=True)
    assert form.status_code == 200
    answer = client.post(form.request["PATH_INFO"], {"password1": PASSWORD})
    assert (answer.status_code, answer.url) == (302, "/konto/losenord/nytt/klart/")
    assert client.get(answer.url).status_code == 200
    assert lets_in(PASSWORD)
    told = Letter.objects.latest("pk")
    assert (told.kind, told.subject) == ("password_reset", "Ditt lösenord i Jämna steg är ändrat")
    assert "Länken gäller inte längre" in Client().get(link, follow=True).content.decode()


def test_an_altered_link_is_refused(link):
    assert "Länken gäller inte längre" in Client().get(f"{link[:-2]}x/", follow=True).content.decode()


def test_the_first_password_and_the_next(anna, client):
    client.force_login(anna)
    assert client.get(CHANGE).url == SET
    assert client.post(SET, {"password1": PASSWORD}).url == "/"
    assert lets_in(PASSWORD)
    assert client.get(SET).url == CHANGE
    assert client.post(CHANGE, {"oldpassword": "fel", "password1": OTHER}).status_code == 422
    assert client.post(CHANGE, {"oldpassword": PASSWORD, "password1": OTHER}).url == "/"
    assert (lets_in(PASSWORD), lets_in(OTHER)) == (False, True)
    assert [letter.kind for letter in Letter.objects.all()] == ["password_set", "password_changed"]


def test_a_new_password_ends_the_other_sessions(anna):
    here, there = Client(), Client()
    for client in (here, there):
        client.force_login(anna)
    here.post(SET, {"password1": PASSWORD})
    assert here.get(CHANGE).status_code == 200
    assert there.get(CHANGE).status_code == 302


@pytest.mark.parametrize("weak", ["kort", "123456789012", "anna@kalmar.example"])
def test_a_weak_password_is_refused(anna, client, weak):
    client.force_login(anna)
    answer = client.post(SET, {"password1": weak})
    assert answer.status_code == 422
    assert 'class="error"' in answer.content.decode()
    anna.refresh_from_db()
    assert not anna.has_usable_password()
