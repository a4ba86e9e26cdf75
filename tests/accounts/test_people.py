"""Letting people in, and shutting them out."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, connection, transaction

from accounts import people
from accounts.models import User
from config import settings as project

INSIDE = "/konto/losenord/valj/"


def test_a_new_person_has_a_verified_address_and_no_password(anna):
    assert str(anna) == "Anna Alm"
    assert not anna.has_usable_password()
    assert EmailAddress.objects.get().verified
    assert EmailAddress.objects.get().primary


def test_a_known_address_gives_the_same_person_whatever_its_case(anna):
    again = people.create(email="ANNA@Kalmar.example", name="Någon Annan")
    assert again == anna
    assert again.name == "Anna Alm"
    assert User.objects.count() == EmailAddress.objects.count() == 1


def test_the_address_is_stored_and_found_in_lower_case(db):
    user = User.objects.create_user("BO@Vaxjo.example", name="Bo Ek")
    assert user.email == "bo@vaxjo.example"
    assert User.objects.get(email="Bo@VAXJO.example") == user
    assert User.objects.get_by_natural_key("BO@VAXJO.EXAMPLE") == user


def test_two_people_cannot_share_an_address(anna):
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user("Anna@Kalmar.example", name="Anna Två")


def test_the_database_refuses_an_address_in_upper_case(anna):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_user SET email = 'Anna@Kalmar.example'")


def test_a_deactivated_person_is_signed_out_at_the_next_request(anna, client):
    leader = people.create(email="lena@skr.example", name="Lena Lind")
    client.force_login(anna)
    assert client.get(INSIDE).status_code == 200
    people.deactivate(anna, by=leader)
    answer = client.get(INSIDE)
    assert answer.status_code == 302
    assert answer.url.startswith("/konto/login/")
    assert (anna.is_active, anna.deactivated_by) == (False, leader)


def test_an_old_session_stays_dead_when_the_account_is_opened_again(anna, client):
    client.force_login(anna)
    people.deactivate(anna, by=anna)
    User.objects.update(is_active=True)
    assert client.get(INSIDE).status_code == 302


def test_a_deactivated_person_is_not_let_in_by_a_new_invitation(anna):
    people.deactivate(anna, by=anna)
    with pytest.raises(people.PersonDeactivated):
        people.create(email=anna.email, name="Anna Alm")


def test_passwords_are_argon2(settings):
    settings.PASSWORD_HASHERS = project.PASSWORD_HASHERS
    assert make_password("en lång och bra fras").startswith("argon2$argon2id$")
