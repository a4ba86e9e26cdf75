"""Who may what at every address: one row per URL name. tests/access holds the product to it, cell by cell.

To add a row, write its name, who it opens to, who else sees the room, and, where it takes a POST, valid data:

    Row("benchmarking:step", opens=OWN | {"home_team"}, refuses=SEES_OWN),
    Row("benchmarking:step_sign_off", opens=OWN, refuses=SEES_OWN, get=None, post=nothing),

``opens``    GET gives ``get`` (200); ``get=None`` says that the address answers POST alone, and GET is 405.
``refuses``  sees that the room is there, and is told that this is not theirs to do: 403 (unless in ``opens``).
``sent_on``  is sent elsewhere: 302 without anything done.
Anybody else gets 404 when signed in, and the sign-in page (302) when not; a fragment then answers 401.
``post``     a function of (world, persona) that returns valid data: it may make what it needs first, since each
             call is rolled back. It answers ``done`` (302). Without ``post`` the address refuses POST with 405.
``stores``   False where a POST that is let in changes no row of ours (a choice kept in the session).
``case``     tells apart two rows of one address, for two things that open to different people.
Parameters come by their names from ``SAMPLES`` (tests/access/samples.py); ``at`` names others for one row.
A parameter with another room's value in ``FOREIGN`` is tried too, mixed with our own: always 404.
What they take from ``world.things`` is put there by tests/access/content.py.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache

from django.urls import URLPattern, URLResolver, get_resolver

from tests.access import indicator_posts, posts, steering_posts
from tests.access.posts import Data, nothing
from tests.access.samples import SAMPLES, Take, thing
from tests.personas import ANONYMOUS, EVERYBODY, LEADERS, MEMBERS, MENTORS, OWN, SIGNED_IN, TRIOS, World

People = frozenset[str]

NOBODY: People = frozenset()
#: Those who are not signed in, whatever they hold.
AT_THE_DOOR = frozenset({ANONYMOUS, "deactivated"})
#: Those who are signed in and hold no seat.
SEATLESS = frozenset({"outsider", "superuser"})
PROGRAMME = frozenset({"programme_leader"})
#: Those who know that Kalmar's room is there, its group's, and the round's.
SEES_OWN = OWN | MENTORS | LEADERS | {"home_team"}
GROUP = OWN | MENTORS | {"group_mate"}
OWN_AND_HOME = OWN | {"home_team"}
#: Those whom the method asks to approve the step of ``SAMPLES``.
SIGNERS = frozenset({"manager", "strategist"})
LEFT = frozenset({"ended_mentor", "past_member"})
SEES_GROUP = GROUP | LEADERS | LEFT
SEES_COHORT = TRIOS | LEADERS | {"observer"}
#: Those who host the group's meetings: its own, and the mentor who leads.
HOSTS = GROUP - {"supporting_mentor"}


@dataclass(frozen=True)
class Row:
    """One address and what it answers to whom; the module's docstring explains the columns."""

    name: str
    opens: frozenset[str]
    refuses: frozenset[str] = NOBODY
    sent_on: frozenset[str] = NOBODY
    get: int | None = 200
    post: Callable[[World, str], Data] | None = None
    done: int = 302
    stores: bool = True
    case: str = ""
    at: dict[str, Take] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.name}[{self.case}]" if self.case else self.name

    def expected(self, persona: str, allowed: int) -> int:
        """Return the status for ``persona``; ``allowed`` is the one of those who are let in."""
        if persona in self.opens:
            return allowed
        if persona in self.refuses:
            return 403
        return 302 if persona in self.sent_on | AT_THE_DOOR else 404


APPLICATION_TOKEN: dict[str, Take] = {"token": lambda world: world.things["application_token"]}
SHARED_INDICATORS: dict[str, Take] = {"organisation": lambda _: "sodertalje", "number": lambda _: 2}
HELD = {"number": thing("held", "number")}
OLD_REPORT = {"pk": thing("old_report")}
HOME_SEAT = {"seat": lambda world: world.people["home_team"].seats.get().pk}
QUESTION = {
    "step": lambda _: "traff-3",
    "worksheet": lambda _: "ledarskap-och-kultur",
    "entry": thing("question"),
}
ROWS_SHEET = {"worksheet": lambda _: "hemplan"}
#: An organisation of the own group that has shared nothing: a mentor, since a member asks for the others' steps.
UNSHARED = {"organisation": lambda _: "umea"}
PLANNED = {"number": thing("planned", "number")}


