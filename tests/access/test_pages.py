"""Every address as everybody reads it, in a world with a word of its own in every text of every room.

The status is the one of tests/access_table.py, as a page and as a fragment, and for those who may not act there as a
POST of valid data; nothing is written; templates never query. Those a word is for find it, and nobody finds one that
is not for them.
"""

import re
from collections import defaultdict
from typing import Any

import pytest
from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from cohorts.models import BenchmarkGroup, Cohort, Participation
from tests.access.oracles import touched, undone, watched
from tests.access.plants import Planted, found_in
from tests.access_table import AT_THE_DOOR, ROWS, Row, kwargs_of
from tests.personas import CAST, MEMBERS, World

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
#: What two answers of the same page differ in.
TOKEN = re.compile(r"[A-Za-z0-9]{64}")
MOST_STATEMENTS = 15
NAMES = list(dict.fromkeys(row.name for row in ROWS))

#: Other rooms' names for the parameters of an address, and other numbers: each is tried by everybody with a seat.
SITES: tuple[dict[str, object], ...] = (
    {"organisation": "sodertalje"},
    {"organisation": "norrtalje"},
    {"organisation": "askersund", "group": "askersund-fagersta"},
    {"cohort": "2018", "organisation": "linkoping", "group": "linkoping-norrkoping"},
)
NUMBERS: tuple[dict[str, object], ...] = ({"number": 2}, {"number": 4})

#: Where each text is found by those it is for.
SHOWN = {
    "accounts.Letter.body": "benchmarking:letter",
    "accounts.Letter.subject": "benchmarking:outbox",
    "accounts.Letter.to_email": "benchmarking:outbox",
    "accounts.Letter.to_name": "benchmarking:outbox",
    "accounts.User.email": "cohorts:group_contacts",
    "benchmarking.Adoption.report": "benchmarking:method",
    "benchmarking.AgendaItem.presenter": "benchmarking:meeting",
    "benchmarking.AgendaItem.title": "benchmarking:meeting",
    "benchmarking.AgendaItem.value": "benchmarking:meeting",
    "benchmarking.Answer.value": "benchmarking:step",
    "benchmarking.AnswerEvent.value": "benchmarking:step_history",
    "benchmarking.Attendance.name": "benchmarking:meeting",
    "benchmarking.Attendance.substitute": "benchmarking:meeting",
    "benchmarking.CheckMark.note": "benchmarking:step",
    "benchmarking.CheckMarkEvent.note": "benchmarking:step_history",
    "benchmarking.Decision.text": "benchmarking:meeting",
    "benchmarking.FollowUp.what": "benchmarking:group",
    "benchmarking.LineNote.value": "benchmarking:comparison",
    "benchmarking.LineNoteEvent.value": "benchmarking:comparison_history",
    "benchmarking.Meeting.cancel_reason": "benchmarking:meeting",
    "benchmarking.Meeting.link": "benchmarking:meeting",
    "benchmarking.Meeting.place": "benchmarking:meeting",
    "benchmarking.Meeting.title": "benchmarking:meeting",
    "benchmarking.OlderScale.shown": "benchmarking:step",
    "benchmarking.PublicRequest.reason": "benchmarking:public_requests",
    "benchmarking.Release.content": "benchmarking:release",
    "benchmarking.Release.title": "benchmarking:release",
    "cohorts.Application.contact_email": "cohorts:application_confirm",
    "cohorts.Application.contact_name": "cohorts:application_confirm",
    "cohorts.Application.contact_phone": "cohorts:application_decide",
    "cohorts.Application.evidence": "cohorts:application_decide",
    "cohorts.Application.other_name": "cohorts:application_confirm",
    "cohorts.Application.reason": "cohorts:application_decide",
    "cohorts.Application.themes": "cohorts:applications",
    "cohorts.BenchmarkGroup.reason_for_one": "benchmarking:group",
    "cohorts.Cohort.conference_place": "benchmarking:cohort_edit",
    "cohorts.Cohort.information_contact": "benchmarking:cohort_edit",
    "cohorts.Cohort.invitation_words": "benchmarking:cohort_edit",
    "cohorts.Cohort.name": "benchmarking:overview",
    "cohorts.Cohort.programme_name": "benchmarking:overview",
    "cohorts.Cohort.public_text": "start:home",
    "cohorts.Act.about": "benchmarking:log",
    "cohorts.Cohort.themes": "benchmarking:cohort_edit",
    "cohorts.Participation.themes": "cohorts:groups",
    "cohorts.Milestone.title": "benchmarking:calendar",
    "cohorts.LeaderNote.text": "benchmarking:cohort_notes",
    "cohorts.Mailing.subject": "benchmarking:log",
    "cohorts.Requirement.text": "benchmarking:cohort_edit",
    "cohorts.Invitation.decline_reason": "cohorts:team",
    "cohorts.Invitation.email": "cohorts:invitation",
    "cohorts.Invitation.name": "cohorts:team",
    "cohorts.Seat.title": "cohorts:group_contacts",
    "cohorts.SeatPart.title": "cohorts:team",
    "indicators.FigureFile.name": "indicators:own_file",
    "indicators.IndicatorComment.action": "indicators:pin",
    "indicators.IndicatorComment.reading": "indicators:pin",
    "indicators.IndicatorComment.reason": "indicators:pin",
    "indicators.OwnValue.note": "indicators:own_figures_write",
    "indicators.OwnValue.source": "indicators:own_figures_write",
    "indicators.OwnValueEvent.note": "indicators:own_figures_write",
    "indicators.OwnValueEvent.source": "indicators:own_figures_write",
    "indicators.StagedFigure.note": "indicators:own_file_review",
    "indicators.StagedFigure.place": "indicators:own_file_review",
    "indicators.StagedFigure.source": "indicators:own_file_review",
    "reports.Report.reason": "reports:report",
    "reports.Report.title": "reports:report",
}
HISTORY = "kept for whoever must answer for it; no page shows it"
#: Texts that no page shows, each with its reason.
UNSHOWN = {
    "benchmarking.AgendaItemEvent.presenter": HISTORY,
    "benchmarking.AgendaItemEvent.title": HISTORY,
    "benchmarking.AgendaItemEvent.value": HISTORY,
    "benchmarking.DecisionEvent.text": HISTORY,
    "benchmarking.FollowUpEvent.what": HISTORY,
    "cohorts.Participation.scope_area": "rounds of regions have it; no page asks for it yet",
    "cohorts.Participation.withdrawal_reason": "no page asks for it yet",
    "cohorts.PlannedGroup.reason_for_one": "a plan is shown until the groups are set, and here they are",
    "cohorts.SeatEvent.title": HISTORY,
    "indicators.IndicatorCommentEvent.action": HISTORY,
    "indicators.IndicatorCommentEvent.reading": HISTORY,
    "indicators.IndicatorCommentEvent.reason": HISTORY,
}


