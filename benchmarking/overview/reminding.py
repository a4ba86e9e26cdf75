"""Reminders written: the ladder of a round climbed, each rung kept in the transaction of its letter."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string

from access import clock
from accounts import letters
from accounts.models import Letter, Rhythm, User
from benchmarking.method.versions import NoMethod, method_of
from benchmarking.overview.deadlines import deadlines_of
from benchmarking.overview.ladder import Person, Reminder, reminders
from benchmarking.overview.models import LadderRun, Rung, SentRung
from benchmarking.overview.rhythms import rhythm_of
from cohorts import states
from cohorts.models import Cohort, Dispatch, Invitation, Seat


@transaction.atomic
def remind(cohort: Cohort) -> list[Letter]:
    """Write the reminders of a round that are due now, each to each person once, however often this is run.

    Two at once come after each other. A round that is not open for work, or has no method, is left alone.
    """
    if not states.is_running(cohort):
        return []
    try:
        content = method_of(cohort.pk)
    except NoMethod:
        return []
    now = clock.now()
    LadderRun.objects.get_or_create(room_id=cohort.pk, defaults={"at": now})
    run = LadderRun.objects.select_for_update().get(room=cohort.pk)
    deadlines = deadlines_of(cohort, content)
    keys = {each.key for each in deadlines}
    rows = SentRung.objects.filter(thing_key__in=keys)
    sent = {
        (room, key, rung, Person(user, invitation))
        for room, key, rung, user, invitation in rows.values_list(
            "room_id", "thing_key", "rung", "user_id", "invitation_id"
        )
    }
    people = {person for each in deadlines for rung in Rung for person in each.told_at(rung)}
    users = User.objects.in_bulk([person.user for person in people if person.user])
    due = reminders(deadlines, _rhythms(users), sent, since=run.at, now=now)
    invited = Invitation.objects.in_bulk([person.invitation for person in due if person.invitation])
    written = [_write(person, items, users, invited) for person, items in due.items()]
    Dispatch.objects.bulk_create(Dispatch(room_id=cohort.pk, letter=letter) for letter in written)
    SentRung.objects.bulk_create(
        SentRung(
            room_id=each.deadline.room_id,
            thing_key=each.deadline.key,
            rung=each.rung,
            user_id=person.user,
            invitation_id=person.invitation,
            letter=letter,
        )
        for (person, items), letter in zip(due.items(), written, strict=True)
        for each in items
    )
    run.at = max(run.at, now)
    run.save(update_fields=["at"])
    return written


def _rhythms(users: Mapping[int, User]) -> dict[Person, Rhythm]:
    functions: dict[int, set[str]] = defaultdict(set)
    for holder, function in Seat.objects.filter(holder__in=users, ended_at=None).values_list("holder_id", "function"):
        functions[holder or 0].add(function)
    return {Person(pk): rhythm_of(user, functions[pk]) for pk, user in users.items()}


def _write(
    person: Person, items: tuple[Reminder, ...], users: Mapping[int, User], invited: Mapping[int, Invitation]
) -> Letter:
    """Write one letter with everything that is due to the person."""
    if person.invitation:
        return _write_invited(invited[person.invitation])
    today: dt.date = clock.today()
    lines = [
        {
            "title": each.deadline.title,
            "due": each.deadline.due,
            "left": each.deadline.in_short if each.rung == Rung.LATE else each.deadline.left,
            "is_late": each.deadline.due < today,
            "url": settings.SITE_URL.rstrip("/") + each.deadline.path,
        }
        for each in items
    ]
    own = settings.SITE_URL.rstrip("/") + "/dina-brev/"
    body = render_to_string("benchmarking/overview/letters/reminder.txt", {"lines": lines, "own": own})
    subject = f"Påminnelse: {items[0].deadline.title}" if len(items) == 1 else f"{len(items)} saker att göra klart"
    return letters.write(to=users[person.user or 0], subject=subject[:200], body=body, kind="reminder")


def _write_invited(offer: Invitation) -> Letter:
    """Remind somebody who has not answered; the letter carries a new link, and the earlier one stops working."""
    body = render_to_string("benchmarking/overview/letters/reminder-invited.txt", {"offer": offer})
    subject, secret = "Din inbjudan väntar på svar", ("invitation", offer.pk)
    return letters.write(to=offer.email, name=offer.name, subject=subject, body=body, kind="reminder", secret=secret)
