"""What an organisation brings to the choice of groups: themes, wishes, and how many it takes as mentor."""

from collections.abc import Sequence
from typing import NamedTuple

from django.db import transaction

from accounts.models import User
from cohorts import acts, states
from cohorts.models import ActKind, Organisation, Participation, Wish


class Facts(NamedTuple):
    """What a proposal weighs of an organisation; ``wishes`` are ids of ``others``, the organisations in the round."""

    themes: tuple[str, ...]
    wishes: tuple[int, ...]
    mentor_capacity: int
    others: tuple[tuple[int, str], ...]


def facts_of(participation: Participation) -> Facts:
    """Return what is known of a participation, in two statements."""
    others = Organisation.objects.filter(participations__cohort=participation.cohort_id)
    wishes = Wish.objects.filter(room=participation.pk).values_list("organisation_id", flat=True)
    return Facts(
        themes=participation.theme_list,
        wishes=tuple(wishes),
        mentor_capacity=participation.mentor_capacity,
        others=tuple(others.exclude(pk=participation.organisation_id).values_list("pk", "name")),
    )


@transaction.atomic
def set_facts(
    participation: Participation,
    *,
    wishes: Sequence[int],
    by: User,
    themes: Sequence[str] | None = None,
    mentor_capacity: int | None = None,
) -> None:
    """Write what a proposal weighs; ``wishes`` are ids of organisations, and what is None stays as it was.

    Raises what ``states.require`` raises.
    """
    states.require(participation.room, states.STEER)
    write_facts(participation, wishes=wishes, themes=themes, mentor_capacity=mentor_capacity)
    acts.record(participation.pk, ActKind.WISHES_CHANGED, by=by)


def write_facts(
    participation: Participation,
    *,
    wishes: Sequence[int],
    themes: Sequence[str] | None = None,
    mentor_capacity: int | None = None,
) -> None:
    """Do what ``set_facts`` does as a part of another act, which has asked for the room and says who did it."""
    if themes is not None:
        participation.themes = "\n".join(themes)
    if mentor_capacity is not None:
        participation.mentor_capacity = mentor_capacity
    participation.save(update_fields=["themes", "mentor_capacity"])
    Wish.objects.filter(room=participation.pk).delete()
    Wish.objects.bulk_create([Wish(room=participation.room, organisation_id=each) for each in wishes])