#: Whose drafts everybody finds.
DRAFTS = {
    "politician": {"Kalmar"},
    "manager": {"Kalmar"},
    "strategist": {"Kalmar"},
    "home_team": {"Kalmar"},
    "group_mate": {"Södertälje"},
    "other_group": {"Askersund"},
    "mentor": {"Norrtälje"},
    "other_cohort": {"Linköping"},
}

Found = dict[str, set[str]]
Kwargs = dict[str, object]


@pytest.mark.parametrize("name", NAMES)
def test_page(name, planted, monkeypatch):
    """One walk over an address, in every room that has it, by everybody; the questions to what it brings home."""
    rows = [row for row in ROWS if row.name == name]
    wrong: list[str] = []
    found: Found = defaultdict(set)
    for row in rows:
        wrong += _refused_acts(row, planted.world, found)
    before = touched()
    for row in rows:
        wrong += _own_address(row, planted.world, monkeypatch, found)
    for url, (row, kwargs) in _elsewhere(rows, planted.world).items():
        for persona in _asked(row, kwargs, planted):
            found[persona] |= found_in(_read(planted.world.client(persona), row, url))
    assert wrong == []
    assert touched() == before, "a page wrote"
    _nobody_reads_what_is_not_for_them(planted, found)
    _those_it_is_for_find_it(name, planted, found)
    _everybody_finds_their_own_drafts(name, planted, found)


def _own_address(row: Row, world: World, monkeypatch, found: Found) -> list[str]:
    """Let the cast open the address in their own rooms, note what they read, and say what is wrong.

    A fragment is asked for by all who are let in, but where the first of them is given the whole page again.
    """
    wrong = []
    url = reverse(row.name, kwargs=kwargs_of(row, world))
    in_parts = True
    for persona in _askers(row, row.get):
        client = world.client(persona)
        with watched(monkeypatch) as statements:
            page = client.get(url)
            told = _text(page)
        wrong += _unlike(row, persona, page, row.expected(persona, _allowed(row)))
        if len(statements) > MOST_STATEMENTS:
            wrong.append(f"{row} {persona}: {len(statements)} statements")
        if persona in AT_THE_DOOR or (persona in row.opens and in_parts):
            with watched(monkeypatch):
                fragment = client.get(url, headers=HTMX)
                told_in_part = _text(fragment)
            wrong += _unlike(row, persona, fragment, 401 if _is_shut(page) else row.expected(persona, _allowed(row)))
            in_parts = persona in AT_THE_DOOR or TOKEN.sub("", told) != TOKEN.sub("", told_in_part)
            told += told_in_part
        found[persona] |= found_in(told)
    return wrong


def _askers(row: Row, answer: object) -> list[str]:
    """Return who tries a method: the whole cast, or, where the address does not know it, one for each status."""
    return list(CAST) if answer else list({row.expected(persona, 405): persona for persona in CAST}.values())


