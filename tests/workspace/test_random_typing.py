"""Several people type in several fields and rows over HTTP while everything goes wrong: nothing acknowledged is lost.

Browsers here drop the line before the answer comes, send an edit again, also late and out of order, and go down after
the server has written and before it has told. Rows are put in, moved, taken away and put back meanwhile. At the end
every edit that was acknowledged stands in the history, and so does every text that was refused (design §5).
"""

import json
import random
import re
import uuid
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

import pytest
from django.conf import settings
from django.test import Client

from benchmarking.method import versions
from benchmarking.method.models import MethodVersion
from benchmarking.models import Answer, Entry
from benchmarking.workspace.entries import add_row
from cohorts.roles import Function
from tests import factories
from tests.workspace.conftest import SKILLS

CLIENTS = 5
STEP = "/omgangar/own/kalmar/steg/uppstart/"
ROWS = f"{STEP}mall/kompetensinventering/rad/"
TOKEN = "b" * 32
FORM_FIELDS = ("styrmodell", "organisation-och-namnder")
ROW_FIELDS = ("omrade", "behov")


@dataclass(frozen=True)
class Edit:
    """What a browser sends for a field, word for word the same each time."""

    worksheet: str
    entry_id: int | str
    field_key: str
    value: str
    version: int
    edit_id: uuid.UUID

    @property
    def place(self):
        return self.worksheet, self.entry_id, self.field_key


@dataclass
class Typist:
    """A person's browser: what it believes of each field, what it was promised, and what it has yet to hear of."""

    host: str
    name: str
    cookie: str
    dice: random.Random
    rows: list[int]
    seen: dict = field(default_factory=dict)
    unheard: list[Edit] = field(default_factory=list)
    promised: list[Edit] = field(default_factory=list)
    refused: list[Edit] = field(default_factory=list)
    told: defaultdict = field(default_factory=lambda: defaultdict(set))
    faults: list[str] = field(default_factory=list)

    def post(self, path, data, *, listens=True):
        """Send, and return status, body and where it leads; None where nobody waits for the answer."""
        connection = HTTPConnection(self.host, timeout=60)
        headers = {
            "Cookie": self.cookie,
            "X-CSRFToken": TOKEN,
            "HX-Request": "true",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        try:
            connection.request("POST", path, urlencode(data), headers)
            if not listens:
                return None
            answer = connection.getresponse()
            return answer.status, answer.read().decode(), answer.headers.get("Location", "")
        finally:
            connection.close()

    def send(self, edit, *, listens=True):
        answer = self.post(f"{STEP}svar/", vars(edit), listens=listens)
        if answer is None:
            self.unheard.append(edit)
            return
        status, body, _ = answer
        if status == HTTPStatus.OK:
            saved = json.loads(body)
            self.promised.append(edit)
            self.told[edit.edit_id].add((saved["version"], saved["value"]))
            self.seen[edit.place] = saved["version"], saved["value"]
        elif status == HTTPStatus.CONFLICT:
            self.refused.append(edit)
            if found := re.search(r'data-version="(\d+)"', body):
                theirs = re.search(r"data-theirs>\n(.*?)</textarea>", body, re.DOTALL)
                self.seen[edit.place] = int(found[1]), theirs[1]
        else:
            self.faults.append(f"{status} {edit} {body[:300]}")

    def type(self, number):
        sheet, row, keys = "organisationsfakta", "", FORM_FIELDS
        if self.rows and self.dice.random() < 0.5:
            sheet, row, keys = "kompetensinventering", self.dice.choice(self.rows), ROW_FIELDS
        key = self.dice.choice(keys)
        version, text = self.seen.get((sheet, row, key), (0, ""))
        edit_id = uuid.UUID(int=self.dice.getrandbits(128))
        value = self.changed(text, f"{self.name}{number}") if key != "omrade" else f"{self.name}{number}"
        return Edit(sheet, row, key, value, version, edit_id)

    def changed(self, text, words):
        """Change one of at most five paragraphs: so that some edits meet in one, and some do not."""
        paragraphs = (text.split("\n") + [""] * 5)[:5]
        paragraphs[self.dice.randrange(5)] = words
        return "\n".join(paragraphs).rstrip("\n") or words

    def act_on_rows(self):
        row = self.dice.choice(self.rows) if self.rows else None
        act = self.dice.choice(("add", "flytta", "ta-bort", "aterstall"))
        if act == "add" or row is None:
            status, _, address = self.post(ROWS, {})
            if found := re.search(r"rad=(\d+)", address):
                self.rows.append(int(found[1]))
        else:
            status, _, _ = self.post(f"{ROWS}{row}/{act}/", {"to": self.dice.randint(1, 9)})
        if status not in {HTTPStatus.FOUND, HTTPStatus.UNPROCESSABLE_ENTITY}:
            self.faults.append(f"{status} {act} {row}")

    def work(self, operations):
        for number in range(operations):
            luck = self.dice.random()
            if self.unheard and luck < 0.25:  # again, late, and not in the order they were typed
                self.send(self.unheard.pop(self.dice.randrange(len(self.unheard))))
            elif self.promised and luck < 0.32:  # sent twice, long after
                self.send(self.dice.choice(self.promised))
            elif luck < 0.40:
                self.act_on_rows()
            else:
                self.send(self.type(number), listens=self.dice.random() > 0.2)
        while self.unheard:
            self.send(self.unheard.pop())


@pytest.fixture
def typists(server):
    cohort = factories.cohort("own")
    versions.pin(cohort, MethodVersion.objects.get(name="2019"))
    kalmar = factories.participation(cohort, "Kalmar")

    def typist(number):
        person = factories.person(f"Person {number}")
        factories.seat(kalmar.room, Function.STRATEGIST, person)
        if number == 0:
            rows.extend(add_row(kalmar, versions.method_of(cohort.pk), **SKILLS, by=person).pk for _ in range(4))
        client = Client()
        client.force_login(person)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        cookie = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={TOKEN}"
        return Typist(urlsplit(server).netloc, "ABCDE"[number], cookie, random.Random(20191001 + number), [*rows])

    rows: list[int] = []
    return [typist(number) for number in range(CLIENTS)]


@pytest.mark.deep
def test_every_promise_is_kept(typists, scale):
    operations = scale(500, 10_000) // CLIENTS
    with ThreadPoolExecutor(CLIENTS) as threads:
        list(threads.map(lambda each: each.work(operations), typists))
    assert [fault for each in typists for fault in each.faults] == []
    kept = {"stood": set(), "refused": set()}
    for label, edit_id, value in Answer.pgh_event_model.objects.values_list("pgh_label", "edit_id", "value"):
        kept["refused" if label == "refused" else "stood"].add((edit_id, value))
    promised = [edit for each in typists for edit in each.promised]
    refused = [edit for each in typists for edit in each.refused]
    assert len(promised) > operations, "most edits were acknowledged"
    assert refused
    everything = {value for _, value in kept["stood"]}
    lost = [
        edit for edit in promised if (edit.edit_id, edit.value) not in kept["stood"] and edit.value not in everything
    ]
    assert lost == []
    assert [edit for edit in refused if (edit.edit_id, edit.value) not in kept["refused"]] == []
    merged = Answer.pgh_event_model.objects.filter(pgh_label="merged").count()
    assert merged, "some were put together"
    for answer in Answer.objects.exclude(version=0):
        latest = answer.events.exclude(pgh_label__in=("merged", "refused")).latest("pgh_id")
        assert (answer.value, answer.version) == (latest.value, latest.version)
    positions = Entry.objects.filter(position__gt=0).values_list("position", flat=True)
    assert len(positions) == len(set(positions))
