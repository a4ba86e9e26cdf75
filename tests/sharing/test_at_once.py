"""Several in a trio press at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from benchmarking.method.versions import pin, store
from benchmarking.sharing.models import AudienceKind, ReleaseReader
from benchmarking.sharing.releases import publish
from cohorts.groups import form_group
from tests import factories
from tests.personas import method_2019

MANY = 6


@pytest.mark.django_db(transaction=True)
def test_many_who_share_at_once_get_a_number_each():
    round_ = factories.cohort("2019")
    pin(round_, store(method_2019()))
    owner = factories.participation(round_, "Kalmar")
    form_group(round_, [owner, factories.participation(round_, "Södertälje")])
    person = factories.person("Stina Strateg")
    at_once = Barrier(MANY)

    def share(turn):
        facts = {"kind": "step", "key": "traff-1", "title": "Steg 2"}
        try:
            at_once.wait()
            return publish(owner, **facts, content={"turn": turn}, audiences=[AudienceKind.GROUP], by=person).number
        finally:
            connection.close()

    with ThreadPoolExecutor(MANY) as pool:
        numbers = list(pool.map(share, range(MANY)))
    assert sorted(numbers) == list(range(1, MANY + 1))
    assert ReleaseReader.objects.count() == MANY
