"""The answer to an application: admitted, reserve or not admitted, with a letter that waits until it is sent.

Until the letter has left, the answer can be taken back. Locks are taken in one order: the room, the application.
"""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.text import slugify

from access import clock
from access.refusals import Clash, Refusal
from accounts import letters
from accounts.models import Letter, User
from cohorts import acts, states
from cohorts.enrolment import enrol
from cohorts.models import (
    ActKind,
    Application,
    ApplicationState,
    Cohort,
    Dispatch,
    Organisation,
    Participation,
    ParticipationState,
    Wish,
)
from cohorts.outgoing import send_held
from cohorts.preferences import write_facts
from cohorts.requirements import AREA_KEY, MENTOR
from cohorts.roles import Part

RECEIVED, CONFIRMED, ADMITTED, RESERVE, DECLINED = ApplicationState
#: The answers that can be given, in the order a leader chooses among them.
ANSWERS = (ADMITTED, RESERVE, DECLINED)

_OPENINGS = {
    ADMITTED: "{organisation} är antagen som {part} i {cohort}.",
    RESERVE: "{organisation} står på reservplats till {cohort}. Vi hör av oss om en plats blir ledig.",
    DECLINED: "{organisation} är inte antagen till {cohort}.",
}
_NEXT = {
    ADMITTED: "Nästa steg: politikern, chefen och strategen får var sin inbjudan med e-post. Där tackar de ja.",
    RESERVE: "Du behöver inte göra något nu.",
    DECLINED: "Ni är välkomna att anmäla intresse när nästa omgång öppnar.",
}


class NotConfirmed(Refusal):
    """Nobody has shown yet that the interest is real."""

    sentence = "Kontaktpersonen har inte bekräftat anmälan än. Du kan ge besked när det är gjort."


class ReasonMissing(Refusal):
    """A no needs a reason."""

    sentence = "Skriv varför organisationen inte antas. Skälet står i brevet."


class AnsweredByOther(Clash):
    """Somebody else gave an answer since the page was shown."""


class NothingToUndo(Clash):
    """There is no answer, or its letter has left."""

    sentence = "Brevet har skickats eller beskedet är redan ångrat. Ladda om sidan."


class AtWork(Refusal):
    """The organisation has got something in the round that would be lost."""

    sentence = (
        "Organisationen har redan inbjudningar, en grupp eller arbete i omgången. Avsluta deltagandet i stället."
    )


def letter_text(application: Application, *, answer: str, part: str, reason: str) -> tuple[str, str]:
    """Return subject and body of the letter that an answer writes, to be read before it is given."""
    cohort, state = application.room.cohort, ApplicationState(answer)
    words = {"organisation": application, "part": Part(part).label.lower(), "cohort": cohort.name}
    lines = [f"Hej {application.contact_name}.", _OPENINGS[state].format(**words), reason.strip(), _NEXT[state]]
    if cohort.information_contact:
        lines.append(f"Frågor: {cohort.information_contact}")
    return f"Besked om {cohort.name}: {state.label.lower()}", "\n\n".join(filter(None, lines)) + "\n"


@transaction.atomic
def decide(application: Application, *, answer: str, part: str, reason: str, seen: str, by: User) -> Application:
    """Give an answer: write the letter, which is held until it is sent, and let an admitted organisation in.

    ``seen`` is the state that the page showed. One on the reserve list, or not admitted, may get another answer.
    Raises ``NotConfirmed``, ``ReasonMissing``, ``AnsweredByOther``, ``AlreadyEnrolled``, and what ``states.require``
    and ``letters.write`` raise.
    """
    held = _hold(application)
    if held.state != seen or held.state == ADMITTED:
        raise AnsweredByOther(_who_answered(held))
    if held.state == RECEIVED:
        raise NotConfirmed
    if answer == DECLINED and not reason.strip():
        raise ReasonMissing
    if held.letter_id:
        letters.drop_held([held.letter_id], reason="Ett nytt besked kom i stället.")
    held.state, held.part, held.reason = answer, part, reason.strip()
    held.decided_by, held.decided_at = by, clock.now()
    if answer == ADMITTED:
        _let_in(held)
    subject, body = letter_text(held, answer=answer, part=part, reason=reason)
    to, name = held.contact_email, held.contact_name
    held.letter = letters.write(to=to, name=name, subject=subject, body=body, kind="answer", held=True)
    held.save()
    Dispatch.objects.create(room=held.room, letter=held.letter)
    return held


