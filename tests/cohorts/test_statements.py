"""No page of this app takes more than fifteen SQL statements, the session and the person's access included."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories


@pytest.mark.parametrize(
    ("persona", "address"),
    [
        ("programme_leader", "/omgangar/"),
        ("leader", "/omgangar/2019/deltagare/"),
        ("strategist", "/omgangar/2019/kalmar/team/"),
        ("mentor", "/omgangar/2019/grupper/kalmar-sodertalje/kontakter/"),
        ("leader", "/omgangar/2019/deltagare/{seat}/bjud-in/"),
        ("anonymous", "/inbjudan/{token}/"),
        ("anonymous", "/organisationer/"),
        ("anonymous", "/organisationer/kalmar/"),
    ],
)
def test_at_most_fifteen(world, vacant, persona, address):
    token = factories.invite(vacant, by=world.people["leader"])
    with CaptureQueriesContext(connection) as seen:
        assert world.client(persona).get(address.format(seat=vacant.pk, token=token)).status_code == 200
    assert len(seen) <= 15
    assert sum("cohorts_roomgrant" in query["sql"] for query in seen) <= 1
