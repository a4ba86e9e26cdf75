"""Proposals of groups: which organisations learn together, and which mentor they learn from.

Nearness comes first, else a common theme (domain.md §a, 60; peers.md §3.4). A pair of organisations has a cost,
and so has a proposal; the lower, the better:

- ``pair_cost`` adds a point for every 100 km, half a point for every doubling of the population, three points
  when the one is a region and the other a municipality, half a point when their SKR groups begin with different
  letters, and a point when they have been in a group together before;
- it takes away a point for each theme in common (two at most), half a point when Kolada counts one of them as
  similar to the other, and three when one of them has wished for the other;
- an organisation's cost is the mean over those it would meet, its mentor among them, and a proposal's is the
  mean over the organisations; one left without a place, or alone with a mentor, costs ``UNPLACED``.

Pure: no database, no clock; the same question gets the same answer.
"""

import itertools
import math
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter

from cohorts.wording import listed, thousands

SMALLEST, LARGEST = 2, 3
UNPLACED = 20.0
KM_PER_POINT = 100.0
PER_DOUBLING, OTHER_KIND, OTHER_LETTER, MET_BEFORE = 0.5, 3.0, 0.5, 1.0
PER_THEME, MOST_THEMES, SIMILAR, WISHED = 1.0, 2, 0.5, 3.0
EARTH_KM = 6371.0
#: Sizes that differ by less are told as alike.
ALIKE = 1.5
#: Beginnings that are searched, and how often each is shaken when nothing near it is better; fewer above ``MANY``.
STARTS, SHAKES, MANY = 4, 12, 30
SEED = 2019
#: Less than this is no difference: sums of the same numbers in another order.
TINY = 1e-9


@dataclass(frozen=True, slots=True)
class Candidate:
    """An organisation as the proposals see it.

    ``key`` names it; ``kind`` is its ``OrganisationKind``; the point is in degrees (WGS 84); ``population`` in
    people; ``skr_group`` as "B3". ``similar``, ``wishes`` and ``met`` hold keys of others. What is not known is
    None or empty, and costs nothing.
    """

    key: str
    name: str
    kind: str = "municipality"
    point: tuple[float, float] | None = None
    population: int | None = None
    skr_group: str = ""
    themes: frozenset[str] = frozenset()
    similar: frozenset[str] = frozenset()
    wishes: frozenset[str] = frozenset()
    met: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Mentor:
    """A mentor organisation, and how many organisations it takes: two or three."""

    candidate: Candidate
    capacity: int = LARGEST


@dataclass(frozen=True, slots=True)
class Lock:
    """That an organisation stays with a mentor, whatever else is proposed."""

    member: str
    mentor: str


@dataclass(frozen=True, slots=True)
class ProposedGroup:
    """Organisations with a mentor, what their group costs each of them in the mean, and why they go together."""

    mentor: Candidate
    members: tuple[Candidate, ...]
    cost: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """The groups, best first, those that have no place, and the cost of it all."""

    groups: tuple[ProposedGroup, ...]
    unplaced: tuple[Candidate, ...]
    cost: float


class BadLock(ValueError):
    """A lock names somebody who is not there, or more than a mentor takes; ``str()`` says which, in Swedish."""


def distance(one: Candidate, other: Candidate) -> float | None:
    """Return the kilometres between two organisations as the crow flies (haversine), None when one has no point."""
    if one.point is None or other.point is None:
        return None
    (lat1, lon1), (lat2, lon2) = (map(math.radians, point) for point in (one.point, other.point))
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(half))


@lru_cache(maxsize=100_000)
def pair_cost(one: Candidate, other: Candidate) -> float:
    """Return what it costs that two organisations meet; the module says how it is put together."""
    cost = (distance(one, other) or 0.0) / KM_PER_POINT
    if one.population and other.population:
        cost += PER_DOUBLING * abs(math.log2(one.population / other.population))
    if one.kind != other.kind:
        cost += OTHER_KIND
    elif one.skr_group[:1] != other.skr_group[:1]:
        cost += OTHER_LETTER
    cost -= PER_THEME * min(MOST_THEMES, len(one.themes & other.themes))
    cost -= SIMILAR * (other.key in one.similar or one.key in other.similar)
    cost -= WISHED * (other.key in one.wishes or one.key in other.wishes)
    return cost + MET_BEFORE * (other.key in one.met or one.key in other.met)


def group_cost(mentor: Candidate, members: Sequence[Candidate]) -> float:
    """Return the sum over a group's members of what meeting the others costs them."""
    if not members:
        return 0.0
    if len(members) < SMALLEST:
        return UNPLACED
    among = sum(pair_cost(one, other) for one, other in itertools.combinations(members, 2))
    return (2 * among + sum(pair_cost(mentor, member) for member in members)) / len(members)


