"""Who may what, worked out the slow and obvious way: from seats, memberships and pairings, never from grants."""

from cohorts.models import Cohort, GroupMembership, Pairing, Participation, Room, Seat
from cohorts.roles import AFTER_LEAVING, BELOW, PAIRED, ROLES, TRIO, VERBS, Part, RoomKind, Row


class Reference:
    """Everything the answer depends on, read plainly; a question is answered by looking through all of it."""

    def __init__(self):
        self.kinds = dict(Room.objects.values_list("pk", "kind"))
        self.seats = list(Seat.objects.filter(ended_at=None).select_related("holder"))
        self.participations = {each.pk: each for each in Participation.objects.select_related("cohort")}
        self.memberships = list(GroupMembership.objects.all())
        self.pairings = list(Pairing.objects.all())
        self.cohort_of_group = dict(
            Room.objects.filter(kind=RoomKind.GROUP).values_list("pk", "benchmarkgroup__cohort")
        )
        self.cohorts = set(Cohort.objects.values_list("pk", flat=True))
        (self.programme,) = (pk for pk, kind in self.kinds.items() if kind == RoomKind.PROGRAMME)

    def lineage(self, room):
        """Return the room and those above it: of a participation its current group, its cohort, the programme."""
        if room == self.programme:
            return (room,)
        if room in self.cohorts:
            return (room, self.programme)
        if room in self.cohort_of_group:
            return (room, self.cohort_of_group[room], self.programme)
        current = [m.group_id for m in self.memberships if m.participation_id == room and m.left_at is None]
        return (room, *current, self.participations[room].cohort_id, self.programme)

    def held(self, user):
        """Return the (room, verb) pairs that the user's open seats give."""
        pairs = set()
        for seat in self.seats:
            if seat.holder != user or not seat.holder.is_active:
                continue
            row = ROLES.get((self.kinds[seat.room_id], seat.function), Row())
            pairs |= {(seat.room_id, verb) for verb in row.own}
            if seat.room_id in self.participations and seat.function in TRIO:
                pairs |= {(self.participations[seat.room_id].cohort_id, verb) for verb in row.cohort}
                pairs |= {(group, verb) for group, verbs in self._groups(seat.room_id, row) for verb in verbs}
                pairs |= {(earlier, "read_own_past") for earlier in self._past(self.participations[seat.room_id])}
        return pairs

    def _groups(self, room, row):
        for membership in self.memberships:
            if membership.participation_id == room:
                yield membership.group_id, AFTER_LEAVING if membership.left_at else row.group
        for pairing in self.pairings:
            if pairing.mentor_id == room and self.participations[room].part == Part.MENTOR:
                yield pairing.group_id, AFTER_LEAVING if pairing.ended_at else PAIRED[pairing.kind]

    def _past(self, now):
        for each in self.participations.values():
            if each.organisation_id == now.organisation_id and each.cohort.starts_on < now.cohort.starts_on:
                yield each.pk

    def allows(self, held, lineage, verb):
        rooms = lineage if VERBS[verb].reach is BELOW else lineage[:1]
        return any((room, verb) in held for room in rooms)

    def sees(self, held, lineage):
        return any(r == lineage[0] or (r in lineage and VERBS[verb].reach is BELOW) for r, verb in held)
