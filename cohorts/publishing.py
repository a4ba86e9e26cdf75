"""A plan becomes groups: reviewed first, then all of it in one act, with a letter to everybody it concerns."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from access.refusals import Refusal
from accounts.models import User
from cohorts import acts, group_letters, lifecycle
from cohorts.boards import Board, Card, Member, board_of
from cohorts.candidates import Field, field_of
from cohorts.group_letters import Note, company, notes_for
from cohorts.group_plans import AlreadyPublished, hold_plan
from cohorts.groups import form_group
from cohorts.models import ActKind, Cohort, Pairing, Participation, ParticipationState, PlannedGroup
from cohorts.pairings import pair
from cohorts.roles import PairingKind
from cohorts.wording import listed


class PlanNotReady(Refusal):
    """Somebody has no place, or a group is not one."""


@dataclass(frozen=True, slots=True)
class Review:
    """The plan as it would become, what stands in the way, and the letters that would leave."""

    board: Board
    groups: tuple[Card, ...]
    problems: tuple[str, ...]
    notes: tuple[Note, ...]

    @property
    def letters(self) -> int:
        """Return how many letters would leave."""
        return sum(len(note.recipients) for note in self.notes)

    @property
    def untold(self) -> tuple[str, ...]:
        """Return the organisations where nobody sits who could get a letter."""
        return tuple(note.organisation for note in self.notes if not note.recipients)


def review_of(cohort: Cohort) -> Review:
    """Return what publishing would do now; changes nothing."""
    field = field_of(cohort)
    board = board_of(cohort, field)
    if not board.is_plan:
        return Review(board, (), (AlreadyPublished.sentence,), ())
    cards = tuple(card for card in board.cards if card.members)
    waiting = cohort.participations.filter(state=ParticipationState.APPLIED).order_by("organisation__sort_key")
    names = list(waiting.values_list("organisation__name", flat=True))
    answers = (f"Ge besked till {listed(names)}.",) if names else ()
    return Review(board, cards, answers + _problems(board, cards), _notes(cohort, field, cards))


def _problems(board: Board, cards: Sequence[Card]) -> tuple[str, ...]:
    """Return what must be put right first, each a sentence to act on."""
    found = []
    if board.unplaced:
        found.append(f"Placera {_names(board.unplaced)} i en grupp, eller ensam med ett skäl.")
    if not cards:
        found.append("Bilda minst en grupp.")
    for card in cards:
        if card.is_alone and not card.reason_for_one:
            found.append(f"Skriv varför {_names(card.members)} är ensam i sin grupp, eller flytta dit en till.")
        if len(card.members) > card.room:
            found.append(f"Flytta någon från {card.name}: {_names(card.members)} är fler än {card.room}.")
    return tuple(found)


def _names(members: Sequence[Member]) -> str:
    return listed([member.name for member in members])


def _notes(cohort: Cohort, field: Field, cards: Sequence[Card]) -> tuple[Note, ...]:
    told: dict[Participation, list[str]] = defaultdict(list)
    for card in cards:
        for member in card.members:
            others = [other.name for other in card.members if other is not member]
            mentor = f" Er mentor är {card.phrase}." if card.phrase else " Gruppen har ingen mentor än."
            told[field.members[member.pk]].append(
                f"Grupperna i {cohort.name} är satta. {member.name} är {company(others)}.{mentor}"
            )
        for follower in card.followers:
            told[field.mentors[follower.mentor]].append(
                f"{follower.name} är {follower.role.lower()} för {_names(card.members)} i {cohort.name}."
            )
    more = "När du loggar in ser du gruppens rum, kontakter och träffar."
    return notes_for(cohort, {who: [*words, more] for who, words in told.items()}, subject="grupperna är satta")


@transaction.atomic
def groups_publish(cohort: Cohort, *, version: int, by: User) -> list[int]:
    """Form every planned group, let its mentors follow it, set the round's state, and write the letters.

    All or nothing. Returns the letters' ids: the caller rings for them. Raises ``PlanNotReady``, and what
    ``hold_plan``, ``form_group``, ``pair`` and ``lifecycle.set_groups`` raise.
    """
    hold_plan(cohort, version=version, by=by, planning=True)
    review, field = review_of(cohort), field_of(cohort)
    if review.problems:
        raise PlanNotReady(" ".join(review.problems))
    formed = []
    for card in review.groups:
        reason = card.reason_for_one if card.is_alone else ""
        group = form_group(cohort, [field.members[each.pk] for each in card.members], reason_for_one=reason)
        formed.append(str(group))
        lead: Pairing | None = None
        for follower in sorted(card.followers, key=lambda each: each.role != PairingKind.LEAD.label):
            kind = PairingKind.LEAD if follower.role == PairingKind.LEAD.label else PairingKind.SUPPORT
            supports = lead if kind == PairingKind.SUPPORT else None
            pairing = pair(field.mentors[follower.mentor], group, kind=kind, supports=supports)
            lead = lead or (pairing if kind == PairingKind.LEAD else None)
    PlannedGroup.objects.filter(room=cohort.room_id).delete()
    lifecycle.set_groups(cohort, by=by)
    acts.record(cohort.pk, ActKind.PUBLISHED, listed(formed), by=by)
    return group_letters.write(review.notes)