def _refused_acts(row: Row, world: World, found: Found) -> list[str]:
    """Let all who are not let in send what somebody else may, note what they are told, and say what is wrong."""
    wrong = []
    if row.name.startswith("account_"):
        return wrong
    url = reverse(row.name, kwargs=kwargs_of(row, world))
    with undone():
        data = row.post(world, next(persona for persona in CAST if persona in row.opens)) if row.post else {}
        before = touched()
        for persona in _askers(row, row.post):
            if row.post is None or persona not in row.opens:
                answer = world.client(persona).post(url, data)
                wrong += _unlike(row, persona, answer, row.expected(persona, 405))
                found[persona] |= found_in(_text(answer))
        if touched() != before:
            wrong.append(f"{row}: a refused POST wrote")
    return wrong


def _elsewhere(rows: list[Row], world: World) -> dict[str, tuple[Row, Kwargs]]:
    """Return the addresses of the rows in the other rooms, and with the other numbers, that the world has."""
    found = {}
    for row in rows:
        own = kwargs_of(row, world)
        for other in [*SITES, *([] if row.post else NUMBERS)] if row.get else []:
            if kwargs := {name: value for name, value in other.items() if name in own}:
                found[reverse(row.name, kwargs=own | kwargs)] = row, own | kwargs
    return found


def _asked(row: Row, kwargs: Kwargs, planted: Planted) -> frozenset[str]:
    """Return who is to ask at an address elsewhere: those with a seat who know of the room.

    All of them where the row lets in somebody who does not know of the room. Where it does not, the row's own cells
    say that strangers are told of no such page, and there is nothing to read.
    """
    room, own = _room(kwargs), _room(kwargs_of(row, planted.world))
    if room is None or own is None or not row.opens | row.refuses | row.sent_on <= planted.knows[own]:
        return MEMBERS
    return MEMBERS & planted.knows[room]


def _room(kwargs: Kwargs) -> int | None:
    """Return the room that an address names, if it names one that there is."""
    if "cohort" not in kwargs:
        return None
    within: QuerySet[Any] = Cohort.objects.filter(slug=kwargs["cohort"])
    if "organisation" in kwargs:
        within = Participation.objects.filter(cohort__in=within, organisation__slug=kwargs["organisation"])
    elif "group" in kwargs:
        within = BenchmarkGroup.objects.filter(cohort__in=within, slug=kwargs["group"])
    return within.values_list("room", flat=True).first()


def _allowed(row: Row) -> int:
    return 405 if row.get is None else row.get


def _unlike(row: Row, persona: str, answer, expected: int) -> list[str]:
    """Say what is wrong with a status; an address that does not know the method may say so to anybody."""
    got = answer.status_code
    says_so = got == 405 and (row.get if answer.request["REQUEST_METHOD"] == "GET" else row.post) is None
    return [] if got == expected or says_so else [f"{row} {persona}: {got}, not {expected}"]


def _is_shut(answer) -> bool:
    return answer.status_code == 302 and answer.url.startswith(f"{reverse(settings.LOGIN_URL)}?")


def _read(client, row: Row, url: str) -> str:
    """Return what stands at an address in another room, and what a POST is told where it is refused."""
    page = client.get(url)
    refused = row.post and page.status_code in {403, 405}
    return _text(page) + (_refused(client, url) if refused else "")


def _refused(client, url: str) -> str:
    with undone():
        return _text(client.post(url))


def _text(answer) -> str:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body.decode(errors="replace") + str(answer.headers)


def _nobody_reads_what_is_not_for_them(planted: Planted, found: Found) -> None:
    words = planted.words
    leaks = [f"{who} reads {words[word]}" for who in found for word in found[who] if who not in words[word].readers]
    assert sorted(leaks) == []


def _those_it_is_for_find_it(name: str, planted: Planted, found: Found) -> None:
    """The positive control: a word that is on no page would make the first question say nothing."""
    shown = {planted.words[word].where for words in found.values() for word in words}
    assert {where for where, page in SHOWN.items() if page == name} - shown == set()
    assert shown & set(UNSHOWN) == set(), "texts said to be on no page"


def _everybody_finds_their_own_drafts(name: str, planted: Planted, found: Found) -> None:
    answers = {word: each.room for word, each in planted.words.items() if each.where == "benchmarking.Answer.value"}
    read = {who: {answers[word] for word in words if word in answers} for who, words in found.items()}
    assert [who for who, rooms in read.items() if not rooms <= DRAFTS.get(who, set())] == []
    if name == "benchmarking:step":
        assert {who: rooms for who, rooms in read.items() if rooms} == DRAFTS


def test_every_planted_text_is_on_a_page_or_has_a_reason(planted):
    assert {each.where for each in planted.words.values()} == set(SHOWN) | set(UNSHOWN)
