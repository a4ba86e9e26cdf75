"""Whatever one who leads a round does to it, at any address, leaves a line in its log with a name."""

import pytest
from django.urls import reverse

from benchmarking.steering.log import log_of
from tests.access.oracles import undone
from tests.access_table import ROWS, kwargs_of

pytestmark = pytest.mark.django_db

#: Acts that change no round: what they change, so that a new act is either told of or named here.
QUIET = {
    **dict.fromkeys(
        (
            "cohorts:groups_propose",
            "cohorts:group_place",
            "cohorts:group_lock",
            "cohorts:group_mentor_add",
            "cohorts:group_mentor_remove",
            "cohorts:group_reason",
        ),
        "a plan of groups, told of when it is published",
    ),
    **dict.fromkeys(
        (
            "benchmarking:own_letters",
            "benchmarking:feed_make",
            "benchmarking:feed_shut",
            "benchmarking:conduct_accept",
        ),
        "what is the person's own",
    ),
    **dict.fromkeys(
        ("reports:results_order", "reports:meeting_report_order"), "a report, which says itself who ordered it"
    ),
}
#: What a leader may do and a stranger may not; a public form is no act of a leader.
TOLD = [row for row in ROWS if row.post and row.stores and "leader" in row.opens and "outsider" not in row.opens]


def test_only_acts_of_a_leader_are_named_as_quiet():
    assert QUIET.keys() <= {row.name for row in TOLD}


@pytest.mark.parametrize("row", [row for row in TOLD if row.name not in QUIET], ids=str)
def test_an_act_of_a_leader_leaves_a_line(row, full_world):
    with undone():
        data = row.post(full_world, "leader")
        before = log_of(full_world.cohort).lines
        full_world.client("leader").post(reverse(row.name, kwargs=kwargs_of(row, full_world)), data)
        new = [line for line in log_of(full_world.cohort).lines if line not in before]
    assert {line.who for line in new} == {"Leader"}
