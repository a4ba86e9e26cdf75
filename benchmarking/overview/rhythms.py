"""How often a person wants reminders: as chosen, or as suits what the person sits as."""

from collections.abc import Collection

from accounts.models import Rhythm, User
from cohorts.roles import Function


def rhythm_of(user: User, functions: Collection[str]) -> Rhythm:
    """Return the rhythm that ``user``, who sits with ``functions``, has chosen.

    Until then somebody who sits as a politician and nothing else gets one letter a week, everybody else at most one
    a day.
    """
    if user.rhythm:
        return Rhythm(user.rhythm)
    return Rhythm.WEEKLY if set(functions) == {Function.POLITICIAN} else Rhythm.DAILY
