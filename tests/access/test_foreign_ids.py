"""One's own address with somebody else's row in the form: refused, and nothing written."""

import uuid

import pytest
from django.urls import reverse

from cohorts.models import Seat
from tests.access import posts
from tests.access.oracles import digest_of_rows
from tests.access_table import HELD, ROWS, kwargs_of

pytestmark = pytest.mark.django_db


def _seat(world, persona):
    return Seat.objects.get(holder=world.people[persona]).pk


#: Address, data of another room's, who tries it though the address is theirs to use, and what they are told.
TRIED = (
    ("start:choose_hat", lambda world: {"hat": _seat(world, "manager")}, "strategist", 422),
    (
        "benchmarking:answer_write",
        lambda world: {
            "worksheet": "hemplan",
            "entry_id": world.things["foreign_row"].pk,
            "field_key": "mal",
            "value": "Lånat",
            "version": 0,
            "edit_id": uuid.uuid4(),
        },
        "strategist",
        404,
    ),
    (
        "benchmarking:worksheet",
        lambda world: {f"value.{world.things['foreign_row'].pk}.mal.": "Lånat"},
        "strategist",
        404,
    ),
    (
        "benchmarking:meeting_plan",
        lambda world: posts.plan(world, "") | {"host": world.organisations["askersund"].pk},
        "strategist",
        422,
    ),
    (
        "benchmarking:meeting_plan",
        lambda world: posts.plan(world, "") | {"chair": _seat(world, "other_group")},
        "mentor",
        422,
    ),
    (
        "benchmarking:decision_add",
        lambda world: posts.decision(world, "") | {"owner": _seat(world, "other_group")},
        "group_mate",
        422,
    ),
    (
        "benchmarking:follow_up_add",
        lambda world: posts.follow_up(world, "") | {"owner": _seat(world, "other_cohort")},
        "strategist",
        422,
    ),
    (
        "cohorts:member_move",
        lambda world: posts.moved_member(world, "") | {"organisation": world.organisations["linkoping"].pk},
        "leader",
        422,
    ),
    (
        "cohorts:mentor_add",
        lambda world: posts.new_mentor(world, "") | {"mentor": world.organisations["jonkoping"].pk},
        "leader",
        422,
    ),
    (
        "cohorts:match_facts",
        lambda world: {"wishes": [world.organisations["linkoping"].organisation_id]},
        "leader",
        422,
    ),
    (
        "reports:results_order",
        lambda world: {"organisation": world.organisations["linkoping"].pk},
        "leader",
        422,
    ),
)
ROW = {row.name: row for row in ROWS if not row.case}


@pytest.mark.parametrize(
    ("name", "data", "persona", "status"), TRIED, ids=lambda part: part if isinstance(part, str) else ""
)
def test_a_foreign_row_in_a_form_is_refused(name, data, persona, status, full_world):
    kwargs = kwargs_of(ROW[name], full_world)
    if name == "benchmarking:worksheet":
        kwargs["worksheet"] = "hemplan"
    if name.startswith(("benchmarking:decision", "benchmarking:follow_up")):
        kwargs |= {key: take(full_world) for key, take in HELD.items()}
    before = digest_of_rows()
    answer = full_world.client(persona).post(reverse(name, kwargs=kwargs), data(full_world))
    assert answer.status_code == status
    assert digest_of_rows() == before


def test_fields_that_no_form_has_are_not_taken(full_world):
    """Who acts, where, and what stands on the account are the server's to say."""
    row, world = ROW["benchmarking:decision_add"], full_world
    more = {"room": world.other_group.pk, "written_by": world.people["leader"].pk, "number": 99, "is_superuser": "on"}
    url = reverse(row.name, kwargs=kwargs_of(row, world))
    assert world.client("strategist").post(url, posts.decision(world, "") | more).status_code == 302
    made = world.things["held"].decisions.order_by("pk").last()
    assert (made.room_id, made.written_by, made.number == 99) == (world.group.pk, world.people["strategist"], False)
    world.people["strategist"].refresh_from_db()
    assert not world.people["strategist"].is_superuser
