"""A round's life: draft → open for interest → groups set → running → closed, and the few ways back.

Every way is one act: it locks all rooms of the round, so that nothing is written in them meanwhile, and is refused
in words where something is missing. Nothing leads back from a closed round.
"""

from django.db import transaction
from django.db.models import Q

from access import clock
from access.refusals import Clash, Refusal
from accounts.models import User
from cohorts.models import (
    Application,
    ApplicationState,
    Cohort,
    CohortState,
    GroupMembership,
    Participation,
    ParticipationState,
    Room,
    StateChange,
)
from cohorts.roles import Part
from cohorts.states import RoundClosed

DRAFT, OPEN, GROUPED, RUNNING, CLOSED = CohortState

#: From where each state is reached, and how it is gone back to. Groups may be set without an open form: some rounds
#: begin from a list of organisations that have been asked.
ONWARD: dict[str, tuple[str, ...]] = {OPEN: (DRAFT,), GROUPED: (DRAFT, OPEN), RUNNING: (GROUPED,), CLOSED: (RUNNING,)}
BACK: dict[str, str] = {DRAFT: OPEN, OPEN: GROUPED, GROUPED: RUNNING}


class NotReady(Refusal):
    """Something is missing; the sentences say what."""


class NoWay(Clash):
    """The round is not where the way begins: somebody else was first, or the page is old."""


class RoundBegun(Refusal):
    """The first day has come, and organisations work."""

    sentence = "Omgången har börjat. Det går inte längre att backa, men du kan ändra datum, grupper och platser."


def leads_to(cohort: Cohort) -> tuple[CohortState, ...]:
    """Return the states that can come next, onward first, then back; some may be refused when they are asked for."""
    onward = [CohortState(to) for to, origins in ONWARD.items() if cohort.state in origins]
    back = back_from(cohort)
    return (*onward, back) if back else tuple(onward)


def back_from(cohort: Cohort) -> CohortState | None:
    """Return the state before, where there is a way back to it."""
    return next((CohortState(to) for to, origin in BACK.items() if origin == cohort.state), None)


def lacking_for(cohort: Cohort, to: str) -> tuple[str, ...]:
    """Return what must be put right before the round comes to ``to``, each a sentence to act on."""
    if to == back_from(cohort):
        return _lacking_back(cohort, to)
    return {OPEN: _lacking_to_open, GROUPED: _lacking_to_group}.get(CohortState(to), lambda _: ())(cohort)


def _lacking_to_open(cohort: Cohort) -> tuple[str, ...]:
    asked = {
        "Skriv den öppna texten: den säger vad organisationerna anmäler sig till.": cohort.public_text.strip(),
        "Skriv vem som är informationsansvarig och svarar på frågor.": cohort.information_contact.strip(),
        "Välj minst ett krav.": cohort.room.requirements.exists(),
        "Sista dag för anmälan har passerat. Välj en ny.": cohort.interest_until is None
        or cohort.interest_until >= clock.today(),
    }
    return tuple(sentence for sentence, there in asked.items() if not there)


def _lacking_to_group(cohort: Cohort) -> tuple[str, ...]:
    """Everybody who applied has an answer, and every participant a group."""
    inside = GroupMembership.objects.filter(left_at=None, group__cohort=cohort).values("participation")
    there = Participation.objects.filter(cohort=cohort).exclude(state=ParticipationState.WITHDRAWN)
    rows = list(
        there.exclude(pk__in=inside).order_by("organisation__sort_key").values_list("state", "part", "room__title")
    )
    unanswered = Application.objects.filter(room=cohort.room_id, state=ApplicationState.CONFIRMED)
    waiting = [name for state, _, name in rows if state == ParticipationState.APPLIED]
    waiting += [str(each) for each in unanswered.select_related("organisation")]
    unplaced = [name for state, part, name in rows if state != ParticipationState.APPLIED and part == Part.PARTICIPANT]
    found = []
    if waiting:
        found.append(f"Ge besked till {_names(waiting)}.")
    if unplaced:
        found.append(f"Placera {_names(unplaced)} i en grupp.")
    if not inside.exists():
        found.append("Bilda minst en grupp.")
    return tuple(found)


def _names(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} och {names[-1]}"


def _lacking_back(cohort: Cohort, to: str) -> tuple[str, ...]:
    if to == DRAFT and (cohort.participations.exists() or cohort.room.applications.exists()):
        return ("Det finns redan anmälningar eller deltagare. Sätt en sista dag för anmälan i stället.",)
    if to != DRAFT and cohort.starts_on <= clock.today():
        return (RoundBegun.sentence,)
    return ()


def open_for_interest(cohort: Cohort, *, by: User) -> None:
    """Let organisations apply: the round's form is open to everybody. Raises ``NotReady`` or ``NoWay``."""
    _move(cohort, OPEN, by=by)


def set_groups(cohort: Cohort, *, by: User) -> None:
    """Make the groups known to their organisations, which may begin to work.

    Of two who press at once the second is told. Raises ``NotReady``, ``NoWay`` or ``RoundClosed``.
    """
    _move(cohort, GROUPED, by=by)


def start(cohort: Cohort, *, by: User) -> None:
    """Show the round, its groups and mentors openly; those admitted take part. Raises ``NoWay``."""
    _move(cohort, RUNNING, by=by)


def close(cohort: Cohort, *, by: User) -> None:
    """End the round: steps and meetings freeze, those who take part have completed it, and reading goes on.

    What the programme wants finished first is asked for above, where steps are known. Raises ``NoWay`` or
    ``RoundClosed``.
    """
    _move(cohort, CLOSED, by=by)


def step_back(cohort: Cohort, *, by: User) -> None:
    """Take the round back to the state before. Raises ``NotReady``, ``NoWay`` or ``RoundClosed``."""
    before = back_from(cohort)
    if before is None:
        raise RoundClosed if cohort.state == CLOSED else NoWay("Omgången är ett utkast och går inte att backa.")
    _move(cohort, before, by=by, back=True)


@transaction.atomic
def _move(cohort: Cohort, to: str, *, by: User, back: bool = False) -> None:
    """Move the round, whose state on the page was ``cohort.state``, and leave the new one on ``cohort``."""
    under = Q(pk=cohort.pk) | Q(parent=cohort.pk) | Q(parent__parent=cohort.pk)
    list(Room.objects.select_for_update(no_key=True, of=("self",)).filter(under).order_by("pk"))
    held = Cohort.objects.select_related("room").get(pk=cohort.pk)
    if held.state == CLOSED:
        raise RoundClosed
    origins = (BACK[to],) if back else ONWARD[to]
    if held.state not in origins:
        raise NoWay(f"Omgången har ett annat läge nu: {held.get_state_display().lower()}. Ladda om sidan.")
    if lacking := lacking_for(held, to):
        raise NotReady(" ".join(lacking))
    held.state = cohort.state = to
    held.save(update_fields=["state"])
    StateChange.objects.create(room=held.room, state=to, by=by, at=clock.now())
    taking_part = Participation.objects.filter(cohort=cohort)
    if to == RUNNING:
        taking_part.filter(state=ParticipationState.ADMITTED).update(state=ParticipationState.ACTIVE)
    elif to == CLOSED:
        present = [ParticipationState.ADMITTED, ParticipationState.ACTIVE]
        taking_part.filter(state__in=present).update(state=ParticipationState.COMPLETED)
