"""The question whether a room may be worked in, asked while the round is being closed."""

import threading
import time

import pytest
from django.db import connection, transaction

from cohorts import states
from cohorts.models import CohortState, Room
from tests import factories


@pytest.mark.django_db(transaction=True)
def test_who_waits_for_a_closing_round_is_refused():
    kalmar = factories.participation(factories.cohort("2019"), "Kalmar")
    refused = []

    def work():
        try:
            with transaction.atomic():
                states.require(kalmar.room, states.WORK)
        except states.RoundClosed as refusal:
            refused.append(refusal)
        finally:
            connection.close()

    writer = threading.Thread(target=work)
    with transaction.atomic():
        list(Room.objects.select_for_update(no_key=True))
        writer.start()
        _wait_until_somebody_waits()
        kalmar.cohort.state = CohortState.CLOSED
        kalmar.cohort.save(update_fields=["state"])
    writer.join(timeout=30)
    assert len(refused) == 1


def _wait_until_somebody_waits():
    end = time.monotonic() + 30
    with connection.cursor() as cursor:
        while time.monotonic() < end:
            cursor.execute("SELECT 1 FROM pg_locks WHERE NOT granted")
            if cursor.fetchone():
                return
            time.sleep(0.01)
    raise AssertionError("nobody waits")
