"""Publishing and taking back: numbered, immutable, refused by name."""

from contextlib import contextmanager

import pytest
from django.db import DatabaseError, connection, transaction

from access import clock
from benchmarking.sharing.models import AudienceKind, Release, ReleaseAudience, ReleaseReader
from benchmarking.sharing.releases import (
    AlreadyWithdrawn,
    NobodyChosen,
    NoGroup,
    NothingToShare,
    Outdated,
    digest,
    withdraw,
)
from benchmarking.sharing.steps import share_step
from cohorts import enrolment
from cohorts.groups import leave
from cohorts.models import CohortState
from cohorts.states import ParticipationWithdrawn, RoundClosed, RoundNotOpen
from tests.personas import method_2019

GROUP, CONFERENCE = AudienceKind.GROUP, AudienceKind.CONFERENCE


@contextmanager
def refused(kind):
    """The act is refused by ``kind``, and nothing of it is written."""
    before = Release.objects.count(), ReleaseAudience.objects.count(), ReleaseReader.objects.count()
    with pytest.raises(kind):
        yield
    assert (Release.objects.count(), ReleaseAudience.objects.count(), ReleaseReader.objects.count()) == before


@pytest.mark.django_db
def test_releases_are_numbered_in_their_own_room(world, share):
    mate = world.organisations["sodertalje"]
    numbers = [share(GROUP).number, share(CONFERENCE).number]
    assert share(GROUP, participation=mate, by="group_mate").number == 1
    assert [*numbers, share(GROUP, CONFERENCE).number] == [1, 2, 3]


@pytest.mark.django_db
def test_a_release_keeps_what_stood_there_and_its_digest(world, write, share):
    write("Det första")
    release = share(GROUP)
    write("Det andra")
    release.refresh_from_db()
    assert "Det första" in str(release.content)
    assert "Det andra" not in str(release.content)
    assert release.sha256 == digest(release.content)
    assert release.published_by == world.people["strategist"]


@pytest.mark.django_db
class TestRefusals:
    def test_nobody_chosen(self, share):
        with refused(NobodyChosen):
            share()

    def test_no_group(self, world, share):
        leave(world.own)
        with refused(NoGroup):
            share(GROUP)
        with refused(NoGroup):
            share(GROUP, CONFERENCE)
        assert share(CONFERENCE)

    def test_nothing_written(self, world):
        with refused(NothingToShare):
            share_step(world.own, method_2019(), step_key="hemma-1", audiences=[GROUP], by=world.people["strategist"])

    @pytest.mark.parametrize(
        ("state", "refusal"), [(CohortState.CLOSED, RoundClosed), (CohortState.OPEN, RoundNotOpen)]
    )
    def test_a_round_that_is_not_open_for_work(self, world, share, state, refusal):
        share(GROUP)
        world.cohort.state = state
        world.cohort.save(update_fields=["state"])
        with refused(refusal):
            share(GROUP)

    def test_an_organisation_that_has_left(self, world, share):
        share(GROUP)
        enrolment.withdraw(world.own, on=clock.today(), reason="tid")
        with refused(ParticipationWithdrawn):
            share(GROUP)

    def test_a_preview_that_is_no_longer_true(self, share):
        with refused(Outdated):
            share(GROUP, preview="0" * 64)


@pytest.mark.django_db
class TestTakingBack:
    def test_leaves_who_and_when(self, world, share):
        release = share(GROUP)
        withdraw(release, by=world.people["manager"])
        release.refresh_from_db()
        assert release.is_withdrawn
        assert release.withdrawn_by == world.people["manager"]

    def test_twice_is_a_clash(self, world, share):
        release = share(GROUP)
        withdraw(release, by=world.people["manager"])
        with pytest.raises(AlreadyWithdrawn):
            withdraw(release, by=world.people["strategist"])

    def test_after_the_round_has_closed_or_the_organisation_has_left(self, world, share):
        first, second = share(GROUP), share(GROUP)
        enrolment.withdraw(world.own, on=clock.today(), reason="tid")
        withdraw(first, by=world.people["strategist"])
        world.cohort.state = CohortState.CLOSED
        world.cohort.save(update_fields=["state"])
        withdraw(second, by=world.people["strategist"])
        assert not Release.objects.filter(withdrawn_at=None).exists()


CHANGES = {
    "content": {"step": {}},
    "sha256": "0" * 64,
    "title": "Något annat",
    "number": 99,
    "key": "hemma-1",
    "kind": "annat",
    "published_at": "2019-01-01T00:00:00Z",
}


@pytest.mark.django_db
class TestImmutable:
    """The database refuses, whoever asks: through the ORM and in plain SQL."""

    @contextmanager
    def refusing(self):
        with pytest.raises(DatabaseError), transaction.atomic():
            yield

    @pytest.mark.parametrize("field", CHANGES)
    def test_its_fields(self, share, field):
        release = share(GROUP)
        with self.refusing():
            Release.objects.filter(pk=release.pk).update(**{field: CHANGES[field]})
        setattr(release, field, CHANGES[field])
        with self.refusing():
            release.save()
        with self.refusing():
            Release.objects.bulk_update([release], [field])

    def test_in_sql(self, share):
        release = share(GROUP)
        audience = release.audiences.get()
        for statement in (
            "UPDATE benchmarking_release SET content = '{}' WHERE id = %s",
            "UPDATE benchmarking_release SET content = content || '{\"a\": 1}' WHERE id = %s",
            "DELETE FROM benchmarking_releasereader USING benchmarking_releaseaudience a WHERE a.release_id = %s",
            "UPDATE benchmarking_releaseaudience SET kind = 'conference' WHERE release_id = %s",
            "DELETE FROM benchmarking_releaseaudience WHERE release_id = %s",
            "DELETE FROM benchmarking_release WHERE id = %s",
        ):
            with self.refusing(), connection.cursor() as cursor:
                cursor.execute(statement, [release.pk])
        assert audience.readers.count() == 3

    def test_its_readers(self, world, share):
        reader = ReleaseReader.objects.filter(audience__release=share(GROUP)).first()
        assert reader is not None
        reader.room = world.organisations["askersund"].room
        with self.refusing():
            reader.save()

    def test_once_taken_back_it_stays_so(self, world, share):
        release = share(GROUP)
        withdraw(release, by=world.people["strategist"])
        with self.refusing():
            Release.objects.filter(pk=release.pk).update(withdrawn_at=None, withdrawn_by=None)
