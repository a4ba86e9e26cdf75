"""The invented people of the demo, by the short name that the sign-in page and the tests use."""

from dataclasses import dataclass

from accounts.models import User
from cohorts.models import Seat

#: Every demo person's address ends so; ".invalid" can never be delivered (RFC 2606).
DOMAIN = "demo.invalid"


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """A person to enter as: slug, name, and the seats held, in words."""

    slug: str
    name: str
    seats: tuple[str, ...]


def address(slug: str) -> str:
    """Return the mail address of a demo person."""
    return f"{slug}@{DOMAIN}"


def find(slug: str) -> User | None:
    """Return the demo person with this slug, or None."""
    return User.objects.filter(email=address(slug), is_active=True).first()


def everyone() -> list[DemoPerson]:
    """Return every demo person in the order they were made, in two statements."""
    seats: dict[int, list[str]] = {}
    for seat in Seat.objects.filter(ended_at=None, holder__email__endswith="@" + DOMAIN).select_related("room"):
        seats.setdefault(seat.holder_id or 0, []).append(str(seat))
    return [
        DemoPerson(user.email.partition("@")[0], user.name, tuple(seats.get(user.pk, ())))
        for user in User.objects.filter(email__endswith="@" + DOMAIN).order_by("pk")
    ]
