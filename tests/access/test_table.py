"""Every address has its row, and every act its cells (tests/access_table.py); test_pages.py reads the pages."""

import os
import subprocess
import sys
from collections import Counter

import pytest
from django.conf import settings
from django.urls import reverse

from tests.access.oracles import digest_of_rows, touched, undone
from tests.access.samples import FOREIGN, SAMPLES
from tests.access_table import DEMO_ONLY, ROWS, addresses, kwargs_of

pytestmark = pytest.mark.django_db

each_row = pytest.mark.parametrize("row", ROWS, ids=str)


def test_every_address_has_one_row_and_every_row_an_address():
    found = [name for name, _ in addresses()]
    rows = [row.name for row in ROWS]
    shown = [str(row) for row in ROWS]
    assert sorted(set(found) - set(rows)) == [], "addresses without a row in tests/access_table.py"
    assert sorted(set(rows) - set(found)) == [], "rows without an address"
    assert [name for name, times in Counter(shown).items() if times > 1] == []
    assert [name for name, times in Counter(found).items() if times > 1] == []


def test_the_demo_adds_the_addresses_that_are_named():
    code = (
        "import django; django.setup(); from tests.access_table import addresses; print(*(n for n, _ in addresses()))"
    )
    environment = {**os.environ, "DEMO": "true", "DJANGO_SETTINGS_MODULE": "config.settings", "PYTHONPATH": "."}
    told = subprocess.run(
        [sys.executable, "-c", code],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert set(told.stdout.split()) - {name for name, _ in addresses()} == DEMO_ONLY


def test_every_parameter_has_a_sample():
    at = {row.name: row.at for row in ROWS}
    missing = {
        f"{name}: {param}" for name, params in addresses() for param in params - set(SAMPLES | at.get(name, {}))
    }
    assert missing == set()


@pytest.mark.parametrize("row", [row for row in ROWS if row.post], ids=str)
def test_post(row, full_world):
    """Whoever is let in gets through with valid data, and the act has left its trace."""
    url = reverse(row.name, kwargs=kwargs_of(row, full_world))
    wrong = []
    for persona in sorted(row.opens):
        with undone():
            data = row.post(full_world, persona)
            rows = touched()
            with undone():
                got = full_world.client(persona).post(url, data).status_code
                written = [table for table, times in touched().items() if times != rows[table]]
                after = digest_of_rows(written)
            before = digest_of_rows(written)
            if got != row.done:
                wrong.append(f"{persona}: {got}, not {row.done}")
            if (after != before) is not row.stores:
                wrong.append(f"{persona}: {'nothing was stored' if row.stores else 'something was stored'}")
    assert wrong == [], row.name


@each_row
def test_parameters_of_two_rooms_lead_nowhere(row, full_world):
    """An address made of one's own room and a child of another is no address, whatever one may do in the first."""
    own = kwargs_of(row, full_world)
    wrong = []
    for name in own if len(own) > 1 else ():
        if name not in FOREIGN:
            continue
        url = reverse(row.name, kwargs=own | {name: FOREIGN[name](full_world)})
        for persona in sorted(row.opens & {"strategist", "mentor", "programme_leader"}):
            client = full_world.client(persona)
            got = {client.get(url).status_code if row.get else 404, client.post(url).status_code if row.post else 404}
            if got != {404}:
                wrong.append(f"{persona} {url}: {got}")
    assert wrong == []


@each_row
def test_foreign_looks_like_absent(row, full_world):
    """Who may not know of a room gets the very page that a room that does not exist gives."""
    own = kwargs_of(row, full_world)
    absent = own | {name: "finns-inte" if isinstance(value, str) else 987654 for name, value in own.items()}
    strangers = [name for name in ("outsider", "other_cohort", "home_team") if row.expected(name, 0) == 404]
    for persona in strangers if own else ():
        client = full_world.client(persona)
        foreign, nowhere = (client.get(reverse(row.name, kwargs=kwargs)) for kwargs in (own, absent))
        assert (foreign.status_code, _size(foreign)) == (nowhere.status_code, _size(nowhere)), persona


def _size(response) -> int:
    """Return the size of what a page says; the menu around it marks where one is among one's own places."""
    return len(response.content.split(b"<main", 1)[-1])
