"""An organisation leaves a round before its end: what that leads to, and the act.

Its drafts freeze and what it has shared stands (design §3). It may come back in a later round, where it is enrolled
again and reads its own earlier facts.
"""

import datetime as dt
from collections import defaultdict

from django.db import transaction

from access import clock
from access.refusals import Refusal
from accounts import letters
from accounts.models import User
from cohorts import acts, group_letters, states
from cohorts.enrolment import withdraw
from cohorts.formed import FormedGroup, formed_groups
from cohorts.groups import leave
from cohorts.models import ActKind, Invitation, InvitationState, Participation, Room, WithdrawalCategory
from cohorts.pairings import end_pairing
from cohorts.regrouping import settle
from cohorts.wording import listed


class DayAhead(Refusal):
    """A withdrawal is recorded when it has happened."""

    sentence = "Dagen har inte kommit än. Välj i dag eller en tidigare dag."


def consequences_of(participation: Participation) -> tuple[str, ...]:
    """Return what follows if the organisation leaves, a sentence each. Four statements."""
    return (
        f"{participation} kan inte längre skriva i stegen. Utkasten finns kvar och går att läsa.",
        "Det som är delat står kvar för dem som har fått det, tills det tas tillbaka.",
        *_of_groups(participation),
        *_of_offers(participation),
    )


def _of_groups(participation: Participation) -> list[str]:
    found = []
    for formed in _groups_of(participation):
        told = [str(each) for each in formed.everybody if each.pk != participation.pk]
        found.append(f"{participation} lämnar gruppen {formed.group}.")
        if told:
            found.append(f"{listed(told)} får ett brev om det.")
        if participation in formed.members and len(formed.members) == 2:  # noqa: PLR2004
            rest = next(each for each in formed.members if each.pk != participation.pk)
            found.append(f"{rest} blir ensam i sin grupp. Flytta den sedan, om den ska jämföra med andra.")
    return found


def _of_offers(participation: Participation) -> list[str]:
    waiting = Invitation.objects.filter(room=participation.pk, state=InvitationState.OFFERED)
    return [f"Inbjudan till {each.name} tas tillbaka." for each in waiting]


def _groups_of(participation: Participation) -> list[FormedGroup]:
    formed = formed_groups(participation.cohort).values()
    return [each for each in formed if participation.pk in {one.pk for one in each.everybody}]


@transaction.atomic
def leave_round(participation: Participation, *, on: dt.date, category: str, reason: str, by: User) -> list[int]:
    """Let an organisation leave the round, and return the letters (ids) to its groups: the caller rings for them.

    Raises ``DayAhead`` and what ``states.require`` raises, so that of two who press at once the second is told.
    """
    if on > clock.today():
        raise DayAhead
    list(Room.objects.select_for_update(no_key=True).filter(pk=participation.cohort_id))
    states.require(participation.room, states.STEER)
    cohort, told = participation.cohort, defaultdict[Participation, list[str]](list)
    for formed in _groups_of(participation):
        for each in formed.everybody:
            if each.pk != participation.pk:
                told[each].append(f"{participation} har lämnat {cohort.name} och gruppen {formed.group}.")
        if participation in formed.members:
            leave(participation)
            settle(formed, f"{participation} har lämnat omgången")
        for pairing in formed.pairings:
            if pairing.mentor_id == participation.pk:
                end_pairing(pairing)
    offers = Invitation.objects.filter(room=participation.pk, state=InvitationState.OFFERED)
    letters.drop_held([each.letter_id for each in offers if each.letter_id], reason="Organisationen lämnade omgången.")
    offers.update(state=InvitationState.WITHDRAWN, answered_at=clock.now())
    withdraw(participation, on=on, category=category, reason=reason)
    acts.record(participation.pk, ActKind.LEFT, WithdrawalCategory(category).label.lower(), by=by)
    return group_letters.write(group_letters.notes_for(cohort, told, subject=f"{participation} har lämnat omgången"))
