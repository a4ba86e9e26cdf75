"""The cast: invented people in the seats of a real round, by short name and by seat."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from accounts.models import User
from accounts.people import create
from cohorts.models import Participation, Room, Seat
from cohorts.roles import TRIO, Function, Part
from cohorts.seats import fill, open_seat, vacate
from start.demo.people import address

#: Function → the first word of the slug, for participants and for mentor organisations.
WORDS = {
    Part.PARTICIPANT: {Function.POLITICIAN: "politiker", Function.MANAGER: "chef", Function.STRATEGIST: "strateg"},
    Part.MENTOR: {
        Function.POLITICIAN: "mentorpolitiker",
        Function.MANAGER: "mentorchef",
        Function.STRATEGIST: "mentor",
    },
}


@dataclass(slots=True)
class Cast:
    """Who is who, and who sits where at the moment that is told."""

    people: dict[str, User] = field(default_factory=dict)
    seats: dict[str, Seat] = field(default_factory=dict)
    seated: dict[tuple[int, str], User] = field(default_factory=dict)

    def enter(self, slug: str, name: str, seat: Seat, title: str) -> None:
        """Let an invented person, made now if new, take a vacant seat."""
        person = self.people.get(slug) or create(email=address(slug), name=name)
        self.people[slug] = person
        self.seats.setdefault(slug, fill(seat, person, title=title))
        self.seated[seat.room_id, seat.function] = person

    def leave(self, slug: str) -> None:
        """Let a person leave the seat, which stays vacant under the same slug."""
        seat = self.seats[slug]
        self.seats[slug] = vacate(seat)
        del self.seated[seat.room_id, seat.function]

    def take_trio(self, participation: Participation, trio: Mapping[str, Mapping[str, Any]]) -> None:
        """Fill an organisation's three seats. Somebody who leaves later is known by a slug of their own."""
        words = WORDS[Part(participation.part)]
        vacant = {seat.function: seat for seat in participation.room.seats.filter(holder=None)}
        for function in TRIO:
            person = trio[function]
            slug = person.get("slug", f"{words[function]}-{participation.organisation.slug}")
            self.enter(slug, person["name"], vacant[function], person["title"])

    def take_extra(self, room: Room, person: Mapping[str, Any]) -> None:
        """Open and fill a seat beside the trio: home team, leader or observer."""
        seat = open_seat(room, person["function"], county_code=person.get("county", ""), parts=person.get("parts", {}))
        self.enter(person["slug"], person.get("name", ""), seat, person["title"])

    def writer(self, room_id: int, function: str) -> User:
        """Return who writes for a function: its holder, else the strategist, as in every vacant trio."""
        return self.seated.get((room_id, function)) or self.seated[room_id, Function.STRATEGIST]
