"""The invented people of the demo, by the short name that the sign-in page and the tests use."""

from dataclasses import dataclass

from accounts.models import User
from cohorts.models import Seat
from cohorts.roles import Function, Part, RoomKind

#: Every demo person's address ends so; ".invalid" can never be delivered (RFC 2606).
DOMAIN = "demo.invalid"


#: The roles that the demo is entered in, as they are listed.
MENTORS, WITHOUT_SEAT = "Mentorer", "Utan uppdrag"
_OF_FUNCTION = {
    Function.LEADER: "Projektledare",
    Function.POLITICIAN: "Politiker",
    Function.MANAGER: "Chefer",
    Function.STRATEGIST: "Strateger",
    Function.OTHER: "Hemmateam",
    Function.OBSERVER: "Observatörer",
}
_ORDER = (*list(_OF_FUNCTION.values())[:-1], MENTORS, _OF_FUNCTION[Function.OBSERVER], WITHOUT_SEAT)


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """A person to enter as: slug, name, the role of the first seat, and the seats held, in words."""

    slug: str
    name: str
    role: str
    seats: tuple[str, ...]


def address(slug: str) -> str:
    """Return the mail address of a demo person."""
    return f"{slug}@{DOMAIN}"


def find(slug: str) -> User | None:
    """Return the demo person with this slug, or None."""
    return User.objects.filter(email=address(slug), is_active=True).first()


def everyone() -> list[DemoPerson]:
    """Return every demo person role by role, in two statements."""
    seats: dict[int, list[Seat]] = {}
    held = Seat.objects.filter(ended_at=None, holder__email__endswith="@" + DOMAIN)
    for seat in held.select_related("room__participation"):
        seats.setdefault(seat.holder_id or 0, []).append(seat)
    found = [
        _person(user, seats.get(user.pk, []))
        for user in User.objects.filter(email__endswith="@" + DOMAIN).order_by("pk")
    ]
    return sorted(found, key=lambda person: _ORDER.index(person.role))


def _person(user: User, seats: list[Seat]) -> DemoPerson:
    return DemoPerson(
        slug=user.email.partition("@")[0],
        name=user.name,
        role=_role(seats[0]) if seats else WITHOUT_SEAT,
        seats=tuple(str(seat) for seat in seats),
    )


def _role(seat: Seat) -> str:
    if seat.room.kind == RoomKind.PARTICIPATION and seat.room.participation.part == Part.MENTOR:
        return MENTORS
    return _OF_FUNCTION[Function(seat.function)]