ROWS = (
    # accounts: the door is the library's, and its POSTs are tested in tests/accounts.
    Row("account_login", opens=AT_THE_DOOR, sent_on=SIGNED_IN),
    Row("account_request_login_code", opens=AT_THE_DOOR, sent_on=SIGNED_IN),
    Row("account_confirm_login_code", opens=NOBODY, sent_on=EVERYBODY),
    Row("account_logout", opens=SIGNED_IN, sent_on=AT_THE_DOOR),
    Row("account_inactive", opens=EVERYBODY),
    Row("account_signup", opens=AT_THE_DOOR, sent_on=SIGNED_IN),
    Row("account_change_password", opens=NOBODY, sent_on=EVERYBODY),
    Row("account_set_password", opens=SIGNED_IN),
    Row("account_reset_password", opens=EVERYBODY),
    Row("account_reset_password_done", opens=EVERYBODY),
    Row("account_reset_password_from_key", opens=EVERYBODY),
    Row("account_reset_password_from_key_done", opens=EVERYBODY),
    # start
    Row("start:home", opens=EVERYBODY),
    Row("start:choose_hat", opens=MEMBERS, refuses=SEATLESS, get=None, post=posts.own_hat, stores=False),
    Row("start:about", opens=EVERYBODY),
    Row("start:accessibility", opens=EVERYBODY),
    Row("start:personal_data", opens=EVERYBODY),
    Row("start:live", opens=EVERYBODY),
    Row("start:ready", opens=EVERYBODY),
    # cohorts: an invitation opens to whoever has the link, unless somebody else is signed in
    Row("cohorts:invitation", opens=AT_THE_DOOR, refuses=SIGNED_IN),
    Row("cohorts:invitation_accept", opens=AT_THE_DOOR, refuses=SIGNED_IN, get=None, post=nothing),
    Row("cohorts:invitation_decline", opens=AT_THE_DOOR, refuses=SIGNED_IN, get=None, post=nothing),
    Row("cohorts:applications", opens=LEADERS, refuses=SEES_COHORT),
    Row("cohorts:application_decide", opens=LEADERS, refuses=SEES_COHORT, post=posts.answer_interest),
    Row("cohorts:application_undo", opens=LEADERS, refuses=SEES_COHORT, get=None, post=posts.answered),
    Row("cohorts:answers_give", opens=LEADERS, refuses=SEES_COHORT, post=posts.answer_all),
    Row("cohorts:answers_send", opens=LEADERS, refuses=SEES_COHORT, post=posts.answer_sent),
    Row("cohorts:application_confirm", opens=EVERYBODY, post=nothing, done=200, at=APPLICATION_TOKEN),
    Row("cohorts:apply", opens=EVERYBODY, post=posts.interest),
    Row("cohorts:apply_received", opens=EVERYBODY),
    Row("cohorts:cohorts", opens=MEMBERS, refuses=SEATLESS),
    Row("cohorts:people", opens=LEADERS, refuses=SEES_COHORT),
    Row("cohorts:people_paste", opens=LEADERS, refuses=SEES_COHORT, post=posts.trio, done=200, stores=False),
    Row("cohorts:people_take_in", opens=LEADERS, refuses=SEES_COHORT, get=None, post=posts.trio),
    Row("cohorts:people_template", opens=LEADERS, refuses=SEES_COHORT),
    Row("cohorts:leader_offer", opens=LEADERS, refuses=SEES_COHORT, post=steering_posts.colleague),
    Row("cohorts:people_send", opens=LEADERS, refuses=SEES_COHORT, post=posts.held_offer),
    Row("cohorts:participation_leave", opens=LEADERS, refuses=SEES_OWN, post=posts.leave_round),
    Row(
        "cohorts:seat_hand_over",
        opens=LEADERS | {"politician"},
        refuses=SEES_OWN,
        post=posts.offer,
        at={"seat": lambda world: world.people["politician"].seats.get().pk},
    ),
    Row("cohorts:team", opens=OWN | MENTORS | LEADERS, refuses=SEES_OWN),
    Row("cohorts:group_contacts", opens=GROUP | LEADERS, refuses=SEES_GROUP),
    Row("cohorts:groups", opens=LEADERS, refuses=SEES_COHORT),
    Row("cohorts:groups_propose", opens=LEADERS, refuses=SEES_COHORT, get=None, post=posts.planned),
    Row("cohorts:group_place", opens=LEADERS, refuses=SEES_COHORT, get=None, post=posts.placed),
    Row("cohorts:group_lock", opens=LEADERS, refuses=SEES_COHORT, get=None, post=posts.locked),
    Row("cohorts:group_mentor_add", opens=LEADERS, refuses=SEES_COHORT, get=None, post=posts.planned_support),
    Row("cohorts:group_mentor_remove", opens=LEADERS, refuses=SEES_COHORT, get=None, post=posts.no_support),
    Row("cohorts:group_reason", opens=LEADERS, refuses=SEES_COHORT, get=None, post=posts.alone),
    Row("cohorts:groups_review", opens=LEADERS, refuses=SEES_COHORT),
    Row("cohorts:groups_publish", opens=LEADERS, refuses=SEES_COHORT, get=None, post=posts.ready_plan),
    Row("cohorts:match_facts", opens=LEADERS, refuses=SEES_OWN, post=posts.wishes),
    Row("cohorts:member_move", opens=LEADERS, refuses=SEES_COHORT, post=posts.moved_member),
    Row("cohorts:mentor_add", opens=LEADERS, refuses=SEES_GROUP, post=posts.new_mentor),
    Row("cohorts:mentor_replace", opens=LEADERS, refuses=SEES_GROUP, post=posts.replaced_mentor),
    Row("cohorts:mentor_end", opens=LEADERS, refuses=SEES_GROUP, post=posts.ended_mentor),
    Row("cohorts:group_merge", opens=LEADERS, refuses=SEES_GROUP, post=posts.merged),
    Row("cohorts:group_dissolve", opens=LEADERS, refuses=SEES_GROUP, post=posts.groups_as_they_are),
    Row("cohorts:seat_offer", opens=OWN | LEADERS, refuses=SEES_OWN, post=posts.offer),
    Row(
        "cohorts:invitation_resend",
        opens=OWN | LEADERS,
        refuses=SEES_OWN,
        get=None,
        post=nothing,
        at={"seat": thing("offered")},
    ),
    Row(
        "cohorts:invitation_take_back",
        opens=OWN | LEADERS,
        refuses=SEES_OWN,
        get=None,
        post=nothing,
        at={"seat": thing("offered")},
    ),
    Row(
        "cohorts:seat_vacate",
        opens=LEADERS,
        refuses=SEES_OWN,
        post=nothing,
        at={"seat": lambda world: world.people["politician"].seats.get().pk},
    ),
    Row("cohorts:organisations", opens=EVERYBODY),
    Row("cohorts:programme", opens=EVERYBODY),
    Row("cohorts:organisation", opens=EVERYBODY),
    # indicators
    Row("indicators:catalogue", opens=EVERYBODY),
    Row("indicators:indicator", opens=EVERYBODY),
    Row("indicators:indicator_file", opens=EVERYBODY),
    Row("indicators:indicator_new", opens=PROGRAMME, post=indicator_posts.new_indicator),
    Row("indicators:indicator_edit", opens=PROGRAMME, post=indicator_posts.indicator_facts),
    Row("indicators:refresh_order", opens=PROGRAMME, get=None, post=nothing),
    Row("indicators:kpi_accept", opens=PROGRAMME, get=None, post=nothing),
    Row("indicators:own_figures", opens=OWN, refuses=SEES_OWN),
    Row("indicators:own_figures_write", opens=OWN, refuses=SEES_OWN, post=indicator_posts.own_figures),
    Row("indicators:own_file", opens=OWN, refuses=SEES_OWN, post=indicator_posts.figure_file),
    *(Row(f"indicators:own_file_{name}", opens=OWN, refuses=SEES_OWN) for name in ("template", "review")),
    Row("indicators:own_file_save", opens=OWN, refuses=SEES_OWN, get=None, post=indicator_posts.as_shown),
    Row("indicators:own_file_drop", opens=OWN, refuses=SEES_OWN, get=None, post=nothing),
    *(Row(f"indicators:{name}", opens=OWN, refuses=SEES_OWN) for name in ("pins", "pin")),
    Row("indicators:pin_file", opens=OWN, refuses=SEES_OWN),
    Row("indicators:pin_move", opens=OWN, refuses=SEES_OWN, get=None, post=indicator_posts.move),
    Row("indicators:pin_drop", opens=OWN, refuses=SEES_OWN, post=nothing),
    Row("indicators:pin_goals", opens=OWN, refuses=SEES_OWN, post=indicator_posts.goals),
    Row("indicators:baseline_choose", opens=OWN, refuses=SEES_OWN, get=None, post=indicator_posts.baseline),
    Row("indicators:comment_write", opens=OWN, refuses=SEES_OWN, post=indicator_posts.comment),
    Row("benchmarking:indicators_choose", opens=OWN, refuses=SEES_OWN, post=indicator_posts.chosen),
    # benchmarking: the round
    Row("benchmarking:indicators_chosen", opens=LEADERS, refuses=SEES_COHORT),
    Row("benchmarking:cohort_new", opens=frozenset({"programme_leader"}), post=posts.new_round),
    Row("benchmarking:cohort_edit", opens=LEADERS, refuses=SEES_COHORT, post=posts.round_facts),
    Row("benchmarking:cohort_state", opens=LEADERS, refuses=SEES_COHORT),
    Row("benchmarking:cohort_open", opens=LEADERS, refuses=SEES_COHORT, get=None, post=posts.draft),
    Row("benchmarking:cohort_start", opens=LEADERS, refuses=SEES_COHORT, get=None, post=posts.groups_set),
    Row("benchmarking:cohort_step_back", opens=LEADERS, refuses=SEES_COHORT, get=None, post=posts.groups_set),
    Row("benchmarking:cohort_close", opens=LEADERS, refuses=SEES_COHORT, post=posts.close_anyway),
    Row("benchmarking:overview", opens=LEADERS, refuses=SEES_COHORT),
    # benchmarking: steering the round
    Row("benchmarking:outbox", opens=LEADERS, refuses=SEES_COHORT),
    Row("benchmarking:letters_write", opens=LEADERS, refuses=SEES_COHORT, post=steering_posts.letters),
    Row("benchmarking:letters_send", opens=LEADERS, refuses=SEES_COHORT, get=None, post=steering_posts.waiting),
    Row("benchmarking:letter", opens=LEADERS, refuses=SEES_COHORT),
    Row("benchmarking:letter_stop", opens=LEADERS, refuses=SEES_COHORT, get=None, post=nothing),
    Row("benchmarking:letter_send", opens=LEADERS, refuses=SEES_COHORT, get=None, post=nothing),
    Row("benchmarking:handover", opens=LEADERS, refuses=SEES_COHORT),
    Row("benchmarking:log", opens=LEADERS, refuses=SEES_COHORT),
    Row("benchmarking:steps_plan", opens=LEADERS, refuses=SEES_COHORT, post=steering_posts.planned_steps),
    Row("benchmarking:cohort_notes", opens=LEADERS, refuses=SEES_COHORT, post=steering_posts.note),
    Row("benchmarking:note_add", opens=LEADERS, refuses=SEES_OWN, post=steering_posts.note),
    Row("benchmarking:note_remove", opens=LEADERS, refuses=SEES_COHORT, get=None, post=nothing),
    Row("benchmarking:method", opens=LEADERS, refuses=SEES_COHORT),
    Row("benchmarking:method_adopt", opens=LEADERS, refuses=SEES_COHORT, get=None, post=posts.adopt),
    # benchmarking: the calendar of a round, and each person's own
    Row("benchmarking:calendar", opens=TRIOS | LEADERS, refuses=SEES_COHORT),
    Row("benchmarking:milestone_add", opens=LEADERS, refuses=SEES_COHORT, post=posts.milestone),
    Row("benchmarking:milestone_edit", opens=LEADERS, refuses=SEES_COHORT, post=posts.milestone),
    Row("benchmarking:milestone_remove", opens=LEADERS, refuses=SEES_COHORT, get=None, post=nothing),
    Row("benchmarking:calendar_move", opens=LEADERS, refuses=SEES_COHORT, post=posts.moved_days),
    Row("benchmarking:own_calendar", opens=MEMBERS, refuses=SEATLESS),
    Row("benchmarking:feed_make", opens=MEMBERS, refuses=SEATLESS, get=None, post=nothing, done=200),
    Row("benchmarking:feed_shut", opens=MEMBERS, refuses=SEATLESS, get=None, post=posts.own_feed),
    Row("benchmarking:calendar_feed", opens=EVERYBODY),
    Row("benchmarking:own_letters", opens=MEMBERS, refuses=SEATLESS, post=posts.rhythm),
    # benchmarking: an organisation, its steps, and what it shares
    Row("benchmarking:participation", opens=SEES_OWN),
    Row("benchmarking:step", opens=OWN_AND_HOME, refuses=SEES_OWN),
    Row("benchmarking:step_history", opens=OWN_AND_HOME, refuses=SEES_OWN),
    Row("benchmarking:older_answers", opens=OWN, refuses=SEES_OWN),
    Row("benchmarking:worksheet_history", opens=OWN_AND_HOME, refuses=SEES_OWN),
    Row("benchmarking:answer_history", opens=OWN_AND_HOME, refuses=SEES_OWN),
    Row("benchmarking:answer_restore", opens=OWN_AND_HOME, refuses=SEES_OWN, get=None, post=posts.restore),
    Row("benchmarking:answer_undo", opens=OWN_AND_HOME, refuses=SEES_OWN, get=None, post=posts.undo),
    Row("benchmarking:answer_write", opens=OWN_AND_HOME, refuses=SEES_OWN, get=None, post=posts.answer, done=200),
    Row(
        "benchmarking:answer_writers",
        opens=OWN_AND_HOME,
        refuses=SEES_OWN,
        get=None,
        post=posts.answer,
        done=200,
        stores=False,
    ),
    Row("benchmarking:worksheet", opens=OWN_AND_HOME, refuses=SEES_OWN, post=posts.sheet),
    Row("benchmarking:talk_mark", opens=OWN, refuses=SEES_OWN, get=None, post=posts.talked, at=QUESTION),
    Row("benchmarking:row_add", opens=OWN, refuses=SEES_OWN, get=None, post=nothing, at=ROWS_SHEET),
    Row("benchmarking:row_move", opens=OWN, refuses=SEES_OWN, get=None, post=posts.moved_row, at=ROWS_SHEET),
    Row("benchmarking:row_remove", opens=OWN, refuses=SEES_OWN, get=None, post=nothing, at=ROWS_SHEET),
    Row("benchmarking:row_restore", opens=OWN, refuses=SEES_OWN, get=None, post=posts.removed_row, at=ROWS_SHEET),
    Row("benchmarking:item_mark", opens=OWN, refuses=SEES_OWN, get=None, post=posts.mark),
    Row(
        "benchmarking:mark_undo",
        opens=OWN,
        refuses=SEES_OWN,
        get=None,
        post=posts.undo_mark,
        at={"item": lambda _: "styrkedjan-ritad"},
    ),
    Row("benchmarking:step_duties", opens=OWN, refuses=SEES_OWN, post=posts.duties),
    Row(
        "benchmarking:facts_fetch",
        opens=OWN,
        refuses=SEES_OWN,
        get=None,
        post=nothing,
        at={"step": lambda _: "uppstart", "worksheet": lambda _: "organisationsfakta"},
    ),
    Row("benchmarking:home_seat_offer", opens=OWN | LEADERS, refuses=SEES_OWN, post=posts.home_seat),
    Row("benchmarking:home_seat_parts", opens=OWN | LEADERS, refuses=SEES_OWN, post=posts.parts, at=HOME_SEAT),
    Row("benchmarking:home_seat_end", opens=OWN | LEADERS, refuses=SEES_OWN, get=None, post=nothing, at=HOME_SEAT),
    Row("benchmarking:step_sign_off", opens=SIGNERS, refuses=SEES_OWN, get=None, post=posts.function),
    Row("benchmarking:step_share", opens=OWN, refuses=SEES_OWN, post=posts.share),
    Row("benchmarking:worksheet_share", opens=OWN, refuses=SEES_OWN, post=posts.share),
    Row("benchmarking:indicators_share", opens=OWN, refuses=SEES_OWN, post=indicator_posts.share),
    Row("benchmarking:releases", opens=OWN, refuses=SEES_OWN),
    Row("benchmarking:release", opens=GROUP | LEADERS),
    Row(
        "benchmarking:release",
        case="conference",
        opens=TRIOS | LEADERS | {"observer"},
        at={"number": lambda _: 2},
    ),
    Row("benchmarking:release_withdraw", opens=OWN, refuses=SEES_OWN, get=None, post=nothing),
    Row("benchmarking:release", case="indicators", opens=GROUP | LEADERS, at=SHARED_INDICATORS),
    Row("benchmarking:release", case="cohort", opens=TRIOS | LEADERS, at={"number": lambda _: 3}),
    Row("benchmarking:public_ask", opens=OWN, refuses=SEES_OWN, get=None, post=nothing),
    Row("benchmarking:public_release", opens=EVERYBODY, at={"pk": thing("open")}),
    Row("benchmarking:public_requests", opens=LEADERS, refuses=SEES_COHORT),
    Row("benchmarking:public_request", opens=LEADERS, refuses=SEES_COHORT),
    Row("benchmarking:public_approve", opens=LEADERS, refuses=SEES_COHORT, get=None, post=nothing),
    Row("benchmarking:public_decline", opens=LEADERS, refuses=SEES_COHORT, get=None, post=posts.reason),
    Row("benchmarking:conduct_code", opens=SEES_COHORT),
    Row("benchmarking:conduct_accept", opens=SEES_COHORT, get=None, post=posts.code_not_accepted),
    # benchmarking: the group's room
    Row("benchmarking:group", opens=SEES_GROUP),
    Row("benchmarking:meeting", opens=SEES_GROUP),
    Row("benchmarking:meeting", case="after they left", opens=SEES_GROUP - LEFT, at=HELD),
    Row("benchmarking:meeting_plan", opens=HOSTS, refuses=SEES_GROUP, post=posts.plan),
    Row("benchmarking:meeting_move", opens=HOSTS, refuses=SEES_GROUP, post=posts.move, at=PLANNED),
    Row("benchmarking:meeting_cancel", opens=HOSTS, refuses=SEES_GROUP, post=posts.reason, at=PLANNED),
    Row("benchmarking:meeting_agenda", opens=HOSTS, refuses=SEES_GROUP, post=posts.agenda, at=PLANNED),
    Row("benchmarking:meeting_invite", opens=HOSTS, refuses=SEES_GROUP, get=None, post=nothing, at=PLANNED),
    Row("benchmarking:meeting_hold", opens=HOSTS, refuses=SEES_GROUP, get=None, post=posts.day_has_come, at=PLANNED),
    Row(
        "benchmarking:host_task_mark",
        opens=HOSTS,
        refuses=SEES_GROUP,
        get=None,
        post=posts.host_task,
        at=PLANNED | {"key": lambda _: "lokal"},
    ),
    Row("benchmarking:meeting_attendance", opens=HOSTS, refuses=SEES_GROUP, post=posts.attendance, at=HELD),
    Row("benchmarking:meeting_minutes", opens=HOSTS, refuses=SEES_GROUP, post=posts.minutes, at=HELD),
    Row("benchmarking:minutes_write", opens=HOSTS, refuses=SEES_GROUP, get=None, post=posts.point, done=200, at=HELD),
    Row("benchmarking:decision_add", opens=HOSTS, refuses=SEES_GROUP, post=posts.decision, at=HELD),
    Row("benchmarking:decision_edit", opens=HOSTS, refuses=SEES_GROUP, post=posts.decision, at=HELD),
    Row("benchmarking:decision_remove", opens=HOSTS, refuses=SEES_GROUP, get=None, post=nothing, at=HELD),
    Row("benchmarking:follow_up_add", opens=HOSTS, refuses=SEES_GROUP, post=posts.follow_up, at=HELD),
    Row(
        "benchmarking:follow_up_state",
        opens=HOSTS,
        refuses=SEES_GROUP,
        get=None,
        post=posts.follow_up_state,
        at=HELD,
    ),
    Row("benchmarking:notes_send", opens=HOSTS, refuses=SEES_GROUP, get=None, post=nothing, at=HELD),
    Row("benchmarking:notes_approve", opens=HOSTS, refuses=SEES_GROUP, get=None, post=nothing),
    Row("benchmarking:notes_lock", opens=HOSTS, refuses=SEES_GROUP, get=None, post=posts.approved_first),
    Row("benchmarking:notes_reopen", opens=HOSTS, refuses=SEES_GROUP, get=None, post=nothing),
    # benchmarking: what the group compares
    Row("benchmarking:comparison", opens=GROUP, refuses=SEES_GROUP),
    Row("benchmarking:comparison_indicators", opens=GROUP, refuses=SEES_GROUP),
    Row("benchmarking:comparison_indicators_file", opens=GROUP, refuses=SEES_GROUP),
    Row(
        "benchmarking:comparison_indicators_ask",
        opens=GROUP - {"supporting_mentor"},
        refuses=SEES_GROUP,
        get=None,
        post=nothing,
        at=UNSHARED,
    ),
    Row("benchmarking:comparison_history", opens=GROUP, refuses=SEES_GROUP),
    Row(
        "benchmarking:comparison_ask",
        opens=GROUP - {"supporting_mentor"},
        refuses=SEES_GROUP,
        get=None,
        post=nothing,
        at=UNSHARED,
    ),
    Row("benchmarking:line_mark", opens=GROUP, refuses=SEES_GROUP, get=None, post=posts.line_mark),
    Row("benchmarking:comparison_notes", opens=GROUP, refuses=SEES_GROUP, get=None, post=posts.line_notes),
    Row("benchmarking:note_write", opens=GROUP, refuses=SEES_GROUP, get=None, post=posts.line_note, done=200),
    # mentoring
    Row("mentoring:board", opens=MEMBERS, refuses=SEATLESS),
    # reports
    Row("reports:report", opens=GROUP | LEADERS, refuses=LEFT),
    Row("reports:report", case="of their time", opens=SEES_GROUP, at=OLD_REPORT),
    Row("reports:report_file", opens=GROUP | LEADERS, refuses=LEFT),
    Row("reports:report_file", case="of their time", opens=SEES_GROUP, at=OLD_REPORT),
    Row("reports:cohort_reports", opens=LEADERS, refuses=SEES_COHORT),
    Row("reports:results_order", opens=LEADERS, refuses=SEES_COHORT, get=None, post=posts.results),
    Row("reports:meeting_reports", opens=SEES_GROUP, refuses=SEES_GROUP),
    Row("reports:meeting_report", opens=GROUP | LEADERS, refuses=SEES_GROUP),
    Row("reports:meeting_report_order", opens=HOSTS | LEADERS, refuses=SEES_GROUP, get=None, post=nothing),
)


#: Addresses that only the demo has; tests/demo holds them.
DEMO_ONLY = {"start:demo_people", "start:demo_enter", "start:demo_letters"}


@cache
def addresses() -> tuple[tuple[str, frozenset[str]], ...]:
    """Return the URLconf: each pattern's name with its namespace, and the names of its parameters."""

    def walk(resolver: URLResolver, namespace: str, outer: frozenset[str]) -> Iterator[tuple[str, frozenset[str]]]:
        for entry in resolver.url_patterns:
            names = outer | frozenset(entry.pattern.regex.groupindex)
            if isinstance(entry, URLResolver):
                yield from walk(entry, f"{namespace}{entry.namespace}:" if entry.namespace else namespace, names)
            elif isinstance(entry, URLPattern):
                yield f"{namespace}{entry.name}" if entry.name else f"without a name: {entry.pattern}", names

    return tuple(walk(get_resolver(), "", frozenset()))


def kwargs_of(row: Row, world: World) -> dict[str, object]:
    """Return the parameters of the row's address."""
    names = sorted(dict(addresses())[row.name])
    return {name: (row.at.get(name) or SAMPLES[name])(world) for name in names}
