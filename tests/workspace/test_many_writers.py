"""Eight people type in one field of the running product at once: nothing that was acknowledged is lost (design §5)."""

import json
import random
import re
import uuid
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

import pytest
from django.conf import settings
from django.test import Client

from benchmarking.method import versions
from benchmarking.method.models import MethodVersion
from benchmarking.models import Answer
from cohorts.roles import Function
from tests import factories

WRITERS = 8
TOKEN = "a" * 32


class Writer:
    """One person's browser: a session of its own, and a text that it will not give up."""

    def __init__(self, server, room, name):
        person = factories.person(name)
        factories.seat(room, Function.STRATEGIST, person)
        client = Client()
        client.force_login(person)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.cookie = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={TOKEN}"
        self.host = urlsplit(server).netloc
        self.name = name
        self.version = 0
        self.acknowledged: list[str] = []
        self.refused: list[str] = []

    def send(self, connection, value, edit):
        typed = {
            "worksheet": "organisationsfakta",
            "field_key": "styrmodell",
            "value": value,
            "version": self.version,
            "edit_id": edit,
        }
        headers = {
            "Cookie": self.cookie,
            "X-CSRFToken": TOKEN,
            "HX-Request": "true",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        connection.request("POST", "/omgangar/own/kalmar/steg/uppstart/svar/", urlencode(typed), headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()

    def write(self, edits, seed):
        """Type so many texts, one after the other; each until it is acknowledged. Some go twice, as on a bad line."""
        dice = random.Random(seed)
        connection = HTTPConnection(self.host, timeout=60)
        for number in range(edits):
            value, status = f"{self.name} skriver {number}", None
            while status != HTTPStatus.OK:
                edit = uuid.UUID(int=dice.getrandbits(128))
                status, body = self.send(connection, value, edit)
                if dice.random() < 0.2:
                    again, second = self.send(connection, value, edit)
                    assert again == status
                    body = body if status == HTTPStatus.OK else second
                if status == HTTPStatus.CONFLICT:
                    self.refused.append(value)
                    self.version = int(re.search(r'data-version="(\d+)"', body)[1])  # type: ignore[index]
                else:
                    assert status == HTTPStatus.OK, body
                    self.version = json.loads(body)["version"]
            self.acknowledged.append(value)
        connection.close()


@pytest.fixture
def writers(server):
    cohort = factories.cohort("own")
    versions.pin(cohort, MethodVersion.objects.get(name="2019"))
    kalmar = factories.participation(cohort, "Kalmar")
    return [Writer(server, kalmar.room, f"Person {letter}") for letter in "ABCDEFGH"[:WRITERS]]


@pytest.mark.deep
def test_nothing_acknowledged_is_lost(writers, scale):
    edits = scale(5, 40)
    with ThreadPoolExecutor(WRITERS) as threads:
        list(threads.map(lambda pair: pair[1].write(edits, pair[0]), enumerate(writers)))
    answer = Answer.objects.get()
    events = answer.events.order_by("pgh_id")  # type: ignore[attr-defined]
    history = list(events.values_list("pgh_label", "value", "version"))
    stood = [(value, version) for label, value, version in history if label in {"insert", "update"}]
    acknowledged = [value for writer in writers for value in writer.acknowledged]
    assert len(acknowledged) == WRITERS * edits
    assert sorted(value for value, _ in stood) == sorted(acknowledged), "each acknowledged text stood once"
    assert [version for _, version in stood] == list(range(1, WRITERS * edits + 1)), "no version was given twice"
    assert (answer.value, answer.version) == stood[-1]
    refused = {value for writer in writers for value in writer.refused}
    assert refused, "they did type at once"
    assert refused == {value for label, value, _ in history if label == "refused"}
