"""What a worker does with a letter, against a mail server that answers as told."""

import email
import signal
from datetime import timedelta
from email import policy
from email.message import EmailMessage
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from access.refusals import Refusal
from accounts import letters, tasks
from accounts.models import Letter

State = Letter.State


def a_letter(**facts: Any) -> Letter:
    return letters.write(**{"to": "bo@vaxjo.example", "subject": "Hej", "body": "Text\n", "kind": "test", **facts})


def send(letter: Letter) -> Letter:
    tasks.send_letter(letter.pk)
    letter.refresh_from_db()
    return letter


def parsed(text: bytes) -> EmailMessage:
    return email.message_from_bytes(text, policy=policy.default)


def mint(ref: int) -> str:
    return f"https://steg.example/inbjudan/hemlig-{ref}/"


def mint_nothing(_ref: int) -> str:
    raise Refusal("Inbjudan är återtagen.")


def mint_wrong(_ref: int) -> str:
    raise ZeroDivisionError


@pytest.fixture
def minters(settings):
    settings.LETTER_SECRETS = {name: f"{__name__}.{name}" for name in ("mint", "mint_nothing", "mint_wrong")}


def test_a_letter_arrives_whole(db, mail_server):
    letter = send(
        a_letter(
            name='Bo "Bosse" Ek, Växjö',
            subject="Möte på Öland",
            body="Blå åar\n",
            ics="BEGIN:VCALENDAR\nMETHOD:REQUEST\n",
        )
    )
    assert letter.state == State.SENT
    assert letter.sent_at
    (text,) = mail_server.received
    message = parsed(text)
    assert message["Message-ID"] == letter.message_id
    assert message["Subject"] == "Möte på Öland"
    assert message["To"].addresses[0].addr_spec == "bo@vaxjo.example"
    assert message["To"].addresses[0].display_name == 'Bo "Bosse" Ek, Växjö'
    body = message.get_body()
    assert body is not None
    assert body.get_content().strip() == "Blå åar"
    (calendar,) = message.iter_attachments()
    assert calendar.get_content_type() == "text/calendar"
    assert "BEGIN:VCALENDAR" in calendar.get_content()


def test_the_link_is_in_the_mail_and_in_no_row(db, mail_server, minters):
    letter = send(a_letter(body="Svara här: {länk}\n", secret=("mint", 7)))
    assert "https://steg.example/inbjudan/hemlig-7/" in parsed(mail_server.received[0]).get_content()
    assert "hemlig" not in str(Letter.objects.filter(pk=letter.pk).values().get())
    assert letter.body == "Svara här: {länk}\n"


def test_a_refusal_to_mint_stops_the_letter(db, mail_server, minters):
    letter = send(a_letter(body="{länk}", secret=("mint_nothing", 7)))
    assert (letter.state, letter.reason) == (State.STOPPED, "Inbjudan är återtagen.")
    assert mail_server.received == []


def test_a_fault_while_minting_puts_the_letter_back(db, mail_server, minters):
    letter = a_letter(body="{länk}", secret=("mint_wrong", 7))
    with pytest.raises(ZeroDivisionError):
        tasks.send_letter(letter.pk)
    letter.refresh_from_db()
    assert letter.state == State.QUEUED
    assert letter.not_before > timezone.now()


def test_a_body_with_a_secret_is_blanked_once_sent(db, mail_server):
    letter = send(a_letter(body="Kod: ABCD\n", valid_until=timezone.now() + timedelta(minutes=15)))
    assert b"ABCD" in mail_server.received[0]
    assert (letter.state, letter.body, letter.blanked) == (State.SENT, "", True)


@pytest.mark.parametrize("field", ["rcpt", "data"])
def test_a_temporary_no_is_tried_again_later_with_the_same_message_id(db, mail_server, field):
    setattr(mail_server, field, "451 later")
    letter = send(a_letter())
    assert (letter.state, letter.attempts) == (State.QUEUED, 1)
    assert letter.not_before > timezone.now() + timedelta(seconds=20)
    setattr(mail_server, field, "250 ok")
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        tasks.sweep_letters()
    letter.refresh_from_db()
    assert (letter.state, letter.attempts) == (State.SENT, 2)
    assert parsed(mail_server.received[-1])["Message-ID"] == letter.message_id


def test_the_pause_grows_and_ends(db, mail_server):
    mail_server.rcpt = "451 later"
    letter, pauses, now = a_letter(), [], timezone.now()
    while letter.state == State.QUEUED:
        with time_machine.travel(now, tick=False):
            send(letter)
        pauses.append(letter.not_before - now)
        now = letter.not_before
    assert pauses[:-1] == sorted(letters.PAUSES)
    assert letter.state == State.STOPPED
    assert "7 försök" in letter.reason


@pytest.mark.parametrize("field", ["rcpt", "data"])
def test_a_lasting_no_stops_the_letter(db, mail_server, field):
    setattr(mail_server, field, "550 no such person")
    letter = send(a_letter())
    assert (letter.state, letter.reason) == (State.STOPPED, "Mottagarens server tog inte emot brevet (svar 550).")


def test_a_server_that_is_away_is_tried_again(db, mail_server, settings):
    settings.EMAIL_PORT = 1
    letter = send(a_letter())
    assert (letter.state, letter.attempts) == (State.QUEUED, 1)


def test_a_sweep_ends_when_the_server_is_away(db, mail_server, settings):
    settings.EMAIL_PORT = 1
    for _ in range(3):
        a_letter()
    tasks.sweep_letters()
    assert sorted(Letter.objects.values_list("attempts", flat=True)) == [0, 0, 1]


def test_a_line_that_breaks_after_the_text_leaves_unsure(db, mail_server):
    mail_server.data = "hang up"
    letter = send(a_letter())
    assert letter.state == State.UNSURE
    assert letter.get_state_display() == "osäkert om det gick iväg"
    tasks.sweep_letters()
    assert len(mail_server.received) == 1


def test_a_killed_worker_leaves_unsure_and_nobody_sends_again(elsewhere, mail_server):
    mail_server.data = "say nothing"
    letter = a_letter(body="Kod: ABCD\n", valid_until=timezone.now() + timedelta(hours=1))
    worker = elsewhere(
        f"from accounts import tasks; tasks.send_letter({letter.pk})",
        EMAIL_URL=f"smtp://127.0.0.1:{mail_server.port}",
    )
    assert mail_server.heard_all.wait(timeout=60)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    mail_server.data = "250 taken"

    tasks.send_letter(letter.pk)
    tasks.sweep_letters()
    letter.refresh_from_db()
    assert letter.state == State.SENDING
    with time_machine.travel(timezone.now() + letters.UNSURE_AFTER + timedelta(seconds=1)):
        tasks.sweep_letters()
        tasks.sweep_letters()
        tasks.send_letter(letter.pk)
    letter.refresh_from_db()
    assert (letter.state, letter.body, letter.blanked) == (State.UNSURE, "", True)
    assert len(mail_server.received) == 1


def test_no_living_worker_is_called_lost(settings):
    assert letters.UNSURE_AFTER.total_seconds() > settings.CELERY_TASK_TIME_LIMIT