def proposal_cost(groups: Sequence[tuple[Candidate, Sequence[Candidate]]], unplaced: int) -> float:
    """Return the mean cost of an organisation in ``groups`` (mentor, members) with ``unplaced`` beside them."""
    everybody = unplaced + sum(len(members) for _, members in groups)
    total = unplaced * UNPLACED + sum(group_cost(mentor, members) for mentor, members in groups)
    return total / everybody if everybody else 0.0


def propose(candidates: Sequence[Candidate], mentors: Sequence[Mentor], *, locks: Sequence[Lock] = ()) -> Proposal:
    """Return the best groups found: each of two or three organisations, no larger than its mentor takes.

    Every lock holds. An organisation that cannot have company within the mentors' capacity is unplaced, and so is
    nobody else; one that is locked alone stays with its mentor. Raises ``BadLock``.
    """
    search = _Search(candidates, mentors, locks)
    return search.told(search.best())


#: Who is where: a set of candidates' numbers for each mentor, and last those without a place.
Places = list[frozenset[int]]
#: Candidates that change places together: where each goes.
Move = dict[int, int]


class _Search:
    """Local search over who is with which mentor, by numbers: of candidates, and of mentors as places."""

    def __init__(self, candidates: Sequence[Candidate], mentors: Sequence[Mentor], locks: Sequence[Lock]) -> None:
        """Set the candidates and the places, and hold the locks. Raises ``BadLock``."""
        self.candidates, self.mentors, self.nowhere = candidates, mentors, len(mentors)
        self.rooms = [*(min(LARGEST, mentor.capacity) for mentor in mentors), len(candidates)]
        self.dice = random.Random(SEED)  # noqa: S311 (a search, not a secret)
        self.costs: dict[tuple[int, frozenset[int]], float] = {}
        place_of = {mentor.candidate.key: place for place, mentor in enumerate(mentors)}
        number_of = {candidate.key: number for number, candidate in enumerate(candidates)}
        for lock in locks:
            if lock.member not in number_of or lock.mentor not in place_of:
                raise BadLock(f"Låset mellan {lock.member} och {lock.mentor} gäller någon som inte är med.")
        self.fixed = {number_of[lock.member]: place_of[lock.mentor] for lock in locks}
        self.free = [number for number in range(len(candidates)) if number not in self.fixed]
        for place, held in Counter(self.fixed.values()).items():
            if held > self.rooms[place]:
                name = mentors[place].candidate.name
                raise BadLock(f"{name} tar emot {self.rooms[place]} organisationer, men {held} är låsta dit.")

    def cost_at(self, place: int, inside: frozenset[int]) -> float:
        if place == self.nowhere:
            return UNPLACED * len(inside)
        known = self.costs.get((place, inside))
        if known is None:
            known = group_cost(self.mentors[place].candidate, [self.candidates[number] for number in inside])
            self.costs[place, inside] = known
        return known

    def cost(self, places: Places) -> float:
        return sum(self.cost_at(place, inside) for place, inside in enumerate(places))

    def best(self) -> Places:
        starts = STARTS if len(self.free) <= 2 * MANY else 1
        found = min((self.shaken_down(self.improved(self.start())) for _ in range(starts)), key=self.cost)
        alone = [number for inside in found[:-1] if len(inside) < SMALLEST for number in inside]
        return self.moved(found, {number: self.nowhere for number in alone if number not in self.fixed}) or found

    def shaken_down(self, places: Places) -> Places:
        """Shake a solution again and again, and keep what is better."""
        for _ in range(round(SHAKES * min(1, (MANY / max(1, len(self.free))) ** 2))):
            shaken = self.improved(self.shaken(places))
            if self.cost(shaken) < self.cost(places):
                places = shaken
        return places

    def start(self) -> Places:
        """Put the locked where they are, and the others in any order where it costs least."""
        empty: Places = [frozenset() for _ in self.rooms]
        return self.filled(self.moved(empty, self.fixed) or empty, self.free)

    def shaken(self, places: Places) -> Places:
        """Empty three groups but for the locked, and fill them anew in another order."""
        taken = self.dice.sample(range(self.nowhere), k=min(3, self.nowhere))
        out = {number for place in taken for number in places[place] if number not in self.fixed}
        loose = sorted(out | places[self.nowhere])
        return self.filled(self.moved(places, dict.fromkeys(loose, self.nowhere)) or places, loose)

    def filled(self, places: Places, loose: Sequence[int]) -> Places:
        """Give each of ``loose`` a place while there is room, where those who are there already cost it least."""
        for number in self.dice.sample(loose, k=len(loose)):
            open_to = [place for place in range(self.nowhere) if len(places[place]) < self.rooms[place]]
            chosen = min(open_to, key=lambda place: self.added(number, place, places[place]), default=self.nowhere)
            places = self.moved(places, {number: chosen}) or places
        return places

    def added(self, number: int, place: int, inside: frozenset[int]) -> float:
        company = [self.mentors[place].candidate, *(self.candidates[other] for other in inside)]
        return sum(pair_cost(self.candidates[number], other) for other in company)

    def moved(self, places: Places, move: Move) -> Places | None:
        """Return the places after a move, or None where somebody has no room."""
        after = [inside.difference(move) for inside in places]
        for number, place in move.items():
            after[place] |= {number}
        return after if all(len(inside) <= room for inside, room in zip(after, self.rooms, strict=True)) else None

    def improved(self, places: Places) -> Places:
        """Make every move that is for the better, until there is none."""
        at = {number: place for place, inside in enumerate(places) for number in inside}
        better = True
        while better:
            better = False
            for move in self.moves(places):
                if (after := self.gain(places, at, move)) is not None:
                    places = [after.get(place, inside) for place, inside in enumerate(places)]
                    at |= move
                    better = True
        return places

    def gain(self, places: Places, at: Move, move: Move) -> dict[int, frozenset[int]] | None:
        """Return who is where after a move that is for the better, for the places it touches; else None."""
        after = {place: places[place].difference(move) for place in {*move.values(), *(at[number] for number in move)}}
        for number, place in move.items():
            after[place] |= {number}
        if any(len(inside) > self.rooms[place] for place, inside in after.items()):
            return None
        saved = sum(
            self.cost_at(place, places[place]) - self.cost_at(place, inside) for place, inside in after.items()
        )
        return after if saved > TINY else None

    def moves(self, places: Places) -> Iterator[Move]:
        """Yield every move worth a try; those that earlier ones have overtaken find no room, or are no better."""
        return itertools.chain(self.single(), self.together(places), self.swaps(places), self.mentors_change(places))

    def single(self) -> Iterator[Move]:
        """Yield each one to each place."""
        return ({number: place} for number in self.free for place in range(len(self.rooms)))

    def together(self, places: Places) -> Iterator[Move]:
        """Yield each two to each mentor without a group: one at a time would first be a group of one."""
        empty = [place for place in range(self.nowhere) if not places[place]]
        pairs = itertools.combinations(self.free, SMALLEST) if empty else ()
        return (dict.fromkeys(pair, place) for pair in pairs for place in empty)

    def swaps(self, places: Places) -> Iterator[Move]:
        """Yield that two change places."""
        place_of = {number: place for place, inside in enumerate(places) for number in inside}
        pairs = itertools.combinations(self.free, 2)
        return ({one: place_of[other], other: place_of[one]} for one, other in pairs)

    def mentors_change(self, places: Places) -> Iterator[Move]:
        """Yield that two groups change mentors, where nobody in them is locked."""
        for one, other in itertools.combinations(range(self.nowhere), 2):
            if not (places[one] | places[other]) & self.fixed.keys():
                yield dict.fromkeys(places[one], other) | dict.fromkeys(places[other], one)

    def told(self, places: Places) -> Proposal:
        """Say a solution in groups, with the reasons for each."""
        groups = []
        for mentor, inside in zip(self.mentors, places[:-1], strict=True):
            if inside:
                members = tuple(self.candidates[number] for number in sorted(inside))
                cost = group_cost(mentor.candidate, members) / len(members)
                groups.append(ProposedGroup(mentor.candidate, members, cost, reasons(mentor.candidate, members)))
        return Proposal(
            groups=tuple(sorted(groups, key=attrgetter("cost"))),
            unplaced=tuple(self.candidates[number] for number in sorted(places[-1])),
            cost=self.cost(places) / max(1, len(self.candidates)),
        )