@transaction.atomic
def decide_all(applications: Sequence[Application], *, answer: str, reason: str, by: User) -> list[Application]:
    """Give several the same answer, each as ``decide`` would with the state and the part that it has here, or none.

    Raises what ``decide`` raises, with the name of the organisation that stands in the way.
    """
    given = []
    for each in sorted(applications, key=lambda application: application.pk):
        try:
            given.append(decide(each, answer=answer, part=each.part, reason=reason, seen=each.state, by=by))
        except Refusal as refused:
            raise type(refused)(f"{each}: {refused}") from refused
    return given


def _hold(application: Application) -> Application:
    states.require(application.room, states.STEER)
    held = Application.objects.select_for_update(of=("self",)).select_related("room__cohort", "decided_by", "letter")
    return held.get(pk=application.pk)


def _who_answered(held: Application) -> str:
    if held.decided_by is None or held.decided_at is None:
        return "Anmälan har ändrats sedan du öppnade sidan. Ladda om den."
    at, state = timezone.localtime(held.decided_at), held.get_state_display().lower()
    return f"{held.decided_by} gav besked {at:%H:%M}: {state}. Ladda om sidan."


def _let_in(application: Application) -> None:
    """Enrol the organisation with what it wrote: part, area, undertaking, themes, and whom it would like to meet."""
    if application.organisation is None:
        application.organisation = _named(application)
    evidence = application.evidence
    participation = enrol(
        application.room.cohort,
        application.organisation,
        part=Part(application.part),
        state=ParticipationState.ADMITTED,
        promised_mentoring=bool(evidence.get(MENTOR)),
        scope_area=evidence.get(AREA_KEY, "")[:160],
    )
    wished = Organisation.objects.filter(slug__in=application.wishes).exclude(slug=application.organisation.slug)
    ids = list(wished.values_list("pk", flat=True))
    write_facts(participation, wishes=ids, themes=application.theme_list)


def _named(application: Application) -> Organisation:
    """Return the organisation that was named in words, put into the directory when it is first let in."""
    slug = slugify(application.other_name)[:80].strip("-") or f"organisation-{application.pk}"
    found, _ = Organisation.objects.get_or_create(
        slug=slug, defaults={"name": application.other_name, "kind": application.other_kind}
    )
    return found


@transaction.atomic
def undo(application: Application, *, by: User) -> Application:
    """Take an answer back while its letter has not left; an organisation that was let in is out again.

    Raises ``NothingToUndo``, ``AtWork`` and what ``states.require`` raises.
    """
    held = _hold(application)
    if held.state not in ANSWERS or held.letter is None:
        raise NothingToUndo
    try:
        letters.stop(held.letter, by)
    except letters.AlreadyLeft as gone:
        raise NothingToUndo from gone
    if held.state == ADMITTED:
        _let_out(held)
    taken_back = held.get_state_display().lower()
    held.state, held.decided_by, held.decided_at, held.reason = CONFIRMED, None, None, ""
    held.save()
    acts.record(held.room_id, ActKind.ANSWER_UNDONE, f"{held}, {taken_back}", by=by)
    return held


def _let_out(application: Application) -> None:
    """Remove a participation in which nothing has happened yet; the grants on its room go with the room."""
    participation = Participation.objects.select_related("room").get(
        cohort=application.room_id, organisation=application.organisation_id
    )
    room = participation.room
    try:
        with transaction.atomic():
            Wish.objects.filter(room=room).delete()
            room.seats.filter(holder=None).delete()
            participation.delete()
            room.delete()
    except ProtectedError as kept:
        raise AtWork from kept


def waiting_letters(cohort: Cohort) -> list[Application]:
    """Return the applications whose letter with the answer is held, in one statement."""
    held = Application.objects.filter(room=cohort.room_id, state__in=ANSWERS, letter__state=Letter.State.HELD)
    return list(held.select_related("organisation", "letter"))


@transaction.atomic
def send_answers(cohort: Cohort, chosen: Iterable[int], *, by: User) -> list[Letter]:
    """Let the held letters of those applications (ids) go; the caller rings for each.

    Raises what ``outgoing.send_held`` raises.
    """
    wanted = set(chosen)
    held = [each.letter_id for each in waiting_letters(cohort) if each.pk in wanted and each.letter_id]
    return send_held(cohort, held, by=by)
