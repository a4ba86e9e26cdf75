"""The limiter: counted in the database, so by every process together."""

import pytest
from django.test import Client

from accounts.models import Letter

LOGIN, PASSWORD = "/konto/login/", "en lång och bra fras"
TRY = {"login": "anna@kalmar.example", "password": "fel"}


@pytest.fixture
def with_password(anna):
    anna.set_password(PASSWORD)
    anna.save()
    return anna


def test_the_sixth_try_is_refused_though_the_password_is_right(with_password, client):
    for _ in range(5):
        assert "hör inte ihop" in client.post(LOGIN, TRY).content.decode()
    answer = client.post(LOGIN, {**TRY, "password": PASSWORD})
    assert answer.status_code == 422
    assert "För många försök" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_right_passwords_do_not_count(with_password):
    for _ in range(7):
        assert Client().post(LOGIN, {**TRY, "password": PASSWORD}).status_code == 302


def test_the_tries_of_another_process_count(with_password, elsewhere, client):
    other = elsewhere(
        "from django.test import Client\n"
        f"print([int(Client().post({LOGIN!r}, {TRY!r}).status_code) for _ in range(3)])",
    )
    out, _ = other.communicate(timeout=60)
    assert out.strip() == "[422, 422, 422]"
    for _ in range(2):
        client.post(LOGIN, TRY)
    assert "För många försök" in client.post(LOGIN, {**TRY, "password": PASSWORD}).content.decode()


def test_a_person_is_not_flooded_with_codes(anna):
    answers = [Client().post("/konto/kod/", {"email": anna.email}).status_code for _ in range(5)]
    assert answers == [302, 302, 302, 422, 422]
    assert Letter.objects.count() == 3


def test_too_many_tries_from_one_place_are_told_so_in_swedish(db):
    answers = [Client().post(LOGIN, {"login": f"{n}@x.example"}) for n in range(31)]
    assert [answer.status_code for answer in answers] == [422] * 30 + [429]
    assert "Vänta en stund" in answers[-1].content.decode()