def reasons(mentor: Candidate | None, members: Sequence[Candidate]) -> tuple[str, ...]:
    """Say in Swedish why these go together: nearness, themes, size, similarity, wishes, and whether they have met."""
    pairs = list(itertools.combinations([*([mentor] if mentor else []), *members], 2))
    found: list[str] = []
    lengths = [length for one, other in pairs if (length := distance(one, other)) is not None]
    if lengths:
        found.append(f"Längst avstånd i gruppen är {_tens(max(lengths))} km fågelvägen")
    if themes := frozenset.intersection(*(member.themes for member in members)):
        found.append(f"Alla har temat {listed(sorted(themes))}")
    sizes = [member.population for member in members if member.population]
    if len(sizes) > 1 and len(sizes) == len(members) and max(sizes) < ALIKE * min(sizes):
        found.append(f"Ungefär lika stora: {thousands(min(sizes))} till {thousands(max(sizes))} invånare")
    for one, other in pairs:
        if other.key in one.similar or one.key in other.similar:
            found.append(f"{one.name} och {other.name} liknar varandra enligt Kolada")
        for who, whom in ((one, other), (other, one)):
            if whom.key in who.wishes:
                found.append(f"{who.name} har önskat {whom.name}")
        if other.key in one.met or one.key in other.met:
            found.append(f"{one.name} och {other.name} har varit i samma grupp förut")
    return tuple(found)


def _tens(number: float) -> int:
    return round(number / 10) * 10 if number >= LARGEST * 10 else round(number)
