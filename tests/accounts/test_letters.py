"""The verbs of the outbox, up to the moment a worker takes a letter."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts import letters, tasks
from accounts.models import Letter
from cohorts import applications
from cohorts.invitations import mint_link

State = Letter.State


def a_letter(**facts: Any) -> Letter:
    return letters.write(**{"to": "bo@vaxjo.example", "subject": "Hej", "body": "Text\n", "kind": "test", **facts})


def test_write_to_a_person_takes_name_and_address(anna):
    letter = a_letter(to=anna)
    assert (letter.to_email, letter.to_name, letter.state) == ("anna@kalmar.example", "Anna Alm", State.QUEUED)


def test_every_letter_has_its_own_message_id_for_life(db):
    first, second = a_letter(), a_letter()
    assert first.message_id != second.message_id
    assert Letter.objects.get(pk=first.pk).message_id == first.message_id


@pytest.mark.parametrize("sign", ["\n", "\r\n", "\r", "\0", "\x0b", "\x85", "\u2028"])
@pytest.mark.parametrize("field", ["subject", "name", "to"])
def test_a_line_break_in_a_header_is_refused(db, field, sign):
    with pytest.raises(letters.BrokenLine):
        a_letter(**{field: f"bo@vaxjo.example{sign}Bcc: alla@example.se"})
    assert not Letter.objects.exists()


@pytest.mark.parametrize("address", ["", "bo", "bo@", "bo@vaxjo.example, eva@x.example", '"Bo" <bo@vaxjo.example>'])
def test_what_is_no_address_is_refused(db, address):
    with pytest.raises(letters.BadAddress):
        a_letter(to=address)


def test_a_secret_letter_needs_a_place_for_its_link(db):
    with pytest.raises(letters.LinkMissing):
        a_letter(body="Välkommen.", secret=("invitation", 1))


def test_a_secret_of_an_unknown_kind_is_a_fault(db):
    with pytest.raises(KeyError):
        a_letter(body="{länk}", secret=("other", 1))


def test_half_a_secret_cannot_be_stored(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.create(to_email="bo@vaxjo.example", subject="Hej", kind="test", secret_kind="invitation")


def test_a_held_letter_is_never_swept(db, mailoutbox):
    held = a_letter(held=True)
    tasks.sweep_letters()
    tasks.send_letter(held.pk)
    held.refresh_from_db()
    assert held.state == State.HELD
    assert mailoutbox == []


def test_a_released_letter_goes_with_the_next_sweep(db, mailoutbox):
    letter = letters.release(a_letter(held=True))
    tasks.sweep_letters()
    letter.refresh_from_db()
    assert letter.state == State.SENT
    assert len(mailoutbox) == 1


def test_only_a_held_letter_is_released(db):
    with pytest.raises(letters.NotHeld):
        letters.release(a_letter())


@pytest.mark.parametrize("held", [True, False])
def test_a_stopped_letter_stays(anna, mailoutbox, held):
    letter = letters.stop(a_letter(held=held), by=anna)
    tasks.sweep_letters()
    letter.refresh_from_db()
    assert (letter.state, letter.stopped_by, mailoutbox) == (State.STOPPED, anna, [])


@pytest.mark.parametrize("state", [State.SENDING, State.SENT, State.UNSURE, State.STOPPED])
def test_a_letter_that_left_is_not_stopped(anna, state):
    letter = a_letter()
    Letter.objects.update(state=state)
    with pytest.raises(letters.AlreadyLeft):
        letters.stop(letter, by=anna)
    assert Letter.objects.get().state == state


def test_claim_commits_sending(db):
    letter = a_letter()
    claimed = letters.claim(letter.pk)
    assert claimed is not None
    assert claimed.attempts == 1
    assert Letter.objects.get().state == State.SENDING
    assert letters.claim(letter.pk) is None


def test_claim_leaves_a_letter_that_waits(db):
    letter = a_letter()
    Letter.objects.update(not_before=timezone.now() + timedelta(seconds=5))
    assert letters.claim(letter.pk) is None
    assert letters.due(10) == []


def test_a_letter_whose_secret_has_died_is_stopped_and_blanked(db, mailoutbox):
    letter = a_letter(valid_until=timezone.now() - timedelta(seconds=1))
    waiting = a_letter(valid_until=timezone.now() - timedelta(seconds=1))
    Letter.objects.filter(pk=waiting.pk).update(not_before=timezone.now() + timedelta(hours=1))
    assert letters.claim(letter.pk) is None
    tasks.sweep_letters()
    assert set(Letter.objects.values_list("state", "body", "blanked")) == {(State.STOPPED, "", True)}
    assert mailoutbox == []


def test_two_workers_claim_each_letter_once(transactional_db):
    pks = [a_letter().pk for _ in range(25)]
    start = threading.Barrier(4)
    taken: list[int] = []

    def work():
        start.wait()
        taken.extend(letter.pk for pk in pks if (letter := letters.claim(pk)))
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(taken) == pks
    assert set(Letter.objects.values_list("state", "attempts")) == {(State.SENDING, 1)}


def test_a_row_that_another_worker_holds_is_skipped_not_waited_for(transactional_db):
    letter, answers = a_letter(), []

    def work():
        answers.append(letters.claim(letter.pk))
        connection.close()

    with transaction.atomic():
        Letter.objects.select_for_update().get()
        worker = threading.Thread(target=work)
        worker.start()
        worker.join(timeout=10)
        assert not worker.is_alive()
    assert answers == [None]


def test_the_minters_that_settings_name_are_there(settings):
    minters = {"application": applications.mint_link, "invitation": mint_link}
    assert {key: f"{one.__module__}.{one.__qualname__}" for key, one in minters.items()} == settings.LETTER_SECRETS
