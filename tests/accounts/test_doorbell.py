"""A broker that is down costs time and nothing else."""

import pytest

from accounts.models import Letter
from config.celery import app

NOWHERE = "redis+socket:///nowhere/v.sock?virtual_host=0"


@pytest.fixture
def ringing():
    app.conf.update(task_always_eager=False)
    yield
    app.conf.update(task_always_eager=True)


def test_a_ring_that_nobody_hears_is_no_error(ringing):
    with app.connection_for_write(url=NOWHERE) as line:
        assert app.tasks["accounts.tasks.sweep_letters"].apply_async(connection=line) is None


def test_a_code_can_be_asked_for_while_the_broker_is_down(elsewhere, anna):
    asking = elsewhere(
        "from django.test import Client\n"
        "print(Client().post('/konto/kod/', {'email': 'anna@kalmar.example'}).status_code)",
        BROKER_URL=NOWHERE,
    )
    out, _ = asking.communicate(timeout=60)
    assert out.strip() == "302"
    letter = Letter.objects.get()
    assert (letter.to_email, letter.state) == (anna.email, Letter.State.QUEUED)
