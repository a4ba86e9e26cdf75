"""Changes of groups in the middle of a round: each first says what it means, and then does it with letters.

A change is an ``Errand``: what is asked, what it leads to (design §3: what those who leave lose and keep), what
each organisation is told, and the act. ``preview`` shows one; ``carry_out`` does it, or nothing at all.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import transaction

from accounts.models import User
from cohorts import acts, group_letters
from cohorts.candidates import OUTSIDE
from cohorts.formed import FormedGroup, formed_groups
from cohorts.group_letters import Note, notes_for
from cohorts.group_plans import NEW, NOWHERE, FullGroup, NotHere, OwnSupport, hold_plan
from cohorts.groups import GroupTooSmall, form_group, join, leave, rename
from cohorts.models import ActKind, BenchmarkGroup, Cohort, GroupPlan, Pairing, Participation
from cohorts.pairings import end_pairing, pair
from cohorts.roles import PairingKind, Part
from cohorts.wording import listed


@dataclass(frozen=True)
class Errand:
    """A change that is thought of."""

    question: str
    consequences: tuple[str, ...]
    told: dict[Participation, list[str]]
    act: Callable[[], object]


@dataclass(frozen=True, slots=True)
class Change:
    """A change as a page shows it before it is done."""

    question: str
    consequences: tuple[str, ...]
    notes: tuple[Note, ...]
    version: int

    @property
    def letters(self) -> int:
        """Return how many letters would leave."""
        return sum(len(note.recipients) for note in self.notes)


def preview(cohort: Cohort, errand: Errand) -> Change:
    """Return what a change would mean; changes nothing."""
    plan = GroupPlan.objects.filter(room=cohort.room_id).first()
    return Change(errand.question, errand.consequences, _notes(cohort, errand), plan.version if plan else 0)


@transaction.atomic
def carry_out(cohort: Cohort, errand: Callable[[], Errand], *, version: int, by: User) -> list[int]:
    """Do a change and write its letters; the caller rings for the ids. Raises what ``hold_plan`` and it raise."""
    hold_plan(cohort, version=version, by=by, planning=False)
    asked = errand()
    notes = _notes(cohort, asked)
    asked.act()
    acts.record(cohort.pk, ActKind.REGROUPED, f"{asked.question[0].lower()}{asked.question[1:]}", by=by)
    return group_letters.write(notes)


def _notes(cohort: Cohort, errand: Errand) -> tuple[Note, ...]:
    return notes_for(cohort, errand.told, subject="ändring i grupperna")


def member_move(cohort: Cohort, *, organisation: int, to: str, reason: str = "") -> Errand:
    """Move an organisation to the group of an address, to a new group of its own, or out of its group.

    ``reason`` says why somebody is alone afterwards. Raises ``NotHere``, ``FullGroup`` or ``GroupTooSmall``.
    """
    formed = formed_groups(cohort)
    who = _participant(cohort, organisation, leaving=to == NOWHERE)
    origin = next((each for each in formed.values() if who in each.members), None)
    target = None if to in {NEW, NOWHERE} else _group_at(formed, to)
    if origin is target and (target or to == NOWHERE):
        raise NotHere(f"{who} är redan där." if target else f"{who} har ingen grupp.")
    if target:
        _require_room(target, 1)
    alone = [*(_others(origin, who) if origin and len(origin.members) == 2 else []), *([who] if to == NEW else [])]  # noqa: PLR2004
    if alone and not reason.strip():
        raise GroupTooSmall(
            f"{listed([str(each) for each in alone])} blir ensam i sin grupp. Skriv varför det är rätt."
        )

    def act() -> None:
        if origin:
            leave(who)
            settle(origin, reason)
        if target:
            join(target.group, who)
            rename(target.group)
        elif to == NEW:
            form_group(cohort, [who], reason_for_one=reason)

    consequences = [*(_leaving(who, origin) if origin else ()), *(_entering(who, target) if target else ())]
    if to == NEW:
        consequences.append(f"{who} blir ensam i en ny grupp utan mentor. Skäl: {reason.strip()}")
    where = {NEW: "till en ny grupp", NOWHERE: "från sin grupp"}.get(to, f"till {target and target.group}")
    return Errand(f"Flytta {who} {where}", tuple(consequences), _told_of_move(who, origin, target), act)


def _told_of_move(
    who: Participation, origin: FormedGroup | None, target: FormedGroup | None
) -> dict[Participation, list[str]]:
    told: dict[Participation, list[str]] = defaultdict(list)
    if origin:
        _tell(told, origin, f"{who} lämnar gruppen {origin.group}.")
    if target:
        _tell(told, target, f"{who} kommer med i gruppen {target.group}.")
        told[who].append(f"Ni kommer med i gruppen {target.group}, med {_names(target.members)}.")
    return told


def settle(origin: FormedGroup, reason: str) -> None:
    """Name what is left of a group anew, or let its mentors go where nobody is left."""
    if len(origin.members) == 1:
        for pairing in origin.pairings:
            end_pairing(pairing)
    else:
        rename(origin.group, reason_for_one=reason)


def mentor_add(group: BenchmarkGroup, *, mentor: int, kind: str) -> Errand:
    """Let one more mentor follow a group, beside those who lead it or in support of the first.

    Raises ``NotHere``, ``OwnSupport`` or ``FullGroup``.
    """
    at, who = _formed(group), _mentor(group.cohort, mentor)
    if any(pairing.mentor_id == mentor for pairing in at.pairings):
        raise OwnSupport(f"{who} följer redan gruppen.")
    if kind == PairingKind.LEAD and len(at.members) > who.mentor_capacity:
        raise FullGroup(f"{who} tar emot {who.mentor_capacity} organisationer. Gruppen har {len(at.members)}.")
    role = PairingKind(kind).label.lower()
    supports = at.lead if kind == PairingKind.SUPPORT else None
    told: dict[Participation, list[str]] = defaultdict(list)
    _tell(told, at, f"{who} är nu {role} för gruppen {group}.")
    told[who].append(f"Ni är nu {role} för gruppen {group}.")
    return Errand(
        f"Låt {who} bli {role} för {group}",
        _entering_as_mentor(who, group),
        told,
        lambda: pair(who, group, kind=PairingKind(kind), supports=supports),
    )


def mentor_end(group: BenchmarkGroup, *, mentor: int) -> Errand:
    """End a mentor's or a supporting mentor's pairing with a group. Raises ``NotHere``."""
    at = _formed(group)
    pairing = _pairing(at, mentor)
    told: dict[Participation, list[str]] = defaultdict(list)
    _tell(told, at, f"{pairing.mentor} är inte längre {PairingKind(pairing.kind).label.lower()} för gruppen {group}.")
    consequences = _leaving_as_mentor(pairing.mentor, group)
    if at.lead == pairing and not any(p.kind == PairingKind.LEAD for p in at.pairings if p != pairing):
        consequences += (f"{group} har sedan ingen mentor.",)
    return Errand(f"Avsluta {pairing.mentor} för {group}", consequences, told, lambda: end_pairing(pairing))


def mentor_replace(group: BenchmarkGroup, *, mentor: int, new: int) -> Errand:
    """Let another mentor take over from one, with those who support it. Raises what ``mentor_add`` raises."""
    at, who = _formed(group), _mentor(group.cohort, new)
    pairing = _pairing(at, mentor)
    added = mentor_add(group, mentor=new, kind=pairing.kind)
    told: dict[Participation, list[str]] = defaultdict(list)
    _tell(told, at, f"{who} tar över efter {pairing.mentor} i gruppen {group}.")
    told[who].append(f"Ni tar över efter {pairing.mentor} i gruppen {group}.")

    def act() -> None:
        end_pairing(pairing)
        supports = at.lead if pairing.kind == PairingKind.SUPPORT else None
        begun = pair(who, group, kind=PairingKind(pairing.kind), supports=supports)
        Pairing.objects.filter(supports=pairing, ended_at=None).update(supports=begun)

    consequences = (*_leaving_as_mentor(pairing.mentor, group), *added.consequences)
    return Errand(f"Byt {pairing.mentor} mot {who} i {group}", consequences, told, act)


def group_dissolve(group: BenchmarkGroup) -> Errand:
    """Let everybody leave a group and its mentors go. Raises ``NotHere``."""
    at = _formed(group)
    told: dict[Participation, list[str]] = defaultdict(list)
    _tell(told, at, f"Gruppen {group} är upplöst. Projektledaren hör av sig om vad som händer nu.")
    consequences = [f"{_names(at.members)} har sedan ingen grupp. Placera dem i andra grupper."]
    for each in at.members:
        consequences += _leaving(each, at)
    for pairing in at.pairings:
        consequences += _leaving_as_mentor(pairing.mentor, group)

    def act() -> None:
        for each in at.members:
            leave(each)
        for pairing in at.pairings:
            end_pairing(pairing)

    return Errand(f"Upplös {group}", tuple(consequences), told, act)


def group_merge(group: BenchmarkGroup, *, into: str) -> Errand:
    """Move everybody in a group to another, whose mentors stay; its own mentors go.

    Raises ``NotHere`` or ``FullGroup``.
    """
    formed = formed_groups(group.cohort)
    at, target = _formed(group), _group_at(formed, into)
    if target.group == group:
        raise NotHere("Välj en annan grupp att slå ihop med.")
    _require_room(target, len(at.members))
    told: dict[Participation, list[str]] = defaultdict(list)
    _tell(told, at, f"Gruppen {group} går ihop med {target.group}.")
    _tell(told, target, f"{_names(at.members)} kommer med i gruppen {target.group}.")
    consequences: list[str] = []
    for each in at.members:
        consequences += [*_leaving(each, at), *_entering(each, target)]
    for pairing in at.pairings:
        consequences += _leaving_as_mentor(pairing.mentor, group)

    def act() -> None:
        for each in at.members:
            leave(each)
            join(target.group, each)
        for pairing in at.pairings:
            end_pairing(pairing)
        rename(target.group)

    return Errand(f"Slå ihop {group} med {target.group}", tuple(consequences), told, act)


# Who and what is meant, and the words for it ----------------------------------------------------------


def _participant(cohort: Cohort, pk: int, *, leaving: bool) -> Participation:
    found = Participation.objects.filter(cohort=cohort, pk=pk, part=Part.PARTICIPANT).select_related("organisation")
    who = found.first()
    if who is None:
        raise NotHere("Organisationen är inte deltagare i omgången och kan inte vara med i en grupp.")
    if who.state in OUTSIDE and not leaving:
        raise NotHere(f"{who} är inte med i omgången nu och kan inte vara med i en grupp.")
    return who


def _mentor(cohort: Cohort, pk: int) -> Participation:
    mentors = Participation.objects.filter(cohort=cohort, pk=pk, part=Part.MENTOR).exclude(state__in=OUTSIDE)
    who = mentors.select_related("organisation").first()
    if who is None:
        raise NotHere("Organisationen är inte mentor i omgången.")
    return who


def _group_at(formed: dict[int, FormedGroup], slug: str) -> FormedGroup:
    found = next((each for each in formed.values() if each.group.slug == slug), None)
    if found is None:
        raise NotHere("Gruppen finns inte kvar i omgången. Välj en annan.")
    return found


def _formed(group: BenchmarkGroup) -> FormedGroup:
    found = formed_groups(group.cohort).get(group.pk)
    if found is None:
        raise NotHere("Gruppen är upplöst. Det finns ingen i den.")
    return found


def _pairing(at: FormedGroup, mentor: int) -> Pairing:
    found = next((each for each in at.pairings if each.mentor_id == mentor), None)
    if found is None:
        raise NotHere("Mentorn följer inte gruppen. Ladda om sidan.")
    return found


def _require_room(target: FormedGroup, more: int) -> None:
    if len(target.members) + more > target.room:
        raise FullGroup(f"{target.group} tar emot {target.room} organisationer. Välj en annan grupp.")


def _others(at: FormedGroup, who: Participation) -> list[Participation]:
    return [each for each in at.members if each != who]


def _names(participations: Sequence[Participation]) -> str:
    return listed([str(each) for each in participations])


def _tell(told: dict[Participation, list[str]], at: FormedGroup, words: str) -> None:
    for each in at.everybody:
        told[each].append(words)


def _leaving(who: Participation, at: FormedGroup) -> tuple[str, ...]:
    return (
        f"{who} kommer genast inte längre åt rummet, kontakterna, jämförelserna och det som delats i {at.group}.",
        f"{who} kan fortfarande läsa träffar som hölls medan {who} var med, och deras rapporter.",
        f"Det {who} själv har delat finns kvar hos dem som fick det.",
    )


def _entering(who: Participation, at: FormedGroup) -> tuple[str, ...]:
    return (
        f"{who} kommer genast åt gruppen {at.group}: rummet, kontakterna och träffarna.",
        f"Det som delades i {at.group} tidigare ser {who} först när den som delade väljer det.",
    )


def _entering_as_mentor(who: Participation, group: BenchmarkGroup) -> tuple[str, ...]:
    return (
        f"{who} kommer genast åt gruppens rum, kontakter, träffar och framsteg i {group}.",
        f"Det som delades i {group} tidigare ser {who} först när den som delade väljer det.",
    )


def _leaving_as_mentor(who: Participation, group: BenchmarkGroup) -> tuple[str, ...]:
    return (
        f"{who} ser genast inte längre framsteg, kontakter och det som delats i {group}.",
        f"{who} kan fortfarande läsa träffar i {group} som hölls medan {who} följde gruppen, och deras rapporter.",
    )
