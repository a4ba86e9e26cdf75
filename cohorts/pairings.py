"""Which mentor organisations follow which groups, and in support of whom."""

from django.db import transaction

from access import clock
from access.refusals import Refusal
from cohorts.grants import sync_grants
from cohorts.models import BenchmarkGroup, GroupMembership, Pairing, Participation, Room
from cohorts.roles import PairingKind, Part


class NotAMentor(Refusal):
    """The organisation takes part, but not as mentor."""


class OwnMentor(Refusal):
    """A mentor in the group that it would follow."""

    sentence = "En organisation kan inte vara mentor för sin egen grupp."


class AlreadyPaired(Refusal):
    """The mentor follows the group already."""


class NotTheirMentor(Refusal):
    """The mentor to stand behind does not follow the group."""

    sentence = "En stödjande mentor stödjer en mentor som följer samma grupp. Välj en av gruppens mentorer."


@transaction.atomic
def pair(
    mentor: Participation,
    group: BenchmarkGroup,
    *,
    kind: PairingKind = PairingKind.LEAD,
    supports: Pairing | None = None,
) -> Pairing:
    """Let a mentor organisation follow a group. A support may name the pairing it stands behind ("med stöd av").

    Raises ``NotAMentor``, ``OwnMentor``, ``AlreadyPaired`` or ``NotTheirMentor``.
    """
    Room.objects.select_for_update(no_key=True).get(pk=mentor.pk)
    if GroupMembership.objects.filter(
        group=group, participation__organisation=mentor.organisation, left_at=None
    ).exists():
        raise OwnMentor
    if mentor.part != Part.MENTOR or mentor.cohort_id != group.cohort_id:
        raise NotAMentor(f"{mentor} är inte mentor i omgången.")
    if Pairing.objects.filter(mentor=mentor, group=group, ended_at=None).exists():
        raise AlreadyPaired(f"{mentor} följer redan gruppen.")
    if supports is not None and not group.pairings.filter(pk=supports.pk, ended_at=None).exists():
        raise NotTheirMentor
    pairing = Pairing.objects.create(mentor=mentor, group=group, kind=kind, supports=supports, started_at=clock.now())
    sync_grants(mentor.pk)
    return pairing


@transaction.atomic
def end_pairing(pairing: Pairing) -> None:
    """End a pairing: progress, contacts and the group's releases are gone for the mentor at once.

    One that has ended keeps the day it ended.
    """
    Pairing.objects.filter(pk=pairing.pk, ended_at=None).update(ended_at=clock.now())
    sync_grants(pairing.mentor_id)
