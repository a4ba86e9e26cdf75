"""What an organisation says of a year: how it reads the figures, what may justify the gap, what it does about it.

A comment is written whole, over the version that the writer started from. Where somebody else has written since,
nothing is stored: the writer gets both texts, and the refused one is kept in the history.
"""

from collections.abc import Mapping

import pghistory
from django.db import transaction

from access import clock
from access.refusals import Clash, Refusal
from accounts.models import User
from cohorts import states
from cohorts.models import Participation
from indicators.pins.models import IndicatorComment
from indicators.pins.pinned import held

#: The parts of a comment, with what each is called.
PARTS = {"reading": "Tolkning", "reason": "Sakligt skäl", "action": "Åtgärd"}
REFUSED = "refused"
#: The years that a comment may be of.
YEARS = range(1990, 2101)


class NoSuchYear(Refusal):
    """A year that no figure is of."""

    sentence = "Välj ett år mellan 1990 och 2100."


class CommentChanged(Clash):
    """Somebody else has written the comment meanwhile. Carries what stands, by part, and its version."""

    def __init__(self, stands: IndicatorComment, typed: Mapping[str, str], by: User) -> None:
        """Keep both texts."""
        self.version = stands.version
        self.theirs = tuple(
            (label, getattr(stands, part)) for part, label in PARTS.items() if getattr(stands, part) != typed[part]
        )
        self.who = stands.edited_by.name
        self._stands, self._typed, self._by = stands, typed, by
        super().__init__(
            f"{self.who} sparade kommentaren medan du skrev. Båda texterna står här nedanför. "
            "Skriv ihop dem i fälten och spara igen."
        )

    def keep(self) -> None:
        """Write the refused text into the history."""
        refused = self._stands
        for part in PARTS:
            setattr(refused, part, self._typed[part])
        refused.edited_by, refused.edited_at = self._by, clock.now()
        pghistory.create_event(refused, label=REFUSED)


def write_comment(
    participation: Participation, key: str, year: int, *, parts: Mapping[str, str], version: int, by: User
) -> None:
    """Write the comment of a year over the one of ``version``, 0 where there was none.

    Raises ``NoSuchYear``, ``CommentChanged``, ``NotPinned`` and what ``cohorts.states.require`` raises.
    """
    try:
        _write(participation, key, year, parts=parts, version=version, by=by)
    except CommentChanged as refusal:
        with transaction.atomic():
            refusal.keep()
        raise


@transaction.atomic
def _write(
    participation: Participation, key: str, year: int, *, parts: Mapping[str, str], version: int, by: User
) -> None:
    states.require(participation.room, states.FOLLOW)
    if year not in YEARS:
        raise NoSuchYear
    pin = held(participation, key)
    typed = {part: parts[part].replace("\r\n", "\n").strip() for part in PARTS}
    comment = pin.comments.select_related("edited_by").filter(year=year).first()
    if comment is None:
        comment = IndicatorComment(room_id=pin.room_id, pin=pin, year=year, version=0)
    if {part: getattr(comment, part) for part in PARTS} == typed:
        return
    if comment.version != version:
        raise CommentChanged(comment, typed, by)
    for part, text in typed.items():
        setattr(comment, part, text)
    comment.version, comment.edited_by, comment.edited_at = version + 1, by, clock.now()
    comment.save()
