"""Kalmar shares; the standing cast reads, or does not."""

import uuid

import pytest

from benchmarking.method.versions import method_of
from benchmarking.sharing import public
from benchmarking.sharing.audiences import admits
from benchmarking.sharing.models import AudienceKind
from benchmarking.sharing.steps import share_step, share_worksheet
from benchmarking.workspace.answers import write_answer
from benchmarking.workspace.models import Answer
from cohorts.access import load
from tests.personas import world

__all__ = ["world"]

GROUP, COHORT, CONFERENCE = AudienceKind.GROUP, AudienceKind.COHORT, AudienceKind.CONFERENCE
STEP = "traff-1"
PLACE = {"step_key": STEP, "worksheet_key": "presentation"}


@pytest.fixture
def write(world):
    """``write("Ett svar")``: write in Kalmar's presentation of step 2, over what stands there."""

    def write(value, *, field="styrkor", participation=None, by="strategist"):
        room = participation or world.own
        stored = Answer.objects.filter(room=room.pk, field_key=field).first()
        return write_answer(
            room,
            method_of(room.cohort_id),
            **PLACE,
            entry_id=None,
            field_key=field,
            value=value,
            version=stored.version if stored else 0,
            edit_id=uuid.uuid4(),
            by=world.people[by],
        )

    return write


@pytest.fixture
def share(world, write):
    """``share(GROUP)``: share Kalmar's step 2 as it stands; something is written in it first if nothing is."""

    def share(*audiences, participation=None, by="strategist", preview=""):
        room = participation or world.own
        if not Answer.objects.filter(room=room.pk).exists():
            write(f"Styrkor i {room}", participation=room, by=by)
        method = method_of(room.cohort_id)
        return share_step(room, method, step_key=STEP, audiences=audiences, by=world.people[by], preview=preview)

    return share


@pytest.fixture
def share_sheet(world):
    """``share_sheet(GROUP)``: share Kalmar's presentation by itself as it stands."""

    def share_sheet(*audiences, preview="", by="strategist"):
        method = method_of(world.own.cohort_id)
        return share_worksheet(world.own, method, **PLACE, audiences=audiences, by=world.people[by], preview=preview)

    return share_sheet


@pytest.fixture
def open_up(world):
    """``open_up(release)``: the owner asks to show it openly, and the leader says yes."""

    def open_up(release):
        asked = public.ask(release, by=release.published_by)
        public.approve(asked, by=world.people["leader"])
        return release

    return open_up


@pytest.fixture
def reads(world):
    """``reads("mentor", release)``: whether somebody of the cast may read it."""

    def reads(persona, release):
        return admits(load(world.people[persona]), release) is not None

    return reads


@pytest.fixture
def readers(world, reads):
    """``readers(release)``: everybody of the cast who may read it."""
    return lambda release: {persona for persona in world.people if reads(persona, release)}
