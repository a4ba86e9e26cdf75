"""What the role table promises whatever is in it."""

from cohorts.roles import AFTER_LEAVING, BELOW, OWN_PAST, PAIRED, ROLES, TRIO, VERBS, Function, RoomKind

#: What belongs to one organisation, or to one function of it, and is never opened from above.
OWNERS = {
    "read_drafts",
    "write_answer",
    "write_figures",
    "mark_item",
    "sign_off_step",
    "share",
    "offer_own_seat",
    "read_own_contacts",
    "read_part",
    "write_part",
}
FROM_BELOW_BY_PAIRING = {"see_progress", "read_contacts"}


def _below(verbs):
    return {verb for verb in verbs if VERBS[verb].reach is BELOW}


def test_what_is_the_owners_opens_one_room_only():
    assert OWNERS.issubset(VERBS)
    assert _below(OWNERS) == set()


def test_a_leader_holds_nothing_of_an_owners():
    leaders = [row for (_, function), row in ROLES.items() if function == Function.LEADER]
    assert leaders
    assert [row for row in leaders if (row.own | row.group | row.cohort) & OWNERS] == []


def test_a_seat_in_an_organisation_reaches_nothing_below():
    rows = [row for (level, _), row in ROLES.items() if level == RoomKind.PARTICIPATION]
    assert rows
    assert [_below(row.own | row.group | row.cohort) for row in rows if _below(row.own | row.group | row.cohort)] == []


def test_a_pairing_reaches_progress_and_contacts_only():
    assert {kind: _below(verbs) for kind, verbs in PAIRED.items()} == dict.fromkeys(PAIRED, FROM_BELOW_BY_PAIRING)


def test_a_supporting_mentor_reads_like_the_lead_and_does_not_chair():
    lead, support = PAIRED.values()
    assert lead - support == {"plan_meeting", "write_minutes", "order_group_report"}
    assert support < lead


def test_what_stays_after_leaving_is_past_meetings():
    assert set(AFTER_LEAVING) == {"read_past_meeting"}


def test_the_home_team_holds_its_parts_and_nothing_above():
    row = ROLES[RoomKind.PARTICIPATION, Function.OTHER]
    assert (row.own, row.group, row.cohort) == ({"read_part", "write_part"}, set(), set())


def test_the_trio_is_equal():
    assert len({ROLES[RoomKind.PARTICIPATION, function] for function in TRIO}) == 1


def test_every_verb_is_granted_to_somebody_and_every_grant_is_a_verb():
    granted = set(AFTER_LEAVING | OWN_PAST).union(
        *PAIRED.values(), *(row.own | row.group | row.cohort for row in ROLES.values())
    )
    assert granted == set(VERBS)
