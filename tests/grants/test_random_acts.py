"""Random acts, and after each one: gate, lists and the plain reference say the same of everybody, everywhere."""

from contextlib import suppress

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from access import clock
from access.refusals import Refusal
from accounts.models import User
from accounts.people import deactivate
from cohorts.access import load
from cohorts.enrolment import enrol, programme_room, withdraw
from cohorts.grants import sync_grants
from cohorts.groups import form_group, join, leave
from cohorts.models import BenchmarkGroup, Pairing, Participation, Room, Seat
from cohorts.pairings import end_pairing, pair
from cohorts.roles import VERBS, Function, PairingKind, Part
from cohorts.seats import end_seat, fill, open_seat, vacate
from tests import factories
from tests.access.oracles import digest_of_rows
from tests.grants.reference import Reference

pytestmark = [pytest.mark.django_db, pytest.mark.deep]

pick = st.integers(0, 11)
NAMES = sorted(VERBS)


class Rounds:
    """Two rounds that have begun, five organisations and six people: what the machine acts on."""

    def __init__(self):
        self.cohorts = [factories.cohort("ett"), factories.cohort("tva")]
        self.organisations = [factories.organisation(name) for name in ("Arboga", "Boden", "Dorotea", "Eda", "Falun")]
        self.people = [factories.person(name) for name in ("Ada", "Bo", "Cecilia", "Dag", "Eva", "Filip")]
        self.people[0].is_superuser = True
        self.people[0].save(update_fields=["is_superuser"])
        first, second = self.cohorts
        arboga, boden, dorotea = (enrol(first, organisation) for organisation in self.organisations[:3])
        eda = enrol(first, self.organisations[3], part=Part.MENTOR)
        falun = enrol(second, self.organisations[4])
        group = form_group(first, [arboga, boden])
        form_group(second, [falun], reason_for_one="Ensam")
        pair(eda, group)
        for room, function, person in (
            (arboga.room, Function.STRATEGIST, 0),
            (dorotea.room, Function.POLITICIAN, 1),
            (boden.room, Function.OTHER, 1),
            (eda.room, Function.MANAGER, 2),
            (first.room, Function.LEADER, 3),
            (second.room, Function.OBSERVER, 3),
            (programme_room(), Function.LEADER, 4),
        ):
            factories.seat(room, function, self.people[person])


class Acts(RuleBasedStateMachine):
    """Each rule is one act of the product on rows picked by number; a refused act changes nothing."""

    rounds: Rounds

    def __init__(self):
        super().__init__()
        self.people = [User.objects.get(pk=person.pk) for person in self.rounds.people]
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.step = self.first = 0

    def teardown(self):
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    @initialize(first=st.integers(0, len(NAMES) - 1))
    def begin(self, first):
        """Let each program ask the lists about other verbs first."""
        self.first = first

    def some(self, things, number):
        things = list(things.order_by("pk") if hasattr(things, "order_by") else things)
        return things[number % len(things)] if things else None

    def act(self, verb, *things, **facts):
        if None not in things:
            with suppress(Refusal), transaction.atomic():
                verb(*things, **facts)

    @rule(cohort=pick, organisation=pick, part=st.sampled_from(Part))
    def enrol(self, cohort, organisation, part):
        chosen = self.some(self.rounds.cohorts, cohort), self.some(self.rounds.organisations, organisation)
        self.act(enrol, *chosen, part=part)

    @rule(cohort=pick, numbers=st.lists(pick, max_size=3))
    def form_group(self, cohort, numbers):
        cohort = self.some(self.rounds.cohorts, cohort)
        inside = Participation.objects.filter(cohort=cohort).select_related("organisation", "room")
        chosen = {self.some(inside, number) for number in numbers} - {None}
        self.act(form_group, cohort, sorted(chosen, key=lambda each: each.pk), reason_for_one="Ensam")

    @rule(group=pick, participation=pick)
    def join(self, group, participation):
        self.act(join, self.some(BenchmarkGroup.objects, group), self.some(Participation.objects, participation))

    @rule(participation=pick)
    def leave(self, participation):
        self.act(leave, self.some(Participation.objects, participation))

    @rule(mentor=pick, group=pick, kind=st.sampled_from(PairingKind))
    def pair(self, mentor, group, kind):
        mentors = Participation.objects.filter(part=Part.MENTOR)
        self.act(pair, self.some(mentors, mentor), self.some(BenchmarkGroup.objects, group), kind=kind)

    @rule(pairing=pick)
    def end_pairing(self, pairing):
        self.act(end_pairing, self.some(Pairing.objects, pairing))

    @rule(room=pick, function=st.sampled_from(Function))
    def open_seat(self, room, function):
        self.act(open_seat, self.some(Room.objects, room), function)

    @rule(seat=pick, person=pick)
    def fill(self, seat, person):
        self.act(fill, self.some(Seat.objects, seat), self.some(self.people, person))

    @rule(room=pick, function=st.sampled_from(Function), person=pick)
    def seat(self, room, function, person):
        """Open and fill in one step: most of what follows needs somebody in place."""
        self.act(factories.seat, self.some(Room.objects, room), function, self.some(self.people, person))

    @rule(seat=pick)
    def vacate(self, seat):
        self.act(vacate, self.some(Seat.objects, seat))

    @rule(seat=pick)
    def end_seat(self, seat):
        self.act(end_seat, self.some(Seat.objects, seat))

    @rule(participation=pick)
    def withdraw(self, participation):
        chosen = self.some(Participation.objects, participation)
        self.act(withdraw, chosen, on=clock.today(), reason="Tid")

    @rule(person=st.integers(3, 5))
    def deactivate(self, person):
        self.act(deactivate, self.people[person], by=self.people[1])

    @invariant()
    def gate_lists_and_reference_agree(self):
        """The gate is asked everything of everybody; the lists by one person with a few verbs each time."""
        self.step += 1
        reference = Reference()
        rooms = {room: reference.lineage(room.pk) for room in Room.objects.select_related("parent__parent__parent")}
        for number, user in enumerate(self.people):
            access, held = load(user), reference.held(user)
            for room, lineage in rooms.items():
                assert room.lineage == lineage
                assert access.sees(lineage) is reference.sees(held, lineage), (user, room)
                for verb in VERBS:
                    assert access.allows(lineage, verb) is reference.allows(held, lineage, verb), (user, room, verb)
            if number == self.step % len(self.people):
                self.lists(
                    access, {(room.pk, verb) for room in rooms for verb in VERBS if access.allows(room.lineage, verb)}
                )

    def lists(self, access, allowed):
        for number in range(2):
            verb = NAMES[(self.first + 2 * self.step + number) % len(NAMES)]
            for model in (Participation, BenchmarkGroup, Seat):
                listed = set(model.objects.visible_to(access, verb).values_list("pk", flat=True))
                opened = {pk for pk, room in model.objects.values_list("pk", "room_id") if (room, verb) in allowed}
                assert listed == opened, (verb, model)

    @invariant()
    def the_image_is_whole(self):
        """Making the grants equal to the seats once more changes no row."""
        image = ("auth_group", "accounts_user_groups", "cohorts_roomgrant")
        before = digest_of_rows(image)
        sync_grants(*Room.objects.values_list("pk", flat=True))
        assert digest_of_rows(image) == before


def test_random_acts(scale):
    Acts.rounds = Rounds()
    run_state_machine_as_test(
        Acts,
        settings=settings(
            max_examples=scale(25, 2000),
            stateful_step_count=20,
            derandomize=True,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
