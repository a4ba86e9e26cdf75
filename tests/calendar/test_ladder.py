"""The ladder over two years: each rung reaches each person once, and nothing is said of what is done."""

import datetime as dt
from collections import Counter
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Rhythm
from benchmarking.overview.ladder import Deadline, Person, reminders
from benchmarking.overview.models import Rung

STOCKHOLM = ZoneInfo("Europe/Stockholm")
FIRST = dt.date(2026, 1, 1)
DAYS = 730
OWNER, MANAGER, LEADER = Person(1), Person(2), Person(3)
WHO = {Rung.BEFORE: {OWNER}, Rung.DAY: {OWNER, MANAGER}, Rung.LATE: {LEADER}}


def seven(day):
    return dt.datetime(day.year, day.month, day.day, 7, tzinfo=STOCKHOLM).astimezone(dt.UTC)


def deadline(number, due):
    facts = {"title": "", "left": "", "in_short": "", "path": ""}
    people = {"responsible": {OWNER}, "trio": {OWNER, MANAGER}, "leaders": {LEADER}}
    people = {name: frozenset(each) for name, each in people.items()}
    return Deadline(room_id=1, thing=f"duty:{number}", due=due, **facts, **people)


def lived(deadlines, done_at, rhythms, runs):
    """Run at each moment in turn, and return (key, rung, person) → when it was written, each as often as it was."""
    sent, written, since = set(), [], runs[0]
    for now in runs:
        open_now = [each for each in deadlines if not done_at[each.key] or done_at[each.key] > now]
        for person, items in reminders(open_now, rhythms, sent, since=since, now=now).items():
            for each in items:
                sent.add((1, each.deadline.key, each.rung, person))
                written.append(((each.deadline.key, each.rung, person), now))
        since = now
    return written


def expected(each, rung, person, *, done, rhythms, runs):
    """When the rung should reach the person, by a plain walk over the runs."""
    begins = seven(
        each.due + {Rung.BEFORE: -dt.timedelta(7), Rung.DAY: dt.timedelta(0), Rung.LATE: dt.timedelta(7)}[rung]
    )
    ends = seven(each.due) if rung == Rung.BEFORE else begins_plus_month(each, rung)
    for last, now in zip([runs[0], *runs], runs, strict=False):
        if not begins <= now < ends or (done and now >= done):
            continue
        span = range((now.date() - last.date()).days + 2)
        passed = [hour for hour in (seven(last.date() + dt.timedelta(n)) for n in span) if last < hour <= now]
        if rhythms[person] == Rhythm.WEEKLY:
            passed = [hour for hour in passed if hour.astimezone(STOCKHOLM).weekday() == 0]
        if passed or rhythms[person] == Rhythm.AT_ONCE:
            return now
    return None


def begins_plus_month(each, rung):
    return seven(each.due + dt.timedelta(30 if rung == Rung.DAY else 37))


@st.composite
def stories(draw):
    """Deadlines within two years, when they are done if ever, rhythms, and runs with gaps, some of them double."""
    dues = draw(st.lists(st.integers(-5, DAYS), min_size=1, max_size=6))
    summer = [(dt.date(2026, 3, 29) - FIRST).days, (dt.date(2026, 10, 25) - FIRST).days]
    deadlines = [deadline(n, FIRST + dt.timedelta(due)) for n, due in enumerate([*dues, *summer])]
    done_at = {
        each.key: draw(st.none() | st.integers(-20, 50).map(lambda d, due=each.due: seven(due + dt.timedelta(d))))
        for each in deadlines
    }
    rhythms = {person: draw(st.sampled_from(Rhythm)) for person in (OWNER, MANAGER, LEADER)}
    steps = draw(st.lists(st.sampled_from([0, 1, 3, 5, 6, 11, 30, 200]), min_size=5, max_size=40))
    runs, now, turn = [], seven(FIRST) - dt.timedelta(days=30, minutes=draw(st.integers(0, 90))), 0
    while now < seven(FIRST + dt.timedelta(DAYS)):
        runs.append(now)
        now += dt.timedelta(hours=max(steps[turn % len(steps)], 0 if turn % 7 == 3 else 0.25) * 4)
        turn += 1
        if steps[turn % len(steps)] == 0:
            runs.append(now)
            now += dt.timedelta(hours=6)
    return deadlines, done_at, rhythms, runs


@given(stories())
def test_each_rung_reaches_each_person_exactly_once_and_never_after_the_thing_is_done(story):
    deadlines, done_at, rhythms, runs = story
    written = lived(deadlines, done_at, rhythms, runs)
    assert max(Counter(what for what, _ in written).values(), default=1) == 1
    told = dict(written)
    for each in deadlines:
        for rung in Rung:
            for person in WHO[rung]:
                wanted = expected(each, rung, person, done=done_at[each.key], rhythms=rhythms, runs=runs)
                assert told.pop((each.key, rung, person), None) == wanted
    assert told == {}


def test_with_a_clock_that_runs_nothing_that_stays_undone_is_left_out():
    deadlines = [deadline(number, FIRST + dt.timedelta(number * 61)) for number in range(11)]
    runs = [seven(FIRST) - dt.timedelta(days=10) + dt.timedelta(hours=number) for number in range(0, 24 * DAYS, 6)]
    rhythms = {OWNER: Rhythm.WEEKLY, MANAGER: Rhythm.DAILY, LEADER: Rhythm.AT_ONCE}
    written = lived(deadlines, {each.key: None for each in deadlines}, rhythms, runs)
    assert len(written) == len({what for what, _ in written}) == 11 * 4
    weekly = {moment.astimezone(STOCKHOLM) for (_, _, person), moment in written if person == OWNER}
    assert {moment.weekday() for moment in weekly} == {0}
    assert {moment.hour for moment in weekly} <= {6, 7, 8, 12, 13}
