"""The benchmarking code of conduct: accepted once per seat before the first shared material of others opens.

One rule for release pages, the comparison and reports: call ``require`` with the room in which others share.
One's own releases open without, and so does what is open to the public.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus

from django.db import transaction
from django.urls import reverse

from access import clock
from access.gates import Lineage
from access.refusals import Refusal
from accounts.models import User
from benchmarking.sharing.models import ConductAcceptance, Release
from cohorts.access import Access, OpenSeat
from cohorts.models import Cohort, Room
from cohorts.roles import Function

#: The version of the text in templates/benchmarking/sharing/conduct_text.html. A higher one is accepted anew.
VERSION = 1


class CodeNotAccepted(Refusal):
    """The person reads what others share for the first time in a seat; ``cohort`` is the round it is in."""

    status = HTTPStatus.FORBIDDEN
    sentence = "Läs och godta uppförandekoden först. Sedan öppnas det som andra har delat."
    page = "benchmarking/sharing/conduct_first.html"

    def __init__(self, accept_url: str) -> None:
        """Keep where the code is accepted."""
        super().__init__()
        self.accept_url = accept_url


def require(access: Access, room: Room) -> None:
    """Refuse what others share in ``room`` until the person has accepted the code in each seat of that round.

    ``room`` is a group's, a cohort's or a participation's, with the rooms above it selected. Seats are those in
    the round, and those above it: leaders and observers accept too. One statement. Raises ``CodeNotAccepted``.
    """
    lineage = room.lineage
    seats = {seat.pk for seat in _seats(access, lineage)}
    accepted = ConductAcceptance.objects.filter(seat__in=seats, by=access.user_id, version=VERSION)
    if seats - set(accepted.values_list("seat", flat=True)):
        round_ = Cohort.objects.filter(pk__in=lineage).values_list("slug", flat=True).get()
        raise CodeNotAccepted(reverse("benchmarking:conduct_accept", kwargs={"cohort": round_}))


def require_for(access: Access, releases: Iterable[Release], room: Room) -> None:
    """Do the same where any of ``releases`` is another organisation's than one's own."""
    own = access.rooms("read_drafts")
    if any(release.room_id not in own for release in releases):
        require(access, room)


def admits(access: Access, cohort: Cohort) -> Lineage | None:
    """Return the round's lineage for those with a seat in it, or above it, that reads what is shared."""
    return cohort.room.lineage if _seats(access, cohort.room.lineage) else None


def _seats(access: Access, lineage: Lineage) -> list[OpenSeat]:
    """Return the person's seats in a round and above it; the home team reads nothing of others."""
    rooms = set(lineage)
    readers = (seat for seat in access.seats if seat.function != Function.OTHER)
    return [seat for seat in readers if {seat.room_id, seat.cohort_id} & rooms]


@dataclass(frozen=True, slots=True)
class ConductPage:
    """The code as one of a round reads it; ``accepted_at`` is empty until every seat there has accepted it."""

    cohort: Cohort
    seats: tuple[str, ...]
    accepted_at: dt.datetime | None


def conduct_page(access: Access, cohort: Cohort) -> ConductPage:
    """Read whether and when the person accepted the code in the round, in one statement."""
    seats = _seats(access, cohort.room.lineage)
    taken = ConductAcceptance.objects.filter(seat__in=[s.pk for s in seats], by=access.user_id, version=VERSION)
    moments = dict(taken.values_list("seat", "at"))
    return ConductPage(
        cohort=cohort,
        seats=tuple(seat.label for seat in seats),
        accepted_at=max(moments.values()) if len(moments) == len(seats) and moments else None,
    )


@transaction.atomic
def accept(cohort: Cohort, access: Access, *, by: User) -> None:
    """Store that ``by`` accepts the code in each open seat of the round, once; again is nothing new.

    No state of the round forbids it: what was shared may be read after the round has closed.
    """
    ConductAcceptance.objects.bulk_create(
        [
            ConductAcceptance(room_id=seat.room_id, seat_id=seat.pk, by=by, version=VERSION, at=clock.now())
            for seat in _seats(access, cohort.room.lineage)
        ],
        ignore_conflicts=True,
    )
