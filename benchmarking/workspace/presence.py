"""Who is typing where: a hint that a colleague is in the same field. Never a lock, and never kept (design §5).

It lies in the cache for less than a minute. Two who come at the very same moment may miss each other until they are
asked again, and without the cache nobody is seen: nothing but the hint stands on it.
"""

import time

from django.core.cache import caches
from redis.exceptions import RedisError

from accounts.models import User
from benchmarking.workspace.answers import Place
from cohorts.models import Participation

#: Seconds that somebody is taken to be in a field after having been seen there; the page tells every fifteenth.
LASTS = 40


def others_here(participation: Participation, sheet_key: str, place: Place, *, by: User) -> tuple[str, ...]:
    """Note that ``by`` is in a field, and return the names of the others who are, in the order they came."""
    now = time.time()
    row = place.entry_id or 0
    key = f"writers:{participation.pk}:{sheet_key}:{row}:{place.field_key}:{place.function}"
    try:
        seen = caches["fast"].get(key) or {}
        here = {pk: (name, at) for pk, (name, at) in seen.items() if now - at < LASTS and pk != by.pk}
        caches["fast"].set(key, here | {by.pk: (by.name, now)}, timeout=LASTS)
    except (RedisError, OSError):
        return ()
    return tuple(name for name, _ in here.values())
