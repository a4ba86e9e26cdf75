"""The standing cast, for every test of who may what, in a world where every room has something in it."""

import pytest
from django.db import transaction

from tests.access.content import furnish
from tests.personas import world

__all__ = ["full_world", "world"]


@pytest.fixture(scope="module")
def full_world(world, django_db_blocker):
    """``world`` with content in every room, built once per module."""
    with django_db_blocker.unblock(), transaction.atomic():
        furnish(world)
        yield world
        transaction.set_rollback(True)
